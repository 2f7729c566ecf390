"""Kinds of the statements of table cells (单元格语句的类别): the column says what is usual, the words may overrule it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from policy_extract.model import Document

OF_COLUMN = {"problem": "problem", "target": "goal", "task": "task", "content": "task", "progress": "achievement"}
"""Kind that a column gives its sentences."""
STATE_KIND = {"done": "achievement"}
"""In a row that names a problem, a measure that is done is an achievement."""


def row_states(document: Document) -> dict[int, str]:
    """State of the row of every statement in a table of problems: statement index → state."""
    found: dict[int, str] = {}
    starts = [statement.start for statement in document.statements]
    states = {status.covers: status.state for status in reversed(document.statuses)} if document.tables else {}
    for table in document.tables:
        if not any(column.role == "problem" for column in table.columns):
            continue
        for row in table.rows:
            state = states.get((row.start, row.end))
            if state is not None:
                for index in range(bisect_left(starts, row.start), bisect_left(starts, row.end)):
                    found[index] = state
    return found


def row_problems(document: Document) -> dict[int, int]:
    """The problem that each measure of a table answers to: statement index → index of the problem's statement."""
    found: dict[int, int] = {}
    starts = [statement.start for statement in document.statements]
    for table in document.tables:
        columns = [n for n, column in enumerate(table.columns) if column.role == "problem"]
        for row in table.rows if columns else ():
            cell = row.cell(columns[0])
            if cell is None:
                continue
            problem = bisect_left(starts, cell.start)
            if problem == len(starts) or starts[problem] >= cell.end:
                continue
            inside = range(max(0, bisect_right(starts, row.start) - 1), bisect_left(starts, row.end))
            found.update({i: problem for i in inside if document.statements[i].column and not cell.start <= starts[i] < cell.end})
    return found
