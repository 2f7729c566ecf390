"""What stands behind the custom attributes of Docs and Spans: `doc._.tasks`, `span._.policy_record` …

All of them are read from what the Doc keeps, so they come through `to_bytes`, DocBin and worker processes.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Span

from policy_extract.components.annotation import place_of, stored_in
from policy_extract.components.kept import MENTIONS, Kept, Stored
from policy_extract.records import (
    AchievementRecord,
    DocumentRecord,
    QuantityRecord,
    Record,
    ResponsibilityRecord,
    SectionRecord,
    StatusRecord,
    TaskRecord,
    TimeRecord,
)

MODELS: dict[str, type[Record]] = {
    "documents": DocumentRecord, "sections": SectionRecord, "tasks": TaskRecord, "achievements": AchievementRecord,
    "quantities": QuantityRecord, "times": TimeRecord, "bodies": ResponsibilityRecord, "statuses": StatusRecord,
}  # fmt: skip


def records(doc: Doc, group: str) -> list[Any]:
    """All public records of a group in text order; empty when no component has seen the Doc."""
    stored = stored_in(doc)
    return [record(stored, group, index) for index in range(len(stored.rows_of(group)))] if stored is not None else []


def record(stored: Stored, group: str, index: int) -> Any:
    """One public record by its place in its group, made when it is first asked for."""
    if (group, index) not in stored.records:
        row = stored.rows_of(group)[index]
        stored.records[group, index] = MODELS[group].model_validate(row, from_attributes=True)
    return stored.records[group, index]


def tasks(doc: Doc) -> list[TaskRecord]:
    """The task records (goals, tasks, assignments, problems)."""
    return records(doc, "tasks")


def achievements(doc: Doc) -> list[AchievementRecord]:
    """The achievement records."""
    return records(doc, "achievements")


def documents(doc: Doc) -> list[DocumentRecord]:
    """The record of each document in the text; one text can hold several."""
    return records(doc, "documents")


def document(doc: Doc) -> DocumentRecord | None:
    """The record of the first document in the text."""
    found = documents(doc)
    return found[0] if found else None


def _own(span: Span) -> tuple[Stored, Kept, str, int] | None:
    """What the Doc of one of our spans keeps, with group and place of the span."""
    stored, place = stored_in(span.doc), place_of(span)
    return (stored, stored.kept, *place) if stored is not None and stored.kept is not None and place is not None else None


def offsets(span: Span) -> tuple[int, int] | None:
    """Where the mention itself stands in `doc.text`; None for a span that is not ours."""
    own = _own(span)
    if own is None:
        return None
    stored, kept, group, index = own
    row = stored.rows_of(group)[index]
    return row.start + kept.shift, row.end + kept.shift


def start(span: Span) -> int | None:
    """Where the mention itself begins in `doc.text`."""
    found = offsets(span)
    return found[0] if found else None


def end(span: Span) -> int | None:
    """Where the mention itself ends in `doc.text`."""
    found = offsets(span)
    return found[1] if found else None


def quote(span: Span) -> str | None:
    """The exact words of the mention, which the span's tokens may exceed."""
    found = offsets(span)
    return span.doc.text[found[0] : found[1]] if found else None


def exact(span: Span) -> bool | None:
    """Whether the tokens of the span are the mention and nothing more."""
    found = offsets(span)
    return found == (span.start_char, span.end_char) if found else None


def span_record(span: Span) -> Any:
    """The public record of a span; for a statement its task or achievement record, None when it gives none."""
    own = _own(span)
    if own is None:
        return None
    stored, kept, group, index = own
    if group != "statements":
        return record(stored, group, index)
    statement = kept.statements[index]
    place = stored.recorded.get((statement.start, statement.end))
    return record(stored, *place) if place is not None else None


def owners(span: Span) -> list[str]:
    """Ids of the task and achievement records that a mention belongs to."""
    own = _own(span)
    return list(own[1].owners[own[2]][own[3]]) if own and own[2] in MENTIONS else []
