"""How long a measure holds (政策执行期限): a closing sentence on its term dates the amounts of its paragraph.

给予N元补贴。…补贴政策自2024年7月1日起暂行一年: every amount before it holds until 2025-06-30.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left

from policy_extract.mentions.times_calendar import add_months, integer
from policy_extract.model import Document, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import clause_start

MARKS = "，,；;。：:（("


class Terms:
    """The compiled rules of the family `scope` on terms."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.family("scope").rules
        self.measure = rules["scope.measure_term"].compiled
        self.runs = rules["scope.runs_for"].compiled


def terms_of_measures(text: str, document: Document, pack: Pack) -> list[tuple[int, int, Time]]:
    """Spans (start, end) of text whose amounts hold until the term that closes them, with the term, in order."""
    made: Terms = pack.cached("scope.terms", Terms)
    starts = [time.start for time in document.times]
    found: list[tuple[int, int, Time]] = []
    for statement in document.statements:
        for position in range(bisect_left(starts, statement.start), bisect_left(starts, statement.end)):
            time = document.times[position]
            if not time.deadline:
                continue
            opening = clause_start(text, statement.start, time.start, MARKS)
            if made.measure.match(text, opening, time.start) is None:
                continue
            term = _term(text, time, made)
            if term is not None:
                # A sentence of its own on the term speaks of its paragraph, a clause only of its sentence.
                first = text.rfind("\n", 0, statement.start) + 1 if opening == statement.start else statement.start
                first = max(first, found[-1][1]) if found else first
                found.append((first, time.end, term))
    return found


def _term(text: str, time: Time, made: Terms) -> Time | None:
    """The period in which a measure holds: as printed, or from its first day on for the length that follows."""
    if time.end_date is not None and time.kind in ("by", "during"):
        return time
    runs = made.runs.match(text, time.end)
    if time.start_date is None or runs is None:
        return None
    count = 0.5 if runs["count"] == "半" else integer(runs["count"])
    months = int((count or 0) * 12) if runs["unit"] == "年" else int(count or 0)
    end = add_months(time.start_date, months) if months else None
    if end is None:
        return None
    last = end - dt.timedelta(days=1)
    return Time(time.start, runs.end(), "during", time.start_date, last, "day", rule="scope.measure_term")


def term_at(terms: list[tuple[int, int, Time]], offset: int) -> Time | None:
    """The term of the measure that an amount at an offset belongs to."""
    return next((term for start, end, term in terms if start <= offset < end), None)
