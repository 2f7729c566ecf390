"""Word sets matched at the beginning, the end or inside a short phrase, longest word first, by look-ups alone."""

from __future__ import annotations

from collections.abc import Iterable


class WordSet:
    """A set of words with their lengths, for prefix, suffix and inner matching in a few look-ups."""

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = tuple(sorted({len(w) for w in self._words}, reverse=True))

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def prefix(self, phrase: str) -> str:
        """The longest word that the phrase begins with, or an empty string."""
        for length in self._lengths:
            if phrase[:length] in self._words:
                return phrase[:length]
        return ""

    def suffix(self, phrase: str) -> str:
        """The longest word that the phrase ends with, or an empty string."""
        for length in self._lengths:
            if length <= len(phrase) and phrase[-length:] in self._words:
                return phrase[-length:]
        return ""

    def at(self, phrase: str, offset: int) -> str:
        """The longest word that stands at an offset of the phrase, or an empty string."""
        for length in self._lengths:
            if phrase[offset : offset + length] in self._words:
                return phrase[offset : offset + length]
        return ""

    def inside(self, phrase: str) -> bool:
        """Whether one of the words stands anywhere in the phrase."""
        return any(word in phrase for word in self._words)
