"""Times that stand side by side and are one (相邻的时间): a length and its days, a year and an event of it (2025年春耕前)."""

from __future__ import annotations

import datetime as dt
import itertools

import regex

from policy_extract.mentions.times_assembly import BLANKS
from policy_extract.mentions.times_draft import Draft
from policy_extract.model import Clock

LISTED = ("、", "和", "及", "与")
"""Between years that are listed."""
BEFORE_EVENT = "times.before_event"
WITHIN = ("", "用", "计划用", "力争用", "争取用", "再用", "利用", "拟用")
"""Between the first year and the number of years that something takes."""
CLAUSE_END = regex.compile(r"[，。；！？;,\n]")


def join_events(drafts: list[Draft], clock: Clock) -> list[Draft]:
    """The judged drafts with each year right before an event taken into the event's time.

    The end of the year would be too late and the day of the event is not told: the time stays undated. A year that is
    over makes it a past one.
    """
    joined: list[Draft] = []
    for draft in drafts:
        year = joined[-1] if joined else None
        if year is not None and _opens_event(year, draft):
            joined.pop()
            if year.time.kind == "past" and _is_over(year, clock):
                draft.time.kind, draft.time.deadline = "past", False
            draft.time.start = year.time.start
        joined.append(draft)
    return joined


def _opens_event(year: Draft, draft: Draft) -> bool:
    """Whether a bare year stands right before the words of an event."""
    bare = year.form == "point" and year.unit == "year" and not year.suffix and not year.edge
    return bare and draft.time.rule == BEFORE_EVENT and year.time.end == draft.time.start


def _is_over(year: Draft, clock: Clock) -> bool:
    """Whether a year ended before the year of the document."""
    base = clock.issued_on.year if clock.issued_on is not None else clock.year
    return base is None or (year.last is not None and year.last.year < base)


def join_lists(text: str, drafts: list[Draft]) -> None:
    """2025年、2026年新建公园3个、5个: a bare year in a list of years says when as soon as the last of them does."""
    for draft, following in zip(drafts[-2::-1], drafts[:0:-1], strict=True):
        if draft.time.deadline or not following.time.deadline or following.time.kind != "by" or draft.time.kind != "by":
            continue
        if draft.form == "point" and draft.unit == following.unit == "year" and not (draft.relative or draft.suffix):
            draft.time.deadline = text[draft.time.end : following.time.start] in LISTED


def _count_years(text: str, draft: Draft, following: Draft) -> None:
    """从2026年起，用三年时间: whole years, of which the one named is the first."""
    first, duration = draft.first, following.time.duration or ""
    years = duration[1:-1] if duration[-1:] == "Y" else ""
    gap = text[draft.time.end : following.time.start].strip(BLANKS + "，,")
    if first is None or not years.isdecimal() or gap not in WITHIN or following.time.kind != "relative":
        return
    if gap or "用" in text[following.time.start : following.time.start + 4]:
        following.time.start_date = first
        following.time.end_date = dt.date(first.year + int(years) - 1, 12, 31)
        following.time.anchor = None


def borrow_dates(text: str, drafts: list[Draft]) -> None:
    """用时10个月(2025.7.15—2026.5.15): a length takes the days of the range that a bracket gives right after it,
    and 再奋斗五年，到2035年 the end of the goal it leads to."""
    for draft, following in itertools.pairwise(drafts):
        if draft.time.kind == "from" and draft.unit == "year" and following.form == "length":
            _count_years(text, draft, following)
        if draft.form != "length" or draft.time.kind != "relative":
            continue
        gap = text[draft.time.end : following.time.start]
        if text.startswith("再", draft.time.start) and gap.strip(BLANKS) in ("", "，", ",") and following.time.kind == "by":
            draft.time.end_date = following.time.end_date
        if following.form != "range":
            continue
        between = text[draft.time.end : following.time.start]
        if len(between) <= 20 and between.endswith(("(", "（")) and not CLAUSE_END.search(between):
            draft.time.start_date, draft.time.end_date = following.time.start_date, following.time.end_date
