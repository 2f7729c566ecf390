"""Two bounds said one after the other (大于10小于20) joined into one range."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_expressions import Reading

JOINT = re.compile(r"(?:的同时|且|并且?|但|，且|、)?")
LOWER = {"ge", "gt"}
UPPER = {"le", "lt"}


def join_bounds(readings: list[Reading], text: str) -> list[Reading]:
    """不低于60%且不超过80% becomes one range; bounds that exclude each other stay apart."""
    joined: list[Reading] = []
    for reading in readings:
        if joined and _pair(joined[-1], reading, text):
            continue
        joined.append(reading)
    return joined


def _pair(first: Reading, second: Reading, text: str) -> bool:
    """Join the second bound into the first when they fit."""
    one, two = first.quantity, second.quantity
    if {one.comparator, two.comparator} - LOWER - UPPER or (one.comparator in LOWER) == (two.comparator in LOWER):
        return False
    if one.value is None or two.value is None or not two.start - one.end <= 4 or not JOINT.fullmatch(text[one.end : two.start]):
        return False
    in_front = one.core_start > one.start and two.core_start > two.start
    behind = one.core_end < one.end and two.core_end < two.end and one.end == two.start
    if not (in_front or behind) or (one.unit and two.unit and one.unit != two.unit):
        return False
    low, high = (one.value, two.value) if one.comparator in LOWER else (two.value, one.value)
    if low >= high:
        return False
    one.low, one.high, one.value, one.comparator = low, high, None, "range"
    one.unit = one.unit or two.unit
    first.unit = first.unit or second.unit
    one.end, one.core_end = two.end, two.core_end
    one.rules += two.rules
    return True
