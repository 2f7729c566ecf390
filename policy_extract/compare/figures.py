"""The pictures as figures of matplotlib and charts of altair (绘图对象), for notebooks and papers; extra `figures`.

Chinese characters need a font that holds them: the first of `FONTS` that the system has is taken.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from policy_extract.compare.coverage import Coverage
from policy_extract.compare.drawing import ACCENT, FONTS, PALETTE, SECOND
from policy_extract.compare.frames import frame
from policy_extract.compare.matrix import Matrix
from policy_extract.compare.phrasing import column_title, number_text
from policy_extract.compare.pictures import numbers_of
from policy_extract.compare.timeline import Timeline
from policy_extract.errors import UsageError

MARKS = {"ge": ">", "gt": ">", "le": "<", "lt": "<"}
"""Markers that point where a comparator points; all others are round."""

SHOWN = ["label", "value", "text", "comparator", "quote", "sentence"]
"""Columns of the frame that a chart needs."""


def dot_figure(matrix: Matrix, position: int = 0, year: int | None = None) -> Any:
    """A number line of the places of one column as a matplotlib figure. Raises UsageError."""
    found = list(reversed(numbers_of(matrix, position, year)))
    column = matrix.columns[position]
    figure, axes = _axes(8, 1.2 + 0.28 * len(found))
    for line, (_, target) in enumerate(found):
        if target.low is not None and target.high is not None:
            axes.plot([float(target.low), float(target.high)], [line, line], color=ACCENT, marker="o", linewidth=2)
            continue
        hollow = target.comparator in ("approx", "gt", "lt")
        axes.plot(
            float(target.number or 0), line, marker=MARKS.get(target.comparator, "o"), markersize=8, color=ACCENT,
            markerfacecolor="white" if hollow else ACCENT, linestyle="",
        )  # fmt: skip
        axes.annotate(number_text(target), (1.01, line), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(found)), [row.label for row, _ in found])
    axes.set_title(f"{column_title(column.name, column.form)}（{found[0][1].unit or '—'}）", loc="left")
    axes.grid(axis="x", alpha=0.4)
    return figure


def multiples_figure(matrix: Matrix, position: int = 0) -> Any:
    """Targets through the years, a line a place, as a matplotlib figure. Raises UsageError."""
    column = matrix.columns[position]
    places: dict[str, list[tuple[int, float]]] = {}
    for row, target in numbers_of(matrix, position, None):
        if row.year is not None:
            places.setdefault(row.place, []).append((row.year, float(target.number or 0)))
    lines = {place: sorted(each) for place, each in sorted(places.items()) if len(each) > 1}
    if not lines:
        raise UsageError(f"no place states {column.name} for two years; a dot plot shows one year")
    figure, axes = _axes(8, 4.5)
    for index, (place, each) in enumerate(lines.items()):
        axes.plot(*zip(*each, strict=True), marker="o", label=place, color=PALETTE[index % len(PALETTE)])
    axes.set_title(column_title(column.name, column.form), loc="left")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.4)
    return figure


def heat_figure(coverage: Coverage) -> Any:
    """Themes by plan as a matplotlib figure."""
    figure, axes = _axes(2.5 + 0.9 * len(coverage.rows), 1.5 + 0.3 * len(coverage.themes))
    shares = [
        [row.cells[theme].measures / row.measures if theme in row.cells and row.measures else 0.0 for row in coverage.rows]
        for theme in coverage.themes
    ]
    axes.imshow(shares, cmap="Blues", aspect="auto", vmin=0, vmax=0.4)
    for line, theme in enumerate(coverage.themes):
        for place, row in enumerate(coverage.rows):
            if theme in row.cells:
                colour = "white" if shares[line][place] > 0.22 else "black"
                axes.text(place, line, str(row.cells[theme].measures), ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(len(coverage.rows)), [row.label for row in coverage.rows], rotation=35, ha="right")
    axes.set_yticks(range(len(coverage.themes)), list(coverage.themes.values()))
    return figure


def gantt_figure(found: Timeline) -> Any:
    """Dated measures by lead body as a matplotlib figure. Raises UsageError when none bears a date."""
    if found.start is None or not found.drawable:
        raise UsageError(f"{found.name}: no dated measure to draw ({found.undated} without a date)")
    bars = [bar for body in found.bodies() for bar in found.bars if bar.body == body]
    last = found.end or dt.date(found.start.year, 12, 31)
    figure, axes = _axes(9, 1.2 + 0.26 * len(bars))
    for line, bar in enumerate(reversed(bars)):
        begin, end = bar.start or found.start, bar.end or last
        axes.barh(line, (end - begin).days or 1, left=begin, color=ACCENT if not bar.lasting else "#c9d9e8", height=0.6)
        if bar.end is not None:
            axes.plot(bar.end, line, marker="|", color=SECOND, markersize=9)
    axes.xaxis_date()
    axes.set_yticks(range(len(bars)), [f"{bar.body}　{bar.text[:18]}" for bar in reversed(bars)], fontsize=8)
    axes.set_title(found.title, loc="left")
    return figure


def altair_dots(matrix: Matrix, position: int = 0) -> Any:
    """A number line of one column as an altair chart, the words of the source under the pointer. Raises UsageError."""
    try:
        import altair
    except ImportError as error:
        raise UsageError("charts need altair; install policy-extract[figures]") from error
    column = matrix.columns[position]
    data = frame(matrix)
    data = data[(data["indicator"] == column.indicator) & (data["form"] == column.form) & (data["part"] == "chosen")]
    data = data.assign(label=data["place"] + data["year"].astype("string").fillna("").radd(" "))
    return (
        altair.Chart(data[SHOWN], title=column_title(column.name, column.form))
        .mark_point(filled=True, size=80)
        .encode(
            x=altair.X("value:Q", title=column.name),
            y=altair.Y("label:N", sort="-x", title=None),
            shape="comparator:N",
            tooltip=["label", "text", "sentence"],
        )
    )


def _axes(width: float, height: float) -> tuple[Any, Any]:
    """An empty figure with Chinese fonts. Raises UsageError when matplotlib is not installed."""
    try:
        import matplotlib
        from matplotlib import font_manager
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("figures need matplotlib; install policy-extract[figures]") from error
    known = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [name.strip() for name in FONTS.split(",") if name.strip() in known]
    if fonts:
        # matplotlib looks its fonts up when a figure is drawn, long after this call: only its settings reach there.
        matplotlib.rcParams["font.family"] = [*fonts, "sans-serif"]
        matplotlib.rcParams["axes.unicode_minus"] = False
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()
