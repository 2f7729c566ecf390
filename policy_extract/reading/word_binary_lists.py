"""Reads the list definitions of a binary Word file, so that its automatic numbers can be counted (DOC 自动编号)."""

from __future__ import annotations

import struct

from policy_extract.reading.docx_numbering import Definition, Level, Numbering
from policy_extract.reading.docx_styles import Styles
from policy_extract.reading.word_binary_file import LIST_FORMATS, LISTS, WordFile

FORMS = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    5: "ordinal",
    10: "ideographDigital",
    11: "japaneseCounting",
    14: "decimalFullWidth",
    15: "decimalHalfWidth",
    16: "japaneseLegal",
    17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle",
    19: "decimalFullWidth2",
    22: "decimalZero",
    23: "bullet",
    26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle",
    30: "ideographTraditional",
    31: "ideographZodiac",
    32: "ideographZodiacTraditional",
    33: "taiwaneseCounting",
    34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital",
    37: "chineseCounting",
    38: "chineseLegalSimplified",
    39: "chineseCountingThousand",
    255: "none",
}
SUFFIXES = ("tab", "space", "nothing")
MOST_LISTS = 20_000
MISSING = struct.Struct("<I").pack(0xFFFFFFFF)


class BinaryNumbering(Numbering):
    """The lists of a binary file by their number (ilfo), counted as those of DOCX files are."""

    def __init__(self, file: WordFile) -> None:
        """Read the definitions; damaged ones give no numbers."""
        super().__init__(None, Styles(None))
        try:
            abstract = _abstract_lists(file)
            self._definitions.update(_lists(file, abstract))
        except (struct.error, IndexError):
            self.damaged = True
        else:
            self.damaged = False

    def _define(self, number: str, depth: int = 0) -> Definition | None:
        """There are no other lists than those read at the start."""
        return None


def _abstract_lists(file: WordFile) -> dict[int, dict[int, Level]]:
    """Levels of the abstract lists by id."""
    data = file.structure(LISTS)
    if len(data) < 2:
        return {}
    count = min(MOST_LISTS, struct.unpack_from("<H", data)[0])
    levels = file.behind(LISTS)
    place = 0
    found = {}
    for number in range(count):
        (identity,) = struct.unpack_from("<i", data, 2 + 28 * number)
        simple = data[2 + 28 * number + 26] & 1
        own = {}
        for depth in range(1 if simple else 9):
            own[depth], place = _level(levels, place)
        found[identity] = own
    return found


def _level(data: bytes, place: int) -> tuple[Level, int]:
    """One level and the place behind it."""
    start, form, flags = struct.unpack_from("<iBB", data, place)
    follow = data[place + 15]
    characters, paragraph, restart = data[place + 24], data[place + 25], data[place + 26]
    place += 28 + characters + paragraph
    (length,) = struct.unpack_from("<H", data, place)
    printed = data[place + 2 : place + 2 + 2 * length].decode("utf-16-le", "replace")
    printed = "".join(f"%{ord(sign) + 1}" if sign < "\x09" else sign for sign in printed)
    level = Level(start, FORMS.get(form, "decimal"), printed, SUFFIXES[min(follow, 2)], legal=bool(flags & 4))
    if flags & 8:
        level.restart = restart
    return level, place + 2 + 2 * length


def _lists(file: WordFile, abstract: dict[int, dict[int, Level]]) -> dict[str, Definition]:
    """Definitions by list number, with start overrides and levels of their own."""
    data = file.structure(LIST_FORMATS)
    if len(data) < 4:
        return {}
    count = min(MOST_LISTS, struct.unpack_from("<I", data)[0])
    found: dict[str, Definition] = {}
    place = 4 + 16 * count
    for number in range(count):
        (identity,) = struct.unpack_from("<i", data, 4 + 16 * number)
        definition = Definition(str(identity), dict(abstract.get(identity, {})))
        found[str(number + 1)] = definition
        overrides = data[4 + 16 * number + 12]
        if data[place : place + 4] == MISSING:
            place += 4
        elif place + 4 <= len(data):
            place += 4  # the place of the list's first paragraph; not needed
        for _ in range(overrides):
            start, flags = struct.unpack_from("<iI", data, place)
            place += 8
            depth = flags & 0xF
            if flags & 0x20:
                definition.levels[depth], place = _level(data, place)
                if flags & 0x10:
                    definition.starts[depth] = definition.levels[depth].start
            elif flags & 0x10:
                definition.starts[depth] = start
    return found
