"""Splits the view into lines and tells the body from what a site or printer put around it (行、页面装饰)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from policy_extract.patterns import Pack
from policy_extract.structure.parts import Line
from policy_extract.text import Block, Source, View

LINE: Final = re.compile(r"[^\r\n]+")
LONGEST_FURNITURE: Final = 240
LONGEST_REMARK: Final = 40
"""Furniture that ends like a sentence (特此通知。) is no longer than this."""
LONGEST_SIGNATURE: Final = 42
LONGEST_FOREIGN: Final = 160
"""A line without a Chinese character up to this length is a number of a table, an index or a leftover of a page."""
NUMBER_OPENERS: Final = frozenset("一二三四五六七八九十")
MEANINGFUL: Final = re.compile(r"[\w]")
HAN: Final = re.compile(r"[㐀-鿿]")
CONTENTS: Final = re.compile(r"目 {0,12}[录次]")
LONGEST_CONTENTS: Final = 400
CONTENTS_KEY: Final = 12
LONGEST_VALUE: Final = 60
ANNEX_ENTRY: Final = re.compile(r"(?:附件)?[ ]?\d{1,2}[.．、：:](?!\d)")
HOSTS: Final = ("主办", "承办", "协办")
MOST_SPACES: Final = 3
"""The foot of a page is spaced out: with so many blanks a line is none of a plan."""
SHORTEST_COPIED, LEAST_COPIED = 40, 5
"""Length of the lines by which a second copy is known, and how many of them it takes."""


def split_lines(view: View, source: Source, pack: Pack) -> list[Line]:
    """All lines of the view that hold anything, with furniture marked."""
    text = view.text
    lines = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped[0])
            lines.append(Line(start, start + len(stripped)))
    _apply_blocks(lines, source.blocks, view)
    finders: list[tuple[str, Any]] = pack.cached("structure.furniture", _compile)
    for line in lines:
        _judge(line, text, finders)
    _keep_charges(lines, text)
    _mark_contents(lines, text)
    _mark_followers(lines, text)
    return lines


def _keep_charges(lines: list[Line], text: str) -> None:
    """主办单位：… below every item says who acts; the foot of a page says once who keeps the site."""
    hosts = [line for line in lines if line.role == "footer" and text.startswith(HOSTS, line.start)]
    kinds = [text[line.start : line.start + 2] for line in hosts]
    if len(set(kinds)) == len(kinds):
        return
    for line in hosts:
        if text[line.start : line.end].count(" ") < MOST_SPACES:
            line.other, line.role = False, ""


def _mark_followers(lines: list[Line], text: str) -> None:
    """The value on the line below a bare masthead label, and the further entries of a list of annexes."""
    for index, line in enumerate(lines[:-1]):
        below = lines[index + 1]
        if below.other or below.end - below.start > LONGEST_VALUE or text[below.end - 1] in "。；：:":
            continue
        opening = text[line.start : line.start + 3]
        if line.role == "masthead" and text[line.end - 1] in "：:" and "题" not in text[line.start : line.end]:
            below.other, below.role = True, "masthead"
        elif (
            (opening.startswith("附件") or line.role == "annex_list")
            and line.other
            and ANNEX_ENTRY.match(text, below.start, below.end)
        ):
            below.other, below.role = True, "annex_list"


def mark_second_copy(text: str, lines: list[Line]) -> None:
    """A page may hold its text twice (for the screen and for print): the second copy is no part of the document."""
    first_place: dict[str, int] = {}
    repeated: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if line.end - line.start >= SHORTEST_COPIED:
            words = text[line.start : line.end]
            if words in first_place:
                repeated.append((first_place[words], index))
            else:
                first_place[words] = index
    if len(repeated) < LEAST_COPIED:
        return
    original, copy = repeated[0]
    long = [index for index, line in enumerate(lines) if line.end - line.start >= SHORTEST_COPIED]
    before = sum(1 for index in long if original <= index < copy)
    behind = sum(1 for index in long if index >= copy)
    if len(repeated) * 10 < max(before, behind) * 9:
        return
    while original and copy - 1 > original and _same(text, lines[original - 1], lines[copy - 1]):
        original, copy = original - 1, copy - 1
    for line in lines[copy:]:
        line.other, line.role = True, "second_copy"


def _same(text: str, one: Line, other: Line) -> bool:
    """Whether two lines have the same words."""
    return text[one.start : one.end] == text[other.start : other.end]


def _compile(pack: Pack) -> list[tuple[str, Any]]:
    """Furniture rules in the order of the file; the last part of the id is the role of the line."""
    rules = pack.family("furniture").rules.values()
    return [(rule.id.rsplit(".", 1)[1], rule.compiled) for rule in rules if rule.pattern]


def _apply_blocks(lines: list[Line], blocks: Iterable[Block], view: View) -> None:
    """Give lines the kind and level of the block that covers them."""
    spans = [(view.at(b.start), view.at(b.end), b) for b in blocks if b.kind != "paragraph"]
    position = 0
    for start, end, block in sorted(spans, key=lambda s: (s[0], -s[1])):
        while position and lines[position - 1].end > start:
            position -= 1
        while position < len(lines) and lines[position].end <= start:
            position += 1
        index = position
        while index < len(lines) and lines[index].start < end:
            line = lines[index]
            whole = start <= line.start + 2 and line.end - 2 <= end
            if whole and line.kind != "furniture":
                line.kind, line.level = block.kind, block.level
                line.other = block.kind == "furniture"
            elif block.kind == "heading" and start <= line.start + 2:
                line.bold_end = end
            index += 1


def _judge(line: Line, text: str, finders: list[tuple[str, Any]]) -> None:
    """Mark a line as furniture when a rule says so."""
    length = line.end - line.start
    if line.other or length > LONGEST_FURNITURE or (length > LONGEST_REMARK and text[line.end - 1] in "。；"):
        return
    words = text[line.start : line.end]
    if not MEANINGFUL.search(words) or (line.kind != "cell" and length < LONGEST_FOREIGN and not HAN.search(words)):
        line.other = True
        return
    dotted = any(dots in words for dots in ("..", "…", "··", ". ."))
    numbered = words[0] in NUMBER_OPENERS
    for role, finder in finders:
        if not dotted if role == "contents_line" else numbered:
            continue
        if role == "signature" and length > LONGEST_SIGNATURE:
            continue
        if finder.match(words):
            line.role = role
            line.other = role != "signature"
            return


def _mark_contents(lines: list[Line], text: str) -> None:
    """A table of contents runs from its 目录 to the place where its first entry stands again."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.end - line.start > 16 or not CONTENTS.fullmatch(text, line.start, line.end):
            index += 1
            continue
        entry = index + 1
        if entry >= len(lines):
            return
        key = _contents_key(text, lines[entry])
        stop = min(len(lines), entry + LONGEST_CONTENTS)
        again = next((i for i in range(entry + 1, stop) if _contents_key(text, lines[i]) == key), None) if len(key) > 3 else None
        line.other, line.role = True, "contents"
        for between in lines[entry : again if again is not None else entry]:
            between.other, between.role = True, "contents"
        index = again if again is not None else entry


def _contents_key(text: str, line: Line) -> str:
    """The opening words of a contents entry, without bullets and blanks."""
    words = text[line.start : min(line.end, line.start + 60)].lstrip("-*· ")
    return re.sub(r"[\s.．…·\d]+|(?<=.) .*", "", words)[:CONTENTS_KEY]
