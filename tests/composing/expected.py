"""What a composed text must give: quantities, times and bodies, each at its place (应得)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

ANY = (dt.date.min, dt.date.min)
"""In place of days: whichever time governs, because an earlier item may."""


@dataclass(frozen=True)
class Amount:
    """A quantity and all that is said of it; `start` and `end` enclose its number."""

    start: int
    end: int
    frame: str
    """The form of sentence, for the report of what fails."""
    indicator: str
    unit: str
    comparator: str = "eq"
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    ratio: str | None = None
    measure: str | None = None
    direction: str | None = None
    baseline: Decimal | None = None
    per: str | None = None
    due: tuple[dt.date | None, dt.date | None] | None = None
    """First and last day of the time that governs it; None when no time does."""
    phase: str = "planned"


@dataclass(frozen=True)
class Moment:
    """A time expression."""

    start: int
    end: int
    kind: str
    first: dt.date | None
    last: dt.date | None
    every: str | None = None


@dataclass(frozen=True)
class Charge:
    """A body with its role."""

    start: int
    end: int
    name: str
    role: str


Item = TypeVar("Item", Amount, Moment, Charge)


@dataclass
class Piece:
    """A text with what must be found in it."""

    text: str = ""
    amounts: list[Amount] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def __add__(self, other: Piece | str) -> Piece:
        """Both one after the other; the places of the second move."""
        if isinstance(other, str):
            return Piece(self.text + other, self.amounts, self.moments, self.charges)
        shift = len(self.text)
        return Piece(
            self.text + other.text,
            self.amounts + moved(other.amounts, shift),
            self.moments + moved(other.moments, shift),
            self.charges + moved(other.charges, shift),
        )


def moved(items: list[Item], shift: int) -> list[Item]:
    """The same items so many characters later."""
    return [replace(item, start=item.start + shift, end=item.end + shift) for item in items]
