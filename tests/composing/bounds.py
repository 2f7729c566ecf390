"""Comparators around a number (界限词): words before and behind it, and what they mean."""

from __future__ import annotations

import random
from dataclasses import dataclass

BEFORE = {
    "ge": ("不低于", "不少于", "至少", "≥", "不得低于", "不小于", "不能少于"),
    "gt": ("超过", "突破", "超", "大于", "高于"),
    "le": ("不超过", "不高于", "不得超过", "≤", "最高不超过", "至多", "不大于"),
    "lt": ("低于", "小于", "少于"),
    "approx": ("约", "大约", "近", "接近"),
}
"""Words before the number, by what they mean."""
BEHIND = {
    "ge": ("以上", "及以上", "（含）以上", "或以上", "(含)以上"),
    "le": ("以内", "以下", "之内", "及以下"),
    "approx": ("左右", "上下"),
}
"""Words behind number and unit."""
PARAPHRASES = (
    ("不低于", "不少于", "≥", "至少", "不得低于", "不得少于"),
    ("不超过", "不高于", "≤", "不得超过", "不得高于"),
    ("超过", "突破", "大于", "高于"),
    ("以内", "之内"),
    ("左右", "上下"),
    ("以上", "及以上"),
)
"""Words that may stand for each other."""


@dataclass(frozen=True)
class Bound:
    """Words around a number and their meaning."""

    before: str
    behind: str
    comparator: str


def bound(dice: random.Random, *without: str) -> Bound:
    """Some words around a number, or none; `without` leaves meanings out."""
    side = dice.choice(("none", "none", "before", "behind"))
    if side == "none":
        return Bound("", "", "eq")
    table = BEFORE if side == "before" else BEHIND
    comparator = dice.choice([name for name in table if name not in without])
    word = dice.choice(table[comparator])
    return Bound(word, "", comparator) if side == "before" else Bound("", word, comparator)
