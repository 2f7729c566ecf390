"""Results read back from a run folder (再导出), so that a run can be written in every form of `extract`.

Tables are sorted by DuckDB, which spills to disk where memory is short, and walked together, one input at a time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import msgspec

from policy_extract import rows
from policy_extract.batch import columns
from policy_extract.batch.questions import connect
from policy_extract.batch.schema import DATASETS
from policy_extract.errors import UsageError
from policy_extract.export import make_writer
from policy_extract.result import DocumentResult, Rows
from policy_extract.text import Source

ROWS_AT_ONCE = 2000
MEMORY = "1GB"
EXACT = msgspec.json.Decoder(float_hook=Decimal)
Line = dict[str, Any]


class StoredResult(DocumentResult):
    """One document as it was stored; text, view and light document are not there any more."""

    def __init__(self, stored: Rows, standoff: dict[str, Any] | None) -> None:
        """Hold what was read."""
        self.source = Source("", stored[0].source)
        self.number, self.count = stored[0].number, stored[0].count
        self.pack_hash = stored[0].pack_hash
        self.rows = stored
        self._standoff = standoff

    def standoff(self) -> dict[str, Any]:
        """The stand-off object. Raises UsageError when the run did not keep it."""
        if self._standoff is None:
            raise UsageError("this run kept no stand-off objects; run the same command again with --standoff, then export")
        return self._standoff


@dataclass(slots=True)
class StoredFailure:
    """An input or a member of one that failed."""

    source: str
    message: str
    reason: str
    reader: str


@dataclass(slots=True)
class StoredInput:
    """All that came of one input."""

    input_id: str
    results: list[StoredResult] = field(default_factory=list)
    failures: list[StoredFailure] = field(default_factory=list)


def results(folder: Path | str) -> Iterator[StoredInput]:
    """All inputs of a run in the order of their names, each with its documents and failures. Raises UsageError."""
    with tempfile.TemporaryDirectory(prefix="policy-extract-") as spill:
        connection = connect(folder, manifest=False, memory=MEMORY)
        connection.execute(f"SET temp_directory = '{spill}'")
        try:
            walks = {name: Walk(connection, name) for name in DATASETS if name != "statements"}
            while True:
                names = [walk.name for walk in walks.values() if walk.name is not None]
                if not names:
                    return
                name = min(names, key=lambda text: text.encode())
                yield _input(name, {table: walk.take(name) for table, walk in walks.items()})
        finally:
            connection.close()


class Walk:
    """The rows of one table in the order of inputs, taken input by input."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Begin at the first input."""
        order = ", ".join(column for column in DATASETS[table].lead if column in ("input_id", "part", "position"))
        self._groups = groupby(_lines(connection.cursor(), table, order), key=lambda line: line["input_id"])
        self.name: str | None = None
        self._lines: list[Line] = []
        self._step()

    def _step(self) -> None:
        """Read the next input."""
        name, lines = next(self._groups, (None, iter(())))
        self.name = name
        self._lines = list(lines)

    def take(self, name: str) -> list[Line]:
        """The rows of an input, if it is the one at hand."""
        if name != self.name:
            return []
        lines = self._lines
        self._step()
        return lines


def _lines(cursor: duckdb.DuckDBPyConnection, table: str, order: str) -> Iterator[Line]:
    """The rows of a table in order, as cells by column."""
    answer: Any = cursor.sql(f"SELECT * FROM {table} ORDER BY {order}")
    for batch in answer.to_arrow_reader(ROWS_AT_ONCE):
        yield from batch.to_pylist()


def _input(name: str, tables: dict[str, list[Line]]) -> StoredInput:
    """Put the rows of one input together."""
    found = StoredInput(name)
    for line in tables["failures"]:
        shown = "/".join([name, line["name"]]) if line["name"] and not name.endswith(line["name"]) else name
        found.failures.append(StoredFailure(shown, line["message"], line["reason"], line["reader"]))
    parts: dict[int, dict[str, list[Line]]] = {}
    for table in ("tasks", "achievements", "quantities", "responsibilities", "standoff"):
        for line in tables[table]:
            parts.setdefault(line["part"], {}).setdefault(table, []).append(line)
    for line in tables["documents"]:
        found.results.append(_result(line, parts.get(line["part"], {})))
    return found


def _result(line: Line, part: dict[str, list[Line]]) -> StoredResult:
    """Put the rows of one document together."""
    document = columns.row(rows.DocumentRow, DATASETS["documents"].fields, line)
    linked: dict[tuple[str, str], list[Any]] = {}
    for table in ("quantities", "responsibilities"):
        dataset = DATASETS[table]
        for cells in part.get(table, ()):
            item = columns.row(dataset.struct, dataset.fields, cells)
            linked.setdefault((table, cells["record_id"]), []).append(item)
    statements = []
    for table in ("tasks", "achievements"):
        dataset = DATASETS[table]
        identifier = "task_id" if table == "tasks" else "achievement_id"
        for cells in part.get(table, ()):
            own = {name: linked.get((name, cells[identifier]), []) for name in ("quantities", "responsibilities")}
            statements.append((cells["position"], columns.row(dataset.struct, dataset.fields, cells, also=own)))
    statements.sort(key=lambda pair: pair[0])
    kept = part.get("standoff")
    standoff: dict[str, Any] | None = EXACT.decode(kept[0]["json"]) if kept else None
    return StoredResult((document, [row for _, row in statements]), standoff)


def export(folder: Path | str, stream: BinaryIO, form: str, whole_file: bool = False) -> tuple[int, int]:
    """Write a run in one of the forms of `extract`; returns the numbers of documents and failures. Raises UsageError."""
    writer = make_writer(form, stream, whole_file)
    writer.begin()
    documents = failures = 0
    for found in results(folder):
        for result in found.results:
            documents += 1
            if not whole_file:
                writer.write([result])
        if whole_file and found.results:
            writer.write(found.results)
        for failure in found.failures:
            failures += 1
            writer.fail(failure.source, failure.message, failure.reason, failure.reader)
    return documents, failures
