"""What the extractor gives back for one document: the light objects, and the public records made from them on demand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import msgspec

from policy_extract import rows
from policy_extract.assembly import Assembler
from policy_extract.confidence import Judge
from policy_extract.model import Document
from policy_extract.patterns import Pack
from policy_extract.pausing import collector_paused
from policy_extract.standoff import standoff
from policy_extract.text import Source, View

if TYPE_CHECKING:
    # The models take a quarter of the time in which a worker process starts, and rows are all that it makes.
    from policy_extract.records import AchievementRecord, DocumentRecord, TaskRecord

Rows = tuple[rows.DocumentRow, list[rows.TaskRow | rows.AchievementRow]]


class DocumentResult:
    """One extracted document with its source text; records are built when first asked for."""

    def __init__(self, document: Document, view: View, source: Source, number: int, count: int, pack: Pack) -> None:
        """Hold what the line made; `number` of `count` documents in the file."""
        self.document = document
        self.view = view
        self.source = source
        self.number = number
        self.count = count
        self.pack_hash = pack.hash
        self.judge: Judge = pack.cached("confidence", Judge)

    @property
    def text(self) -> str:
        """The source text that all offsets point into: the whole file's, also when it holds several documents."""
        return self.source.text

    @property
    def name(self) -> str:
        """The name of the source, with `#n` when it holds several documents."""
        return self.source.name if self.count == 1 else f"{self.source.name}#{self.number}"

    @functools.cached_property
    @collector_paused()
    def rows(self) -> Rows:
        """The light rows: the document's, and those of its tasks and achievements in text order."""
        assembler = Assembler(self.document, self.view, self.source, (self.number, self.count), self.pack_hash, self.judge)
        statements = assembler.statements()
        return assembler.document_row(), statements

    @property
    def doc_id(self) -> str:
        """Stable id: the hash of the source text, plus `#n` when the file holds several documents."""
        return self.rows[0].doc_id

    @functools.cached_property
    def record(self) -> DocumentRecord:
        """The document record: metadata, sections, items and issues."""
        from policy_extract.records import DocumentRecord

        return DocumentRecord.model_validate(self.rows[0], from_attributes=True)

    @functools.cached_property
    def tasks(self) -> list[TaskRecord]:
        """The task records (goals, tasks, assignments, problems) in text order."""
        from policy_extract.records import TaskRecord

        found = (row for row in self.rows[1] if isinstance(row, rows.TaskRow))
        return [TaskRecord.model_validate(row, from_attributes=True) for row in found]

    @functools.cached_property
    def achievements(self) -> list[AchievementRecord]:
        """The achievement records in text order."""
        from policy_extract.records import AchievementRecord

        found = (row for row in self.rows[1] if isinstance(row, rows.AchievementRow))
        return [AchievementRecord.model_validate(row, from_attributes=True) for row in found]

    def to_dict(self) -> dict[str, Any]:
        """All records as plain JSON-able objects: `document`, `tasks`, `achievements`."""
        document, statements = self.rows
        plain = [msgspec.json.decode(rows.encode(row)) for row in statements]
        return {
            "document": msgspec.json.decode(rows.encode(document)),
            "tasks": [row for row in plain if row["record"] == "task"],
            "achievements": [row for row in plain if row["record"] == "achievement"],
        }

    def to_standoff(self) -> dict[str, Any]:
        """The stand-off object as plain JSON-able values."""
        found: dict[str, Any] = msgspec.json.decode(rows.encode(self.standoff()))
        return found

    def standoff(self) -> dict[str, Any]:
        """The stand-off object with exact decimals and dates, for an encoder."""
        return standoff(self.document, self.view, self.source, self.name)
