"""Starting values (基数): the first number of 由50%提高到65%, the year of 比2020年下降18%."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

BASES = ("date", "base", "word", "year", "multiple")
"""Groups of the rule `compared_with` that name the time compared with."""

BETWEEN = frozenset({"、", "和", "及", "与", "以及"})
FURTHEST_LED = 24
"""Characters between a starting value and that to which it leads."""
LONGEST_OPENING = 14
"""Characters before a starting value in which 由 or 从 stands."""


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
        if low.low is not None and high.start - low.end <= FURTHEST_LED and low.unit == high.unit:
            self._was(low, high, context)
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

    def _was(self, low: Quantity, high: Quantity, context: Context) -> None:
        """由6%—10%提高至10%—20%: a range that was there before is no target; a starting value has room for one number only."""
        text = context.text
        opened = self._baseline_before.search(text[max(context.start, low.start - LONGEST_OPENING) : low.start])
        if opened is not None and self._baseline_between.match(text[low.end : high.start]):
            low.phase = "reference"

    def dealt(self, readings: list[Reading], context: Context) -> list[Reading]:
        """分别由36人、165人增加到84人和407人: the first numbers are the starting values of as many that follow."""
        starting: set[int] = set()
        first = 0
        while first < len(readings) - 3:
            last = _listed_to(readings, first, context)
            size = last - first + 1
            if size > 1 and last + size < len(readings) and self._leads(readings, first, last, context):
                for low, high in zip(readings[first : last + 1], readings[last + 1 : last + 1 + size], strict=True):
                    _start_from(high.quantity, low.quantity, readings[first].quantity.unit)
                    starting.add(id(low))
            first = last + 1
        return [reading for reading in readings if id(reading) not in starting]

    def _leads(self, readings: list[Reading], first: int, last: int, context: Context) -> bool:
        """Whether a list of numbers, opened by 由 or 从, leads to a list of at least as many in the same units."""
        text, size = context.text, last - first + 1
        opening, closing, next_ = readings[first].quantity, readings[last].quantity, readings[last + 1].quantity
        if next_.start - closing.end > FURTHEST_LED or not self._baseline_between.match(text[closing.end : next_.start]):
            return False
        if self._baseline_before.search(text[max(context.start, opening.start - LONGEST_OPENING) : opening.start]) is None:
            return False
        if _listed_to(readings, last + 1, context) < last + size:
            return False
        pairs = zip(readings[first : last + 1], readings[last + 1 : last + 1 + size], strict=True)
        return all(
            low.quantity.value is not None and low.quantity.unit.partition("/")[0] == high.quantity.unit.partition("/")[0]
            for low, high in pairs
        )

    def date(self, quantity: Quantity, clause: str) -> None:
        """比2020年, 较上年, 在2019年基础上; 是2015年的1.5倍."""
        if quantity.measure not in ("growth", "change", "multiple"):
            return
        found = last_match(self._compared, clause)
        if found is not None and (not (found["year"] or found["multiple"]) or quantity.measure == "multiple"):
            quantity.baseline_date = next(filter(None, (found[name] for name in BASES)), None)


def _listed_to(readings: list[Reading], first: int, context: Context) -> int:
    """Place of the last of the numbers that are joined to the first by list marks alone."""
    last = first
    while last + 1 < len(readings):
        between = context.text[readings[last].quantity.end : readings[last + 1].quantity.start]
        if between.strip() not in BETWEEN:
            break
        last += 1
    return last


def _start_from(high: Quantity, low: Quantity, first_unit: str) -> None:
    """Write a number as the starting value of another one; 每人 before the first one of its list holds for all."""
    unit = first_unit if first_unit.startswith(low.unit + "/") else low.unit
    high.baseline_value, high.baseline_unit = low.value, unit
    if unit.startswith(high.unit + "/"):
        high.unit = unit
    high.per = high.per or low.per
    high.rules.append("quantities.baseline_before")
    _direction_by_baseline(high)


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
