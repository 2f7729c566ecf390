"""responsibilities (first form)."""

from __future__ import annotations

from policy_extract.model import Document
from policy_extract.patterns import Pack


def assign(text: str, document: Document, pack: Pack) -> None:
    """Nothing yet."""
