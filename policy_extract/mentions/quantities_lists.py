"""Numbers dealt out by 分别 and other lists (并列数量): shared units, closing comparators, shared conditions."""

from __future__ import annotations

import re

import msgspec

from policy_extract.mentions.numbers import tidy
from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.model import Quantity

JOINT = re.compile(r"(?:[、，,]|和|及|与|或|以及|、和)(?:(?:同比)?(?:增长|下降|提高|降低|增加|减少|达到?|为))?")
NEXT_AMOUNT = re.compile(r"(?:[（(][^（()）]{1,12}[)）])?[、和或]")
"""Between amounts of one list, with who gets each in brackets (每人3万元（博士）、1万元（硕士）)."""
TIGHT = re.compile(r"[、，,]|和|及|与|以及")
SHARED_AFTER = {"comparators.approx_after", "comparators.ge_after", "comparators.le_after", "comparators.after"}
SHARED_BEFORE = {
    "comparators.ge_before",
    "comparators.gt_before",
    "comparators.le_before",
    "comparators.lt_before",
    "comparators.negation",
}
DEAL_REACH = 40
COUNTED_WITH_GE = frozenset({"百分点", "基点", "个工作日", "个月", "个小时"})
"""Units that 个 leads to and that a member before them may leave out (压缩到3个和5个工作日)."""


def share_units(readings: list[Reading], context: Context) -> None:
    """分别为85、90、95%: members without a unit take that of the next member, multiplier included."""
    for index in range(len(readings) - 2, -1, -1):
        first, second = readings[index], readings[index + 1]
        quantity, other = first.quantity, second.quantity
        points = quantity.unit == "个" and other.unit in COUNTED_WITH_GE
        if (
            not (first.bare or points)
            or first.number.kind != "arabic"
            or quantity.value is None
            or second.bare
            or other.ratio
            or second.ordinal
        ):
            continue
        between = context.text[quantity.end : other.start]
        if (
            len(between) > 2
            or not TIGHT.fullmatch(between)
            or not (points or _dealt(quantity.start, context) or "." in context.text[quantity.core_start : quantity.core_end])
        ):
            continue
        quantity.unit = other.unit
        if other.measure == "multiple":
            quantity.measure = "multiple"
        if first.number.multiplier == 1 and second.number.multiplier != 1:
            quantity.value = tidy(quantity.value * second.number.multiplier)
        first.unit = second.unit
        first.number = msgspec.structs.replace(first.number, multiplier=second.number.multiplier, unit=second.number.unit)
        quantity.rules.append("quantities.deal")


def goes_on(kept: list[Reading], reading: Reading, context: Context) -> bool:
    """分别压缩到3个和5个工作日: a length of time that goes on a list of lengths which are quantities is one too."""
    if not kept or reading.unit is None or reading.unit.dimension != "time":
        return False
    first, second = kept[-1].quantity, reading.quantity
    return first.unit == second.unit and TIGHT.fullmatch(context.text, first.end, second.start) is not None


def _dealt(place: int, context: Context) -> bool:
    """Whether a 分别 stands before `place` in its clause."""
    start = max(context.sentence(place)[0], place - DEAL_REACH)
    return "分别" in context.text[start:place] or "依次" in context.text[start:place]


def group_dealt(readings: list[Reading], context: Context) -> None:
    """Give the members of one 分别 a common group and its closing comparator."""
    group = index = 0
    while index < len(readings):
        last = index
        while last + 1 < len(readings) and _joined(readings[last], readings[last + 1], context):
            last += 1
        if last > index and _dealt(readings[index].quantity.start, context):
            _close([reading for reading in readings[index : last + 1]], group, context)
            group += 1
        index = last + 1


def _joined(first: Reading, second: Reading, context: Context) -> bool:
    """Whether the second reading directly continues the list of the first."""
    between = context.text[first.quantity.end : second.quantity.start]
    return len(between) <= 6 and bool(JOINT.fullmatch(between))


def _close(members: list[Reading], group: int, context: Context) -> None:
    """A closing 左右, 以上 or 以内, or else a leading 最高 or 不低于, holds for every member without a comparator of its own."""
    closing, leading = members[-1].quantity, members[0].quantity
    shared = closing.comparator if SHARED_AFTER.intersection(closing.rules) else None
    first = leading.comparator if SHARED_BEFORE.intersection(leading.rules) else None
    own = False
    for member in members:
        quantity = member.quantity
        quantity.group = group
        # 分别突破A、B，达C和D: what is reached is said anew, the bound before it is not.
        own = own or (member is not members[0] and context.text[quantity.start - 1] in "达到为")
        if shared and quantity.comparator == "eq" and quantity.unit == closing.unit:
            quantity.comparator = shared
            quantity.hedge = quantity.hedge or closing.hedge
            quantity.rules.append("quantities.deal")
        elif (
            first
            and not own
            and quantity.comparator == "eq"
            and quantity.unit.partition("/")[0] == leading.unit.partition("/")[0]
        ):
            quantity.comparator = first
            quantity.rules.append("quantities.deal")
        if leading.unit.startswith(quantity.unit + "/") and quantity.start - leading.end < DEAL_REACH:
            quantity.unit = leading.unit


def spread_conditions(readings: list[Reading], context: Context) -> None:
    """突破1亿元、5亿元、10亿元的, 2000万元、5000万元以上的: conditions of one list share what bounds and measures them."""
    tiers: list[Quantity] = []
    for index, reading in enumerate(readings):
        quantity = reading.quantity
        if not tiers or tiers[-1].unit != quantity.unit or not _joined(readings[index - 1], reading, context):
            _bound_alike(tiers)
            tiers = [quantity] if quantity.phase == "condition" else []
            continue
        quantity.phase = "condition"
        tiers.append(quantity)
    _bound_alike(tiers)


def _bound_alike(tiers: list[Quantity]) -> None:
    """Give the steps of one threshold the comparator that leads or closes them, and the measure of the first one."""
    if len(tiers) < 2 or any(tier.comparator == "range" for tier in tiers):
        return
    first, last = tiers[0], tiers[-1]
    closed = SHARED_AFTER.intersection(last.rules) and all(tier.comparator == "eq" for tier in tiers[:-1])
    led = SHARED_BEFORE.intersection(first.rules)
    for tier in tiers:
        if tier.comparator == "eq" and (closed or led):
            tier.comparator = last.comparator if closed else first.comparator
            tier.rules.append("quantities.deal")
        if tier.measure is None:
            tier.measure, tier.direction = first.measure, first.direction


def share_counts(readings: list[Reading], context: Context) -> None:
    """已整改9，未整改1个: a count that lost its measure word takes that of its neighbour in the sentence."""
    for index, reading in enumerate(readings):
        quantity = reading.quantity
        if "quantities.count_done" not in quantity.rules or quantity.unit:
            continue
        bounds = context.sentence(quantity.start)
        for other in (*readings[index + 1 : index + 4], *reversed(readings[max(0, index - 3) : index])):
            unit = other.unit
            if unit is not None and unit.dimension in ("count", "organisation") and bounds[0] <= other.quantity.start < bounds[1]:
                quantity.unit = unit.canonical
                break


def share_denominators(readings: list[Reading], context: Context) -> None:
    """每辆3000元、5000元: the members of a list are counted by what its first member is counted by."""
    for index in range(1, len(readings)):
        first, second = readings[index - 1].quantity, readings[index].quantity
        if "quantities.per_each" not in first.rules or second.unit != "元" or not first.unit.startswith("元/"):
            continue
        if second.comparator != first.comparator:
            continue  # 每平方米200元、最高不超过3万元: the ceiling is of the whole sum.
        if NEXT_AMOUNT.fullmatch(context.text, first.end, second.start):
            second.unit = first.unit
            second.rules.append("quantities.per_each")
