"""Databases as a target: PostgreSQL, MariaDB, MySQL and SQLite through SQLAlchemy (数据库).

Tasks and their history are written in one transaction a batch. An update names the values it replaces: a row that somebody
changed meanwhile is not written over.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.secrets import secret
from policy_extract.feed.sql_tables import DEFAULT_TABLE, DIGITS, ID_LENGTH, PLACES, UNSTORED, history_table, task_table
from policy_extract.locking import Lock

DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql", "sqlite": "sqlite"}
PASSWORD = "POLICY_EXTRACT_SQL_PASSWORD"
AT_ONCE = 1000


def _url(address: str) -> tuple[URL, str]:
    """The place of a database and the name of the table behind a #. Raises UsageError."""
    plain, _, table = address.partition("#")
    try:
        url = make_url(plain)
    except ArgumentError as error:
        raise UsageError("the address of the database is not of the form scheme://user@host:port/database#table") from error
    if url.password is not None or "password" in url.query:
        raise UsageError(f"no password in the address, others can see it; set the environment variable {PASSWORD}")
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise UsageError(f"{url.get_backend_name()}: no known database; choose one of {', '.join(DRIVERS)}")
    return url.set(drivername=driver), table or DEFAULT_TABLE


class Database:
    """A database."""

    batch = AT_ONCE

    def __init__(self, address: str, catalogue: Catalogue, profile: Profile) -> None:
        """Read the address; nothing is opened yet. Raises UsageError."""
        self._url, table = _url(address)
        self.name = f"{self._url.get_backend_name()}:{self._place()}#{table}"
        self._words = catalogue.statuses(profile.statuses)
        own = {field.name: field for field in catalogue.columns(profile)}
        self._known = {name: own.get(name, field) for name, field in catalogue.fields.items() if name not in UNSTORED}
        metadata = sa.MetaData()
        self._tasks = task_table(metadata, table, self._known)
        self._history = history_table(metadata, table)
        self._metadata = metadata
        self._connection: Connection | None = None
        self._fields: dict[str, Field] = {}
        self._others: list[str] = []

    def _place(self) -> str:
        """Where the database is, without the user and without secrets."""
        if self._url.get_backend_name() == "sqlite":
            return str(Path(self._url.database or "").resolve())
        host = self._url.host or str(self._url.query.get("host") or self._url.query.get("unix_socket") or "")
        return f"{host}:{self._url.port or ''}/{self._url.database or ''}"

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Connect, be the only writer, and make the tables when they are not there."""
        url = self._url
        if url.get_backend_name() != "sqlite" and (password := secret(PASSWORD)):
            url = url.set(password=password)
        query = {"charset": "utf8mb4"} if url.get_backend_name() in ("mysql", "mariadb") else {}
        engine = sa.create_engine(url.update_query_dict(query))
        try:
            with contextlib.ExitStack() as stack:
                stack.callback(engine.dispose)
                try:
                    self._connection = stack.enter_context(engine.connect())
                    stack.enter_context(self._only_writer(self._connection))
                    self._metadata.create_all(self._connection)
                    self._connection.commit()
                    self._look()
                except SQLAlchemyError as error:
                    raise self._trouble(error) from error
                yield
        finally:
            self._connection = None

    def _trouble(self, error: SQLAlchemyError) -> FeedError:
        """What the database said, without statements and values, which may be long, and without secrets."""
        said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        return FeedError(f"{self.name}: {said}; see that the server runs and the user may create and write the tables")

    @contextlib.contextmanager
    def _only_writer(self, connection: Connection) -> Iterator[None]:
        """Hold the lock of the database for these tables. Raises FeedError when another push has it."""
        backend = self._url.get_backend_name()
        busy = f"{self.name}: another push writes it; wait for it"
        if backend == "sqlite":
            place = Path(self._url.database or "")
            if not place.parent.is_dir():
                raise FeedError(f"{place}: the folder does not exist; make it first")
            lock = Lock(place.parent / f".{place.name}.{self._tasks.name}.lock", busy)
            try:
                yield
            finally:
                lock.release()
            return
        name = f"policy-extract {self._tasks.name}"
        if backend == "postgresql":
            # The lock belongs to the session: the server takes it back when the connection ends, however it ends.
            taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(crc32(name.encode()))))
        else:
            taken = connection.scalar(sa.select(sa.func.get_lock(name[:60], 0)))
        if not taken:
            raise FeedError(busy)
        connection.commit()
        yield

    def _look(self) -> None:
        """See which columns the table has. Raises FeedError when it is not one of ours."""
        assert self._connection is not None
        present = [column["name"] for column in sa.inspect(self._connection).get_columns(self._tasks.name)]
        self._connection.commit()
        self._fields = {name: field for name, field in self._known.items() if field.english in present}
        ours = {field.english for field in self._known.values()}
        self._others = [name for name in present if name not in ours]
        if "id" not in self._fields:
            raise FeedError(f"{self.name}: the table has no column {self._known['id'].english}; give another table behind #")

    def fields(self) -> Mapping[str, Field]:
        """The fields that the table has columns for."""
        return self._fields

    def refusal(self, values: Values) -> str:
        """Ids and numbers that are too long for their columns."""
        for name, value in values.items():
            if name in ("id", "parent") and len(value) > ID_LENGTH:
                return f"{name} has {len(value)} characters; the column holds {ID_LENGTH}"
            if self._known[name].kind == "number" and value and not _fits(value):
                return f"{name} is {value}; the column holds {DIGITS} digits, {PLACES} of them behind the point"
        return ""

    def index(self) -> Index:
        """All rows."""
        assert self._connection is not None
        found: Index = {}
        try:
            for remote in self._read(self._connection, self._select()):
                found.setdefault(remote.values["id"], []).append(remote)
            self._connection.commit()
        except SQLAlchemyError as error:
            raise self._trouble(error) from error
        return found

    def _select(self) -> Any:
        """The statement that reads all columns of all tasks."""
        ours = [self._tasks.c[field.english] for field in self._fields.values()]
        return sa.select(*ours, *(sa.column(other) for other in self._others)).select_from(self._tasks)

    def _read(self, connection: Connection, statement: Any) -> Iterator[Remote]:
        """The rows of a statement as what the target holds."""
        columns = [(name, field.english) for name, field in self._fields.items()]
        for row in connection.execute(statement).mappings():
            values = {name: _text(row[column]) for name, column in columns}
            if values.get("status"):
                values["status"] = self._words.state(values["status"])
            people = {other: _text(row[other]) for other in self._others}
            yield Remote(remote_id=values["id"], values=values, people=people)

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write a batch in one transaction; when the database refuses it, one by one, so that one bad row stays alone."""
        assert self._connection is not None
        try:
            with self._connection.begin():
                return self._write(self._connection, changes)
        except SQLAlchemyError as error:
            if len(changes) == 1 or getattr(error, "connection_invalidated", False):
                return [Outcome(external_id=change.external_id, problem=str(self._trouble(error))) for change in changes]
        return [outcome for change in changes for outcome in self.apply([change])]

    def _write(self, connection: Connection, changes: Sequence[Change]) -> list[Outcome]:
        """Write changes and their history."""
        new = [self._row(change) for change in changes if change.remote is None]
        if new:
            connection.execute(sa.insert(self._tasks), new)
        outcomes, lines = [], []
        held = self._locked(connection, changes)
        for change in changes:
            outcome = Outcome(external_id=change.external_id, remote_id=change.external_id)
            if change.remote is not None and not self._update(connection, change, held.get(change.external_id)):
                outcome.problem = "somebody changed the row meanwhile; run the same command again"
            else:
                lines.append(self._line(change))
            outcomes.append(outcome)
        if lines:
            connection.execute(sa.insert(self._history), lines)
        return outcomes

    def _row(self, change: Change) -> dict[str, Any]:
        """A new row; every row names all columns, so that they go to the server together."""
        row: dict[str, Any] = {field.english: None for field in self._fields.values()}
        return row | self._cells(change.after)

    def _cells(self, values: Values) -> dict[str, Any]:
        """Values as the columns hold them."""
        cells: dict[str, Any] = {}
        for name, value in values.items():
            said = self._words.said(value) if name == "status" else value
            cells[self._fields[name].english] = self._cell(self._fields[name], said)
        return cells

    def _cell(self, field: Field, text: str) -> Any:
        """A text as its column holds it; an empty one is no value."""
        if not text:
            return None
        if field.kind == "date":
            return dt.date.fromisoformat(text)
        if field.kind == "number" and self._url.get_backend_name() != "sqlite":
            return Decimal(text)
        return text

    def _locked(self, connection: Connection, changes: Sequence[Change]) -> dict[str, Remote]:
        """The rows that changes replace, as they are now, locked until the transaction ends."""
        ids = [change.external_id for change in changes if change.remote is not None]
        if not ids:
            return {}
        column = self._tasks.c[self._fields["id"].english]
        statement = self._select().where(column.in_(ids)).with_for_update()
        return {remote.remote_id: remote for remote in self._read(connection, statement)}

    def _update(self, connection: Connection, change: Change, now: Remote | None) -> bool:
        """Write an update; False when the row no longer holds what was read."""
        if now is None or any(now.values.get(name) != value for name, value in change.before.items()):
            return False
        cells = self._cells(change.after)
        if change.note and "change_note" in self._fields:
            note = "\n".join(filter(None, (now.values.get("change_note", ""), change.note)))
            cells[self._fields["change_note"].english] = note
        if cells:
            column = self._tasks.c[self._fields["id"].english]
            connection.execute(sa.update(self._tasks).where(column == now.remote_id).values(cells))
        return True

    def _line(self, change: Change) -> dict[str, str]:
        """A line of history."""
        return {
            "task_id": change.external_id, "action": change.action, "note": change.note,
            "before_values": msgspec.json.encode(change.before).decode(),
            "after_values": msgspec.json.encode(change.after).decode(),
        }  # fmt: skip


def _fits(text: str) -> bool:
    """Whether a number column holds the text exactly."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= PLACES and number.adjusted() < DIGITS - PLACES


def _text(value: Any) -> str:
    """A column's value as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        said = f"{value:f}"
        return said.rstrip("0").rstrip(".") if "." in said else said
    return canonical(str(value))
