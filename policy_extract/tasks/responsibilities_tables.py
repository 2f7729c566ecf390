"""Columns of bodies, persons and states (牵头单位、责任人、完成状态) of a table: what stands in them holds for the row."""

from __future__ import annotations

import re

from policy_extract.mentions.bodies_list import cut_people
from policy_extract.mentions.statuses import apart
from policy_extract.model import Document, LedgerTable, Responsibility, Status, TableCell, TableColumn
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_entries import Entry
from policy_extract.tasks.responsibilities_lists import ListReader
from policy_extract.tasks.tables import RowIndex

LINE = re.compile(r"[^\r\n]+")
READ = frozenset({"task", "content", "target", "problem", "progress"})
STATED = frozenset({"status", "progress"})
NOBODY = re.compile(r"[-－—–―─/／·\s无]*")
MARK_ENDS = "。；;，,、（( \n"


def read_tables(text: str, document: Document, reader: ListReader) -> list[tuple[Entry, tuple[int, int]]]:
    """Entries of the columns of bodies and persons of all tables, each with the span of the rows it governs."""
    found: list[tuple[Entry, tuple[int, int]]] = []
    leads = bool(document.tables) and reader.first_leads_from(text, document.start, document.end) >= 0
    for table in document.tables:
        for number, column in enumerate(table.columns):
            if column.role in ("bodies", "people"):
                found += _column(text, table, number, column, reader, leads or reader.first_leads_from(column.name, 0, 200) >= 0)
    return found


def _column(
    text: str, table: LedgerTable, number: int, column: TableColumn, reader: ListReader, first_leads: bool
) -> list[tuple[Entry, tuple[int, int]]]:
    """Entries of one column; a cell merged over several rows governs all of them."""
    found: list[tuple[Entry, tuple[int, int]]] = []
    last: list[tuple[Entry, tuple[int, int]]] = []
    start = 0
    for row in table.rows:
        cell = row.cell(number)
        if cell is None:
            continue
        if not cell.own:
            last = [(entry, (start, row.end)) for entry, _ in last]
            continue
        found += last
        start = row.start
        entries = _entries(text, cell, column, reader)
        if first_leads and column.given == "responsible" and entries and all(e.role != "lead" for e in entries):
            entries[0].role = "lead"
        last = [(entry, (row.start, row.end)) for entry in entries]
    return found + last


def _entries(text: str, cell: TableCell, column: TableColumn, reader: ListReader) -> list[Entry]:
    """The bodies or persons of one cell."""
    entries: list[Entry] = []
    for line in LINE.finditer(text, cell.start, cell.end):
        if NOBODY.fullmatch(line[0]):
            continue
        if column.role == "people":
            people = cut_people(text, line.start(), line.end(), reader.names)
            entries += [Entry(body.start, body.end, body, column.given, column.rule) for body in people]
        else:
            found, _ = reader.parse(text, line.start(), line.end(), column.given)
            entries += found
    for entry in entries:
        entry.rule = column.rule
        if entry.role == "responsible" and reader.names.is_local_government(entry.body.name):
            entry.role = "implement"
    return entries


def inside_rows(document: Document, found: list[Responsibility]) -> list[Responsibility]:
    """What sentences and labels said, without what stands in columns of bodies; in a row it governs no more than the row."""
    if not document.tables:
        return found
    index = RowIndex(document)
    kept: list[Responsibility] = []
    for body in found:
        row = index.row_at(body.start)
        if row is not None:
            place = index.cell_at(body.start)
            if place is None or place[1].role not in READ:
                continue
            body.covers = max(body.covers[0], row[0].start), min(body.covers[1], row[0].end)
        elif index.aside(body.start):
            continue
        kept.append(body)
    return kept


def settle_statuses(text: str, document: Document, pack: Pack) -> None:
    """The states of columns of states and of progress, each for its row; marks that the finder saw in other cells are none."""
    if not document.tables:
        return
    index = RowIndex(document)
    family = pack.family("statuses")
    states: dict[str, str] = family.vocabularies["mark"]
    marks = sorted(states, key=lambda mark: (-len(mark), mark))
    tables = pack.family("tables")
    answers = {word: "done" for word in tables.words("yes_words")} | {word: "undone" for word in tables.words("no_words")}
    kept: list[Status] = []
    for status in document.statuses:
        row = index.row_at(status.start)
        place = index.cell_at(status.start) if row is not None else None
        if row is not None and (place is None or place[1].role not in ("content", "progress", "problem")):
            continue
        if row is not None:
            status.covers = max(status.covers[0], row[0].start), min(status.covers[1], row[0].end)
        kept.append(status)
    own: list[Status] = []
    for table in document.tables:
        for number, column in enumerate(table.columns):
            if column.role in STATED:
                own += _states(text, table, number, column, states, marks, answers)
    spans = {(status.start, status.end) for status in own}
    document.statuses = apart(own + [status for status in kept if (status.start, status.end) not in spans])


def _states(
    text: str,
    table: LedgerTable,
    number: int,
    column: TableColumn,
    states: dict[str, str],
    marks: list[str],
    answers: dict[str, str],
) -> list[Status]:
    """The state with which each cell of a column opens."""
    found: list[Status] = []
    for row in table.rows:
        cell = row.cell(number)
        if cell is None or not cell.own:
            continue
        words = text[cell.start : cell.end]
        mark = next((m for m in marks if words.startswith(m) and (words[len(m) :] == "" or words[len(m)] in MARK_ENDS)), "")
        state = states.get(mark, "")
        if not state and column.role == "status":
            mark = words.rstrip("。")
            state = answers.get(mark, "")
        if state:
            found.append(Status(cell.start, cell.start + len(mark), state, (row.start, row.end), rule=column.rule))
    return found
