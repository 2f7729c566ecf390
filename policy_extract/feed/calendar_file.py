"""A file of tasks (.ics) as a target: merged in place, written aside and put in place whole (日历文件)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import icalendar

from policy_extract.errors import FeedError
from policy_extract.feed.exclusive import file_writer
from policy_extract.feed.model import Change, Index, Outcome, Values
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.target import ALL_AT_ONCE
from policy_extract.feed.vtodo import HOST, Components, new_calendar
from policy_extract.placing import placed


class CalendarFile:
    """An .ics file."""

    batch = ALL_AT_ONCE

    def __init__(self, path: Path, catalogue: Catalogue, profile: Profile) -> None:
        """A file that may not exist yet."""
        self.path = path
        self.name = f"calendar:{path.resolve()}"
        self._components = Components(catalogue, profile)
        self._data = b""

    def hold(self) -> AbstractContextManager[None]:
        """Be the only writer."""
        return file_writer(self.path)

    def fields(self) -> Mapping[str, Field]:
        """The fields that a component holds."""
        return self._components.fields

    def refusal(self, values: Values) -> str:
        """Takes every text."""
        return ""

    def _read(self) -> Any:
        """The calendar of the file. Raises FeedError."""
        self._data = self.path.read_bytes() if self.path.exists() else b""
        if not self._data:
            return new_calendar()
        try:
            return icalendar.Calendar.from_ical(self._data)
        except (ValueError, IndexError, KeyError) as error:
            raise FeedError(f"{self.path}: no readable calendar ({error}); restore it or give another name") from error

    def index(self) -> Index:
        """All tasks of ours."""
        found: Index = {}
        for todo in self._read().walk("VTODO"):
            if str(todo.get("UID", "")).endswith(f"@{HOST}"):
                remote = self._components.read(todo)
                found.setdefault(remote.remote_id, []).append(remote)
        return found

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write all changes into the file."""
        before = self._data
        calendar = self._read()
        if self._data != before:
            problem = f"{self.path}: was changed by somebody else meanwhile; run the same command again"
            return [Outcome(external_id=change.external_id, problem=problem) for change in changes]
        known = {str(todo.get("UID", "")): todo for todo in calendar.walk("VTODO")}
        for change in changes:
            todo = known.get(f"{change.external_id}@{HOST}")
            if todo is None:
                calendar.add_component(self._components.make(change))
            else:
                self._components.write(todo, change)
        with placed(self.path) as stream:
            stream.write(calendar.to_ical())
        return [Outcome(external_id=change.external_id, remote_id=change.external_id) for change in changes]
