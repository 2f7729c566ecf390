"""What stands around the first clause of a numbered unit (首句): points it names, a run-in title, dates that close it."""

from __future__ import annotations

import re

from policy_extract.structure.parts import Body, Item, Unit

RUN_IN_CLAUSE = re.compile(r"[^，,、；;。：:]{4,18}[，,]|[^，,；;。：:]{4,18}[，,]")
CLOSING_DATES = re.compile(
    r"[（(][^（()）]{0,8}(?:\d|[xX×]{2})[\d年月日至到底前—－–~～.\-/xX×个上中下旬初末季度 ]{2,30}[）)][。；;]?$"
)
LEAST_ELABORATION = 10


def opens_points(body: Body, item: Item) -> bool:
    """Whether an opening sentence is followed on its line by the points it names (一是…；二是…)."""
    unit, following = body.units[item.unit], body.units[item.unit + 1] if item.unit + 1 < len(body.units) else None
    return (
        following is not None
        and following.line == unit.line
        and following.mark is not None
        and following.mark.family == "ordinal"
    )


def before_dates(text: str, unit: Unit) -> int:
    """End of a unit's words before a closing bracket that says when (准备阶段（2025年3月）)."""
    dates = CLOSING_DATES.search(text, unit.text_start, unit.end)
    return dates.start() if dates else unit.end


def opening_clause(body: Body, unit: Unit) -> int:
    """Length of the first clause of an item when the rest elaborates it; 0 when it is no title of the rest."""
    clause = RUN_IN_CLAUSE.match(body.text, unit.text_start, unit.end)
    if clause is None or not unit.closed or unit.mark is None or unit.mark.number[-1:] != "是":
        return 0
    elaborated = unit.end - clause.end() >= LEAST_ELABORATION
    return clause.end() - 1 - unit.text_start if elaborated else 0
