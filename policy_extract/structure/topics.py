"""Finds unnumbered headings: captions on a line of their own and topic sentences that open a paragraph (无序号小标题)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from policy_extract.patterns import Pack
from policy_extract.structure.parts import BRACKETS_ONLY, Body, Unit

LONGEST_TOPIC, LONGEST_DASH, LONGEST_CAPTION, LONGEST_BOLD = 28, 30, 24, 60
SHORTEST = 4
CLAUSE_MARKS = re.compile("[，,；;：:]")
PLAIN = re.compile(r"[㐀-鿿“”‘’\"、·—－\-A-Za-z\d（）() +《》%]+")
FIGURES = re.compile(r"\d{2}|\d年|\d月|\d[%万亿元个]")
BOX_TITLE = re.compile(r"专 ?栏 ?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[ \u3000:：]")
"""How the title of a box (专栏) begins, which is a heading whatever stands around it."""
LEAST_SIBLINGS = 2
LEAST_RUN = 3
"""Paragraphs running that must open alike in a text without numbered sections."""
LONGEST_SLOGAN = 36
SLOGAN = re.compile(
    "([㐀-鿿“”‘’、]{2,14})[：:][㐀-鿿“”‘’、，A-Za-z\\d]{4,26}"
    "|(?!(?:尊敬|各位|同志|附件|来源|作者|编辑))(?P<half>[㐀-鿿“”‘’、]{4,13})[，, 　][㐀-鿿“”‘’、]{4,13}"
)
"""抓手：怎样做, or two halves as long (强化政治引领，把准发展方向)."""


@dataclass(slots=True)
class _Words:
    """Openers that speak for and against a topic sentence."""

    verbs: Any
    never: Any
    normative: Any
    label: Any
    """Ends of the words before a colon that say what the line holds (单位, 时间)."""
    greeting: Any
    """Lines that are no headings whatever their print: greetings, speakers."""
    part: Any
    """Lines that name a part of a report by its years."""


def _compile(pack: Pack) -> _Words:
    """Compile the vocabularies of the statements family."""
    family = pack.family("statements")
    normative = family.rules["statements.normative"].compiled
    part = pack.family("sections").rules["sections.part_name"].compiled
    never = pack.family("titles").rules["titles.never"].compiled
    return _Words(
        family.compile("<<opener>><<title_verbs>>"),
        family.compile("<<opener>><<not_titles>>"),
        normative,
        family.compile("<<label_words>>"),
        never,
        part,
    )


def find_topics(body: Body, pack: Pack, excluded: set[int]) -> set[int]:
    """Indices of units that open a paragraph as its unnumbered heading."""
    words: _Words = pack.cached("structure.topics", _compile)
    groups: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    paragraphs: dict[int, int] = defaultdict(int)
    topics: set[int] = set()
    order: dict[int, int] = {}
    section = -1
    for index, unit in enumerate(body.units):
        if unit.line in excluded or not unit.first:
            continue
        if unit.mark and unit.mark.family != "dash":
            section = index if unit.mark.rank < 12 else section
            continue
        following = body.units[index + 1] if index + 1 < len(body.units) else None
        elaborated = following is not None and following.line == unit.line and _says_more(body, unit)
        if unit.mark:
            if elaborated and unit.end - unit.mark.end <= LONGEST_DASH and body.text[unit.end - 1] in "。！!":
                topics.add(index)
            continue
        if not elaborated or following is None:
            continue
        paragraphs[section] += 1
        if section < 0:
            order[index] = len(order)
        if unit.bold and unit.end - unit.start <= LONGEST_BOLD:
            topics.add(index)
        elif _reads_like_topic(body.text, unit, words):
            groups[section].append((index, bool(CLAUSE_MARKS.search(body.text, unit.start, unit.end))))
    for key, members in groups.items():
        if key >= 0:
            topics |= _accepted(body, members, paragraphs[key], words)
        else:
            topics |= _accepted_in_press(body, members, order, words)
    return topics


def _says_more(body: Body, unit: Unit) -> bool:
    """Whether more than a bracket (责任单位：…) stands behind the first sentence of a paragraph."""
    rest = body.text[unit.end : body.lines[unit.line].end]
    return rest[:1] not in ("（", "(") or BRACKETS_ONLY.fullmatch(rest) is None


def _reads_like_topic(text: str, unit: Unit, words: _Words) -> bool:
    """Whether a first sentence is short and plain enough to name what follows."""
    length = unit.end - unit.start
    if not SHORTEST < length <= LONGEST_TOPIC or text[unit.end - 1] not in "。！!" or unit.body > unit.start:
        return False
    if FIGURES.search(text, unit.start, unit.end) or words.never.match(text, unit.start, unit.end):
        return False
    if words.normative.search(text, unit.start, unit.end):
        return False
    return len(CLAUSE_MARKS.findall(text, unit.start, unit.end)) <= 1 and not re.search("[；;：:]", text[unit.start : unit.end])


def _accepted(body: Body, members: list[tuple[int, bool]], paragraphs: int, words: _Words) -> set[int]:
    """Topic sentences come in series; a single one must open with a verb of action and have no clauses."""
    if len(members) >= LEAST_SIBLINGS and len(members) * 2 >= paragraphs:
        return {index for index, _ in members}
    return {
        index
        for index, clauses in members
        if not clauses and words.verbs.match(body.text, body.units[index].start) and _rest(body, index) >= 40
    }


def _accepted_in_press(body: Body, members: list[tuple[int, bool]], order: dict[int, int], words: _Words) -> set[int]:
    """Topic sentences of a text without numbered sections: several paragraphs running, or verbs of action without clauses."""
    places = {order[index] for index, _ in members}
    windows = [range(first, first + LEAST_RUN) for first in range(1 - LEAST_RUN, 1)]
    runs = {index for index, _ in members if any(all(order[index] + step in places for step in window) for window in windows)}
    lone = {
        index for index, clauses in members
        if not clauses and words.verbs.match(body.text, body.units[index].start) and _rest(body, index) >= 40
    }  # fmt: skip
    return runs | (lone if len(lone) >= LEAST_SIBLINGS else set())


def _rest(body: Body, index: int) -> int:
    """Length of the paragraph behind its first unit."""
    unit = body.units[index]
    return body.lines[unit.line].end - unit.end


def find_captions(body: Body, pack: Pack, excluded: set[int]) -> set[int]:
    """Indices of unnumbered units that stand alone on a line as a heading of what follows."""
    words: _Words = pack.cached("structure.topics", _compile)
    captions: set[int] = set()
    slogans: set[int] = set()
    for index, unit in enumerate(body.units):
        if not unit.first or unit.mark or unit.line in excluded or unit.closed:
            continue
        if index + 1 < len(body.units) and body.units[index + 1].line == unit.line:
            continue
        if _is_caption(body, index, words):
            captions.add(index)
        elif _is_slogan(body, index, words):
            slogans.add(index)
    # A report of a newspaper has several 抓手：怎样做 headings; a lone one may be any label.
    return captions | slogans if len(slogans) >= LEAST_SIBLINGS else captions


def part_captions(body: Body, pack: Pack, captions: set[int]) -> frozenset[int]:
    """The captions that name a part of a report by its years (2025年工作回顾): whatever is numbered behind one is its own."""
    words: _Words = pack.cached("structure.topics", _compile)
    return frozenset(i for i in captions if words.part.fullmatch(body.text, body.units[i].start, body.units[i].end))


def _is_slogan(body: Body, index: int, words: _Words) -> bool:
    """A short line of two halves between long paragraphs (党建引领：…; 强化政治引领，把准发展方向)."""
    unit, text = body.units[index], body.text
    line = body.lines[unit.line]
    if not index or index + 1 >= len(body.units) or unit.end - unit.start > LONGEST_SLOGAN or line.role or line.kind == "cell":
        return False
    halves = SLOGAN.fullmatch(text, unit.start, unit.end)
    if (
        halves is None
        or words.label.search(text, unit.start, halves.end(1 if halves["half"] is None else "half"))
        or unit.body > unit.start
    ):
        return False
    before, after = body.units[index - 1], body.units[index + 1]
    return before.closed and after.closed and after.mark is None and _paragraph(body, index + 1) > LONGEST_SLOGAN


def _paragraph(body: Body, index: int) -> int:
    """Length of the paragraph that a unit opens."""
    line = body.lines[body.units[index].line]
    return line.end - line.start


def _is_caption(body: Body, index: int, words: _Words) -> bool:
    """A short line without punctuation between paragraphs; the format's own word counts more."""
    unit = body.units[index]
    line = body.lines[unit.line]
    length = unit.end - unit.start
    text = body.text
    if text[unit.start] in "（(【[" or unit.body > unit.start:
        return False
    if BOX_TITLE.match(text, unit.start, unit.end):
        below = body.lines[unit.line + 1] if unit.line + 1 < len(body.lines) else line
        # Over a table the title of a box is the table's caption.
        return {line.kind, below.kind}.isdisjoint({"cell"}) and length <= LONGEST_BOLD and text[unit.end - 1] not in "：:；;，,"
    if (
        line.kind == "cell"
        or line.role == "signature"
        or length < (2 if line.kind == "heading" else SHORTEST)
        or index + 1 >= len(body.units)
    ):
        return False
    if words.greeting.match(text[unit.start : unit.end]):
        return False
    if line.kind == "heading" and length <= LONGEST_BOLD:
        return text[unit.end - 1] not in "，,、" and index > 0
    if length > LONGEST_CAPTION or " " in text[unit.start : unit.end] or not PLAIN.fullmatch(text, unit.start, unit.end):
        return False
    before, after = body.units[index - 1] if index else None, body.units[index + 1]
    if words.part.fullmatch(text, unit.start, unit.end):
        return True
    if before is None or not before.closed or words.never.match(text, unit.start, unit.end):
        return False
    return (after.closed and _paragraph(body, index + 1) > LONGEST_CAPTION) or (after.mark is not None and after.mark.value == 1)
