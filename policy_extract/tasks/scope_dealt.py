"""Times dealt out to numbers (时间与数量分别对应): 2025年、2026年分别建成2处、3处."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from policy_extract.model import Document, Time
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.dealing import LIST_MARKS

DIVIDES = re.compile("[，,；;。：:、0-9]")
LISTED = ("、", "和", "及", "与")
"""Between times to which numbers are dealt out."""


def dealt_times(text: str, document: Document, times: list[Time], starts: list[int]) -> dict[int, Time]:
    """2025年、2026年分别建成2处、3处: each number takes the time of its place, by the identity of the quantity object."""
    found: dict[int, Time] = {}
    for position, quantity in enumerate(document.quantities):
        at = text.rfind("分别", max(0, quantity.start - REACH // 10), quantity.start)
        last = bisect_left(starts, at) - 1
        if at < 0 or last < 1 or at - times[last].end > REACH // 3 or not _leads_to(text, times, last, at):
            continue
        first = last
        while first and text[times[first - 1].end : times[first].start] in LISTED:
            first -= 1
        listed = document.quantities[position : position + last - first + 1]
        gaps = [text[a.end : b.start].strip() for a, b in pairwise(listed)]
        if last > first and len(listed) == last - first + 1 and all(gap in LIST_MARKS for gap in gaps):
            found.update({id(q): time for q, time in zip(listed, times[first : last + 1], strict=True)})
    return found


def _leads_to(text: str, times: list[Time], last: int, at: int) -> bool:
    """Whether listed times lead up to the 分别 at `at`: in its clause, or opening the clause before (到2030年和2035年，…分别)."""
    between = text[times[last].end : at]
    if between[:1] in ("，", ",") and text[times[last - 1].end : times[last].start] in LISTED:
        between = between[1:]
    return DIVIDES.search(between) is None
