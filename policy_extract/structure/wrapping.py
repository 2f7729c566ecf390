"""Finds the soft line ends of a hard-wrapped printed page, so that sentences read on (软回车、版式断行)."""

from __future__ import annotations

import itertools
import re
from collections import Counter

LINE = re.compile(r"[^\n]+")
SAMPLE_LINES = 4000
FEWEST_LINES = 12
PAGE_SHIFT = 3
WIDEST = 180
LEAST_SHARE = 0.4
"""Share of all printed columns that full lines must hold."""
LEAST_FULL = 8
"""Full lines that show the width of a page beyond which no line goes."""
NARROWEST = 24
PAGE_NUMBER = re.compile(r"[-—–－·\s]{0,40}(?:第 ?)?(?:\d{1,4}|[IVXivx]{1,6})(?: ?页)?[-—–－·\s]{0,10}")
ITEM = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}[篇章节条]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d(?!\d{3}[年至到—–～~－-]|\d?月))|[①-⑳]|——|专栏|附[件表图]|表 ?\d|图 ?\d|[●•■◆▪])"
)
LABEL = re.compile(r"[一-龥]{2,4}(?:单位|部门|科室|领导|责任人|时限|时间|措施|目标|描述|进展|情况|成效|问题|任务)[：:]")
"""A line that opens so begins anew (责任单位：…), but in the middle of a bracket or a list."""
OPEN_ENDS = frozenset("，、,（(；;")
SENTENCE_END = frozenset("。！？；：!?;:”）)")
BREAKING = frozenset("，、,不的和与及为在由对将把按从并至到于或")
"""Last characters after which no line of a person's making ends."""
SHORTEST_BROKEN = 15
OPENERS = "“‘（(《〔【["
BRACKETS = frozenset("（(")
NO_OPENERS = frozenset("，。、；：！？）”》%％,;:)")
"""Marks that open no printed line: they stay with the character before them."""
SLACK = 2
"""Columns by which printed lines of one width differ: a closing mark may hang over the edge."""
CLAUSE_MARK = re.compile("[，,。；;]")


def soft_line_ends(text: str, stated: bool = False) -> list[tuple[int, int]]:
    """Spans to leave out so that wrapped lines join; none unless the line lengths say that the page is wrapped.

    With `stated` the lines are paragraphs of the format: only a page that is wrapped as a whole is joined.
    """
    if text.count("\n", 0, 400_000) < FEWEST_LINES:
        return []
    lines = [(match.start(), match.end()) for match in LINE.finditer(text) if not match[0].isspace()]
    width = _page_width(text, lines[:SAMPLE_LINES])
    if not width:
        return [] if stated else _unfinished(text, lines)
    margins = Counter(_indent(text, start, end) for start, end in lines if _width(text[start:end].rstrip()) >= width - 6)
    margin = min(m for m, n in margins.items() if n * 5 >= max(margins.values()))
    return _joints(text, lines, width, margin)


def _edge(text: str, lines: list[tuple[int, int]]) -> int:
    """Column at which a page of few wrapped lines ends: two lines at least that no line exceeds break off there; else 0."""
    widths = [_width(text[start:end].rstrip()) for start, end in lines[:SAMPLE_LINES]]
    longest = max(widths)
    if not NARROWEST <= longest <= WIDEST:
        return 0
    full = [(start, end) for (start, end), width in zip(lines, widths, strict=False) if width >= longest - 2 * SLACK]
    broken = sum(text[start:end].rstrip()[-1] not in SENTENCE_END for start, end in full)
    return longest if broken > 1 and broken * 2 >= len(full) else 0


def _breaks_off(text: str, start: int, end: int, edge: int) -> bool:
    """Whether a line that reaches the edge of its page ends in the middle of a sentence."""
    line = text[start:end].rstrip()
    full = edge > 0 and _width(line) >= edge - 2 * SLACK
    return full and line[-1] not in SENTENCE_END and CLAUSE_MARK.search(line) is not None


def _unfinished(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joints of a page that is not wrapped as a whole: a line that breaks off in mid-phrase reads on in the next one."""
    spans: list[tuple[int, int]] = []
    edge = _edge(text, lines)
    for (start, end), (following, stop) in itertools.pairwise(lines):
        if end - start < SHORTEST_BROKEN or text.count("\n", end, following) != 1:
            continue
        tail = start + len(text[start:end].rstrip())
        head = following + _indent(text, following, stop)
        last, first = text[tail - 1], text[head]
        cut_number = last.isdigit() and (first in "%％‰" or "\u4e00" <= first <= "\u9fff")
        broken = last in BREAKING or cut_number or _breaks_off(text, start, end, edge)
        if broken and head == following and not ITEM.match(text, head, stop) and not LABEL.match(text, head, stop):
            spans.append((tail, head))
    return spans


def _width(line: str) -> int:
    """Printed width: a Chinese character takes two columns."""
    return len(line.encode("gbk", "replace"))


def _indent(text: str, start: int, end: int) -> int:
    """Width of the blanks that open a line."""
    line = text[start:end]
    return len(line) - len(line.lstrip())


def _page_width(text: str, lines: list[tuple[int, int]]) -> int:
    """Column at which the page was wrapped, 0 for a text whose lines are paragraphs."""
    if len(lines) < FEWEST_LINES:
        return 0
    tails = [(_width(line), line[-1:]) for line in (text[start:end].rstrip() for start, end in lines)]
    counts = Counter(width for width, _ in tails if NARROWEST <= width <= WIDEST)
    if not counts:
        return 0
    full = max(counts, key=lambda width: (sum(counts[width - less] for less in range(5)), width))
    near = [index for index, (width, _) in enumerate(tails) if full - 6 <= width <= full + 2]
    unfinished = sum(1 for index in near if tails[index][1] not in SENTENCE_END and not _opens_anew(text, lines, index + 1))
    share = len(near) * full / max(1, sum(width for width, _ in tails))
    # Paragraphs are of any length: several lines that break off in mid-sentence at one width, none longer, were ended by a page.
    bounded = len(near) >= LEAST_FULL and max(width for width, _ in tails) <= full + 6
    return full if (share >= LEAST_SHARE or bounded) and unfinished * 10 >= len(near) * 6 else 0


def _opens_anew(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    """Whether a line opens with the number of an item or a label, so that the line above it was ended by a person."""
    if index >= len(lines):
        return True
    head = lines[index][0] + _indent(text, *lines[index])
    return ITEM.match(text, head) is not None or LABEL.match(text, head) is not None


def _joints(text: str, lines: list[tuple[int, int]], width: int, margin: int) -> list[tuple[int, int]]:
    """Gaps between a full line and its continuation, page numbers between them included."""
    spans: list[tuple[int, int]] = []
    previous: tuple[int, int] | None = None
    for start, end in lines:
        line = text[start:end]
        if PAGE_NUMBER.fullmatch(line):
            continue
        if previous is not None and _continues(text, previous, (start, end), width, margin):
            tail = previous[0] + len(text[previous[0] : previous[1]].rstrip())
            head = start + _indent(text, start, end)
            ascii_joint = text[tail - 1].isascii() and text[head].isascii() and text[tail - 1].isalpha() and text[head].isalpha()
            if ascii_joint and text[head - 1] == " ":
                head -= 1
            spans.append((tail, head))
        previous = (start, end)
    return spans


def _edge_reached(before: str, body: str, width: int) -> bool:
    """Whether the first word of a line would not have fitted on the line before: the page ended that one, no person.

    A word is a character or a run of Latin letters and digits, with the marks behind it that open no line.
    """
    end = 1
    while end < len(body) and (body[end] in NO_OPENERS or (body[end].isascii() and body[end - 1].isascii())):
        end += 1
    return _width(before) + _width(body[:end]) > width - SLACK


def _continues(text: str, previous: tuple[int, int], current: tuple[int, int], width: int, margin: int) -> bool:
    """Whether a line reads on from the one before: that one is full, this one opens no paragraph or item."""
    before = text[previous[0] : previous[1]].rstrip()
    line = text[current[0] : current[1]]
    body = line.lstrip()
    if _width(before) < width - 8 - (4 if body[:1] in OPENERS else 0):
        return False
    ends = before[-1] in SENTENCE_END
    if ends and text.count("\n", previous[1], current[0]) > 1:
        # An empty line behind the end of a sentence parts paragraphs.
        return False
    if len(line) - len(body) > (margin if ends else margin + PAGE_SHIFT):
        # A deeper margin opens a paragraph; pages may be shifted a little, right-aligned signatures stand deeper still.
        return False
    if (ends and not _edge_reached(before, body, width)) or (LABEL.match(body) and before[-1] not in OPEN_ENDS):
        return False
    if ITEM.match(body):
        # In the middle of a sentence a line may begin with （一） or 2. only by chance: 第 / （一）.
        return not ends and before[-1] in "第、，,（(" and not before.endswith(("：", ":"))
    return True
