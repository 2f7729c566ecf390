"""The year that the body of a work report turns to (今年政府工作的总体要求是…): it governs what follows, headings or not."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from typing import NamedTuple

from policy_extract.model import Document, Time
from policy_extract.patterns import Pack

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
PLAN = re.compile("“?(?P<tens>十?)(?P<ones>[一二三四五六七八九])五”?(?:时期|期间|期末|规划|发展|经济|目标|主要|的)")
YEARS = re.compile("(?:今后|未来)(?:的)?(?P<count>[一二两三四五六七八九十]|[1-9])年")
RANGE = re.compile(r"20\d{2} ?年?(?:[—－–~-]{1,2}|至|到)(?P<last>20\d{2})年")
BACKWARD = frozenset({"review", "problems", "annex", "glossary"})
"""Roles of sections in which no sentence turns to the year ahead."""
STAGE = re.compile(
    r"[（(](?:(?:(?P<first>20\d{2})年)?\d{1,2}月?(?:\d{1,2}日|[上中下]旬|[初底])?(?:[—－–~-]{1,2}|至|到))?(?:(?P<last>20\d{2})年)?"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<part>[上中下]旬|[底末]))?之?(?P<before>前)?[）)][。：:]?$"
)
"""Months in brackets at the end of a heading."""
PARTS = {"上旬": 10, "中旬": 20}
"""Last days of the parts of a month; the third part ends with the month."""
PLAN_ZERO = 1955
"""Last year of plan n is this and five times n, from the third plan on (三五 ended 1970, 十五五 ends 2030)."""
OPENING = 160
"""Characters of a statement in which it says what year it speaks of."""


class Turn(NamedTuple):
    """A place from which on a year holds, or none does."""

    start: int
    end: int
    year: int | None


def turns_to_year(text: str, document: Document, pack: Pack) -> list[Turn]:
    """The places at which a report turns to the year it plans, to another period, or back, in text order."""
    year = document.meta.year
    if document.meta.genre != "work_report" or year is None:
        return []
    rules = pack.family("sections").rules
    report_year, other_period = rules["sections.report_year"].anchored, rules["sections.other_period"].compiled
    turns = []
    for heading in document.headings:
        if heading.level == 0:
            continue
        if heading.year == year and heading.role not in BACKWARD:
            turns.append(Turn(heading.start, heading.end, year))
        elif heading.role in BACKWARD or (heading.year is None and other_period.search(heading.title)):
            turns.append(Turn(heading.start, heading.end, None))
    for statement in document.statements:
        role = document.headings[statement.section].role if statement.section >= 0 else ""
        if role in BACKWARD or "年" not in text[statement.start : statement.start + OPENING]:
            continue
        match = report_year.match(text[statement.start : min(statement.end, statement.start + OPENING)])
        if match is not None and match["year"] in (None, str(year)):
            turns.append(Turn(statement.start, statement.end, year))
    return sorted(turns)


def period_end(title: str, first_year: int | None) -> dt.date | None:
    """The last day of the years that a heading speaks of (“十五五”时期主要目标, 今后五年, 2026—2030年)."""
    plan = PLAN.search(title)
    if plan is not None:
        number = DIGITS[plan["ones"]] + (10 if plan["tens"] else 0)
        return dt.date(PLAN_ZERO + 5 * number, 12, 31)
    years = YEARS.search(title)
    if years is not None and first_year is not None:
        count = DIGITS.get(years["count"]) or int(years["count"])
        return dt.date(first_year + count - 1, 12, 31)
    stated = RANGE.search(title)
    return dt.date(int(stated["last"]), 12, 31) if stated is not None else None


def stage_end(title: str, year: int | None) -> dt.date | None:
    """The last day of the months in brackets behind the name of a stage (全面推进阶段（2025年6月—2026年12月）)."""
    stage = STAGE.search(title)
    if stage is None:
        return None
    named = stage["last"] or stage["first"]
    last = int(named) if named else year
    if last is None or not 1 <= int(stage["month"]) <= 12:
        return None
    month_end = dt.date(last + int(stage["month"]) // 12, int(stage["month"]) % 12 + 1, 1) - dt.timedelta(days=1)
    if stage["before"] and stage["part"] is None and stage["day"] is None:
        return month_end.replace(day=1) - dt.timedelta(days=1)
    day = int(stage["day"]) if stage["day"] else PARTS.get(stage["part"] or "", month_end.day)
    return month_end.replace(day=min(day, month_end.day)) if day else None


def year_of_turn(turns: list[Turn], offset: int) -> Time | None:
    """The end of the year that the last turn before an offset set."""
    last = bisect_right(turns, (offset, offset)) - 1
    if last < 0:
        return None
    start, end, year = turns[last]
    return None if year is None else Time(start, end, "by", None, dt.date(year, 12, 31), "year", rule="scope.report_year")
