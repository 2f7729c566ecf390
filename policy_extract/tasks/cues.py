"""Cue rules with a literal pre-filter over a whole document: which statements hold a literal of which rule.

All literals are looked for in one pass over the text, so that a rule's pattern runs only on the few statements that can match it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from policy_extract.model import Statement
from policy_extract.patterns import Rule

LONGEST: Final = 2000
"""Characters of a statement that are read for its kind; no sentence of a person's making is longer."""


class Cue:
    """A rule that runs only where one of its literals stands."""

    __slots__ = ("bit", "id", "literals", "pattern")

    def __init__(self, rule: Rule, bit: int, quick: bool = False) -> None:
        self.id = rule.id
        self.bit = bit
        self.pattern: Any = rule.quick if quick else rule.compiled
        self.literals = rule.literals

    def search(self, reading: Reading) -> re.Match[str] | None:
        """First match in a statement; what was looked for in vain is not looked for again."""
        if not reading.mask & self.bit:
            return None
        found: re.Match[str] | None = self.pattern.search(reading.words)
        if found is None:
            reading.mask ^= self.bit
        return found


class Reading:
    """The words of one statement, and the cues that may stand in them: those whose literals do, till they are looked for."""

    __slots__ = ("mask", "words")

    def __init__(self, words: str, mask: int) -> None:
        self.words = words
        self.mask = mask


class CueBook:
    """Gives every cue a bit and finds the cues of all statements of a text in one pass."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._count = 0
        self._finder: re.Pattern[str] | None = None
        self._found: dict[str, int] = {}
        self._longer: dict[str, list[tuple[str, int]]] = {}

    def cue(self, rule: Rule, quick: bool = False) -> Cue:
        """Enter a rule; one without literals counts as present everywhere. `quick`: measured to be found sooner by `re`."""
        bit = 1 << self._count
        self._count += 1
        for literal in rule.literals or ("",):
            self._bits[literal] = self._bits.get(literal, 0) | bit
        return Cue(rule, bit, quick)

    def close(self) -> None:
        """Compile the places at which a literal may begin: two characters that literals begin with, or one that is a literal.

        Character classes are what `re` skips through fastest; which literals stand there is told by look-ups.
        """
        single = sorted(literal for literal in self._bits if len(literal) == 1)
        longer = sorted(literal for literal in self._bits if len(literal) > 1)
        for literal in longer:
            self._found[literal[:2]] = 0
        for pair in self._found:
            self._found[pair] = self._bits.get(pair, 0) | self._bits.get(pair[0], 0)
        for literal in longer:
            if len(literal) > 2:
                self._longer.setdefault(literal[:2], []).append((literal, self._bits[literal]))
        ways = [f"(?<={_one_of(single)})"] if single else []
        ways += [f"(?={_one_of(literal[1] for literal in longer)})"] if longer else []
        firsts = _one_of(literal[0] for literal in (*single, *longer)) if ways else ""
        self._finder = re.compile(f"{firsts}(?:{'|'.join(ways) or '(?!)'})")

    def masks(self, text: str, statements: list[Statement]) -> list[int]:
        """For every statement the bits of the cues of which a literal stands in it."""
        masks = [self._bits.get("", 0)] * len(statements)
        if not statements or self._finder is None:
            return masks
        starts = [s.start for s in statements]
        starts.append(len(text) + 1)
        ends = [s.end for s in statements]
        text = text[: ends[-1]]
        bits, found, longer, index, following = self._bits, self._found, self._longer, 0, starts[1]
        for match in self._finder.finditer(text, starts[0]):
            position = match.start()
            while following <= position:
                index += 1
                following = starts[index + 1]
            if position < ends[index]:
                pair = text[position : position + 2]
                here = found.get(pair)
                if here is None:
                    here = bits.get(pair[0], 0)
                elif pair in longer:
                    for literal, own in longer[pair]:
                        if text.startswith(literal, position):
                            here |= own
                masks[index] |= here
        return masks


def _one_of(characters: Iterable[str]) -> str:
    """A class of these characters."""
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


def readings(text: str, statements: list[Statement], masks: Iterable[int]) -> list[Reading]:
    """The readings of all statements of a text."""
    return [Reading(text[s.start : min(s.end, s.start + LONGEST)], mask) for s, mask in zip(statements, masks, strict=True)]
