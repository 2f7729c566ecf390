"""Which time governs which number (时间统辖): own expression, clause, sentence, item, section, in that order.

A time in a condition (对年内完成投资…的企业给予…) governs nothing outside it; a deadline line or bracket that closes an item
(完成时限：…) governs the whole item; a section heading's year governs what stands below it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right

import regex

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack

GOVERNING = frozenset({"by", "during", "relative"})
DEADLINE_LABEL = regex.compile(r"^[（(【]?(?:完成|办结|整改|落实|推进|实施)?(?:时限|时间|期限|时间节点|完成日期|时间要求|时间安排)(?:要求)?[】]?\s*[：:]")
OPENING = regex.compile(r"[\s　]*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[.、．）)]|[一二三四五六七八九十]是[：:，,]?|力争|确保|通过|[（(]|用|经过|在){0,3}")
COMPLETION = regex.compile(r"[^，,。；;]{0,6}(?:完成|完工|建成|竣工|投用|投入使用|到位|通车|开工|落实|交付|办结|止|。|；|$)")
"""What follows a deadline that closes what was said before it (改造公路430公里，9月底前完工)."""

GRANT_STEP = regex.compile(r"的[，,](?:[^，,。；;]{0,12})(?:给予|补贴|奖励|补助|奖补)")
CLAUSE_MARKS = "，,；;。：:"


def govern(text: str, document: Document, pack: Pack) -> None:
    """Set `when` of every planned quantity."""
    times = [t for t in document.times if t.deadline and t.kind in GOVERNING]
    starts = [t.start for t in times]
    closing = _item_deadlines(text, document, times, starts)
    carried = _carried(text, document, times, starts)
    for quantity in document.quantities:
        if quantity.phase != "planned":
            continue
        statement = document.statements[quantity.statement]
        quantity.when = (
            _in_statement(text, statement, quantity, times, starts)
            or carried.get(quantity.statement)
            or closing.get(quantity.statement)
            or _of_section(document, statement)
        )


def _carried(text: str, document: Document, times: list[Time], starts: list[int]) -> dict[int, Time]:
    """Times carried over from an earlier statement: statement index → time.

    A goal takes the time that opened an earlier goal of its section (到2026年，…。…达到40%。); a clause cut off at a
    semicolon, and the next step of a grant (…户型的，给予…), take the opening time of the statement before.
    """
    found: dict[int, Time] = {}
    current: Time | None = None
    section, paragraph = -2, -1
    for index, statement in enumerate(document.statements):
        if statement.section != section:
            current, section = None, statement.section
        opening = _opening_time(text, statement, times, starts) or _grant_period(text, statement, times, starts)
        before = document.statements[index - 1] if index else statement
        if opening is not None:
            current, paragraph = opening, statement.paragraph
        elif current is not None:
            same = statement.paragraph == paragraph
            if (statement.kind == "goal" and before.kind == "goal") or (
                same and (text[before.end - 1] in "；;" or (current.kind == "during" and GRANT_STEP.search(text, statement.start, statement.end)))
            ):
                found[index] = current
            elif statement.kind != "goal" and not same:
                current = None
    return found


def _grant_period(text: str, statement: Statement, times: list[Time], starts: list[int]) -> Time | None:
    """The period of a grant (…期间，对…的，给予…), which its further steps share."""
    index = bisect_left(starts, statement.start)
    if index < len(times) and times[index].start < statement.end and times[index].kind == "during":
        return times[index] if GRANT_STEP.search(text, times[index].end, statement.end) else None
    return None


def _in_statement(text: str, statement: Statement, quantity: Quantity, times: list[Time], starts: list[int]) -> Time | None:
    """The nearest governing time before the number in its statement, else one behind it in its clause."""
    for index in range(bisect_right(starts, quantity.start) - 1, -1, -1):
        time = times[index]
        if time.start < statement.start:
            break
        if not _in_condition(text, statement, time, quantity):
            return time
    index = bisect_left(starts, quantity.end)
    if index < len(times) and times[index].start < statement.end:
        time = times[index]
        between = text[quantity.end : time.start]
        if not any(mark in between for mark in CLAUSE_MARKS) or COMPLETION.match(text, time.end):
            return time
    return None


def _in_condition(text: str, statement: Statement, time: Time, quantity: Quantity) -> bool:
    """Whether a time stands inside a 对…的 phrase that ends before the number: it says who qualifies, not until when."""
    start = max((text.rfind(c, statement.start, time.start) for c in CLAUSE_MARKS), default=-1) + 1
    opener = text[max(start, statement.start) : time.start].lstrip()
    if not opener.startswith(("对", "凡", "从")):
        return False
    end = next((i for i in range(time.end, quantity.start) if text[i] in CLAUSE_MARKS), -1)
    return end >= 0 and "的" in text[time.end : end]


def _opening_time(text: str, statement: Statement, times: list[Time], starts: list[int]) -> Time | None:
    """The time that opens a statement (到2026年，…), if one does."""
    index = bisect_left(starts, statement.start)
    if index >= len(times) or times[index].start >= statement.end:
        return None
    time = times[index]
    match = OPENING.match(text, statement.start, time.start)
    return time if match is not None and match.end() >= time.start and time.kind != "relative" else None


def _item_deadlines(text: str, document: Document, times: list[Time], starts: list[int]) -> dict[int, Time]:
    """Deadlines that close an item: statement index → the time of the item's closing line or bracket."""
    found: dict[int, Time] = {}
    for index, statement in enumerate(document.statements):
        if statement.kind not in ("assignment", "other"):
            continue
        at = bisect_left(starts, statement.start)
        if at >= len(times) or times[at].start >= statement.end:
            continue
        words = text[statement.start : statement.end]
        if statement.kind == "other" and not DEADLINE_LABEL.match(words):
            continue
        if statement.kind == "assignment" and words[:1] not in "（(【" and not DEADLINE_LABEL.search(words):
            continue
        for earlier in range(index - 1, -1, -1):
            other = document.statements[earlier]
            if other.section != statement.section or earlier in found:
                break
            found[earlier] = times[at]
    return found


def _of_section(document: Document, statement: Statement) -> Time | None:
    """The year that the innermost heading with a year sets."""
    section = statement.section
    while section >= 0:
        heading = document.headings[section]
        if heading.year is not None and heading.level > 0:
            year = dt.date(heading.year, 12, 31)
            return Time(heading.start, heading.end, "by", None, year, "year", rule="scope.section_year")
        section = heading.parent
    return None
