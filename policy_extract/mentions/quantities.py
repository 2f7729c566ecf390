"""Quantities (stub until the finder lands)."""

from __future__ import annotations

from policy_extract.model import Quantity, Statement, Time
from policy_extract.patterns import Pack


def find_quantities(text: str, start: int, end: int, pack: Pack, times: list[Time], statements: list[Statement] | None = None) -> list[Quantity]:
    """Nothing yet."""
    return []
