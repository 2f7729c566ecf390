"""Pictures of grids (格网图): themes by plan as a heat map, and one plan's deadlines by lead body (甘特图)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from policy_extract.compare.coverage import Coverage
from policy_extract.compare.drawing import (
    ACCENT,
    INK,
    LINE,
    PALETTE,
    QUIET,
    box,
    clipped,
    mixed,
    picture,
    room,
    stroke,
    words,
)
from policy_extract.compare.timeline import Bar, Timeline
from policy_extract.errors import UsageError

CELL = (66, 24)
"""Width and height of a cell of the heat map."""
LINE_HEIGHT = 18
NAME_ROOM = 210
CHART = 560
"""Width of the time axis."""
SHOWN_BARS = 160
"""Bars of a picture at the most; the table has all."""


def heat(coverage: Coverage) -> str:
    """Themes down, plans across; the colour is the share of a plan's measures, the number their count."""
    names = list(coverage.themes.values())
    left = max(room(name) for name in names) + 30
    labels = [row.label for row in coverage.rows]
    top = 70 + min(max(room(label) for label in labels), 150)
    width, height = left + CELL[0] * len(labels) + 90, top + CELL[1] * len(names) + 20
    parts = [
        words(16, 26, "主题覆盖", size=17, bold=True),
        words(16, 46, "数字为涉及该主题的举措数，颜色为占本文件举措的比重", size=11, fill=QUIET),
    ]
    for index, label in enumerate(labels):
        x = left + CELL[0] * index + CELL[0] / 2
        shown = clipped(label, 150, 12)
        title = words(x, top - 8, shown, size=12, tip=coverage.rows[index].name)
        parts.append(f'<g transform="rotate(-40 {x:.1f} {top - 8:.1f})">{title}</g>')
    for line, (theme, name) in enumerate(coverage.themes.items()):
        y = top + CELL[1] * line
        parts.append(words(left - 8, y + 17, name, anchor="end"))
        for index, row in enumerate(coverage.rows):
            cell = row.cells.get(theme)
            share = cell.measures / row.measures if cell is not None and row.measures else 0.0
            x = left + CELL[0] * index
            tip = f"{row.label} {name}：{cell.measures} 条，目标 {cell.targets} 个。{cell.example[:120]}" if cell else ""
            parts.append(box(x + 1, y + 1, CELL[0] - 2, CELL[1] - 2, mixed(share * 2.5) if cell else "#fafafa", tip))
            if cell is not None:
                fill = "#ffffff" if share > 0.22 else INK
                parts.append(words(x + CELL[0] / 2, y + 17, str(cell.measures), size=12, anchor="middle", fill=fill, tip=tip))
    return picture(width, height, "主题覆盖", parts)


def gantt(found: Timeline) -> str:
    """One plan's dated measures, a line each, by lead body. Raises UsageError when none bears a date."""
    if found.start is None or not found.drawable:
        raise UsageError(f"{found.name}: no dated measure to draw ({found.undated} without a date)")
    bodies = found.bodies()
    bars = [bar for body in bodies for bar in found.bars if bar.body == body]
    shown = bars[:SHOWN_BARS]
    last = found.end or dt.date(found.start.year, 12, 31)
    begin = found.start if any(bar.start for bar in found.bars) or found.dated else dt.date(found.start.year, 1, 1)
    # A year is the least that the axis shows; whole years at both ends keep the ticks round.
    first_year, last_year = found.start.year, max(last.year, found.start.year)
    groups = [(body, [bar for bar in shown if bar.body == body]) for body in bodies]
    groups = [group for group in groups if group[1]]
    height = 84 + sum(LINE_HEIGHT * len(each) + 8 for _, each in groups) + 30
    width = NAME_ROOM + CHART + 330
    parts = [
        words(16, 26, clipped(found.title, width - 40, 17), size=17, bold=True),
        words(16, 46, f"任务时间轴：按牵头单位；浅色为长期任务；另有 {found.undated} 项没有时间", size=11, fill=QUIET),
        *_years(first_year, last_year, 60, height - 30),
    ]
    y = 84.0
    for index, (body, each) in enumerate(groups):
        parts.append(words(NAME_ROOM - 12, y + 13, clipped(body, NAME_ROOM - 20), anchor="end", bold=True))
        for bar in each:
            parts += _bar(bar, y, (first_year, last_year), begin, PALETTE[index % len(PALETTE)])
            y += LINE_HEIGHT
        parts.append(stroke(16, y + 3, width - 16, y + 3))
        y += 8
    if len(bars) > len(shown):
        parts.append(words(16, height - 8, f"另有 {len(bars) - len(shown)} 项未画", size=11, fill=QUIET))
    return picture(width, height, f"任务时间轴 {found.title}", parts)


def _x(day: dt.date, years: tuple[int, int]) -> float:
    """The place of a day on the axis."""
    start = dt.date(years[0], 1, 1).toordinal()
    span = dt.date(years[1], 12, 31).toordinal() - start + 1
    return NAME_ROOM + (day.toordinal() - start) / span * CHART


def _years(first: int, last: int, top: float, bottom: float) -> list[str]:
    """A line at every new year, or every few when there are many."""
    parts = []
    step = max(1, (last - first + 1) // 12)
    for year in range(first, last + 2, step):
        x = NAME_ROOM + CHART if year == last + 1 else _x(dt.date(year, 1, 1), (first, last))
        parts.append(stroke(x, top + 14, x, bottom, LINE))
        if year <= last:
            parts.append(words(x + 2, top + 12, str(year), size=11, fill=QUIET))
    return parts


def _bar(bar: Bar, y: float, years: tuple[int, int], plan_start: dt.date, colour: str) -> Sequence[str]:
    """One measure: from its first day, or the plan's, to its last; a lasting one fades out at the right."""
    begin = _x(bar.start or plan_start, years)
    end = _x(bar.end, years) if bar.end is not None else NAME_ROOM + CHART
    tip = f"{bar.words}：{bar.text[:200]}"
    fill = mixed(0.25) if bar.lasting else colour
    parts = [box(begin, y + 3, max(end - begin, 4), LINE_HEIGHT - 7, fill, tip, 2)]
    label = bar.end.isoformat() if bar.end else "长期"
    parts.append(words(NAME_ROOM + CHART + 8, y + 13, f"{label}　{clipped(bar.text, 230, 11)}", size=11, fill=QUIET, tip=tip))
    if bar.end is not None and bar.start is None:
        # The text names only the end: the mark stands there.
        parts.append(box(end - 2, y + 1, 4, LINE_HEIGHT - 3, ACCENT))
    return parts
