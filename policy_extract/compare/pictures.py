"""Pictures of one indicator (指标图): places along a number line, and small panels through the years.

Marks say how a target was put: ● a number, ●→ 以上, ○→ 超过, ←● 以内, ←○ 低于, ◌ (hollow) 左右, ●—● a range.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from policy_extract.compare.drawing import (
    ACCENT,
    INK,
    LINE,
    PALETTE,
    QUIET,
    SECOND,
    Scale,
    arrow,
    clipped,
    dot,
    picture,
    room,
    short,
    stroke,
    words,
)
from policy_extract.compare.matrix import Matrix, Row
from policy_extract.compare.phrasing import column_title, number_text
from policy_extract.compare.targets import Target
from policy_extract.errors import UsageError

WIDTH = 820
ROW = 22
TOP = 64
PANEL = (230, 150)
"""Width and height of a small panel."""
ARROW = 18
SHOWN = 120
"""Rows of a picture at the most; the table has all."""


def dots(matrix: Matrix, position: int = 0, year: int | None = None) -> str:
    """A number line of the places of one column, the highest first; `year` takes the rows of one year.

    Raises UsageError when no row has a number.
    """
    column = matrix.columns[position]
    found = numbers_of(matrix, position, year)
    unit = found[0][1].unit
    shown = found[:SHOWN]
    name_room = min(max(room(row.label) for row, _ in shown) + 20, 230)
    ends = [float(number) for _, target in shown for number in (target.low, target.high, target.number) if number is not None]
    scale = Scale(min(ends), max(ends), name_room + ARROW, WIDTH - 110)
    height = TOP + ROW * len(shown) + 50
    title = column_title(column.name, column.form) + (f" {year}年" if year else "")
    parts = [words(16, 26, f"{title}（{unit or '—'}）", size=17, bold=True), _legend(16, 46)]
    parts += _axis(scale, TOP, height - 36)
    middle = scale(float(median(float(target.number) for _, target in found if target.number is not None)))
    parts += [
        stroke(middle, TOP - 4, middle, height - 36, SECOND, 1, True),
        words(middle, height - 4, "中位", size=11, anchor="middle", fill=SECOND),
    ]
    for index, (row, target) in enumerate(shown):
        y = TOP + ROW * index + ROW / 2
        parts.append(words(name_room, y + 4, clipped(row.label, name_room - 10), anchor="end", tip=row.holdings[0].name))
        parts += mark(scale, y, target)
        parts.append(words(WIDTH - 100, y + 4, number_text(target), size=12, fill=QUIET, tip=target.sentence))
    if len(found) > len(shown):
        parts.append(words(16, height - 4, f"另有 {len(found) - len(shown)} 行未画", size=11, fill=QUIET))
    return picture(WIDTH, height, title, parts)


def numbers_of(matrix: Matrix, position: int, year: int | None) -> list[tuple[Row, Target]]:
    """Rows with a number of their own, in the unit and period that most of them have, the highest first."""
    found = [
        (row, target)
        for row in matrix.rows
        if (year is None or row.year == year) and (target := row.cells[position].chosen) is not None and target.number is not None
    ]
    if not found:
        raise UsageError(f"no plan states a number for {matrix.columns[position].name}; choose another indicator or year")
    bases = [target.basis for _, target in found]
    usual = max(sorted(set(bases)), key=bases.count)
    same = [pair for pair in found if pair[1].basis == usual]
    return sorted(same, key=lambda pair: (-(pair[1].number or 0), pair[0].label))


def mark(scale: Scale, y: float, target: Target, colour: str = ACCENT) -> list[str]:
    """The mark of one target."""
    tip = f"{number_text(target)}：{target.sentence[:160]}"
    if target.low is not None and target.high is not None:
        ends = [scale(float(target.low)), scale(float(target.high))]
        return [stroke(ends[0], y, ends[1], y, colour, 3), *(dot(x, y, colour, tip=tip, radius=4) for x in ends)]
    x = scale(float(target.number or 0))
    # A fall counts below nought, so that 下降3%以上 points to the left.
    fall = -1 if target.number is not None and target.value is not None and target.number != target.value else 1
    side = {"ge": 1, "gt": 1, "le": -1, "lt": -1}.get(target.comparator, 0) * fall
    parts = [arrow(x, y, x + side * ARROW, colour)] if side else []
    return [*parts, dot(x, y, colour, target.comparator in ("approx", "gt", "lt"), tip)]


def _legend(x: float, y: float) -> str:
    """What the marks mean."""
    return words(x, y, "● 数值　●→ 以上　○→ 超过　←● 以内　○ 左右　●—● 区间　虚线为中位数", size=11, fill=QUIET)


def _axis(scale: Scale, top: float, bottom: float) -> list[str]:
    """Upright lines at round numbers."""
    parts = []
    for tick in scale.ticks():
        x = scale(tick)
        parts += [stroke(x, top, x, bottom, LINE), words(x, bottom + 15, short(tick), size=11, anchor="middle", fill=QUIET)]
    return parts


def multiples(matrix: Matrix, position: int = 0, columns: int = 3) -> str:
    """A small panel for every place with two years or more, all on one scale. Raises UsageError when there is none."""
    column = matrix.columns[position]
    found = numbers_of(matrix, position, None)
    places: dict[str, list[tuple[int, Target]]] = {}
    for row, target in found:
        if row.year:
            places.setdefault(row.place, []).append((row.year, target))
    panels = {place: sorted(each, key=lambda pair: pair[0]) for place, each in sorted(places.items()) if len(each) > 1}
    if not panels:
        raise UsageError(f"no place states {column.name} for two years; a dot plot shows one year")
    numbers = [float(target.number or 0) for each in panels.values() for _, target in each]
    years = [year for each in panels.values() for year, _ in each]
    lines = -(-len(panels) // columns)
    width, height = 40 + columns * (PANEL[0] + 20), TOP + lines * (PANEL[1] + 34)
    title = column_title(column.name, column.form)
    parts = [words(16, 26, f"{title}（{found[0][1].unit or '—'}）逐年目标", size=17, bold=True), _legend(16, 46)]
    for index, (place, each) in enumerate(panels.items()):
        left, top = 40 + index % columns * (PANEL[0] + 20), TOP + index // columns * (PANEL[1] + 34)
        parts += _panel(
            place, each, (left, top), (min(years), max(years)), (min(numbers), max(numbers)), PALETTE[index % len(PALETTE)]
        )
    return picture(width, height, title, parts)


def _panel(
    place: str,
    each: Sequence[tuple[int, Target]],
    corner: tuple[float, float],
    years: tuple[int, int],
    numbers: tuple[float, float],
    colour: str,
) -> list[str]:
    """One place through the years."""
    left, top = corner
    first, last = years

    def across(year: int) -> float:
        """The place of a year, with room for half a label at both ends."""
        return left + 44 + (year - first) / max(last - first, 1) * (PANEL[0] - 64)

    up = Scale(numbers[0], numbers[1], top + PANEL[1] - 18, top + 26)
    parts = [words(left, top + 14, place, bold=True, fill=INK)]
    for tick in up.ticks():
        y = up(tick)
        parts += [
            stroke(left + 24, y, left + PANEL[0], y),
            words(left + 20, y + 4, short(tick), size=10, anchor="end", fill=QUIET),
        ]
    points = [(across(year), up(float(target.number or 0))) for year, target in each]
    path = " ".join(f"{'M' if step == 0 else 'L'}{x:.1f} {y:.1f}" for step, (x, y) in enumerate(points))
    parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    free = [left, left]
    for (x, y), (year, target) in zip(points, each, strict=True):
        parts.append(
            dot(x, y, colour, target.comparator == "approx", f"{year} {number_text(target)}：{target.sentence[:120]}", 4)
        )
        for line, (text, height) in enumerate(((number_text(target), y - 8), (str(year), top + PANEL[1]))):
            # A label that would run into the one before it is left to the tip of its mark.
            if x - room(text, 10) / 2 >= free[line]:
                parts.append(words(x, height, text, size=10, anchor="middle", fill=QUIET))
                free[line] = x + room(text, 10) / 2 + 2
    return parts
