"""The tables that a run gives (数据集), made from the light rows, so that no field can be forgotten.

Every table begins with `input_id` (what the caller calls the input: a path, or the id of a row of texts) and `part` (running
number of the document within the input, from 1); together they name a document. `position` orders the lines of a document.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from policy_extract import rows
from policy_extract.batch.columns import Field, columns_of, plan

if TYPE_CHECKING:
    from policy_extract.records import Record

FORMAT = 1
"""Version of the tables; a folder of runs with another one is refused."""

INPUT = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False, metadata={"description": "The caller's name of the input."}),
        pa.field("name", pa.string(), metadata={"description": "File name; its suffix is a hint of the format."}),
        pa.field("content", pa.binary(), metadata={"description": "The bytes of a file; null when text is given."}),
        pa.field("text", pa.string(), metadata={"description": "A decoded text; null when bytes are given."}),
        pa.field("media_type", pa.string(), metadata={"description": "Media type as stated by the sender, a hint."}),
        pa.field("hints", pa.map_(pa.string(), pa.string()), metadata={"description": "ocr: true or false."}),
    ]
)
"""What goes into the kernel: one row an input; columns that are missing count as null."""

INPUTS_TABLE = "inputs"
INPUTS = pa.schema(
    [
        pa.field("input_id", pa.string(), metadata={"description": "The caller's name of the input."}),
        pa.field("digest", pa.string(), metadata={"description": "Hash of all that the kernel saw of it beside its name."}),
        pa.field("state", pa.string(), metadata={"description": "done, partial (some members failed) or failed (nothing came)."}),
        pa.field("reason", pa.string(), metadata={"description": "Of its first failure, as in `failures`; else empty."}),
        pa.field("message", pa.string(), metadata={"description": "Of its first failure; else empty."}),
        pa.field("documents", pa.int32(), metadata={"description": "Documents that came of it."}),
        pa.field("tasks", pa.int32(), metadata={"description": "Tasks that came of it."}),
        pa.field("failures", pa.int32(), metadata={"description": "Rows of `failures` that came of it."}),
        pa.field("seconds", pa.float64(), metadata={"description": "Seconds that it took."}),
    ]
)
"""How it went with each input, where no manifest says so: beside the tables of a cluster; the columns of the manifest."""


class StatementLine(msgspec.Struct, gc=False):
    """Any statement or heading of a document, whether it became a record or not (语句)."""

    doc_id: str
    start: int
    end: int
    quote: str
    kind: str
    modality: str | None
    section_id: str | None
    record_id: str | None


class StandoffLine(msgspec.Struct, gc=False):
    """The stand-off object of a document as JSON (按位置标注), kept when asked for."""

    doc_id: str
    json: bytes


class FailureLine(msgspec.Struct, gc=False):
    """An input, or a member of one, from which nothing could be taken (失败), never left out in silence."""

    name: str
    container: list[str]
    reason: str
    message: str
    reader: str = ""
    traceback: str = ""


OWN_WORDS = {
    "input_id": "The caller's name of the input: a path, a member of an archive, a row of texts.",
    "part": "Running number of the document within its input, from 1; 0 for an input without any.",
    "position": "Running number of the line within its document, from 1.",
    "record_id": "task_id or achievement_id of the record it belongs to; null for a statement that is no record.",
    "record": "task or achievement: in which table the record stands.",
    "json": "The object as `extract --format standoff` writes it.",
    "doc_id": "The document it stands in.",
    "start": "First code point in the source text.",
    "end": "Code point behind the last one.",
    "quote": "The exact source text of the span.",
    "kind": "goal, task, assignment, problem, achievement, heading, or other words of the rules; other: named by none.",
    "modality": "As in a task.",
    "section_id": "The innermost section in the document; a heading's own.",
    "name": "Name of what could not be read.",
    "container": "Names of the archives around it, outermost first.",
    "reason": "One word: missing, empty, damaged, encrypted, needs_ocr, unsupported, too_large, missing_tool, timeout, memory, "
    "fault (an error of this program) or crash (the process ended).",
    "message": "What happened and what to do, in words.",
    "reader": "The reader that was tried.",
    "traceback": "Where in the program it happened; empty for a file that its reader refused.",
}
"""What the columns mean that no record has."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table: its struct, the fields that stand in tables of their own, and the leading columns."""

    name: str
    struct: type[msgspec.Struct]
    model: str = ""
    """Name of the record whose descriptions the columns bear."""
    lead: tuple[str, ...] = ("input_id", "part", "position")
    leave_out: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The layout of the struct."""
        return plan(self.struct, self.leave_out)


LISTED = ("quantities", "responsibilities")
LINKED = ("input_id", "part", "position", "doc_id", "record", "record_id")
DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset("documents", rows.DocumentRow, "DocumentRecord", ("input_id", "part")),
        Dataset("tasks", rows.TaskRow, "TaskRecord", leave_out=LISTED),
        Dataset("achievements", rows.AchievementRow, "AchievementRecord", leave_out=LISTED),
        Dataset("quantities", rows.QuantityRow, "QuantityRecord", LINKED),
        Dataset("responsibilities", rows.ResponsibilityRow, "ResponsibilityRecord", LINKED),
        Dataset("statements", StatementLine),
        Dataset("standoff", StandoffLine, lead=("input_id", "part")),
        Dataset("failures", FailureLine, lead=("input_id", "part")),
    )
}
"""All tables by name."""
LEAD_TYPES = {
    "input_id": pa.string(), "part": pa.int32(), "position": pa.int32(), "doc_id": pa.string(), "record": pa.string(),
    "record_id": pa.string(),
}  # fmt: skip


@functools.cache
def schema_of(name: str) -> pa.Schema:
    """The Arrow schema of a table."""
    dataset = DATASETS[name]
    fields = [pa.field(column, LEAD_TYPES[column]) for column in dataset.lead]
    fields += [pa.field(column, kind) for column, kind, _ in columns_of(dataset.fields)]
    return pa.schema(fields, metadata={"policy_extract_table": name, "policy_extract_format": str(FORMAT)})


@functools.cache
def described(name: str) -> pa.Schema:
    """The schema of a table with a description of every column in its metadata, as the files bear it."""
    dataset, schema = DATASETS[name], schema_of(name)
    said = {column: _described(dataset, place) or OWN_WORDS.get(column, "") for column, _, place in columns_of(dataset.fields)}
    said |= {column: OWN_WORDS[column] for column in dataset.lead}
    return pa.schema([part.with_metadata({"description": said[part.name]}) for part in schema], metadata=schema.metadata)


def _described(dataset: Dataset, place: str) -> str:
    """The description of a field in the record, of a field inside a field by its own model."""
    from policy_extract import records

    model: type[Record] | None = getattr(records, dataset.model) if dataset.model else None
    said = ""
    for name in place.split("."):
        if model is None or name not in model.model_fields:
            break
        field = model.model_fields[name]
        said = field.description or said
        model = _model_in(field.annotation)
    return said


def _model_in(annotation: object) -> type[Record] | None:
    """The record model that a field holds, alone or with None."""
    from policy_extract.records import Record

    for part in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(part, type) and issubclass(part, Record):
            return part
    return None


def markdown() -> str:
    """The tables and their columns as a page."""
    lines = []
    for name in DATASETS:
        lines += [f"## {name}", "", "| column | type | meaning |", "| --- | --- | --- |"]
        for field in described(name):
            said = (field.metadata or {}).get(b"description", b"").decode()
            lines.append(f"| {field.name} | {field.type} | {said} |")
        lines.append("")
    return "\n".join(lines)
