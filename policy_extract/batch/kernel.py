"""The kernel (内核): inputs in, tables out, as Arrow record batches; nothing in it knows where it runs.

`Kernel.process` is the function for any engine; `Kernel.gather` is the same for one input that is no Arrow row. An input
that fails gives rows of the table `failures` and nothing is raised for what a document holds.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from policy_extract import patterns, reading, rows
from policy_extract.batch.columns import Columns, array_of, fill
from policy_extract.batch.schema import DATASETS, INPUT, FailureLine, StandoffLine, StatementLine, schema_of
from policy_extract.books import RECORDED_KINDS, SectionTree
from policy_extract.errors import ReadError, RuleTimeout, UsageError
from policy_extract.pausing import collector_paused
from policy_extract.quoting import Quoter
from policy_extract.text import Source, Unread

if TYPE_CHECKING:
    # The process that hands out inputs has no use for the line itself, which takes half a second to load.
    from policy_extract.extractor import Extractor
    from policy_extract.result import DocumentResult

SURROGATES = {code: 0xFFFD for code in range(0xD800, 0xE000)}
"""Halves of characters, which no table can carry."""
HINTS = frozenset({"ocr"})
DEEPEST_TRACEBACK = 30
TEXT = "text/plain"
START, SPAN = attrgetter("start"), attrgetter("start", "end")
ROWS_AT_ONCE = 16
"""Rows of a record batch that become Python values together: texts can be long."""


class Given(msgspec.Struct):
    """One input: bytes or a decoded text, its name, and what is known of it beforehand."""

    input_id: str
    name: str = ""
    content: bytes | None = None
    text: str | None = None
    media_type: str | None = None
    container: list[str] = []
    hints: dict[str, str] = {}


@dataclass(slots=True)
class Gathered:
    """Rows of some inputs, by table, with their leading columns."""

    lines: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in DATASETS})
    leads: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in DATASETS})

    def add(self, table: str, lead: tuple[Any, ...], line: Any) -> None:
        """Put one row into a table."""
        self.leads[table].append(lead)
        self.lines[table].append(line)

    def take(self, other: Gathered) -> None:
        """Put the rows of another one behind these."""
        for name in DATASETS:
            self.lines[name] += other.lines[name]
            self.leads[name] += other.leads[name]

    @collector_paused()
    def batches(self) -> dict[str, pa.RecordBatch]:
        """The tables that have rows."""
        return {name: self._batch(name) for name, lines in self.lines.items() if lines}

    def serialized(self) -> dict[str, bytes]:
        """The same as messages, without their schemas."""
        return {name: batch.serialize().to_pybytes() for name, batch in self.batches().items()}

    def _batch(self, name: str) -> pa.RecordBatch:
        """One table."""
        dataset, schema = DATASETS[name], schema_of(name)
        columns: Columns = dict(zip(dataset.lead, map(list, zip(*self.leads[name], strict=True)), strict=True))
        fill(columns, dataset.fields, self.lines[name])
        return pa.record_batch([array_of(columns[part.name], part.type) for part in schema], schema=schema)


class Kernel:
    """Runs the whole line over inputs; holds the loaded patterns and nothing that changes."""

    def __init__(self, extractor: Extractor | None = None, ocr: bool = False, standoff: bool = False) -> None:
        """`ocr`: read images by character recognition unless a hint says otherwise; `standoff`: keep stand-off objects too."""
        if extractor is None:
            from policy_extract.extractor import Extractor

            extractor = Extractor()
        self.extractor = extractor
        self.ocr = ocr
        self.standoff = standoff

    @property
    def pack_hash(self) -> str:
        """Hash of the patterns that it works with."""
        return self.extractor.pack.hash

    def process(self, batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, pa.RecordBatch]]:
        """For each batch of inputs (schema.INPUT) the tables that have rows, by name. Raises UsageError for a wrong schema."""
        for batch in batches:
            yield self._tables(batch)

    @collector_paused()
    def _tables(self, batch: pa.RecordBatch) -> dict[str, pa.RecordBatch]:
        """The tables of one batch of inputs: the collector rests until their rows are gone, so that it never walks them."""
        gathered = Gathered()
        for given in inputs_of(batch):
            self.gather(given, gathered)
        return gathered.batches()

    @collector_paused()
    def gather(self, given: Given, gathered: Gathered) -> None:
        """Put the rows of one input into tables; what fails becomes rows of `failures`. Raises MemoryError only."""
        part = 0
        try:
            for found in self._sources(given):
                part = self._gather_source(given, found, part, gathered)
        except MemoryError:
            raise
        except Exception as error:
            self._fail(given, part + 1, fault(given.name, list(given.container), "read", error), gathered)

    def _gather_source(self, given: Given, found: Source | Unread, part: int, gathered: Gathered) -> int:
        """Put the documents of one source into tables; returns the number of the last one."""
        if isinstance(found, Unread):
            line = FailureLine(found.name, found.container, found.reason, " ".join(found.message.split()), found.reader)
            self._fail(given, part + 1, line, gathered)
            return part + 1
        try:
            results = self.extractor.extract_source(found)
            for result in results:
                result.rows  # noqa: B018 - built before any row is taken, so that a source fails as a whole
        except MemoryError:
            raise
        except RuleTimeout as error:
            line = FailureLine(found.name, found.container, "timeout", f"{found.name}: {error}", found.reader)
            self._fail(given, part + 1, line, gathered)
            return part + 1
        except Exception as error:
            line = fault(found.name, found.container, "extracted", error, found.reader)
            self._fail(given, part + 1, line, gathered)
            return part + 1
        for result in results:
            part += 1
            add_result(given.input_id, part, result, gathered)
            if self.standoff:
                object_ = rows.encode(result.standoff())
                gathered.add("standoff", (given.input_id, part), StandoffLine(result.doc_id, object_))
        return part

    @staticmethod
    def _fail(given: Given, part: int, line: FailureLine, gathered: Gathered) -> None:
        """Note a failure."""
        mended = (line.name, line.message, line.traceback)
        line.name, line.message, line.traceback = (whole(text) for text in mended)
        gathered.add("failures", (given.input_id, part), line)

    def _sources(self, given: Given) -> Iterator[Source | Unread]:
        """The documents of an input, those of an archive one by one."""
        ocr = given.hints.get("ocr", str(self.ocr)).lower() == "true"
        name = given.name or given.input_id
        if given.text is not None and (given.media_type or TEXT) == TEXT:
            found: Iterable[Source | Unread] = [_decoded(whole(given.text), given.input_id)]
        else:
            text = given.text
            data = whole(text).encode() if text is not None else given.content or b""
            found = reading.read_all(data, given.input_id, given.media_type, reading.Options(ocr=ocr))
        for source in found:
            if not source.container:
                source.name = name
            source.container = [*given.container, *source.container]
            yield source


def whole(text: str) -> str:
    """A text with a mark in place of every half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(SURROGATES)
    # Nearly always: many times quicker than looking at every character.
    return text


def _decoded(text: str, label: str) -> Source | Unread:
    """A decoded text as a source, or why it is none."""
    try:
        source = reading.read_text(text, label)
    except ReadError as error:
        return Unread(label, error.reason, str(error), [], error.reader)
    if not text.strip():
        return Unread(label, "empty", f"{label}: no text; give the document's text")
    return source


def add_result(input_id: str, part: int, result: DocumentResult, gathered: Gathered) -> None:
    """Put the rows of one document into tables."""
    document, statements = result.rows
    gathered.add("documents", (input_id, part), document)
    doc_id, quantity, body = document.doc_id, 0, 0
    for position, line in enumerate(statements, 1):
        if isinstance(line, rows.TaskRow):
            table, record, identifier = "tasks", "task", line.task_id
        else:
            table, record, identifier = "achievements", "achievement", line.achievement_id
        gathered.add(table, (input_id, part, position), line)
        for item in line.quantities:
            quantity += 1
            gathered.add("quantities", (input_id, part, quantity, doc_id, record, identifier), item)
        for answering in line.responsibilities:
            body += 1
            gathered.add("responsibilities", (input_id, part, body, doc_id, record, identifier), answering)
    found = statement_lines(result)
    gathered.lines["statements"] += found
    gathered.leads["statements"] += [(input_id, part, position) for position in range(1, len(found) + 1)]


def identifier_of(line: rows.TaskRow | rows.AchievementRow) -> str:
    """The id of a record."""
    return line.task_id if isinstance(line, rows.TaskRow) else line.achievement_id


def statement_lines(result: DocumentResult) -> list[StatementLine]:
    """All statements and headings of a document in text order, with the ids of those that are records."""
    document, doc_id = result.document, result.rows[0].doc_id
    quoter = Quoter(result.view, result.source)
    records = iter(result.rows[1])
    found = []
    taken = set()
    for statement in sorted(document.statements, key=START):
        taken.add(statement.start)
        identifier = None
        if statement.kind in RECORDED_KINDS:
            # Its words were quoted already.
            record = next(records)
            start, end, words, identifier = record.start, record.end, record.quote, identifier_of(record)
        else:
            start, end = quoter.span(statement.start, statement.end)
            words = quoter.text[start:end]
        section = SectionTree.name(statement.section)
        kind = statement.kind or "other"
        found.append(StatementLine(doc_id, start, end, words, kind, statement.modality or None, section, identifier))
    for index, heading in enumerate(document.headings):
        if heading.start not in taken:
            start, end = quoter.span(heading.start, heading.end)
            words = quoter.text[start:end]
            found.append(StatementLine(doc_id, start, end, words, "heading", None, SectionTree.name(index), None))
    found.sort(key=SPAN)
    return found


def fault(name: str, container: list[str], done: str, error: BaseException, reader: str = "") -> FailureLine:
    """The failure row of an error of this program."""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    message = f"{name}: could not be {done} ({said}); please report the file"
    where = "".join(traceback.format_exception(error, limit=-DEEPEST_TRACEBACK))
    return FailureLine(name, container, "fault", message, reader, where)


def inputs_of(batch: pa.RecordBatch) -> Iterator[Given]:
    """The inputs of a record batch. Raises UsageError when it has not the columns of schema.INPUT or a hint is unknown."""
    for given in read_inputs(batch):
        if unknown := unknown_hints(given):
            raise UsageError(unknown)
        yield given


def read_inputs(batch: pa.RecordBatch) -> Iterator[Given]:
    """The inputs of a record batch, hints as they are. Raises UsageError when it has not the columns of schema.INPUT."""
    names = batch.schema.names
    if "doc_id" not in names or not {"content", "text"} & set(names):
        raise UsageError(f"the kernel takes the columns {', '.join(INPUT.names)}; doc_id and content or text are needed")
    for start in range(0, batch.num_rows, ROWS_AT_ONCE):
        some = batch.slice(start, ROWS_AT_ONCE)
        columns: Mapping[str, list[Any]] = {
            part.name: some.column(part.name).cast(part.type).to_pylist() for part in INPUT if part.name in names
        }
        for index in range(some.num_rows):
            cells = {name: cells[index] for name, cells in columns.items()}
            hints = dict(cells.get("hints") or ())
            content, text, stated = cells.get("content"), cells.get("text"), cells.get("media_type")
            yield Given(cells["doc_id"], cells.get("name") or "", content, text, stated, [], hints)


def unknown_hints(given: Given) -> str:
    """What is wrong with the hints of an input; empty when nothing is."""
    unknown = set(given.hints) - HINTS
    return f"unknown hint(s) {', '.join(sorted(unknown))}; known: {', '.join(sorted(HINTS))}" if unknown else ""


def make_kernel(folders: Sequence[str], ocr: bool, standoff: bool) -> Kernel:
    """A kernel with the patterns of these folders; what worker processes call."""
    from policy_extract.extractor import Extractor

    return Kernel(Extractor.with_pack(patterns.load(tuple(map(Path, folders)))), ocr, standoff)
