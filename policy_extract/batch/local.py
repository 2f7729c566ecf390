"""A local run (本地运行): inputs in, a run folder out; killed at any moment, the same command goes on where it stopped."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from policy_extract.batch.flight import FlightLog
from policy_extract.batch.inputs import Inputs, Item
from policy_extract.batch.manifest import Entry, Key
from policy_extract.batch.messages import Done, Orders
from policy_extract.batch.packs import Snapshot
from policy_extract.batch.progress import Progress
from policy_extract.batch.schema import schema_of
from policy_extract.batch.shards import Shard
from policy_extract.batch.store import STAGING, Store
from policy_extract.batch.workers import Bundle, Job, Pool, failed_bundle
from policy_extract.errors import RunError

CHUNK_INPUTS, CHUNK_BYTES, CHUNK_SECONDS = 256, 48_000_000, 30.0
"""A chunk is committed when it holds so many inputs, or so many bytes of rows, or after so many seconds."""
WAITING = 8
"""Inputs that wait for each worker, so that none is idle while a chunk is written."""
WAITING_BYTES = 32_000_000
"""Bytes of inputs that may be under way at once."""
SEEN_AT_ONCE = 2000
PATIENCE = 0.2
MACHINE_REASONS = frozenset({"timeout", "memory"})
"""Failures that larger bounds may mend: such inputs are tried again when their bound was raised."""
LIBRARIES = ("pyarrow", "msgspec", "pydantic", "regex", "PyYAML", "lxml", "olefile", "pypdfium2")

Watcher = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is to be done."""

    workers: int = 0
    """Worker processes; 0 for one a core."""
    timeout: float = 120.0
    """Seconds by the clock that one input may take."""
    memory: int = 1024
    """Megabytes that one input may take."""
    patterns: tuple[Path | str, ...] = ()
    """Folders layered over the built-in patterns."""
    ocr: bool = False
    standoff: bool = False
    """Whether stand-off objects are kept, for export in that form."""
    retry_failed: bool = False
    """Whether inputs that failed before are tried again though nothing has changed."""
    keep_missing: bool = False
    """Whether rows of inputs that are no longer there are kept."""
    shard: Shard | None = None
    """The part of the inputs that this run works on, into a folder of its own within the run folder."""
    factory: str = "policy_extract.batch.kernel:make_kernel"
    """`module:function` that makes the kernel in a worker process."""


def run(
    inputs: Inputs | Sequence[str | Path], out: Path | str, settings: Settings | None = None, watch: Watcher | None = None
) -> Progress:
    """Run over inputs into a run folder; `watch` is called now and then. Raises UsageError, PatternError and RunError."""
    if not isinstance(inputs, Inputs):
        inputs = Inputs([str(argument) for argument in inputs], images=bool(settings and settings.ocr))
    settings = settings or Settings()
    folder = run_folder(out, settings)
    if settings.shard is not None:
        inputs.shard = settings.shard
    with guarded(folder):
        store = Store(folder)
    try:
        with guarded(folder):
            whole = Run(store, inputs, settings, watch or (lambda progress: None))
        return whole.go()
    finally:
        with contextlib.suppress(OSError, sqlite3.Error):
            store.close()


def run_folder(out: Path | str, settings: Settings) -> Path:
    """The folder that a run writes into: the one that is named, or that of its shard. Raises UsageError."""
    return Path(out) if settings.shard is None else settings.shard.folder(Path(out))


@contextlib.contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Turn trouble with the disk into one message that says how to go on."""
    try:
        yield
    except (OSError, sqlite3.Error, pa.ArrowInvalid) as error:
        said = getattr(error, "strerror", None) or error
        raise RunError(
            f"{folder}: cannot be written ({said}); what was committed stands: make room, then run the same command again"
        ) from error


class Run:
    """One run while it goes on."""

    def __init__(self, store: Store, inputs: Inputs, settings: Settings, watch: Watcher) -> None:
        """Prepare patterns, workers and the manifest. Raises PatternError."""
        self.store, self.inputs, self.settings, self.watch = store, inputs, settings, watch
        self.manifest = store.manifest
        self.snapshot = Snapshot(store.folder, store.staging, settings.patterns)
        memory = settings.memory * 1024 * 1024
        workers = settings.workers or os.cpu_count() or 1
        self.key = Key(self.snapshot.hash, settings.ocr, settings.standoff, settings.timeout, memory)
        folders = [str(folder.resolve()) for folder in self.snapshot.folders]
        batch = 8
        orders = Orders(settings.factory, folders, settings.ocr, settings.standoff, settings.timeout, memory, batch)
        self.pool = Pool(orders, workers, (store.folder / STAGING / "workers").resolve(), pack_hash=self.snapshot.hash)
        self.most_waiting = workers * WAITING
        self.progress = Progress()
        self.flight = FlightLog(store.folder / "in_flight.txt")
        self.current: set[str] = set()
        self.flying: dict[str, Job] = {}
        self.flying_bytes = 0
        self.skipped: list[tuple[str, str]] = []
        self.entries: list[Entry] = []
        self.tables: dict[str, list[pa.RecordBatch]] = {}
        self.bytes = 0
        self.since = time.monotonic()
        asked = {**asdict(settings), "patterns": list(map(str, settings.patterns)), "workers": workers}
        self.number = self.manifest.begin_run(map(str, inputs.arguments), self.key, asked, environment())

    def go(self) -> Progress:
        """Do it; whatever happens, what is finished is committed where that is possible, and no worker is left behind."""
        state = "failed"
        try:
            self.pool.start()
            self._work()
            state = "complete"
        except KeyboardInterrupt:
            state = "interrupted"
            raise
        finally:
            self.progress.ended = time.monotonic()
            self.pool.close()
            try:
                self._wind_up(state)
            finally:
                self.flight.close()
        return self.progress

    def _wind_up(self, state: str) -> None:
        """Commit what is finished and note how the run ended; trouble here must not hide what ended the run."""
        try:
            with guarded(self.store.folder):
                self.commit()
                progress = self.progress
                counts = {name: getattr(progress, name) for name in ("done", "failed", "skipped", "removed")}
                self.manifest.end_run(self.number, state, counts)
        except RunError:
            if state == "complete":
                raise

    def _work(self) -> None:
        """Offer all inputs to the workers, commit what comes back, then take out what is no longer there."""
        suspects: list[Item] = []
        self.progress.total = self.inputs.count()
        for item in self.inputs.items():
            if not self.wanted(item):
                self.drain(0)
            elif item.given.input_id in self.flight.suspects:
                suspects.append(item)
            else:
                self.send(item)
        self.land()
        for item in suspects:
            # What was under way when the last run was killed may be what killed it: last, and alone.
            self.send(item, alone=True)
            self.land()
        self.progress.most_memory = self.pool.most_memory
        with guarded(self.store.folder):
            self.commit()
            if not self.settings.keep_missing:
                self.remove_missing()
            self.store.compact()
        if self.snapshot.changed():
            self.progress.notes.append(
                f"the patterns were changed while the run went on; its results are those of pack {self.snapshot.hash}: "
                "run the same command again for the new ones"
            )

    def wanted(self, item: Item) -> bool:
        """Whether an item has to be worked on; one that is met twice, or was done before, has not."""
        name = item.given.input_id
        known = self.manifest.find(name)
        while name in self.current or (known is not None and known.seen == self.number):
            if not item.row:
                return False
            # Two rows of a table with the same id are two texts.
            stem, _, count = name.rpartition("~")
            name = f"{stem}~{int(count) + 1}" if stem and count.isdigit() else f"{name}~2"
            known = self.manifest.find(name)
        item.given.input_id = name
        self.current.add(name)
        if known is None:
            return True
        unchanged = known.digest == item.digest and same(known.key, self.key)
        kept = item.problem and not known.reason
        if kept or (unchanged and not self.again(known.reason, known.key)):
            if kept:
                self.count_failure(item.reason)
                self.progress.notes.append(f"{item.problem}; its rows of an earlier run are kept")
            self.skip(name, item.origin)
            return False
        return True

    def again(self, reason: str, key: Key) -> bool:
        """Whether an unchanged input that failed is to be tried again."""
        if not reason:
            return False
        raised = {"timeout": self.key.timeout > key.timeout, "memory": self.key.memory > key.memory}
        return self.settings.retry_failed or raised.get(reason, False)

    def skip(self, name: str, origin: str) -> None:
        """Note an input that is left as it is."""
        self.progress.skipped += 1
        self.skipped.append((name, origin))
        if len(self.skipped) >= SEEN_AT_ONCE:
            self.mark_seen()

    def mark_seen(self) -> None:
        """Tell the manifest which inputs were met."""
        with guarded(self.store.folder):
            self.manifest.mark_seen(self.number, self.skipped)
        self.current.difference_update(name for name, _ in self.skipped)
        self.skipped.clear()

    def send(self, item: Item, alone: bool = False) -> None:
        """Give an item to the workers as soon as there is room; one that holds a problem goes straight to the results."""
        given = item.given
        if item.problem:
            self.take(problem_bundle(item))
            return
        size = len(given.content or given.text or "")
        while len(self.flying) >= self.most_waiting or (self.flying and self.flying_bytes + size > WAITING_BYTES):
            self.drain(PATIENCE)
        path = str(item.path.resolve()) if item.path is not None else None
        job = Job(given, path, item.digest, item.origin, alone=alone)
        self.flying[given.input_id] = job
        self.flying_bytes += size
        self.flight.takes_off(given.input_id)
        self.pool.jobs.put(job)
        self.drain(0)

    def land(self) -> None:
        """Wait until nothing is under way."""
        while self.flying:
            self.drain(PATIENCE)

    def drain(self, patience: float) -> None:
        """Take what the workers have finished; wait a little for it when asked."""
        bundle = self.pool.next_bundle(patience)
        while bundle is not None:
            self.take(bundle)
            bundle = self.pool.next_bundle(0)
        self.watch(self.progress)

    def take(self, bundle: Bundle) -> None:
        """Put finished inputs into the chunk at hand, and commit it when it is full."""
        for job, done in zip(bundle.jobs, bundle.done, strict=True):
            if self.flying.pop(done.input_id, None) is not None:
                self.flying_bytes -= len(job.given.content or job.given.text or "")
                self.flight.lands(done.input_id)
            self.entries.append(entry_of(job, done))
            self.progress.done += 1
            self.progress.documents += done.documents
            self.progress.tasks += done.tasks
            if done.failures:
                self.count_failure(done.reason)
        for name, data in bundle.tables.items():
            batch = pa.ipc.read_record_batch(pa.py_buffer(data), schema_of(name))
            self.tables.setdefault(name, []).append(batch)
            self.bytes += len(data)
        full = len(self.entries) >= CHUNK_INPUTS or self.bytes >= CHUNK_BYTES
        if full or time.monotonic() - self.since > CHUNK_SECONDS:
            with guarded(self.store.folder):
                self.commit()

    def count_failure(self, reason: str) -> None:
        """Count an input that failed."""
        self.progress.failed += 1
        self.progress.reasons[reason] += 1

    def commit(self) -> None:
        """Commit the chunk at hand."""
        if self.skipped:
            self.mark_seen()
        self.since = time.monotonic()
        if not self.entries:
            return
        self.store.commit(self.number, self.key, self.entries, self.tables)
        self.current.difference_update(entry.input_id for entry in self.entries)
        self.entries, self.tables, self.bytes = [], {}, 0
        self.flight.begin_anew(self.flying)

    def remove_missing(self) -> None:
        """Take out what an origin no longer gives, when it was read to its end, and what is gone of paths that were told."""
        for origin in self.inputs.complete:
            while names := self.manifest.unseen(self.number, origin, 1000):
                kept = [name for name in names if self.inputs.keeps(name)]
                self.manifest.mark_seen(self.number, ((name, origin) for name in kept))
                self._remove([name for name in names if not self.inputs.keeps(name)])
        for path in self.inputs.told:
            while gone := self.manifest.unseen_below(self.number, path, 1000):
                self._remove(gone)

    def _remove(self, names: list[str]) -> None:
        """Take inputs out."""
        self.store.remove(names)
        self.progress.removed += len(names)


def same(old: Key, new: Key) -> bool:
    """Whether rows made with one key serve for another."""
    kept = old.standoff or not new.standoff
    return kept and (old.pack_hash, old.version, old.ocr) == (new.pack_hash, new.version, new.ocr)


def entry_of(job: Job, done: Done) -> Entry:
    """What the manifest notes of a finished input."""
    return Entry(
        done.input_id, job.note, done.digest or job.digest, done.state, done.reason, done.message, done.documents, done.tasks,
        done.failures, done.seconds, job.tries + 1,
    )  # fmt: skip


def problem_bundle(item: Item) -> Bundle:
    """The bundle of an item that could not even be given to a worker."""
    return failed_bundle(Job(item.given, None, item.digest, item.origin), item.reason, " ".join(item.problem.split()))


def environment() -> dict[str, str | int | None]:
    """With what a run was done."""
    found: dict[str, str | int | None] = {
        "python": sys.version.split()[0], "platform": platform.platform(), "machine": platform.machine(), "cores": os.cpu_count(),
    }  # fmt: skip
    for library in LIBRARIES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[library] = importlib.metadata.version(library)
    return found
