"""Times that date one deed only (时间只管一事): the start of a project, rules handed in; and work told before its dates."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH, clause_start

CLAUSE_MARKS = "，,；;。：:"
COUNTS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
LONGEST_TERM = 8
"""Characters that 三年 and what may stand before it fill at most."""


class Deeds:
    """The compiled rules of the family `scope` on single deeds."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.family("scope").rules
        self.begun = rules["scope.begun"].anchored
        self.told = rules["scope.start_told"].compiled
        self.handed_in = rules["scope.handed_in"].anchored
        self.describes = rules["scope.describes_project"].anchored
        self.plan_years = rules["scope.plan_years"].anchored
        self.progress = rules["scope.progress_told"].compiled
        self.worked_on = rules["scope.worked_on"].anchored
        self.all_done = rules["scope.all_done"].compiled

    def dates_a_start(self, text: str, time: Time, quantity: Quantity) -> bool:
        """Whether a time before a number only says when a project begins (拟于今年9月开工…，总投资2亿元)."""
        behind = text[time.end : time.end + LONGEST_TERM]
        return self.begun.match(behind) is not None and _parted(text, time.end, quantity.start)

    def start_told(self, text: str, statement: Statement, quantity: Quantity) -> bool:
        """Whether a clause before a number says when its project begins, deadline or not."""
        return self.told.search(text, max(statement.start, quantity.start - REACH), quantity.start) is not None

    def dates_something_else(self, text: str, statement: Statement, time: Time, quantity: Quantity) -> bool:
        """Whether a time in a clause behind a number does not date it.

        By then rules are handed in, or a project opens of which the start was told before and which the number describes.
        """
        if self.handed_in.match(text[time.end : time.end + LONGEST_TERM]) is not None:
            return True
        if not self.start_told(text, statement, quantity):
            return False
        opening = clause_start(text, statement.start, quantity.start, CLAUSE_MARKS + "、")
        return self.describes.match(text[opening : quantity.start]) is not None

    def progress_told(self, text: str, statement: Statement, quantity: Quantity) -> bool:
        """Whether a number says how far a work comes (完成总量的六成，2027年通车), not what is there when it is finished."""
        opening = clause_start(text, statement.start, quantity.start, CLAUSE_MARKS)
        return self.progress.search(text, opening, quantity.start) is not None

    def within_the_plan(self, text: str, document: Document, statement: Statement, quantity: Quantity) -> Time | None:
        """The plan's own period when 三年 opens the sentence of a number and the plan runs that long (三年新建215座)."""
        first, last = document.meta.period_start, document.meta.period_end
        if first is None or last is None:
            return None
        years = last.year - first.year + 1
        counts = [str(years), *COUNTS[years : years + 1]]
        for start in _openings(text, statement, quantity):
            words = text[start : min(start + LONGEST_TERM * 2, quantity.start)]
            match = self.plan_years.match(words)
            if match is not None and match["count"] in counts:
                end = start + match.end()
                return Time(start, end, "by", None, dt.date(last.year, last.month, last.day), "plan", rule="scope.plan_years")
        return None

    def finished_with(
        self, text: str, statement: Statement, quantity: Quantity, times: list[Time], starts: list[int]
    ) -> Time | None:
        """The last deadline of a sentence by which all is done that its opening names (对查出的126座…，…6月底前全部修复)."""
        opening = text[statement.start : min(quantity.start, statement.start + REACH)]
        if (
            quantity.start - statement.start > REACH
            or any(mark in opening for mark in "，,；;。")
            or self.worked_on.match(opening) is None
        ):
            return None
        inside = times[bisect_left(starts, quantity.end) : bisect_left(starts, statement.end)]
        for time in reversed(inside):
            end = next(
                (i for i in range(time.end, min(statement.end, time.end + REACH)) if text[i] in CLAUSE_MARKS), statement.end
            )
            if time.kind == "by" and time.end_date is not None and self.all_done.search(text, time.end, end):
                return time
        return None


def _openings(text: str, statement: Statement, quantity: Quantity) -> list[int]:
    """Where the clause of a number begins, and its statement, nearest first."""
    return [clause_start(text, statement.start, quantity.start, CLAUSE_MARKS), statement.start]


def _parted(text: str, start: int, end: int) -> bool:
    """Whether a clause ends between two offsets."""
    return end - start > REACH or any(mark in text[start:end] for mark in CLAUSE_MARKS)


def deeds(pack: Pack) -> Deeds:
    """The rules of a pack, compiled once."""
    made: Deeds = pack.cached("scope.deeds", Deeds)
    return made
