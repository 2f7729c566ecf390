"""Word sets matched at the beginning, the end or inside a short phrase, longest word first, by look-ups alone."""

from __future__ import annotations

from collections.abc import Iterable


class WordSet:
    """A set of words with their lengths, for prefix, suffix and inner matching in a few look-ups."""

    __slots__ = ("_by_first", "_by_last", "_words", "firsts")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_first = _lengths(self._words, 0)
        self._by_last = _lengths(self._words, -1)
        self.firsts = frozenset(self._by_first)
        """Characters that a word begins with."""

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def prefix(self, phrase: str) -> str:
        """The longest word that the phrase begins with, or an empty string."""
        for length in self._by_first.get(phrase[:1], ()):
            word = phrase[:length]
            if word in self._words:
                return word
        return ""

    def suffix(self, phrase: str) -> str:
        """The longest word that the phrase ends with, or an empty string."""
        for length in self._by_last.get(phrase[-1:], ()):
            word = phrase[-length:]
            if word in self._words:
                return word
        return ""

    def at(self, phrase: str, offset: int) -> str:
        """The longest word that stands at an offset of the phrase, or an empty string."""
        for length in self._by_first.get(phrase[offset : offset + 1], ()):
            word = phrase[offset : offset + length]
            if word in self._words:
                return word
        return ""

    def inside(self, phrase: str) -> bool:
        """Whether one of the words stands anywhere in the phrase."""
        return any(word in phrase for word in self._words)


def _lengths(words: Iterable[str], edge: int) -> dict[str, tuple[int, ...]]:
    """Lengths of the words, longest first, by their first or last character: most phrases begin and end with no word's."""
    found: dict[str, set[int]] = {}
    for word in words:
        if word:
            found.setdefault(word[edge], set()).add(len(word))
    return {character: tuple(sorted(lengths, reverse=True)) for character, lengths in found.items()}
