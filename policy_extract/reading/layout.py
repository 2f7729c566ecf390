"""Positioned characters become paragraphs and tables: the geometry that PDF, OFD and OCR share (版面还原).

A reader gives pages of runs (characters on one baseline) and ruled lines; `compose` gives a Source back. Lengths are points
(1/72 inch), y grows downwards from the top of the page.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

WIDE = 0x2E80
"""Characters from here on are as wide as the font is large."""
SAMPLE = 40
"""Characters of a run that are measured for its font size."""
LATIN_SHARE = 0.78
"""Font size by the height of a run without a wide character."""
WORD_GAP = 0.18
"""Share of the font size that parts two Latin words."""
BLANK_GAP = 0.8
"""Share of the font size that reads as a blank between any two characters."""
COLUMN_GAP = 1.9
"""Share of the font size that parts the cells of a row printed without ruled lines."""


@dataclass(slots=True)
class Run:
    """Characters on one baseline without a gap (字符串段)."""

    page: int
    origin: str
    """Name of the object of the file that holds the characters; empty where the page counts them through."""
    text: str
    left: list[float]
    right: list[float]
    index: list[int]
    """Number of each character in its page or object."""
    y: float
    """Baseline."""
    size: float
    shaky: bool = False
    """True when the recognition was not sure of it."""

    def part(self, start: int, stop: int) -> Run:
        """The characters from start to stop as a run of their own."""
        cut = slice(start, stop)
        return Run(
            self.page,
            self.origin,
            self.text[cut],
            self.left[cut],
            self.right[cut],
            self.index[cut],
            self.y,
            self.size,
            self.shaky,
        )


@dataclass(slots=True)
class Rule:
    """A straight ruled line, level or upright (表格线)."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """What a reader found on a page (页)."""

    number: int
    """1-based."""
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    furniture: list[Run] = field(default_factory=list)
    """Runs that the format itself calls background (a template page)."""


@dataclass(slots=True)
class Line:
    """A printed line (行)."""

    runs: list[Run]
    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    blank: bool = False
    """Whether the file has a blank behind the last word."""
    parted: bool = False
    """True for a row of pieces far apart: it never joins its neighbours."""


Locate = Callable[[list[Run]], str]
"""How a reader names the places of some runs in its file."""


def size_of(text: str, left: list[float], right: list[float], height: float) -> float:
    """Font size: the usual width of wide characters, or a share of the height where there is none."""
    widths = [right[i] - left[i] for i, character in enumerate(text[:SAMPLE]) if ord(character) >= WIDE]
    if widths:
        return max(statistics.median_low(widths), 1.0)
    return max(height * LATIN_SHARE, 1.0)


def make_line(runs: list[Run]) -> Line | None:
    """One line of the runs on a baseline; a run that is printed twice for boldness counts once, blanks at the ends go."""
    runs = _once(sorted(runs, key=lambda run: run.left[0]))
    blank = bool(runs) and runs[-1].text[-1].isspace()
    runs = _trimmed(runs)
    if not runs:
        return None
    size = max(run.size for run in runs) if len(runs) < 3 else statistics.median_high(run.size for run in runs)
    pieces = [runs[0].text]
    parted = False
    for before, after in itertools.pairwise(runs):
        gap = after.left[0] - before.right[-1]
        latin = _latin(before.text[-1]) and _latin(after.text[0])
        if (gap > BLANK_GAP * size or (latin and gap > WORD_GAP * size)) and not before.text[-1].isspace():
            pieces.append(" ")
        parted = parted or gap > COLUMN_GAP * size
        pieces.append(after.text)
    # The lowest line of full-size runs is the baseline: raised marks stand above it.
    y = statistics.median_high(run.y for run in runs if run.size >= size * 0.8)
    return Line(runs, "".join(pieces), runs[0].page, runs[0].left[0], runs[-1].right[-1], y, size, blank, parted)


def lines_of(runs: list[Run]) -> list[Line]:
    """The lines of some runs from top to bottom; raised small marks (①, ²) belong to the line that they touch."""
    groups: list[list[Run]] = []
    y, size = 0.0, 0.0
    for run in sorted(runs, key=lambda run: (run.y, run.left[0])):
        if groups and run.y - y <= 0.35 * min(size, run.size):
            groups[-1].append(run)
            if run.size > size:
                y, size = run.y, run.size
        else:
            groups.append([run])
            y, size = run.y, run.size
    lines = [line for line in map(make_line, _with_raised(groups)) if line is not None]
    return sorted(lines, key=lambda line: (line.y, line.x0))


def _with_raised(groups: list[list[Run]]) -> list[list[Run]]:
    """Put groups of small raised or lowered runs into the neighbouring line whose span they touch."""
    kept: list[list[Run]] = []
    held: list[Run] = []
    for group in groups:
        largest = max(run.size for run in group)
        y = statistics.median(run.y for run in group)
        if kept and _touches(group, largest, y, kept[-1]):
            kept[-1].extend(group)
            continue
        if held:
            if _touches(held, max(run.size for run in held), held[0].y, group):
                group = held + group
            else:
                kept.append(held)
            held = []
        if len(group) <= 3 and sum(len(run.text) for run in group) <= 6:
            held = group
        else:
            kept.append(group)
    if held:
        kept.append(held)
    return kept


def _touches(small: list[Run], size: float, y: float, line: list[Run]) -> bool:
    """Whether small runs are raised or lowered marks of a line."""
    largest = max(run.size for run in line)
    base = statistics.median(run.y for run in line)
    if size > 0.78 * largest or abs(y - base) > 0.75 * largest:
        return False
    left, right = min(run.left[0] for run in line), max(run.right[-1] for run in line)
    return all(left - 0.5 * largest <= run.left[0] <= right + 0.5 * largest for run in small)


def _latin(character: str) -> bool:
    """Whether words of such characters are parted by blanks."""
    return character.isascii() and character.isalnum()


def _once(runs: list[Run]) -> list[Run]:
    """Runs without those that are printed a second time on nearly the same place."""
    kept: list[Run] = []
    for run in runs:
        if not any(
            other.text == run.text and abs(other.left[0] - run.left[0]) < 0.3 * run.size and abs(other.y - run.y) < 0.3 * run.size
            for other in kept[-3:]
        ):
            kept.append(run)
    return kept


def _trimmed(runs: list[Run]) -> list[Run]:
    """Runs without the blanks at both ends of their line."""
    while runs and runs[0].text.isspace():
        runs = runs[1:]
    while runs and runs[-1].text.isspace():
        runs = runs[:-1]
    if not runs:
        return []
    first = runs[0]
    if first.text[0].isspace():
        runs = [first.part(len(first.text) - len(first.text.lstrip()), len(first.text)), *runs[1:]]
    last = runs[-1]
    if last.text[-1].isspace():
        runs = [*runs[:-1], last.part(0, len(last.text.rstrip()))]
    return runs
