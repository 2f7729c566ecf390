"""The vocabularies of a pattern pack as patterns for spaCy's SpanRuler and EntityRuler. Needs no spaCy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from policy_extract.components.kept import PREFIX
from policy_extract.errors import UsageError
from policy_extract.patterns import Pack
from policy_extract.segmenting import entries

LABELS = ("body", "indicator", "unit", "place", "status")


def ruler_lines(pack: Pack, labels: Sequence[str] = LABELS) -> Iterator[str]:
    """Lines of JSON without line ends: label (`policy.body` …), the words as phrase, and what they stand for as id.

    Raises UsageError for an unknown label.
    """
    for label in labels:
        if label not in LABELS:
            raise UsageError(f"no vocabulary {label!r}; take some of {', '.join(LABELS)}")
    for entry in entries(pack):
        if entry.label in labels:
            line = {"label": PREFIX + entry.label, "pattern": entry.word} | ({"id": entry.id} if entry.id else {})
            yield msgspec.json.encode(line).decode()
