"""Plan against result (目标与完成): a target for year N against what the report of N+1 says was reached.

The verdict follows the target's own comparator. 左右 is fulfilled from the number on in the good direction, and `near` when it
is missed by less than a twentieth. Nothing is concluded where no good direction is known and the numbers differ: `differs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from policy_extract import rows
from policy_extract.compare.catalogue import Catalogue
from policy_extract.compare.load import Plan, Statement
from policy_extract.compare.matrix import Column
from policy_extract.compare.selection import Holding, bounds
from policy_extract.compare.targets import OPEN, OWN, Target, TargetReader, headline_counts, year_of
from policy_extract.patterns import Pack, load

VERDICTS = {
    "met": "完成", "near": "基本完成", "missed": "未完成", "differs": "有出入", "unreported": "未报告", "no_report": "无次年报告",
}  # fmt: skip
NEAR = Decimal(20)
"""A number that misses by less than one part in this many is near."""


class Outcome(msgspec.Struct, gc=False):
    """One target and what became of it."""

    place: str
    year: int
    column: Column
    verdict: str
    target: Target
    result: Target | None
    others: tuple[Target, ...] = ()
    """Further numbers that the report gives for the same thing."""


class Results(msgspec.Struct, gc=False):
    """All targets of places that have a report in the next year, and how many have none."""

    outcomes: tuple[Outcome, ...]

    def of(self, verdict: str) -> list[Outcome]:
        """The outcomes with a verdict."""
        return [each for each in self.outcomes if each.verdict == verdict]


class Reported(msgspec.Struct, gc=False):
    """What is kept of one report: its targets, and what it says was reached."""

    holding: Holding
    reached: list[Target]


class ResultReader:
    """Reads what a report says was reached in the year before its own."""

    def __init__(self, pack: Pack | None = None) -> None:
        """Use the given pack, or the built-in one. Raises PatternError."""
        pack = pack or load()
        self.targets = TargetReader(pack)
        self._review = frozenset(pack.family("compare").words("review_roles"))

    def read(self, plan: Plan) -> list[Target]:
        """Achieved numbers of the whole place for the year before the report's own."""
        own_year = year_of(plan)
        if own_year is None:
            return []
        looking_back = {section.section_id for section in plan.document.sections if section.role in self._review}
        found = []
        for row in plan.statements:
            for quantity in row.quantities:
                if quantity.phase != "achieved" or not quantity.indicator or not self._of_year(quantity, row, own_year - 1):
                    continue
                found += [target for target in self.targets.of(plan.document, row, quantity, own_year) if target.standing == OWN]
        counts = headline_counts(found, any_time=True)
        inside = {row_id(row) for row in plan.statements if not looking_back or row.section_id in looking_back}
        return sorted(found, key=lambda each: (each.record_id not in inside, -counts[each.item_id], each.start))

    @staticmethod
    def _of_year(quantity: rows.QuantityRow, row: rows.StatementRow, year: int) -> bool:
        """Whether a reached number is that of the year: no average over several, no other year."""
        if quantity.per is not None or "年均" in row.quote[: quantity.end - row.start]:
            return False
        base = quantity.baseline.date if quantity.baseline is not None else None
        if base is not None and not base.startswith(str(year - 1)):
            return False
        when = quantity.when
        if when is None or when.end_date is None:
            return True
        return when.end_date.year == year and (when.start_date is None or when.start_date.year == year)


def row_id(row: Statement) -> str:
    """Id of a task or an achievement."""
    return row.task_id if isinstance(row, rows.TaskRow) else row.achievement_id


def report(plan: Plan, holding: Holding, reader: ResultReader) -> Reported:
    """What is kept of a report."""
    return Reported(holding, reader.read(plan))


def results(reports: Iterable[Reported], pack: Pack | None = None) -> Results:
    """Every target of the catalogue against the report of the following year of the same place."""
    catalogue = Catalogue.load(pack or load())
    controlled = frozenset((pack or load()).family("compare").words("controlled"))
    kept = sorted(reports, key=lambda each: (each.holding.region_code or "9", each.holding.region, each.holding.year or 0))
    following = {(each.holding.region, each.holding.year): each for each in kept if each.holding.region}
    outcomes: list[Outcome] = []
    for each in kept:
        holding = each.holding
        if not holding.region or holding.year is None:
            continue
        later = following.get((holding.region, holding.year + 1))
        for target in _own_targets(holding):
            indicator = catalogue.indicator(target.indicator)
            good = "down" if target.indicator in controlled else indicator.good
            column = Column(target.indicator, target.form, target.name, good, indicator.domain)
            outcomes.append(_outcome(holding, column, target, later))
    return Results(tuple(outcomes))


def _own_targets(holding: Holding) -> list[Target]:
    """The own target of the plan's year for every indicator of the catalogue, in text order."""
    keys = dict.fromkeys(
        target.key
        for target in holding.targets
        if target.horizon == "own" and target.standing == OWN and not target.indicator.startswith(OPEN)
    )
    chosen = [holding.cell(*key).chosen for key in keys]
    return sorted((target for target in chosen if target is not None), key=lambda target: target.start)


def _outcome(holding: Holding, column: Column, target: Target, later: Reported | None) -> Outcome:
    """What became of one target."""
    made = Outcome(holding.region, holding.year or 0, column, "no_report", target, None)
    if later is None:
        return made
    found = [each for each in later.reached if each.key == target.key and each.basis == target.basis and each.number is not None]
    if not found:
        made.verdict = "unreported"
        return made
    made.result = found[0]
    made.others = tuple(each for each in found[1:] if each.number != found[0].number)
    made.verdict = verdict(target, found[0].number or Decimal(0), column.good)
    return made


def verdict(target: Target, reached: Decimal, good: str) -> str:
    """Whether a number fulfils a target: met, near, missed, or `differs` where no direction is good."""
    low, high = bounds(target)
    if low is None and high is None:
        return "differs"
    if target.comparator in ("eq", "approx", "range"):
        if good == "up":
            high = None
        elif good == "down":
            low = None
    if (low is None or reached >= low) and (high is None or reached <= high):
        return "met"
    if good == "none" and target.comparator in ("eq", "approx", "range"):
        return "differs"
    edge = low if low is not None and reached < low else high
    short = abs(reached - (edge or Decimal(0)))
    return "near" if target.comparator == "approx" and short * NEAR <= abs(edge or Decimal(0)) else "missed"


def chains(outcomes: Sequence[Outcome], indicator: str, form: str) -> dict[str, list[Outcome]]:
    """The outcomes of one indicator by place, through the years."""
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        if (each.column.indicator, each.column.form) == (indicator, form):
            found.setdefault(each.place, []).append(each)
    return {place: sorted(each, key=lambda one: one.year) for place, each in found.items()}
