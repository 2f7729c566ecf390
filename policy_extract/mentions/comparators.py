"""Words that bound a number (界限词): looked up directly before and after it, longest first."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from policy_extract.model import Quantity
from policy_extract.patterns import Pack, timed

WINDOW = 14
"""How far a comparator with its link word reaches, blanks and a line end included."""
SPACE = re.compile(r"\s")
PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
LONGEST_NEGATION = 6
BUILT = frozenset("所栋幢座处楼")
"""Units of what is built: 1所封顶 is a roof, no bound."""
INCLUDED, CLOSED = ("（含）", "(含)"), {"gt": "ge", "lt": "le"}
OPENING, INCLUDING = ("（含", "(含"), re.compile("[（(]含(?:本数|[0-9][^（()），,。、；]{0,10})?[)）](?=的|[，,。；]|[一-龥])")
"""Behind a bound, that its own number counts too (300万元以上（含300万元）)."""
OPPOSITE = {"gt": "le", "lt": "ge"}


class Bound(msgspec.Struct, frozen=True, gc=False):
    """A comparator found beside a number: its code, where it begins or ends, the printed word and the rule."""

    comparator: str
    place: int
    word: str
    rule: str


class ComparatorTable:
    """All comparators of `patterns/comparators.yaml`."""

    def __init__(self, pack: Pack) -> None:
        """Collect the words of the rules."""
        family = pack.family("comparators")
        self._before: dict[str, tuple[str, str]] = {}
        self._after: dict[str, tuple[str, str]] = {}
        for rule in family.rules.values():
            words = family.words(rule.fields["words"]) if "words" in rule.fields else ()
            table = self._before if rule.fields.get("side") == "before" else self._after
            table.update({word: (rule.fields["comparator"], rule.id) for word in words})
        self._longest = max(map(len, self._before))
        self._last = frozenset(word[-1] for word in self._before)
        self._links: dict[str, list[str]] = {}
        for link in sorted(family.words("links"), key=len, reverse=True):
            self._links.setdefault(link[-1], []).append(link)
        self._any_last = self._last.union(self._links, " \n\t\r\u3000")
        negation = family.rules["comparators.negation"].pattern or ""
        self._negation = timed(re.compile(f"(?:{negation})$"), family.rules["comparators.negation"])
        self._negation_last = frozenset(family.words("negation_last"))
        self._negatable = frozenset(family.words("negatable"))
        not_after: dict[str, Any] = family.vocabularies["not_after"]
        self._not_after = {word: frozenset(str(characters)) for word, characters in not_after.items()}
        self._after_pattern = family.rules["comparators.after"].quick
        self._after_first = frozenset(
            [*(word[0] for word in self._after), *family.words("counted_thing"), "（", "(", "的", " ", "\n", "\r", "\t"]
        )
        self._distant = tuple(
            (rule.fields["comparator"], rule.quick, rule.id) for rule in family.rules.values() if ".at_distance_" in rule.id
        )

    def before(self, text: str, position: int, start: int) -> Bound | None:
        """The comparator that ends at `position`, link words left out; nothing before `start` is looked at."""
        if position <= start or text[position - 1] not in self._any_last:
            return None
        low = max(start, position - WINDOW)
        window = text[low:position]
        if SPACE.search(window) is None:
            return self._linked_before(text, position, start)
        # A blank or line end inside 不⏎超过 must never leave 超过: the words are read as if it were not there.
        for paragraph in PARAGRAPH.finditer(window):
            low, window = low + paragraph.end(), window[paragraph.end() :]
            break
        places = [low + index for index, character in enumerate(window) if not character.isspace()]
        found = self._linked_before("".join(text[place] for place in places), len(places), 0)
        return Bound(found.comparator, places[found.place], found.word, found.rule) if found else None

    def _linked_before(self, text: str, position: int, start: int) -> Bound | None:
        """The comparator before `position`, a link word in between left out."""
        found = self._word_before(text, position, start)
        if found or position <= start:
            return found
        for link in self._links.get(text[position - 1], ()):
            if text.endswith(link, start, position):
                return self._word_before(text, position - len(link), start)
        return None

    def _word_before(self, text: str, position: int, start: int) -> Bound | None:
        """The longest comparator that ends exactly at `position`."""
        if position <= start or text[position - 1] not in self._last:
            return None
        for length in range(min(self._longest, position - start), 0, -1):
            place = position - length
            word = text[place:position]
            known = self._before.get(word)
            if known is None:
                continue
            if place > start and text[place - 1] in self._not_after.get(word, ()):
                return None
            return self._negated(text, place, start, word, known[0]) or Bound(known[0], place, word, known[1])
        return None

    def _negated(self, text: str, place: int, start: int, word: str, comparator: str) -> Bound | None:
        """不会超过, 未突破, 没有低于: a negation in front turns the comparator into its opposite."""
        if word not in self._negatable or place <= start or text[place - 1] not in self._negation_last:
            return None
        match = self._negation.search(text, max(start, place - LONGEST_NEGATION), place)
        if match is None:
            return None
        return Bound(OPPOSITE[comparator], match.start(), match[0] + word, "comparators.negation")

    def after(self, text: str, position: int, end: int) -> Bound | None:
        """The comparator that begins at `position`; a bracket like （含） or (间) may come first."""
        first = text[position : position + 1]
        if first not in self._after_first:
            return None
        match = self._after_pattern.match(text, position, end)
        if match is not None:
            if match["word"] == "封顶" and text[position - 1] in BUILT:
                return None
            comparator, rule = self._after[match["word"]]
            closed = INCLUDING.match(text, match.end(), end) if text.startswith(OPENING, match.end()) else None
            return Bound(comparator, closed.end() if closed else match.end(), match["word"], rule)
        window = text[position : min(end, position + WINDOW)]
        if SPACE.search(window) is None:
            return None
        return self._after_gap(text, position, window)

    def _after_gap(self, text: str, position: int, window: str) -> Bound | None:
        """以⏎上, 5个⏎左右: a word cut by a line end, or one that opens the next line and nothing else with it."""
        places = [index for index, character in enumerate(window) if not character.isspace()]
        match = self._after_pattern.match("".join(window[place] for place in places))
        if match is None or PARAGRAPH.search(window, 0, places[match.end() - 1]):
            return None
        last = places[match.end() - 1]
        cut = last - places[match.start("word")] >= len(match["word"])
        following = window[places[match.end()]] if match.end() < len(places) else ""
        if not cut and "\u4e00" <= following <= "\u9fff" and following != "的":
            return None
        comparator, rule = self._after[match["word"]]
        return Bound(comparator, position + last + 1, match["word"], rule)

    def at_distance(self, clause: str) -> tuple[str, str] | None:
        """Code and rule of a comparator that stands before the verb or noun in front of the number."""
        for comparator, pattern, rule in self._distant:
            if pattern.search(clause):
                return comparator, rule
        return None


def including(text: str, position: int, bound: Bound | None) -> Bound | None:
    """超过30套（含）: a bound whose own number counts too, said behind the number."""
    if bound is None or bound.comparator not in CLOSED or not text.startswith(INCLUDED, position):
        return bound
    behind = text[position + 3 : position + 4]
    if behind in ("以", "及", "或") or behind.isspace():
        return bound  # 未达到5家（含）以上: the remark is on the bound behind it.
    return Bound(CLOSED[bound.comparator], bound.place, bound.word, bound.rule)


def without_remark(text: str, quantity: Quantity) -> Quantity:
    """A number whose quote ends with its bound: that its own number counts too (300万元以上（含）) is a remark beside it."""
    at = max(text.rfind(mark, quantity.core_end, quantity.end) for mark in OPENING) if text[quantity.end - 1] in "）)" else -1
    if at > quantity.core_end and INCLUDING.match(text, at) is not None:
        quantity.end = at
    return quantity


def comparator_table(pack: Pack) -> ComparatorTable:
    """The comparators of a pack, collected once."""
    table: ComparatorTable = pack.cached("comparators.table", ComparatorTable)
    return table
