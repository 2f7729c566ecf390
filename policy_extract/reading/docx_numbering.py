"""Counts the automatic numbers of a Word file as Word would print them (自动编号).

Lists that share an abstract definition go on counting together; a start override begins anew where its list is first used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from policy_extract.reading.docx_names import OFF, RUN_PROPERTIES, VALUE, WORD
from policy_extract.reading.docx_styles import Styles, whole
from policy_extract.reading.word_numerals import UNKNOWN, numeral, symbol

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
BULLET = "•"
PRIVATE = re.compile("[\ue000-\uf8ff]")
LEVEL, NUMBER, ABSTRACT = WORD + "ilvl", WORD + "numId", WORD + "abstractNumId"


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    form: str = "decimal"
    printed: str = ""
    """Text with %1 … %9 in place of the numbers."""
    suffix: str = "tab"
    restart: int | None = None
    """The level (1-based) whose items restart this one; 0 for never; None for any above."""
    legal: bool = False
    """Whether all numbers are printed in digits."""
    font: str = ""
    style: str = ""


@dataclass(slots=True)
class Definition:
    """A list as a paragraph names it."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    """Start overrides by level."""


class Numbering:
    """The lists of a file and how far each has counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Hold the definitions of `numbering.xml`."""
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._numbers: dict[str, etree._Element] = {}
        self._definitions: dict[str, Definition | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        for element in root.iterchildren(WORD + "abstractNum"):
            self._abstract[element.get(ABSTRACT, "")] = element
        for element in root.iterchildren(WORD + "num"):
            self._numbers[element.get(NUMBER, "")] = element

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that belongs to a paragraph style, 0 when none does."""
        definition = self._definition(number)
        levels = definition.levels.items() if definition else ()
        return next((depth for depth, level in levels if level.style == style), 0)

    def next(self, number: str, depth: int) -> tuple[str, str]:
        """The number that the next item of a list prints, and what stands behind it: `tab`, `space` or `nothing`."""
        definition = self._definition(number)
        if definition is None or not 0 <= depth < LEVELS:
            return "", ""
        level = definition.levels.get(depth)
        if level is None:
            return "", ""
        counts = self._counts.setdefault(definition.abstract, [None] * LEVELS)
        self._advance(definition, counts, number, depth)
        if level.form == "bullet":
            return _bullet(level), level.suffix
        return self._printed(definition, counts, level), level.suffix

    def _advance(self, definition: Definition, counts: list[int | None], number: str, depth: int) -> None:
        """Count one item at a level and let the levels below begin anew."""
        current = counts[depth]
        first = (number, depth) not in self._begun
        self._begun.add((number, depth))
        start = definition.starts.get(depth, definition.levels[depth].start)
        if current is None or (first and depth in definition.starts):
            counts[depth] = start
        else:
            counts[depth] = current + 1
        for below in range(depth + 1, LEVELS):
            level = definition.levels.get(below)
            if level is None or level.restart is None or (level.restart and depth < level.restart):
                counts[below] = None

    def _printed(self, definition: Definition, counts: list[int | None], level: Level) -> str:
        """The text of a level with its numbers put in."""

        def put(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            own = definition.levels.get(depth)
            if own is None:
                return ""
            count = counts[depth]
            value = definition.starts.get(depth, own.start) if count is None else count
            form = "decimal" if level.legal and own.form not in ("none", "bullet") else own.form
            return numeral(value, form)

        return PLACE.sub(put, level.printed).strip()

    def _definition(self, number: str) -> Definition | None:
        """The definition that a paragraph's list number means; None when there is none."""
        if number not in self._definitions:
            self._definitions[number] = self._define(number)
        return self._definitions[number]

    def _define(self, number: str, depth: int = 0) -> Definition | None:
        """Put a definition together from a list, its abstract list and a linked list style."""
        element = self._numbers.get(number)
        link = element.find(ABSTRACT) if element is not None else None
        identity = link.get(VALUE, "") if link is not None else ""
        abstract = self._abstract.get(identity)
        if element is None or abstract is None:
            return None
        linked = abstract.find(WORD + "numStyleLink")
        if linked is not None and depth < 3:
            other = self._styles.get(linked.get(VALUE, "")).number_id
            base = self._define(other, depth + 1) if other and other != number else None
            definition = Definition(base.abstract, dict(base.levels)) if base else Definition(identity)
        else:
            definition = Definition(identity)
        for child in abstract.iterchildren(WORD + "lvl"):
            definition.levels[whole(child.get(LEVEL)) or 0] = _level(child)
        for override in element.iterchildren(WORD + "lvlOverride"):
            place = whole(override.get(LEVEL)) or 0
            own = override.find(WORD + "lvl")
            if own is not None:
                definition.levels[place] = _level(own)
            start = override.find(WORD + "startOverride")
            value = whole(start.get(VALUE)) if start is not None else None
            if value is not None:
                definition.starts[place] = value
        return definition


def _level(element: etree._Element) -> Level:
    """The level of a `w:lvl` element."""
    level = Level()
    for child in element:
        name, value = child.tag, child.get(VALUE)
        if name == WORD + "start":
            start = whole(value)
            level.start = 1 if start is None else start
        elif name == WORD + "numFmt":
            level.form = value or "decimal"
        elif name == WORD + "lvlText":
            level.printed = value or ""
        elif name == WORD + "suff":
            level.suffix = value or "tab"
        elif name == WORD + "lvlRestart":
            level.restart = whole(value)
        elif name == WORD + "isLgl":
            level.legal = (value or "1").lower() not in OFF
        elif name == WORD + "pStyle":
            level.style = value or ""
        elif name == RUN_PROPERTIES:
            fonts = child.find(WORD + "rFonts")
            level.font = "" if fonts is None else fonts.get(WORD + "ascii") or fonts.get(WORD + "hAnsi") or ""
        elif name.endswith("}AlternateContent"):
            form = next(child.iter(WORD + "numFmt"), None)
            level.form = form.get(VALUE, "decimal") if form is not None else level.form
    return level


def _bullet(level: Level) -> str:
    """The bullet of a level, characters of symbol fonts turned into common ones."""
    printed = level.printed.strip()
    if printed and (PRIVATE.search(printed) or level.font.lower().startswith(("wingdings", "symbol"))):
        printed = "".join(symbol(character, level.font) for character in printed).replace(UNKNOWN, BULLET)
    return printed
