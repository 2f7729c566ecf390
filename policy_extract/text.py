"""Source: the decoded text as it was read. View: a cleaned reading of it with a map back to the source.

All offsets in this package are half-open code-point offsets. Rooms above `reading` work on the view;
records are written with source offsets, so that `source.text[start:end] == quote` always holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

UNMAPPED = re.compile(r"\(cid:[0-9]{1,6}\)")
"""What programs write for a character of a PDF whose font does not tell which one it is: unreadable, a digit perhaps."""


@dataclass(slots=True)
class Block:
    """A piece of the source text with its role and its place in the file it came from (块)."""

    start: int
    end: int
    kind: str
    """`paragraph`, `heading`, `item`, `cell`, `note`, `caption` or `furniture`."""
    level: int | None = None
    """Heading level when the format states one (Markdown `#`, HTML `h1`, a Word outline level), 1-based."""
    locator: str = ""
    """Where the block stands in the original file, e.g. `html[120:180]/html/body/p[3]`; empty for decoded text.

    Several places (a paragraph over two pages) are joined by ` + `. Each format's reader can read a locator again.
    """
    level_source: str = ""
    """What told the level: `tag`, `style`, `outline`, `mark`, `font`; empty when there is none."""
    label: str = ""
    """The item number or bullet at the start of the block when the format keeps it apart from the words (自动编号)."""
    generated: bool = False
    """True when the label is no text of the file but was counted by the rules of its list; the text holds it all the same."""


@dataclass(slots=True)
class Cell:
    """A table cell (单元格), stored once however many rows and columns it spans; offsets into the source text."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    """True when the format itself says so (`th`, a repeated heading row)."""
    locator: str = ""


@dataclass(slots=True)
class Table:
    """A data table (表格); its cells stand in the text one after another, each paragraph of a cell a line."""

    start: int
    end: int
    row_count: int
    column_count: int
    cells: list[Cell] = field(default_factory=list)
    """In text order: by row, then column; an empty cell has `start == end`."""
    locator: str = ""


@dataclass(slots=True)
class Source:
    """A decoded document text before any clean-up (原文), with what is known about its reading.

    The text is the blocks in reading order, one a line; blanks inside are kept, nothing is put in but line ends and
    the automatic item numbers that the format would print.
    """

    text: str
    name: str = ""
    """File name or label as given by the caller; never used in extraction."""
    media_type: str = "text/plain"
    """Sniffed from the content."""
    encoding: str = ""
    blocks: list[Block] = field(default_factory=list)
    """Blocks in text order; empty when the format has none (plain text)."""
    warnings: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    """Data tables in text order; tables used for page layout are none."""
    declared_type: str = ""
    """What the extension or the sender said the file is; may be wrong."""
    container: list[str] = field(default_factory=list)
    """Names of the archives around the file, outermost first."""
    reader: str = ""
    """The reader with the library it used, e.g. `pdf (pypdfium2 5.1)`."""
    status: str = "ok"
    """`ok`, `partial` (something could not be read; see warnings), `damaged`, `list` (a page of links), `stub` (no body)."""
    facts: dict[str, str] = field(default_factory=dict)
    """What stands beside the main text: `title`, `doc_number`, `issuer`, `date`, `index_number`, `url`, `next_pages` …"""
    attachments: list[str] = field(default_factory=list)
    """Names or addresses of files that the document links as its annexes."""
    replaced: list[int] = field(default_factory=list)
    """Byte offsets of sequences that could not be decoded."""


@dataclass(slots=True)
class Unread:
    """A file, or a member of an archive, that could not be read (未能读取): never dropped in silence."""

    name: str
    reason: str
    """One word, as in `ReadError.reason`."""
    message: str
    container: list[str] = field(default_factory=list)
    reader: str = ""


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
        first = bisect_right(gaps, start)
        last = first if first == len(gaps) or gaps[first] >= end else bisect_right(gaps, end - 1, first)
        return start + shifts[first], end + shifts[last]

    def at(self, source_offset: int) -> int:
        """View offset of the first kept character at or behind a source offset."""
        gaps, shifts = self._gaps, self._shifts
        passed = bisect_right(range(len(gaps)), source_offset, key=lambda i: gaps[i] + shifts[i])
        floor = gaps[passed - 1] if passed else 0
        return min(max(floor, source_offset - shifts[passed]), len(self.text))

    @classmethod
    def plain(cls, text: str) -> View:
        """A view that changes nothing."""
        return cls(text, text, [])
