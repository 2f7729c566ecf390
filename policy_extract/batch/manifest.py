"""The manifest of a run folder (清单): what was done when, how long it took, why it failed, and with what; in SQLite.

It is the truth about which input stands in which chunk. A chunk is committed by one transaction that also notes the
files still to be moved into place; whoever opens the folder next moves them, so that a kill at any moment loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_extract.batch.schema import FORMAT
from policy_extract.errors import UsageError
from policy_extract.version import VERSION

FILE = "manifest.sqlite"
TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
  run INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, state TEXT NOT NULL, inputs TEXT NOT NULL,
  extractor_version TEXT NOT NULL, pack_hash TEXT NOT NULL, settings TEXT NOT NULL, environment TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS inputs (
  input_id TEXT PRIMARY KEY, origin TEXT NOT NULL, digest TEXT NOT NULL, extractor_version TEXT NOT NULL,
  pack_hash TEXT NOT NULL, ocr INTEGER NOT NULL, standoff INTEGER NOT NULL, timeout REAL NOT NULL, memory INTEGER NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, documents INTEGER NOT NULL, tasks INTEGER NOT NULL,
  failures INTEGER NOT NULL, seconds REAL NOT NULL, tries INTEGER NOT NULL, finished TEXT NOT NULL,
  chunk INTEGER NOT NULL, run INTEGER NOT NULL, seen INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS inputs_by_chunk ON inputs (chunk);
CREATE INDEX IF NOT EXISTS inputs_by_origin ON inputs (origin, seen);
CREATE TABLE IF NOT EXISTS chunks (chunk INTEGER PRIMARY KEY, inputs INTEGER NOT NULL, rows INTEGER NOT NULL, committed TEXT);
CREATE TABLE IF NOT EXISTS moves (number INTEGER PRIMARY KEY, source TEXT NOT NULL, target TEXT NOT NULL);
"""


@dataclass(slots=True)
class Entry:
    """What is known of one input after it was worked on."""

    input_id: str
    origin: str
    digest: str
    state: str
    """`done`, `failed` (nothing came of it) or `partial` (some members of it failed)."""
    reason: str
    message: str
    documents: int
    tasks: int
    failures: int
    seconds: float
    tries: int


@dataclass(frozen=True, slots=True)
class Key:
    """With what an input is worked on; the same again gives the same rows."""

    pack_hash: str
    ocr: bool
    standoff: bool
    timeout: float
    memory: int
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Known:
    """What the manifest knows of an input that was worked on before."""

    digest: str
    reason: str
    key: Key
    origin: str
    seen: int
    """The last run that met it."""


def now() -> str:
    """The time by the clock, for the manifest."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


class Manifest:
    """The open manifest of a run folder."""

    def __init__(self, folder: Path) -> None:
        """Open or make it. Raises UsageError when it is of another version or no manifest."""
        self.path = folder / FILE
        try:
            self.base = sqlite3.connect(self.path, isolation_level=None)
            self.base.execute("PRAGMA journal_mode=WAL")
            self.base.execute("PRAGMA synchronous=FULL")
            self.check()
            with self.transaction():
                for statement in filter(str.strip, TABLES.split(";")):
                    self.base.execute(statement)
                self.base.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (str(FORMAT),))
                self.base.execute("INSERT OR IGNORE INTO about VALUES ('made_by', ?)", (f"policy-extract {VERSION}",))
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise
            message = f"{self.path}: not a manifest that can be read ({error}); give another folder or restore this one"
            raise UsageError(message) from error

    def check(self) -> None:
        """Raise UsageError when the folder was made by a version with other tables."""
        known = self.base.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone()
        if known is None:
            if self.base.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
                raise UsageError(f"{self.path}: a database of another program; give another folder")
            return
        about = dict(self.base.execute("SELECT key, value FROM about"))
        if about.get("format") != str(FORMAT):
            raise UsageError(
                f"{self.path.parent}: made by {about.get('made_by', 'another program')} with tables of format "
                f"{about.get('format')}, this version writes format {FORMAT}; give another folder or use that version"
            )

    def transaction(self) -> sqlite3.Connection:
        """A transaction as a context: all of it or nothing."""
        self.base.execute("BEGIN IMMEDIATE")
        return self.base

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def begin_run(self, inputs: Iterable[str], key: Key, settings: dict[str, Any], environment: dict[str, Any]) -> int:
        """Note a new run; returns its number."""
        with self.transaction():
            self.base.execute("UPDATE runs SET state = 'killed' WHERE state = 'running'")
            cursor = self.base.execute(
                "INSERT INTO runs (started, state, inputs, extractor_version, pack_hash, settings, environment)"
                " VALUES (?, 'running', ?, ?, ?, ?, ?)",
                (now(), as_json(list(inputs)), key.version, key.pack_hash, as_json(settings), as_json(environment)),
            )
        return int(cursor.lastrowid or 0)

    def end_run(self, run: int, state: str, counts: dict[str, int]) -> None:
        """Note how a run ended."""
        with self.transaction():
            self.base.execute(
                "UPDATE runs SET ended = ?, state = ?, done = ?, failed = ?, skipped = ?, removed = ? WHERE run = ?",
                (now(), state, counts["done"], counts["failed"], counts["skipped"], counts["removed"], run),
            )

    def find(self, input_id: str) -> Known | None:
        """What is known of an input from earlier runs or earlier in this one."""
        row = self.base.execute(
            "SELECT digest, reason, pack_hash, ocr, standoff, timeout, memory, extractor_version, origin, seen"
            " FROM inputs WHERE input_id = ?",
            (input_id,),
        ).fetchone()
        if row is None:
            return None
        return Known(row[0], row[1], Key(row[2], bool(row[3]), bool(row[4]), row[5], row[6], row[7]), row[8], row[9])

    def mark_seen(self, run: int, inputs: Iterable[tuple[str, str]]) -> None:
        """Note that inputs (with their origins) were met again and left as they are."""
        with self.transaction():
            pairs = [(run, origin, input_id) for input_id, origin in inputs]
            self.base.executemany("UPDATE inputs SET seen = ?, origin = ? WHERE input_id = ?", pairs)

    def unseen(self, run: int, origin: str, most: int) -> list[str]:
        """Some inputs of an origin that this run has not met."""
        found = self.base.execute(
            "SELECT input_id FROM inputs WHERE origin = ? AND seen < ? ORDER BY chunk LIMIT ?", (origin, run, most)
        )
        return [row[0] for row in found]

    def unseen_below(self, run: int, path: str, most: int) -> list[str]:
        """Some inputs at or below a path that this run has not met."""
        found = self.base.execute(
            "SELECT input_id FROM inputs WHERE (input_id = ?1 OR (input_id > ?1 || '/' AND input_id < ?1 || '0')) AND seen < ?2"
            " LIMIT ?3",
            (path, run, most),
        )
        return [row[0] for row in found]

    def chunks_of(self, input_ids: Iterable[str]) -> dict[int, list[str]]:
        """The chunks that hold some inputs, and which of them each holds."""
        found: dict[int, list[str]] = {}
        for input_id in input_ids:
            row = self.base.execute("SELECT chunk FROM inputs WHERE input_id = ?", (input_id,)).fetchone()
            if row is not None:
                found.setdefault(row[0], []).append(input_id)
        return found

    def next_chunk(self) -> int:
        """A number that no chunk has had."""
        (last,) = self.base.execute(
            "SELECT max(coalesce((SELECT max(chunk) FROM chunks), 0),"
            " coalesce((SELECT CAST(value AS INTEGER) FROM about WHERE key = 'last_chunk'), 0))"
        ).fetchone()
        return int(last) + 1

    def put_entries(self, run: int, chunk: int, key: Key, entries: Iterable[Entry]) -> None:
        """Note inputs that now stand in a chunk; inside a transaction."""
        finished = now()
        self.base.executemany(
            f"INSERT OR REPLACE INTO inputs VALUES ({', '.join('?' * 21)})",
            [
                (
                    e.input_id, e.origin, e.digest, key.version, key.pack_hash, key.ocr, key.standoff, key.timeout, key.memory,
                    e.state, e.reason, e.message, e.documents, e.tasks, e.failures, round(e.seconds, 4), e.tries, finished,
                    chunk, run, run,
                )
                for e in entries
            ],
        )  # fmt: skip

    def put_chunk(self, chunk: int, inputs: int, rows: int) -> None:
        """Note a chunk; inside a transaction."""
        self.base.execute("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?)", (chunk, inputs, rows, now()))
        self.base.execute("INSERT OR REPLACE INTO about VALUES ('last_chunk', ?)", (str(chunk),))

    def put_size(self, chunk: int, inputs: int, rows: int) -> None:
        """Note the new size of a chunk; inside a transaction."""
        self.base.execute("UPDATE chunks SET inputs = ?, rows = ? WHERE chunk = ?", (inputs, rows, chunk))

    def put_moves(self, moves: Iterable[tuple[str, str]]) -> None:
        """Note files to be moved into place, or with an empty source to be taken away; inside a transaction."""
        self.base.executemany("INSERT INTO moves (source, target) VALUES (?, ?)", moves)

    def moves(self) -> list[tuple[str, str]]:
        """Files that still have to be moved, in order."""
        return list(self.base.execute("SELECT source, target FROM moves ORDER BY number"))

    def clear_moves(self) -> None:
        """All files are in place."""
        self.base.execute("DELETE FROM moves")

    def counts(self) -> dict[str, int]:
        """Numbers of inputs by state."""
        return dict(self.base.execute("SELECT state, count(*) FROM inputs GROUP BY state"))

    def failures(self) -> Iterator[tuple[str, str, str]]:
        """Inputs that failed in whole or part, with reason and message."""
        yield from self.base.execute("SELECT input_id, reason, message FROM inputs WHERE state <> 'done' ORDER BY input_id")


def as_json(value: Any) -> str:
    """A value as a line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def is_full(error: BaseException) -> bool:
    """Whether an error of SQLite is one of the disk."""
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in ("full", "disk I/O", "readonly"))
