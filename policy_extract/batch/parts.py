"""Tables that are written where the work is done (就地写表), and the commit of what counts.

An engine tries a part of the work once or more, also twice at a time, and keeps the answer of one attempt. Every attempt writes
files of its own aside and answers with their names; `commit` takes the files of the answers that were kept and no others, and
what the folder held before gives way only when all of them are there. Knows no engine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from policy_extract.batch.manifest import FILE
from policy_extract.batch.messages import Done
from policy_extract.batch.schema import DATASETS, INPUTS, INPUTS_TABLE, described, schema_of
from policy_extract.batch.store import COMPRESSION, repeating
from policy_extract.batch.workers import Bundle
from policy_extract.errors import RunError, UsageError

STAGING = "_staging"
"""Readers of tables pass over names that begin like this."""
COMPLETE = "_SUCCESS"
"""What Spark leaves in the folder of a table that is whole."""
EXTRACTED = "extracted"
"""The folder of rows with nested tables that Spark leaves where it writes by itself; it must not outlive its tables."""
TABLES = (*DATASETS, INPUTS_TABLE)
FLUSH_BYTES = 32_000_000
"""Bytes of rows that an attempt holds before it writes them."""
ANSWER = pa.schema(
    [
        pa.field("part", pa.int32()),
        pa.field("inputs", pa.int64()),
        pa.field("failed", pa.int64()),
        pa.field("files", pa.list_(pa.struct([("table", pa.string()), ("name", pa.string()), ("bytes", pa.int64())]))),
    ]
)
"""What an attempt answers: one row, with the files that it wrote."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for tables that all machines see alike, and the corner of it for one job."""

    address: str
    """A path, or an address that `pyarrow.fs` knows, as `hdfs://names:8020/plans/run`."""
    job: str
    """Name of the job, unlike that of any other on the same folder."""

    @property
    def aside(self) -> str:
        """Where attempts write."""
        return f"{STAGING}/{self.job}"

    def system(self) -> fs.FileSystem:
        """The file system, with the folder as its root. Raises UsageError for an address that it does not know."""
        try:
            system, path = fs.FileSystem.from_uri(self.address) if "://" in self.address else (fs.LocalFileSystem(), self.address)
        except (OSError, pa.ArrowException) as error:
            raise UsageError(f"{self.address}: cannot be opened by the workers ({error}); let Spark write") from error
        return fs.SubTreeFileSystem(path, system)


class PartWriter:
    """The files of one attempt at one part of the work; tables without rows get none."""

    def __init__(self, place: Place, part: int, attempt: int) -> None:
        """Begin; `attempt` is unlike that of any other attempt of the job."""
        self.part, self.system, self.aside = part, place.system(), place.aside
        self.name = f"part-{part:05}-{attempt}.parquet"
        self.writers: dict[str, pq.ParquetWriter] = {}
        self.held: dict[str, list[pa.RecordBatch]] = {}
        self.done: list[Done] = []
        self.bytes = self.inputs = self.failed = 0

    def take(self, bundle: Bundle) -> None:
        """Put the rows of finished inputs into the tables."""
        for table, data in bundle.tables.items():
            self.held.setdefault(table, []).append(pa.ipc.read_record_batch(pa.py_buffer(data), schema_of(table)))
            self.bytes += len(data)
        self.done += bundle.done
        if self.bytes >= FLUSH_BYTES:
            self._flush()

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self.writers.values():
            with contextlib.suppress(OSError):
                writer.close()

    def finish(self) -> pa.RecordBatch:
        """Finish the files; the answer (ANSWER). Raises OSError, as `take` does."""
        self._flush()
        for writer in self.writers.values():
            writer.close()
        paths = [f"{self.aside}/{table}/{self.name}" for table in self.writers]
        sizes = [found.size for found in self.system.get_file_info(paths)]
        files = [{"table": table, "name": self.name, "bytes": size} for table, size in zip(self.writers, sizes, strict=True)]
        row = {"part": self.part, "inputs": self.inputs, "failed": self.failed, "files": files}
        return pa.RecordBatch.from_pylist([row], ANSWER)

    def _flush(self) -> None:
        """Write what is held as a group of rows for each table."""
        for table, batches in self.held.items():
            self._write(table, pa.Table.from_batches(batches, schema_of(table)).cast(described(table)))
        if self.done:
            self._write(INPUTS_TABLE, lines_of(self.done))
        self.inputs += len(self.done)
        self.failed += sum(done.failures > 0 for done in self.done)
        self.held, self.done, self.bytes = {}, [], 0

    def _write(self, table: str, rows: pa.Table) -> None:
        """Write rows into the file of a table."""
        if table not in self.writers:
            path = f"{self.aside}/{table}/{self.name}"
            self.writers[table] = open_writer(self.system, path, table, rows.schema)
        self.writers[table].write_table(rows)


def open_writer(system: fs.FileSystem, path: str, table: str, schema: pa.Schema) -> pq.ParquetWriter:
    """A file of a table, written as a local run writes it."""
    once = repeating(table) if table in DATASETS else ["state", "reason"]
    return pq.ParquetWriter(path, schema, filesystem=system, compression=COMPRESSION, use_dictionary=once)


def lines_of(done: Sequence[Done]) -> pa.Table:
    """How it went with some inputs, as rows of the table `inputs`."""
    columns = {part.name: pa.array([getattr(one, part.name) for one in done], part.type) for part in INPUTS}
    return pa.table(columns, schema=INPUTS)


@contextlib.contextmanager
def committing(place: Place) -> Iterator[list[Mapping[str, Any]]]:
    """Make room for attempts; what the caller puts into the list are the answers that count (rows of ANSWER), and their files
    become the tables when the context ends well. Raises UsageError and RunError.
    """
    system = place.system()
    if system.get_file_info(FILE).type != fs.FileType.NotFound:
        raise UsageError(f"{place.address}: holds a run of `policy-extract run`; give another folder")
    answers: list[Mapping[str, Any]] = []
    _remove(system, STAGING)
    for table in TABLES:
        system.create_dir(f"{place.aside}/{table}")
    try:
        yield answers
        _commit(system, place, answers)
    finally:
        # An attempt that has not heard of its end may still write there; it harms nothing.
        with contextlib.suppress(OSError):
            _remove(system, STAGING)


def _commit(system: fs.FileSystem, place: Place, answers: Sequence[Mapping[str, Any]]) -> None:
    """Take the files of the answers, and put them in place of what was there."""
    _check(system, place, answers)
    ready = f"{place.aside}/ready"
    for table in TABLES:
        system.create_dir(f"{ready}/{table}")
    written = set()
    for answer in answers:
        for file in answer["files"]:
            target = f"{ready}/{file['table']}/part-{answer['part']:05}.parquet"
            system.move(f"{place.aside}/{file['table']}/{file['name']}", target)
            written.add(file["table"])
    for table in TABLES:
        if table not in written:
            # A table without rows can be asked for all the same.
            schema = described(table) if table in DATASETS else INPUTS
            open_writer(system, f"{ready}/{table}/part-00000.parquet", table, schema).close()
    for table in TABLES:
        system.open_output_stream(f"{ready}/{table}/{COMPLETE}").close()
        _remove(system, table)
        system.move(f"{ready}/{table}", table)
    _remove(system, EXTRACTED)


def _check(system: fs.FileSystem, place: Place, answers: Sequence[Mapping[str, Any]]) -> None:
    """Raise RunError when a file that was answered is not there as a whole, before anything is replaced."""
    if len({answer["part"] for answer in answers}) < len(answers):
        raise RunError(f"{place.address}: the engine kept two answers for one part; run the job again")
    files = [(f"{place.aside}/{file['table']}/{file['name']}", file["bytes"]) for answer in answers for file in answer["files"]]
    for found, (path, size) in zip(system.get_file_info([path for path, _ in files]), files, strict=True):
        if found.size != size:
            raise RunError(
                f"{place.address}/{path}: not here as a worker wrote it; the folder must be one that all machines see, and that "
                "no other job writes into: give such a folder, or let Spark write, and run the job again"
            )


def _remove(system: fs.FileSystem, path: str) -> None:
    """Take a file or a folder away, if it is there."""
    kind = system.get_file_info(path).type
    if kind == fs.FileType.Directory:
        system.delete_dir(path)
    elif kind != fs.FileType.NotFound:
        system.delete_file(path)
