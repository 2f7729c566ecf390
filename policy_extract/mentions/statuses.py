"""Statuses (stub until the finder lands)."""

from __future__ import annotations

from policy_extract.model import Status
from policy_extract.patterns import Pack


def find_statuses(text: str, start: int, end: int, pack: Pack) -> list[Status]:
    """Nothing yet."""
    return []
