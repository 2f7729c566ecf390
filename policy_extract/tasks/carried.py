"""What goes on from one number of a sentence to the next (承前、蒙后): the place it speaks of, and what a list of shares does.

全市旅游收入增长8%，粮食产量达到30万吨: both are of 全市; 80%的乡镇和60%的社区建成驿站: both shares are of those that have one.
"""

from __future__ import annotations

from policy_extract.model import Quantity, Statement
from policy_extract.tasks.indicator_phrases import Phrases

FRESH = ("新增", "净增")
KEEPING = frozenset({"level", "growth", "multiple", "rank"})
"""Measures of what is new itself; a change is told by the measure."""
SHARES = frozenset({"%", "‰"})
JOINTS = ("、", "和", "及", "以及", "与")


def carry_place(text: str, statement: Statement, quantities: list[Quantity], phrases: Phrases) -> None:
    """Give numbers without a subject the place that the sentence speaks of; a number that names its own place ends that."""
    place, last = "", statement.start
    if quantities and "标" in text[statement.start : quantities[0].start]:
        announced = phrases.place_announced.search(text, statement.start, quantities[0].start)
        if announced is not None:
            place, last = announced["place"], announced.end()
    for quantity in quantities:
        between, last = text[last : quantity.start], quantity.end
        if quantity.scope is not None:
            place = quantity.scope if phrases.whole_place.match(quantity.scope) and quantity.measure != "rank" else ""
        elif phrases.own_place.search(between) or phrases.own_place.search(quantity.indicator):
            place = ""
        elif place and quantity.measure != "rank":
            quantity.scope = place
            quantity.rules.append("linking.place_carried")


def keep_fresh(text: str, quantities: list[Quantity]) -> None:
    """新增贷款达到90亿元: where the number is a level of what is new, 新增 is part of the name."""
    added: set[tuple[tuple[int, int], str]] = set()
    for quantity in quantities:
        if quantity.indicator_span is None:
            continue
        if quantity.measure == "change":
            # 新增院士16名，达到59名: the second number is of all of them.
            added.add((quantity.indicator_span, quantity.unit))
        elif quantity.measure in KEEPING and (quantity.indicator_span, quantity.unit) not in added:
            start, end = quantity.indicator_span
            if end <= quantity.start and text[start - 2 : start] in FRESH:
                quantity.indicator = text[start - 2 : end]
                quantity.indicator_span = (start - 2, end)


def share_predicate(text: str, quantities: list[Quantity], phrases: Phrases) -> None:
    """80%的A和60%的B建成C: what the last ones of a list of shares do holds for the first ones too."""
    for first, second in zip(reversed(quantities[:-1]), reversed(quantities[1:]), strict=True):
        listed = _share(first) and _share(second) and text.startswith("的", first.end) and text.startswith("的", second.end)
        if not listed or text[first.end + 1 : second.start].removeprefix(first.indicator) not in JOINTS:
            continue
        predicate = phrases.shared_predicate.search(second.indicator)
        if predicate is not None:
            first.indicator += second.indicator[predicate.start() :]
            first.indicator_span = None
            first.rules.append("linking.shared_predicate")


def _share(quantity: Quantity) -> bool:
    """Whether a number is a share of those behind it."""
    return (quantity.unit in SHARES or quantity.fraction is not None) and "linking.right" in quantity.rules


def name_by_sentence_before(quantity: Quantity, earlier: Quantity | None, text: str, phrases: Phrases) -> None:
    """竣工267个 alone in its sentence: the things of the sentence before, with what is done to them."""
    if earlier is None or quantity.indicator or earlier.unit != quantity.unit:
        return
    if not phrases.bare.undertaken_or_earning(earlier.indicator):
        return
    verb = text[max(quantity.start - 2, 0) : quantity.start]
    if verb in phrases.verbs:
        quantity.indicator = earlier.indicator + verb
        quantity.rules.append("linking.sentence_before")
