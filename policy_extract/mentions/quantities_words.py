"""Numbers said in words (隐含数量): 全覆盖, 应保尽保, 清零, 翻番, 首位."""

from __future__ import annotations

import re
from decimal import Decimal

from policy_extract.mentions.comparators import comparator_table
from policy_extract.mentions.numbers import Number
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.model import Quantity
from policy_extract.patterns import Pack, timed

TIMES = {None: 1, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
FULL = Decimal(100)
FURTHEST_RANKING = 20
"""Characters before 首位 in which a verb of ranking stands."""


class WordFinder:
    """Finds implicit numbers; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rule `quantities.words`."""
        rule = pack.family("quantities").rules["quantities.words"]
        firsts = "全翻零动清归应倍首榜国之"
        self._first_place = pack.family("quantities").rules["quantities.first_place"].quick
        self._comparators = comparator_table(pack)
        self._pattern = timed(re.compile(f"(?=[{firsts}])(?:{rule.pattern or ''})"), rule)

    def find(self, text: str, start: int, end: int) -> list[Reading]:
        """All implicit numbers of text[start:end]."""
        found = [match for match in self._pattern.finditer(text, start, end) if not match["first"] or self._ranks(match, start)]
        return [self._hedged(self._bounded(_reading(match), text, end), text, start) for match in found]

    def _hedged(self, reading: Reading, text: str, start: int) -> Reading:
        """接近翻一番 is about twice as much."""
        quantity = reading.quantity
        about = self._comparators.before(text, quantity.start, start) if quantity.measure == "multiple" else None
        if about is not None and about.comparator == "approx" and quantity.comparator == "eq":
            quantity.comparator, quantity.start, quantity.hedge = "approx", about.place, about.word
            quantity.rules.append(about.rule)
        return reading

    def _ranks(self, match: re.Match[str], start: int) -> bool:
        """Whether 首位 is a place in a ranking (居全省首位), and not what is put first (摆在首位)."""
        return self._first_place.search(match.string, max(start, match.start() - FURTHEST_RANKING), match.start()) is not None

    def _bounded(self, reading: Reading, text: str, end: int) -> Reading:
        """翻一番以上, 翻了一番多 are no 翻一番: the comparator behind a multiple said in words belongs to it."""
        quantity = reading.quantity
        if quantity.measure == "multiple" and text.startswith("多", quantity.end) and quantity.end < end:
            quantity.comparator, quantity.end = "gt", quantity.end + 1
            return reading
        bound = self._comparators.after(text, quantity.end, end) if quantity.measure == "multiple" else None
        if bound is not None:
            quantity.comparator, quantity.end = bound.comparator, bound.place
            quantity.rules.append(bound.rule)
        return reading


def _reading(match: re.Match[str]) -> Reading:
    """The quantity that one word says."""
    start, end = match.span()
    quantity = Quantity(start, end, core_start=start, core_end=end, implicit=True, rules=["quantities.words"])
    if match["covered"] or match["every"] or match["all"]:
        quantity.value, quantity.unit, quantity.measure, quantity.direction = FULL, "%", "coverage", "none"
    elif match["zero_growth"]:
        quantity.value, quantity.unit, quantity.measure, quantity.direction = Decimal(0), "%", "growth", "none"
    elif match["first"]:
        quantity.value, quantity.unit, quantity.measure, quantity.direction = Decimal(1), "名", "rank", "none"
    elif match["cleared"]:
        quantity.value, quantity.measure, quantity.direction = Decimal(0), "level", "down"
    else:
        times = TIMES[match["times"]] if match["doubled"] else 1
        quantity.value, quantity.measure, quantity.direction = Decimal(2) ** times, "multiple", "up"
    return Reading(Number(start, end, "word", quantity.value or Decimal(0)), quantity)


def word_finder(pack: Pack) -> WordFinder:
    """The finder of a pack, compiled once."""
    finder: WordFinder = pack.cached("quantities.words", WordFinder)
    return finder
