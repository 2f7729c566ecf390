"""Whether a reported number is one of the same thing as a planned one, and whether it reaches it (指标对应、达标判断).

Only equal indicators in equal forms and convertible units are held against each other. Where no direction is known to be good,
or a hedge leaves it open, nothing is concluded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from policy_extract import rows
from policy_extract.compare.catalogue import UNCOUNTED
from policy_extract.compare.naming import naming
from policy_extract.compare.targets import OPEN, TargetReader
from policy_extract.compare.units import unit_conversions
from policy_extract.feed.model import Goal
from policy_extract.mentions.units import unit_table
from policy_extract.patterns import Pack

Verdict = Literal["reached", "below", "open"]
Bounds = tuple[Decimal | None, Decimal | None]
SAME, ALIKE = 1.0, 0.9
"""How sure it is that two names are one: equal in the catalogue or in one reading; equal but for light words (总, 化)."""
SHORTEST = 3
"""Characters of a name that says enough by itself."""
SHARES = frozenset(("coverage", "share", "level"))
UNMADE = UNCOUNTED | {"multiple", "rank", "never"}
"""Dimensions of numbers that nobody makes piece by piece."""
MADE = frozenset(("made", "change"))
"""Forms in which a number of things is one of new ones; outside the catalogue a level may be that too."""
FALLING = frozenset(("growth", "change"))
"""Measures in which a number is by how much something fell, when its direction is down."""


class Measures:
    """The catalogue, the units and the words of a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read them. Raises PatternError."""
        self._targets = TargetReader(pack)
        self._naming = naming(pack)
        self._units = unit_conversions(pack)
        family = pack.family("compare")
        self._known: dict[tuple[str, str, str | None], frozenset[str]] = {}
        self._whole = family.rules["compare.own_scope"]
        self._general = frozenset(family.words("too_general"))
        units = unit_table(pack).names.items()
        self._counted = frozenset(name for name, unit in units if unit.dimension in ("count", "organisation"))
        self._made = frozenset(name for name, unit in units if unit.dimension not in UNMADE)

    def names(self, number: Goal | rows.QuantityRow) -> frozenset[str]:
        """Names under which a number can be found: two numbers of one thing share one, so `likeness` need not look at others."""
        key = (number.indicator, number.unit, number.measure)
        if key not in self._known:
            form = self._naming.without_making(self._naming.form(number.indicator))
            ids = {match.id for match in self._targets.matches(*key)}
            self._known[key] = frozenset(ids | {form, self._naming.core(form)})
        return self._known[key]

    def likeness(self, goal: Goal, reached: rows.QuantityRow) -> float:
        """How surely both numbers are of one thing, from 0 (not, or not comparable) to 1."""
        if (goal.per or None) != (reached.per or None) or (goal.measure == "rank") != (reached.measure == "rank"):
            return 0.0
        if self._is_made(goal) != self._is_made(reached):
            # What was added says nothing about how many there are now.
            return 0.0
        if self.number(goal, reached) is None or not self._same_scope(goal.scope, reached.scope or ""):
            return 0.0
        best = 0.0
        for one in self._targets.matches(goal.indicator, goal.unit, goal.measure):
            for other in self._targets.matches(reached.indicator, reached.unit, reached.measure):
                is_open = one.id.startswith(OPEN) or other.id.startswith(OPEN)
                if self._same_form((one.form, other.form), (goal.unit, reached.unit), is_open):
                    best = max(best, SAME if one.id == other.id else self._names(goal.indicator, reached.indicator, is_open))
        return best

    def _names(self, one: str, other: str, is_open: bool) -> float:
        """The same for two names of which the catalogue does not know both."""
        if not is_open or self._naming.marks(one) != self._naming.marks(other):
            return 0.0
        first, second = (self._naming.without_making(self._naming.form(name)) for name in (one, other))
        if first == second:
            return SAME
        # A name with a modifier before it (青溪片区口袋公园) is a part of the other: never the same.
        return ALIKE if self._naming.core(first) == self._naming.core(second) else 0.0

    def _same_form(self, forms: tuple[str, str], units: tuple[str, str], is_open: bool) -> bool:
        """Whether two forms may be compared."""
        if forms[0] == forms[1]:
            return True
        if units == ("%", "%"):
            return SHARES.issuperset(forms) and "coverage" in forms
        return self._made.issuperset(units) and (MADE | {"level"} if is_open else MADE).issuperset(forms)

    def _same_scope(self, one: str, other: str) -> bool:
        """Whether two numbers are of the same place or body; nobody named is the whole place."""
        first, second = ("" if self._whole.search(scope) else scope for scope in (one, other))
        return first == second

    def number(self, goal: Goal, reached: rows.QuantityRow) -> Decimal | None:
        """The reported number in the unit of the goal; None when it has none or measures something else."""
        if reached.value is None:
            return None
        found = self._units.number(reached.value, reached.unit, goal.unit)
        if found is None and goal.unit in self._counted and reached.unit in self._counted:
            # 口袋公园12个 and 口袋公园12处 count the same things.
            return reached.value
        return found

    def is_general(self, indicator: str) -> bool:
        """Whether a name says too little to stand by itself (项目, 资金)."""
        return indicator in self._general or len(self._naming.form(indicator)) < SHORTEST

    def _is_made(self, number: Goal | rows.QuantityRow) -> bool:
        """Whether a number is one of things that are made, added or dealt with, and no level."""
        return number.unit in self._made and number.measure in (None, "change") and number.direction != "down"

    def stays(self, goal: Goal) -> bool:
        """Whether a goal once reached is reached for good: things made, or at least so much of something.

        A rate of growth, a rate a year and what is to be kept within a limit are settled when their time is over.
        """
        return (
            goal.per is None
            and goal.measure not in ("growth", "rank")
            and goal.comparator not in ("le", "lt")
            and (self._is_made(goal) or self._bounds(goal)[0] is not None)
        )

    def verdict(self, goal: Goal, reached: rows.QuantityRow) -> Verdict:
        """Whether a number reaches a goal; `open` where that cannot be told."""
        number = self.number(goal, reached)
        if number is None or (goal.measure in FALLING and (goal.direction or "up") != (reached.direction or "up")):
            return "open"
        said = reached.comparator
        low, high = self._bounds(goal)
        if low is None and high is None:
            return "reached" if number == goal.value and said == "eq" else "open"
        if low is not None and (number < low or (goal.comparator == "gt" and number == low and said != "gt")):
            return "open" if said in ("ge", "gt") else "below"
        if high is not None and (number > high or (goal.comparator == "lt" and number == high and said != "lt")):
            return "open" if said in ("le", "lt") else "below"
        # 近3000个 does not surely reach 3000, and 5%以内 says nothing about at least 5%.
        unsure = said == "approx" and number in (low, high)
        unsure |= low is not None and said in ("le", "lt")
        unsure |= high is not None and said in ("ge", "gt")
        return "open" if unsure else "reached"

    def _bounds(self, goal: Goal) -> Bounds:
        """What a number must lie within; both None where a plain number says neither at least nor at most."""
        if goal.comparator in ("ge", "gt"):
            return goal.value, None
        if goal.comparator in ("le", "lt"):
            return None, goal.value
        ranged = goal.comparator == "range"
        least, most = (goal.low, goal.high) if ranged else (goal.value, goal.value)
        good = self._good(goal)
        if good == "up":
            return least, None
        if good == "down":
            return None, most
        return (least, most) if ranged else (None, None)

    def _good(self, goal: Goal) -> str:
        """In which direction the number of a goal is better."""
        if goal.measure == "rank":
            return "down"
        if goal.measure == "coverage" or (goal.measure in FALLING and goal.direction in ("up", "down")):
            # A fall by so much is better by more: it is counted in falls.
            return "up"
        if goal.direction in ("up", "down"):
            return str(goal.direction)
        match = self._targets.matches(goal.indicator, goal.unit, goal.measure)[0]
        if not match.id.startswith(OPEN) and (good := self._targets.catalogue.indicator(match.id).good) != "none":
            return good
        return "up" if self._is_made(goal) or goal.attain else "none"
