"""Source: the decoded text as it was read. View: a cleaned reading of it with a map back to the source.

All offsets in this package are half-open code-point offsets. Rooms above `reading` work on the view;
records are written with source offsets, so that `source.text[start:end] == quote` always holds.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(slots=True)
class Block:
    """A piece of the source text with its role and its place in the file it came from."""

    start: int
    end: int
    kind: str
    """`paragraph`, `heading`, `item`, `cell`, `note` or `furniture`."""
    level: int | None = None
    """Heading level when the format states one (Markdown `#`, HTML `h1`), 1-based."""
    locator: str = ""
    """Where the block stands in the original file, e.g. `html[120:180]`; empty for plain text."""


@dataclass(slots=True)
class Source:
    """A decoded document text before any clean-up (原文), with what is known about its reading."""

    text: str
    name: str = ""
    """File name or label as given by the caller; never used in extraction."""
    media_type: str = "text/plain"
    encoding: str = ""
    blocks: list[Block] = field(default_factory=list)
    """Blocks in text order; empty when the format has none (plain text)."""
    warnings: list[str] = field(default_factory=list)


class View:
    """A cleaned reading of a source text: some characters replaced one for one, some left out.

    `text` is what patterns run on. `span(start, end)` gives the source span of a view span: it begins at the
    source place of the first character and ends behind the source place of the last one, so characters that
    were left out inside are part of the quote and those at its edges are not.
    """

    __slots__ = ("_gaps", "_shifts", "source", "text")

    def __init__(self, source: str, text: str, deletions: list[tuple[int, int]]) -> None:
        """Make a view; `text` must be `source` with `deletions` (sorted, disjoint source spans) taken out
        and the remaining characters replaced one for one."""
        self.source = source
        self.text = text
        gaps: list[int] = []
        shifts: list[int] = [0]
        lost = 0
        for start, end in deletions:
            position = start - lost
            lost += end - start
            if gaps and gaps[-1] == position:
                shifts[-1] = lost
            else:
                gaps.append(position)
                shifts.append(lost)
        self._gaps = gaps
        self._shifts = shifts
        if len(text) + lost != len(source):
            raise ValueError("view text and deletions do not add up to the source length")

    def place(self, offset: int) -> int:
        """Source offset of the view character at `offset` (or of the end when `offset == len(text)`)."""
        if not self._gaps:
            return offset
        return offset + self._shifts[bisect_right(self._gaps, offset)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of the view span [start, end)."""
        gaps, shifts = self._gaps, self._shifts
        if not gaps:
            return start, end
        if end <= start:
            here = self.place(start)
            return here, here
        return start + shifts[bisect_right(gaps, start)], end + shifts[bisect_right(gaps, end - 1)]

    def at(self, source_offset: int) -> int:
        """View offset of the first kept character at or behind a source offset."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.place(middle) < source_offset:
                low = middle + 1
            else:
                high = middle
        return low

    @classmethod
    def plain(cls, text: str) -> View:
        """A view that changes nothing."""
        return cls(text, text, [])
