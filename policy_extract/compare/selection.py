"""Which of a plan's numbers stands in a cell (取值), and why a cell has none.

One document often gives an indicator several numbers: the year's target, the five-year goal, the figure of a district. The
plan's own number for its own time comes first; another one for the same thing and time is shown beside it and flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from policy_extract.compare.load import Plan
from policy_extract.compare.mentions import Mention
from policy_extract.compare.targets import OWN, Target, headline_counts, year_of

STATES = ("stated", "conflict", "other_form", "part", "other_time", "unnumbered", "absent")
"""What a cell can be: a number; numbers that contradict each other; a number only in another form (growth for level), only for
a part of the place, only for another time; named without a number; not mentioned at all."""


class Cell(msgspec.Struct, gc=False):
    """What one plan says about one indicator in one form (单元格)."""

    state: str
    targets: tuple[Target, ...] = ()
    """The chosen one first; then what contradicts it, then what is striven for beside it."""
    mention: Mention | None = None

    @property
    def chosen(self) -> Target | None:
        """The number that the cell stands for; None when the plan gives none of its own."""
        return self.targets[0] if self.state in ("stated", "conflict") else None


class Holding(msgspec.Struct, gc=False):
    """What is kept of one plan for tables: facts of the document, its targets and bare mentions."""

    doc_id: str
    name: str
    title: str
    genre: str
    region: str
    region_code: str
    region_level: str
    parents: tuple[str, ...]
    year: int | None
    targets: list[Target]
    mentions: dict[str, Mention]
    headline: Counter[str]

    def cell(self, indicator: str, form: str) -> Cell:
        """What the plan says about an indicator in a form."""
        of_indicator = [target for target in self.targets if target.indicator == indicator]
        same_form = [target for target in of_indicator if target.form == form]
        own = [target for target in same_form if target.standing == OWN and target.horizon == "own"]
        if not own and self.genre != "work_report":
            # A plan that sets no date to a target means its own term; a report for one year may mean any.
            own = [target for target in same_form if target.standing == OWN and target.horizon == "undated"]
        if own:
            return _cell_of(own, self.headline)
        for state, others in (
            ("other_time", [target for target in same_form if target.standing == OWN]),
            ("part", same_form),
            ("other_form", [target for target in of_indicator if target.standing == OWN]),
        ):
            if others:
                different = {(each.number, each.unit, each.scope, each.year): each for each in reversed(others)}
                return Cell(state, tuple(reversed(different.values())), self.mentions.get(indicator))
        mention = self.mentions.get(indicator)
        return Cell("unnumbered", (), mention) if mention is not None else Cell("absent")


def hold(plan: Plan, targets: list[Target], mentions: dict[str, Mention]) -> Holding:
    """Keep what tables need of a plan and let go of the rest."""
    document = plan.document
    region = document.region
    return Holding(
        document.doc_id, plan.name, document.title or "", document.genre, (region.name if region else None) or "",
        (region.code if region else None) or "", (region.level if region else None) or "",
        tuple(region.parents) if region else (), year_of(plan), targets, mentions, headline_counts(targets),
    )  # fmt: skip


def _cell_of(own: Sequence[Target], headline: Counter[str]) -> Cell:
    """The cell of the plan's own targets: what the paragraph of main targets says first, then what says otherwise."""
    promised = [target for target in own if not target.stretch] or list(own)
    ordered = sorted(promised, key=lambda target: (-headline[target.item_id], target.start))
    first = ordered[0]
    rivals = _distinct(target for target in ordered[1:] if not same_number(target, first))
    # Numbers in another unit (4家 and 6级) speak of something else; they are shown, but contradict nothing.
    striven = _distinct(target for target in own if target.stretch and not same_number(target, first))
    contradicting = [target for target in rivals if target.basis == first.basis and not _follows(target, first)]
    return Cell("conflict" if contradicting else "stated", (first, *rivals, *striven))


def _follows(rival: Target, first: Target) -> bool:
    """Whether a second number lies within the first (8%—8.5% and 8%以上), so that the two do not contradict each other."""
    low, high = bounds(first)
    number = rival.number
    return number is not None and (low is None or number >= low) and (high is None or number <= high) and low != high


def bounds(target: Target) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest number that fulfil a target; None where it is open."""
    number = target.number
    if target.low is not None or target.high is not None:
        return target.low, target.high
    if target.comparator in ("ge", "gt"):
        return number, None
    if target.comparator in ("le", "lt"):
        return None, number
    return number, number


def same_number(one: Target, other: Target) -> bool:
    """Whether two targets give the same number; 8% and 8%以上 are the same number said twice."""
    return (one.number, one.low, one.high, one.basis, one.ratio) == (
        other.number, other.low, other.high, other.basis, other.ratio,
    )  # fmt: skip


def _distinct(targets: Iterable[Target]) -> list[Target]:
    """Targets with each number once."""
    kept: list[Target] = []
    for target in targets:
        if not any(same_number(target, other) for other in kept):
            kept.append(target)
    return kept
