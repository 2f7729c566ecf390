"""Words by rjieba: jieba's method and dictionary in compiled code, without the model for unknown words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rjieba

from policy_extract.segmenting.segmenter import LONE, offsets, whole_characters

WEIGHT = 10_000
"""Frequency of an added word, as with jieba."""


class RjiebaWords:
    """Words by rjieba's dictionary and the words that were added."""

    name = "rjieba"

    def __init__(self) -> None:
        """A dictionary of its own."""
        self._engine: Any = rjieba.Jieba()
        self._added: set[str] = set()

    def cut(self, text: str) -> list[str]:
        """The words of a text in order."""
        found: list[str] = self._engine.cut(whole_characters(text), False)
        return [text[start:end] for start, end in offsets(found)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of what `cut` gives."""
        return offsets(self.cut(text))

    def add(self, words: Iterable[str]) -> None:
        """Add words; those that rjieba knows keep the frequency that it gives them."""
        for word in words:
            if word.strip() and not LONE.search(word) and not self._engine.has_word(word):
                self._engine.add_word(word, WEIGHT, "")
                self._added.add(word)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (sorted(self._added),)


def _again(words: list[str]) -> RjiebaWords:
    """The same segmenter in another process."""
    segmenter = RjiebaWords()
    segmenter.add(words)
    return segmenter
