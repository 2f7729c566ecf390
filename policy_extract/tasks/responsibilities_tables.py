"""Task tables (任务分解表): a column headed 牵头单位 or 责任人 gives each row its bodies."""

from __future__ import annotations

import re

from policy_extract.mentions.bodies_list import cut_list, cut_people
from policy_extract.tasks.responsibilities_lists import Entry, ListReader

CELLS = re.compile(r"[|\t]")
EDGE = " \u3000*|\t\r"
RULE_LINE = re.compile(r"^[\s|:+=-]+$")


def read_tables(text: str, start: int, end: int, reader: ListReader) -> list[tuple[Entry, tuple[int, int]]]:
    """Entries of all table rows below a heading row with role labels, each with the span of its row."""
    if text.find("|", start, end) < 0 and text.find("\t", start, end) < 0:
        return []
    found: list[tuple[Entry, tuple[int, int]]] = []
    columns: dict[int, tuple[str, bool]] = {}
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if CELLS.search(text, at, stop) is None:
            if text[at:stop].strip():
                columns = {}
        elif not RULE_LINE.match(text[at:stop]):
            cells = _cells(text, at, stop)
            heads = _heads(text, cells, reader)
            if heads:
                columns = heads
            elif columns:
                found += _row(text, cells, columns, reader)
        at = stop + 1
    return found


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the cells of a row, without blanks at their edges."""
    while start < end and text[start] in " \u3000":
        start += 1
    if start < end and text[start] == "|":
        start += 1
    cells = []
    for stop in [*(match.start() for match in CELLS.finditer(text, start, end)), end]:
        first, last = start, stop
        while first < last and text[first] in EDGE:
            first += 1
        while last > first and text[last - 1] in EDGE:
            last -= 1
        cells.append((first, last))
        start = stop + 1
    return cells


def _heads(text: str, cells: list[tuple[int, int]], reader: ListReader) -> dict[int, tuple[str, bool]]:
    """Columns whose head is a role label: index → role and whether it names people."""
    heads: dict[int, tuple[str, bool]] = {}
    for index, (start, end) in enumerate(cells):
        label = "".join(text[start:end].split()) + ":"
        if 4 <= len(label) <= 14 and reader.label.fullmatch(label):
            heads[index] = reader.label_role(label)
    return heads


def _row(
    text: str, cells: list[tuple[int, int]], columns: dict[int, tuple[str, bool]], reader: ListReader
) -> list[tuple[Entry, tuple[int, int]]]:
    """Entries of one row; they govern the whole row."""
    filled = [cell for cell in cells if cell[0] < cell[1]]
    if not filled or max(columns) >= len(cells):
        return []
    covers = (filled[0][0], filled[-1][1])
    found: list[tuple[Entry, tuple[int, int]]] = []
    prefix = ""
    for index, (role, people) in sorted(columns.items()):
        start, end = cells[index]
        if people:
            bodies = cut_people(text, start, end, reader.names)
        else:
            bodies, prefix = cut_list(text, start, end, reader.names, prefix)
        for body in bodies:
            local = role == "responsible" and reader.names.is_local_government(body.name)
            found.append((Entry(body.start, body.end, body, "implement" if local else role, "roles.label"), covers))
    return found
