"""Targets handed down (层层分解): nation against province against city against county, indicator by indicator.

Rates and shares are held against each other. A level (人, 元) of a part can only be set beside that of the whole: then the
share and, over all parts, the sum are told instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from policy_extract.compare.matrix import Column, Matrix, Row
from policy_extract.compare.selection import Cell
from policy_extract.compare.targets import Target

LEVELS = ("nation", "province", "prefecture", "county", "township")
RELATIONS = {
    "same": "一致", "raised": "加码", "lowered": "调低", "higher": "更高", "lower": "更低", "part": "分量", "missing": "未承接",
    "own": "自设", "no_number": "未量化",
}  # fmt: skip
"""What a lower target is to the upper one; higher and lower where neither direction is good."""
RATES = ("growth", "share", "change", "coverage", "ratio")
"""Forms that may be held against each other across levels."""

PLACES = Decimal("0.01")


class Handed(msgspec.Struct, gc=False):
    """One indicator at two levels."""

    column: Column
    upper_place: str
    lower_place: str
    year: int | None
    relation: str
    upper: Target | None
    lower: Target | None
    difference: Decimal | None = None
    """Lower less upper, for rates."""
    share: Decimal | None = None
    """Lower as a part of upper, in %, for levels."""


class Cascade(msgspec.Struct, gc=False):
    """All pairs of a lower place with the nearest place above it that has a plan for the year."""

    handed: tuple[Handed, ...]
    orphans: tuple[str, ...]
    """Places for which no place above has a plan for the year."""

    def of(self, relation: str) -> list[Handed]:
        """The pairs in a relation."""
        return [each for each in self.handed if each.relation == relation]

    def sums(self) -> dict[tuple[str, str, int | None], tuple[Decimal, Decimal, int]]:
        """(indicator, upper place, year) → (sum of the parts, the upper target, number of parts), for levels."""
        found: dict[tuple[str, str, int | None], tuple[Decimal, Decimal, int]] = {}
        for each in self.handed:
            if each.relation == "part" and each.lower and each.upper and each.lower.number is not None and each.upper.number:
                key = each.column.indicator, each.upper_place, each.year
                total, whole, count = found.get(key, (Decimal(0), each.upper.number, 0))
                found[key] = total + each.lower.number, whole, count + 1
        return found


def cascade(matrix: Matrix) -> Cascade:
    """Hold every place of a matrix against the nearest place above it, for the same year."""
    by_place: dict[tuple[str, int | None], Row] = {}
    for row in matrix.rows:
        by_place.setdefault((row.place, row.year), row)
    handed: list[Handed] = []
    orphans = []
    for row in matrix.rows:
        above = _above(row, matrix.rows, by_place)
        if above is None:
            if row.holdings[0].region_level != "nation":
                orphans.append(row.label)
            continue
        handed += [
            _handed(column, above, row, above.cells[position], row.cells[position])
            for position, column in enumerate(matrix.columns)
            if above.cells[position].state != "absent" or row.cells[position].state != "absent"
        ]
    return Cascade(tuple(handed), tuple(orphans))


def _above(row: Row, rows: Sequence[Row], by_place: dict[tuple[str, int | None], Row]) -> Row | None:
    """The nearest place above that has a plan for the year; the nation stands above all."""
    holding = row.holdings[0]
    for parent in reversed(holding.parents):
        if parent != row.place and (parent, row.year) in by_place:
            return by_place[parent, row.year]
    if holding.region_level == "nation":
        return None
    nations: Iterable[Row] = (each for each in rows if each.year == row.year and each.holdings[0].region_level == "nation")
    return next(iter(nations), None)


def _handed(column: Column, above: Row, below: Row, upper_cell: Cell, lower_cell: Cell) -> Handed:
    """One indicator at two levels."""
    upper, lower = upper_cell.chosen, lower_cell.chosen
    made = Handed(column, above.place, below.place, below.year, "", upper, lower)
    if lower is None:
        made.relation = "no_number" if lower_cell.state == "unnumbered" or upper is None else "missing"
    elif upper is None or upper.number is None or lower.number is None or upper.basis != lower.basis:
        made.relation = "own"
    elif column.form in RATES or upper.unit == "%":
        made.difference = lower.number - upper.number
        made.relation = _relation(made.difference, column.good)
    else:
        made.share = (lower.number / upper.number * 100).quantize(PLACES) if upper.number else None
        made.relation = "part"
    return made


def _relation(difference: Decimal, good: str) -> str:
    """Raised is more ambitious in the direction that is good."""
    if difference == 0:
        return "same"
    if good == "none":
        return "higher" if difference > 0 else "lower"
    return "raised" if (difference > 0) == (good == "up") else "lowered"
