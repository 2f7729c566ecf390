"""Looks up list styles and text styles of an OpenDocument text and counts its lists (ODT 样式与编号)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from policy_extract.reading.docx_styles import whole
from policy_extract.reading.word_numerals import numeral, symbol

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
LEVELS = 10
PLACE = re.compile(r"%(\d{1,2})%")
FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCountingThousand",
    "壹": "chineseLegalSimplified",
    "壱": "japaneseLegal",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
    "01": "decimalZero",
}
BULLET = "•"
DEEPEST = 12


@dataclass(slots=True)
class Level:
    """A level of a list style."""

    form: str = ""
    """Name of the number form as in WordprocessingML; empty for a level without numbers."""
    printed: str = ""
    """The label with %n% in place of the numbers; a bullet as it is."""
    start: int = 1
    suffix: str = "tab"


@dataclass(slots=True)
class Look:
    """What a paragraph or text style says that matters here; None where it says nothing."""

    hidden: bool | None = None
    bold: bool | None = None
    list_style: str = ""
    contents: bool = False


@dataclass(slots=True)
class Counting:
    """How far a list has counted, by level."""

    counts: list[int | None] = field(default_factory=lambda: [None] * (LEVELS + 1))


class OdtStyles:
    """Styles of `styles.xml` and `content.xml` by name."""

    def __init__(self, roots: list[etree._Element]) -> None:
        """Collect the styles of both parts; those of the content come last and win."""
        self._elements: dict[tuple[str, str], etree._Element] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        for root in roots:
            for element in root.iter(STYLE + "style"):
                self._elements[element.get(STYLE + "family", ""), element.get(STYLE + "name", "")] = element
            for element in root.iter(TEXT + "list-style"):
                self._lists[element.get(STYLE + "name", "")] = _levels(element)
            for element in root.iter(TEXT + "outline-style"):
                self.outline = _levels(element)

    def look(self, family: str, name: str, depth: int = 0) -> Look:
        """What a style says, with what it inherits."""
        key = (family, name)
        made = self._looks.get(key)
        if made is not None:
            return made
        element = self._elements.get(key)
        if element is None or depth > DEEPEST:
            return Look()
        parent = element.get(STYLE + "parent-style-name", "")
        above = self.look(family, parent, depth + 1) if parent else Look()
        look = Look(above.hidden, above.bold, element.get(STYLE + "list-style-name", above.list_style))
        shown = f"{element.get(STYLE + 'display-name', '')} {name} {parent}".replace("_20_", " ")
        look.contents = above.contents or re.search(r"(?:Contents|toc|目录) [1-9]\b", shown) is not None
        properties = element.find(STYLE + "text-properties")
        if properties is not None:
            display = properties.get(TEXT + "display")
            look.hidden = look.hidden if display is None else display == "none"
            weight = properties.get(STYLE + "font-weight-asian") or properties.get(FORMAT + "font-weight")
            look.bold = look.bold if weight is None else weight in ("bold", "600", "700", "800", "900")
        self._looks[key] = look
        return look

    def levels(self, name: str) -> dict[int, Level]:
        """The levels of a list style."""
        return self._lists.get(name, {})


def _levels(element: etree._Element) -> dict[int, Level]:
    """The levels of a list style element."""
    found = {}
    for child in element:
        depth = whole(child.get(TEXT + "level")) or 0
        if child.tag.endswith("-bullet"):
            bullet = child.get(TEXT + "bullet-char", "") or BULLET
            printed = symbol(bullet, "wingdings") if "\ue000" <= bullet[:1] <= "\uf8ff" else bullet
            level = Level("bullet", printed.replace("\ufffd", BULLET))
        elif child.tag.endswith(("-number", "outline-level-style")):
            level = _numbered(child, depth)
        else:
            level = Level()
        alignment = next(child.iter(STYLE + "list-level-label-alignment"), None)
        if alignment is not None:
            follow = alignment.get(TEXT + "label-followed-by", "listtab")
            level.suffix = {"listtab": "tab", "space": "space"}.get(follow, "nothing")
        found[depth] = level
    return found


def _numbered(child: etree._Element, depth: int) -> Level:
    """A level that counts."""
    signs = child.get(STYLE + "num-format", "")
    opening = signs.split(",")[0].strip()
    form = FORMS.get(opening, "decimal" if opening else "")
    if "貳" in signs:
        form = "ideographLegalTraditional"
    start = whole(child.get(TEXT + "start-value"))
    printed = next((value for name, value in child.attrib.items() if str(name).endswith("}num-list-format")), None)
    if printed is None:
        shown = max(1, min(depth, whole(child.get(TEXT + "display-levels")) or 1))
        numbers = ".".join(f"%{number}%" for number in range(depth - shown + 1, depth + 1))
        printed = child.get(STYLE + "num-prefix", "") + numbers + child.get(STYLE + "num-suffix", "")
    return Level(form, str(printed), 1 if start is None else start)


def next_label(levels: dict[int, Level], counting: Counting, depth: int, start: int | None = None) -> tuple[str, str]:
    """Count one item and give its label and what stands behind it."""
    level = levels.get(depth)
    if level is None or not 1 <= depth <= LEVELS:
        return "", ""
    counts = counting.counts
    current = counts[depth]
    counts[depth] = start if start is not None else level.start if current is None else current + 1
    counts[depth + 1 :] = [None] * (LEVELS - depth)
    if level.form == "bullet":
        return level.printed.strip(), level.suffix
    if not level.form:
        return "", ""

    def put(match: re.Match[str]) -> str:
        own = levels.get(int(match[1]))
        if own is None or not own.form or own.form == "bullet" or int(match[1]) > LEVELS:
            return ""
        count = counts[int(match[1])]
        return numeral(own.start if count is None else count, own.form)

    return PLACE.sub(put, level.printed).strip(), level.suffix
