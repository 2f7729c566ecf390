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
    time = draft.time
    if not (draft.whole or (draft.form == "point" and draft.unit in DATED)) or time.start == 0:
        return False
    before = text[time.start - 1]
    if not ("\u4e00" <= before <= "\u9fff" or before in "”）》"):
        return False
    return grammar.happens.match(text, time.end, min(end, time.end + LONGEST_DEED)) is not None


def sets_aims(draft: Draft, text: str, end: int, grammar: Grammar, clock: Clock) -> bool:
    """2026年主要预期目标是…, “十五五”时期经济社会发展的主要目标是…: the period in which all that follows is to be reached."""
    if draft.unit not in ("year", "plan") or draft.prefix or grammar.year_aims.match(text, draft.time.end, end) is None:
        return False
    base = clock.year_at(draft.time.start)
    return base is None or draft.last is None or draft.last.year >= base
