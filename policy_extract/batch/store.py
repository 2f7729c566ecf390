"""The tables of a run folder (结果库): Parquet files, one per table and chunk, which any tool reads where they stand.

A chunk is written aside, then committed by the manifest, then moved into place; rows that it replaces are taken out of
their older chunks in the same commit.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policy_extract.batch.manifest import FILE, Entry, Key, Manifest
from policy_extract.batch.schema import DATASETS, described, schema_of
from policy_extract.errors import UsageError
from policy_extract.locking import Lock

STAGING = ".staging"
COMPRESSION = "zstd"
SMALL_ROWS, MERGED_ROWS = 60_000, 500_000
"""Rows of all tables below which a chunk counts as small, and how many rows small ones are merged into."""
FEW = 4
"""So many small chunks are left as they are: merging costs as much as writing."""
REMOVED_AT_ONCE = 500
UNIQUE = frozenset({"quote", "content_hash", "sha256", "task_id", "achievement_id", "record_id", "json", "message", "traceback"})
"""Columns whose cells hardly repeat: a dictionary of them costs time and room."""

Tables = Mapping[str, Sequence[pa.RecordBatch]]


def file_name(chunk: int) -> str:
    """The file of a chunk within the folder of a table."""
    return f"part-{chunk:08d}.parquet"


def repeating(table: str) -> list[str]:
    """The columns of a table whose cells repeat."""
    return [part.name for part in schema_of(table) if pa.types.is_string(part.type) and part.name not in UNIQUE]


class Store:
    """An open run folder, held by this process alone."""

    def __init__(self, folder: Path) -> None:
        """Open or make a run folder and finish what a killed run left half done. Raises UsageError."""
        self.folder = folder
        _make(folder)
        self.lock = Lock(folder / "lock")
        try:
            self.manifest = Manifest(folder)
        except BaseException:
            self.lock.release()
            raise
        self.staging = folder / STAGING
        self.finish_moves()
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir()
        for name in DATASETS:
            (folder / name).mkdir(exist_ok=True)
            first = folder / name / file_name(0)
            if not first.exists():
                # A table without rows can be asked for all the same.
                self._write(self.staging / f"{name}.0", name, [])
                (self.staging / f"{name}.0").replace(first)

    def close(self) -> None:
        """Let the folder go."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self.manifest.close()
        self.lock.release()

    def commit(self, run: int, key: Key, entries: Sequence[Entry], tables: Tables) -> None:
        """Write the rows of some inputs as a chunk, in place of all that was there of them. All or nothing."""
        chunk = self.manifest.next_chunk()
        moves = []
        for name, batches in tables.items():
            aside = self.staging / f"{name}.{chunk}"
            self._write(aside, name, batches)
            moves.append((aside.name, f"{name}/{file_name(chunk)}"))
        rows = sum(batch.num_rows for batches in tables.values() for batch in batches)
        older = self._without([entry.input_id for entry in entries], moves)
        with self.manifest.transaction():
            self.manifest.put_entries(run, chunk, key, entries)
            self.manifest.put_chunk(chunk, len(entries), rows)
            self._put_older(older)
            self.manifest.put_moves(moves)
        self.finish_moves()

    def remove(self, input_ids: Sequence[str]) -> None:
        """Take all rows of some inputs out, and what the manifest knows of them."""
        for first in range(0, len(input_ids), REMOVED_AT_ONCE):
            some = input_ids[first : first + REMOVED_AT_ONCE]
            moves: list[tuple[str, str]] = []
            older = self._without(some, moves)
            with self.manifest.transaction():
                self.manifest.base.executemany("DELETE FROM inputs WHERE input_id = ?", [(name,) for name in some])
                self._put_older(older)
                self.manifest.put_moves(moves)
            self.finish_moves()

    def compact(self) -> int:
        """Merge small chunks; returns how many were merged."""
        merged = 0
        group: list[int] = []
        rows = 0
        small = self.manifest.base.execute(
            "SELECT chunk, rows FROM chunks WHERE rows < ? ORDER BY chunk", (SMALL_ROWS,)
        ).fetchall()
        if len(small) <= FEW:
            return 0
        for chunk, count in [*small, (0, MERGED_ROWS)]:
            if group and rows + count > MERGED_ROWS:
                if len(group) > 1:
                    merged += len(group)
                    self._merge(group, rows)
                group, rows = [], 0
            group.append(chunk)
            rows += count
        return merged

    def _merge(self, chunks: Sequence[int], rows: int) -> None:
        """Make one chunk of several."""
        self.finish_moves()
        chunk = self.manifest.next_chunk()
        moves: list[tuple[str, str]] = []
        for name in DATASETS:
            paths = [path for old in chunks if (path := self.folder / name / file_name(old)).exists()]
            if not paths:
                continue
            aside = self.staging / f"{name}.{chunk}"
            with pq.ParquetWriter(aside, described(name), compression=COMPRESSION, use_dictionary=repeating(name)) as writer:
                for path in paths:
                    writer.write_table(pq.read_table(path, partitioning=None).cast(described(name)))
            _sync(aside)
            moves.append((aside.name, f"{name}/{file_name(chunk)}"))
            moves += [("", f"{name}/{path.name}") for path in paths]
        marks = [(old,) for old in chunks]
        with self.manifest.transaction():
            self.manifest.base.executemany("UPDATE inputs SET chunk = ? WHERE chunk = ?", [(chunk, old) for (old,) in marks])
            (inputs,) = self.manifest.base.execute("SELECT count(*) FROM inputs WHERE chunk = ?", (chunk,)).fetchone()
            self.manifest.base.executemany("DELETE FROM chunks WHERE chunk = ?", marks)
            self.manifest.put_chunk(chunk, inputs, rows)
            self.manifest.put_moves(moves)
        self.finish_moves()

    def _without(self, input_ids: Iterable[str], moves: list[tuple[str, str]]) -> list[tuple[int, int, int]]:
        """Write older chunks anew without the rows of some inputs; returns their numbers of inputs and rows."""
        self.finish_moves()
        changed = []
        for chunk, gone in self.manifest.chunks_of(input_ids).items():
            kept_rows = 0
            for name in DATASETS:
                path = self.folder / name / file_name(chunk)
                if not path.exists():
                    continue
                table = pq.read_table(path, partitioning=None).cast(schema_of(name))
                kept = table.filter(pc.invert(pc.is_in(table["input_id"], pa.array(gone, pa.string()))))
                kept_rows += kept.num_rows
                if kept.num_rows == table.num_rows:
                    continue
                aside = f"{name}.{chunk}.anew"
                if kept.num_rows:
                    self._write(self.staging / aside, name, kept.to_batches())
                moves.append((aside if kept.num_rows else "", f"{name}/{file_name(chunk)}"))
            (inputs,) = self.manifest.base.execute("SELECT count(*) FROM inputs WHERE chunk = ?", (chunk,)).fetchone()
            changed.append((chunk, inputs - len(gone), kept_rows))
        return changed

    def _put_older(self, changed: Iterable[tuple[int, int, int]]) -> None:
        """Note the new size of older chunks; inside a transaction."""
        for chunk, inputs, rows in changed:
            if inputs:
                self.manifest.put_size(chunk, inputs, rows)
            else:
                self.manifest.base.execute("DELETE FROM chunks WHERE chunk = ?", (chunk,))

    def finish_moves(self) -> None:
        """Move committed files into place; what was moved before a kill is left."""
        moves = self.manifest.moves()
        if not moves:
            return
        for source, target in moves:
            place = self.folder / target
            if not source:
                place.unlink(missing_ok=True)
            elif (aside := self.staging / source).exists():
                aside.replace(place)
        for name in {target.partition("/")[0] for _, target in moves}:
            _sync(self.folder / name)
        self.manifest.clear_moves()

    @staticmethod
    def _write(path: Path, name: str, batches: Sequence[pa.RecordBatch]) -> None:
        """Write one file and see that it is on the disk."""
        table = pa.Table.from_batches(batches, schema_of(name))
        pq.write_table(table.cast(described(name)), path, compression=COMPRESSION, use_dictionary=repeating(name))
        _sync(path)


def _make(folder: Path) -> None:
    """Make the folder of a run. Raises UsageError when something else is there."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; give a folder for the run")
    if folder.is_dir() and not (folder / FILE).exists():
        foreign = [path.name for path in folder.iterdir() if path.name != "lock"]
        if foreign:
            raise UsageError(f"{folder}: holds other files ({sorted(foreign)[0]} …) and no run; give a new or empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made ({error.strerror}); choose another place") from error


def _sync(path: Path) -> None:
    """See that a file or the entries of a folder are on the disk; Windows keeps the entries of folders by itself."""
    with contextlib.suppress(PermissionError):
        # Windows writes out only what is open for writing, and opens no folder.
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
