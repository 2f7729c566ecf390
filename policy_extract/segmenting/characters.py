"""Each character a word (按字), and joining by a dictionary of one's own for segmenters without one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from policy_extract.patterns import alternation
from policy_extract.segmenting.segmenter import offsets


class Joiner:
    """Joins neighbouring words that together are a word of a dictionary: from the left, the longest first."""

    def __init__(self) -> None:
        """Begin with an empty dictionary."""
        self._words: frozenset[str] = frozenset()
        self._pattern: re.Pattern[str] | None = None

    def add(self, words: Iterable[str]) -> None:
        """Add words; what is only white space is passed over."""
        self._words |= {word for word in words if word.strip()}
        self._pattern = re.compile(alternation(self._words)) if self._words else None

    def joined(self, text: str, words: list[str]) -> list[str]:
        """The words with those joined that make a dictionary word; one that begins or ends inside a word stays apart."""
        if self._pattern is None:
            return words
        borders = {end for _, end in offsets(words)} | {0}
        for match in self._pattern.finditer(text):
            if match.start() in borders and match.end() in borders:
                borders.difference_update(range(match.start() + 1, match.end()))
        ordered = sorted(borders)
        return [text[start:end] for start, end in itertools.pairwise(ordered)]


class Characters:
    """Each code point a word; words that were added come out whole."""

    name = "char"

    def __init__(self) -> None:
        """Begin with an empty dictionary."""
        self._joiner = Joiner()

    def cut(self, text: str) -> list[str]:
        """The characters of a text, words of the dictionary joined."""
        return self._joiner.joined(text, list(text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of what `cut` gives."""
        return offsets(self.cut(text))

    def add(self, words: Iterable[str]) -> None:
        """Add words that shall come out whole."""
        self._joiner.add(words)
