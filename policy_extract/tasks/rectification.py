"""Problem, measure and status in rectification reports (整改通报): which statements are findings and which are what was done."""

from __future__ import annotations

from bisect import bisect_right

import regex

from policy_extract.model import Document, Heading

STATE_KIND = {"done": "achievement", "partial": "task", "ongoing": "task", "not_started": "task", "undone": "task"}
"""Kind of an unmarked measure by the status of its problem (spec: an achievement under 已完成, a task otherwise)."""


def item_states(text: str, document: Document, measure: regex.Pattern[str]) -> dict[int, str]:
    """Kind of the statements of every problem item: index → `problem`, `achievement` or `task`.

    An item is what stands below one heading (run-in headings aside). It has findings only when a status mark of its own
    or a label like 整改情况 stands in it: all before the first of these is finding, all behind it is measure.
    """
    heads = [h.start for h in document.headings if _makes_item(h)]
    items: dict[int, list[int]] = {}
    for index, statement in enumerate(document.statements):
        at = bisect_right(heads, statement.start) - 1
        if at >= 0:
            items.setdefault(at, []).append(index)
    starts = [s.start for s in document.statements]
    marks: dict[int, str] = {}
    for status in document.statuses:
        index = bisect_right(starts, status.start) - 1
        if index >= 0 and document.statements[index].kind == "status":
            marks.setdefault(index, status.state)
    kinds: dict[int, str] = {}
    for members in items.values():
        _sort_item(text, document, members, marks, measure, kinds)
    return kinds


def _makes_item(heading: Heading) -> bool:
    """Whether a heading opens an item of its own: numbered, and not a list inside an item (一是, ①)."""
    return bool(heading.number) and heading.number[-1] not in "是①②③④⑤⑥⑦⑧⑨⑩" and heading.level > 0


def _sort_item(
    text: str, document: Document, members: list[int], marks: dict[int, str], measure: regex.Pattern[str], kinds: dict[int, str]
) -> None:
    """Divide the statements of one item at its status mark or measure label."""
    state = next((marks[i] for i in members if i in marks), None)
    border = next((i for i in members if i in marks), None)
    label = next((i for i in members if measure.match(text, document.statements[i].start, document.statements[i].end)), None)
    if border is None:
        border = label
    if border is None:
        return
    for index in members:
        if document.statements[index].kind:
            continue
        if index < border:
            kinds[index] = "problem"
        elif state is not None:
            kinds[index] = STATE_KIND[state]
