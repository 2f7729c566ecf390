"""Word segmentation behind one small protocol (分词): characters, jieba, rjieba, any spaCy tokenizer.

The extractor itself works on characters and needs none of these: they give spaCy documents their tokens, and serve whoever
compares or counts words with the vocabularies of the pattern pack as dictionary. Nothing here changes the state of a library
that the caller may use too.
"""

from __future__ import annotations

from policy_extract.segmenting.segmenter import NAMES, Segmenter, offsets, open_segmenter
from policy_extract.segmenting.vocabulary import Entry, entries, words

__all__ = ["NAMES", "Entry", "Segmenter", "entries", "offsets", "open_segmenter", "words"]
