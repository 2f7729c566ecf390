"""What a segmenter does, and how one is opened by its name."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Protocol

from policy_extract.errors import UsageError
from policy_extract.patterns import Pack
from policy_extract.segmenting.vocabulary import words

_HOMES = {
    "char": ("characters", "Characters", ""),
    "jieba": ("jieba_words", "JiebaWords", "jieba"),
    "rjieba": ("rjieba_words", "RjiebaWords", "rjieba"),
    "spacy": ("spacy_words", "SpacyWords", "spacy"),
}
"""Module, class and extra of each segmenter."""
NAMES = tuple(_HOMES)
"""Names that `open_segmenter` knows."""
DEFAULT = "jieba"
"""The segmenter of who names none."""


class Segmenter(Protocol):
    """Cuts a text into words (分词器). The words follow without gaps: joined they are the text, blanks too."""

    name: str

    def cut(self, text: str) -> list[str]:
        """The words of a text in order."""
        ...

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point offsets of the words; the first begins at 0, each at the end of the one before."""
        ...

    def add(self, words: Iterable[str]) -> None:
        """Add words to this segmenter's own dictionary. The order of words and of calls plays no part."""
        ...


def offsets(words: Iterable[str]) -> list[tuple[int, int]]:
    """Offsets of words that follow one another without gaps."""
    found: list[tuple[int, int]] = []
    position = 0
    for word in words:
        found.append((position, position + len(word)))
        position += len(word)
    return found


LONE = re.compile("[\ud800-\udfff]")
STAND_IN = "\ufffd"


def whole_characters(text: str) -> str:
    """A text of the same length in which others stand in for half characters (damaged files), which UTF-8 cannot hold."""
    return LONE.sub(STAND_IN, text)


def open_segmenter(name: str = DEFAULT, pack: Pack | None = None) -> Segmenter:
    """A new segmenter by its name (jieba unless another is named), with the vocabularies of a pattern pack if one is given.

    Raises UsageError for an unknown name and when the library of that name is not installed.
    """
    if name not in _HOMES:
        raise UsageError(f"no segmenter {name!r}; take one of {', '.join(NAMES)}")
    module, kind, extra = _HOMES[name]
    try:
        opened: Segmenter = getattr(importlib.import_module(f"policy_extract.segmenting.{module}"), kind)()
    except ImportError as error:
        remedy = f"pip install 'policy-extract[{extra}]'"
        raise UsageError(f"segmenter {name!r} needs a library that is not installed ({error.name}); {remedy}") from error
    if pack is not None:
        opened.add(words(pack))
    return opened
