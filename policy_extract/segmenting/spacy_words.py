"""Words as the tokenizer of a spaCy pipeline cuts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import spacy

from policy_extract.segmenting.characters import Joiner
from policy_extract.segmenting.segmenter import offsets, whole_characters


class SpacyWords:
    """Tokens of a spaCy pipeline with the white space behind them; words that were added are joined from whole tokens."""

    name = "spacy"

    def __init__(self, make_doc: Callable[[str], Any] | None = None) -> None:
        """Use `make_doc` of a pipeline (`nlp.make_doc`); without one, that of `spacy.blank("zh")`."""
        self._make_doc: Callable[[str], Any] = make_doc or spacy.blank("zh").make_doc
        self._joiner = Joiner()

    def cut(self, text: str) -> list[str]:
        """The tokens of a text in order, white space included; joined where the dictionary says so."""
        if not text:
            return []
        tokens = offsets(token.text_with_ws for token in self._make_doc(whole_characters(text)))
        words = [text[start:end] for start, end in tokens]
        return self._joiner.joined(text, words)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of what `cut` gives."""
        return offsets(self.cut(text))

    def add(self, words: Iterable[str]) -> None:
        """Add words that shall come out whole where they begin and end with tokens."""
        self._joiner.add(words)
