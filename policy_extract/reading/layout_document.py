"""Puts the pages together: furniture out, tables and paragraphs in reading order, one Source at the end (全文还原)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from policy_extract.reading.layout import Line, Locate, Page, Run, lines_of
from policy_extract.reading.layout_columns import order_lines
from policy_extract.reading.layout_furniture import find_furniture
from policy_extract.reading.layout_grids import Grid, fill_grid, find_grids
from policy_extract.reading.layout_paragraphs import SIZE_CHANGE, Paragraph, Region, joins, own_region, region_of
from policy_extract.reading.layout_tables import FlowTable, continues, make_table, stitch
from policy_extract.text import Block, Cell, Source, Table

NOTE_SHARE = 0.9
"""Notes at the foot of a page are set smaller than this share of the usual size."""
NOTE_MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩[［*＊※注")

Placed = tuple[Line, Region] | FlowTable


@dataclass(slots=True)
class _Sheet:
    """A page while it is being read."""

    page: Page
    grids: list[Grid] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    """Column of each line."""


def compose(pages: list[Page], source: Source, locate: Locate) -> None:
    """Fill text, blocks and tables of a source from its pages; running heads and page numbers become facts."""
    sheets = [_sheet(page) for page in pages]
    furniture, heads = find_furniture(pages, [sheet.lines for sheet in sheets])
    if heads:
        source.facts["running_heads"] = "\n".join(heads)
    for sheet in sheets:
        kept = [line for line in sheet.lines if id(line) not in furniture]
        ordered = order_lines(kept)
        sheet.lines, sheet.columns = [line for line, _ in ordered], [column for _, column in ordered]
    styles = _styles(sheets)
    body = _usual_size(sheets)
    flow: list[Placed] = []
    notes: list[tuple[int, list[Line]]] = []
    for sheet in sheets:
        foot = _notes(sheet, body)
        placed = _placed(sheet, styles, len(foot))
        flow += placed
        if foot:
            notes.append((len(flow), foot))
    _write(_blocks(flow, notes), [run for page in pages for run in page.furniture], source, locate)


def _sheet(page: Page) -> _Sheet:
    """A page with its grids filled and its other lines made."""
    sheet = _Sheet(page)
    runs = page.runs
    for grid in find_grids(page.number, page.rules) if page.rules else []:
        runs = fill_grid(grid, runs)
        if any(cell.runs for cell in grid.cells):
            sheet.grids.append(grid)
    sheet.lines = lines_of(runs)
    return sheet


def _styles(sheets: list[_Sheet]) -> dict[tuple[int, int], Region]:
    """Margins and habits of all lines by page width and column."""
    groups: dict[tuple[int, int], list[Line]] = defaultdict(list)
    widths: dict[tuple[int, int], float] = {}
    for sheet in sheets:
        for line, column in zip(sheet.lines, sheet.columns, strict=True):
            key = (round(sheet.page.width), column)
            groups[key].append(line)
            widths[key] = sheet.page.width if not column else 0.0
    return {key: region_of(lines, widths[key]) for key, lines in groups.items()}


def _usual_size(sheets: list[_Sheet]) -> float:
    """The font size of most characters outside tables."""
    sizes: dict[float, int] = defaultdict(int)
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def _notes(sheet: _Sheet, body: float) -> list[Line]:
    """The lines of the notes at the foot of a page: smaller, and opened by a mark."""
    small: list[Line] = []
    for line in reversed(sheet.lines):
        if line.size >= NOTE_SHARE * body:
            break
        small.insert(0, line)
    while small and small[0].text[0] not in NOTE_MARKS and not small[0].text[0].isdigit():
        small.pop(0)
    return small if len(small) < len(sheet.lines) else []


def _placed(sheet: _Sheet, styles: dict[tuple[int, int], Region], skipped: int) -> list[Placed]:
    """Lines with their regions, and tables, from top to bottom; the last `skipped` lines are left out."""
    regions = _regions(sheet, styles)
    placed: list[Placed] = []
    waiting = list(sheet.grids)
    for line, region in list(zip(sheet.lines, regions, strict=True))[: len(sheet.lines) - skipped]:
        while waiting and waiting[0].top < line.y:
            placed += _unfolded(waiting.pop(0))
        placed.append((line, region))
    for grid in waiting:
        placed += _unfolded(grid)
    return placed


def _regions(sheet: _Sheet, styles: dict[tuple[int, int], Region]) -> list[Region]:
    """The region of each line: that of its column, or of its own where lines of another size have other margins."""
    bands: dict[tuple[int, int], list[int]] = defaultdict(list)
    number = 0
    for index, (line, column) in enumerate(zip(sheet.lines, sheet.columns, strict=True)):
        if index and (column != sheet.columns[index - 1] or abs(line.size / sheet.lines[index - 1].size - 1) > SIZE_CHANGE):
            number += 1
        bands[column, number].append(index)
    regions: list[Region | None] = [None] * len(sheet.lines)
    for column in set(sheet.columns):
        width = sheet.page.width if not column else 0.0
        style = styles[round(sheet.page.width), column]
        common = region_of([line for line, own in zip(sheet.lines, sheet.columns, strict=True) if own == column], width, style)
        for (own, _), indexes in bands.items():
            if own == column:
                region = own_region([sheet.lines[index] for index in indexes], common)
                for index in indexes:
                    regions[index] = region
    return [region for region in regions if region is not None]


def _unfolded(grid: Grid) -> list[Placed]:
    """A data table as it is; a frame around text as the lines in it."""
    filled = sum(1 for cell in grid.cells if cell.runs)
    if grid.columns() >= 2 and filled >= 2:
        return [make_table(grid)]
    lines = [line for cell in grid.cells for line in lines_of(cell.runs)]
    region = region_of(lines, 0.0)
    if not region.flush:
        region.right = max(region.right, grid.xs[-1] - max(0.0, region.left - grid.xs[0]))
    return [(line, region) for line in lines]


def _blocks(flow: list[Placed], notes: list[tuple[int, list[Line]]]) -> list[Paragraph | FlowTable]:
    """Paragraphs and tables; notes follow the paragraph during which they stand."""
    blocks: list[Paragraph | FlowTable] = []
    held: list[Paragraph] = []
    marks = iter(notes)
    mark = next(marks, None)
    for position, item in enumerate(flow):
        while mark is not None and mark[0] <= position:
            held += _note_paragraphs(mark[1])
            mark = next(marks, None)
        last = blocks[-1] if blocks else None
        if isinstance(item, FlowTable):
            if isinstance(last, FlowTable) and not held and continues(last, item):
                stitch(last, item)
                continue
            blocks += held
            held = []
            blocks.append(item)
            continue
        line, region = item
        if isinstance(last, Paragraph) and _reads_on(last, line, region):
            last.lines.append(line)
            last.last = region
            continue
        blocks += held
        held = []
        blocks.append(Paragraph([line], "paragraph", region))
    while mark is not None:
        held += _note_paragraphs(mark[1])
        mark = next(marks, None)
    return blocks + held


def _reads_on(paragraph: Paragraph, line: Line, region: Region) -> bool:
    """Whether a line goes on with a paragraph of the same page or of the page before."""
    before = paragraph.lines[-1]
    if paragraph.kind != "paragraph" or paragraph.last is None or line.page - before.page > 1:
        return False
    return joins(before, line, paragraph.last, region)


def _note_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """The notes of a page foot, each opened by its mark."""
    region = Region(min(line.x0 for line in lines), max(line.x1 for line in lines))
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and line.text[0] not in NOTE_MARKS and joins(paragraphs[-1].lines[-1], line, region, region):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line], "note", region))
    return paragraphs


class _Writer:
    """Writes blocks one after another and keeps their offsets."""

    def __init__(self, source: Source, locate: Locate) -> None:
        """Write into a source; `locate` names places."""
        self.source, self.locate = source, locate
        self.pieces: list[str] = []
        self.length = 0

    def line(self, text: str, kind: str, runs: list[Run]) -> tuple[int, int]:
        """Add one line as a block."""
        start = self.length
        self.pieces.append(text)
        self.length += len(text) + 1
        self.source.blocks.append(Block(start, start + len(text), kind, locator=self.locate(runs)))
        return start, start + len(text)

    def table(self, table: FlowTable) -> None:
        """Add a table, each paragraph of a cell a line."""
        begin = self.length
        cells, ends = [], begin
        for cell in table.cells:
            start = end = self.length
            runs = [run for paragraph in cell.paragraphs for line in paragraph.lines for run in line.runs]
            for paragraph in cell.paragraphs:
                own = [run for line in paragraph.lines for run in line.runs]
                _, end = self.line(paragraph.close().text, "cell", own)
            if not cell.paragraphs:
                start = end = max(begin, self.length - 1)
            ends = max(ends, end)
            place = self.locate(runs) if runs else ""
            cells.append(Cell(cell.row, cell.column, start, end, cell.row_span, cell.column_span, cell.header, place))
        pages = f"page {table.page}" if table.page == table.last_page else f"pages {table.page}-{table.last_page}"
        self.source.tables.append(Table(begin, ends, table.row_count, table.columns(), cells, f"{pages} table"))


def _write(blocks: list[Paragraph | FlowTable], furniture: list[Run], source: Source, locate: Locate) -> None:
    """Write all blocks; what the format itself calls background comes last, as furniture."""
    writer = _Writer(source, locate)
    for block in blocks:
        if isinstance(block, FlowTable):
            writer.table(block)
        else:
            runs = [run for line in block.lines for run in line.runs]
            writer.line(block.close().text, block.kind, runs)
    for number in sorted({run.page for run in furniture}):
        for line in lines_of([run for run in furniture if run.page == number]):
            writer.line(line.text, "furniture", line.runs)
    source.text = "\n".join(writer.pieces)
