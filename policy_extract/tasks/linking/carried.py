"""What goes on from one number of a sentence to the next (承前、蒙后): the place it speaks of, and what a list of shares does.

全市旅游收入增长8%，粮食产量达到30万吨: both are of 全市; 80%的乡镇和60%的社区建成驿站: both shares are of those that have one.
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.bare_measures import BareMeasures
from policy_extract.tasks.linking.context import StatementContext
from policy_extract.tasks.linking.phrases import Phrases
from policy_extract.tasks.linking.units import SHARES

KEEPING = frozenset({"level", "growth", "multiple", "rank"})
"""Measures of what is new itself; a change is told by the measure."""
ALTOGETHER = re.compile("(?:累计|总数|总量)(?:建成|建设|达到?|完成|培育|改造|新建|修复|治理|发展到|增加到)?$")
"""Words before a number of the things that the sentence before counted (已建成基站1.2万个；到2026年累计建成2万个)."""
STEP = re.compile(
    r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[.、．）)]|[①-⑳])?(?:对|凡)?(?:在|达到?|为)?(?:[不未]?[超足满低高大小少多][过于出]?|不足|不满|达到?)?\s*"
)
"""All that stands before the level of a further step of a grant (达到5%以上的；超过100套的)."""
JOINTS = ("、", "和", "及", "以及", "与")


class Carried:
    """Carries places and predicates over the numbers of a statement; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._bare: BareMeasures = pack.cached("bare_measures", BareMeasures)
        self._announced, self._own = rules["linking.place_announced"].quick, rules["linking.own_place"].quick
        self._whole, self._predicate = rules["linking.whole_place"].anchored, rules["linking.shared_predicate"].quick
        self._fresh = frozenset(family.words("fresh"))

    def place(self, context: StatementContext) -> None:
        """Give numbers without a subject the place that the sentence speaks of; a number that names its own place ends that."""
        text, statement, quantities = context.text, context.statement, context.quantities
        place, last = "", statement.start
        if quantities and "标" in text[statement.start : quantities[0].start]:
            announced = self._announced.search(text, statement.start, quantities[0].start)
            if announced is not None:
                place, last = announced["place"], announced.end()
        for quantity in quantities:
            between, last = text[last : quantity.start], quantity.end
            if quantity.scope is not None:
                place = quantity.scope if self._whole.match(quantity.scope) and quantity.measure != "rank" else ""
            elif not place:
                continue
            elif self._own.search(between) or self._own.search(quantity.indicator):
                place = ""
            elif quantity.measure != "rank":
                quantity.scope = place
                quantity.rules.append("linking.place_carried")

    def keep_fresh(self, context: StatementContext) -> None:
        """新增贷款达到90亿元: where the number is a level of what is new, 新增 is part of the name."""
        text = context.text
        added: set[tuple[tuple[int, int], str]] = set()
        for quantity in context.quantities:
            if quantity.indicator_span is None:
                continue
            if quantity.measure == "change":
                # 新增院士16名，达到59名: the second number is of all of them.
                added.add((quantity.indicator_span, quantity.unit))
            elif quantity.measure in KEEPING and (quantity.indicator_span, quantity.unit) not in added:
                start, end = quantity.indicator_span
                if end <= quantity.start and text[start - 2 : start] in self._fresh:
                    quantity.indicator = text[start - 2 : end]
                    quantity.indicator_span = (start - 2, end)

    def share_predicate(self, context: StatementContext) -> None:
        """80%的A和60%的B建成C: what the last ones of a list of shares do holds for the first ones too."""
        text, quantities = context.text, context.quantities
        for first, second in zip(reversed(quantities[:-1]), reversed(quantities[1:]), strict=True):
            listed = _share(first) and _share(second) and text.startswith("的", first.end) and text.startswith("的", second.end)
            if not listed or text[first.end + 1 : second.start].removeprefix(first.indicator) not in JOINTS:
                continue
            predicate = self._predicate.search(second.indicator)
            if predicate is not None:
                first.indicator += second.indicator[predicate.start() :]
                first.indicator_span = None
                first.rules.append("linking.shared_predicate")

    def name_by_sentence_before(self, text: str, quantity: Quantity, earlier: Quantity | None, phrases: Phrases) -> None:
        """竣工267个 alone in its sentence: the things of the sentence before, with what is done to them."""
        if earlier is None or quantity.indicator or earlier.unit != quantity.unit:
            return
        if ALTOGETHER.search(text, max(quantity.start - 8, 0), quantity.start):
            quantity.indicator = earlier.indicator
            quantity.rules.append("linking.sentence_before")
            return
        if not self._bare.undertaken_or_earning(earlier.indicator):
            return
        verb = text[max(quantity.start - 2, 0) : quantity.start]
        if verb in phrases.verbs:
            quantity.indicator = earlier.indicator + verb
            quantity.rules.append("linking.sentence_before")


def name_by_case_before(text: str, quantity: Quantity, cases: dict[str, str], start: int) -> None:
    """超过100套的，每平方米补贴30元。: the next step of a grant is told by what the step before it was told by.

    `cases` holds what the cases of the paragraph so far are told by, by unit.
    """
    if quantity.phase != "condition" or quantity.implicit:
        return
    if quantity.indicator:
        cases[quantity.unit] = quantity.indicator
    elif quantity.unit in cases and STEP.fullmatch(text, start, quantity.core_start):
        quantity.indicator = cases[quantity.unit]
        quantity.rules.append("linking.sentence_before")


def _share(quantity: Quantity) -> bool:
    """Whether a number is a share of those behind it."""
    return (quantity.unit in SHARES or quantity.fraction is not None) and "linking.right" in quantity.rules
