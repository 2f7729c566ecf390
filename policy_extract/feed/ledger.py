"""The delivery ledger: what was sent to which target, and what was under way when a push was cut off (下达登记, SQLite).

Values are written down as pending before anything is sent, and as sent when the target has them. A pending entry is looked up in
the target by the next push: it is there or it is not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from policy_extract.errors import UsageError
from policy_extract.feed.model import Accepted, Change, Delivery, Entry
from policy_extract.feed.profiles import NEAREST
from policy_extract.feed.proposals import Proposal
from policy_extract.keeping import check

FORMAT = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  target TEXT NOT NULL, scope TEXT NOT NULL, doc_id TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (target, scope));
CREATE TABLE IF NOT EXISTS entries (
  target TEXT NOT NULL, external_id TEXT NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (target, external_id));
CREATE TABLE IF NOT EXISTS pushes (
  number INTEGER PRIMARY KEY, target TEXT NOT NULL, begun TEXT NOT NULL, ended TEXT, summary TEXT);
CREATE TABLE IF NOT EXISTS proposals (
  target TEXT NOT NULL, id TEXT NOT NULL, proposal BLOB NOT NULL, PRIMARY KEY (target, id));
CREATE TABLE IF NOT EXISTS accepted (
  target TEXT NOT NULL, external_id TEXT NOT NULL, accepted BLOB NOT NULL, PRIMARY KEY (target, external_id));
"""
_ENTRY = msgspec.json.Decoder(Entry)
_PROPOSAL = msgspec.json.Decoder(Proposal)
_ACCEPTED = msgspec.json.Decoder(Accepted)


class Ledger:
    """Entries and documents by target."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the ledger; None is one in memory that is forgotten. Raises UsageError when the file is no ledger."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            check(self._database)
            held = self._database.execute("PRAGMA user_version").fetchone()[0]
            if held not in (0, FORMAT):
                raise UsageError(f"{path}: the ledger has format {held}, this version knows {FORMAT}; use the newer program")
            self._database.executescript(SCHEMA)
            self._database.execute(f"PRAGMA user_version = {FORMAT}")
        except sqlite3.DatabaseError as error:
            raise UsageError(
                f"{path}: no delivery ledger ({error}); move the file away or give another --state folder"
            ) from error

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def entries(self, target: str) -> dict[str, Entry]:
        """All entries of a target by external id."""
        lines = self._database.execute("SELECT external_id, entry FROM entries WHERE target = ?", (target,))
        return {external_id: _ENTRY.decode(entry) for external_id, entry in lines}

    def documents(self, target: str) -> dict[str, str]:
        """The scope by doc_id of the documents that were pushed to a target."""
        lines = self._database.execute("SELECT doc_id, scope FROM documents WHERE target = ? ORDER BY scope", (target,))
        return dict(lines.fetchall())

    def titles(self, target: str) -> dict[str, tuple[str, str]]:
        """Title and source of the documents of a target, by scope."""
        lines = self._database.execute("SELECT scope, title, source FROM documents WHERE target = ? ORDER BY scope", (target,))
        return {scope: (title, source) for scope, title, source in lines}

    def targets(self) -> list[str]:
        """The targets that anything was pushed to."""
        lines = self._database.execute("SELECT target FROM pushes UNION SELECT target FROM entries ORDER BY 1")
        return [line[0] for line in lines]

    def remember(self, target: str, deliveries: Iterable[Delivery]) -> None:
        """Note the documents of a push."""
        rows = [(target, each.scope, each.doc_id, each.title, each.source) for each in deliveries]
        with self._transaction():
            self._database.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", rows)

    def intend(self, target: str, changes: Sequence[Change], known: dict[str, Entry]) -> None:
        """Write down what is about to be sent, beside what the target is known to hold of ours at this moment.

        That may be the pending values of a push before this one: they count as sent now, or they would be lost with a third.
        """
        kept = []
        for change in changes:
            old = known.get(change.external_id) or msgspec.structs.replace(change.entry, sent={})
            sent, remote_id = old.sent, old.remote_id
            if change.remote is not None:
                sent, remote_id = {**change.entry.sent, **change.before}, change.remote.remote_id
            kept.append(msgspec.structs.replace(old, sent=sent, pending=change.entry.sent, remote_id=remote_id))
        self.keep(target, kept)

    def keep(self, target: str, entries: Iterable[Entry]) -> None:
        """Write entries as they are."""
        rows = [(target, entry.external_id, msgspec.json.encode(entry)) for entry in entries]
        with self._transaction():
            self._database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)

    def begin(self, target: str, at: str) -> int:
        """Note the beginning of a push; returns its number."""
        cursor = self._database.execute("INSERT INTO pushes (target, begun) VALUES (?, ?)", (target, at))
        return int(cursor.lastrowid or 0)

    def end(self, number: int, at: str, summary: str) -> None:
        """Note the end of a push."""
        self._database.execute("UPDATE pushes SET ended = ?, summary = ? WHERE number = ?", (at, summary, number))

    def last_push(self, target: str) -> tuple[str, str | None, str | None] | None:
        """When the last push of a target began and ended, and its summary."""
        cursor = self._database.execute(
            "SELECT begun, ended, summary FROM pushes WHERE target = ? ORDER BY number DESC LIMIT 1", (target,)
        )
        found: tuple[str, str | None, str | None] | None = cursor.fetchone()
        return found

    def proposals(self, target: str) -> dict[str, Proposal]:
        """What reports proposed for the tasks of a target, decided or not, by id."""
        lines = self._database.execute("SELECT id, proposal FROM proposals WHERE target = ? ORDER BY rowid", (target,))
        return {number: _PROPOSAL.decode(proposal) for number, proposal in lines}

    def accepted(self, target: str) -> dict[str, Accepted]:
        """What people accepted and no push has written yet, by external id."""
        lines = self._database.execute("SELECT external_id, accepted FROM accepted WHERE target = ?", (target,))
        return {external_id: _ACCEPTED.decode(accepted) for external_id, accepted in lines}

    def propose(self, target: str, report_id: str, proposals: Iterable[Proposal]) -> None:
        """Note the proposals of a report in the place of those that it made before; what was decided keeps its decision."""
        with self._transaction():
            held = self.proposals(target)
            decided = {number for number, each in held.items() if each.state in ("accepted", "rejected")}
            gone = [(target, number) for number, each in held.items() if number not in decided and each.report_id == report_id]
            self._database.executemany("DELETE FROM proposals WHERE target = ? AND id = ?", gone)
            self._database.executemany(
                "INSERT OR REPLACE INTO proposals VALUES (?, ?, ?)",
                [(target, each.id, msgspec.json.encode(each)) for each in proposals if each.id not in decided],
            )

    def decide(self, target: str, proposals: Sequence[Proposal], accepted: dict[str, Accepted]) -> None:
        """Note decisions, and by external id what the next push is to write, all or none of them."""
        with self._transaction():
            self._database.executemany(
                "INSERT OR REPLACE INTO proposals VALUES (?, ?, ?)",
                [(target, each.id, msgspec.json.encode(each)) for each in proposals],
            )
            self._database.executemany(
                "INSERT OR REPLACE INTO accepted VALUES (?, ?, ?)",
                [(target, external_id, msgspec.json.encode(each)) for external_id, each in accepted.items()],
            )

    def settle(self, target: str, entries: Iterable[Entry], fields: Collection[str]) -> None:
        """Forget what was accepted and the target holds now; a person may have accepted something newer meanwhile."""
        sent = {entry.external_id: entry.sent for entry in entries}
        for external_id, accepted in self.accepted(target).items():
            held = sent.get(external_id)
            wanted = {name: value for name, value in accepted.values.items() if name in fields}
            if (
                held is not None
                and wanted
                and all(held.get(name) in (value, NEAREST.get(value)) for name, value in wanted.items())
            ):
                self._database.execute(
                    "DELETE FROM accepted WHERE target = ? AND external_id = ? AND accepted = ?",
                    (target, external_id, msgspec.json.encode(accepted)),
                )

    def _transaction(self) -> _Transaction:
        """All or nothing."""
        return _Transaction(self._database)


class _Transaction:
    """A transaction that is committed when its block ends well."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Wait to be entered."""
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")
