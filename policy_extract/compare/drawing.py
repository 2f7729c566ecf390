"""Strokes of self-contained pictures (绘图): SVG text with fonts that hold Chinese characters, and no script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

FONTS = (
    "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Hiragino Sans GB, WenQuanYi Micro Hei, SimHei, "
    "sans-serif"
)
"""The first font at hand is taken."""
INK, QUIET, LINE, ACCENT, SECOND = "#222222", "#777777", "#d8d8d8", "#1f6fb2", "#c8511b"
PALETTE = ("#1f6fb2", "#c8511b", "#3a8f4d", "#8a5aa8", "#b08a1e", "#2a9aa0", "#a83250", "#5b6b7a")
SIZE = 13
"""Points of usual text; a Chinese character is as wide."""


def room(text: str, size: float = SIZE) -> float:
    """About how wide a text is."""
    return sum(size if unicodedata.east_asian_width(each) in "WF" else size * 0.56 for each in text)


def clipped(text: str, width: float, size: float = SIZE) -> str:
    """A text cut to a width, with … at the end when something was cut."""
    text = " ".join(text.split())
    if room(text, size) <= width:
        return text
    while text and room(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
    tip: str = "",
) -> str:
    """A text at its base line; `tip` is shown under the pointer."""
    weight = ' font-weight="bold"' if bold else ""
    inner = escape(text) + (f"<title>{escape(tip)}</title>" if tip else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"{weight}>{inner}</text>'


def stroke(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1, dashed: bool = False) -> str:
    """A straight line."""
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"{dash}/>'


def box(x: float, y: float, width: float, height: float, fill: str, tip: str = "", radius: float = 0) -> str:
    """A filled rectangle."""
    inner = f"<title>{escape(tip)}</title>" if tip else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" rx="{radius:g}"'
    return f'<rect {place} fill="{fill}">{inner}</rect>'


def dot(x: float, y: float, colour: str = ACCENT, hollow: bool = False, tip: str = "", radius: float = 5) -> str:
    """A round mark, filled or hollow."""
    inner = f"<title>{escape(tip)}</title>" if tip else ""
    fill = "#ffffff" if hollow else colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{colour}" stroke-width="2">{inner}</circle>'


def arrow(x: float, y: float, to: float, colour: str = ACCENT) -> str:
    """A short arrow from a mark to one side."""
    side = 1 if to > x else -1
    return stroke(x, y, to, y, colour, 2) + (f'<path d="M{to:.1f} {y:.1f} l{-5 * side} -4 v8 z" fill="{colour}" stroke="none"/>')


def picture(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """A whole SVG; the title is also what a screen reader says."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" font-family="{escape(FONTS)}">',
            f"<title>{escape(title)}</title>",
            box(0, 0, width, height, "#ffffff"),
            *parts,
            "</svg>",
            "",
        )
    )


class Scale:
    """Numbers onto a stretch of the picture, with round ticks."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        """`low` to `high` lie between `start` and `end`; a single number gets room on both sides."""
        if high <= low:
            low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
        step = tick_step(high - low)
        self.low = step * int(low // step)
        self.high = step * -int(-high // step)
        self.step, self.start, self.end = step, start, end

    def __call__(self, number: float) -> float:
        """The place of a number."""
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Round numbers along the scale."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]


def tick_step(span: float, wanted: int = 6) -> float:
    """A round step: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** _floor_log(span / wanted)
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= wanted)


def _floor_log(number: float) -> int:
    """The exponent of the power of ten at or below a number."""
    exponent = 0
    while number >= 10:
        number, exponent = number / 10, exponent + 1
    while 0 < number < 1:
        number, exponent = number * 10, exponent - 1
    return exponent


def short(number: float) -> str:
    """A number for a tick: 8, 8.5, 20万, 3.2亿."""
    for size, word in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if abs(number) >= size:
            return f"{number / size:.6g}{word}"
    return f"{number:.6g}"


def mixed(share: float, light: tuple[int, int, int] = (244, 248, 252), dark: tuple[int, int, int] = (20, 92, 150)) -> str:
    """A colour between light and dark."""
    share = min(max(share, 0.0), 1.0)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in zip(light, dark, strict=True))
