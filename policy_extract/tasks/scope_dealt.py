"""Times dealt out to numbers (时间与数量分别对应): 2025年、2026年分别建成2处、3处."""

from __future__ import annotations

import re
from bisect import bisect_left

from policy_extract.model import Document, Quantity, Time
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.dealing import LIST_MARKS

DIVIDES = re.compile("[，,；;。：:、0-9]")
SENTENCE_END = re.compile("[。；;！？\n]")
CLAUSE_MARK = re.compile("[，,]")
OTHERS = re.compile("[、和与及]")
"""Between the things named before 分别: the numbers are theirs, not those of the times."""
LISTED = ("、", "和", "及", "与")
"""Between times to which numbers are dealt out."""


def dealt_times(text: str, document: Document, times: list[Time], starts: list[int]) -> dict[int, Time]:
    """2025年、2026年分别建成2处、3处: each number takes the time of its place, by the identity of the quantity object."""
    found: dict[int, Time] = {}
    offsets = [quantity.start for quantity in document.quantities]
    first = 0
    while first < len(times):
        last = first
        while last + 1 < len(times) and text[times[last].end : times[last + 1].start] in LISTED:
            last += 1
        if last > first:
            following = starts[last + 1] if last + 1 < len(starts) else len(text)
            end = SENTENCE_END.search(text, times[last].end, min(len(text), times[last].end + REACH))
            stop = min(following, end.start() if end is not None else following)
            _deal(text, times[first : last + 1], document.quantities[bisect_left(offsets, times[last].end) :], stop, found)
        first = last + 1
    return found


def _deal(text: str, times: list[Time], quantities: list[Quantity], stop: int, found: dict[int, Time]) -> None:
    """Deal listed times out to every list of as many numbers before `stop`."""
    begin, position = times[-1].end, 0
    while position < len(quantities) and quantities[position].start < stop:
        listed = [quantities[position]]
        for other in quantities[position + 1 :]:
            if text[listed[-1].end : other.start].strip() not in LIST_MARKS:
                break
            listed.append(other)
        between = text[begin : listed[0].start]
        if len(listed) == len(times) and (_leads_to(between, listed) if begin == times[-1].end else _goes_on(between)):
            found.update({id(quantity): time for quantity, time in zip(listed, times, strict=True)})
        begin, position = listed[-1].end, position + len(listed)


def _leads_to(between: str, listed: list[Quantity]) -> bool:
    """Whether times lead up to the first list behind them: by 分别, also in the next clause, or in their own clause."""
    words, dealt, _ = between.rpartition("分别")
    if dealt:
        return len(words) <= REACH // 3 and DIVIDES.search(words.removeprefix("，").removeprefix(",")) is None
    alike = len({quantity.unit for quantity in listed}) == 1
    return alike and len(between) <= REACH // 5 and DIVIDES.search(between) is None


def _goes_on(between: str) -> bool:
    """Whether a later list of the sentence says 分别 of one thing (…，企业分别达到20家、40家)."""
    words, dealt, _ = CLAUSE_MARK.split(between)[-1].rpartition("分别")
    return bool(dealt) and OTHERS.search(words) is None
