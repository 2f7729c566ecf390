"""Taskwarrior as a target: exported, merged, imported (命令行任务管理).

Its import replaces a task whole, so what people did (done, notes, tags) is taken from the export and put back with it; a value
that it cannot read ends it with all that was to be imported, so every value is checked before.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.exclusive import service_writer
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.target import ALL_AT_ONCE

NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "policy-extract:taskwarrior")
UNSTORED = frozenset({"number", "change_note", "progress", "person", "difficulty", "completed_on", "remark"})
OWN = {"title": "description", "deadline": "due", "status": "status"}
SECONDS = 120
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
MOMENT = "%Y%m%dT%H%M%SZ"
STATES = {"completed": "done", "deleted": "cancelled"}
Item = dict[str, Any]


class Taskwarrior:
    """The tasks of this user, or of the one that TASKRC and TASKDATA name."""

    batch = ALL_AT_ONCE

    def __init__(self, address: str, catalogue: Catalogue, profile: Profile) -> None:
        """`taskwarrior:`; the program finds its files by itself. Raises UsageError when it is not installed."""
        if address.partition(":")[2]:
            raise UsageError(
                f"{address}: give taskwarrior: alone; the environment variables TASKRC and TASKDATA name other files"
            )
        self._program = shutil.which("task") or ""
        if not self._program:
            raise UsageError("taskwarrior: the program task is not installed; install the package taskwarrior")
        own = {field.name: field for field in catalogue.columns(profile)}
        self._fields: dict[str, Field] = {
            name: own.get(name, field) for name, field in catalogue.fields.items() if name not in UNSTORED
        }
        self._settings = ["rc.confirmation=off", "rc.verbose=nothing", "rc.hooks=off", "rc.json.array=on", "rc.bulk=0"]
        for name, field in self._fields.items():
            if name not in OWN:
                self._settings += [f"rc.uda.{_attribute(field)}.type=string", f"rc.uda.{_attribute(field)}.label={field.title}"]
        self.name = f"taskwarrior:{self._run('_get', 'rc.data.location').strip()}"
        self._items: dict[str, Item] = {}

    def _run(self, *words: str, data: bytes | None = None) -> str:
        """Run the program. Raises FeedError with what it said."""
        command = [self._program, *self._settings, *words]
        try:
            done = subprocess.run(command, input=data or b"", capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise FeedError(f"taskwarrior: no answer for {SECONDS} seconds; see whether another task holds its files") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()[:300]
            raise FeedError(
                f"taskwarrior: {words[0]} ended with {done.returncode}: {said}; see that task works and has a .taskrc"
            )
        return done.stdout.decode("utf-8")

    def hold(self) -> AbstractContextManager[None]:
        """Be the only push."""
        return service_writer(self.name)

    def fields(self) -> Mapping[str, Field]:
        """The fields that a task holds."""
        return self._fields

    def refusal(self, values: Values) -> str:
        """A deadline that is no day: the program would end at it, with all other tasks."""
        deadline = values.get("deadline", "")
        try:
            if deadline:
                dt.date.fromisoformat(deadline)
        except ValueError:
            return f"deadline is {deadline}, no day"
        return "" if values.get("title") else "a task without words"

    def index(self) -> Index:
        """All tasks of ours, those that are done or deleted too."""
        try:
            items = msgspec.json.decode(self._run("export").encode() or b"[]")
        except msgspec.DecodeError as error:
            raise FeedError(f"{self.name}: the export is no JSON ({error}); see task export") from error
        found: Index = {}
        self._items = {}
        attribute = _attribute(self._fields["id"])
        for item in items:
            if item.get(attribute):
                found.setdefault(item[attribute], []).append(self._remote(item))
                self._items[item[attribute]] = item
        return found

    def _remote(self, item: Item) -> Remote:
        """What a task holds."""
        values = {name: canonical(str(item.get(_attribute(field), ""))) for name, field in self._fields.items()}
        values["title"] = canonical(item.get("description", ""))
        values["deadline"] = _day(item.get("due", ""))
        values["status"] = STATES.get(item.get("status", ""), "ongoing" if item.get("start") else "not_started")
        notes = "\n".join(note.get("description", "") for note in item.get("annotations", []))
        people = {"annotations": notes, "project": item.get("project", ""), "tags": " ".join(item.get("tags", []))}
        return Remote(remote_id=item["uuid"], values=values, people=people)

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Merge all changes into what was exported, and import it."""
        items = [self._item(change) for change in changes]
        try:
            self._run("import", "-", data=msgspec.json.encode(items))
        except FeedError as error:
            return [Outcome(external_id=change.external_id, problem=str(error)) for change in changes]
        return [
            Outcome(external_id=change.external_id, remote_id=item["uuid"]) for change, item in zip(changes, items, strict=True)
        ]

    def _item(self, change: Change) -> Item:
        """A task with the fields of a change, all else as it was."""
        item: Item = dict(self._items.get(change.external_id, {"uuid": str(uuid.uuid5(NAMES, change.external_id))}))
        for derived in ("id", "urgency", "modified"):
            item.pop(derived, None)
        for name, value in change.after.items():
            key = OWN.get(name, _attribute(self._fields[name]))
            if name == "status":
                _set_state(item, value)
            elif not value:
                item.pop(key, None)
            else:
                item[key] = _moment(value) if name == "deadline" else value
        item.setdefault("status", "pending")
        if change.note:
            held = item.get("annotations", [])
            # Notes of the same second would take each other's place.
            entry = max([dt.datetime.now(dt.UTC).strftime(MOMENT), *(_next_second(note["entry"]) for note in held)])
            item["annotations"] = [*held, {"entry": entry, "description": change.note}]
        return item


def _attribute(field: Field) -> str:
    """The name of the user-defined attribute of a field."""
    return "plan" + field.english.replace("_", "")


def _moment(day: str) -> str:
    """The last second of a day in Shanghai: midnight would be the day before for whoever is west of it."""
    last = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(23, 59, 59), SHANGHAI)
    return last.astimezone(dt.UTC).strftime(MOMENT)


def _day(moment: str) -> str:
    """The day of a moment in Shanghai."""
    if not moment:
        return ""
    return dt.datetime.strptime(moment, MOMENT).replace(tzinfo=dt.UTC).astimezone(SHANGHAI).date().isoformat()


def _next_second(moment: str) -> str:
    """The moment a second later."""
    return (dt.datetime.strptime(moment, MOMENT) + dt.timedelta(seconds=1)).strftime(MOMENT)


def _set_state(item: Item, state: str) -> None:
    """Put a task into a state."""
    now = dt.datetime.now(dt.UTC).strftime(MOMENT)
    item["status"] = {"done": "completed", "cancelled": "deleted"}.get(state, "pending")
    item.pop("end", None)
    if item["status"] != "pending":
        item["end"] = now
    elif state in ("ongoing", "partial"):
        item.setdefault("start", now)
