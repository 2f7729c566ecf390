"""Tasks as VTODO components and back (待办).

Title, deadline and state stand in the properties that every client shows; the exact fields stand in X-PLAN-… properties, so that
a description that people write into is theirs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import icalendar
from icalendar import vText

from policy_extract.feed.model import Change, Remote, Values
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile, StatusWords

PRODUCT = "-//policy-extract//feed//ZH"
HOST = "policy-extract"
ELSEWHERE = {"title": "SUMMARY", "deadline": "DUE", "status": "STATUS", "id": "UID", "parent": "RELATED-TO"}
"""Fields with a property of their own in the standard."""
UNSTORED = frozenset({"number", "change_note", "progress", "person", "difficulty", "completed_on", "remark"})
"""Fields of sheets, and people's own, which they keep in description and percentage."""
TOLD = ("content", "target", "lead", "responsible", "cooperate", "deadline_words", "document", "section")
REMINDERS = (7, 1)
"""Days before the deadline on which a reminder goes off, at nine in the morning in Shanghai."""
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
EPOCH = dt.date(2000, 1, 1)
STAMP = "X-PLAN-DESCRIPTION-SHA256"
REMINDER = "X-PLAN-REMINDER"


class Components:
    """Makes and reads VTODO components."""

    def __init__(self, catalogue: Catalogue, profile: Profile) -> None:
        """Take fields and words."""
        own = {field.name: field for field in catalogue.columns(profile)}
        self.fields: dict[str, Field] = {
            name: own.get(name, field) for name, field in catalogue.fields.items() if name not in UNSTORED
        }
        self.words: StatusWords = catalogue.statuses("calendar")

    def read(self, todo: Any) -> Remote:
        """What a component holds; people's own stand in `people`."""
        values: Values = {}
        for name, field in self.fields.items():
            held = todo.get(ELSEWHERE.get(name, _property(field)))
            values[name] = canonical(_text(held[0] if isinstance(held, list) else held))
        values["id"] = values["id"].removesuffix(f"@{HOST}")
        values["parent"] = values["parent"].removesuffix(f"@{HOST}")
        # A client that leaves the state out means that nothing was done yet.
        values["status"] = self.words.state(values["status"]) or "not_started"
        people = {"PERCENT-COMPLETE": _text(todo.get("PERCENT-COMPLETE")), "COMPLETED": _text(todo.get("COMPLETED"))}
        description = _text(todo.get("DESCRIPTION"))
        people["DESCRIPTION"] = "" if _digest(description) == _text(todo.get(STAMP)) else description
        return Remote(remote_id=values["id"], values=values, people=people)

    def make(self, change: Change) -> Any:
        """A new component."""
        todo = icalendar.Todo()
        todo.add("UID", f"{change.external_id}@{HOST}")
        issued = change.after.get("issued_on", "")
        day = dt.date.fromisoformat(issued) if issued else EPOCH
        # The time of the content, not of the writing: the same task gives the same bytes.
        todo.add("DTSTAMP", dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC))
        todo.add("SEQUENCE", change.entry.revision)
        self.write(todo, change)
        return todo

    def write(self, todo: Any, change: Change) -> None:
        """Write the fields of a change into a component and leave all else as it is."""
        for name, value in change.after.items():
            self._set(todo, name, value)
        if change.remote is not None:
            todo.pop("SEQUENCE", None)
            todo.add("SEQUENCE", change.entry.revision)
        if "deadline" in change.after:
            _remind(todo, change.after["deadline"])
        if change.note:
            todo.add("COMMENT", change.note)
        self._describe(todo)

    def _set(self, todo: Any, name: str, value: str) -> None:
        """Write one field."""
        key = ELSEWHERE.get(name, _property(self.fields[name]))
        if name == "id":
            return
        todo.pop(key, None)
        if not value:
            return
        if name == "deadline":
            todo.add(key, dt.date.fromisoformat(value))
        elif name == "status":
            todo.add(key, self.words.said(value))
        elif name == "parent":
            todo.add(key, f"{value}@{HOST}", parameters={"RELTYPE": "PARENT"})
        elif name == "title":
            todo.add(key, value)
        else:
            todo.add(key, vText(value), parameters={"VALUE": "TEXT"})

    def _describe(self, todo: Any) -> None:
        """Write the description, unless people wrote into it."""
        held = _text(todo.get("DESCRIPTION"))
        if held and _digest(held) != _text(todo.get(STAMP)):
            return
        lines = []
        for name in TOLD:
            value = _text(todo.get(_property(self.fields[name]))) if name in self.fields else ""
            if value:
                lines.append(value if name == "content" else f"{self.fields[name].title}：{value}")
        text = "\n".join(lines)
        for key in ("DESCRIPTION", STAMP):
            todo.pop(key, None)
        if text:
            todo.add("DESCRIPTION", text)
            todo.add(STAMP, vText(_digest(text)), parameters={"VALUE": "TEXT"})


def new_calendar() -> Any:
    """An empty calendar."""
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    return calendar


def _property(field: Field) -> str:
    """The name of the property that holds a field."""
    return f"X-PLAN-{field.english.upper().replace('_', '-')}"


def _digest(text: str) -> str:
    """What tells whether a description is still the one that was made: clients change its white space."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    """The value of a property as text."""
    if value is None:
        return ""
    moment = getattr(value, "dt", None)
    if isinstance(moment, dt.datetime):
        # A client may turn the day into a moment; the day is that of Shanghai.
        return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date().isoformat()
    if isinstance(moment, dt.date):
        return moment.isoformat()
    if type(value).__name__ == "vUnknown":
        return str(vText.from_ical(str(value)))
    return str(value)


def _remind(todo: Any, deadline: str) -> None:
    """Put reminders before a deadline in the place of the former ones; people's own alarms stay."""
    todo.subcomponents = [part for part in todo.subcomponents if part.get(REMINDER) is None]
    if not deadline:
        return
    for days in REMINDERS:
        day = dt.date.fromisoformat(deadline) - dt.timedelta(days=days)
        alarm = icalendar.Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", f"距完成时限还有{days}天")
        alarm.add("TRIGGER", dt.datetime.combine(day, dt.time(9), SHANGHAI).astimezone(dt.UTC))
        alarm.add(REMINDER, vText(str(days)), parameters={"VALUE": "TEXT"})
        todo.add_component(alarm)
