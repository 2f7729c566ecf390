"""Puts the rows of a Word table on one grid: merged cells once, with their spans (表格网格)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from policy_extract.reading.docx_names import CELL, CONTENT, OFF, ROW, VALUE, WORD, local
from policy_extract.reading.docx_styles import whole
from policy_extract.reading.word_source import Slot

WIDEST = 1000
"""Grid columns of a row; Word allows 63 cells."""
SLIVER = 170
"""Columns narrower than this (3 mm, in twentieths of a point) come from lines that were drawn a little out of place."""
PAGE_CELL_PARAGRAPHS, PAGE_CELL_CHARACTERS, PAGE_CELL_SHARE, PAGE_TABLE_CELLS = 15, 1500, 0.8, 8
"""A small table with a cell of this size is the frame of a page, not a table of data."""
PROPERTIES, SPAN, DOWN, ACROSS = WORD + "tcPr", WORD + "gridSpan", WORD + "vMerge", WORD + "hMerge"
CONTAINERS = frozenset((CONTENT, WORD + "sdt", WORD + "customXml", WORD + "ins", WORD + "smartTag", WORD + "moveTo"))


@dataclass(slots=True)
class Filled:
    """A place of the grid with the table cells whose content it shows."""

    slot: Slot
    elements: list[tuple[etree._Element, str]] = field(default_factory=list)
    """Cells and their paths: one, or more where a merged cell has words below."""


@dataclass(slots=True)
class Grid:
    """A table on its grid."""

    filled: list[Filled] = field(default_factory=list)
    row_count: int = 0
    column_count: int = 0
    removed_rows: int = 0
    clipped: bool = False

    @property
    def of_data(self) -> bool:
        """Whether this is a table of data; others are the layout of a page or a box around words."""
        if self.row_count < 2 or self.column_count < 2:
            return False
        if len(self.filled) > PAGE_TABLE_CELLS:
            return True
        sizes = [sum(map(len, (words for cell, _ in place.elements for words in cell.itertext()))) for place in self.filled]
        largest = max(sizes)
        if largest < PAGE_CELL_CHARACTERS or largest < PAGE_CELL_SHARE * sum(sizes):
            return True
        cells = self.filled[sizes.index(largest)].elements
        return sum(1 for cell, _ in cells for _ in cell.iter("{*}p")) < PAGE_CELL_PARAGRAPHS


def steps(parent: etree._Element, path: str, wanted: str) -> Iterator[tuple[etree._Element, str]]:
    """Children of a kind with their paths, also inside content controls and their like."""
    counts: dict[str, int] = {}
    for child in parent:
        name = local(child.tag)
        counts[name] = number = counts.get(name, 0) + 1
        if child.tag == wanted:
            yield child, f"{path}/{name}[{number}]"
        elif child.tag in CONTAINERS:
            yield from steps(child, f"{path}/{name}[{number}]", wanted)


def grid_of(table: etree._Element, path: str) -> Grid:
    """The grid of a table."""
    grid = Grid()
    open_merges: dict[int, Filled] = {}
    for row, row_path in steps(table, path, ROW):
        properties = row.find(WORD + "trPr")
        if properties is not None and properties.find(WORD + "del") is not None:
            grid.removed_rows += 1
            continue
        header = properties is not None and _on(properties.find(WORD + "tblHeader"))
        before = properties.find(WORD + "gridBefore") if properties is not None else None
        column = min(WIDEST, max(0, (whole(before.get(VALUE)) or 0) if before is not None else 0))
        _add_row(grid, open_merges, (row, row_path), column, header)
        grid.row_count += 1
    straighten(grid, [whole(child.get(WORD + "w")) or 0 for child in table.iterfind(f"{WORD}tblGrid/{WORD}gridCol")])
    return grid


def _add_row(grid: Grid, open_merges: dict[int, Filled], row: tuple[etree._Element, str], column: int, header: bool) -> None:
    """Place the cells of one row; `open_merges` holds the merged cells that reach down to it by their column."""
    reached: dict[int, Filled] = {}
    last: Filled | None = None
    for cell, path in steps(*row, CELL):
        properties = cell.find(PROPERTIES)
        across, down, joined = 1, None, None
        if properties is not None:
            span = properties.find(SPAN)
            across = max(1, (whole(span.get(VALUE)) or 1) if span is not None else 1)
            down = _merge(properties.find(DOWN))
            joined = _merge(properties.find(ACROSS))
        if column + across > WIDEST:
            grid.clipped = True
            across = max(1, WIDEST - column)
        if joined == "continue" and last is not None:
            last.slot.column_span += across
            last.elements.append((cell, path))
        elif down == "continue" and column in open_merges:
            last = open_merges[column]
            last.slot.row_span = grid.row_count - last.slot.row + 1
            last.elements.append((cell, path))
            reached[column] = last
        else:
            last = Filled(Slot(grid.row_count, column, 1, across, header, path), [(cell, path)])
            grid.filled.append(last)
            if down is not None:
                reached[column] = last
        column += across
    open_merges.clear()
    open_merges.update(reached)


def _merge(element: etree._Element | None) -> str | None:
    """`restart`, `continue` (also when nothing is said) or None."""
    return None if element is None else element.get(VALUE, "continue")


def _on(element: etree._Element | None) -> bool:
    """Whether an on-off element is there and on."""
    return element is not None and element.get(VALUE, "1").lower() not in OFF


def straighten(grid: Grid, widths: list[int]) -> None:
    """Leave out grid lines at which no cell begins, and join those that lie next to each other by a slip of the hand."""
    if not grid.filled:
        return
    ends = [place.slot.column + place.slot.column_span for place in grid.filled]
    last = max(ends)
    starts = {place.slot.column for place in grid.filled}
    mapped = _mapped(last, starts, widths) if len(widths) >= last else None
    if mapped is None or any(mapped[end] <= mapped[place.slot.column] for place, end in zip(grid.filled, ends, strict=True)):
        mapped = _mapped(last, starts, [])
    for place, end in zip(grid.filled, ends, strict=True):
        slot = place.slot
        slot.column, slot.column_span = mapped[slot.column], mapped[end] - mapped[slot.column]
    grid.column_count = mapped[last]


def _mapped(last: int, starts: set[int], widths: list[int]) -> list[int]:
    """New number of each grid line."""
    mapped, number, gap = [0], 0, 0
    for line in range(1, last + 1):
        gap += widths[line - 1] if widths else SLIVER
        if (line in starts or line == last) and gap >= SLIVER:
            number += 1
            gap = 0
        mapped.append(number)
    return mapped
