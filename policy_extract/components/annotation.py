"""Puts what was found onto a spaCy Doc: groups of spans made from character offsets.

The rule of alignment: a span is the smallest run of whole tokens that holds all characters of the mention. It is never moved
and never dropped; the exact offsets and words stay beside it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from policy_extract.components.kept import GROUPS, PREFIX, Kept, Stored, decode

KEY = "policy_extract"
"""Key of `doc.user_data` under which the JSON text of an extraction lies."""
LABELS = {"sections": "section", "statements": "statement", "quantities": "quantity"}
"""Labels of what has no kind, or none yet."""


def label_of(group: str, row: Any) -> str:
    """The label of a span: kind of a statement, record or time, phase of a quantity, role of a body, state of a mark."""
    name = {"quantities": "phase", "bodies": "role", "statuses": "state", "sections": ""}.get(group, "kind")
    label = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
    return str(label or LABELS.get(group, "other"))


def token_run(starts: list[int], start: int, end: int) -> tuple[int, int]:
    """The smallest run of tokens that holds the characters [start, end); `starts` are the offsets of all tokens."""
    first = max(0, bisect_right(starts, start) - 1)
    return first, max(first + 1, bisect_left(starts, end))


def make_group(doc: Doc, group: str, found: list[tuple[int, int, str]]) -> SpanGroup:
    """A group of spans from offsets in the Doc's text and labels; each span carries its place in the group as id."""
    starts = [token.idx for token in doc]
    spans = []
    for index, (start, end, label) in enumerate(found):
        first, last = token_run(starts, start, end)
        spans.append(Span(doc, first, last, label=label, span_id=f"{PREFIX}{group}/{index}"))
    return SpanGroup(doc, name=PREFIX + group, spans=spans)


def annotate(doc: Doc, stored: Stored, kept: Kept) -> None:
    """Write all groups of spans, and what they are made from, onto a Doc."""
    doc.user_data[KEY] = stored
    for group in GROUPS:
        found = [(row.start + kept.shift, row.end + kept.shift, label_of(group, row)) for row in kept.rows_of(group)]
        doc.spans[PREFIX + group] = make_group(doc, group, found)


def stored_in(doc: Doc) -> Stored | None:
    """What a Doc keeps, None when no component has seen it."""
    text = doc.user_data.get(KEY)
    if text is None:
        return None
    if not isinstance(text, Stored):
        text = doc.user_data[KEY] = Stored(text)
    if text.kept is None:
        text.kept = decode(text)
    return text


def place_of(span: Span) -> tuple[str, int] | None:
    """Group and place of a span that we made, None for any other."""
    group, _, index = span.id_.removeprefix(PREFIX).partition("/")
    return (group, int(index)) if span.id_.startswith(PREFIX) and group in GROUPS and index.isdecimal() else None
