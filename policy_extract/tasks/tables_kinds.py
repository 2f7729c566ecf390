"""Kinds of the statements of table cells (单元格语句的类别): the column says what is usual, the words may overrule it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from policy_extract.model import Document
from policy_extract.tasks.cues import Reading
from policy_extract.tasks.kinds_cues import Cues
from policy_extract.tasks.kinds_words import done, is_state, only_assigns, reported

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


def cell_kind(column: str, state: str | None, reading: Reading, cues: Cues) -> tuple[str, str]:
    """Kind of a sentence in a table cell: what its column says, unless its words say done, to do, or who is charged.

    `state` is that of its row in a table of problems. Returned with the rule that gave it.
    """
    words, usual = reading.words, OF_COLUMN.get(column, "background")
    rule = f"tables.{column}"
    if words[:1] in cues.label_openers and (cues.labels.match(words) or only_assigns(words)):
        return "assignment", "kinds.assignment.label"
    if usual == "achievement":
        ahead = words.startswith(cues.outlook) or (cues.planned.search(reading) and not reported(reading, cues))
        return ("task", "kinds.task.outlook") if ahead else (usual, rule)
    if usual == "task":
        if state in STATE_KIND and column != "task":
            return STATE_KIND[state], "kinds.rectification.item"
        if done(reading, cues):
            return "achievement", "kinds.achievement.aspect"
        if is_state(reading, cues):
            return "goal", "kinds.goal.state"
    return usual, rule
