"""What is to come in reports of what was done (展望): its times, found among things past, are read ahead.

This is done as soon as a statement is known to look ahead, before any number's phase is asked for.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, Statement, Time
from policy_extract.tasks.clauses import is_year
from policy_extract.tasks.cues import Cue, Reading

UNDATED = frozenset({"ongoing", "immediate", "vague"})
FIRST = frozenset({"一", "1", "１", "①", "一是", "第一"})
"""Numbers of the first heading of a row."""
REACH = 60
"""Characters behind a number or a word of what is to come in which its time stands."""


def read_ahead(document: Document, statement: Statement) -> None:
    """Make deadlines of all dates of a statement on what comes next that lie past only because the report looks back.

    What ends before the report (去年) and what runs up to it (近三年, “十四五”以来) stays past.
    """
    first = bisect_left(document.times, statement.start, key=_start)
    for time in document.times[first : bisect_left(document.times, statement.end, key=_start)]:
        if time.kind == "past" and time.duration is None and not _runs_up_to(time, document):
            _look_ahead(document, time)


def set_deadline(document: Document, start: int, end: int) -> None:
    """Make the first time behind a place a deadline when it was taken for a past one but ends after the document was issued."""
    end = min(end, start + REACH)
    for time in document.times:
        if start <= time.start < end:
            if time.kind == "past":
                _look_ahead(document, time)
            return


def _look_ahead(document: Document, time: Time) -> None:
    """Make a time a deadline unless it ended before the document."""
    issued = document.meta.issued_on
    if time.end_date is not None and (issued is None or time.end_date >= issued):
        time.kind, time.deadline = "by", True


def _runs_up_to(time: Time, document: Document) -> bool:
    """Whether a span ends with the day of the document (“十四五”以来, 今年以来)."""
    return time.start_date is not None and time.end_date == document.meta.issued_on


def _start(time: Time) -> int:
    """Where a time begins."""
    return time.start


def silence(text: str, document: Document) -> None:
    """Take back deadlines in sentences that tell what was done: words of going on and of haste (持续优化), the year told of."""
    starts = [statement.start for statement in document.statements]
    year = document.meta.year
    for time in document.times:
        told = (
            time.kind == "by"
            and time.deadline
            and is_year(text, time)
            and year is not None
            and int(text[time.start : time.start + 4]) <= year
        )
        if (told or time.kind in UNDATED) and (index := bisect_right(starts, time.start) - 1) >= 0:
            time.deadline = time.deadline and document.statements[index].kind != "achievement"


def turned_ahead(document: Document, read: list[Reading], cue: Cue) -> list[tuple[int, int]]:
    """Where a summary, below no heading of its own, lists what comes next: from the words that announce it to the next part.

    The next part opens with a numbered heading no lower than the one that the words stand below. Headings numbered anew
    right behind the words are the list itself.
    """
    found: list[tuple[int, int]] = []
    for statement, reading in zip(document.statements, read, strict=True):
        if cue.search(reading) is not None:
            found.append((statement.end, _end_of_part(document, statement)))
    return found


def _end_of_part(document: Document, statement: Statement) -> int:
    """Where the next part behind a statement begins."""
    level = document.headings[statement.section].level if statement.section >= 0 else 1
    behind = [heading for heading in document.headings if heading.start >= statement.end]
    if behind and behind[0].number.strip("（()）、.．，, ") in FIRST and behind[0].level <= level:
        level = behind[0].level - 1
    return next((heading.start for heading in behind if heading.number and heading.level <= level), sys.maxsize)
