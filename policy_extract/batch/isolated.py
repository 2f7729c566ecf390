"""The kernel behind a child process (隔离内核), for engines that run Python in workers of their own: Arrow batches in and out.

Every input gives exactly one row, whose columns of lists hold its lines of all tables; one that raises, hangs, crashes or
eats memory gives a row with a failure. The child is kept for as long as the engine keeps its worker process.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from policy_extract.batch.kernel import Given, read_inputs, unknown_hints
from policy_extract.batch.messages import Orders
from policy_extract.batch.packs import Shipped
from policy_extract.batch.parts import PartWriter, Place
from policy_extract.batch.schema import DATASETS, schema_of
from policy_extract.batch.workers import Bundle, Job, Pool, failed_bundle

PATIENCE = 5.0
WAITING, WAITING_BYTES = 48, 16_000_000
"""Inputs, and bytes of inputs, that may be under way at once."""
TOGETHER = 16
"""Inputs whose rows are made into tables together."""
NAMELESS = "(no doc_id)"
OWN_COLUMNS = [pa.field("input_id", pa.string()), pa.field("digest", pa.string()), pa.field("seconds", pa.float64())]


def _nested(name: str) -> pa.DataType:
    """The type of the lines of a table within a row: all its columns but the first, which the row itself has."""
    return pa.list_(pa.struct(list(schema_of(name))[1:]))


OUTPUT = pa.schema([*OWN_COLUMNS, *(pa.field(name, _nested(name)) for name in DATASETS)])
"""What comes out: one row an input, with its lines by table; `digest` is the hash of the input."""


@dataclass(slots=True)
class Isolated:
    """What has to reach a worker of an engine: orders and patterns; can be pickled. `process` and `write` do the work there."""

    orders: Orders
    shipped: Shipped

    def process(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Batches of inputs (schema.INPUT) to batches of OUTPUT. Raises UsageError for wrong columns, or without a child."""
        for bundle in self.bundles(batches):
            yield nested(bundle)

    def write(self, batches: Iterable[pa.RecordBatch], place: Place, part: int, attempt: int) -> Iterator[pa.RecordBatch]:
        """The same, but the rows go into files; gives one batch that names them (parts.ANSWER)."""
        with PartWriter(place, part, attempt) as writer:
            for bundle in self.bundles(batches):
                writer.take(bundle)
            yield writer.finish()

    def bundles(self, batches: Iterable[pa.RecordBatch]) -> Iterator[Bundle]:
        """Finished inputs with their tables, as they come. Raises as `process` does."""
        child = Child.kept(self)
        try:
            yield from child.process(batches)
        finally:
            # An engine may stop in the middle; what is still under way must not come back as rows of the next batch.
            if child.flying:
                child.close()


@dataclass(slots=True)
class Child:
    """One child process, and what is under way in it."""

    key: tuple[bytes, str, int]
    folder: Path
    pool: Pool
    flying: dict[str, int] = field(default_factory=dict)
    """Inputs under way with their sizes."""

    @classmethod
    def kept(cls, isolated: Isolated) -> Child:
        """The child of this process for these orders; another one is closed."""
        orders, shipped = isolated.orders, isolated.shipped
        key = (repr(orders).encode("utf-8", "surrogatepass"), shipped.hash, os.getpid())
        if (kept := _KEPT.get("child")) is not None and kept.key == key and not kept.pool.closing and not kept.flying:
            return kept
        if kept is not None and kept.key[-1] == os.getpid():
            kept.close()
        folder = Path(
            tempfile.mkdtemp(prefix="policy-extract-", dir=os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0] or None)
        )
        given = Orders(
            orders.factory, shipped.unpack(folder / shipped.hash), orders.ocr, orders.standoff, orders.timeout, orders.memory,
            TOGETHER,
        )  # fmt: skip
        child = cls(key, folder, Pool(given, 1, folder, pack_hash=shipped.hash))
        child.pool.start()
        _KEPT["child"] = child
        return child

    def close(self) -> None:
        """End the process and take its folder away."""
        self.pool.close()
        self.flying.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        if _KEPT.get("child") is self:
            del _KEPT["child"]

    def process(self, batches: Iterable[pa.RecordBatch]) -> Iterator[Bundle]:
        """Run the kernel over all inputs."""
        for batch in batches:
            for given in read_inputs(batch):
                job, problem = Job(given), problem_of(given)
                if problem:
                    yield failed_bundle(job, "unsupported", problem)
                    continue
                size = len(given.content or given.text or "")
                while self.flying and (
                    given.input_id in self.flying
                    or len(self.flying) >= WAITING
                    or sum(self.flying.values()) + size > WAITING_BYTES
                ):
                    yield from self._landed()
                self.flying[given.input_id] = size
                self.pool.jobs.put(job)
        while self.flying:
            yield from self._landed()

    def _landed(self) -> Iterator[Bundle]:
        """What the child has finished, after a little patience."""
        bundle = self.pool.next_bundle(PATIENCE)
        while bundle is not None:
            for done in bundle.done:
                del self.flying[done.input_id]
            yield bundle
            bundle = self.pool.next_bundle(0)


_KEPT: dict[str, Child] = {}
"""The child of this process. An engine calls anew for every partition, and a child takes a second to load its patterns."""


@atexit.register
def _close_kept() -> None:
    """End the child with its engine's worker; one that is killed takes the child along by itself."""
    if (child := _KEPT.get("child")) is not None and child.key[-1] == os.getpid():
        with contextlib.suppress(OSError):
            child.close()


def problem_of(given: Given) -> str:
    """What is wrong with an input before any document is read; a missing name is mended so that it can be told."""
    if not given.input_id:
        given.input_id = given.name or NAMELESS
        return f"{given.input_id}: a row without doc_id; give every row one of its own"
    unknown = unknown_hints(given)
    return f"{given.input_id}: {unknown}" if unknown else ""


def nested(bundle: Bundle) -> pa.RecordBatch:
    """Finished inputs as rows of OUTPUT. The lines of a table stand in the order of the inputs, whose names differ."""
    names = [done.input_id for done in bundle.done]
    seconds = [done.seconds for done in bundle.done]
    columns = [pa.array(names, pa.string()), pa.array([done.digest for done in bundle.done], pa.string()), pa.array(seconds)]
    columns += [_lists(name, bundle.tables.get(name), names) for name in DATASETS]
    return pa.record_batch(columns, schema=OUTPUT)


def _lists(name: str, data: bytes | None, names: list[str]) -> pa.Array:
    """The lines of one table as a list for each input."""
    kind = OUTPUT.field(name).type
    if data is None:
        return pa.array([[]] * len(names), kind)
    batch = pa.ipc.read_record_batch(pa.py_buffer(data), schema_of(name))
    counts = dict.fromkeys(names, 0)
    for input_id in batch.column(0).to_pylist():
        counts[input_id] += 1
    ends = [0]
    for input_id in names:
        ends.append(ends[-1] + counts[input_id])
    lines = pa.StructArray.from_arrays(batch.columns[1:], fields=list(kind.value_type))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), lines, type=kind)
