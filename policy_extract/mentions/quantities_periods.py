"""How often a quantity is counted (每两个月, 每半年, 年均) as a duration."""

from __future__ import annotations

import re

PERIODS = {
    "年": (1, "Y"),
    "季": (3, "M"),
    "月": (1, "M"),
    "周": (1, "W"),
    "星": (1, "W"),
    "天": (1, "D"),
    "日": (1, "D"),
    "学": (1, "Y"),
}
COUNTS = {"": 1, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


def iso_period(match: re.Match[str]) -> str | None:
    """The ISO 8601 duration of 每两个月, 每半年, 年均."""
    if match["mean"]:
        size, letter = PERIODS[match["mean"]]
        return f"P{size}{letter}"
    size, letter = PERIODS[match["unit"][0]]
    count = match["count"]
    if match["unit"] == "学期":
        size, letter = 6, "M"
    if count == "半":
        return "P6M" if letter == "Y" else None
    times = int(count) if count.isdecimal() and count.isascii() else COUNTS.get(count)
    return None if not times else f"P{size * times}{letter}"
