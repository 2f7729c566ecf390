"""Tables whose columns are understood (表格): header rows, data rows, cells carried down, with offsets into the view."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from policy_extract.model import LedgerTable, TableCell, TableColumn, TableRow
from policy_extract.patterns import Pack
from policy_extract.structure.tables_flat import flat_tables
from policy_extract.structure.tables_headers import SAID, HeaderReader, header_reader, plain
from policy_extract.structure.tables_text import text_tables
from policy_extract.text import Source, Table, View

MOST_TITLE_ROWS, MOST_HEADER_ROWS = 6, 3
LONGEST_HEADER, LONGEST_LOWER_HEADER = 30, 16
EDGE = " \t\n\r\u3000*|"
NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[部章节]")
COUNTED = re.compile(r"[（(]?(?:\d{1,2}|[甲乙丙丁戊己庚辛]|[A-Z])[）)]?")
SPACE = re.compile(r"\s+")
HAN = re.compile(r"[㐀-鿿]")
NUMBER_CELL = re.compile(r"[^\n]{0,24}\d")
LONGEST_NUMBER = 24
SENTENCE = re.compile("[。；;，：:！]")
MOST_HAN = 3
"""A cell with a digit and no more Chinese characters than this is a bare number (95%以上, 120个)."""
DASHES = frozenset("-－—–―─/／·.…")
CHARGED = frozenset({"bodies", "people", "time", "status"})
MERGED = frozenset({"bodies", "people", "time"})
"""Roles whose empty cells a continued row takes from above."""


@dataclass(slots=True)
class _Grid:
    """A table's cells laid out with spans expanded; offsets into the view."""

    spans: list[tuple[int, int]]
    places: list[list[int]]
    """Index of the cell at each row and column, -1 for none."""
    tops: list[int]
    """Row where each cell is printed."""
    widths: list[int]
    marked: list[bool]
    words: list[str] = field(default_factory=list)

    def row(self, number: int) -> list[int]:
        """The different cells that are printed in a row and hold anything."""
        found = dict.fromkeys(self.places[number])
        return [cell for cell in found if cell >= 0 and self.tops[cell] == number and self.words[cell]]


def find_tables(view: View, source: Source, pack: Pack) -> list[LedgerTable]:
    """The tables of a source that are understood, in text order; others stay plain lines."""
    headers = header_reader(pack)
    found: list[LedgerTable] = []
    reach = -1
    candidates: Iterable[Table] = source.tables or [*text_tables(source.text, headers), *flat_tables(source.text, headers)]
    for table in sorted(candidates, key=lambda table: table.start):
        if table.start < reach or not table.cells:
            continue
        read = _read(_grid(table, view), headers)
        if read is not None:
            found.append(read)
            reach = table.end
    return found


def _grid(table: Table, view: View) -> _Grid:
    """Lay a table out."""
    rows = min(table.row_count, len(table.cells) + MOST_TITLE_ROWS)
    columns = min(table.column_count, 256)
    grid = _Grid([], [[-1] * columns for _ in range(rows)], [], [], [])
    for cell in table.cells:
        if cell.row >= rows or cell.column >= columns:
            continue
        start, end = view.at(cell.start), view.at(cell.end)
        while start < end and view.text[start] in EDGE:
            start += 1
        while end > start and view.text[end - 1] in EDGE:
            end -= 1
        number = len(grid.spans)
        grid.spans.append((start, end))
        grid.tops.append(cell.row)
        grid.widths.append(min(cell.column_span, columns - cell.column))
        grid.marked.append(cell.header)
        grid.words.append(view.text[start:end])
        for row in range(cell.row, min(rows, cell.row + cell.row_span)):
            for column in range(cell.column, min(columns, cell.column + cell.column_span)):
                if grid.places[row][column] < 0:
                    grid.places[row][column] = number
    return grid


def _read(grid: _Grid, headers: HeaderReader) -> LedgerTable | None:
    """The understood form of a table, None when its headers do not say enough."""
    head = _header_rows(grid, headers)
    if head is None:
        return None
    columns = _columns(grid, *head, headers)
    if columns is None:
        return None
    kind = _kind(grid, columns, head[1])
    if kind is None:
        return None
    table = LedgerTable(0, 0, kind, columns, [])
    table.left += [grid.spans[cell] for row in range(*head) for cell in grid.row(row)]
    titles = [plain(column.name.rsplit(" > ", 1)[-1]) for column in columns]
    for number in range(head[1], len(grid.places)):
        _read_row(grid, number, table, titles, headers)
    if not table.rows:
        return None
    _name_groups(table)
    spans = [*table.left, *table.groups, *((row.start, row.end) for row in table.rows)]
    table.start, table.end = min(span[0] for span in spans), max(span[1] for span in spans)
    ordered = sorted(spans)
    if any(a[1] > b[0] for a, b in pairwise(ordered)):
        return None
    return table


def _header_rows(grid: _Grid, headers: HeaderReader) -> tuple[int, int] | None:
    """First header row and the row behind the last one; title rows above are passed over."""
    for first in range(min(MOST_TITLE_ROWS, len(grid.places))):
        cells = grid.row(first)
        words = [grid.words[cell] for cell in cells]
        if len(cells) < 2:
            continue
        if any(plain(word) in headers.foreign for word in words):
            return None
        known = sum(map(headers.known, words))
        if known < 2 or known * 2 < len(cells) or any(len(word) > LONGEST_HEADER for word in words):
            return None
        stop = first + 1
        while stop < min(len(grid.places), first + MOST_HEADER_ROWS) and _is_lower_header(grid, stop, headers):
            stop += 1
        return first, stop
    return None


def _is_lower_header(grid: _Grid, row: int, headers: HeaderReader) -> bool:
    """Whether a row goes on with the headers: all its cells are known, or stand below a header over several columns."""
    cells = grid.row(row)
    if len(cells) < 2 or any(len(grid.words[cell]) > LONGEST_LOWER_HEADER for cell in cells):
        return False
    if all(grid.marked[cell] for cell in cells):
        return True
    whole = len(cells) == len([cell for cell in dict.fromkeys(grid.places[row]) if cell >= 0])
    if whole and all(grid.tops[cell] == row for cell in grid.places[row] if cell >= 0) and len(cells) == len(grid.places[row]):
        return False  # a full row of its own cells is data
    known = sum(headers.known(grid.words[cell]) for cell in cells)
    below = 0
    for cell in cells:
        column = grid.places[row].index(cell)
        above = grid.places[row - 1][column]
        below += above >= 0 and grid.widths[above] > 1 and not any(c.isdigit() for c in grid.words[cell])
    return known == len(cells) or (known + below >= len(cells) and known * 2 >= len(cells)) or below == len(cells)


def _columns(grid: _Grid, first: int, stop: int, headers: HeaderReader) -> list[TableColumn] | None:
    """The columns with their roles; None when the same word stands over too many of them."""
    columns = []
    for number in range(len(grid.places[first])):
        cells: list[int] = []
        for row in range(first, stop):
            cell = grid.places[row][number]
            if row < stop - 1 and not _said(grid, row, number) and _said(grid, row + 1, number):
                # In text an upper header is printed over its first column only.
                left = [grid.places[row][k] for k in range(number) if _said(grid, row, k)]
                cell = left[-1] if left else cell
            if cell >= 0 and grid.words[cell] and cell not in cells:
                cells.append(cell)
        span = grid.spans[cells[-1]] if cells else (0, 0)
        columns.append(headers.column([grid.words[cell] for cell in cells], span))
    return columns


def _said(grid: _Grid, row: int, column: int) -> bool:
    """Whether a place of the grid holds anything."""
    cell = grid.places[row][column]
    return cell >= 0 and bool(grid.words[cell])


def _kind(grid: _Grid, columns: list[TableColumn], first: int) -> str | None:
    """`indicators` when indicators stand beside columns of numbers, `ledger` when tasks stand beside something known."""
    roles = [column.role for column in columns]
    numeric = [n for n, column in enumerate(columns) if _numeric(grid, n, first) and _counts(column)]
    if "indicator" not in roles and "content" not in roles and "task" in roles and sum(roles[n] == "year" for n in numeric) >= 2:
        columns[roles.index("task")].role = "indicator"
        roles = [column.role for column in columns]
    if "indicator" in roles and numeric:
        _tell_indicators(columns, numeric)
        return "indicators"
    if not (SAID - {"indicator"}) & set(roles) and not CHARGED & set(roles):
        return None  # what is assessed, not what is to be done
    for column in columns:
        if column.role == "indicator":
            column.role = "target" if "task" in roles or "content" in roles else "task"
        elif column.role == "year":
            column.role = "amount"
        elif column.role in ("unit", "growth") and not any(role in ("amount", "target") for role in roles):
            column.role = ""
    return "ledger" if _is_ledger(columns, grid, first) else None


def _is_ledger(columns: list[TableColumn], grid: _Grid, first: int) -> bool:
    """Whether the columns say what is to be done and something about it."""
    for number, column in enumerate(columns):
        if column.role in ("progress", "target") and _bare(grid, number, first):
            column.standing = column.standing or ("base" if column.role == "progress" else "target")
            column.role = "amount"
    known = {column.role for column in columns if column.role}
    if not known & SAID and known & {"amount", "investment"} and "category" in known:
        # Kinds of projects with their numbers: the kind is what is to be done.
        columns[max(n for n, column in enumerate(columns) if column.role == "category")].role = "task"
        known.add("task")
    return bool(known & SAID) and len(known - {"ordinal", "remark"}) >= 2


def _tell_indicators(columns: list[TableColumn], numeric: list[int]) -> None:
    """Roles in a table of indicators; a column without a header beside the indicators parts one of them (城镇, 农村)."""
    first = next(n for n, column in enumerate(columns) if column.role == "indicator")
    for n, column in enumerate(columns):
        if n in numeric and column.role != "indicator":
            column.role = "growth" if column.role == "growth" else "year" if column.year is not None else "amount"
        elif column.role == "task" or (column.role == "indicator" and n > numeric[0] and n != first):
            column.role = "category"
        elif not column.name and n == first + 1 and n not in numeric:
            column.role = "indicator"


def _counts(column: TableColumn) -> bool:
    """Whether the numbers of a column can be an indicator's."""
    return column.role in ("year", "growth", "amount", "target") or column.year is not None


def _numeric(grid: _Grid, column: int, first: int) -> bool:
    """Whether most cells of a column hold a number or a dash and nothing to read."""
    filled = numbers = 0
    for row in range(first, len(grid.places)):
        cell = grid.places[row][column]
        if cell >= 0 and grid.words[cell] and grid.tops[cell] == row and grid.widths[cell] == 1:
            words = grid.words[cell]
            filled += 1
            numbers += bool(set(words) <= DASHES or (any(c.isdigit() for c in words) and len(HAN.findall(words)) <= 6))
            numbers += bool(NUMBER_CELL.match(words) and "\n" in words and len(words) < 60)
    return filled > 0 and numbers * 3 >= filled * 2


def _bare(grid: _Grid, column: int, first: int) -> bool:
    """Whether all cells of a column are bare numbers or dashes."""
    cells = {grid.places[row][column] for row in range(first, len(grid.places))}
    words = [grid.words[cell] for cell in cells if cell >= 0 and grid.words[cell] and grid.widths[cell] == 1]
    return bool(words) and all(set(word) <= DASHES or is_number(word) for word in words) and any(map(is_number, words))


def _read_row(grid: _Grid, number: int, table: LedgerTable, titles: list[str], headers: HeaderReader) -> None:
    """Add a row to the table: data, or a header printed again, a sum or a note; the name of a group stays a line."""
    cells = grid.row(number)
    if not cells:
        return
    words = [grid.words[cell] for cell in cells]
    compact = [SPACE.sub("", word) for word in words]
    again = [plain(word) for word in words]
    counted = len(cells) > 2 and all(COUNTED.fullmatch(word) for word in compact)
    note = compact[0].startswith(tuple(n + mark for n in headers.notes for mark in "：:.")) and len(cells) <= 2
    total = any(word in headers.totals for word in compact[:2])
    repeated = len(again) >= 2 and sum(word in titles for word in again) == len(again)
    if counted or note or total or repeated:
        table.left += [grid.spans[cell] for cell in cells]
        return
    if len(cells) == 1 and _is_group(grid, cells[0], number, table):
        table.groups.append(grid.spans[cells[0]])
        return
    made = TableRow(0, 0, [])
    for column in range(len(table.columns)):
        cell = grid.places[number][column]
        if cell < 0 or not grid.words[cell] or any(kept.start == grid.spans[cell][0] for kept in made.cells):
            continue
        made.cells.append(TableCell(*grid.spans[cell], column, grid.tops[cell] == number))
    _carry(made, table)
    own = [cell for cell in made.cells if cell.own]
    if own:
        made.start, made.end = min(cell.start for cell in own), max(cell.end for cell in own)
        table.rows.append(made)


def _is_group(grid: _Grid, cell: int, number: int, table: LedgerTable) -> bool:
    """Whether the only cell of a row names the group of the rows below."""
    if grid.widths[cell] * 2 >= len(table.columns) and grid.widths[cell] > 1:
        return True
    column = grid.places[number].index(cell)
    if NUMBERED.match(grid.words[cell]) is not None and len(set(grid.places[number])) > 1:
        return table.columns[column].role in ("ordinal", "category", "task", "indicator")
    return table.kind == "indicators"


def _carry(row: TableRow, table: LedgerTable) -> None:
    """Empty cells that are merged with the cell above: groups always, names and bodies where no row of its own begins."""
    if not table.rows:
        return
    above = table.rows[-1]
    held = {cell.column for cell in row.cells}
    roles = [column.role for column in table.columns]
    begins = any(cell.own and roles[cell.column] in ("ordinal", "task") for cell in row.cells)
    content = any(cell.own and roles[cell.column] in ("content", "target") for cell in row.cells)
    continued = not begins and content and ("ordinal" in roles or "task" in roles)
    merged = continued and not any(cell.own and roles[cell.column] in MERGED for cell in row.cells)
    for cell in above.cells:
        role = roles[cell.column]
        part = role == "indicator" and any(c.own and roles[c.column] == role and c.column > cell.column for c in row.cells)
        carried = role == "category" or part or (role in ("ordinal", "task") and continued) or (role in MERGED and merged)
        if carried and cell.column not in held:
            row.cells.append(TableCell(cell.start, cell.end, cell.column, False))
    row.cells.sort(key=lambda cell: cell.column)


def _name_groups(table: LedgerTable) -> None:
    """A task cell over several rows that have contents of their own names a group: kept with each row, no statement."""
    roles = [column.role for column in table.columns]
    if table.kind != "ledger" or not {"content", "target"} & set(roles):
        return
    for number, role in enumerate(roles):
        if role == "task" and any(
            (cell := row.cell(number)) is not None
            and not cell.own
            and any(other.own and roles[other.column] in ("content", "task") for other in row.cells)
            for row in table.rows
        ):
            table.columns[number].role = "category"


def is_number(words: str) -> bool:
    """Whether a cell is a bare number (≥95%, 120个, 〔18〕) rather than a sentence."""
    if len(words) > LONGEST_NUMBER or SENTENCE.search(words):
        return False
    return any(c.isdigit() for c in words) and len(HAN.findall(words)) <= MOST_HAN
