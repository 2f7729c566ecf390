"""Units and measure words (计量单位、量词) of `patterns/units.csv`, looked up at a place of the text."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from policy_extract.errors import PatternError
from policy_extract.patterns import Pack

COLUMNS: Final = ("canonical", "aliases", "dimension", "reading", "not_before", "note")
AMOUNTS: Final = frozenset(("money", "area", "length", "mass", "power", "volume", "energy", "data", "time", "age"))
"""Dimensions that are measured, not counted."""
COUNTED: Final = frozenset(("count", "organisation", "person"))
"""Dimensions whose units are measure words."""
SYMBOL: Final = re.compile("[（(][A-Za-zμ²³/·]{1,8}[）)](?=及?以[上下内]|左右)")
"""A bracket with the sign of the unit before it, between the unit and its bound."""
READINGS: Final = {"free", "counted", "cued", "never"}


class Unit(msgspec.Struct, frozen=True, gc=False):
    """One unit: its canonical name, what it measures and when a number with it is a quantity."""

    canonical: str
    dimension: str
    """`money`, `share`, `count`, `person`, `organisation`, `length`, `area`, `time` …"""
    reading: str
    """`free`: any number; `counted`: a small Chinese numeral needs a verb beside it; `cued`: only with a cue such as
    达到 or a comparator; `never`: no quantity of a plan."""
    not_before: tuple[str, ...] = ()
    """Continuations that make another word of it: 元 before 旦."""


class UnitTable:
    """All units by name; at a place of the text the longest name counts."""

    def __init__(self, pack: Pack) -> None:
        """Read the table. Raises PatternError for an unknown reading or a name given twice."""
        names: dict[str, Unit] = {}
        for row in pack.table("units.csv", COLUMNS):
            if row["reading"] not in READINGS:
                raise PatternError(
                    f"units.csv: unit {row['canonical']!r} has the reading {row['reading']!r}; use one of {READINGS}"
                )
            blocked = tuple(part for part in row["not_before"].split("|") if part)
            unit = Unit(row["canonical"], row["dimension"], row["reading"], blocked)
            for name in (row["canonical"], *row["aliases"].split("|")):
                if name:
                    names[name] = unit
        self.names = names
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @property
    def starts(self) -> str:
        """All characters a unit can begin with."""
        return "".join(sorted(self._lengths))

    def match(self, text: str, position: int) -> tuple[int, Unit] | None:
        """End and unit of the longest unit name at `position`; None when there is none."""
        for length in self._lengths.get(text[position : position + 1], ()):
            name = text[position : position + length]
            unit = self.names.get(name)
            if unit is None:
                continue
            end = position + len(name)
            if unit.not_before and text.startswith(unit.not_before, end):
                continue
            last = name[-1]
            if last.isascii() and last.isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
                continue
            return end, unit
        return None

    def behind_other_name(self, text: str, place: int, unit: Unit) -> int:
        """End of a bracket at `place` that only gives another word for the unit; else `place`.

        30个（家）; 1000兆比特/秒（Mbps）以上, whose bound stands behind the bracket.
        """
        symbol = SYMBOL.match(text, place)
        if symbol is not None:
            return symbol.end()
        if unit.dimension not in COUNTED or text[place : place + 1] not in ("（", "("):
            return place
        other = self.match(text, place + 1)
        if other is None or other[1].dimension not in COUNTED or text[other[0] : other[0] + 1] not in ("）", ")"):
            return place
        return other[0] + 1


def unit_table(pack: Pack) -> UnitTable:
    """The unit table of a pack, read once."""
    table: UnitTable = pack.cached("units.table", UnitTable)
    return table
