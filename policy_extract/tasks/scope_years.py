"""Bare years (2026年, 今年) that open a clause and date its numbers, though they are no deadlines by themselves (年份统辖)."""

from __future__ import annotations

from bisect import bisect_left

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.tasks.clauses import clause_start

YEAR_OPENERS = frozenset({"", "其中", "其中，", "使", "确保", "力争"})
"""What may stand before a bare year that opens a clause."""

FURTHEST = 60
"""Characters behind a bare year inside a sentence over which it goes on."""


def bare_years(text: str, document: Document) -> list[Time]:
    """Years without 到 or 前 that are no deadlines by themselves but not over either (2026年减免3个月租金)."""
    year = document.meta.year
    if year is None:
        # A document without a date of its own: no year before the first one that it sets as a deadline is ahead.
        year = min(
            (t.end_date.year for t in document.times if t.deadline and t.kind == "by" and t.end_date is not None), default=None
        )
    if year is None:
        return []
    bare = (t for t in document.times if not t.deadline and t.kind == "by" and t.granularity == "year")
    named = (t for t in bare if t.rule == "times.dated_year" or text.startswith("今年", t.start))
    return [t for t in named if t.end_date is not None and t.end_date.year >= year]


def nearer(
    text: str, statement: Statement, quantity: Quantity, found: Time | None, years: list[Time], starts: list[int]
) -> Time | None:
    """The bare year of a number's clause rather than a deadline of another year before that clause or behind the number.

    “十五五”期间，建设50个，今年建设8个; 使2027年覆盖率达到80%，2030年….
    """
    year = _opened_by_year(text, statement, quantity, years, starts, found)
    if found is None or year is None or found.end_date is None or year.end_date is None:
        return found or year
    if found.start > quantity.start:
        return year if found.end_date.year > year.end_date.year else found
    return year if year.start > found.start and found.end_date.year != year.end_date.year else found


def _opened_by_year(
    text: str, statement: Statement, quantity: Quantity, years: list[Time], starts: list[int], found: Time | None
) -> Time | None:
    """The bare year that opens the clause of a number, or the whole statement, or a clause going on behind what was `found`."""
    index = bisect_left(starts, quantity.start) - 1
    if index < 0 or years[index].start < statement.start:
        return None
    time = years[index]
    opening = clause_start(text, statement.start, quantity.start)
    opener = text[clause_start(text, statement.start, time.start) : time.start]
    if opener.strip("0123456789.（()） ") not in YEAR_OPENERS:
        return None
    between = text[time.end : quantity.start]
    # 配齐教职工，2024年招聘教师300名，培训园长1500人次: what follows in the sentence goes on about the year.
    goes_on = "；" not in between and (found.start < time.start if found is not None else FURTHEST > len(between) > 0)
    whole = not text[statement.start : time.start].strip("0123456789.（()） ")
    return time if time.start >= opening or whole or goes_on else None
