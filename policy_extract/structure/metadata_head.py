"""The title block of a document as one text with a map back, and what is gathered from it (眉首)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policy_extract.patterns import Pack
from policy_extract.structure.parts import Body, Line

HEAD_LINES = 30
LONGEST_HEAD_LINE = 160
PAGE_REACH = 400


@dataclass(slots=True)
class Head:
    """The lines above the body joined by line ends, each with its place in the view."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, words: str, place: int) -> None:
        """Put a line at the end."""
        if self.starts:
            self.text += "\n"
        self.starts.append(len(self.text))
        self.places.append(place)
        self.text += words

    def lines(self) -> list[tuple[str, int]]:
        """Lines with their offsets in the view."""
        found: list[tuple[str, int]] = []
        ends = [*(start - 1 for start in self.starts[1:]), len(self.text)]
        for start, end, place in zip(self.starts, ends, self.places, strict=True):
            for words in self.text[start:end].split("\n"):
                found.append((words, place))
                place += len(words) + 1
        return found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The view span of a span of this text."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, offset: int) -> int:
        """The view offset of a character."""
        index = bisect_right(self.starts, offset) - 1
        return self.places[index] + offset - self.starts[index]


@dataclass(slots=True)
class Facts:
    """What is gathered about a document before it is weighed."""

    head: Head = field(default_factory=Head)
    front: Mapping[str, str] = field(default_factory=dict)
    """The header block of the file itself."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """What the reader found beside the text: page head, file properties."""
    titles: list[str] = field(default_factory=list)
    collected: bool = False
    """True for one of several documents of a page: the page's own dates are not theirs."""

    def stated(self, *names: str) -> str | None:
        """A field of the file's header block."""
        return next((self.front[name] for name in names if name in self.front), None)


Rules = dict[str, Any]
"""Compiled rules of the titles family by the last part of their id."""


def title_rules(pack: Pack) -> Rules:
    """The compiled rules of a pack."""
    made: Rules = pack.cached("structure.metadata", _compile)
    return made


def _compile(pack: Pack) -> Rules:
    """Compile every rule of the titles family that has a pattern."""
    rules = pack.family("titles").rules.values()
    compiled = {rule.id.rsplit(".", 1)[1]: rule.compiled for rule in rules if rule.pattern}
    compiled["periods"] = pack.family("titles").vocabularies["stock_periods"]
    compiled["addressee"] = pack.family("statements").rules["statements.addressee"].compiled
    return compiled


def make_head(body: Body, preface: str, collected: bool) -> Head:
    """The title block of a document, with the end of the page text above it."""
    head = Head()
    above = "" if collected else preface[-PAGE_REACH:]
    head.add(above, len(preface) - len(above))
    for line in head_lines(body):
        head.add(body.text[line.start : line.end], line.start)
    return head


def head_lines(body: Body) -> list[Line]:
    """The lines of the title block: up to the first long paragraph, furniture included."""
    lines = []
    for line in body.lines[:HEAD_LINES]:
        lines.append(line)
        if line.end - line.start > LONGEST_HEAD_LINE:
            break
    return lines
