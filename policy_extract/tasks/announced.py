"""Goals that a sentence announces (列举目标): 主要目标是： and behind it headings without numbers (——产业结构显著提升。…)."""

from __future__ import annotations

from policy_extract.model import Document, Statement
from policy_extract.tasks.cues import Cue, Reading


def announced_goals(text: str, document: Document, read: list[Reading], opener: Cue, tasks: tuple[str, ...]) -> frozenset[int]:
    """Statements below the row of unnumbered headings behind a sentence which announces goals and ends with a colon.

    `tasks`: words with which a list of tasks begins; the goals end before it.
    """
    found: set[int] = set()
    listed: frozenset[int] = frozenset()
    for index, (statement, reading) in enumerate(zip(document.statements, read, strict=True)):
        if text[statement.end - 1 : statement.end] in ("：", ":") and opener.search(reading) is not None:
            listed = _row(document, statement.end)
        elif statement.section not in listed or _ends_list(text, document, statement, reading, tasks):
            listed = frozenset()
        else:
            found.add(index)
    return frozenset(found)


def _ends_list(text: str, document: Document, statement: Statement, reading: Reading, tasks: tuple[str, ...]) -> bool:
    """Whether a list of tasks begins, or below guidance a paragraph behind the one that the last heading opens."""
    if any(word in reading.words for word in tasks):
        return True
    heading = document.headings[statement.section]
    return heading.role == "guidance" and "\n" in text[heading.end : statement.start].lstrip("\n")


def _row(document: Document, offset: int) -> frozenset[int]:
    """The unnumbered headings of one parent that follow one another from an offset on."""
    headings = document.headings
    first = next((index for index, heading in enumerate(headings) if heading.start >= offset), len(headings))
    last = first
    while last < len(headings) and not headings[last].number and headings[last].parent == headings[first].parent:
        last += 1
    return frozenset(range(first, last))
