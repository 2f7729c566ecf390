"""The desk: one SQLite file with the documents, their records, and every decision that was ever made on them.

Decisions are only added, never changed; the last one of a reviewer on a record counts.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.keeping import check, told

FORMAT = "1"
VERDICTS = ("accept", "correct", "reject", "add")
PASSAGE = 600
"""Characters of a passage that is searched for missed records; whole lines."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  document INTEGER PRIMARY KEY, doc_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, title TEXT NOT NULL, row TEXT NOT NULL,
  text TEXT
);
CREATE TABLE IF NOT EXISTS records (
  record INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, record_id TEXT NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, confidence REAL NOT NULL, row TEXT NOT NULL, added_by TEXT, draw TEXT NOT NULL,
  UNIQUE (document, record_id)
);
CREATE INDEX IF NOT EXISTS records_by_doubt ON records (confidence, record);
CREATE TABLE IF NOT EXISTS decisions (
  decision INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES records, reviewer TEXT NOT NULL, verdict TEXT NOT NULL,
  row TEXT, note TEXT NOT NULL, at TEXT NOT NULL, final INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS decisions_by_record ON decisions (record, reviewer, decision);
CREATE TABLE IF NOT EXISTS passages (
  passage INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, start INTEGER NOT NULL, end INTEGER NOT NULL,
  draw TEXT NOT NULL, UNIQUE (document, start)
);
CREATE TABLE IF NOT EXISTS checked (passage INTEGER NOT NULL REFERENCES passages, reviewer TEXT NOT NULL, at TEXT NOT NULL);
CREATE VIEW IF NOT EXISTS standing AS SELECT * FROM decisions WHERE decision IN (
  SELECT max(decision) FROM decisions WHERE final = 0 GROUP BY record, reviewer);
CREATE VIEW IF NOT EXISTS settled AS SELECT * FROM decisions WHERE decision IN (
  SELECT max(decision) FROM decisions WHERE final = 1 GROUP BY record);
"""


@dataclass(slots=True)
class Entry:
    """A record on the desk."""

    record: int
    document: int
    record_id: str
    start: int
    end: int
    confidence: float
    row: dict[str, Any]
    added_by: str | None


@dataclass(slots=True)
class Decision:
    """What a reviewer decided on a record."""

    record: int
    reviewer: str
    verdict: str
    row: dict[str, Any] | None
    note: str
    at: str
    final: bool


class Desk:
    """The file of a review. One connection a thread of work: open as many desks on a file as there are."""

    def __init__(self, path: Path) -> None:
        """Open a desk, new or to go on with. Raises UsageError for a file that is none."""
        self.path = path
        try:
            self.base = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self.base.execute("PRAGMA journal_mode = WAL")
            self.base.executescript(SCHEMA)
            check(self.base)
            known = self.base.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{path}: not a file of a review ({error}); give another name with --desk") from error
        if known is None:
            self.base.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
        elif known[0] != FORMAT:
            raise UsageError(f"{path}: a review of format {known[0]}, this version reads {FORMAT}; use that version")

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing of it."""
        with told(self.path, "restore it from a copy, or begin anew with another name after --desk"):
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.base.execute("COMMIT")
            except BaseException:
                if self.base.in_transaction:
                    # A full disk has rolled back already.
                    self.base.execute("ROLLBACK")
                raise

    def enter(self, row: dict[str, Any], name: str, text: str | None, records: Iterable[dict[str, Any]]) -> bool:
        """Put a document with its records on the desk; one that lies there already stays as it is. Tells whether it was new."""
        with self.transaction():
            known = self.base.execute("SELECT document FROM documents WHERE doc_id = ?", (row["doc_id"],)).fetchone()
            if known is not None:
                return False
            made = self.base.execute(
                "INSERT INTO documents (doc_id, name, title, row, text) VALUES (?, ?, ?, ?, ?)",
                (row["doc_id"], name, row["title"] or name, _json(row), text),
            )
            document = int(made.lastrowid or 0)
            for record in records:
                self._enter_record(document, record, None)
            spans = passages(text, row["start"], row["end"]) if text is not None else []
            self.base.executemany(
                "INSERT INTO passages (document, start, end, draw) VALUES (?, ?, ?, ?)",
                [(document, start, end, draw(row["doc_id"], start)) for start, end in spans],
            )
        return True

    def _enter_record(self, document: int, record: dict[str, Any], added_by: str | None) -> int:
        """Put a record on the desk."""
        identifier = record_id(record)
        made = self.base.execute(
            "INSERT INTO records (document, record_id, start, end, confidence, row, added_by, draw) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document, identifier, record["start"], record["end"], float(record["confidence"]), _json(record), added_by,
                draw(record["doc_id"], identifier),
            ),
        )  # fmt: skip
        return int(made.lastrowid or 0)

    def add(self, document: int, record: dict[str, Any], reviewer: str, at: str) -> int:
        """Put a record that was missed on the desk, with the decision of who added it. Raises UsageError when it is there."""
        with self.transaction():
            try:
                number = self._enter_record(document, record, reviewer)
            except sqlite3.IntegrityError as error:
                raise UsageError("this span was added already; correct the record that is there") from error
            self._decide(number, reviewer, "add", record, "", at, False)
        return number

    def decide(
        self, record: int, reviewer: str, verdict: str, row: dict[str, Any] | None, note: str, at: str, final: bool = False
    ) -> None:
        """Keep a decision. Raises UsageError for a verdict or record that does not exist."""
        if verdict not in VERDICTS:
            raise UsageError(f"unknown verdict {verdict!r}; choose one of {', '.join(VERDICTS)}")
        with self.transaction():
            self.entry(record)
            self._decide(record, reviewer, verdict, row, note, at, final)

    def _decide(
        self, record: int, reviewer: str, verdict: str, row: dict[str, Any] | None, note: str, at: str, final: bool
    ) -> None:
        """Add a decision."""
        self.base.execute(
            "INSERT INTO decisions (record, reviewer, verdict, row, note, at, final) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (record, reviewer, verdict, None if row is None else _json(row), note, at, int(final)),
        )

    def entry(self, record: int) -> Entry:
        """A record by its number. Raises UsageError."""
        found = self.base.execute(
            "SELECT record, document, record_id, start, end, confidence, row, added_by FROM records WHERE record = ?", (record,)
        ).fetchone()
        if found is None:
            raise UsageError(f"no record {record} on this desk; go back to the queue")
        return _entry(found)

    def entries(self, document: int | None = None) -> Iterator[Entry]:
        """All records, or those of a document, in text order."""
        where, given = ("", ()) if document is None else (" WHERE document = ?", (document,))
        columns = "record, document, record_id, start, end, confidence, row, added_by"
        for found in self.base.execute(f"SELECT {columns} FROM records{where} ORDER BY document, start, end, record", given):
            yield _entry(found)

    def document(self, document: int) -> tuple[str, str, dict[str, Any], str | None]:
        """Name, title, record and text of a document; the text is null when its file was not at hand."""
        found = self.base.execute("SELECT name, title, row, text FROM documents WHERE document = ?", (document,)).fetchone()
        if found is None:
            raise UsageError(f"no document {document} on this desk; go back to the queue")
        return found[0], found[1], plain(found[2]), found[3]

    def documents(self) -> list[int]:
        """The numbers of all documents."""
        return [found[0] for found in self.base.execute("SELECT document FROM documents ORDER BY document")]

    def decisions(self, record: int | None = None) -> list[Decision]:
        """Every decision ever made, or those on a record, in order."""
        where, given = ("", ()) if record is None else (" WHERE record = ?", (record,))
        lines = self.base.execute(
            f"SELECT record, reviewer, verdict, row, note, at, final FROM decisions{where} ORDER BY decision", given
        )
        return [_decision(line) for line in lines]

    def standing(self) -> dict[int, dict[str, Decision]]:
        """The decision of each reviewer that counts, by record."""
        found: dict[int, dict[str, Decision]] = {}
        for line in self.base.execute("SELECT record, reviewer, verdict, row, note, at, final FROM standing ORDER BY decision"):
            found.setdefault(line[0], {})[line[1]] = _decision(line)
        return found

    def settled(self) -> dict[int, Decision]:
        """The final decisions on what reviewers disagreed about, by record."""
        lines = self.base.execute("SELECT record, reviewer, verdict, row, note, at, final FROM settled")
        return {line[0]: _decision(line) for line in lines}

    def undecided(self, reviewer: str, sample: int = 0) -> Iterator[int]:
        """Records that a reviewer has not decided on, the most doubtful first; of a random sample, in the order of the draw."""
        open_ones = "record NOT IN (SELECT record FROM decisions WHERE reviewer = ? AND final = 0)"
        if sample:
            query = f"""SELECT record FROM (SELECT record, draw FROM records WHERE added_by IS NULL ORDER BY draw LIMIT ?)
                WHERE {open_ones} ORDER BY draw"""
            lines = self.base.execute(query, (sample, reviewer))
        else:
            lines = self.base.execute(f"SELECT record FROM records WHERE {open_ones} ORDER BY confidence, record", (reviewer,))
        return (line[0] for line in lines)

    def sampled(self, size: int) -> list[int]:
        """The records of the random sample of this size; a larger sample holds every smaller one."""
        lines = self.base.execute("SELECT record FROM records WHERE added_by IS NULL ORDER BY draw LIMIT ?", (size,))
        return [line[0] for line in lines]

    def passages(self, size: int) -> list[tuple[int, int, int, int]]:
        """The passages (number, document, start, end) of the random sample of this size."""
        lines = self.base.execute("SELECT passage, document, start, end FROM passages ORDER BY draw LIMIT ?", (size,))
        return [(line[0], line[1], line[2], line[3]) for line in lines]

    def check(self, passage: int, reviewer: str, at: str) -> None:
        """Keep that a reviewer found nothing more missing in a passage."""
        self.base.execute("INSERT INTO checked VALUES (?, ?, ?)", (passage, reviewer, at))

    def checked(self) -> dict[int, set[str]]:
        """Who has searched which passages."""
        found: dict[int, set[str]] = {}
        for passage, reviewer in self.base.execute("SELECT passage, reviewer FROM checked"):
            found.setdefault(passage, set()).add(reviewer)
        return found


def record_id(record: dict[str, Any]) -> str:
    """The stable id of a record of either sort."""
    return str(record.get("task_id") or record.get("achievement_id"))


def draw(document: str, what: object) -> str:
    """The lot of a record or passage: even and the same on every machine, so that a sample can be drawn again."""
    return hashlib.sha256(f"{document} {what}".encode()).hexdigest()


def passages(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A document in pieces of whole lines."""
    found = []
    at = start
    while at < end:
        line = text.find("\n", min(at + PASSAGE, end), end)
        stop = end if line < 0 else line + 1
        if text[at:stop].strip():
            found.append((at, stop))
        at = stop
    return found


def _json(value: Any) -> str:
    """Plain values as JSON, numbers exact."""
    return rows.encode(value).decode()


def plain(text: str | bytes) -> Any:
    """Plain values out of JSON, numbers exact."""
    return json.loads(text, parse_float=Decimal)


def _entry(line: Sequence[Any]) -> Entry:
    """A record out of its line."""
    return Entry(line[0], line[1], line[2], line[3], line[4], line[5], plain(line[6]), line[7])


def _decision(line: Sequence[Any]) -> Decision:
    """A decision out of its line."""
    return Decision(line[0], line[1], line[2], plain(line[3]) if line[3] else None, line[4], line[5], bool(line[6]))
