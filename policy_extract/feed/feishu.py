"""A table of a Feishu Bitable as a target (飞书多维表格). Tested against a stub of ours only, never against Feishu itself.

Columns are found by the headers that people use; 任务编号 must be one. Columns of other types than text, number, date and single
choice are people's: names are never turned into users.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.exclusive import learned
from policy_extract.feed.feishu_service import MOST, Bitable, Record, Refused
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.secrets import secret
from policy_extract.feed.web import Unanswered, Web

APPLICATION = "POLICY_EXTRACT_FEISHU_APP_ID"
SECRET = "POLICY_EXTRACT_FEISHU_APP_SECRET"
TEXT, NUMBER, CHOICE, DATE = 1, 2, 3, 5
"""Types of columns that the feed writes."""
CHOSEN = ("status", "document_status", "category", "modality", "deadline_precision")
"""Fields of few words, which a column of single choice may hold; the server adds a word that it does not have."""
LONGEST = 100_000
"""Characters of a text cell."""
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DIGITS = 15
"""Digits that a number keeps on its way through JSON."""


class Feishu:
    """A table."""

    batch = MOST

    def __init__(self, address: str, catalogue: Catalogue, profile: Profile, read_seconds: float = 60.0) -> None:
        """`feishu+https://open.feishu.cn/APP_TOKEN/TABLE_ID`; id and secret of the application come from the environment.

        Raises UsageError.
        """
        parts = urlsplit(address.removeprefix("feishu+"))
        place = [part for part in parts.path.split("/") if part]
        if not address.startswith("feishu+") or len(place) != 2:
            raise UsageError("a table is named feishu+https://open.feishu.cn/APP_TOKEN/TABLE_ID")
        web = Web(urlunsplit((*parts[:2], "/", "", "")), {}, read_seconds)
        self.name = f"feishu:{web.base}{place[0]}/{place[1]}"
        credentials = secret(APPLICATION, "Feishu"), secret(SECRET, "Feishu")
        self._table = Bitable(web, (place[0], place[1]), credentials, self.name)
        self._catalogue = catalogue
        self._own = catalogue.columns(profile)
        self._words = catalogue.statuses(profile.statuses)
        self._fields: dict[str, Field] = {}
        self._columns: dict[str, tuple[str, int]] = {}
        self._others: list[str] = []

    def hold(self) -> contextlib.AbstractContextManager[None]:
        """Be the only push of this machine, and learn the columns."""
        return learned(self.name, self._learn, self._table.web.close)

    def _learn(self) -> None:
        """Find out which columns there are. Raises FeedError without one for the task number, or when a header stands twice."""
        self._fields, self._columns, self._others = {}, {}, []
        for column in self._table.fields():
            title, kind = column["field_name"], column["type"]
            field = self._catalogue.field_of(title, self._own)
            if field is None or not _suits(field, kind):
                self._others.append(title)
            elif field.name in self._columns:
                raise FeedError(f"{self.name}: columns {self._columns[field.name][0]} and {title} mean the same; rename one")
            else:
                self._fields[field.name], self._columns[field.name] = field, (title, kind)
        if self._columns.get("target_value", ("", TEXT))[1] == NUMBER and "target_comparator" not in self._columns:
            # A bare number would say the level itself where the document says at least: the column is left to people.
            self._others.append(self._columns.pop("target_value")[0])
            del self._fields["target_value"]
        if "id" not in self._columns:
            title = self._catalogue.fields["id"].title
            raise FeedError(f"{self.name}: no text column {title}; add it, and columns for what else shall be filled")

    def fields(self) -> Mapping[str, Field]:
        """The fields that the table has columns for."""
        return self._fields

    def refusal(self, values: Values) -> str:
        """Texts that are too long, and what a column of days or numbers cannot hold."""
        for name, value in values.items():
            kind = self._columns[name][1]
            if len(value) > LONGEST:
                return f"{name} has {len(value)} characters; a cell holds {LONGEST}"
            if value and kind == DATE and _moment(value) is None:
                return f"{name} is no day ({value[:20]}); add a text column for the words, such as 完成时限（原文）"
            if value and kind == NUMBER and _number(value) is None:
                return f"{name} is no number that the column can hold exactly ({value[:30]}); make it a text column"
        return ""

    def index(self) -> Index:
        """All rows with a task number."""
        found: Index = {}
        for record in self._table.records():
            remote = self._remote(record)
            if remote.values["id"]:
                found.setdefault(remote.values["id"], []).append(remote)
        return found

    def _remote(self, record: Record) -> Remote:
        """What a row holds; a column without a value is missing in the answer."""
        cells = record.get("fields") or {}
        values = {name: canonical(_text(cells.get(title), kind)) for name, (title, kind) in self._columns.items()}
        if values.get("status"):
            values["status"] = self._words.state(values["status"])
        people = {title: _text(cells.get(title), TEXT) for title in self._others}
        return Remote(remote_id=record["record_id"], values=values, people=people)

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write a batch: what is new in one call, what changed in another. A call that is refused is cut in halves."""
        outcomes = {change.external_id: Outcome(external_id=change.external_id) for change in changes}
        self._create([change for change in changes if change.remote is None], outcomes)
        updates = [change for change in changes if change.remote is not None]
        if updates:
            self._update(self._unchanged(updates, outcomes), outcomes)
        return [outcomes[change.external_id] for change in changes]

    def _create(self, changes: Sequence[Change], outcomes: dict[str, Outcome], again: bool = True) -> None:
        """Create rows at most once."""
        if not changes:
            return
        try:
            # The rows that people deleted are part of the token: what is made again is something new.
            deleted = ",".join(change.entry.remote_id for change in changes)
            ids = self._table.create([self._cells(change) for change in changes], deleted)
            for change, record_id in zip(changes, ids, strict=False):
                outcomes[change.external_id].remote_id = record_id
        except Unanswered as error:
            # Look first: an answer that was lost leaves the rows behind.
            held = self.index()
            missing = [change for change in changes if change.external_id not in held]
            for change in changes:
                if change.external_id in held:
                    outcomes[change.external_id].remote_id = held[change.external_id][0].remote_id
            if len(missing) == len(changes) and again:
                # The same content bears the same client_token: the server makes it once even if the first one is still under way.
                self._create(changes, outcomes, again=False)
            else:
                _problem(missing, outcomes, f"no answer ({error}) and not found; the next push looks again")
        except Refused as error:
            if len(changes) == 1:
                _problem(changes, outcomes, str(error))
            else:
                self._create(changes[: len(changes) // 2], outcomes)
                self._create(changes[len(changes) // 2 :], outcomes)

    def _unchanged(self, changes: Sequence[Change], outcomes: dict[str, Outcome]) -> list[Change]:
        """The changes whose rows still hold what was read; the others are for the next push."""
        held = {rows[0].remote_id: rows[0] for rows in self.index().values()}
        kept = []
        for change in changes:
            now = held.get(change.remote.remote_id) if change.remote is not None else None
            if now is None or any(now.values.get(name) != value for name, value in change.before.items()):
                _problem([change], outcomes, "somebody changed the row meanwhile; run the same command again")
            else:
                change.remote = now
                kept.append(change)
        return kept

    def _update(self, changes: Sequence[Change], outcomes: dict[str, Outcome]) -> None:
        """Change rows; a lost answer is settled when everything is read back."""
        if not changes:
            return
        remotes = [change.remote for change in changes if change.remote is not None]
        for remote, change in zip(remotes, changes, strict=True):
            outcomes[change.external_id].remote_id = remote.remote_id
        try:
            self._table.update([(r.remote_id, self._cells(c)) for r, c in zip(remotes, changes, strict=True)])
        except Unanswered as error:
            held = {rows[0].remote_id: rows[0].values for rows in self.index().values()}
            for remote, change in zip(remotes, changes, strict=True):
                now = held.get(remote.remote_id, {})
                if any(now.get(name) != value for name, value in change.after.items()):
                    _problem([change], outcomes, f"no answer ({error}) and not stored; run the same command again")
        except Refused as error:
            if len(changes) == 1:
                _problem(changes, outcomes, str(error))
            else:
                self._update(changes[: len(changes) // 2], outcomes)
                self._update(changes[len(changes) // 2 :], outcomes)

    def _cells(self, change: Change) -> dict[str, Any]:
        """The columns to write, as the server takes them."""
        cells = {}
        for name, value in change.after.items():
            title, kind = self._columns[name]
            cells[title] = _cell(self._words.said(value) if name == "status" else value, kind)
        if change.note and "change_note" in self._columns:
            before = change.remote.values.get("change_note", "") if change.remote is not None else ""
            note = "\n".join(filter(None, (before, change.note)))[-LONGEST:]
            cells[self._columns["change_note"][0]] = note
        return cells


def _problem(changes: Sequence[Change], outcomes: dict[str, Outcome], said: str) -> None:
    """Note why changes were not done."""
    for change in changes:
        outcomes[change.external_id].problem = said


def _suits(field: Field, kind: int) -> bool:
    """Whether a column of a type can hold a field."""
    if kind == CHOICE:
        return field.name in CHOSEN
    return kind == TEXT or (kind, field.kind) in ((DATE, "date"), (NUMBER, "number"))


def _cell(text: str, kind: int) -> Any:
    """A value as the server takes it; nothing empties a cell."""
    if not text:
        return None if kind != TEXT else ""
    if kind == DATE:
        return _moment(text)
    return _number(text) if kind == NUMBER else text


def _moment(text: str) -> int | None:
    """The beginning of a day in Shanghai in milliseconds; None for what is no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    since = dt.datetime.combine(day, dt.time(), SHANGHAI) - EPOCH
    return since // dt.timedelta(milliseconds=1)


def _number(text: str) -> int | float | None:
    """A number that comes back as it went; None for what does not."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > DIGITS:
        return None
    return int(number) if number == number.to_integral_value() else float(text)


def _text(value: Any, kind: int) -> str:
    """A cell as text: rich text is joined, a day is that of Shanghai, a number has no closing zeros."""
    if value is None:
        return ""
    if kind == DATE and isinstance(value, (int, float)):
        return (EPOCH + dt.timedelta(milliseconds=int(value))).astimezone(SHANGHAI).date().isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        said = f"{Decimal(str(value)):f}"
        return said.rstrip("0").rstrip(".") if "." in said else said
    if isinstance(value, list):
        return "".join(_text(part, TEXT) for part in value)
    if isinstance(value, dict):
        return _text(value.get("text", value.get("name", value.get("value"))), TEXT)
    return str(value)
