"""Ruled lines become grids: which cells a table has, and how many rows and columns each one spans (表格线还原)."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field

from policy_extract.reading.layout import Rule, Run

STRAIGHT = 1.6
"""Largest slope or thickness of a ruled line."""
SHORTEST = 5.0
TOUCH = 3.0
"""Distance at which ruled lines count as touching."""
SAME = 2.5
"""Distance at which two parallel lines are one."""
PROTRUDING = 8.0
"""A line that goes on so far beyond the last upright one closes an open side."""
MOST_RULES = 3000
"""Lines of one direction on a page, dashes and pieces put together."""
MOST_CELLS = 20_000


@dataclass(slots=True)
class GridCell:
    """A cell of a grid with its place and the runs that stand in it (单元格)."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    y0: float
    x1: float
    y1: float
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A ruled table of one page (表格)."""

    page: int
    xs: list[float]
    ys: list[float]
    cells: list[GridCell]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.ys[-1]

    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1


def find_grids(page: int, rules: list[Rule]) -> list[Grid]:
    """The grids that the ruled lines of a page make, frames around a single cell too."""
    level = _merged([rule for rule in rules if abs(rule.y1 - rule.y0) <= STRAIGHT], level=True)
    upright = _merged([rule for rule in rules if abs(rule.x1 - rule.x0) <= STRAIGHT], level=False)
    level = [rule for rule in level if rule.x1 - rule.x0 >= SHORTEST][:MOST_RULES]
    upright = [rule for rule in upright if rule.y1 - rule.y0 >= SHORTEST][:MOST_RULES]
    grids = []
    for rows, columns in _components(level, upright):
        grid = _grid(page, rows, columns)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.top, grid.xs[0]))


def _merged(rules: list[Rule], level: bool) -> list[Rule]:
    """Pieces of one line put together."""

    def place(rule: Rule) -> float:
        return (rule.y0 + rule.y1) / 2 if level else (rule.x0 + rule.x1) / 2

    def span(rule: Rule) -> tuple[float, float]:
        return (rule.x0, rule.x1) if level else (rule.y0, rule.y1)

    tracks: list[tuple[float, list[tuple[float, float]]]] = []
    for rule in sorted(rules, key=place):
        here = place(rule)
        if tracks and here - tracks[-1][0] <= SAME:
            tracks[-1][1].append(span(rule))
        else:
            tracks.append((here, [span(rule)]))
    merged = []
    for here, spans in tracks:
        joined: list[tuple[float, float]] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1] + TOUCH:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        merged += [Rule(a, here, b, here) if level else Rule(here, a, here, b) for a, b in joined]
    return merged


def _components(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that touch one another."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    heights = [rule.y0 for rule in level]
    for number, column in enumerate(upright):
        first = bisect_right(heights, column.y0 - TOUCH)
        for index in range(first, len(level)):
            row = level[index]
            if row.y0 > column.y1 + TOUCH:
                break
            if row.x0 - TOUCH <= column.x0 <= row.x1 + TOUCH:
                parent[root(len(level) + number)] = root(index)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(level + upright):
        group = groups.setdefault(root(index), ([], []))
        group[0 if index < len(level) else 1].append(rule)
    return [group for group in groups.values() if group[0] and group[1] and len(group[0]) + len(group[1]) >= 3]


def _grid(page: int, level: list[Rule], upright: list[Rule]) -> Grid | None:
    """The cells between the lines of a group."""
    xs, ys = _places([rule.x0 for rule in upright]), _places([rule.y0 for rule in level])
    xs = _closed(xs, [(rule.x0, rule.x1) for rule in level])
    ys = _closed(ys, [(rule.y0, rule.y1) for rule in upright])
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MOST_CELLS:
        return None
    right_wall = _walls(xs, ys, [(rule.x0, rule.y0, rule.y1) for rule in upright])
    lower_wall = _walls(ys, xs, [(rule.y0, rule.x0, rule.x1) for rule in level])
    cells = []
    taken = [[False] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if taken[row][column]:
                continue
            last = column
            while last + 2 < len(xs) and not right_wall[last + 1][row] and not taken[row][last + 1]:
                last += 1
            low = row
            while low + 2 < len(ys) and not any(lower_wall[low + 1][c] for c in range(column, last + 1)):
                if any(taken[low + 1][c] for c in range(column, last + 1)):
                    break
                low += 1
            for r in range(row, low + 1):
                for c in range(column, last + 1):
                    taken[r][c] = True
            cells.append(GridCell(row, column, low - row + 1, last - column + 1, xs[column], ys[row], xs[last + 1], ys[low + 1]))
    return Grid(page, xs, ys, cells)


def _places(values: list[float]) -> list[float]:
    """Distinct places, near ones taken as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > SAME:
            places.append(value)
    return places


def _closed(places: list[float], spans: list[tuple[float, float]]) -> list[float]:
    """Places with the open sides of a table closed: most lines across go on beyond the outermost one."""
    if not places or not spans:
        return places
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    if sum(1 for a, _ in spans if a < places[0] - PROTRUDING) * 2 > len(spans):
        places = [first, *places]
    if sum(1 for _, b in spans if b > places[-1] + PROTRUDING) * 2 > len(spans):
        places = [*places, last]
    return places


def _walls(across: list[float], along: list[float], rules: list[tuple[float, float, float]]) -> list[list[bool]]:
    """For each place across, whether a line stands there beside the middle of each interval along."""
    walls = [[False] * (len(along) - 1) for _ in across]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(along)]
    for place, start, end in rules:
        index = min(range(len(across)), key=lambda i: abs(across[i] - place))
        for number in range(bisect_right(middles, start), len(middles)):
            if middles[number] > end:
                break
            walls[index][number] = True
    return walls


def fill_grid(grid: Grid, runs: list[Run]) -> list[Run]:
    """Put the runs that stand inside the grid into its cells; the others are returned."""
    outside = []
    at = [[-1] * grid.columns() for _ in range(grid.rows())]
    for number, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                at[row][column] = number
    for run in runs:
        middle = run.y - 0.35 * run.size
        row = bisect_right(grid.ys, middle) - 1
        center = (run.left[0] + run.right[-1]) / 2
        if not 0 <= row < grid.rows() or not grid.xs[0] - TOUCH <= center <= grid.xs[-1] + TOUCH:
            outside.append(run)
            continue
        for start, stop, cell_number in _cut(run, grid.xs, at[row]):
            grid.cells[cell_number].runs.append(run if stop - start == len(run.text) else run.part(start, stop))
    return outside


def _cut(run: Run, xs: list[float], cells: list[int]) -> list[tuple[int, int, int]]:
    """Pieces of a run with the number of the cell that each stands in."""
    last = len(cells) - 1
    numbers = [
        cells[min(max(bisect_right(xs, (left + right) / 2) - 1, 0), last)]
        for left, right in zip(run.left, run.right, strict=True)
    ]
    pieces = []
    start = 0
    for index in range(1, len(numbers) + 1):
        if index == len(numbers) or numbers[index] != numbers[start]:
            pieces.append((start, index, numbers[start]))
            start = index
    return pieces
