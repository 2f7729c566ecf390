"""Looks up what the styles of a Word file say: heading level, numbering, hidden text (样式)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from policy_extract.reading.docx_names import OFF, PARAGRAPH_PROPERTIES, RUN_PROPERTIES, VALUE, WORD

STYLE, NAME, BASED_ON = WORD + "style", WORD + "name", WORD + "basedOn"
STYLE_ID, TYPE, DEFAULT = WORD + "styleId", WORD + "type", WORD + "default"
NUMBERING, NUMBER_ID, NUMBER_LEVEL = WORD + "numPr", WORD + "numId", WORD + "ilvl"
OUTLINE, HIDDEN, BOLD = WORD + "outlineLvl", WORD + "vanish", WORD + "b"
HEADING_NAME = re.compile(r"(?:heading|标题)\s{0,3}([1-9])\b", re.I)
CONTENTS_NAME = re.compile(r"(?:toc|目录)\s{0,3}[1-9]\b", re.I)
DEEPEST = 12
"""Styles based on styles; Word allows ten."""


@dataclass(slots=True)
class Style:
    """What a style says, with what it inherits."""

    name: str = ""
    level: int | None = None
    """Heading level, 1-based; 0 when the style says body text."""
    level_source: str = ""
    number_id: str | None = None
    number_level: int | None = None
    number_style: str = ""
    """Id of the style that brings the numbering; the list names it at the level that is meant."""
    hidden: bool = False
    bold: bool = False
    contents: bool = False
    """Whether the style is for the entries of a table of contents (目录)."""


PLAIN = Style()


def switched(properties: etree._Element | None, name: str) -> bool | None:
    """State of an on-off property; None when it is not stated."""
    element = None if properties is None else properties.find(name)
    return None if element is None else element.get(VALUE, "1").lower() not in OFF


def whole(text: str | None) -> int | None:
    """A small whole number of an attribute; None for anything else."""
    return int(text) if text and len(text) < 10 and text.lstrip("-").isdecimal() else None


class Styles:
    """Styles by id; each is put together when it is first asked for."""

    def __init__(self, root: etree._Element | None) -> None:
        """Hold the styles of `styles.xml`; without the part all are plain."""
        self._elements: dict[str, etree._Element] = {}
        self._made: dict[str, Style] = {}
        self.default = PLAIN
        if root is None:
            return
        default = ""
        for element in root.iterchildren(STYLE):
            identity = element.get(STYLE_ID, "")
            self._elements[identity] = element
            if element.get(TYPE) == "paragraph" and element.get(DEFAULT, "0").lower() not in OFF:
                default = identity
        self.default = self.get(default) if default else PLAIN

    def get(self, identity: str, depth: int = 0) -> Style:
        """The style of an id; a plain one when there is none."""
        made = self._made.get(identity)
        if made is not None:
            return made
        element = self._elements.get(identity)
        if element is None or depth > DEEPEST:
            return self.default
        base = element.find(BASED_ON)
        parent = self.get(base.get(VALUE, ""), depth + 1) if base is not None else PLAIN
        made = self._put_together(element, parent)
        self._made[identity] = made
        return made

    @staticmethod
    def _put_together(element: etree._Element, parent: Style) -> Style:
        """The style of an element over the one that it is based on."""
        named = element.find(NAME)
        name = named.get(VALUE, "") if named is not None else ""
        style = replace(parent, name=name, contents=CONTENTS_NAME.match(name) is not None)
        heading = HEADING_NAME.match(name)
        if heading:
            style.level, style.level_source = int(heading[1]), "style"
        paragraph = element.find(PARAGRAPH_PROPERTIES)
        if paragraph is not None:
            outline = paragraph.find(OUTLINE)
            level = whole(outline.get(VALUE)) if outline is not None else None
            if level is not None and not heading:
                style.level, style.level_source = (level + 1 if 0 <= level < 9 else 0), "style"
            numbering = paragraph.find(NUMBERING)
            if numbering is not None:
                number, depth = numbering.find(NUMBER_ID), numbering.find(NUMBER_LEVEL)
                style.number_id = number.get(VALUE) if number is not None else style.number_id
                style.number_level = whole(depth.get(VALUE)) if depth is not None else style.number_level
                style.number_style = element.get(STYLE_ID, "")
        run = element.find(RUN_PROPERTIES)
        hidden, bold = switched(run, HIDDEN), switched(run, BOLD)
        style.hidden = style.hidden if hidden is None else hidden
        style.bold = style.bold if bold is None else bold
        return style
