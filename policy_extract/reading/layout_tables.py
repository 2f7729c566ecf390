"""Grids become tables; a table that runs over pages becomes one again (跨页表格)."""

from __future__ import annotations

from dataclasses import dataclass, field

from policy_extract.reading.layout import Line, lines_of
from policy_extract.reading.layout_grids import Grid
from policy_extract.reading.layout_paragraphs import SENTENCE_END, Paragraph, Region, joins

WIDEST_PADDING = 9.0
USUAL_PADDING = 2.0
SAME_COLUMN = 6.0
MOST_HEADER_ROWS = 4


@dataclass(slots=True)
class TableCell:
    """A cell of a finished table with its paragraphs (单元格)."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: list[Paragraph]
    region: Region
    header: bool = False

    @property
    def words(self) -> str:
        """All words of the cell without blanks."""
        return "".join("".join(paragraph.text.split()) for paragraph in self.paragraphs)


@dataclass(slots=True)
class FlowTable:
    """A table of the document, over one page or several (表格)."""

    page: int
    xs: list[float]
    row_count: int
    cells: list[TableCell] = field(default_factory=list)
    last_page: int = 0

    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def row(self, number: int) -> list[TableCell]:
        """Cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]


def make_table(grid: Grid) -> FlowTable:
    """The table of a grid whose cells are filled."""
    lines = [lines_of(cell.runs) for cell in grid.cells]
    padding = _padding(grid, lines)
    table = FlowTable(grid.page, grid.xs, grid.rows(), last_page=grid.page)
    for cell, own in zip(grid.cells, lines, strict=True):
        region = Region(cell.x0 + padding, cell.x1 - padding, cell=True)
        table.cells.append(
            TableCell(cell.row, cell.column, cell.row_span, cell.column_span, cell_paragraphs(own, region), region)
        )
    return table


def cell_paragraphs(lines: list[Line], region: Region) -> list[Paragraph]:
    """The paragraphs of the lines in one cell."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        line.parted = False
        if paragraphs and joins(paragraphs[-1].lines[-1], line, region, region):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line], "cell", region))
    return [paragraph.close() for paragraph in paragraphs]


def _padding(grid: Grid, lines: list[list[Line]]) -> float:
    """Distance of the text from the ruled lines at its sides."""
    gaps = []
    for cell, own in zip(grid.cells, lines, strict=True):
        for line in own:
            gaps += [line.x0 - cell.x0, cell.x1 - line.x1]
    near = [gap for gap in gaps if 0 <= gap <= WIDEST_PADDING]
    return min(near) if near else USUAL_PADDING


def continues(table: FlowTable, following: FlowTable) -> bool:
    """Whether a table at the top of the next page has the columns of the one that ended the page before."""
    if following.page != table.last_page + 1 or following.columns() != table.columns():
        return False
    shift = following.xs[0] - table.xs[0]
    return all(abs(b - a - shift) <= SAME_COLUMN for a, b in zip(table.xs, following.xs, strict=True))


def stitch(table: FlowTable, following: FlowTable) -> None:
    """Put the rows of the next page under the table: a repeated header goes, a row that was cut is joined."""
    skipped = _repeated_header(table, following)
    if skipped:
        for cell in table.cells:
            cell.header = cell.header or cell.row < skipped
    rows = [cell for cell in following.cells if cell.row >= skipped]
    offset = table.row_count - skipped
    if _row_reads_on(table, rows, skipped):
        _join_row(table, [cell for cell in rows if cell.row == skipped])
        for cell in rows:
            if cell.row == skipped and cell.row_span > 1:
                _lengthen(table, cell.column, cell.row_span - 1)
        rows = [cell for cell in rows if cell.row > skipped]
        offset -= 1
    else:
        rows = _carry_merged(table, rows, skipped)
    for cell in rows:
        cell.row += offset
        table.cells.append(cell)
    table.row_count = offset + following.row_count
    table.last_page = following.page
    table.cells.sort(key=lambda cell: (cell.row, cell.column))


def _repeated_header(table: FlowTable, following: FlowTable) -> int:
    """How many rows at the top say the same as the first rows of the table."""
    count = 0
    while count < min(MOST_HEADER_ROWS, table.row_count, following.row_count):
        ours = [(cell.column, cell.column_span, cell.words) for cell in table.row(count)]
        theirs = [(cell.column, cell.column_span, cell.words) for cell in following.row(count)]
        if ours != theirs or not any(words for _, _, words in ours):
            break
        count += 1
    return count


def _bottom_cells(table: FlowTable) -> dict[int, TableCell]:
    """The lowest cell of each column."""
    lowest: dict[int, TableCell] = {}
    for cell in table.cells:
        if cell.row + cell.row_span >= table.row_count:
            lowest[cell.column] = cell
    return lowest


def _row_reads_on(table: FlowTable, rows: list[TableCell], first: int) -> bool:
    """Whether the first row is the rest of the last one: its key cell is empty and a cell goes on in mid-sentence."""
    opening = [cell for cell in rows if cell.row == first]
    above = _bottom_cells(table)
    filled = [cell for cell in opening if cell.paragraphs]
    if not filled or any(cell.column not in above or above[cell.column].column_span != cell.column_span for cell in opening):
        return False
    keys = [cell for cell in opening if not (cell.row_span > 1 or above[cell.column].row_span > 1)]
    if not keys or (keys[0].paragraphs and not _goes_on(above[keys[0].column], keys[0])):
        return False
    if any(not above[cell.column].paragraphs for cell in filled):
        return False
    return any(_goes_on(above[cell.column], cell) for cell in filled) or len(keys) > 2


def _goes_on(above: TableCell, below: TableCell) -> bool:
    """Whether the last line of a cell reads on in the first line of another."""
    if not above.paragraphs or not below.paragraphs:
        return False
    before = above.paragraphs[-1].lines[-1]
    return before.text[-1] not in SENTENCE_END and joins(before, below.paragraphs[0].lines[0], above.region, below.region)


def _join_row(table: FlowTable, rest: list[TableCell]) -> None:
    """Add the rest of a cut row to its cells."""
    above = _bottom_cells(table)
    for cell in rest:
        target = above[cell.column]
        paragraphs = cell.paragraphs
        if not paragraphs:
            continue
        if target.paragraphs and joins(target.paragraphs[-1].lines[-1], paragraphs[0].lines[0], target.region, cell.region):
            target.paragraphs[-1].lines += paragraphs[0].lines
            target.paragraphs[-1].close()
            paragraphs = paragraphs[1:]
        target.paragraphs += paragraphs


def _lengthen(table: FlowTable, column: int, rows: int) -> None:
    """Let the lowest cell of a column span more rows."""
    cell = _bottom_cells(table).get(column)
    if cell is not None:
        cell.row_span += rows


def _carry_merged(table: FlowTable, rows: list[TableCell], first: int) -> list[TableCell]:
    """Let a merged cell of the page before reach over the empty first cells of its column on the next one."""
    above = _bottom_cells(table)
    kept = []
    filled = {cell.column for cell in rows if cell.row == first and cell.paragraphs}
    for cell in rows:
        upper = above.get(cell.column)
        merged = upper is not None and upper.column_span == cell.column_span and (upper.row_span > 1 or cell.row_span > 1)
        leading = not any(column < cell.column for column in filled)
        if cell.row == first and not cell.paragraphs and merged and leading and upper is not None and filled:
            upper.row_span += cell.row_span
        else:
            kept.append(cell)
    return kept
