"""Finds the data tables of a page and the exact grid of their cells; tables used for layout are none (数据表格)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from policy_extract.reading.html_lines import HIDDEN, Line
from policy_extract.reading.html_tree import Node, Tree

WIDEST = 1000
"""Columns of a table; HTML allows no wider cell."""
WORK = 3_000_000
"""Steps that laying out the grids of a page may take."""
SHORT_CELL = 80
GROUPS = frozenset(("thead", "tbody", "tfoot"))
LONG_CELL, MANY_LINES = 300, 5
LONGEST_REACH = 100
"""Rows in which a merged cell is looked at."""


@dataclass(slots=True)
class GridCell:
    """A cell at its place in the grid (单元格)."""

    node: Node
    row: int
    column: int
    row_span: int
    column_span: int
    lines: list[int] = field(default_factory=list)
    """Indexes of its lines."""


@dataclass(slots=True)
class Grid:
    """A table with its rows as they stand in the page, and its grid once laid out."""

    node: Node
    rows: list[list[Node]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    """Row group of each row: spans do not reach beyond it."""
    cells: list[GridCell] = field(default_factory=list)
    columns: int = 0
    nested: int = 0
    """Characters in tables inside it."""

    @property
    def bordered(self) -> bool:
        """Whether the page draws it as a table."""
        given = self.node.attributes
        if given.get("border", "0").strip() not in ("", "0") or "mso" in given.get("class", "").lower():
            return True
        head = [cell for row in self.rows[:2] for cell in row]
        return any(cell.tag == "th" or "border" in cell.raw.lower() for cell in head)


def find_tables(tree: Tree, lines: list[Line], main: int) -> tuple[list[Grid], dict[int, GridCell], list[str]]:
    """The data tables inside the main element, the cell of every line in one, and warnings."""
    grids, homes = _gather(tree, main)
    if not grids:
        return [], {}, []
    inside: dict[int, list[int]] = {}
    last = tree.nodes[main].last
    for number, line in enumerate(lines):
        if main <= line.node <= last and (home := homes[line.node - main]):
            inside.setdefault(home, []).append(number)
    _add_nested(tree, grids, homes, lines, inside, main)
    found: list[Grid] = []
    owners: dict[int, GridCell] = {}
    warnings: list[str] = []
    budget, closed = WORK, -1
    starts = [line.start for line in lines]
    for grid in grids:
        if grid.node.index <= closed:
            _adopt(grid, owners, inside, found[-1])
            continue
        if not any(cell.index in inside for row in grid.rows for cell in row):
            continue
        budget = _lay_out(grid, budget)
        if budget <= 0:
            warnings.append("a table with too many and too wide cells is read as paragraphs")
            break
        for cell in grid.cells:
            cell.lines = inside.get(cell.node.index, [])
        if _is_data(grid, lines, starts):
            found.append(grid)
            closed = grid.node.last
            owners.update((number, cell) for cell in grid.cells for number in cell.lines)
    return found, owners, warnings


def _gather(tree: Tree, main: int) -> tuple[list[Grid], list[int]]:
    """The tables below an element with their rows, and the innermost cell of every element (0 for none)."""
    nodes, last = tree.nodes, tree.nodes[main].last
    homes = [0] * (last - main + 1)
    tables: dict[int, Grid] = {}
    table_of = [0] * (last - main + 1)
    row_of: dict[int, int] = {}
    for node in nodes[main + 1 : last + 1]:
        place, above = node.index - main, node.parent - main
        homes[place], table_of[place] = homes[above], table_of[above]
        if node.tag == "table":
            tables[node.index] = Grid(node)
            homes[place], table_of[place] = 0, node.index
        elif node.tag == "tr" and table_of[above] and not _is_hidden(node):
            grid = tables[table_of[above]]
            row_of[node.index] = len(grid.rows)
            grid.rows.append([])
            grid.groups.append(node.parent if nodes[node.parent].tag in GROUPS else grid.node.index)
        elif node.tag in ("td", "th") and table_of[above]:
            homes[place] = 0
            if node.parent in row_of and not _is_hidden(node):
                homes[place] = node.index
                tables[table_of[above]].rows[row_of[node.parent]].append(node)
    return list(tables.values()), homes


def _is_hidden(node: Node) -> bool:
    """Whether a row or cell is not shown; word processors end their tables with a row that only sets widths."""
    return bool(node.raw) and "isplay" in node.raw.lower() and HIDDEN.search(node.raw) is not None


def _add_nested(
    tree: Tree, grids: list[Grid], homes: list[int], lines: list[Line], inside: dict[int, list[int]], main: int
) -> None:
    """Count the characters that a table holds in tables inside it."""
    characters = {cell: sum(len(lines[number].text) for number in numbers) for cell, numbers in inside.items()}
    by_table = {grid.node.index: grid for grid in grids}
    for grid in reversed(grids):
        own = grid.nested + sum(characters.get(cell.index, 0) for row in grid.rows for cell in row)
        above = homes[grid.node.parent - main] if grid.node.parent > main else 0
        if above:
            parent = tree.nodes[above]
            while parent.tag != "table":
                parent = tree.nodes[parent.parent]
            by_table[parent.index].nested += own


def _adopt(grid: Grid, owners: dict[int, GridCell], inside: dict[int, list[int]], around: Grid) -> None:
    """The lines of a table inside a data cell are lines of that cell."""
    for cell in around.cells:
        if cell.node.index < grid.node.index <= cell.node.last:
            for row in grid.rows:
                for part in row:
                    for number in inside.get(part.index, ()):
                        cell.lines.append(number)
                        owners[number] = cell
            cell.lines.sort()
            return


def _span(node: Node, name: str) -> int:
    """A span as written, at least 1; 0 is kept for rows, where it means to the end of the group."""
    written = node.attributes.get(name, "").strip()
    digits = written[: len(written) - len(written.lstrip("0123456789"))]
    return min(int(digits[:6]), 65_534) if digits else 1


def _lay_out(grid: Grid, budget: int) -> int:
    """Give every cell its row and column; returns what is left of the work that may be spent."""
    ends: dict[int, int] = {}
    for number, group in enumerate(grid.groups):
        ends[group] = number + 1
    free: list[int] = []
    for row, cells in enumerate(grid.rows):
        column = 0
        end = ends[grid.groups[row]]
        for node in cells:
            while column < len(free) and free[column] > row:
                column += 1
                budget -= 1
            wide = min(max(1, _span(node, "colspan")), WIDEST)
            high = _span(node, "rowspan")
            high = end - row if high == 0 else min(high, end - row)
            if budget <= 0 or column + wide > WIDEST:
                return 0
            grid.cells.append(GridCell(node, row, column, high, wide))
            free.extend([0] * (column + wide - len(free)))
            free[column : column + wide] = [row + high] * wide
            column += wide
            budget -= wide
    grid.columns = len(free)
    return budget


def _is_data(grid: Grid, lines: list[Line], starts: list[int]) -> bool:
    """Whether a table holds data: rows of several filled cells, and no page inside it."""
    filled = [cell for cell in grid.cells if cell.lines or (grid.nested and _holds(cell.node, starts))]
    bordered = grid.bordered
    sizes = [sum(len(lines[number].text) for number in cell.lines) for cell in filled]
    own = sum(sizes)
    if grid.columns < 2 or len(filled) < 2 or grid.nested > (own // 2 if bordered else 0):
        return False
    linked = sum(lines[number].linked for cell in filled for number in cell.lines)
    if not bordered and linked * 10 >= own * 7:
        return False
    rows: dict[int, int] = {}
    for cell in filled:
        for row in range(cell.row, cell.row + min(cell.row_span, LONGEST_REACH)):
            rows[row] = rows.get(row, 0) + 1
    if len(grid.rows) == 1:
        return max(sizes) <= SHORT_CELL
    if sum(1 for count in rows.values() if count >= 2) < 2:
        return False
    longest = max(range(len(filled)), key=sizes.__getitem__)
    article = sizes[longest] > LONG_CELL and sizes[longest] * 10 > own * 6 and len(filled[longest].lines) >= MANY_LINES
    return bordered or not article


def _holds(node: Node, starts: list[int]) -> bool:
    """Whether any line begins inside an element."""
    place = bisect_left(starts, node.start)
    return place < len(starts) and starts[place] < node.end
