"""Where the table stands in a sheet and what its columns hold (表头识别)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from policy_extract.errors import FeedError
from policy_extract.feed.profiles import Catalogue, Field

MOST_HEADER_ROWS = 30
"""Rows in which a header is looked for."""
LEAST_HEADERS = 2
TELLING = frozenset({"title", "content", "problem", "measure", "id"})
"""Fields one of which a header must have."""
NEEDED = ("document_status", "change_note", "id")
"""Fields that a sheet of people's own gets at its right end when it lacks them."""


Anchors = dict[tuple[int, int], tuple[int, int]]
"""For every cell of a merge the cell that holds its value."""


class Layout(msgspec.Struct, kw_only=True):
    """The table of a sheet."""

    header: int
    """Number of the header row, the lower one of two."""
    columns: dict[str, int]
    """Column number by field."""
    fields: dict[str, Field]
    others: dict[str, int]
    """Columns of people's own, by header."""


def shown(sheet: Any, row: int, column: int, anchors: dict[tuple[int, int], tuple[int, int]]) -> Any:
    """The value of a cell; for a merged one that of the whole."""
    place = anchors.get((row, column), (row, column))
    return sheet.cell(*place).value


def anchors_of(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell of a merged range its first cell."""
    found = {}
    for merged in sheet.merged_cells.ranges:
        for row, column in merged.cells:
            found[row, column] = (merged.min_row, merged.min_col)
    return found


def read_header(sheet: Any, row: int, catalogue: Catalogue, columns: Sequence[Field], width: int, anchors: Anchors) -> Layout:
    """Read a row as a header, `width` columns of it."""
    layout = Layout(header=row, columns={}, fields={}, others={})
    spans = {place: anchor for place, anchor in anchors.items() if place[0] == row and anchor[0] == row and place != anchor}
    for column in range(1, width + 1):
        value = shown(sheet, row, column, anchors)
        header = " ".join(str(value).split()) if value is not None else ""
        if not header or (row, column) in spans:
            continue
        field = catalogue.field_of(header, columns)
        if field is not None and field.name not in layout.columns:
            layout.columns[field.name] = column
            layout.fields[field.name] = field.model_copy(update={"title": header})
        else:
            layout.others[header] = column
    return layout


def find_layout(sheet: Any, catalogue: Catalogue, columns: Sequence[Field]) -> Layout | None:
    """The header row with the most known headers, the upper one of equals; None when there is none."""
    best: Layout | None = None
    # The library walks all cells to tell its size: once is enough.
    width, anchors = sheet.max_column, anchors_of(sheet)
    for row in range(1, min(sheet.max_row, MOST_HEADER_ROWS) + 1):
        layout = read_header(sheet, row, catalogue, columns, width, anchors)
        enough = len(layout.columns) >= LEAST_HEADERS and TELLING & layout.columns.keys()
        if enough and (best is None or len(layout.columns) > len(best.columns)):
            best = layout
    return best


def choose_sheet(workbook: Any, name: str, catalogue: Catalogue, columns: Sequence[Field], place: str) -> tuple[Any, Layout]:
    """The sheet that holds the table. Raises FeedError when none does, or several may."""
    if name and name not in workbook.sheetnames:
        raise FeedError(f"{place}: no sheet {name}; it has {', '.join(workbook.sheetnames)}")
    found = {}
    for sheet in workbook.worksheets:
        if (name in ("", sheet.title)) and (layout := find_layout(sheet, catalogue, columns)) is not None:
            found[sheet.title] = (sheet, layout)
    with_id = [title for title, (_, layout) in found.items() if "id" in layout.columns]
    if len(with_id) == 1:
        return found[with_id[0]]
    if len(found) != 1:
        said = (
            f"several sheets have one ({', '.join(found)}); choose with --sheet"
            if found
            else "name the columns 任务名称, 牵头单位 …"
        )
        raise FeedError(f"{place}: the header row was not found: {said}")
    return next(iter(found.values()))
