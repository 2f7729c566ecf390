"""Quantities made comparable (单位换算): exact conversion between units that measure the same.

Factors come from `unit_conversions.csv` as whole fractions; arithmetic runs on fractions, so that a result is exact wherever a
decimal can hold it, else rounded half-even to 20 digits (1 亩 is 10000/15 平方米). Currencies, 人 and 人次, % and 百分点 are
never turned into one another: there is no row for them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Protocol

import msgspec
import regex

from policy_extract.errors import PatternError
from policy_extract.mentions.units import unit_table
from policy_extract.patterns import Pack, load

TABLE = "unit_conversions.csv"
COLUMNS = ("unit", "base", "numerator", "denominator", "note")
DIGITS = Context(prec=20, rounding=ROUND_HALF_EVEN)
MULTIPLIERS = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
MULTIPLIED = regex.compile(r"^(十万|百万|千万|万亿|十|百|千|万|亿)(?=.)")


class Measured(Protocol):
    """What a quantity must have to be converted: a QuantityRecord has it."""

    @property
    def value(self) -> Decimal | None:
        """The number, in `unit`; None for a range."""

    @property
    def low(self) -> Decimal | None:
        """Lower end of a range, in `unit`."""

    @property
    def high(self) -> Decimal | None:
        """Upper end of a range, in `unit`."""

    @property
    def unit(self) -> str:
        """The canonical unit (单位)."""
        ...

    @property
    def comparator(self) -> str:
        """How the number is meant (比较方式): ge, le …"""
        ...

    @property
    def hedge(self) -> str | None:
        """The softening word as printed, if there is one."""


class Converted(msgspec.Struct, frozen=True):
    """A quantity in another unit, with everything that was said about the number."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    comparator: str
    hedge: str | None


class UnitConversions:
    """The table of conversions of a pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the table. Raises PatternError for a unit given twice or a factor that is no whole number above nought."""
        self._factors: dict[str, tuple[str, Fraction]] = {}
        self._names = {name: unit.canonical for name, unit in unit_table(pack).names.items()}
        for row in pack.table(TABLE, COLUMNS):
            unit = row["unit"]
            if unit in self._factors:
                raise PatternError(f"{TABLE}: unit {unit!r} is given twice; keep one row")
            if not (row["numerator"].isdecimal() and row["denominator"].isdecimal() and int(row["denominator"])):
                raise PatternError(f"{TABLE}: the factor of {unit!r} must be two whole numbers above nought")
            self._factors[unit] = row["base"], Fraction(int(row["numerator"]), int(row["denominator"]))

    def base(self, unit: str) -> tuple[str, Fraction]:
        """The base unit and the factor to it; 吨标准煤/万元 is taken part by part, an unknown unit is its own base."""
        known = self._factors.get(unit)
        if known is not None:
            return known
        if "/" in unit:
            parts = [self.base(part) for part in unit.split("/")]
            factor = parts[0][1]
            for _, each in parts[1:]:
                factor /= each
            return "/".join(name for name, _ in parts), factor
        canonical = self._names.get(unit, unit)
        if canonical != unit:
            return self.base(canonical)
        match = MULTIPLIED.match(unit)
        if match is not None and unit[match.end() :] in self._names:
            name, factor = self.base(unit[match.end() :])
            return name, factor * MULTIPLIERS[match[0]]
        return unit, Fraction(1)

    def factor(self, unit: str, to_unit: str) -> Fraction | None:
        """By what a number in `unit` is multiplied to be one in `to_unit`; None when they measure different things."""
        name, own = self.base(unit)
        other_name, other = self.base(to_unit)
        return own / other if name == other_name else None

    def number(self, value: Decimal, unit: str, to_unit: str) -> Decimal | None:
        """A number in another unit; None when the units measure different things."""
        factor = self.factor(unit, to_unit)
        if factor is None:
            return None
        if factor == 1:
            return value
        return decimal_of(Fraction(value) * factor)

    def converted(self, quantity: Measured, to_unit: str) -> Converted | None:
        """A quantity in another unit, its comparator and hedge kept; None when it cannot be compared."""
        if self.factor(quantity.unit, to_unit) is None:
            return None
        value, low, high = (
            None if number is None else self.number(number, quantity.unit, to_unit)
            for number in (quantity.value, quantity.low, quantity.high)
        )
        return Converted(value, low, high, to_unit, quantity.comparator, quantity.hedge)


def decimal_of(fraction: Fraction) -> Decimal:
    """A fraction as a decimal: exact when a decimal can hold it, else rounded half-even to 20 digits."""
    rest, shift = fraction.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        shift = max(shift, count)
    if rest != 1:
        return DIGITS.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    whole = fraction.numerator * 10**shift // fraction.denominator
    return Decimal(whole).scaleb(-shift, Context(prec=max(len(str(abs(whole))), 1) + shift + 1))


def unit_conversions(pack: Pack) -> UnitConversions:
    """The conversions of a pack, read once."""
    found: UnitConversions = pack.cached("compare.units", UnitConversions)
    return found


def comparable(quantity: Measured, to_unit: str, pack: Pack | None = None) -> Decimal | None:
    """The value of a quantity in `to_unit`; None when it has none (a range, a ratio) or measures something else.

    Without a pack the built-in one is used. `UnitConversions.converted` keeps range, comparator and hedge.
    """
    return None if quantity.value is None else unit_conversions(pack or load()).number(quantity.value, quantity.unit, to_unit)
