"""Cuts lines into units: sentences to 。！？ or a ； at top level, never inside brackets or quotes (语句切分)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from policy_extract.patterns import Pack
from policy_extract.structure.numbering import GLUED_HINT, Numbering, find_glued, numbering, read_mark
from policy_extract.structure.parts import Line, Mark, Unit

TOKEN: Final = re.compile('[。！？；!?;“”‘’"（）()《》〈〉【】\\[\\]［］〔〕「」『』]|(?<=[%％‰])\\.(?=[一-龥“—])')
"""Marks that end or hold a sentence; a point behind a per cent sign (增长8%.外贸…) is a 。 that was set as one."""
ENDERS: Final = frozenset("。！？；!?;")
CLOSERS: Final = {
    "”": "“",
    "’": "‘",
    "）": "（(",
    ")": "(（",
    "》": "《",
    "〉": "〈",
    "】": "【",
    "]": "[",
    "］": "［",
    "〕": "〔",
    "」": "「",
    "』": "『",
}
OPENERS: Final = frozenset("“‘（(《〈【[［〔「『")
READS_ON: Final = frozenset("，,、；;：:。！？!?的等这是为之和与或及等中上下时后里来而也就）)》”’】」』")
BLANKS: Final = " \t"
LONGEST_PAIR: Final = {"“": 400, '"': 160, "‘": 200, "（": 800, "(": 800}
LONGEST_GLUED_TITLE: Final = 60
DROPPED: Final = re.compile(r"[\s。；;，,、！!？?：:.·…—\-_|/\\]*")
ALMOST_ALL: Final = 12
SHORT_QUOTE: Final = 30
LABEL_REACH: Final = 14
LOWEST_TITLED: Final = 7
LEAST_TEXT: Final = 25
CLAUSE: Final = re.compile("[，,；;：:。]")


@dataclass(slots=True)
class _Cutter:
    """What cutting needs from the pattern pack."""

    made: Numbering
    assigning: Any
    label: Any


def _compile(pack: Pack) -> _Cutter:
    """Compile the words of assigning brackets and the labels before a text."""
    family = pack.family("statements")
    return _Cutter(numbering(pack), family.compile("<<assigning_words>>"), family.rules["statements.label"].compiled)


def cut_lines(text: str, lines: list[Line], pack: Pack) -> list[Unit]:
    """All units of the given lines, in order, with their numbers and labels read."""
    cutter: _Cutter = pack.cached("structure.cutter", _compile)
    units: list[Unit] = []
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        if line.other:
            continue
        if line.column:
            units += _cell_units(text, line, index, cutter)
            continue
        pieces = _bold_cut(text, line, _cut(text, line.start, line.end, cutter), cutter)
        pieces = _glued_cuts(text, pieces, seen, cutter)
        for number, (start, end) in enumerate(pieces):
            units.append(_unit(text, start, end, index, number == 0, cutter))
            mark = units[-1].mark
            if mark:
                seen[mark.family] = mark.value
    return units


def _cell_units(text: str, line: Line, index: int, cutter: _Cutter) -> list[Unit]:
    """The sentences of a table cell, whose numbers open no headings; the row of an indicator table is one unit."""
    if line.column == "indicators":
        return [Unit(line.start, line.end, index, True, line.start, True)]
    units = [_unit(text, a, b, index, n == 0, cutter) for n, (a, b) in enumerate(_cut(text, line.start, line.end, cutter))]
    for unit in units:
        unit.mark = None
    return units


def _unit(text: str, start: int, end: int, line: int, first: bool, cutter: _Cutter) -> Unit:
    """Read label and number of a piece."""
    body = start
    opening = text[start : start + LABEL_REACH]
    hinted = "：" in opening or ":" in opening or "情况是" in opening
    label = cutter.label.match(text, start, min(end, start + 24)) if hinted and end - start > 4 else None
    if label and label.end() < end:
        body = label.end()
    closed = text[end - 1] in ENDERS or (text[end - 1] in "”）)》" and end - 2 > start and text[end - 2] in ENDERS)
    closed = closed or (text[end - 1] == "." and TOKEN.match(text, end - 1) is not None)
    mark = read_mark(text, body, end, cutter.made)
    if mark is not None and mark.family == "dash":
        # Behind the bullet of a list the number that is printed counts.
        mark = (read_mark(text, mark.end, end, cutter.made) or mark) if first else None
    return Unit(start, end, line, first, body, closed, mark)


def _cut(text: str, start: int, end: int, cutter: _Cutter) -> list[tuple[int, int]]:
    """Pieces of one line, each with its closing mark, blanks at the edges taken off."""
    enders: list[int] = []
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text, start, end):
        character, here = match[0], match.start()
        if character in ENDERS or character == ".":
            enders.append(here)
        elif character in OPENERS or (character == '"' and not _closes_straight(here, opened)):
            opened.append((character, here))
        else:
            _close(character, here, opened, pairs)
    if not enders and not pairs:
        return [(start, end)]
    cuts = [position + 1 for position in enders]
    if pairs:
        cuts = _outside(cuts, pairs) + _after_pairs(text, start, end, pairs, cutter)
    return _pieces(text, start, end, sorted(set(cuts)))


def _closes_straight(here: int, opened: list[tuple[str, int]]) -> bool:
    """Whether a straight quote closes: one stands open, or a curly one was opened a few characters before."""
    recent = opened[-ALMOST_ALL:]
    return any(mark == '"' for mark, _ in recent) or bool(recent and recent[-1][0] == "“" and here - recent[-1][1] <= SHORT_QUOTE)


def _close(character: str, here: int, opened: list[tuple[str, int]], pairs: list[tuple[int, int]]) -> None:
    """Match a closing mark with the nearest opening one of its kind; a stray one is passed over."""
    wanted = '"“' if character == '"' else CLOSERS[character]
    for back in range(len(opened) - 1, max(-1, len(opened) - ALMOST_ALL), -1):
        mark, begin = opened[back]
        if mark in wanted:
            del opened[back:]
            if here - begin <= LONGEST_PAIR.get(mark, 200):
                pairs.append((begin, here))
            return


def _outside(cuts: list[int], pairs: list[tuple[int, int]]) -> list[int]:
    """The cuts that lie in no bracket or quote."""
    kept: list[int] = []
    ordered = sorted(pairs)
    position, reach = 0, -1
    for cut in cuts:
        while position < len(ordered) and ordered[position][0] < cut:
            reach = max(reach, ordered[position][1])
            position += 1
        if cut > reach:
            kept.append(cut)
    return kept


def _after_pairs(text: str, start: int, end: int, pairs: list[tuple[int, int]], cutter: _Cutter) -> list[int]:
    """Cuts behind a quoted sentence and behind a bracket that stands alone and says who is responsible."""
    cuts = []
    reach = -1
    for begin, close in sorted(pairs):
        if begin < reach:
            continue
        reach = close
        behind = close + 1
        while behind < end and text[behind] in BLANKS:
            behind += 1
        if behind >= end or text[behind] in READS_ON:
            continue
        if text[begin] in '“‘"《「『':
            if text[close - 1] in ENDERS and text[close - 1] not in ";；":
                cuts.append(close + 1)
            continue
        before = begin - 1
        while before >= start and text[before] in BLANKS:
            before -= 1
        alone = before < start or text[before] in ENDERS
        if alone and close - begin > 3 and _stands_alone(text, begin, close, behind, end, cutter):
            cuts.append(close + 1)
    return cuts


def _stands_alone(text: str, begin: int, close: int, behind: int, end: int, cutter: _Cutter) -> bool:
    """Whether a bracket behind a sentence is a unit: it assigns, is a sentence itself, or a number follows it."""
    if text[close - 1] in "。！？" or (close - begin > 6 and cutter.assigning.search(text, begin, close)):
        return True
    own = read_mark(text, begin, end, cutter.made)
    following = read_mark(text, behind, end, cutter.made)
    return own is None and following is not None and following.family != "dash"


def _pieces(text: str, start: int, end: int, cuts: list[int]) -> list[tuple[int, int]]:
    """Pieces between the cuts; marks without words go to the piece before."""
    pieces: list[tuple[int, int]] = []
    for cut in [*cuts, end]:
        if cut <= start:
            continue
        while start < cut and text[start] in BLANKS:
            start += 1
        stop = cut
        while stop > start and text[stop - 1] in BLANKS:
            stop -= 1
        if stop > start:
            if stop - start < 6 and DROPPED.fullmatch(text, start, stop):
                if pieces:
                    pieces[-1] = (pieces[-1][0], stop)
            else:
                pieces.append((start, stop))
        start = cut
    return pieces


def _bold_cut(text: str, line: Line, pieces: list[tuple[int, int]], cutter: _Cutter) -> list[tuple[int, int]]:
    """A numbered opening that the format prints bold is a piece of its own, even without a closing mark."""
    start, end = pieces[0] if pieces else (0, 0)
    if not start + 3 < line.bold_end < end - 3 or read_mark(text, start, line.bold_end, cutter.made) is None:
        return pieces
    stop, begin = line.bold_end, line.bold_end
    while text[stop - 1] in BLANKS:
        stop -= 1
    while text[begin] in BLANKS:
        begin += 1
    return [(start, stop), (begin, end), *pieces[1:]]


def _glued_cuts(text: str, pieces: list[tuple[int, int]], seen: dict[str, int], cutter: _Cutter) -> list[tuple[int, int]]:
    """Cut pieces before numbers that were glued to the text before them (…便利度（一）优化…)."""
    glued = bool(pieces) and _may_glue(text, pieces)
    if not glued and (not pieces or text.find(" ", pieces[0][0], pieces[-1][1]) < 0):
        return pieces
    result: list[tuple[int, int]] = []
    values = dict(seen)
    for start, end in pieces:
        position = _spaced_title(text, start, end, cutter)
        if position > start:
            result.append((start, _trimmed(text, position)))
        own = read_mark(text, start, end, cutter.made) if glued else None
        if own is not None:
            values[own.family] = own.value
        for mark in find_glued(text, start, end, cutter.made) if glued else ():
            if mark.start > position and _glues(text, position, mark, values, cutter):
                result.append((position, _trimmed(text, mark.start)))
                position = mark.start
                values[mark.family] = mark.value
        result.append((position, end))
    return result


def _may_glue(text: str, pieces: list[tuple[int, int]]) -> bool:
    """Whether a number stands anywhere but at the head of a piece."""
    heads = {start for start, _ in pieces}
    return any(
        hint.start() not in heads and hint.start() - 1 not in heads
        for hint in GLUED_HINT.finditer(text, pieces[0][0], pieces[-1][1])
    )


def _trimmed(text: str, end: int) -> int:
    """The end of a piece without the blanks before it."""
    while text[end - 1] in BLANKS:
        end -= 1
    return end


def _spaced_title(text: str, start: int, end: int, cutter: _Cutter) -> int:
    """Where the text begins that follows a numbered title on its line after a mere blank; `start` when there is none."""
    if " " not in text[start : start + LONGEST_GLUED_TITLE]:
        return start
    mark = read_mark(text, start, end, cutter.made)
    if mark is None or mark.rank > LOWEST_TITLED or mark.end >= end:
        return start
    blank = text.find(" ", mark.end, min(end, mark.end + LONGEST_GLUED_TITLE))
    begin = blank
    while 0 <= begin < end and text[begin] in BLANKS:
        begin += 1
    if blank < mark.end + 4 or end - begin < LEAST_TEXT or CLAUSE.search(text, mark.end, blank) or text[end - 1] not in ENDERS:
        return start
    return begin if CLAUSE.search(text, begin, end - 1) or text[blank - 1] not in "”》" else start


def _glues(text: str, start: int, mark: Mark, values: dict[str, int], cutter: _Cutter) -> bool:
    """Whether a number inside a piece begins a unit: its value follows, and what stands before is a title or a colon."""
    if text[mark.end] in "项款目条" or mark.value not in (1, values.get(mark.family, 0) + 1):
        return False
    before = text[mark.start - 1]
    if before in "：:":
        return mark.rank <= 6
    words = mark.start
    while words > start and text[words - 1] in BLANKS:
        words -= 1
    if before in BLANKS and text[words - 1] in "：:":
        return mark.rank <= 6
    if text[words - 1] in "）)" and mark.family == "chinese" and text[start] in "（(":
        return cutter.assigning.search(text, start, words) is not None
    own = read_mark(text, start, mark.start, cutter.made)
    titled = own is not None and own.family != mark.family and mark.start - own.end <= LONGEST_GLUED_TITLE
    if before in BLANKS:
        return titled or (mark.rank <= 4 and mark.start - start <= LONGEST_GLUED_TITLE and text[mark.start - 2] in BLANKS)
    return titled and own is not None and own.rank < mark.rank and mark.rank in (5, 6)
