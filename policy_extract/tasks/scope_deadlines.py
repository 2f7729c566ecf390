"""Lines and brackets of deadline (完成时限：…): which statements of an item they date (时限行)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple

from policy_extract.model import Document, Time

GOVERNING = frozenset({"by", "during", "from", "relative"})
PLANNED = frozenset({"goal", "task", "assignment"})
CLOSING = GOVERNING | {"ongoing", "immediate"}
"""Kinds of times that a line of deadline names (完成时限：立行立改，长期坚持)."""
ANSWERED = "statements.finding_answered"
"""Rule of the headings of findings whose measures may stand below headings of their own."""
LABEL = re.compile("[\u4e00-\u9fff]{2,8}[：:]")


class DeadlineLabels(NamedTuple):
    """Compiled rules of the labels by which deadlines are known."""

    deadline: Any
    """What gives the deadline of an item (完成时限：)."""
    plan: Any
    """What opens the targets or measures that a deadline above dates (整改措施：)."""


def item_deadlines(text: str, document: Document, labels: DeadlineLabels) -> dict[int, Time]:
    """Deadlines that close an item: statement index → the time of the item's closing line or bracket; tasks keep theirs."""
    times = [t for t in document.times if t.deadline and t.kind in CLOSING]
    starts = [t.start for t in times]
    found: dict[int, Time] = {}
    for index, statement in enumerate(document.statements):
        if statement.kind not in ("assignment", "other"):
            continue
        at = bisect_left(starts, statement.start)
        if at >= len(times) or times[at].start >= statement.end:
            continue
        words = text[statement.start : statement.end]
        if statement.kind == "other" and not labels.deadline.match(words):
            continue
        if statement.kind == "assignment" and words[:1] not in "（(【〔[由" and not labels.deadline.search(words):
            continue
        for earlier in range(index - 1, -1, -1):
            other = document.statements[earlier]
            if other.section != statement.section or earlier in found:
                break
            found[earlier] = times[at]
        if labels.deadline.match(words) and _plan_follows(text, document, index, labels):
            found.update(dict.fromkeys(_dated_below(text, document, index, labels), times[at]))
    for index, time in found.items():
        statement = document.statements[index]
        if statement.kind in PLANNED and not statement.start <= time.start < statement.end:
            statement.deadline = time
    return found


def _dated_below(text: str, document: Document, index: int, labels: DeadlineLabels) -> Iterator[int]:
    """The statements that a line of deadline dates below it: the targets and measures of its section, or of its finding."""
    section = document.statements[index].section
    heading = document.headings[section] if section >= 0 else None
    limit = heading.section_end if heading is not None and heading.rule == ANSWERED else 0
    for later in range(index + 1, len(document.statements)):
        other = document.statements[later]
        if other.section != section and other.start >= limit:
            return
        if later > index + 1 and LABEL.match(text, other.start) and not labels.plan.match(text, other.start):
            return
        yield later


def _plan_follows(text: str, document: Document, index: int, labels: DeadlineLabels) -> bool:
    """Whether the measures that a line of deadline dates stand behind it (整改时限：…, 整改措施：…)."""
    following = document.statements[index + 1 : index + 2]
    return bool(following) and labels.plan.match(text, following[0].start) is not None
