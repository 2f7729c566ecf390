"""Times (stub until the finder lands)."""

from __future__ import annotations

from policy_extract.model import Clock, Time
from policy_extract.patterns import Pack


def find_times(text: str, start: int, end: int, pack: Pack, clock: Clock) -> list[Time]:
    """Nothing yet."""
    return []
