"""Registers the custom attributes with spaCy, without loading what stands behind them.

The getters are parts of one function of this module, so that worker processes can be handed them.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

from spacy.tokens import Doc, Span

DOC_ATTRIBUTES = {
    "policy_tasks": "tasks", "policy_achievements": "achievements", "policy_documents": "documents",
    "policy_document": "document",
}  # fmt: skip
"""Attributes of Docs, and the functions of `attributes` behind them."""
SPAN_ATTRIBUTES = {
    "policy_start": "start", "policy_end": "end", "policy_quote": "quote", "policy_exact": "exact",
    "policy_record": "span_record", "policy_task_ids": "owners",
}  # fmt: skip
SHORT = "tasks"


def read(name: str, thing: Any) -> Any:
    """The value of an attribute of a Doc or Span."""
    return getattr(importlib.import_module("policy_extract.components.attributes"), name)(thing)


def register() -> None:
    """Make the attributes known; `doc._.tasks` only where nobody else has taken that name."""
    for attribute, name in DOC_ATTRIBUTES.items():
        Doc.set_extension(attribute, getter=functools.partial(read, name), force=True)
    for attribute, name in SPAN_ATTRIBUTES.items():
        Span.set_extension(attribute, getter=functools.partial(read, name), force=True)
    if not Doc.has_extension(SHORT):
        Doc.set_extension(SHORT, getter=functools.partial(read, "tasks"))
