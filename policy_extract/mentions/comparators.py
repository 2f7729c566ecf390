"""Words that bound a number (界限词): looked up directly before and after it, longest first."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from policy_extract.patterns import Pack

LOOK_BACK = 8
"""Longest comparator with its link word, in characters."""


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
        self._links = tuple(sorted(family.words("links"), key=len, reverse=True))
        self._link_last = frozenset(word[-1] for word in self._links)
        not_after: dict[str, Any] = family.vocabularies["not_after"]
        self._not_after = {word: frozenset(str(characters)) for word, characters in not_after.items()}
        self._after_pattern = re.compile(family.rules["comparators.after"].pattern or "")
        self._after_first = frozenset([*(word[0] for word in self._after), "（", "(", " "])
        self._distant = tuple(
            (rule.fields["comparator"], re.compile(rule.pattern or ""), rule.id)
            for rule in family.rules.values()
            if ".at_distance_" in rule.id
        )

    def before(self, text: str, position: int, start: int) -> Bound | None:
        """The comparator that ends at `position`, link words left out; nothing before `start` is looked at."""
        found = self._word_before(text, position, start)
        if found or position <= start or text[position - 1] not in self._link_last:
            return found
        for link in self._links:
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
            return self._negated_over_gap(text, place, word, start) or Bound(known[0], place, word, known[1])
        return None

    def _negated_over_gap(self, text: str, place: int, word: str, start: int) -> Bound | None:
        """不 before a line end or blank still belongs to its word: 不⏎少于 must never read as 少于."""
        if place <= start or not text[place - 1].isspace():
            return None
        head = text[max(start, place - 6) : place].rstrip()
        known = self._before.get("不" + word)
        if known is None or not head.endswith("不"):
            return None
        return Bound(known[0], max(start, place - 6) + len(head) - 1, "不" + word, known[1])

    def after(self, text: str, position: int, end: int) -> Bound | None:
        """The comparator that begins at `position`; a bracket like （含） may come first."""
        if text[position : position + 1] not in self._after_first:
            return None
        match = self._after_pattern.match(text, position, end)
        if match is None:
            return None
        comparator, rule = self._after[match["word"]]
        return Bound(comparator, match.end(), match["word"], rule)

    def at_distance(self, clause: str) -> tuple[str, str] | None:
        """Code and rule of a comparator that stands before the verb or noun in front of the number."""
        for comparator, pattern, rule in self._distant:
            if pattern.search(clause):
                return comparator, rule
        return None


def comparator_table(pack: Pack) -> ComparatorTable:
    """The comparators of a pack, collected once."""
    table: ComparatorTable = pack.cached("comparators.table", ComparatorTable)
    return table
