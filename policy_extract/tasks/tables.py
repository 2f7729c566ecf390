"""Rows of ledgers become items (任务分解表): what the finders saw in cells is kept where it can be meant, times and bare
numbers of a row govern its statements, and cells that no field holds stay beside the records under their header."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, LedgerTable, Quantity, Statement, TableCell, TableColumn, TableRow, Time
from policy_extract.patterns import Pack
from policy_extract.structure.tables import is_number
from policy_extract.structure.tables_lines import READ
from policy_extract.tasks.tables_indicators import read_indicators
from policy_extract.tasks.tables_numbers import cell_reader

NUMBERS = frozenset({"amount", "investment", "target", "task", "content", "progress"})
"""Roles of columns whose bare numbers are quantities of the row."""
GOVERNING = frozenset({"by", "during", "relative"})
DATED = re.compile(r"((?:19|20)\d{2})(?:[年.\-/](\d{1,2})(?:[月.\-/](\d{1,2})日?|月)?|年)?")
PERIOD = re.compile(r"((?:19|20)\d{2})(?:[年.]\d{0,2}月?)?\s*[-—–~～至]{1,2}\s*((?:19|20)\d{2})(?:[年.]\d{0,2}月?)?")
SPACE = re.compile(r"\s+")
WORDS = re.compile(r"[\w√×✓✔]")
KEPT = frozenset({"", "category", "remark", "attribute"})
"""Roles of columns that no field of a record holds."""
LONGEST_NAME = 40
TIME_RULE = "tables.time"
NUMBERING = re.compile(r"^(?:[（(]?\d{1,2}[）).．、]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳])\s*")


class RowIndex:
    """The rows of a document's tables by place."""

    def __init__(self, document: Document) -> None:
        """Note where rows begin, and which statements stand in them."""
        pairs = [(row, table) for table in document.tables for row in table.rows]
        self.pairs = sorted(pairs, key=lambda pair: pair[0].start)
        self._starts = [row.start for row, _ in self.pairs]
        self._left = sorted(span for table in document.tables for span in table.left)
        starts = [statement.start for statement in document.statements]
        self.statements: dict[int, list[int]] = {}
        """Indices of the read statements of each row, by the identity of the row."""
        for row, _ in self.pairs:
            inside = range(bisect_left(starts, row.start), bisect_left(starts, row.end))
            self.statements[id(row)] = [index for index in inside if document.statements[index].column]

    def row_at(self, offset: int) -> tuple[TableRow, LedgerTable] | None:
        """The row around a place."""
        index = bisect_right(self._starts, offset) - 1
        return self.pairs[index] if index >= 0 and offset < self.pairs[index][0].end else None

    def cell_at(self, offset: int) -> tuple[TableCell, TableColumn] | None:
        """The cell around a place and its column."""
        found = self.row_at(offset)
        if found is None:
            return None
        row, table = found
        cell = next((cell for cell in row.cells if cell.own and cell.start <= offset < cell.end), None)
        return (cell, table.columns[cell.column]) if cell is not None else None

    def aside(self, offset: int) -> bool:
        """Whether a place is a header, a sum or a note of a table."""
        index = bisect_right(self._left, (offset, offset + 10**9)) - 1
        return index >= 0 and offset < self._left[index][1]


def settle_mentions(text: str, document: Document, pack: Pack) -> None:
    """Keep the times and numbers that a cell can mean, and read those that only the table tells; before anything is linked."""
    if not document.tables:
        return
    index = RowIndex(document)
    document.times = [time for time in document.times if _kept_time(text, time, index)]
    document.quantities = [quantity for quantity in document.quantities if _kept_quantity(text, quantity, index)]
    for table in document.tables:
        for number, column in enumerate(table.columns):
            if column.role == "time":
                _read_times(text, document, table, number)
        if table.kind == "indicators":
            read_indicators(text, document, table, index.statements, pack)
    document.times.sort(key=lambda time: (time.start, time.end))


def _kept_time(text: str, time: Time, index: RowIndex) -> bool:
    """Whether a time stands outside of tables, in a sentence of a cell, or is all that a column of times says."""
    if index.aside(time.start):
        return False
    found = index.row_at(time.start)
    if found is None:
        return True
    place = index.cell_at(time.start)
    if place is None or found[1].kind == "indicators" or time.end > place[0].end:
        return False
    cell, column = place
    return column.role == "time" or (column.role in READ and not is_number(text[cell.start : cell.end]))


def _kept_quantity(text: str, quantity: Quantity, index: RowIndex) -> bool:
    """Whether a number stands outside of tables or in a sentence of a cell."""
    found = index.row_at(quantity.start)
    if found is None:
        return not index.aside(quantity.start)
    place = index.cell_at(quantity.start)
    if place is None or found[1].kind == "indicators" or quantity.end > place[0].end:
        return False
    cell, column = place
    return column.role in READ and (column.role == "problem" or not is_number(text[cell.start : cell.end]))


def _read_times(text: str, document: Document, table: LedgerTable, number: int) -> None:
    """Give each row the times of its cell of a column of times."""
    starts = [time.start for time in document.times]
    read: dict[int, list[Time]] = {}
    added: list[Time] = []
    for row in table.rows:
        cell = row.cell(number)
        if cell is None:
            continue
        if cell.start not in read:
            own = document.times[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]
            for time in own:
                _as_deadline(time)
            if not own and (made := _dated(text, cell)) is not None:
                own = [made]
                added.append(made)
            read[cell.start] = own
        row.times += read[cell.start]
    document.times += added


def _as_deadline(time: Time) -> None:
    """In a column of times a date is a deadline, whatever stands around it."""
    time.deadline = True
    if time.kind in ("during", "past") and time.end_date is not None and _one_period(time):
        time.kind, time.start_date = "by", None
    elif time.kind == "past":
        time.kind = "during"


def _one_period(time: Time) -> bool:
    """Whether a time names one year, quarter, month or day rather than a range."""
    if time.start_date is None or time.end_date is None:
        return True
    longest = {"year": 366, "half": 184, "quarter": 92, "month": 31, "day": 1}.get(time.granularity or "", 0)
    return (time.end_date - time.start_date).days < longest


def _dated(text: str, cell: TableCell) -> Time | None:
    """A date as ledgers print it: 2025.12, 2025-6-30, 2021-2023."""
    words = text[cell.start : cell.end]
    period = PERIOD.fullmatch(words)
    if period is not None:
        first, last = int(period[1]), int(period[2])
        if first > last:
            return None
        days = dt.date(first, 1, 1), dt.date(last, 12, 31)
        return Time(cell.start, cell.end, "during", *days, "year", rule=TIME_RULE)
    match = DATED.match(words)
    if match is None or match.end() < len(words.rstrip("前底止末。 ")):
        return None
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    if not 1 <= month <= 12:
        return None
    try:
        end = dt.date(year, month, int(day)) if day else _month_end(year, month)
    except ValueError:
        return None
    granularity = "day" if day else "month" if match[2] else "year"
    return Time(cell.start, cell.end, "by", None, end, granularity, rule=TIME_RULE)


def _month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def settle_rows(text: str, document: Document, pack: Pack) -> None:
    """Give rows their bare numbers, their time to their planned numbers, and what is left over to their records; last of all."""
    if not document.tables:
        return
    index = RowIndex(document)
    held: dict[int, list[Quantity]] = {}
    for quantity in document.quantities:
        held.setdefault(quantity.statement, []).append(quantity)
    read = sorted([body.start for body in document.responsibilities] + [status.start for status in document.statuses])
    for row, table in index.pairs:
        members = index.statements[id(row)]
        if table.kind == "ledger" and members:
            _bare_numbers(text, document, table, row, members, pack)
            for member in members:
                _govern(text, document.statements, table, row, members[0], member, held.get(member, []))
        row.columns = _left_columns(text, table, row, read)
        for quantity in row.quantities:
            quantity.statement = members[0] if members else -1
        document.quantities += row.quantities if members else []
    document.quantities.sort(key=lambda quantity: (quantity.start, quantity.end))


def _bare_numbers(text: str, document: Document, table: LedgerTable, row: TableRow, members: list[int], pack: Pack) -> None:
    """The quantities of cells that are only a number: of the row's task, unless the column is about money."""
    reader = cell_reader(pack)
    units = [n for n, column in enumerate(table.columns) if column.role == "unit"]
    unit_cell = row.cell(units[0]) if units else None
    unit = text[unit_cell.start : unit_cell.end] if unit_cell is not None else ""
    first = document.statements[members[0]]
    for cell in row.cells:
        column = table.columns[cell.column]
        words = text[cell.start : cell.end]
        if not cell.own or column.role not in NUMBERS or not (is_number(words) or column.role in ("amount", "investment")):
            continue
        found = reader.read(text, cell.start, cell.end, column.unit or (unit if column.role != "investment" else ""))
        for quantity in found:
            quantity.indicator, quantity.indicator_span = _named(text, column, first)
            quantity.phase = _phase(document, column)
            if quantity.phase == "planned":
                quantity.when = header_time(column) if column.year is not None else row_time(row)
            quantity.rules.append(column.rule)
        row.quantities += found
    phases = {quantity.phase for quantity in row.quantities}
    numbered = all(is_number(text[c.start : c.end]) or table.columns[c.column].role not in READ - {"task"} for c in row.cells)
    if phases and "planned" not in phases and "achieved" in phases and numbered and first.kind in ("task", "goal"):
        first.kind, first.modality = "achievement", None
        first.rules = [column.rule for column in table.columns if column.standing == "base" and column.rule][:1]


def _named(text: str, column: TableColumn, statement: Statement) -> tuple[str, tuple[int, int] | None]:
    """What a bare number measures: the money that its header names, else the row's task."""
    if column.role == "investment":
        return column.name.rsplit(" > ", 1)[-1].split("（")[0].split("(")[0], None
    return _task_name(text, statement)


def _task_name(text: str, statement: Statement) -> tuple[str, tuple[int, int] | None]:
    """The words of a row's first statement when they are short enough to be a name."""
    printed = NUMBERING.sub("", text[statement.start : statement.end].rstrip("。；;"))
    words = SPACE.sub("", printed)
    if not words or len(words) > LONGEST_NAME or "。" in words:
        return "", None
    start = text.index(printed, statement.start)
    return words, (start, start + len(printed))


def _phase(document: Document, column: TableColumn) -> str:
    """Whether the numbers of a column are planned: not those of what was done or of a year before the plan."""
    if column.standing == "base" or column.role == "progress":
        return "achieved"
    first = first_planned_year(document)
    return "reference" if column.year is not None and first is not None and column.year < first else "planned"


def first_planned_year(document: Document) -> int | None:
    """The first year that the document can plan for."""
    meta = document.meta
    if meta.period_start is not None:
        return meta.period_start.year
    return meta.year


def header_time(column: TableColumn) -> Time:
    """The end of the year that a header names."""
    end = dt.date(column.year or 0, 12, 31)
    return Time(column.start, column.end, "by", None, end, "year", rule="tables.year")


def _govern(
    text: str,
    statements: list[Statement],
    table: LedgerTable,
    row: TableRow,
    first: int,
    member: int,
    quantities: list[Quantity],
) -> None:
    """A planned number without a time in its own statement takes the row's, else the year of its column's header.

    A number for which its sentence has no name measures the row's task.
    """
    time = row_time(row)
    statement = statements[member]
    for quantity in quantities:
        if not quantity.indicator:
            quantity.indicator, quantity.indicator_span = _task_name(text, statements[first])
            quantity.rules.append("tables.task")
        when = quantity.when
        if quantity.phase != "planned" or (when is not None and statement.start <= when.start < statement.end):
            continue
        column = next((table.columns[c.column] for c in row.cells if c.own and c.start <= quantity.start < c.end), None)
        if time is not None:
            quantity.when = time
        elif column is not None and column.year is not None:
            quantity.when = header_time(column)
        elif when is not None and table.start <= when.start < table.end:
            quantity.when = None


def row_time(row: TableRow) -> Time | None:
    """The time by which or in which a row's task is to be done."""
    return next((time for time in row.times if time.kind in GOVERNING), None)


def _left_columns(text: str, table: LedgerTable, row: TableRow, read: list[int]) -> dict[str, str]:
    """Header and text of the cells that the row's records do not hold in any field; `read` are starts of bodies and states."""
    own = [quantity.start for quantity in row.quantities] + [time.start for time in row.times]
    baselines = {quantity.baseline_date for quantity in row.quantities if quantity.baseline_date is not None}
    kept: dict[str, str] = {}
    for cell in row.cells:
        column = table.columns[cell.column]
        words = SPACE.sub(" ", text[cell.start : cell.end]).strip()
        if not WORDS.search(words) or (column.role == "year" and str(column.year) in baselines):
            continue
        if column.role not in KEPT:
            said = column.role in READ and cell.own and (column.role == "problem" or not is_number(words))
            named = column.role in ("ordinal", "unit") or (column.role == "indicator" and cell.own)
            at = bisect_left(read, cell.start)
            if said or named or (at < len(read) and read[at] < cell.end) or any(cell.start <= start < cell.end for start in own):
                continue
        name = column.name or f"{cell.column + 1}"
        kept[name if name not in kept else f"{name} ({cell.column + 1})"] = words
    return kept
