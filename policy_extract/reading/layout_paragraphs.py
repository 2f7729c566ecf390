"""Printed lines become paragraphs again: a line end is the author's where the next word would still have had room (断行合并)."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, field

from policy_extract.reading.layout import Line

SENTENCE_END = frozenset("。！？；：!?;:”")
CLOSING = frozenset("，。、；：！？,.;:!?）)》〉」』】〕］]”’%％‰…—·℃")
OPENING = frozenset("“‘（(《〈「『【〔［[")
ITEM = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[篇章节条]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d(?!\d{3}[年至到—–～~－-]|\d?月))|[①-⑳]|——|专栏|附[件表图]|表 ?\d|图 ?\d|[●•■◆▪★※])"
)
LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s*[-—]?\s*\d{0,4}\s*[-—]?$")
SLACK = 0.35
"""Share of the font size by which a word may miss the room that is left."""
INDENT = 0.8
"""Share of the font size from which on a line counts as indented."""
SIZE_CHANGE = 0.12
PITCH_CHANGE = 0.4
"""Share of the font size that parts paragraphs when it is put between lines."""
CENTRE = 0.7
EXACT = 0.06
"""Share of the font size by which justified lines miss their margin at most."""
PART = re.compile(r"第[一二三四五六七八九十百]{1,4}[篇章节条]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
MIXED = re.compile(r"[0-9A-Za-z]")
CUT_BEFORE_NUMBER = frozenset("第、，,（(和至及按")
LONGEST_WORD = 60
LEAST_SUPPORT = 0.04


@dataclass(slots=True)
class Region:
    """The part of a page that lines run through: a page, a column or a table cell (版心)."""

    left: float
    right: float
    pitch: float = 0.0
    """Usual distance of baselines in shares of the font size; 0 when unknown."""
    indented: bool = False
    """Whether paragraphs begin with an indent here."""
    cell: bool = False
    flush: bool = False
    """Whether full lines are stretched to the right margin, so that a line which misses it is a last one."""


@dataclass(slots=True)
class Paragraph:
    """Lines that make one paragraph (段落)."""

    lines: list[Line]
    kind: str = "paragraph"
    last: Region | None = None
    """Where its last line stands."""
    text: str = field(default="")

    def close(self) -> Paragraph:
        """Put the text together; two Latin words on two lines are parted by a blank."""
        pieces: list[str] = []
        blank = False
        for line in self.lines:
            if pieces and (blank or _words_meet(pieces[-1][-1], line.text[0])):
                pieces.append(" ")
            pieces.append(line.text)
            blank = line.blank and line.text[-1].isascii()
        self.text = "".join(pieces)
        return self


def _words_meet(before: str, after: str) -> bool:
    """Whether two Latin letters at a line end belong to two words; capitals may be one abbreviation."""
    latin = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    return latin and not (before.isupper() and after.isupper())


def region_of(lines: list[Line], page_width: float, style: Region | None = None) -> Region:
    """Margins, line pitch and indent style of lines that share a region; `style` is what is known from other pages."""
    size = statistics.median(line.size for line in lines)
    left = _edge([line.x0 for line in lines], size, lowest=True)
    ends = [line.x1 for line in lines if line.text[-1] not in CLOSING and not line.parted]
    right = _edge(ends, size, lowest=False)
    full = sum(1 for value in ends if abs(value - right) <= SLACK * size)
    if style is not None and (full < 4 or len(lines) < 8):
        shift = left - style.left if abs(left - style.left) < 4 * size and len(lines) >= 8 else 0.0
        left, right = style.left + shift, max(style.right + shift, right if full >= 3 else 0.0)
    elif style is None and full < 3:
        right = max(right, page_width - left)
    region = Region(left, right)
    region.indented = sum(1 for line in lines if 1.5 < (line.x0 - left) / line.size < 2.6) * 6 >= len(lines)
    region.pitch = _pitch(lines, region)
    region.flush = _flush(lines, region)
    if style is not None and len(lines) < 8:
        region.indented, region.pitch, region.flush = style.indented, style.pitch, style.flush
    return region


def own_region(lines: list[Line], common: Region) -> Region:
    """The region of lines of one size in a row: their own where at least three end at a common place inside the margin."""
    size = lines[0].size
    right = _edge([line.x1 for line in lines], size, lowest=False)
    left = _edge([line.x0 for line in lines], size, lowest=True)
    full = sum(1 for line in lines if abs(line.x1 - right) <= SLACK * size)
    inside = max(abs(common.right - right), abs(common.left - left)) > SLACK * size
    if full < 3 or not inside or len(lines) < 4 or right - left < 0.5 * (common.right - common.left):
        return common
    return region_of(lines, 0.0)


def _edge(values: list[float], size: float, lowest: bool) -> float:
    """The outermost place that several lines share; the outermost of all when none do."""
    if not values:
        return 0.0
    counts = Counter(round(value / (0.25 * size)) for value in values)
    needed = max(2, LEAST_SUPPORT * len(values))
    for bucket in sorted(counts, reverse=not lowest):
        if counts[bucket] + counts[bucket + 1] + counts[bucket - 1] >= needed:
            near = [value for value in values if abs(value / (0.25 * size) - bucket) <= 1.5]
            return min(near) if lowest else max(near)
    return min(values) if lowest else max(values)


def _pitch(lines: list[Line], region: Region) -> float:
    """Usual distance of the lines inside paragraphs, in shares of the font size."""
    steps = []
    for before, after in itertools.pairwise(lines):
        step = (after.y - before.y) / after.size
        if before.page == after.page and 0 < step < 4 and not _forced(before, after, region, region):
            steps.append(round(step, 2))
    return statistics.median_low(steps) if len(steps) >= 3 else 0.0


def _flush(lines: list[Line], region: Region) -> bool:
    """Whether nearly all lines that end in mid-sentence and nearly full end exactly at the right margin.

    Lines with Latin letters or digits must do so too: without stretching only lines of equal characters are equally long.
    """
    near = [line for line in lines if region.right - line.x1 < line.size and line.text[-1] not in CLOSING and not line.parted]
    mixed = [line for line in near if MIXED.search(line.text)]
    return all(
        len(group) >= fewest and sum(1 for line in group if _at_margin(line.x1, line, region)) * 10 >= len(group) * 9
        for group, fewest in ((near, 8), (mixed, 3))
    )


def _at_margin(place: float, line: Line, region: Region) -> bool:
    """Whether a place is that of the right margin."""
    return abs(region.right - place) <= EXACT * line.size


def _misses(line: Line, region: Region) -> bool:
    """Whether a line of a justified region ends short of the margin, its last mark hanging or not."""
    if not region.flush or region.right - line.x1 <= 2 * EXACT * line.size:
        return False
    centred = abs(line.x0 - region.left - (region.right - line.x1)) < 2 * EXACT * line.size
    if centred and not 1.5 < (line.x0 - region.left) / line.size < 2.6:
        return False
    last = line.runs[-1]
    return line.text[-1] not in CLOSING or len(last.right) < 2 or abs(region.right - last.right[-2]) > 2 * EXACT * line.size


def first_word(line: Line) -> float:
    """Width of the first piece of a line that could not have been broken."""
    text = "".join(run.text for run in line.runs)[:LONGEST_WORD]
    end = 1
    while end < len(text) and (text[end - 1] in OPENING or text[end - 1 : end + 1] == "——"):
        end += 1
    if _solid(text[end - 1]):
        while end < len(text) and _solid(text[end]):
            end += 1
    while end < len(text) and text[end] in CLOSING:
        end += 1
    last = end - 1
    for run in line.runs:
        if last < len(run.text):
            return run.right[last] - line.x0
        last -= len(run.text)
    return line.x1 - line.x0


def _solid(character: str) -> bool:
    """Whether a character keeps together with its neighbours: Latin letters and digits."""
    return character.isascii() and (character.isalnum() or character in ".%-/_")


def _forced(before: Line, after: Line, here: Region, there: Region) -> bool:
    """Whether the line end is the author's: the next word would have had room."""
    width = min(first_word(after), 0.6 * (there.right - there.left))
    return here.right - before.x1 >= width + SLACK * max(before.size, after.size)


def joins(before: Line, after: Line, here: Region, there: Region) -> bool:
    """Whether a line reads on in the next one."""
    size = max(before.size, after.size)
    if before.parted or after.parted or abs(before.size - after.size) > SIZE_CHANGE * size:
        return False
    if LEADER.search(before.text) or _forced(before, after, here, there):
        return False
    closed = before.text[-1] in SENTENCE_END
    if closed and not there.indented and _misses(before, here):
        return False
    if before.page == after.page and here is there:
        if here.pitch and (after.y - before.y) / size > here.pitch + PITCH_CHANGE:
            return False
        if after.y - before.y > 4 * size:
            return False
    item = ITEM.match(after.text) is not None
    if here.cell:
        return not (item and closed) and not (after.x0 - before.x0 > 1.5 * size and before.x0 - here.left < size and closed)
    return _reads_on(before, after, here, there, closed, item)


def _reads_on(before: Line, after: Line, here: Region, there: Region, closed: bool, item: bool) -> bool:
    """Whether the margins of two lines, the first of them full, say that they are one paragraph."""
    size = max(before.size, after.size)
    inset, next_inset = before.x0 - here.left, after.x0 - there.left
    centre = (here.left + here.right) / 2, (there.left + there.right) / 2
    if (
        not closed
        and next_inset > INDENT * size
        and abs((before.x0 + before.x1) / 2 - centre[0]) < CENTRE * size
        and abs((after.x0 + after.x1) / 2 - centre[1]) < CENTRE * size
    ):
        return not item
    if next_inset > INDENT * size:
        if abs(inset - next_inset) < 0.4 * size:
            return not closed and not item and not there.indented
        hanging = ITEM.match(before.text) is not None and not item
        return hanging and not closed and next_inset > inset
    if item and closed:
        return there.indented and not after.text.startswith("第")
    return there.indented or not PART.match(after.text) or before.text[-1] in CUT_BEFORE_NUMBER
