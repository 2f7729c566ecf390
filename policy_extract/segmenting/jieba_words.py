"""Words by jieba, with a tokenizer of our own: no cache file, no shared dictionary, no state of the module.

The model for unknown words (HMM) is left out: it reads a list that any `jieba.del_word` of the process changes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import jieba

from policy_extract.segmenting.segmenter import offsets

WEIGHT = 10_000
"""Frequency of an added word: it wins over any cut into two words, because not even the two most frequent ones (的, 了) together
are as likely, and stays below the commonest single words."""


@functools.cache
def base_dictionary() -> tuple[Mapping[str, int], int]:
    """jieba's own dictionary with all beginnings of its words, and the sum of its frequencies; read once, never changed."""
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return MappingProxyType(frequencies), total


class JiebaWords:
    """Words by jieba's dictionary and the words that were added."""

    name = "jieba"

    def __init__(self) -> None:
        """Take a copy of jieba's dictionary into a tokenizer that never looks for a cache."""
        self._tokenizer: Any = jieba.Tokenizer()
        frequencies, total = base_dictionary()
        self._tokenizer.FREQ, self._tokenizer.total = dict(frequencies), total
        self._tokenizer.initialized = True

    def cut(self, text: str) -> list[str]:
        """The words of a text in order."""
        return [word for word in self._tokenizer.cut(text, HMM=False) if word]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of what `cut` gives."""
        return offsets(self.cut(text))

    def add(self, words: Iterable[str]) -> None:
        """Add words; those that jieba knows keep the frequency that it gives them."""
        for word in words:
            if word.strip() and not self._tokenizer.FREQ.get(word):
                self._tokenizer.add_word(word, WEIGHT)

    def __reduce__(self) -> tuple[Any, ...]:
        base = base_dictionary()[0]
        return _again, ([word for word, count in self._tokenizer.FREQ.items() if count and not base.get(word)],)


def _again(words: list[str]) -> JiebaWords:
    """The same segmenter in another process."""
    segmenter = JiebaWords()
    segmenter.add(words)
    return segmenter
