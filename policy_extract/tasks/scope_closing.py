"""Deadlines that close an item (收尾时限): a line, bracket or sentence gives its time to the item before it, and to no item
before that one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import regex

from policy_extract.model import Document, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_covers import NUMBERED_LINE

LINES = ("assignment", "other")
"""Kinds of lines that say who answers for an item and until when."""
PLANNED = frozenset({"goal", "task", "assignment"})
CLOSING = frozenset({"by", "during", "from", "relative", "ongoing", "immediate"})
"""Kinds of times that a line of deadline names (完成时限：立行立改，长期坚持)."""
ANSWERED = "statements.finding_answered"
"""Rule of the headings of findings whose measures may stand below headings of their own."""
LABEL = re.compile("[\u4e00-\u9fff]{2,8}[：:]")


class Closing:
    """The compiled rules of the family `scope` on deadlines that close an item."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.family("scope").rules
        self.deadline_label = rules["scope.deadline_label"].compiled
        self.plan_label = rules["scope.plan_label"].compiled
        self.done_by = rules["scope.done_by"].compiled


def item_deadlines(text: str, document: Document, pack: Pack) -> dict[int, Time]:
    """Deadlines that close an item: statement index → the time of the item's closing line or bracket; tasks keep theirs."""
    reach: Closing = pack.cached("scope.closing", Closing)
    times = [t for t in document.times if t.deadline and t.kind in CLOSING]
    starts = [t.start for t in times]
    closed = closed_items(text, document, reach.done_by)
    found: dict[int, Time] = {}
    for index, statement in enumerate(document.statements):
        if statement.kind not in LINES and index not in closed:
            continue
        at = bisect_left(starts, statement.start)
        if at >= len(times) or times[at].start >= statement.end:
            continue
        words = text[statement.start : statement.end]
        if statement.kind == "other" and not reach.deadline_label.match(words):
            continue
        opens = words[:1] in "（(【〔[由" or reach.deadline_label.search(words) is not None
        if statement.kind == "assignment" and not opens and index not in closed:
            continue
        time = _last_of(times, at, statement.end)
        first = closed.get(index, item_starts(text, statement.start))
        for earlier in range(index - 1, -1, -1):
            other = document.statements[earlier]
            if other.section != statement.section or other.start < first or earlier in found:
                break
            if other.kind in LINES and reach.deadline_label.match(text, other.start):
                break  # the line of deadline that closes the item before
            found[earlier] = time
        if reach.deadline_label.match(words) and _plan_follows(text, document, index, reach):
            found.update(dict.fromkeys(_dated_below(text, document, index, reach), time))
    for index, time in found.items():
        statement = document.statements[index]
        if statement.kind in PLANNED and not statement.start <= time.start < statement.end:
            statement.deadline = time
    return found


def _last_of(times: list[Time], at: int, end: int) -> Time:
    """The time that closes an item: the last of several steps (6月底前完成铺设，10月底前通水); else the first that is named."""
    first = times[at]
    if first.kind != "by" or first.end_date is None:
        return first
    last, latest = first, first.end_date
    for time in times[at + 1 :]:
        if time.start >= end:
            break
        if time.kind == "by" and time.end_date is not None and time.end_date > latest:
            last, latest = time, time.end_date
    return last


def _dated_below(text: str, document: Document, index: int, reach: Closing) -> Iterator[int]:
    """The statements that a line of deadline dates below it: the targets and measures of its section, or of its finding."""
    section = document.statements[index].section
    heading = document.headings[section] if section >= 0 else None
    limit = heading.section_end if heading is not None and heading.rule == ANSWERED else 0
    for later in range(index + 1, len(document.statements)):
        other = document.statements[later]
        if other.section != section and other.start >= limit:
            return
        if later > index + 1 and LABEL.match(text, other.start) and not reach.plan_label.match(text, other.start):
            return
        yield later


def _plan_follows(text: str, document: Document, index: int, reach: Closing) -> bool:
    """Whether the measures that a line of deadline dates stand behind it (整改时限：…, 整改措施：…)."""
    following = document.statements[index + 1 : index + 2]
    return bool(following) and reach.plan_label.match(text, following[0].start) is not None


def item_starts(text: str, at: int) -> int:
    """Start of the numbered paragraph that a place stands in (2.新建泵站…。完成时限：…); 0 where its line has no number.

    A line of its own without a number may close more than one paragraph.
    """
    line = text.rfind("\n", 0, at) + 1
    end = text.find("\n", line)
    match = NUMBERED_LINE.match(text[line : end if end >= 0 else len(text)])
    return line if match is not None and line + match.end() < at else 0


def closed_items(text: str, document: Document, done_by: regex.Pattern[str]) -> dict[int, int]:
    """Sentences that charge the item they close and say until when (市园林局牵头，2027年底前完成。): index → the item's start."""
    charging: dict[int, tuple[int, int]] = {}
    for body in document.responsibilities:
        index, covers = body.statement, body.covers
        if index < 0 or covers is None or text[document.statements[index].start] in "（(【〔[":
            continue
        statement = document.statements[index]
        if covers[0] < statement.start and covers[1] <= statement.end:
            before = charging.get(index, (covers[0], 0))
            charging[index] = (min(before[0], covers[0]), max(before[1], body.end))
    starts = [time.start for time in document.times]
    found: dict[int, int] = {}
    for index, (first, end) in charging.items():
        statement = document.statements[index]
        at = bisect_left(starts, end)
        if at < len(starts) and starts[at] < statement.end and done_by.match(text[document.times[at].end : statement.end]):
            found[index] = first
    return found
