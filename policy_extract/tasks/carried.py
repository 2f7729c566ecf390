"""What goes on from one number of a sentence to the next (承前、蒙后): the place it speaks of, and what a list of shares does.

全市旅游收入增长8%，粮食产量达到30万吨: both are of 全市; 80%的乡镇和60%的社区建成驿站: both shares are of those that have one.
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity, Statement
from policy_extract.tasks.indicator_phrases import Phrases

ANNOUNCED = re.compile(
    "(?P<place>全[国省市区县州盟旗镇乡]|我[国省市区县州盟旗]|(?:本|这)[省市区县])[^，,。；;0-9]{0,24}?(?:目标|指标|任务)[^，,。；;0-9]{0,8}?(?:是|为|：|:)"
)
"""Targets announced for a place (今年全市经济社会发展主要预期目标是：…)."""
OWN_PLACE = re.compile(
    "(?<![全各本我社城地片园])[县区镇乡]|[一-龥]{2}(?<![全本我])(?:市(?!场|民|政|级|属|本|区|容|域)|[州盟](?!市))"
    "|园区|新区|集团|公司|中央|国际|国内|海外|每|各[县市区州镇乡]|学院|大学|医院|机场|港(?!口货|澳)|本级|中心城"
)
"""A place, body or each of several in a name or clause: whose it is, is said there."""
WHOLE = re.compile("全[国省市区县州盟旗镇乡院校]|我[国省市区县州盟旗]|本[省市区县]")
FRESH = ("新增", "净增")
KEEPING = frozenset({"level", "growth", "multiple", "rank"})
"""Measures of what is new itself; a change is told by the measure."""
PREDICATE = re.compile(
    "(?<=[一-龥]{2})(?:(?:基本|全部|已经?|全面|均|都)*"
    "(?:得到|具备|实现|建成|达到|开展|完成|通过|纳入|建立|配备|拥有|接入|享受|设立|用上|喝上|住上)(?!率))"
)
"""Where those counted end and what they do begins."""
SHARES = frozenset({"%", "‰"})
JOINTS = ("、", "和", "及", "以及", "与")


def carry_place(text: str, statement: Statement, quantities: list[Quantity]) -> None:
    """Give numbers without a subject the place that the sentence speaks of; a number that names its own place ends that."""
    place, last = "", statement.start
    if quantities and "标" in text[statement.start : quantities[0].start]:
        announced = ANNOUNCED.search(text, statement.start, quantities[0].start)
        if announced is not None:
            place, last = announced["place"], announced.end()
    for quantity in quantities:
        between, last = text[last : quantity.start], quantity.end
        if quantity.scope is not None:
            place = quantity.scope if WHOLE.fullmatch(quantity.scope) and quantity.measure != "rank" else ""
        elif OWN_PLACE.search(between) or OWN_PLACE.search(quantity.indicator):
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


def share_predicate(text: str, quantities: list[Quantity]) -> None:
    """80%的A和60%的B建成C: what the last ones of a list of shares do holds for the first ones too."""
    for first, second in zip(reversed(quantities[:-1]), reversed(quantities[1:]), strict=True):
        listed = _share(first) and _share(second) and text.startswith("的", first.end) and text.startswith("的", second.end)
        if not listed or not text[first.end + 1 : second.start].removeprefix(first.indicator) in JOINTS:
            continue
        predicate = PREDICATE.search(second.indicator)
        if predicate is not None:
            first.indicator += second.indicator[predicate.start() :]
            first.indicator_span = None
            first.rules.append("linking.shared_predicate")


def _share(quantity: Quantity) -> bool:
    """Whether a number is a share of those behind it."""
    return (quantity.unit in SHARES or quantity.fraction is not None) and "linking.right" in quantity.rules


def name_of_section(quantity: Quantity, earlier: Quantity | None, text: str, phrases: Phrases) -> None:
    """竣工267个 alone in its sentence: the things of the sentence before, with what is done to them."""
    if earlier is None or quantity.indicator or earlier.unit != quantity.unit:
        return
    verb = text[max(quantity.start - 2, 0) : quantity.start]
    if verb in phrases.verbs:
        quantity.indicator = earlier.indicator + verb
        quantity.rules.append("linking.sentence_before")
