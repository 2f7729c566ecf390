"""Rows put under the rows that are there, in their look, with filters, tables and drop-downs drawn along (新增行)."""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange

from policy_extract.errors import FeedError
from policy_extract.feed.excel_layout import Layout, anchors_of, shown

PREPARED = frozenset({"number"})
"""Fields that a prepared empty row may have filled in."""
DEFAULT_WIDTH = 8
LINE_HEIGHT = 15
HIGHEST = 400
"""Heights in points."""


def wide(text: str) -> int:
    """Width of a text in digits; a Chinese character takes two."""
    return max(1, sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text))


class Rows:
    """The data rows of a table."""

    def __init__(self, sheet: Any, layout: Layout) -> None:
        """Look at the sheet."""
        self._sheet = sheet
        self._layout = layout
        self._anchors = anchors_of(sheet)
        # The library walks all cells to tell them.
        self._width, self._height = sheet.max_column, sheet.max_row
        id_column = layout.columns.get("id")
        ids = [
            row for row in range(layout.header + 1, self._height + 1)
            if id_column is not None and shown(sheet, row, id_column, self._anchors) not in (None, "")
        ]  # fmt: skip
        self.last = ids[-1] if ids else layout.header
        """The last row that the feed made."""
        self._model = self.last if ids else layout.header + 1
        self._end = self.last
        self._number = self._highest_number()

    def _highest_number(self) -> int:
        """The highest running number in its column (序号)."""
        column = self._layout.columns.get("number")
        if column is None:
            return 0
        rows = range(self._layout.header + 1, self.last + 1)
        values = [self._sheet.cell(row, column).value for row in rows]
        return max([0, *(int(value) for value in values if isinstance(value, (int, float)))])

    def _is_free(self, row: int) -> bool:
        """Whether a row holds nothing but a prepared number, and no merged cell."""
        columns = {column for name, column in self._layout.columns.items() if name not in PREPARED}
        columns |= set(self._layout.others.values())
        if any((row, column) in self._anchors for column in columns):
            return False
        return all(self._sheet.cell(row, column).value in (None, "") for column in columns)

    def next_row(self) -> int:
        """A row for a new task: the next free one below the tasks."""
        row = self._end + 1
        while row <= self._height and not self._is_free(row):
            row += 1
        self._end = row
        self._dress(row)
        column = self._layout.columns.get("number")
        if column is not None:
            self._number += 1
            cell = self._sheet.cell(row, column)
            cell.value = cell.value if isinstance(cell.value, int) else self._number
            self._number = max(self._number, cell.value)
        return row

    def _dress(self, row: int) -> None:
        """Give a row without a look of its own that of the row above."""
        if row == self._model or any(self._sheet.cell(row, column).has_style for column in self._layout.columns.values()):
            return
        for column in range(1, self._width + 1):
            model = self._sheet.cell(self._model, column)
            if model.has_style:
                cell = self._sheet.cell(row, column)
                cell._style = copy.copy(model._style)

    def fit(self, row: int) -> None:
        """Give a new row the height that its wrapped texts need: not every office program works it out by itself."""
        if self._sheet.row_dimensions[row].height is not None:
            return
        most = 1
        for column in range(1, self._width + 1):
            cell = self._sheet.cell(row, column)
            if cell.value is not None and cell.alignment.wrap_text:
                room = self._sheet.column_dimensions[get_column_letter(column)].width or DEFAULT_WIDTH
                most = max(most, sum(-(-wide(line) // max(int(room) - 1, 1)) for line in str(cell.value).split("\n")))
        if most > 1:
            self._sheet.row_dimensions[row].height = min(LINE_HEIGHT * most, HIGHEST)

    def draw_along(self) -> None:
        """Widen filter, tables, drop-downs and coloured ranges that ended with the old last row. Raises FeedError."""
        old, new = self.last, self._end
        if new <= old:
            return
        sheet = self._sheet
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = _longer(sheet.auto_filter.ref, old, new)
        for table in sheet.tables.values():
            if table.totalsRowCount and _ends_after(table.ref, old):
                raise FeedError(
                    f"sheet {sheet.title}: table {table.name} has a row of totals; switch it off, rows cannot be added"
                )
            table.ref = _longer(table.ref, old, new)
            if table.autoFilter is not None and table.autoFilter.ref:
                table.autoFilter.ref = _longer(table.autoFilter.ref, old, new)
        for validation in sheet.data_validations.dataValidation:
            for ranged in validation.sqref.ranges:
                _stretch(ranged, old, new)
        formats = ConditionalFormattingList()
        for ranges in sheet.conditional_formatting:
            for ranged in ranges.sqref.ranges:
                _stretch(ranged, old, new)
            for rule in ranges.rules:
                formats.add(str(ranges.sqref), rule)
        sheet.conditional_formatting = formats


def _stretch(ranged: CellRange, old: int, new: int) -> None:
    """Let a range that reaches the old last row, or begins below it, end with the new one."""
    if ranged.min_row <= old + 1 and old <= ranged.max_row < new:
        ranged.expand(down=new - ranged.max_row)


def _longer(reference: str, old: int, new: int) -> str:
    """The same for a reference as text."""
    ranged = CellRange(reference)
    _stretch(ranged, old, new)
    return str(ranged.coord)


def _ends_after(reference: str, row: int) -> bool:
    """Whether a reference reaches beyond a row."""
    last = range_boundaries(reference)[3]
    return last is not None and last > row
