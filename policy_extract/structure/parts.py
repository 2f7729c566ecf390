"""The working parts of the structure room: lines, numbers and units, before they become headings and statements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TITLE_FAMILY = "title"
CAPTION, TOPIC = "caption", "topic"
"""Families of items without a number: a document's title, a line of its own, an opening sentence that names its paragraph."""
BRACKETS_ONLY = re.compile("(?:[（(〔](?:[^（()）〔〕]++|[（(][^（()）]*+[)）])*+[)）〕][ \u3000]*+)++[。；;，,]*+")
"""Nothing but brackets, each with brackets of one level in it at most; possessive, so that no text makes it slow."""


@dataclass(slots=True)
class Line:
    """A line of the view without its blanks (行)."""

    start: int
    end: int
    kind: str = ""
    """Block kind that the format stated: `heading`, `cell`, `furniture` or empty."""
    level: int | None = None
    """Heading level that the format stated."""
    bold_end: int = 0
    """End of a bold opening of the paragraph, 0 for none."""
    other: bool = False
    """True for site furniture, dates, signatures: kept, but no part of the body."""
    role: str = ""
    """`title`, `date`, `signature`, `number`, `contents`, `table` or empty."""
    row: int = -1
    """Running number of the table row it is a cell of; -1 outside of tables, -2 for headers, sums and notes of tables."""
    column: str = ""
    """What the column holds when the cell's sentences are statements; see `Statement.column`."""


@dataclass(slots=True)
class Mark:
    """A number that opens a unit (序号)."""

    family: str
    rank: float
    value: int
    start: int
    end: int
    """Behind the number and the blanks that follow it."""
    number: str
    """As printed; empty for a dash."""


@dataclass(slots=True)
class Unit:
    """A sentence-like piece of a line (语句单位): the stuff of headings and statements."""

    start: int
    end: int
    line: int
    first: bool
    """Whether the unit opens its line."""
    body: int
    """Where the text behind a label (整改情况：) begins; `start` when there is none."""
    closed: bool
    """Whether the unit ends with a sentence mark."""
    mark: Mark | None = None
    bold: bool = False
    """Whether the format prints the unit as a heading of its own."""

    @property
    def text_start(self) -> int:
        """Where the words begin, behind label and number."""
        return self.mark.end if self.mark else self.body


@dataclass(slots=True)
class Item:
    """A numbered or otherwise marked unit in the outline (条目)."""

    unit: int
    """Index of the unit, or of the first title line for a title."""
    family: str
    rank: float
    value: int
    parent: int
    """Index of the parent item, -1 for none."""
    first: bool
    heading: bool = False
    run_in: bool = False
    stated: int = 0
    """Heading level that the format states (Markdown `##`, HTML `h2`), 0 for none."""
    keep: bool = False
    """True when the heading's text is a statement too."""
    answered: bool = False
    """True when a labelled line below says what is done about it (整改情况：), as below a finding."""


@dataclass(slots=True)
class Body:
    """One document's lines and units while its outline is being made."""

    text: str
    start: int
    end: int
    lines: list[Line]
    units: list[Unit] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    """First and last line of each title."""
