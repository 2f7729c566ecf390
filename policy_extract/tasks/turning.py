"""Where a work report turns from what was done to what is planned (由回顾转向部署).

A report looks back first and ahead from then on. Many a section says nothing about it in its heading; its place before the
last section that surely looks back does, and so do the words of its sentences and of the headings below it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from policy_extract.model import Document, Heading
from policy_extract.tasks.usual import top_section

DONE_SHARE = 0.12
"""Share of statements with an aspect mark from which an unnamed section of a work report looks back; plans stay far below."""

OPENING = 10
"""Statements at the beginning of a section among which its opener stands."""

FEWEST = 8
"""A shorter section does not tell."""

STATES_SHARE = 0.4
"""Share of headings that tell a state reached (…日益完善) from which sections at the beginning of a report look back."""

AHEAD_ROLES = frozenset({"goals", "outlook", "guidance", "principles"})
AHEAD_WORDS = ("今后", "未来", "部署", "安排", "构想", "努力方向", "展望", "打算", "目标")
UNSAID = frozenset({"", "tasks", "basis", "safeguards"})
"""Roles that a heading of the reviewing part may have by a word of its own (…任务如期完成)."""


class Turn:
    """The sections of one work report that look back, by statements that report (`done`) or open a review (`openers`)."""

    def __init__(
        self,
        document: Document,
        done: Sequence[bool],
        openers: Sequence[bool],
        state_heading: regex.Pattern[str],
        opener: regex.Pattern[str],
    ) -> None:
        self.document, self.state_heading, self.opener = document, state_heading, opener
        headings = document.headings
        self.tops = [i for i, h in enumerate(headings) if h.level > 0 and (h.parent < 0 or headings[h.parent].level <= 0)]
        self.marks: dict[int, list[tuple[bool, bool]]] = {}
        for statement, mark in zip(document.statements, zip(done, openers, strict=True), strict=True):
            if statement.kind not in ("other", "status"):
                inside = statement.section >= 0 and headings[statement.section].level > 0
                if inside or not self.tops or statement.start < headings[self.tops[0]].start:
                    self.marks.setdefault(top_section(document, statement.section) if inside else -1, []).append(mark)

    def told_outside(self) -> bool:
        """Whether the text before the first section looks back: its heading may be lost."""
        marks = self.marks.get(-1, [])
        return len(marks) >= FEWEST and _tells_back(marks)

    def looking_back(self) -> frozenset[int]:
        """Top sections without role or year that look back."""
        found = {top for top, marks in self.marks.items() if top >= 0 and not self._heading(top).role and _tells_back(marks)}
        turn = next((place for place, top in enumerate(self.tops) if self._ahead(top) and top not in found), None)
        if turn is None:
            return frozenset(found)
        leading = self.tops[:turn]
        last = max((place for place, top in enumerate(leading) if top in found or self._reviews(top)), default=-1)
        if last < 0 and self._tell_states(leading):
            last = len(leading) - 1
        unsaid = [top for top in leading if self._heading(top).role in UNSAID]
        found.update(top for top in unsaid if top in leading[: last + 1] or (last >= 0 and self._is_state(top)))
        return frozenset(found)

    def _heading(self, index: int) -> Heading:
        """A heading of the document."""
        return self.document.headings[index]

    def _is_state(self, index: int) -> bool:
        """Whether a heading tells a state reached."""
        return self.state_heading.search(self._heading(index).title) is not None

    def _ahead(self, top: int) -> bool:
        """Whether a section says that it looks ahead: by its role, by a year not yet over or by its words."""
        heading, year = self._heading(top), self.document.meta.year
        if heading.year is not None and year is not None:
            return heading.year >= year
        return heading.role in AHEAD_ROLES or (heading.role != "review" and any(word in heading.title for word in AHEAD_WORDS))

    def _reviews(self, top: int) -> bool:
        """Whether a section says that it looks back: by its role or by a year that is over."""
        heading, year = self._heading(top), self.document.meta.year
        if heading.role == "review" or self.opener.match(heading.title):
            return True
        return heading.year is not None and year is not None and heading.year < year

    def _tell_states(self, tops: list[int]) -> bool:
        """Whether the headings of some sections and those below them tell states reached, or their sentences what was done."""
        first, last = (self._heading(tops[0]).start, self._heading(tops[-1]).section_end) if tops else (0, 0)
        below = [i for i, heading in enumerate(self.document.headings) if first <= heading.start < last]
        states = sum(self._is_state(i) for i in below)
        marks = [mark for top in tops for mark in self.marks.get(top, [])]
        return bool(below) and (states >= STATES_SHARE * len(below) or _tells_back(marks))


def _tells_back(marks: list[tuple[bool, bool]]) -> bool:
    """Whether the marks of a section's statements say that it looks back."""
    if any(opener for _, opener in marks[:OPENING]):
        return True
    return len(marks) >= FEWEST and sum(done for done, _ in marks) >= DONE_SHARE * len(marks)
