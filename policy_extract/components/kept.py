"""What a spaCy Doc keeps of an extraction: rows with source offsets, as one JSON text in `doc.user_data`.

A JSON text outlives `to_bytes`, DocBin and worker processes, and holds decimals exactly.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import msgspec

from policy_extract import rows
from policy_extract.books import RECORDED_PHASES
from policy_extract.extractor import Draft
from policy_extract.quoting import Quoter
from policy_extract.result import DocumentResult
from policy_extract.version import VERSION

GROUPS = ("sections", "statements", "tasks", "achievements", "quantities", "times", "bodies", "statuses")
"""Groups of spans, `policy.` apart."""
MENTIONS = ("quantities", "times", "bodies", "statuses")
PREFIX = "policy."
STAGES = ("structure", "mentions", "tasks")
"""Steps of the line in order (结构, 要素, 任务)."""

StatementRecordRow = rows.TaskRow | rows.AchievementRow
MentionRow = rows.QuantityRow | rows.TimeRow | rows.ResponsibilityRow | rows.StatusRow


class StatementMark(msgspec.Struct):
    """A statement of any kind (语句), also one that gives no record."""

    start: int
    end: int
    kind: str
    """Empty before the kinds are known."""
    modality: str | None


class Kept(msgspec.Struct):
    """The rows of all documents in a text, and which records each mention belongs to."""

    stage: str
    shift: int
    """Characters of the Doc's text before the text that offsets count in: 1 for a byte order mark, else 0."""
    version: str
    pack: str
    documents: list[rows.DocumentRow]
    records: list[StatementRecordRow]
    statements: list[StatementMark]
    quantities: list[rows.QuantityRow]
    times: list[rows.TimeRow]
    bodies: list[rows.ResponsibilityRow]
    statuses: list[rows.StatusRow]
    owners: dict[str, list[list[str]]]
    """Ids of the task and achievement records of each mention, by group."""
    beside: dict[str, int]
    """How many mentions at the end of a group stand in records only: bare cells of a table row."""

    def rows_of(self, group: str) -> Sequence[Any]:
        """The rows of a group in the order of its spans."""
        if group == "sections":
            return [section for document in self.documents for section in document.sections]
        if group == "tasks":
            return [row for row in self.records if isinstance(row, rows.TaskRow)]
        if group == "achievements":
            return [row for row in self.records if isinstance(row, rows.AchievementRow)]
        found: Sequence[Any] = getattr(self, group)
        return found


class Stored(str):
    """The JSON text of what is kept, with the objects it was made from while they are in the same process.

    Written and read again, it is a plain text; whoever needs the objects makes them anew.
    """

    kept: Kept | None = None
    draft: Draft | None = None
    """The line's own objects, for the next component of the same pipeline."""
    records: dict[tuple[str, int], Any]
    """Public records that were asked for, by group and place."""
    groups: dict[str, Sequence[Any]]
    """Rows that were asked for, by group."""

    def __new__(cls, text: str, kept: Kept | None = None, draft: Draft | None = None) -> Stored:
        """A JSON text with its objects."""
        made = super().__new__(cls, text)
        made.kept, made.draft, made.records, made.groups = kept, draft, {}, {}
        return made

    def rows_of(self, group: str) -> Sequence[Any]:
        """The rows of a group in the order of its spans."""
        if group not in self.groups:
            if self.kept is None:
                self.kept = decode(self)
            self.groups[group] = self.kept.rows_of(group)
        return self.groups[group]

    @functools.cached_property
    def recorded(self) -> dict[tuple[int, int], tuple[str, int]]:
        """Group and place of the task or achievement record at each source span."""
        return {
            (row.start, row.end): (group, index)
            for group in ("achievements", "tasks")
            for index, row in enumerate(self.rows_of(group))
        }

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (str(self),)


_DECODER = msgspec.json.Decoder(Kept)


def decode(text: str) -> Kept:
    """What was kept, from its JSON text. Raises msgspec.DecodeError for a text of another version's form."""
    return _DECODER.decode(text.encode())


def keep(results: Sequence[DocumentResult], draft: Draft, stage: str, pack: str, length: int) -> Stored:
    """Gather the rows of all documents of a text of `length` characters, as far as the line has come."""
    kept = Kept(stage, length - len(draft.source.text), VERSION, pack, [], [], [], [], [], [], [], {}, {})
    for result in results:
        document, records = result.rows
        kept.documents.append(document)
        kept.records += records
    quoter = Quoter(draft.view, draft.source)
    for found in draft.documents:
        kept.statements += [StatementMark(*quoter.span(s.start, s.end), s.kind, s.modality) for s in found.statements]
        kept.quantities += [quoter.quantity(q) for q in found.quantities if not q.phase or q.phase in RECORDED_PHASES]
        kept.times += [quoter.time(t) for t in found.times if t.deadline]
        kept.bodies += [quoter.responsibility(r) for r in found.responsibilities]
        kept.statuses += [quoter.status(s) for s in found.statuses]
    for group, name in zip(MENTIONS, ("quantities", "times", "responsibilities", "statuses"), strict=True):
        _settle(kept, group, name)
    return Stored(rows.encode(kept).decode(), kept, draft if stage != STAGES[-1] else None)


def _settle(kept: Kept, group: str, name: str) -> None:
    """Give each mention its records and their judgement of it; add the mentions that only records hold."""
    found: list[Any] = getattr(kept, group)
    places: dict[tuple[Any, ...], list[int]] = {}
    for index, row in enumerate(found):
        places.setdefault(_key(row), []).append(index)
    owners: list[list[str]] = [[] for _ in found]
    kept.beside[group] = 0
    for record in kept.records:
        identifier = record.task_id if isinstance(record, rows.TaskRow) else record.achievement_id
        for row in getattr(record, name):
            if _key(row) not in places:
                places[_key(row)] = [len(found)]
                found.append(row)
                owners.append([])
                kept.beside[group] += 1
            for index in places[_key(row)]:
                found[index] = row
                if identifier not in owners[index]:
                    owners[index].append(identifier)
    kept.owners[group] = owners


def _key(row: MentionRow) -> tuple[Any, ...]:
    """What tells mentions at one place apart: the indicator and whose it is, the name and role of a body."""
    if isinstance(row, rows.QuantityRow):
        return row.start, row.end, row.indicator, row.scope, row.value
    if isinstance(row, rows.ResponsibilityRow):
        return row.start, row.end, row.name, row.role, row.covers
    return row.start, row.end
