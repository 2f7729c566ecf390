"""Nests numbered units: by the order of nesting, not by the glyph (标题嵌套)."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import defaultdict

from policy_extract.structure.parts import CAPTION, TITLE_FAMILY, TOPIC, Body, Item

BOX = "box"
BOX_HEAD = re.compile(r"专 ?栏 ?(?:\d{1,2}|[一二三四五六七八九十]{1,3})?")
BOX_RANK = 11.0
"""A box (专栏) is set beside the text: it stands below the innermost item and closes none."""
INTRODUCING = re.compile(
    "^(?!.*(?:任务|重点|工作安排|工作部署|举措)).*(?:要求|思想|思路|形势|背景|意义|原则|前言|引言|序言|导语|说明)"
)
"""Captions of introductions: what is numbered behind them is not theirs, unless they name the tasks as well."""
CAPTION_RANK, TOPIC_RANK, INLINE_RANK = 5.5, 11.5, 12


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
