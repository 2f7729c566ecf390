"""One line to a spaCy pipeline: `policy_extract.load()`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policy_extract.errors import UsageError

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 10_000_000
"""Characters of a text that a pipeline takes; spaCy's own limit of a million is meant for its parser."""


def load(segmenter: str = "char", patterns: Sequence[Path | str] = ()) -> Language:
    """A blank Chinese spaCy pipeline with the component `policy_extract`.

    `segmenter` makes the tokens: `char` (every span exact), `jieba` or `rjieba` (words, with the pattern pack's vocabulary).
    `patterns` are folders layered over the built-in patterns. Raises UsageError when spaCy or the segmenter is not installed
    and PatternError when a folder is wrong.
    """
    try:
        import spacy
    except ImportError as error:
        raise UsageError("spaCy is not installed; install it with: pip install 'policy-extract[spacy]'") from error
    from policy_extract.components import factories, scoring, tokenizer

    factories.register()
    tokenizer.register()
    scoring.register()
    folders = [str(Path(folder).resolve()) for folder in patterns]
    for folder in folders:
        if not Path(folder).is_dir():
            raise UsageError(f"{folder}: no such pattern folder; give a folder with *.yaml or *.csv files")
    words = {"@tokenizers": tokenizer.NAME, "segmenter": segmenter, "vocabulary": True, "patterns": folders}
    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": words}})
    pipeline.max_length = LONGEST
    pipeline.add_pipe("policy_extract", config={"patterns": folders})
    return pipeline
