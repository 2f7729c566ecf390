"""How a cue (提示词) and a number stand to each other: beside, before a list, right before what is surpassed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_extract.mentions.quantities_context import Context, Cue
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.model import Quantity

SHARES = ("%", "‰")
DIRECTIONS = {"rise": "up", "fresh": "up", "fall": "down"}
OBJECT = re.compile("(?:[一-龥]{2,6}(?<![并和与及改建]))?")
"""Between a verb of adding and a verb right behind it (新增设立) or the verb that is the last word of what is new."""
LISTING = frozenset({"、", "和", "与", "及", "、力争", "，力争", "、争取", "，争取"})
"""What stands between two values that one cue governs."""


def names_what_is_new(cues: Sequence[Cue], cue: Cue, text: str) -> bool:
    """Whether a verb right before a number is the last word of what is new (净增信贷投放150亿元)."""
    fresh = next((other for other in cues if other.start < cue.start), None)
    return fresh is not None and fresh.kind == "fresh" and OBJECT.fullmatch(text, fresh.end, cue.start) is not None


def says_length(reading: Reading, cue: Cue, context: Context) -> bool:
    """Whether 长 right before a length or people names what is measured (河段长2公里, 选派校长50名) and no growth."""
    said = reading.unit is not None and reading.unit.dimension in ("length", "time", "person")
    return said and context.text[cue.start : cue.end] == "长"


def no_time(reading: Reading) -> bool:
    """Whether a number counts or measures something else than time."""
    return reading.unit is not None and reading.unit.dimension not in ("time", "age", "share")


def led(cue: Cue | None, gap: str, link: re.Pattern[str]) -> bool:
    """Whether a word of change leads up to the number itself: 下降3%和增长5% must never turn the 3% round."""
    return cue is not None and cue.kind in DIRECTIONS and link.match(gap) is not None


def listed_with(previous: Reading, quantity: Quantity, cue: Cue, context: Context) -> bool:
    """Whether a number goes on a list that one cue governs (分别增加20%和30%)."""
    last = previous.quantity
    between = context.text[last.end : quantity.start]
    return bool(last.measure) and cue.end <= last.core_start and last.unit == quantity.unit and between in LISTING


def is_share(quantity: Quantity) -> bool:
    """A percentage, per mille or plain fraction."""
    return quantity.unit in SHARES or quantity.fraction is not None


def surpassed(quantity: Quantity) -> bool:
    """Whether 突破 or 超过 stands right before the number."""
    return "comparators.gt_before" in quantity.rules and quantity.core_start - quantity.start == 2
