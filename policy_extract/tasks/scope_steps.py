"""Deadlines behind what they close (分步时限): 新建护栏32公里，4月启动，8月底前完成 is due when its last step is."""

from __future__ import annotations

import re

import regex

from policy_extract.model import Document, Statement, Time
from policy_extract.tasks.clauses import clause_start

CLAUSE_MARKS = "，,；;。：:"
OPENERS = frozenset(
    (
        "",
        "确保",
        "力争",
        "争取",
        "并",
        "并于",
        "于",
        "预计",
        "计划",
        "确保于",
        "力争于",
        "将",
        "将于",
        "拟于",
        "并将于",
        "要",
        "须",
    )
)
"""What may stand before a date that opens the clause in which something said before is completed (…，确保9月底前完工)."""
STEP = re.compile("[前底]?[一-龥]{2,8}[，,、](?:并|确保|力争|于|争取)*")
"""What stands between the dates of two steps (4月启动，8月底前完成)."""
STARTED = re.compile("(?:[之以]?前)?(?:全面|全部|正式)?(?:启动|开始|动工|进场|招标|完成招标|完成设计)")
"""How a step goes on that is not the last one."""


def last_step(text: str, times: list[Time], end: int, completion: regex.Pattern[str]) -> Time | None:
    """The deadline of the last of the steps behind a number (4月启动，8月底前完成); None when nothing is completed."""
    found: Time | None = None
    for place, time in enumerate(times):
        if time.start >= end or (place and STEP.fullmatch(text, times[place - 1].end, time.start) is None):
            break
        if completion.match(text, time.end):
            found = time
        elif STARTED.match(text, time.end) is None:
            break
    return found


def later_year(document: Document, time: Time) -> bool:
    """Whether a deadline lies beyond the one year that a report or a yearly plan speaks of (确保2027年建成通车)."""
    year, last = document.meta.year, document.meta.period_end
    yearly = document.meta.genre == "work_report" or (last is not None and last.year == year)
    return yearly and year is not None and time.end_date is not None and time.end_date.year > year


def closes(text: str, statement: Statement, time: Time, completion: regex.Pattern[str]) -> bool:
    """Whether a deadline fills a clause that says until when something named before it is completed (，3月底前完工，)."""
    opening = clause_start(text, statement.start, time.start, CLAUSE_MARKS)
    return opening > statement.start and text[opening : time.start].strip() in OPENERS and bool(completion.match(text, time.end))
