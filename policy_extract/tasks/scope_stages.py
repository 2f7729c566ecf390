"""Stages of a campaign (阶段): the time in the bracket of a stage's heading governs what is to be done in it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from policy_extract.model import Document, Heading, Time

FINER: Final = frozenset({"month", "day", "quarter", "half"})
"""Granularities below the year, which headings set anyway."""
KINDS: Final = frozenset({"during", "by"})
BRACKETS: Final = ("）", ")")


def stage_time(document: Document, heading: Heading) -> Time | None:
    """The time that closes a heading in a bracket (（二）集中整治阶段（2025年4月—8月）); None without one."""
    title = heading.title
    if not title.endswith(BRACKETS):
        return None
    times = document.times
    index = bisect_left(times, heading.start, key=_start)
    found = None
    while index < len(times) and times[index].start < heading.end:
        found = times[index]
        index += 1
    if found is None or found.kind not in KINDS or found.end_date is None or found.granularity not in FINER:
        return None
    behind = heading.end - found.end
    return found if behind <= LONGEST_CLOSE else None


LONGEST_CLOSE: Final = 3
"""Characters behind the time: its bracket and the stop of the heading."""


def _start(time: Time) -> int:
    """Where a time begins."""
    return time.start
