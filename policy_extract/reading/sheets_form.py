"""Makes a Source of sheets (表格成文): title rows and notes are paragraphs, the rest of a sheet is one table."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from policy_extract.reading.sheets_grid import Sheet, address, cell_lines, column_name, locator_of
from policy_extract.text import Block, Cell, Source, Table

Row = list[tuple[int, str]]
"""The filled cells of a row: column and text."""
FIELD = re.compile(r"[^：:]{1,14}[：:]|[（(]?单位|\d{2,4}[年./-]\d{1,2}([月./-]|\Z)")
"""What a cell of a row above or below the table says: 填报单位：…, 单位：万元, a date."""
NOTE = re.compile(r"注|备注|说明|填表|填报|附[:：]|\*|※")
LONG_NOTE = 20
MOST_FIELDS = 6
MOST_STEPS = 10_000_000
"""Cells that are looked at for merges which hide them; merges that overlap again and again are no document's."""
LONGEST_HEADER = 15
DEFAULT_NAME = re.compile(r"(?:sheet|工作表|table|表)\s?\d*\Z", re.I)
DENSEST = 5_000_000
"""Places of a grid up to which empty cells are written; wider grids hold their filled cells only."""


def source_of(sheets: Iterable[Sheet], name: str, media_type: str, reader: str) -> Source:
    """The text, blocks and tables of the sheets that are shown, with warnings of what is not."""
    source = Source("", name, media_type=media_type, reader=reader)
    composer = _Composer(source)
    shown: list[str] = []
    unseen: list[str] = []
    for sheet in sheets:
        if sheet.hidden:
            unseen.append(sheet.name)
        else:
            _warn(sheet, source.warnings)
            if composer.add(sheet):
                shown.append(sheet.name)
    if unseen:
        source.warnings.append(f"hidden sheets were left out: {', '.join(unseen)}")
    if shown and any(shown):
        source.facts["sheets"] = "; ".join(shown)
        untitled = not source.blocks or source.blocks[0].kind != "paragraph"
        if len(shown) == 1 and untitled and not DEFAULT_NAME.match(shown[0].strip()):
            source.facts["title"] = shown[0].strip()
    source.text = "\n".join(composer.lines)
    return source


def _warn(sheet: Sheet, warnings: list[str]) -> None:
    """Say what of a sheet is not as it looks."""
    filled_rows = {row for row, _column in sheet.cells}
    rows = sorted(row + 1 for row in sheet.hidden_rows & filled_rows)
    where = f"sheet {sheet.name}: " if sheet.name else ""
    if rows and sheet.filtered:
        warnings.append(f"{where}{len(rows)} rows hidden by a filter were read as well: {_listed(rows)}")
    elif rows:
        warnings.append(f"{where}{len(rows)} hidden rows were left out: {_listed(rows)}")
    filled = {column for _row, column in sheet.cells}
    columns = [column_name(column) for column in sorted(filled) if _is_hidden(sheet, column)]
    if columns:
        warnings.append(f"{where}hidden columns were left out: {', '.join(columns[:20])}")
    if sheet.uncounted:
        warnings.append(f"{where}{len(sheet.uncounted)} formulas without a result: {', '.join(sheet.uncounted[:20])}")


def _listed(rows: Sequence[int]) -> str:
    """The first of some row numbers."""
    return ", ".join(map(str, rows[:20])) + (" …" if len(rows) > 20 else "")


def _is_hidden(sheet: Sheet, column: int) -> bool:
    """Whether a column is hidden."""
    return any(first <= column <= last for first, last in sheet.hidden_columns)


class _Composer:
    """Adds sheets to a source line by line."""

    def __init__(self, source: Source) -> None:
        self.lines: list[str] = []
        self._source = source
        self._length = 0
        self._sheet = Sheet("")
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}

    def add(self, sheet: Sheet) -> bool:
        """Add a sheet; whether it held anything."""
        rows, self._spans = visible_rows(sheet)
        self._sheet = sheet
        numbers = sorted(rows)
        for first, stop in _tables(rows, numbers):
            self._chunk(rows, numbers[first:stop])
        return bool(numbers)

    def _chunk(self, rows: dict[int, Row], numbers: list[int]) -> None:
        """Add a run of rows that holds one table at most."""
        above, below = _frame(rows, numbers, self._spans)
        for number in numbers[:above]:
            self._paragraphs(number, rows[number])
        if above < below:
            self._table(rows, numbers[above:below])
        for number in numbers[below:]:
            self._paragraphs(number, rows[number])

    def _paragraphs(self, number: int, row: Row) -> None:
        """Add the cells of a row outside the table."""
        for column, text in row:
            self._write(locator_of(self._sheet.name, number, column), text, "paragraph")

    def _table(self, rows: dict[int, Row], numbers: list[int]) -> None:
        """Add rows as a table; rows and columns without any text have no place in its grid."""
        sheet, begin = self._sheet, self._length + (1 if self.lines else 0)
        columns = sorted({column for number in numbers for column, _text in rows[number]})
        table = Table(begin, begin, len(numbers), len(columns))
        dense = len(numbers) * len(columns) <= DENSEST
        covered: set[tuple[int, int]] = set()
        for index, number in enumerate(numbers):
            texts = dict(rows[number])
            for place, column in enumerate(columns) if dense else ((bisect_left(columns, c), c) for c in texts):
                if (index, place) in covered:
                    continue
                locator = locator_of(sheet.name, number, column)
                start, end = self._write(locator, texts.get(column, ""), "cell")
                # An empty cell in front of the first words stands where the table begins.
                start, end = max(start, begin), max(end, begin)
                cell = Cell(index, place, start, end, locator=locator)
                last_row, last_column = self._spans.get((number, column), (number, column))
                cell.row_span = max(1, _count(numbers, last_row) - index)
                cell.column_span = max(1, _count(columns, last_column) - place)
                if cell.row_span * cell.column_span > 1:
                    covered.update(
                        (index + down, place + right) for down in range(cell.row_span) for right in range(cell.column_span)
                    )
                table.cells.append(cell)
        table.end = self._length
        head = f"{sheet.name}!" if sheet.name else ""
        table.locator = f"sheet[{head}{address(numbers[0], columns[0])}:{address(numbers[-1], columns[-1])}]"
        self._source.tables.append(table)

    def _write(self, locator: str, text: str, kind: str) -> tuple[int, int]:
        """Add the paragraphs of a cell; the span that they take."""
        paragraphs = cell_lines(text)
        begin = self._length + (1 if self.lines else 0)
        if not paragraphs:
            return self._length, self._length
        for number, paragraph in enumerate(paragraphs, 1):
            start = self._length + (1 if self.lines else 0)
            place = f"{locator}/p[{number}]" if len(paragraphs) > 1 else locator
            self._source.blocks.append(Block(start, start + len(paragraph), kind, locator=place))
            self.lines.append(paragraph)
            self._length = start + len(paragraph)
        return begin, self._length


def _count(values: list[int], last: int) -> int:
    """How many of the sorted values are not beyond the last one."""
    return bisect_left(values, last + 1)


def visible_rows(sheet: Sheet) -> tuple[dict[int, Row], dict[tuple[int, int], tuple[int, int]]]:
    """The filled cells that are shown, by row; and for merged cells the last row and column that they span."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hidden = set() if sheet.filtered else sheet.hidden_rows
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for first_row, first_column, last_row, last_column in sheet.merges:
        row, column = first_row, first_column
        while row < last_row and row in hidden:
            row += 1
        while column < last_column and _is_hidden(sheet, column):
            column += 1
        if (row, column) != (first_row, first_column):
            moved[first_row, first_column] = row, column
        spans[row, column] = last_row, last_column
    rows: defaultdict[int, Row] = defaultdict(list)
    inner = _covered(sheet)
    for place, text in sheet.cells.items():
        row, column = moved.get(place, place)
        if place not in inner and row not in hidden and not _is_hidden(sheet, column):
            rows[row].append((column, text))
    for cells in rows.values():
        cells.sort()
    return dict(rows), spans


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """Filled cells that lie below a merged cell, where nobody sees them."""
    if not sheet.merges:
        return set()
    places = sorted(sheet.cells)
    found = set()
    steps = 0
    for first_row, first_column, last_row, last_column in dict.fromkeys(sheet.merges):
        index = bisect_left(places, (first_row, first_column))
        while index < len(places) and places[index][0] <= last_row and steps < MOST_STEPS:
            steps += 1
            row, column = places[index]
            if column > last_column:
                index = bisect_left(places, (row + 1, first_column), index)
                continue
            if column >= first_column and (row, column) != (first_row, first_column):
                found.add((row, column))
            index += 1
    return found


def _tables(rows: dict[int, Row], numbers: list[int]) -> list[tuple[int, int]]:
    """Runs of rows with one table each: a new one begins behind an empty row when the heads come again."""
    cuts = [0]
    heads: set[tuple[str, ...]] = set()
    for index, number in enumerate(numbers):
        texts = tuple("".join(text.split()) for _column, text in rows[number])
        if len(texts) < 3 or any(len(text) > LONGEST_HEADER or text[:1].isdigit() for text in texts):
            continue
        begin = index
        while begin > cuts[-1] and len(rows[numbers[begin - 1]]) == 1 and numbers[begin] == numbers[begin - 1] + 1:
            begin -= 1
        apart = begin > cuts[-1] and numbers[begin] > numbers[begin - 1] + 1
        if apart and (texts in heads or "序号" in texts):
            cuts.append(begin)
        heads.add(texts)
    return list(zip(cuts, [*cuts[1:], len(numbers)], strict=True))


def _frame(rows: dict[int, Row], numbers: list[int], spans: dict[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
    """Where the table begins and ends among the rows; both are the same when there is none."""
    widest = max((len(rows[number]) for number in numbers), default=0)
    if widest < 2:
        return len(numbers), len(numbers)
    above = 0
    while above < len(numbers) and _stands_apart(rows[numbers[above]], widest):
        above += 1
    below = len(numbers)
    columns = sorted({column for number in numbers for column, _text in rows[number]})
    while below > above + 1 and _is_note(numbers[below - 1], rows[numbers[below - 1]], columns, spans):
        below -= 1
    return above, below


def _stands_apart(row: Row, widest: int) -> bool:
    """Whether a row above the table is a title, or a line of fields such as 填报单位：… 日期：…"""
    if len(row) == 1:
        return True
    return len(row) * 2 <= max(widest, 4) and len(row) <= MOST_FIELDS and all(FIELD.match(text.strip()) for _column, text in row)


def _is_note(number: int, row: Row, columns: list[int], spans: dict[tuple[int, int], tuple[int, int]]) -> bool:
    """Whether a row at the end is a note, a signature or a line of fields."""
    column, text = row[0]
    if len(row) > 1:
        return len(row) * 2 <= len(columns) and all(FIELD.match(words.strip()) for _column, words in row)
    wide = spans.get((number, column), (number, column))[1]
    spanned = _count(columns, wide) - bisect_left(columns, column)
    told = NOTE.match(text.strip()) or FIELD.match(text.strip())
    return column == columns[0] and bool(told or (spanned * 2 >= len(columns) and len(text) >= LONG_NOTE))
