"""A Microsoft Project XML file (MSPDI) as a target, merged in place (项目计划文件).

The deadline is `Deadline`, never `Finish`: the document names no schedule. Short fields are text fields with a name, long ones
are lines of the notes; other lines of the notes and all else in the file are people's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from lxml import etree

from policy_extract.errors import FeedError
from policy_extract.feed.exclusive import file_writer
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.noted import NotedLines
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.target import ALL_AT_ONCE
from policy_extract.placing import placed

SPACE = "http://schemas.microsoft.com/project"
TAG = f"{{{SPACE}}}"
TEXTS = {"id": 1, "lead": 2, "status": 3, "document_status": 4, "deadline_words": 5, "parent": 6}
"""Fields that stand in text fields of the project, by the number of the text field."""
NOTES = ("content", "target", "responsible", "cooperate", "supervise", "leaders", "document", "section", "change_note")
"""Fields that stand in the notes, a line each."""
FIELD_IDS = {1: "188743731", 2: "188743734", 3: "188743737", 4: "188743740", 5: "188743743", 6: "188743746"}
LONGEST = 255
"""Characters of a name or a text field."""
ORDER = (
    "UID", "ID", "Name", "Active", "Manual", "Type", "IsNull", "CreateDate", "Contact", "WBS", "WBSLevel", "OutlineNumber",
    "OutlineLevel", "Priority", "Start", "Finish", "Duration", "ManualStart", "ManualFinish", "ManualDuration", "DurationFormat",
)  # fmt: skip
BEHIND = ("Deadline", "Notes", "ExtendedAttribute", "Baseline", "OutlineCode", "TimephasedData")
"""Elements of a task that the feed adds come in the order of the schema: `ORDER`, what else there is, `BEHIND`."""
END_OF_DAY = "T17:00:00"


class ProjectFile:
    """An .xml file of Microsoft Project."""

    batch = ALL_AT_ONCE

    def __init__(self, path: Path, catalogue: Catalogue, profile: Profile) -> None:
        """A file that may not exist yet."""
        self.path = path
        self.name = f"project:{path.resolve()}"
        self._title = profile.title
        own = {field.name: field for field in catalogue.columns(profile)}
        stored = ("title", "deadline", *TEXTS, *NOTES)
        self._fields: dict[str, Field] = {name: own.get(name, catalogue.fields[name]) for name in stored}
        self._lines = NotedLines(self._fields, NOTES)
        self._words = catalogue.statuses(profile.statuses)
        self._data = b""

    def hold(self) -> AbstractContextManager[None]:
        """Be the only writer."""
        return file_writer(self.path)

    def fields(self) -> Mapping[str, Field]:
        """The fields that a task holds."""
        return self._fields

    def refusal(self, values: Values) -> str:
        """Names and text fields that are too long."""
        for name in ("title", *TEXTS):
            if len(values.get(name, "")) > LONGEST:
                return f"{name} has {len(values[name])} characters; the field of the project holds {LONGEST}"
        return ""

    def _root(self) -> Any:
        """The project. Raises FeedError."""
        self._data = self.path.read_bytes() if self.path.exists() else b""
        if not self._data:
            root = etree.Element(f"{TAG}Project", nsmap={None: SPACE})
            for tag, text in (("SaveVersion", "14"), ("Name", self._title), ("Title", self._title), ("NewTasksAreManual", "1")):
                etree.SubElement(root, f"{TAG}{tag}").text = text
            for tag in ("ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments"):
                etree.SubElement(root, f"{TAG}{tag}")
            return root
        try:
            root = etree.fromstring(self._data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except etree.XMLSyntaxError as error:
            raise FeedError(f"{self.path}: no readable XML ({error}); save the project as XML again") from error
        if root.tag != f"{TAG}Project" or root.find(f"{TAG}Tasks") is None:
            raise FeedError(f"{self.path}: no project of Microsoft Project (MSPDI); save the project as XML")
        return root

    def index(self) -> Index:
        """All tasks with a task number."""
        found: Index = {}
        for task in self._root().find(f"{TAG}Tasks"):
            remote = self._remote(task)
            if remote.values["id"]:
                found.setdefault(remote.values["id"], []).append(remote)
        return found

    def _remote(self, task: Any) -> Remote:
        """What a task holds."""
        texts = {
            part.findtext(f"{TAG}FieldID"): part.findtext(f"{TAG}Value") or "" for part in task.iter(f"{TAG}ExtendedAttribute")
        }
        values = {name: canonical(texts.get(FIELD_IDS[number], "")) for name, number in TEXTS.items()}
        values["status"] = self._words.state(values["status"])
        values["title"] = canonical(task.findtext(f"{TAG}Name") or "")
        values["deadline"] = (task.findtext(f"{TAG}Deadline") or "")[:10]
        notes, people = self._lines.read(task.findtext(f"{TAG}Notes") or "")
        values.update(notes)
        own = {"PercentComplete": task.findtext(f"{TAG}PercentComplete") or "", "Notes": "\n".join(people)}
        return Remote(remote_id=task.findtext(f"{TAG}UID") or "", values=values, people=own)

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write all changes into the file."""
        before = self._data
        root = self._root()
        if self._data != before:
            problem = f"{self.path}: was changed by somebody else meanwhile; run the same command again"
            return [Outcome(external_id=change.external_id, problem=problem) for change in changes]
        tasks = root.find(f"{TAG}Tasks")
        self._name_texts(root)
        known = {self._remote(task).values["id"]: task for task in tasks}
        highest = max([0, *(int(task.findtext(f"{TAG}UID") or 0) for task in tasks)])
        for change in changes:
            if change.external_id not in known:
                highest += 1
                known[change.external_id] = self._add(tasks, highest, known.get(change.parent))
            self._write(known[change.external_id], change)
        for number, task in enumerate(tasks, 1):
            _put(task, "ID", str(number))
        with placed(self.path) as stream:
            stream.write(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
        return [
            Outcome(external_id=change.external_id, remote_id=known[change.external_id].findtext(f"{TAG}UID"))
            for change in changes
        ]

    def _name_texts(self, root: Any) -> None:
        """Give the text fields the names of what they hold, unless the project has named them."""
        listed = root.find(f"{TAG}ExtendedAttributes")
        if listed is None:
            listed = etree.Element(f"{TAG}ExtendedAttributes")
            root.find(f"{TAG}Tasks").addprevious(listed)
        present = {part.findtext(f"{TAG}FieldID") for part in listed}
        for name, number in TEXTS.items():
            if FIELD_IDS[number] not in present:
                part = etree.SubElement(listed, f"{TAG}ExtendedAttribute")
                for tag, text in (
                    ("FieldID", FIELD_IDS[number]),
                    ("FieldName", f"Text{number}"),
                    ("Alias", self._fields[name].title),
                ):
                    etree.SubElement(part, f"{TAG}{tag}").text = text

    @staticmethod
    def _add(tasks: Any, number: int, parent: Any) -> Any:
        """A new task, at the end or behind the last one below its parent."""
        task = etree.Element(f"{TAG}Task")
        level = 1
        if parent is None:
            tasks.append(task)
        else:
            depth = int(parent.findtext(f"{TAG}OutlineLevel") or 1)
            level = depth + 1
            last = parent
            for other in parent.itersiblings():
                if int(other.findtext(f"{TAG}OutlineLevel") or 1) <= depth:
                    break
                last = other
            last.addnext(task)
        for tag, text in (("UID", str(number)), ("Manual", "1"), ("OutlineLevel", str(level)), ("Duration", "PT8H0M0S")):
            _put(task, tag, text)
        return task

    def _write(self, task: Any, change: Change) -> None:
        """Write the fields of a change into a task."""
        values = {**self._remote(task).values, **change.after}
        for name, value in change.after.items():
            if name == "title":
                _put(task, "Name", value)
            elif name == "deadline":
                _put(task, "Deadline", f"{value}{END_OF_DAY}" if value else "")
            elif name in TEXTS:
                _text_field(task, TEXTS[name], self._words.said(value) if name == "status" else value)
        if change.note:
            values["change_note"] = "\n".join(filter(None, (values["change_note"], change.note)))
        _put(task, "Notes", self._lines.write(values, self._lines.read(task.findtext(f"{TAG}Notes") or "")[1]))


def _rank(tag: str) -> int:
    """The place of an element in a task."""
    plain = tag.removeprefix(TAG)
    if plain in ORDER:
        return ORDER.index(plain)
    return len(ORDER) + 1 + BEHIND.index(plain) if plain in BEHIND else len(ORDER)


def _insert(task: Any, part: Any) -> None:
    """Put an element where the schema wants it."""
    for other in task:
        if _rank(other.tag) > _rank(part.tag):
            other.addprevious(part)
            return
    task.append(part)


def _put(task: Any, tag: str, text: str) -> None:
    """Set an element of a task; an empty text takes it out."""
    part = task.find(f"{TAG}{tag}")
    if not text:
        if part is not None:
            task.remove(part)
        return
    if part is None:
        part = etree.Element(f"{TAG}{tag}")
        _insert(task, part)
    part.text = text


def _text_field(task: Any, number: int, text: str) -> None:
    """Set a text field of a task; an empty text takes it out."""
    held = [part for part in task.findall(f"{TAG}ExtendedAttribute") if part.findtext(f"{TAG}FieldID") == FIELD_IDS[number]]
    for part in held:
        task.remove(part)
    if text:
        part = etree.Element(f"{TAG}ExtendedAttribute")
        etree.SubElement(part, f"{TAG}FieldID").text = FIELD_IDS[number]
        etree.SubElement(part, f"{TAG}Value").text = text
        _insert(task, part)
