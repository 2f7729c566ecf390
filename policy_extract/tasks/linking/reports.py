"""Counts and ranks as reports tell them (整改、督查、总结): 173个问题，已整改到位158个; 完成率排名前三的是：甲县（31%）.

Run over the linked numbers of one statement: a bare deed (到位, 销号) takes the things counted before it, a place in front of
its rank or its bracketed value is whose it is.
"""

from __future__ import annotations

import re
from itertools import takewhile

from policy_extract.model import Quantity, Statement
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import StatementContext

FURTHEST = 60
"""Characters back to the end of the count whose things a deed is done to."""
PLACE_BEFORE = re.compile(
    "(?:^|[：:、，,；;）)])(?P<who>[一-龥]{1,10}?(?:[县区市州旗盟镇乡局委厅办]|街道|开发区|高新区|集团|公司))[（(]$"
)
LONGEST_HEAD = 40
LONGEST_THINGS = 20
BARE_FINDINGS = re.compile("^(?:具体|反馈|突出|主要|个)+(?=问题$)")
NAMED = frozenset({"linking.right", "linking.left"})
"""Rules that name the things counted themselves."""


class Reports:
    """The compiled rules of the family `linking` on reported counts; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self._deed, self._done = rules["linking.report_deed"].anchored, rules["linking.report_done"].quick
        self._sanction, self._contest = rules["linking.report_sanction"].anchored, rules["linking.report_contest"].anchored
        self._placed, self._ranked_by = rules["linking.report_placed"].anchored, rules["linking.report_ranked_by"].quick

    def rename(self, context: StatementContext) -> None:
        """Name deeds by their things, ranks and bracketed values of places by what is compared."""
        text, statement, quantities = context.text, context.statement, context.quantities
        for position, quantity in enumerate(quantities):
            if not (quantity.implicit or quantity.measure):
                self._counted(text, statement, quantities, position)
        ranks = [quantity for quantity in quantities if quantity.measure == "rank"]
        if ranks:
            self._ranked(text, statement, ranks)
        if "的" in text[statement.start : statement.end]:
            self._listed(text, statement, quantities)

    def _counted(self, text: str, statement: Statement, quantities: list[Quantity], position: int) -> None:
        """One count: by what was done to the people, or by the things counted before and what became of them."""
        quantity = quantities[position]
        low = quantities[position - 1].end if position else statement.start
        words = text[max(low, quantity.start - FURTHEST) : quantity.start]
        left = re.split("[，,；;：:]", words)[-1]
        right = text[quantity.end : min(quantity.end + LONGEST_THINGS, statement.end)]
        closed = right[:1] in "，,、。；;）)"
        sanction = self._sanction.match(left) if closed and quantity.unit in ("人", "名", "人次") else None
        if sanction is not None:
            _name(quantity, sanction["deed"], "linking.report_sanction")
            return
        before = _counted_before(quantities, position)
        if before is None:
            return
        things = before.indicator
        if closed and (deed := self._deed.match(left.removeprefix(things))) is not None:
            if "linking.right" not in before.rules and things in quantity.indicator:
                return
            # Said of a subject, or of an object named before its number, the deed follows; behind a mere count it describes.
            follows = left.startswith(things) or "linking.right" not in before.rules or deed["plain"] == deed["deed"]
            things = BARE_FINDINGS.sub("", things)
            name = things + deed["deed"] if follows else f"{deed['deed']}的{things}"
            _name(quantity, name, "linking.report_deed")
        elif not left.strip("，,、中") and (done := self._done.match(right)) is not None:
            _name(quantity, things + done["deed"], "linking.report_done")

    def _ranked(self, text: str, statement: Statement, ranks: list[Quantity]) -> None:
        """Places that are dealt ranks in a contest named before them."""
        opening = re.match("[^，,。；;]*[，,]", text[statement.start : ranks[0].start])
        contest = self._contest.search(opening[0]) if opening is not None else None
        if contest is None:
            return
        for quantity in ranks:
            placed = self._placed.match(quantity.indicator)
            if placed is not None:
                quantity.scope = placed["who"]
                _name(quantity, contest["what"], "linking.report_contest")

    def _listed(self, text: str, statement: Statement, quantities: list[Quantity]) -> None:
        """Values in brackets behind places that are ranked by a measure; how many places are listed is no quantity."""
        measure, words = "", text[statement.start : statement.end]
        for head in self._ranked_by.finditer(words):
            start, end = statement.start + head.start("rank"), statement.start + head.end()
            listed = takewhile(lambda q: _place(text, end, q), (q for q in quantities if q.start > end))  # noqa: B023
            behind = list(listed)
            measure = head["what"] or measure
            if not behind or behind[0].start - end > LONGEST_HEAD:
                continue
            for quantity in quantities:
                if start <= quantity.start < end:
                    quantity.phase = "none"
            for quantity in behind if measure else ():
                quantity.scope = _place(text, end, quantity)
                _name(quantity, measure, "linking.report_ranked_by")


def _place(text: str, low: int, quantity: Quantity) -> str:
    """The place in front of a value in brackets, behind an offset; empty without one."""
    found = PLACE_BEFORE.search(text[max(low - 1, quantity.start - 14) : quantity.start])
    return found["who"] if found is not None else ""


def _counted_before(quantities: list[Quantity], position: int) -> Quantity | None:
    """The nearest count in the same unit that names its things itself and shortly; no count of what became of them."""
    quantity = quantities[position]
    for index in range(position - 1, -1, -1):
        other = quantities[index]
        if quantity.start - other.end > FURTHEST:
            # All before it are further away: a statement of ten thousand counts is not gone through once for each.
            break
        told = any(rule.startswith("linking.report") for rule in other.rules)
        if not told and other.unit == quantity.unit and NAMED & {*other.rules} and not other.implicit:
            return other if 0 < len(other.indicator) <= LONGEST_THINGS and "已" not in other.indicator else None
    return None


def _name(quantity: Quantity, name: str, rule: str) -> None:
    """Write a name that need not stand in the text as it is."""
    quantity.indicator, quantity.indicator_span = name, None
    quantity.rules.append(rule)
