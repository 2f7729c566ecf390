"""Cue rules with a literal pre-filter over a whole document: which statements hold a literal of which rule.

Every literal is searched once through the text, so that a rule's pattern runs only on the few statements that can match it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import regex

from policy_extract.model import Statement
from policy_extract.patterns import Rule

LONGEST = 2000
"""Characters of a statement that are read for its kind; no sentence of a person's making is longer."""


class Cue:
    """A rule that runs only where one of its literals stands."""

    __slots__ = ("bit", "id", "literals", "pattern")

    def __init__(self, rule: Rule, bit: int) -> None:
        self.id = rule.id
        self.bit = bit
        self.pattern = rule.compiled
        self.literals = rule.literals

    def search(self, reading: Reading) -> regex.Match[str] | None:
        """First match in a statement."""
        return self.pattern.search(reading.words) if reading.mask & self.bit else None


class Reading:
    """The words of one statement, and the cues whose literals stand in them."""

    __slots__ = ("mask", "words")

    def __init__(self, words: str, mask: int) -> None:
        self.words = words
        self.mask = mask


class CueBook:
    """Gives every cue a bit and finds the cues of all statements of a text in one pass a literal."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._count = 0

    def cue(self, rule: Rule) -> Cue:
        """Enter a rule; one without literals counts as present everywhere."""
        bit = 1 << self._count
        self._count += 1
        for literal in rule.literals or ("",):
            self._bits[literal] = self._bits.get(literal, 0) | bit
        return Cue(rule, bit)

    def masks(self, text: str, statements: list[Statement]) -> list[int]:
        """For every statement the bits of the cues of which a literal stands in it."""
        everywhere = self._bits.get("", 0)
        masks = [everywhere] * len(statements)
        if not statements:
            return masks
        starts = [s.start for s in statements]
        ends = [s.end for s in statements]
        for literal, bits in self._bits.items():
            if literal:
                _mark(text, literal, bits, masks, starts, ends)
        return masks


def _mark(text: str, literal: str, bits: int, masks: list[int], starts: list[int], ends: list[int]) -> None:
    """Set the bits of every statement in which the literal stands."""
    find, last = text.find, ends[-1]
    position = find(literal, starts[0], last)
    while position >= 0:
        index = bisect_right(starts, position) - 1
        if position < ends[index]:
            masks[index] |= bits
            position = ends[index] - 1
        position = find(literal, position + 1, last)


def readings(text: str, statements: list[Statement], masks: Iterable[int]) -> list[Reading]:
    """The readings of all statements of a text."""
    return [Reading(text[s.start : min(s.end, s.start + LONGEST)], mask) for s, mask in zip(statements, masks, strict=True)]
