"""The year that the body of a work report turns to (今年政府工作的总体要求是…): it governs what follows, headings or not."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from policy_extract.model import Document, Time
from policy_extract.patterns import Pack

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
PLAN = re.compile("“?(?P<tens>十?)(?P<ones>[一二三四五六七八九])五”?(?:时期|期间|期末|规划|发展|经济|目标|主要|的)")
YEARS = re.compile("(?:今后|未来)(?:的)?(?P<count>[一二两三四五六七八九十]|[1-9])年")
AHEAD = re.compile('(?:今后|未来)的?[一二两三四五六七八九十1-9]年|十?[一二三四五六七八九]五[”"]?(?:时期|期间)')
"""Years ahead that the first statements of a section may speak of."""
TOLD_WITHIN = 5
RANGE = re.compile(r"20\d{2} ?年?(?:[—－–~-]{1,2}|至|到)(?P<last>20\d{2})年")
BACKWARD = frozenset({"review", "problems", "annex", "glossary"})
"""Roles of sections in which no sentence turns to the year ahead."""
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


def periods_opened(text: str, document: Document) -> list[tuple[int, Time | None]]:
    """Where a report turns to a period of years ahead: a first-level heading names it, or the words right below (今后五年，…).

    It goes on through the first-level sections behind it that say nothing of their time, until the report looks back or at
    its own year (None).
    """
    year = document.meta.year
    if document.meta.genre != "work_report" or year is None:
        return []
    opened: list[tuple[int, Time | None]] = []
    for index, heading in enumerate(document.headings):
        if heading.level != 1:
            continue
        if heading.role in BACKWARD or heading.year is not None:
            opened.append((heading.start, None))
            continue
        end = period_end(heading.title, year) or _told_below(text, document, index, year)
        if end is not None and end.year > year:
            opened.append((heading.start, Time(heading.start, heading.end, "by", None, end, "plan", rule="scope.period_opened")))
    return opened


def _told_below(text: str, document: Document, section: int, year: int) -> dt.date | None:
    """The end of the years that the first statements right below a heading speak of; None where they speak of this year too."""
    first = bisect_left(document.statements, document.headings[section].end, key=lambda statement: statement.start)
    below = [s for s in document.statements[first : first + TOLD_WITHIN] if s.section == section]
    told = [text[statement.start : min(statement.end, statement.start + OPENING)] for statement in below]
    if any("今年" in words or f"{year}年" in words for words in told):
        return None
    spoken = (match for match in map(AHEAD.search, told) if match is not None)
    return next((end for end in (period_end(match[0], year) for match in spoken) if end is not None), None)


def period_opened(opened: list[tuple[int, Time | None]], turns: list[Turn], offset: int) -> Time | None:
    """The period of years ahead that goes on at an offset, unless the report has turned to its own year since."""
    last = bisect_right(opened, offset, key=lambda entry: entry[0]) - 1
    if last < 0:
        return None
    start, time = opened[last]
    return None if any(start < turn.start <= offset for turn in turns) else time


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


def year_of_turn(turns: list[Turn], offset: int) -> Time | None:
    """The end of the year that the last turn before an offset set."""
    last = bisect_right(turns, (offset, offset)) - 1
    if last < 0:
        return None
    start, end, year = turns[last]
    return None if year is None else Time(start, end, "by", None, dt.date(year, 12, 31), "year", rule="scope.report_year")
