"""Reads the number that opens a unit (序号) and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import regex

from policy_extract.patterns import Pack, timed
from policy_extract.structure.parts import Mark

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PLACES = {"十": 10, "百": 100}
FIRST_CHARACTERS = frozenset(
    "第一二三四五六七八九十百零〇（(〔[0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩其问反具突主存—－–─-•●■◆○▪·▲★※◇►*+"
)
REACH = 16
PARTS_WITHIN = 1500
"""Characters behind a first-rank decimal number within which its first part stands."""
PART_ONE = re.compile(r"\n[ \t]{0,4}\d{1,2}[.．]1(?!\d)")
DEEPER = "decimal_deep"
"""Family of decimal numbers of the third rank and below (1.1.1)."""
DEEPER_RANK = 0.4
BLANK = re.compile(r"[ \t]*")


@dataclass(slots=True)
class Numbering:
    """The compiled number rules."""

    finder: Any
    ranks: dict[str, float]
    glued: Any
    """Finds numbers that may stand inside a line without a sentence mark before them."""
    circled: dict[str, int]
    groups: dict[Any, tuple[str, ...]]
    """Names of the family groups of each pattern."""


def numbering(pack: Pack) -> Numbering:
    """The number rules of a pack, compiled once."""
    made: Numbering = pack.cached("structure.numbering", _compile)
    return made


def _compile(pack: Pack) -> Numbering:
    """Join the rules into one pattern whose outer group names the family."""
    family = pack.family("numbering")
    rules = [rule for rule in family.rules.values() if rule.pattern]
    names = [rule.id.rsplit(".", 1)[1] for rule in rules]
    joined = "|".join(f"(?P<f_{name}>{rule.pattern})" for name, rule in zip(names, rules, strict=True))
    glued = "|".join(f"(?P<f_{n}>{r.pattern})" for n, r in zip(names, rules, strict=True) if r.fields.get("glued"))
    circled: dict[str, int] = {}
    for name in ("circled", "circled_more", "circled_han"):
        circled.update({character: place for place, character in enumerate(family.vocabularies[name], 1)})
    ranks = {name: float(rule.fields["rank"]) for name, rule in zip(names, rules, strict=True)}
    finder = timed(regex.compile(joined), *rules)
    inner = timed(regex.compile(f"(?<=[一-鿿”》）)：:。；;！? ])(?:{glued})"), *rules)
    groups = {pattern: tuple(key for key in pattern.groupindex if key.startswith("f_")) for pattern in (finder, inner)}
    return Numbering(finder, ranks, inner, circled, groups)


def read_mark(text: str, start: int, end: int, made: Numbering) -> Mark | None:
    """The number at the start of a unit, None when there is none."""
    first = text[start]
    if first not in FIRST_CHARACTERS and not ("a" <= first <= "z" or "A" <= first <= "Z"):
        return None
    match = made.finder.match(text, start, min(end, start + REACH + 40))
    return _mark(match, text, end, made) if match else None


GLUED_HINT = re.compile(
    r"[（(〔\[一二三四五六七八九十第](?:(?<=[（(〔\[])[一二三四五六七八九十]{1,3}[）)〕\]]|(?<=[一二三四五六七八九十])、|"
    r"(?<=第)[ ]?[一二三四五六七八九十百\d]{1,4}[ ]?[篇编部章节条])"
)
"""Begins with one set of characters, to which `re` skips quickly."""


def find_glued(text: str, start: int, end: int, made: Numbering) -> list[Mark]:
    """Numbers inside a range that may begin a unit without a sentence mark before them."""
    marks = (_mark(match, text, end, made) for match in made.glued.finditer(text, start, end))
    return [mark for mark in marks if mark is not None]


def _mark(match: Any, text: str, end: int, made: Numbering) -> Mark | None:
    """The mark of a match; a number with nothing behind it is none."""
    families = made.groups[match.re]
    found = match.group(*families)
    name = next(family for family, value in zip(families, found, strict=True) if value is not None)[2:]
    behind = BLANK.match(text, match.end()).end()  # type: ignore[union-attr]
    if behind >= end:
        return None
    printed = match[0].strip()
    if name == "circled":
        value = made.circled.get(printed, 0)
    elif name == "dash":
        value, printed = 0, ""
    else:
        value = number_value(match["value"] or "")
    rank = made.ranks[name]
    if name == "decimal_top" and not _has_parts(text, match.end(), value):
        return None
    if name == "arabic_blank" and len(match["head"].strip(".．").replace("．", ".").split(".")) > 1:
        name, rank = DEEPER, made.ranks["arabic_blank"] + DEEPER_RANK
    return Mark(name, rank, value, match.start(), behind, printed)


def _has_parts(text: str, start: int, value: int) -> bool:
    """Whether the first part of a decimal number stands on the next lines (1 总体要求 / 1.1 指导思想)."""
    near = text[start : start + PARTS_WITHIN]
    return PART_ONE.search(near) is not None and re.search(rf"\n[ \t]{{0,4}}{value}[.．]1(?!\d)", near) is not None


def number_value(printed: str) -> int:
    """Value of a Chinese or Arabic number; letters count from a = 1; 0 for what is none."""
    if printed.isascii():
        return int(printed) if printed.isdigit() else (ord(printed.lower()) - 96 if len(printed) == 1 else 0)
    if not any(character in PLACES for character in printed):
        total = 0
        for character in printed:
            total = total * 10 + DIGITS.get(character, 0)
        return total
    total = current = 0
    for character in printed:
        if character in PLACES:
            total += (current or 1) * PLACES[character]
            current = 0
        else:
            current = DIGITS.get(character, 0)
    return total + current
