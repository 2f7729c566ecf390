"""Counts that a rectification report states, held against its own list of status marks (总数核对).

已完成整改9个，阶段性完成整改9个，未完成整改1个 must agree with the marks behind the problems; where it does not, the report
cannot be trusted on one side, and an issue says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from policy_extract.model import Count, Document, Issue, Quantity
from policy_extract.patterns import Pack

LOOK_BACK = 14
"""Characters before a count in which its status word stands."""


def check_totals(text: str, document: Document, pack: Pack) -> None:
    """Fill `document.counts` and add a `count_mismatch` issue for each count that the list does not bear out."""
    if document.meta.genre != "rectification":
        return
    marks = _marks(document)
    if not marks:
        return
    words: dict[str, str] = pack.family("statuses").vocabularies["mark"]
    longest_first = pack.cached("totals", lambda _: sorted(words, key=lambda w: (-len(w), w)))
    stated: dict[int, list[Count]] = {}
    for quantity in document.quantities:
        if quantity.value is None or quantity.value != int(quantity.value):
            continue
        state = _state_before(text, quantity, words, longest_first)
        if state:
            count = Count(quantity.start, quantity.end, state, int(quantity.value), marks[state])
            stated.setdefault(quantity.statement, []).append(count)
    for statement, counts in stated.items():
        if len({count.state for count in counts}) < 2:
            continue
        first_of_state = {count.state: count for count in reversed(counts)}
        total = _total(document, statement, sum(marks.values()))
        document.counts.extend(([total] if total else []) + sorted(first_of_state.values(), key=lambda c: c.start))
        break
    for count in document.counts:
        if count.stated != count.found:
            message = f"{count.stated} stated as {count.state}, {count.found} found in the list"
            document.issues.append(Issue(count.start, count.end, "count_mismatch", message))


def _marks(document: Document) -> Counter[str]:
    """How many problems bear each status mark: marks that stand alone, one an item."""
    starts = [s.start for s in document.statements]
    found: dict[int, str] = {}
    for status in document.statuses:
        index = bisect_right(starts, status.start) - 1
        if index >= 0 and document.statements[index].kind == "status":
            found.setdefault(index, status.state)
    return Counter(found.values())


def _state_before(text: str, quantity: Quantity, words: dict[str, str], longest_first: list[str]) -> str | None:
    """The state whose word stands right before a count."""
    before = text[max(0, quantity.start - LOOK_BACK) : quantity.start].rstrip(" 　：:的问题")
    return next((words[word] for word in longest_first if before.endswith(word)), None)


def _total(document: Document, statement: int, found: int) -> Count | None:
    """The number of problems stated in the same statement."""
    for quantity in document.quantities:
        if quantity.statement == statement and "问题" in quantity.indicator and quantity.value is not None:
            return Count(quantity.start, quantity.end, "all", int(quantity.value), found)
    return None
