"""Puts a table's cells in the place of the lines that print them (单元格成行)."""

from __future__ import annotations

import re
from bisect import bisect_left

from policy_extract.model import LedgerTable, TableRow
from policy_extract.structure.parts import Line
from policy_extract.structure.tables import is_number

LINE = re.compile(r"[^\r\n]+")
EDGE = " \t\u3000*|"
WORDS = re.compile(r"[\w]")
READ = frozenset({"task", "content", "target", "problem", "progress"})
"""Roles of columns whose sentences are statements."""


def lay_lines(text: str, lines: list[Line], tables: list[LedgerTable]) -> list[Line]:
    """The lines of a source with those of its tables cut into cells; what belongs to no cell stays a line."""
    if not tables:
        return lines
    made: list[Line] = []
    taken: list[tuple[int, int]] = []
    number = 0
    for table in tables:
        for start, end in table.left:
            taken.append((start, end))
            made += _cut(text, start, end, "", -2)
        for start, end in table.groups:
            taken.append((start, end))
            made += [Line(line.start, line.end) for line in _cut(text, start, end, "", -1)]
        for row in table.rows:
            taken.append((row.start, row.end))
            made += _row_lines(text, table, row, number)
            number += 1
    taken.sort()
    starts = [span[0] for span in taken]
    for line in lines:
        made += _left_over(text, line, taken, starts)
    return sorted(made, key=lambda line: line.start)


def _row_lines(text: str, table: LedgerTable, row: TableRow, number: int) -> list[Line]:
    """The lines of a row: each paragraph of a cell, or all from the name of an indicator to the end of its row."""
    made: list[Line] = []
    if table.kind == "indicators":
        aside = [cell for cell in row.cells if cell.own and table.columns[cell.column].role in ("ordinal", "category")]
        named = [cell.start for cell in row.cells if cell.own and cell not in aside]
        start = min(named, default=row.start)
        for cell in aside:
            if cell.end <= start:
                made += _cut(text, cell.start, cell.end, "", number)
        return [*made, Line(start, row.end, "cell", role="table", row=number, column="indicators")]
    for cell in row.cells:
        if cell.own:
            role = table.columns[cell.column].role
            said = role if role in READ and not (role != "problem" and is_number(text[cell.start : cell.end])) else ""
            made += _cut(text, cell.start, cell.end, said, number)
    return made


def _cut(text: str, start: int, end: int, column: str, row: int) -> list[Line]:
    """The paragraphs of a cell; those of a column that says nothing to read are kept aside."""
    made = []
    for match in LINE.finditer(text, start, end):
        stripped = match[0].strip(EDGE)
        if stripped:
            first = match.start() + match[0].index(stripped[0])
            made.append(Line(first, first + len(stripped), "cell", other=not column, role="table", row=row, column=column))
    return made


def _left_over(text: str, line: Line, taken: list[tuple[int, int]], starts: list[int]) -> list[Line]:
    """A line without the spans that became cells; the whole line when it holds none."""
    index = bisect_left(starts, line.start)
    if index and taken[index - 1][1] > line.start:
        index -= 1
    inside: list[tuple[int, int]] = []
    while index < len(taken) and taken[index][0] < line.end:
        inside.append(taken[index])
        index += 1
    if not inside:
        return [line]
    rest: list[Line] = []
    position = line.start
    for start, end in [*inside, (line.end, line.end)]:
        if start > position and WORDS.search(text, position, start):
            words = text[position:start].strip(EDGE)
            first = text.index(words, position)
            rest.append(Line(first, first + len(words), line.kind, line.level, other=line.other, role=line.role))
        position = max(position, end)
    return rest
