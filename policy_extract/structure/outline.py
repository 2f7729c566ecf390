"""Nests numbered units and decides which of them are headings: by the order of nesting, not by the glyph (标题层级)."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from policy_extract.patterns import Pack
from policy_extract.structure.findings import (
    FindingWords,
    finding_words,
    keep_findings,
    keep_planned_findings,
    open_answered,
    open_findings,
    settle_answered,
)
from policy_extract.structure.parts import CAPTION, TITLE_FAMILY, TOPIC, Body, Item, Unit

BOX = "box"
BOX_HEAD = re.compile(r"专 ?栏 ?(?:\d{1,2}|[一二三四五六七八九十]{1,3})?")
BOX_RANK = 11.0
"""A box (专栏) is set beside the text: it stands below the innermost item and closes none."""
INTRODUCING = re.compile(
    "^(?!.*(?:任务|重点|工作安排|工作部署|举措)).*(?:要求|思想|思路|形势|背景|意义|原则|前言|引言|序言|导语|说明)"
)
"""Captions of introductions: what is numbered behind them is not theirs, unless they name the tasks as well."""
CAPTION_RANK, TOPIC_RANK, INLINE_RANK = 5.5, 11.5, 12
LONGEST_CAPTION_TITLE, LONGEST_TITLE, LONGEST_OWN_LINE, LONGEST_INLINE = 90, 50, 80, 36
MEASURED = re.compile(
    r"(?<![（(\d.,])\d[\d.,]{0,12}(?:%|‰|万|亿|元|个|家|项|户|人|名|套|公里|平方米|吨|张|只|亩|台|座|处|条|所|辆|月|日)"
)
LIST_OF_DEEDS = re.compile(r"\d[^，,]{0,6}[，,]")
"""A figure in a clause that another one follows."""
RUN_IN_CLAUSE = re.compile(r"[^，,、；;。：:]{4,18}[，,]|[^，,；;。：:]{4,18}[，,]")
NOTE_MARK = re.compile("[①-⑳]")
CLOSING_DATES = re.compile(
    r"[（(][^（()）]{0,8}(?:\d|[xX×]{2})[\d年月日至到底前—－–~～.\-/xX×个上中下旬初末季度 ]{2,30}[）)][。；;]?$"
)
LEAST_ELABORATION, LONGEST_BRIEF = 10, 12
LEAST_OVERALL = 0.55
"""Share of a number's items in the whole document that must read like titles before a section's vote counts."""
LONGEST_LONE_TITLE = 32
LONG_AMONG_TITLES = 0.8
"""Share of titles in a series from which a long opening sentence is one too."""
REPORTING = frozenset({"rectification", "progress"})


@dataclass(slots=True)
class Outliner:
    """Compiled words and limits that heading decisions use."""

    run_in: Any
    never_runs_in: Any
    assigning_line: Any
    status_mark: Any
    normative: Any
    never: Any
    assigning: Any
    findings: FindingWords


def outliner(pack: Pack) -> Outliner:
    """The outliner of a pack, compiled once."""
    made: Outliner = pack.cached("structure.outliner", _compile)
    return made


def _compile(pack: Pack) -> Outliner:
    """Compile the verbs that open a run-in heading."""
    family = pack.family("statements")
    rules = family.rules
    return Outliner(
        family.compile("<<run_in_verbs>>"),
        family.compile("<<not_run_in>>"),
        rules["statements.assigning_line"].compiled,
        rules["statements.status_mark"].compiled,
        rules["statements.normative"].compiled,
        family.compile("<<not_titles>>"),
        family.compile("<<assigning_words>>"),
        finding_words(pack),
    )


class Stack:
    """The open items while the outline is walked; a family that is open already is popped to, a new one is pushed below."""

    def __init__(
        self,
        items: list[Item],
        later: dict[str, list[tuple[int, int]]],
        restarts: set[str],
        holders: set[int],
        parts: frozenset[int],
    ) -> None:
        self.items = items
        self.parts = parts
        """Captions of the parts of a report, each with a numbering of its own, wherever that begins."""
        self.holders = holders
        """Captions of which a numbering further down may be the own one."""
        self.open: list[int] = []
        self.later = later
        self.restarts = restarts
        self.below: set[tuple[str, str]] = set()
        """Pairs of families of which the first was nested in the second before."""

    def place(self, item: Item, line: int, lines: list[int]) -> None:
        """Find the parent of an item and put it on the stack."""
        families = [self.items[i].family for i in self.open]
        if item.family == TITLE_FAMILY:
            self.open.clear()
        elif item.family == CAPTION and item.stated:
            while self.open and self._below(self.items[self.open[-1]], item):
                self.open.pop()
        elif item.family in families:
            self._reopen(item, families)
        else:
            while self.open and self._pops(self.items[self.open[-1]], item, lines[self.open[-1]] == line):
                self.open.pop()
        item.parent = self.open[-1] if self.open else -1
        if item.parent >= 0:
            self.below.add((item.family, self.items[item.parent].family))
        self.items.append(item)
        lines.append(line)
        self.open.append(len(self.items) - 1)

    @staticmethod
    def _below(top: Item, caption: Item) -> bool:
        """Whether an open item ends at a caption whose level the format states."""
        return top.family != TITLE_FAMILY and not 0 < top.stated < caption.stated

    def _reopen(self, item: Item, families: list[str]) -> None:
        """Close the open item whose series goes on: the innermost that the number follows, else that outside a box (专栏)."""
        places = [place for place, family in enumerate(families) if family == item.family]
        following = [place for place in places if item.value == self.items[self.open[place]].value + 1]
        box = families.index(BOX) if BOX in families else len(families)
        if following:
            place = following[-1]
        elif item.family != BOX and box < len(families) and (item.value == 1 or places[-1] > box):
            place = max(box + 1, places[-1])  # a series of the box's own
        else:
            place = places[0]
        del self.open[place:]

    def _restarts(self, top: Item, unit: int) -> bool:
        """Whether the numbering of the item on top begins anew behind a unit."""
        places = self.later.get(top.family, [])
        following = bisect_right(places, (unit, sys.maxsize))
        return top.value > 1 and following < len(places) and places[following][1] == 1

    def _pops(self, top: Item, new: Item, same_line: bool) -> bool:
        """Whether a new family closes the item on top rather than going below it."""
        if top.family == TITLE_FAMILY:
            return False
        if same_line:
            return False
        if new.first and not top.first:
            return True
        if top.family == TOPIC and new.family == "ordinal":
            return True
        if top.family == BOX:
            return new.rank < INLINE_RANK and new.value != 1
        if new.family == BOX:
            return top.rank >= TOPIC_RANK
        if new.family == CAPTION and self._restarts(top, new.unit):
            return True
        if top.family == CAPTION and top.stated:
            return 0 < new.stated <= top.stated
        if top.family == CAPTION and self._opens_below(top, new):
            return False
        if top.family == CAPTION and top.unit in self.parts and new.family != TOPIC:
            return False
        if top.family == CAPTION:
            return new.family != TOPIC and new.family not in self.restarts and new.rank < INLINE_RANK
        if new.rank > top.rank:
            return False
        if top.rank >= TOPIC_RANK or new.value == 0:
            return True
        return not self._goes_on(top, new)

    def _opens_below(self, caption: Item, new: Item) -> bool:
        """Whether a numbering that begins right behind a caption, or behind one of several, is the caption's own."""
        if new.value != 1 or any(item.family == new.family for item in self.items):
            return False
        return new.unit == caption.unit + 1 or caption.unit in self.holders

    def _goes_on(self, top: Item, new: Item) -> bool:
        """Whether the numbering of the item on top goes on behind the new one, which then is nested in it."""
        if new.value != 1:
            return False
        if (new.family, top.family) in self.below:
            return True
        places = self.later.get(top.family, [])
        following = bisect_right(places, (new.unit, sys.maxsize))
        return following < len(places) and places[following][1] == top.value + 1


def nest(body: Body, captions: set[int], topics: set[int], titles: dict[int, int], parts: frozenset[int] = frozenset()) -> None:
    """Make the items of a body: numbered units, captions, topic sentences and titles, each with its parent.

    `parts`: the captions that name a part of a report by its years.
    """
    later: dict[str, list[tuple[int, int]]] = defaultdict(list)
    ones: dict[str, int] = defaultdict(int)
    for index, unit in enumerate(body.units):
        if unit.mark:
            later[unit.mark.family].append((index, unit.mark.value))
            ones[unit.mark.family] += unit.mark.value == 1
    restarts = {family for family, count in ones.items() if count > 1} if len(captions) > 1 else set()
    lines: list[int] = []
    units = body.units
    holders = {i for i in captions if len(captions) > 1 and not INTRODUCING.search(body.text, units[i].start, units[i].end)}
    stack = Stack(body.items, later, restarts, holders, parts)
    for index, unit in enumerate(body.units):
        if unit.line in titles:
            if unit.first and titles[unit.line] == unit.line:
                stack.place(Item(index, TITLE_FAMILY, 0, 0, -1, True, heading=True), unit.line, lines)
        elif index in captions and BOX_HEAD.match(body.text, unit.start, unit.end):
            stack.place(Item(index, BOX, BOX_RANK, 0, -1, True, heading=True), unit.line, lines)
        elif index in captions:
            level = body.lines[unit.line].level or 0
            stack.place(Item(index, CAPTION, CAPTION_RANK, 0, -1, True, heading=True, stated=level), unit.line, lines)
        elif index in topics:
            mark = unit.mark
            family, rank = (mark.family, float(mark.rank)) if mark else (TOPIC, TOPIC_RANK)
            stack.place(Item(index, family, rank, 0, -1, True, heading=True), unit.line, lines)
        elif unit.mark and unit.mark.family != "dash":
            mark = unit.mark
            level = (body.lines[unit.line].level or 0) if unit.first else 0
            stack.place(Item(index, mark.family, mark.rank, mark.value, -1, unit.first, stated=level), unit.line, lines)


def decide(body: Body, made: Outliner, genre: str) -> None:
    """Decide for every numbered item whether it is a heading, a heading run into its sentence, or a statement."""
    open_answered(body, made.findings)
    series: dict[tuple[int, str], list[int]] = defaultdict(list)
    likely: dict[int, float] = {}
    for number, item in enumerate(body.items):
        if not item.heading:
            series[item.parent, item.family].append(number)
            if item.family != "ordinal":
                likely[number] = _likelihood(body, number, made)
    by_family: dict[str, list[float]] = defaultdict(list)
    for number, value in likely.items():
        by_family[body.items[number].family].append(value)
    overall = {family: sum(v >= 0.5 for v in values) / len(values) for family, values in by_family.items()}
    for (parent, family), members in sorted(series.items()):
        if parent >= 0 and not (body.items[parent].heading or _opens_lines(body, parent, members)):
            continue  # what stands below a statement is part of its list
        if family == "ordinal":
            _decide_ordinals(body, members, made)
            continue
        share = sum(likely[m] >= 0.5 for m in members) / len(members)
        titled = any(likely[m] == 1 for m in members) or (share >= 0.5 and overall[family] >= LEAST_OVERALL)
        for member in members:
            _settle(body, member, likely[member], titled, share, made, genre in REPORTING)
    settle_answered(body)
    open_findings(body, made.findings)
    if genre == "rectification":
        keep_findings(body, made.findings)
    elif genre == "plan":
        keep_planned_findings(body, made.findings)


def _opens_lines(body: Body, parent: int, members: list[int]) -> bool:
    """Whether the measures of a finding open lines of their own (（一）…), behind no label."""
    if not body.items[parent].answered:
        return False
    return all(body.items[member].first and not _labelled(body, member) for member in members)


def _labelled(body: Body, number: int) -> bool:
    """Whether a label stands before an item's number (整改措施：①…)."""
    unit = body.units[body.items[number].unit]
    return unit.body > unit.start


def _settle(body: Body, number: int, value: float, titled: bool, share: float, made: Outliner, reporting: bool) -> None:
    """Apply the vote of a series to one of its items."""
    item = body.items[number]
    unit = body.units[item.unit]
    length = unit.end - unit.text_start
    if not titled:
        item.heading = value == 1 or (value >= 0.5 and ((length <= 14 and share >= 0.25) or _opens_points(body, item)))
    elif value >= 0.5 or (value > 0 and share >= LONG_AMONG_TITLES):
        item.heading = True
    elif item.first and unit.closed and share >= 0.5 and body.lines[unit.line].kind != "cell":
        # A report numbers its measures as sentences among titles; in a plan a long numbered sentence has no title.
        short = length <= LONGEST_LONE_TITLE and not MEASURED.search(body.text, unit.text_start, unit.end)
        item.heading = short or reporting
        item.run_in = item.heading and (reporting or not _has_content(body, number, made))


def _likelihood(body: Body, number: int, made: Outliner) -> float:
    """1 for a title on a line of its own, 0.75 for a short opening sentence with content behind it, 0.25 for a long one."""
    item = body.items[number]
    unit = body.units[item.unit]
    length = unit.end - unit.text_start
    alone = unit.first and (item.unit + 1 == len(body.units) or body.units[item.unit + 1].line != unit.line)
    last = body.text[unit.end - 1]
    content = _has_content(body, number, made)
    if NOTE_MARK.search(body.text, unit.text_start, unit.end):
        return 0
    if unit.bold and content and length <= LONGEST_OWN_LINE:
        return 1
    if alone and not unit.closed:
        if last in "，,、" or item.family == "article" or body.lines[unit.line].kind == "cell":
            return 0
        told = not content or LIST_OF_DEEDS.search(body.text, unit.text_start, unit.end)
        if told and MEASURED.search(body.text, unit.text_start, _before_dates(body.text, unit)):
            # （五）新增护理型床位620张 with nothing below it, （二）建成…，清理…18公里: the full stop was forgotten.
            return 0
        if length <= LONGEST_TITLE and (content or item.rank <= 5):
            return 1 if last not in "：:" or length <= 20 else 0
        return 0.75 if content and length <= LONGEST_OWN_LINE else 0
    if last in "；;" or not content or length > LONGEST_OWN_LINE:
        return 0
    if MEASURED.search(body.text, unit.text_start, _before_dates(body.text, unit)):
        return 0
    if length > 16 and made.never.match(body.text, unit.text_start, unit.end):
        return 0
    if length > 8 and made.normative.search(body.text, unit.text_start, unit.end):
        return 0
    return 0.75 if length <= LONGEST_TITLE + 14 * alone or (alone and not item.first) else 0.25


def _opens_points(body: Body, item: Item) -> bool:
    """Whether an opening sentence is followed on its line by the points it names (一是…；二是…)."""
    unit, following = body.units[item.unit], body.units[item.unit + 1] if item.unit + 1 < len(body.units) else None
    return (
        following is not None
        and following.line == unit.line
        and following.mark is not None
        and following.mark.family == "ordinal"
    )


def _before_dates(text: str, unit: Unit) -> int:
    """End of a unit's words before a closing bracket that says when (准备阶段（2025年3月）)."""
    dates = CLOSING_DATES.search(text, unit.text_start, unit.end)
    return dates.start() if dates else unit.end


def _has_content(body: Body, number: int, made: Outliner) -> bool:
    """Whether anything but an assigning bracket stands between an item and the next one that is not below it."""
    item = body.items[number]
    index = item.unit + 1
    following = body.items[number + 1] if number + 1 < len(body.items) else None
    while index < len(body.units):
        unit = body.units[index]
        if following is not None and index == following.unit:
            return following.parent == number
        if not made.assigning_line.match(body.text, unit.start, unit.end) and body.text[unit.start] not in "（(":
            return True
        if made.status_mark.match(body.text[unit.start : min(unit.end, unit.start + 30)]):
            return True
        index += 1
    return False


def _decide_ordinals(body: Body, members: list[int], made: Outliner) -> None:
    """一是X。 with sentences of its own is a heading; 一是X，做了Y。 runs in where most of its series read like titles."""
    run_in, brief = [], []
    for member in members:
        item = body.items[member]
        item.heading = _is_elaborated(body, item.unit, made)
        length = 0 if item.heading else _opening_clause(body, body.units[item.unit])
        if length and made.run_in.match(body.text, body.units[item.unit].text_start):
            run_in.append(item)
        elif 0 < length <= LONGEST_BRIEF and _is_brief(body, item.unit, length, made):
            brief.append(item)
    titled = len(run_in) + sum(body.items[member].heading for member in members)
    if titled + len(brief) == len(members):
        run_in += brief  # a whole series of brief openings names its points, whatever their words
    elif titled * 2 < len(members):
        run_in = []
    for item in run_in:
        item.heading = item.run_in = True


def _is_brief(body: Body, index: int, length: int, made: Outliner) -> bool:
    """Whether an opening clause may name its item: no figures, no word that leads into a sentence."""
    start = body.units[index].text_start
    return not made.never_runs_in.match(body.text, start) and not MEASURED.search(body.text, start, start + length)


def _is_elaborated(body: Body, index: int, made: Outliner) -> bool:
    """Whether a short sentence is followed on its line by sentences that elaborate it."""
    unit, text = body.units[index], body.text
    length = unit.end - unit.text_start
    following = body.units[index + 1] if index + 1 < len(body.units) else None
    if following is None or following.line != unit.line or text[unit.end - 1] not in "。！!" or length > LONGEST_INLINE:
        return False
    if following.mark is not None and following.mark.rank >= INLINE_RANK:
        return False
    if made.assigning_line.match(text, following.start, following.end) or text[following.start] in "（(":
        return False
    return length <= 12 or not MEASURED.search(text, unit.text_start, unit.end)


def _opening_clause(body: Body, unit: Unit) -> int:
    """Length of the first clause of an item when the rest elaborates it; 0 when it is no title of the rest."""
    clause = RUN_IN_CLAUSE.match(body.text, unit.text_start, unit.end)
    if clause is None or not unit.closed or unit.mark is None or unit.mark.number[-1:] != "是":
        return 0
    elaborated = unit.end - clause.end() >= LEAST_ELABORATION
    return clause.end() - 1 - unit.text_start if elaborated else 0
