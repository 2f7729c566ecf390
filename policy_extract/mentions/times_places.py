"""Times that say when although no clause opens with them: behind the thing that is done then, or before the aims of a period."""

from __future__ import annotations

from policy_extract.mentions.times_draft import Draft
from policy_extract.mentions.times_grammar import Grammar
from policy_extract.model import Clock

LONGEST_DEED = 24
"""Characters behind a time in which its deed is told."""
DATED = frozenset({"year", "month", "day"})


def happens_then(draft: Draft, text: str, end: int, grammar: Grammar) -> bool:
    """市图书新馆5月1日对外开放, 物流园区年内建成: a time between a thing and what becomes of it."""
    this_year = draft.relative and draft.unit == "year" and not draft.whole
    if this_year or not (_behind_a_thing(draft, text) and (draft.whole or draft.unit in DATED)):
        return False
    return grammar.happens.match(text, draft.time.end, min(end, draft.time.end + LONGEST_DEED)) is not None


def reached_later(draft: Draft, text: str, end: int, grammar: Grammar, clock: Clock) -> bool:
    """农村2027年普及率达到90% in a plan of 2025: a bare year behind that of the document, before what is reached then."""
    base = clock.year_at(draft.time.start)
    if draft.unit != "year" or base is None or draft.last is None or draft.last.year <= base or not _behind_a_thing(draft, text):
        return False
    stop = min(end, draft.time.end + LONGEST_DEED)
    return (
        grammar.follower.match(text, draft.time.end, end) is not None
        or grammar.year_aimed.match(text, draft.time.end, stop) is not None
    )


def _behind_a_thing(draft: Draft, text: str) -> bool:
    """Whether a time that is no span stands right behind a word."""
    if draft.time.start == 0 or not (draft.whole or draft.form == "point"):
        return False
    before = text[draft.time.start - 1]
    return "\u4e00" <= before <= "\u9fff" or before in "”）》"


def sets_aims(draft: Draft, text: str, end: int, grammar: Grammar, clock: Clock) -> bool:
    """2026年主要预期目标是…, “十五五”时期经济社会发展的主要目标是…: the period in which all that follows is to be reached."""
    if draft.unit not in ("year", "plan") or draft.prefix or grammar.year_aims.match(text, draft.time.end, end) is None:
        return False
    base = clock.year_at(draft.time.start)
    return base is None or draft.last is None or draft.last.year >= base
