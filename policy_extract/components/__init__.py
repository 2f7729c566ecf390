"""The line as components of spaCy pipelines (spaCy 组件): `spacy.blank("zh").add_pipe("policy_extract")`.

    import policy_extract
    nlp = policy_extract.load()
    doc = nlp(text)
    doc._.tasks, doc.spans["policy.quantities"]

The records are those of `Extractor`: matching runs on characters, tokens are consulted for nothing. Spans are made last, from
character offsets, and are widened to whole tokens; exact offsets stay at hand as `span._.policy_start`, `span._.policy_end`.
Names are loaded when first used, so that importing this room does not import spaCy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_extract.components.drawing import displacy_options, render
    from policy_extract.components.files import read_doc
    from policy_extract.components.loading import load
    from policy_extract.components.rulers import ruler_lines
    from policy_extract.components.scoring import gold_examples

__all__ = ["displacy_options", "gold_examples", "load", "read_doc", "render", "ruler_lines"]

_HOMES = {
    "displacy_options": "drawing", "gold_examples": "scoring", "load": "loading", "read_doc": "files", "render": "drawing",
    "ruler_lines": "rulers",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
