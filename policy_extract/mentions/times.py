"""Times (时间): finds when something is to be done or was done, and reads it against the document's own time."""

from __future__ import annotations

import datetime as dt

from policy_extract.mentions.times_assembly import Assembler
from policy_extract.mentions.times_beside import borrow_dates, join_events, join_lists
from policy_extract.mentions.times_context import Judge
from policy_extract.mentions.times_grammar import grammar_of
from policy_extract.model import Clock, Time
from policy_extract.patterns import Pack


def find_times(text: str, start: int, end: int, pack: Pack, clock: Clock) -> list[Time]:
    """All time expressions in text[start:end], sorted, not overlapping, with offsets into the whole text.

    `deadline` is False for dates of past events, citations, titles and names: no mention of a record.
    """
    grammar = grammar_of(pack)
    tokens = grammar.tokens(text, start, end, "policy")
    drafts = Assembler(grammar, text, end, clock, free=False).drafts(tokens)
    for draft in drafts[:1]:
        draft.time.start = max(draft.time.start, start)
    borrow_dates(text, drafts)
    judge = Judge(grammar, text, start, end, clock)
    judge.learn(drafts)
    for draft in drafts:
        judge.judge(draft)
    join_lists(text, drafts)
    return [draft.time for draft in join_events(drafts, clock)]


def find_expressions(text: str, pack: Pack, reference_date: dt.date | None) -> list[Time]:
    """All times of any text: days, months, years, ranges, lengths and recurrences, past ones included.

    `reference_date` stands for the document's date; without it what depends on it stays undated.
    """
    grammar = grammar_of(pack)
    year = reference_date.year if reference_date is not None else None
    clock = Clock(issued_on=reference_date, year=year, plan_year=year)
    tokens = grammar.tokens(text, 0, len(text), "free")
    drafts = Assembler(grammar, text, len(text), clock, free=True).drafts(tokens)
    borrow_dates(text, drafts)
    return [draft.time for draft in drafts]
