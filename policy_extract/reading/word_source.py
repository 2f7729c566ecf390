"""Puts the lines, blocks and tables of a word-processor file together as one source (文字处理文件的正文汇集)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from policy_extract.text import Block, Cell, Source, Table

CLOSING_MARKS = frozenset("、）)．。：:】］〕，,；;")
"""Marks behind which no blank stands between an item number and the words."""
WRITTEN_BLANK = " "


@dataclass(slots=True)
class Line:
    """What is to be written as one line of the text."""

    words: str
    kind: str = "paragraph"
    level: int | None = None
    level_source: str = ""
    locator: str = ""
    label: str = ""
    suffix: str = "tab"
    """What the format prints behind a counted label: `tab`, `space` or `nothing`."""


@dataclass(slots=True)
class Slot:
    """A cell of a table before its words are written."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    locator: str = ""


@dataclass(slots=True)
class Draft:
    """A source while it is written: lines one after another, with blocks and tables on them."""

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    noticed: Counter[str] = field(default_factory=Counter)
    """What was left out or could not be read, with how often; becomes warnings."""
    place: int = 0
    """Offset at which the next line will begin."""

    def write(self, line: Line) -> None:
        """Write a line; one without words and number is left out."""
        words = line.words.rstrip()
        label = line.label
        if label:
            words = words.lstrip()
            if words and line.suffix != "nothing" and label[-1] not in CLOSING_MARKS:
                words = WRITTEN_BLANK + words
            words = label + words
        elif not words:
            return
        end = self.place + len(words)
        block = Block(self.place, end, line.kind, line.level, line.locator, line.level_source, label, bool(label))
        self.blocks.append(block)
        self.lines.append(words)
        self.place = end + 1

    def cell(self, slot: Slot, start: int) -> Cell:
        """The cell of a slot whose lines were written since `start`."""
        end = max(start, self.place - 1)
        return Cell(slot.row, slot.column, start, end, slot.row_span, slot.column_span, slot.header, slot.locator)

    def add_table(self, cells: list[Cell], row_count: int, column_count: int, locator: str) -> None:
        """Add a table whose cells are written; one without any words is left out."""
        if any(cell.end > cell.start for cell in cells):
            filled = [cell for cell in cells if cell.end > cell.start]
            start, end = min(cells[0].start, filled[0].start), max(cell.end for cell in filled)
            self.tables.append(Table(start, end, row_count, column_count, cells, locator))

    def source(self, name: str, media_type: str, reader: str) -> Source:
        """The finished source."""
        text = "\n".join(self.lines)
        for table in self.tables:
            for cell in table.cells:
                if cell.start == cell.end:
                    cell.start = cell.end = min(cell.start, table.end)
        self.tables.sort(key=lambda table: (table.start, -table.end))
        warnings = [f"{message} ({count})" if count > 1 else message for message, count in self.noticed.items()]
        return Source(
            text, name, media_type, blocks=self.blocks, tables=self.tables, warnings=warnings, reader=reader, status="ok"
        )
