"""What a report shows, as compact plain values: each source text once, everything else as offsets into it.

Lists of alike things are tables: the names of the fields once (`SHAPES`), then a row of values each with what is empty at the
end cut off. Rules, headings above a row and other words that come again and again are numbers into `words`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from policy_extract import rows
from policy_extract.export import phrasing
from policy_extract.result import DocumentResult
from policy_extract.text import Unread

Line = list[Any]

SHAPES: dict[str, tuple[str, ...]] = {
    "document": (
        "doc_id", "start", "end", "title", "issuer", "doc_number", "issued_on", "period", "region", "genre", "effective_from",
        "effective_to",
    ),
    "section": ("document", "start", "end", "section_end", "level", "parent", "number", "title"),
    "row": (
        "id", "kind", "start", "end", "document", "path", "section", "confidence", "kind_confidence", "modality", "deadline",
        "quantities", "bodies", "times", "statuses", "rules", "locator", "parent", "columns",
    ),
    "quantity": (
        "start", "end", "phase", "number", "measure", "confidence", "rules", "indicator_start", "indicator_end", "when",
        "when_start", "when_end", "direction", "indicator", "scope", "per", "hedge", "baseline", "implicit",
    ),
    "time": ("start", "end", "kind", "start_date", "end_date", "confidence", "rules", "every", "duration", "anchor"),
    "body": ("start", "end", "name", "role", "confidence", "rules", "shared", "generic", "person"),
    "status": ("start", "end", "state", "confidence", "rules", "as_of"),
    "issue": ("document", "start", "end", "code", "message"),
}  # fmt: skip
"""The fields of each table, those that are often empty last."""


OWN_PLACE = "text["
"""How the locators of plain texts begin; they say no more than the offsets do."""


class Words:
    """Words that come again and again, each kept once and named by its number."""

    def __init__(self) -> None:
        """Begin without any."""
        self.known: dict[str, int] = {}

    def number(self, word: str) -> int:
        """The number of a word."""
        return self.known.setdefault(word, len(self.known))

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The numbers of some words."""
        return [self.number(word) for word in words]


def line(*values: Any) -> Line:
    """A row of a table without the empty values at its end."""
    found = list(values)
    while found and (found[-1] is None or found[-1] is False or found[-1] in ("", [], {})):
        found.pop()
    return found


def payload(results: Sequence[Sequence[DocumentResult]], unread: Sequence[Unread] = ()) -> dict[str, Any]:
    """The payload of a report: `results` are the documents of one source each."""
    words = Words()
    sources = [source(documents, words) for documents in results if documents]
    first = next((documents[0] for documents in results if documents), None)
    return {
        "shapes": SHAPES,
        "sources": sources,
        "unread": [{"name": "/".join([*item.container, item.name]), "message": item.message} for item in unread],
        "words": list(words.known),
        "version": first.rows[0].extractor_version if first else "",
        "pack": first.pack_hash if first else "",
    }


@dataclass(slots=True)
class Tables:
    """The tables of one source while they grow."""

    documents: list[Line] = field(default_factory=list)
    sections: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    issues: list[Line] = field(default_factory=list)
    bodies: dict[str, int] = field(default_factory=dict)
    """Bodies by their line: one that answers for a whole section stands here once."""
    warnings: list[str] = field(default_factory=list)
    """Remarks of the reader; they are about the file, so that each stands once."""


def source(documents: Sequence[DocumentResult], words: Words) -> dict[str, Any]:
    """The payload of one source with all its documents."""
    tables = Tables()
    numbers = {row_id(row): number for number, row in enumerate(row for result in documents for row in result.rows[1])}
    for place, result in enumerate(documents):
        document, statements = result.rows
        tables.documents.append(document_line(document))
        sections = {section.section_id: len(tables.sections) + at for at, section in enumerate(document.sections)}
        tables.sections += [section_line(section, place, sections) for section in document.sections]
        tables.rows += [row_line(row, place, sections, numbers, words, tables.bodies) for row in statements]
        tables.issues += [line(place, issue.start, issue.end, issue.code, issue.message) for issue in document.issues]
        tables.warnings += [warning for warning in document.warnings if warning not in tables.warnings]
    return {
        "name": "/".join([*documents[0].source.container, documents[0].source.name]), "text": documents[0].text,
        "documents": tables.documents, "sections": tables.sections, "rows": tables.rows, "issues": tables.issues,
        "warnings": tables.warnings, "bodies": [json.loads(known) for known in tables.bodies],
    }  # fmt: skip


def row_id(row: rows.TaskRow | rows.AchievementRow) -> str:
    """The stable id of a record of either sort."""
    return row.task_id if isinstance(row, rows.TaskRow) else row.achievement_id


def document_line(row: rows.DocumentRow) -> Line:
    """What the head of the page says of a document."""
    return line(
        row.doc_id, row.start, row.end, row.title, row.issuer, row.doc_number, row.issued_on,
        row.period.text if row.period else None, row.region.name if row.region else None, row.genre, row.effective_from,
        row.effective_to,
    )  # fmt: skip


def section_line(row: rows.SectionRow, place: int, known: dict[str, int]) -> Line:
    """A heading; its parent is the number of its row."""
    parent = known.get(row.parent_id) if row.parent_id else None
    return [place, row.start, row.end, row.section_end, row.level, parent, row.number, row.title]


def row_line(
    row: rows.TaskRow | rows.AchievementRow,
    place: int,
    sections: dict[str, int],
    numbers: dict[str, int],
    words: Words,
    bodies: dict[str, int],
) -> Line:
    """A record with everything in it; the words are those of the text, bodies are numbers of their lines."""
    answering = [json.dumps(body_line(item, words), ensure_ascii=False) for item in row.responsibilities]
    return line(
        row_id(row), row.kind, row.start, row.end, place, words.number(" / ".join(row.section_path)),
        sections.get(row.section_id) if row.section_id else None, row.confidence, row.kind_confidence, row.modality,
        phrasing.deadline(row), [quantity_line(item, row, words) for item in row.quantities],
        [bodies.setdefault(body, len(bodies)) for body in answering], [time_line(item, words) for item in row.times],
        [line(item.start, item.end, item.state, item.confidence, words.numbers(item.rules), item.as_of) for item in row.statuses],
        words.numbers(row.rules), row.locator if row.locator and not row.locator.startswith(OWN_PLACE) else None,
        numbers.get(row.parent_id) if row.parent_id else None, row.columns,
    )  # fmt: skip


def quantity_line(row: rows.QuantityRow, statement: rows.StatementRow, words: Words) -> Line:
    """A quantity; its number is written as it is read, with sign and unit, its name only where it is not the text's own words."""
    when, span, sure = row.when, row.indicator_span if row.indicator else None, row.confidence
    own = statement.quote[span[0] - statement.start : span[1] - statement.start] if span and span[0] >= statement.start else ""
    return line(
        row.start, row.end, row.phase, phrasing.number_text(row), row.measure,
        min(sure.number, sure.indicator, sure.phase, sure.when) if sure else None, words.numbers(row.rules),
        span[0] if span else None, span[1] if span else None, when.end_date or when.every if when else None,
        when.start if when else None, when.end if when else None, row.direction if row.direction != "none" else None,
        row.indicator if row.indicator != own else None, row.scope, row.per, row.hedge, baseline_text(row), row.implicit,
    )  # fmt: skip


def baseline_text(row: rows.QuantityRow) -> str:
    """The starting point of a change as it is read: `50% (2020)`."""
    base = row.baseline
    if base is None:
        return ""
    number = (base.ratio or "") if base.value is None else f"{base.value:f}{base.unit or ''}"
    return " ".join(filter(None, (number, f"({base.date})" if base.date else "")))


def time_line(row: rows.TimeRow, words: Words) -> Line:
    """A time expression with its days."""
    return line(
        row.start, row.end, row.kind, row.start_date, row.end_date, row.confidence, words.numbers(row.rules), row.every,
        row.duration, row.anchor,
    )  # fmt: skip


def body_line(row: rows.ResponsibilityRow, words: Words) -> Line:
    """A body or person that answers."""
    return line(
        row.start, row.end, row.name, row.role, row.confidence, words.numbers(row.rules), row.shared, row.generic,
        row.person is not None,
    )  # fmt: skip
