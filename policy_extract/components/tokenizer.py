"""A spaCy tokenizer over our segmenters, `policy_extract.segmenter.v1`: characters, jieba or rjieba.

spaCy's own Chinese tokenizer looks for each word in a copy of the rest of the text, which takes the square of the length; here
the words already follow one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry

from policy_extract import patterns
from policy_extract.errors import UsageError
from policy_extract.segmenting import open_segmenter

NAME = "policy_extract.segmenter.v1"
KNOWN = ("char", "jieba", "rjieba")


def words_and_spaces(cut: Iterable[str]) -> tuple[list[str], list[bool]]:
    """Words and, for each, whether one blank follows, as spaCy keeps them: other white space is a token of its own."""
    words: list[str] = []
    spaces: list[bool] = []
    blank = ""
    for word in cut:
        if word.isspace():
            blank += word
            continue
        _put_blank(words, spaces, blank)
        blank = ""
        words.append(word)
        spaces.append(False)
    _put_blank(words, spaces, blank)
    return words, spaces


def _put_blank(words: list[str], spaces: list[bool], blank: str) -> None:
    """Put white space behind the last word: its first blank belongs to that word, the rest is a token."""
    if blank.startswith(" ") and words:
        spaces[-1] = True
        blank = blank[1:]
    if blank:
        words.append(blank)
        spaces.append(False)


class SegmenterTokenizer:
    """Makes Docs whose tokens are the words of a segmenter; `doc.text` is always the text."""

    def __init__(self, vocab: Any, segmenter: str, vocabulary: bool, folders: Sequence[str]) -> None:
        """With `vocabulary`, jieba and rjieba know the words of the pattern pack. Raises UsageError and PatternError."""
        if segmenter not in KNOWN:
            raise UsageError(f"no segmenter {segmenter!r} for a tokenizer; take one of {', '.join(KNOWN)}")
        self.vocab = vocab
        pack = patterns.layered(*folders) if vocabulary and segmenter != "char" else None
        self._segmenter = open_segmenter(segmenter, pack)

    def __call__(self, text: str) -> Doc:
        """A Doc of a text."""
        words, spaces = words_and_spaces(self._segmenter.cut(text))
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str], **settings: Any) -> Iterator[Doc]:
        """Docs of texts."""
        return map(self, texts)

    def to_bytes(self, **settings: Any) -> bytes:
        """Nothing: the configuration says all."""
        return b""

    def from_bytes(self, data: bytes, **settings: Any) -> SegmenterTokenizer:
        """Itself."""
        return self

    def to_disk(self, path: Path | str, **settings: Any) -> None:
        """Nothing: the configuration says all."""

    def from_disk(self, path: Path | str, **settings: Any) -> SegmenterTokenizer:
        """Itself."""
        return self


def make_tokenizer(
    segmenter: str = "jieba", vocabulary: bool = True, patterns: list[str] | None = None
) -> Callable[[Any], SegmenterTokenizer]:
    """What spaCy calls for `@tokenizers = "policy_extract.segmenter.v1"`."""

    def make(nlp: Any) -> SegmenterTokenizer:
        """The tokenizer of one pipeline."""
        return SegmenterTokenizer(nlp.vocab, segmenter, vocabulary, patterns or ())

    return make


def register() -> None:
    """Make the tokenizer known to spaCy, also where the entry points of the package are not installed."""
    registry.tokenizers.register(NAME, func=make_tokenizer)
