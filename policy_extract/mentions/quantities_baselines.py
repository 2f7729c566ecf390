"""Starting values (基数): the first number of 由50%提高到65%, the year of 比2020年下降18%."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.model import Quantity
from policy_extract.patterns import Pack


class Baselines:
    """Reads starting values and the dates that levels are compared with; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of baselines."""
        rules = pack.family("quantities").rules

        def rule(name: str) -> re.Pattern[str]:
            return re.compile(rules[f"quantities.{name}"].pattern or "")

        self._baseline_before, self._baseline_between = rule("baseline_before"), rule("baseline_between")
        self._compared = rule("compared_with")

    def starts(self, reading: Reading, context: Context) -> bool:
        """Whether a length of time, an age or a place in an order can be a starting value (由20年提高到30年, 由第7位升至第3位).

        Alone it is no quantity.
        """
        low = reading.quantity
        if reading.ordinal == "第":
            return self._ranked(reading, context)
        if reading.unit is None or reading.unit.dimension not in ("time", "age") or low.value is None:
            return False
        return self._baseline_before.search(context.text[max(context.start, low.start - 14) : low.start]) is not None

    def _ranked(self, reading: Reading, context: Context) -> bool:
        """由第7位: the reading becomes a rank, as that to which it leads is one."""
        low, end, mark = reading.quantity, reading.number.end, reading.number.start - 1
        text = context.text
        if (
            text[end : end + 1] not in ("名", "位")
            or self._baseline_before.search(text[max(context.start, mark - 14) : mark]) is None
        ):
            return False
        low.measure, low.direction, low.unit = "rank", "none", "名"
        low.start, low.core_end, low.end = mark, end + 1, end + 1
        return True

    def of(self, first: Reading, second: Reading, context: Context) -> bool:
        """由50%提高到65%: take the first number as the baseline of the second."""
        low, high = first.quantity, second.quantity
        if (
            high.start - low.end > 24
            or (low.value is None and low.ratio is None)
            or low.unit.partition("/")[0] != high.unit.partition("/")[0]
        ):
            return False
        text = context.text
        before = self._baseline_before.search(text[max(context.start, low.start - 14) : low.start])
        between = text[low.end : high.start]
        if before is None or not self._baseline_between.match(between):
            return False
        if low.value is not None:
            high.baseline_value, high.baseline_unit = low.value, low.unit
        high.baseline_ratio = low.ratio
        if low.unit.startswith(high.unit + "/"):
            high.unit = low.unit
        high.baseline_date = before["date"] or before["past"] or high.baseline_date
        high.rules.append("quantities.baseline_before")
        _direction_by_baseline(high)
        return True

    def date(self, quantity: Quantity, clause: str) -> None:
        """比2020年, 较上年, 在2019年基础上."""
        if quantity.measure not in ("growth", "change", "multiple"):
            return
        found = last_match(self._compared, clause)
        if found is not None:
            quantity.baseline_date = found["date"] or found["base"] or found["word"]


def _direction_by_baseline(quantity: Quantity) -> None:
    """由23家整合为9家 goes down; 由第7位升至第3位 goes up."""
    value, start = quantity.value, quantity.baseline_value
    if value is None or start is None or value == start or quantity.direction not in (None, "none"):
        return
    if quantity.measure == "rank":
        quantity.direction = "up" if value < start else "down"
    elif quantity.measure == "level":
        quantity.direction = "up" if value > start else "down"


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match in a text: the one nearest to what follows."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
