"""Plans a push: desired tasks against the delivery ledger and what the target holds (比对).

Field by field, three texts decide: what was sent last, what the target holds, what the document wants. A person's edit is never
written over unless asked for; a task that a person deleted is not made again; withdrawal needs a wholly extracted document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from policy_extract.feed import notes
from policy_extract.feed.departments import Departments, columns_of
from policy_extract.feed.matching import Matches, match
from policy_extract.feed.model import (
    REVISED,
    VALID,
    WITHDRAWN,
    Accepted,
    Action,
    Change,
    Delivery,
    Entry,
    Finding,
    Index,
    Options,
    Plan,
    Remote,
    Task,
    Values,
)
from policy_extract.feed.profiles import Field
from policy_extract.feed.target import unfit

FEW = 3
"""Withdrawals that need no leave, whatever part of the document they are."""
FINISHED = frozenset({"done", "cancelled"})
BY_THE_TARGET = frozenset({"number", "change_note"})
"""Fields that a target fills itself."""


def canonical(text: str) -> str:
    """A value as it is compared: line ends and closing white space differ from system to system."""
    if "\n" not in text and "\r" not in text:
        return text.strip()
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


class Planner:
    """Makes the plan of one push."""

    def __init__(
        self, fields: Mapping[str, Field], index: Index, entries: dict[str, Entry], options: Options,
        role_marks: dict[str, str], say: Callable[[str], str], refusal: Callable[[Values], str],
        departments: Departments | None = None, accepted: Mapping[str, Accepted] | None = None,
    ) -> None:  # fmt: skip
        """Hold what is known; `say` gives the word for a state, `refusal` why the target cannot hold some values, `accepted` by
        external id what people accepted of later reports.
        """
        self.accepted = accepted or {}
        self.fields = fields
        self.index = index
        self.entries = entries
        self.options = options
        self.role_marks = role_marks
        self.departments = departments
        self.say = say
        self.refusal = refusal
        self.found = Plan()
        self._ids: set[str] = set(entries) | set(index)
        self._unmapped: set[str] = set()
        self._homeless: set[str] = set()

    def plan(self, deliveries: Sequence[Delivery], documents: Mapping[str, str]) -> Plan:
        """The plan for these documents; `documents` are the scopes of those pushed before, by doc_id."""
        for delivery in self._single(deliveries, documents):
            self._document(delivery, delivery.doc_id in documents)
        for name in sorted(self._unmapped):
            self._tell("unmapped", "", f"no id for {name}; add it to the mapping file")
        if self._homeless:
            self._tell("note", "", f"no column for {'、'.join(sorted(self._homeless))}: the target has none for that role")
        return self.found

    def _tell(self, kind: str, external_id: str, message: str, **more: object) -> None:
        """Add a finding."""
        given = {"kind": kind, "external_id": external_id, "message": message, **more}
        self.found.findings.append(msgspec.convert(given, Finding))

    def _single(self, deliveries: Sequence[Delivery], documents: Mapping[str, str]) -> Iterable[Delivery]:
        """Each document once; two texts of one document cannot both hold and are refused."""
        scopes: dict[str, list[Delivery]] = defaultdict(list)
        for delivery in deliveries:
            # A document whose title is read otherwise by a newer version is still the same text.
            delivery.scope = documents.get(delivery.doc_id, delivery.scope)
            scopes[delivery.scope].append(delivery)
        for found in scopes.values():
            first = found[0]
            others = [each for each in found[1:] if each.doc_id != first.doc_id]
            if others:
                names = ", ".join(each.source for each in found)
                self._tell("refused", "", f"{names}: different texts of one document 《{first.title}》; push the one that holds")
                continue
            if len(found) > 1:
                self._tell("note", "", f"{first.source}: the same text {len(found)} times; taken once")
            yield first

    def _document(self, delivery: Delivery, same_text: bool) -> None:
        """Plan one document."""
        for note in delivery.notes:
            self._tell("note", "", f"{delivery.source}: {note}")
        known = [entry for entry in self.entries.values() if entry.scope == delivery.scope]
        matches = match(delivery.tasks, known)
        asked_tasks, asked_entries = self._questions(matches)
        ids = {task_id: entry.external_id for task_id, entry in matches.pairs.items()}
        for task in delivery.tasks:
            if task.task_id not in asked_tasks and task.task_id not in ids:
                ids[task.task_id] = self._new_id(task.task_id)
        for task in delivery.tasks:
            if task.task_id in ids:
                self._task(task, ids, matches.pairs.get(task.task_id), delivery, same_text)
        kept = {entry.external_id for entry in matches.pairs.values()} | asked_entries
        gone = [e for e in known if not e.withdrawn and e.external_id not in kept and e.task_id not in delivery.present]
        self._withdrawals(gone, sum(not entry.withdrawn for entry in known), delivery)

    def _questions(self, matches: Matches) -> tuple[set[str], set[str]]:
        """Settle pairs that are only possible; returns the tasks and entries that wait for a person."""
        tasks, entries = set(), set()
        for task, entry, score in matches.possible:
            if self.options.similar == "same":
                matches.pairs[task.task_id] = entry
            elif self.options.similar == "ask":
                tasks.add(task.task_id)
                entries.add(entry.external_id)
                message = (
                    f"may be an amended task ({score:.2f}): {entry.words} → {task.words}; "
                    "decide with --similar same or --similar new"
                )
                self._tell("question", entry.external_id, message)
        return tasks, entries

    def _new_id(self, task_id: str) -> str:
        """An external id that nothing else has; an amended task may still bear the id of a former wording."""
        if task_id in self.entries:
            number = 2
            while f"{task_id}.{number}" in self._ids:
                number += 1
            task_id = f"{task_id}.{number}"
        self._ids.add(task_id)
        return task_id

    def _values(self, task: Task, external_id: str, parent: str) -> Values:
        """What the target shall hold of a task."""
        bodies, homeless = columns_of(task, self.fields, self.role_marks)
        self._homeless.update(homeless)
        values = {**task.values, **bodies, "id": external_id, "parent": parent}
        if self.departments is not None:
            numbers, unmapped = self.departments.fill(task, self.fields)
            values.update(numbers)
            self._unmapped |= unmapped
        values.update(_fitted(values, self.fields))
        return {name: canonical(values[name]) for name in self.fields if name in values and name not in BY_THE_TARGET}

    def _task(self, task: Task, ids: Mapping[str, str], entry: Entry | None, delivery: Delivery, same_text: bool) -> None:
        """Plan one task."""
        external_id, parent = ids[task.task_id], ids.get(task.parent, "")
        desired = self._values(task, external_id, parent)
        amended = entry is not None and entry.words != task.words
        revision = (entry.revision if entry is not None else 0) + amended
        if "document_status" in desired:
            desired["document_status"] = REVISED if revision else VALID
        problem = unfit(desired) or self.refusal(desired)
        if problem:
            self._tell("refused", external_id, f"{task.values.get('title', '')[:30]}: {problem}")
            return
        fresh = Entry(
            external_id=external_id, scope=delivery.scope, task_id=task.task_id, words=task.words, section=task.section,
            position=task.position, revision=revision, remote_id=entry.remote_id if entry else "",
            sent=entry.sent if entry else {}, promise=task.promise,
        )  # fmt: skip
        rows = self.index.get(external_id, [])
        if len(rows) > 1:
            places = ", ".join(row.remote_id for row in rows)
            self._tell("duplicate", external_id, f"stands {len(rows)} times in the target ({places}); take the copies out")
        elif rows:
            self._compare(rows[0], desired, entry, fresh, parent, notes.source(delivery, same_text))
        elif entry is not None and entry.sent and not self.options.recreate:
            title = task.values.get("title", "")[:30]
            self._tell("gone", external_id, f"{title}: deleted in the target by people; --recreate makes it again")
        else:
            fresh.sent = desired
            self._add("create", fresh, None, {}, desired, "", parent)

    def _add(
        self, action: Action, entry: Entry, remote: Remote | None, before: Values, after: Values, note: str, parent: str = ""
    ) -> None:
        """Add a change."""
        self.found.changes.append(
            Change(
                action=action,
                external_id=entry.external_id,
                scope=entry.scope,
                remote=remote,
                before=before,
                after=after,
                note=note,
                entry=entry,
                parent=parent,
            )
        )

    def _compare(self, remote: Remote, desired: Values, entry: Entry | None, fresh: Entry, parent: str, source: str) -> None:
        """Plan a task that the target holds already."""
        writes, sent = self._differences(remote, desired, entry, fresh.external_id)
        fresh.sent, fresh.remote_id = sent, remote.remote_id
        basis = self._progress(remote, writes, sent, fresh.external_id)
        back = entry is not None and entry.withdrawn
        if back and entry is not None and remote.values.get("status") == "cancelled":
            writes["status"] = entry.held_status or "not_started"
            fresh.sent["status"] = writes["status"]
        before = {name: remote.values[name] for name in writes}
        if not writes:
            self.found.unchanged.append(fresh)
            return
        own = {name: value for name, value in writes.items() if name not in basis}
        note = notes.reinstated(source) if back else notes.changed(self.fields, before, own, source)
        if basis:
            was, now = (self._spoken({name: values[name] for name in basis}) for values in (before, writes))
            note = "\n".join(filter(None, (note, notes.changed(self.fields, was, now, next(iter(basis.values()))))))
        self._add("reinstate" if back else "update", fresh, remote, before, writes, note, parent)

    def _differences(self, remote: Remote, desired: Values, entry: Entry | None, external_id: str) -> tuple[Values, Values]:
        """The fields to write, and what counts as sent afterwards."""
        writes: Values = {}
        sent: Values = dict(entry.sent) if entry is not None else {}
        disputed: dict[str, tuple[str, str, str]] = {}
        for name, ours in desired.items():
            if self.fields[name].owner == "people" or name not in remote.values:
                continue
            theirs = remote.values[name]
            base = sent.get(name)
            if entry is not None and entry.pending is not None and theirs == entry.pending.get(name):
                base = theirs
            if theirs == ours:
                sent[name] = ours
            elif theirs == base or (base is None and not theirs) or self.options.on_conflict == "overwrite":
                writes[name] = sent[name] = ours
            elif ours == base and self.fields[name].owner == "shared":
                self.found.kept += 1
            else:
                disputed[name] = (base or "", theirs, ours)
        if disputed:
            names = "、".join(self.fields[name].title for name in disputed)
            self._tell("conflict", external_id, f"changed by people in the target: {names}", fields=disputed)
        return writes, sent

    def _progress(self, remote: Remote, writes: Values, sent: Values, external_id: str) -> dict[str, str]:
        """Add what a person accepted of a report to the writes, unless people changed it since; by field what it rests on."""
        accepted = self.accepted.get(external_id)
        if accepted is None:
            return {}
        basis: dict[str, str] = {}
        disputed: dict[str, tuple[str, str, str]] = {}
        for name, ours in accepted.values.items():
            theirs, base = remote.values.get(name), accepted.base.get(name, "")
            if theirs is None:
                self._tell("note", external_id, f"no column for the accepted {self._title(name)}; it stays in the ledger")
            elif theirs == ours:
                sent[name] = ours
            elif theirs == base or not theirs or self.options.on_conflict == "overwrite":
                writes[name] = sent[name] = ours
                basis[name] = notes.reported(accepted)
            else:
                disputed[name] = (base, theirs, ours)
        if disputed:
            names = "、".join(self._title(name) for name in disputed)
            message = f"accepted by {accepted.by}, but changed by people in the target since: {names}"
            self._tell("conflict", external_id, message, fields=disputed)
        return basis

    def _spoken(self, values: Values) -> Values:
        """Values as people read them: states in their words."""
        return {name: self.say(value) if name == "status" and value else value for name, value in values.items()}

    def _title(self, name: str) -> str:
        """A field as people call it."""
        return self.fields[name].title if name in self.fields else name

    def _withdrawals(self, gone: list[Entry], live: int, delivery: Delivery) -> None:
        """Plan the withdrawal of tasks that the document no longer holds."""
        if not gone:
            return
        share = 100 * len(gone) // max(live, 1)
        if delivery.incomplete:
            message = f"{delivery.source}: {len(gone)} tasks are not withdrawn, because {delivery.incomplete}"
            self._tell("withheld", "", message)
        elif len(gone) > FEW and share > self.options.most_withdrawn and not self.options.force_withdraw:
            message = (
                f"{delivery.source}: {len(gone)} of {live} tasks ({share} %) would be withdrawn, more than "
                f"{self.options.most_withdrawn} %; --force-withdraw if that is meant"
            )
            self._tell("withheld", "", message)
        else:
            for entry in gone:
                self._withdraw(entry, delivery)

    def _withdraw(self, entry: Entry, delivery: Delivery) -> None:
        """Plan one withdrawal: cancelled with a note, never deleted; what people finished stays finished."""
        fresh = msgspec.structs.replace(entry, withdrawn=True, pending=None)
        rows = self.index.get(entry.external_id, [])
        if len(rows) != 1:
            self._tell(
                "gone" if not rows else "duplicate", entry.external_id, f"to be withdrawn, stands {len(rows)} times in the target"
            )
            if not rows:
                self.found.unchanged.append(fresh)
            return
        remote = rows[0]
        status = remote.values.get("status", "")
        wanted = {"document_status": WITHDRAWN}
        if status not in FINISHED:
            wanted["status"] = "cancelled"
        writes = {name: value for name, value in wanted.items() if remote.values.get(name, value) != value}
        fresh.sent = {**entry.sent, **writes}
        fresh.held_status = status
        before = {name: remote.values[name] for name in writes}
        if not writes and entry.pending is not None:
            # A push that was cut off had done it already, note and all.
            self.found.unchanged.append(fresh)
        else:
            self._add("withdraw", fresh, remote, before, writes, notes.withdrawn(delivery, self.say(status)))


def _fitted(values: Values, fields: Mapping[str, Field]) -> Values:
    """What goes elsewhere when a column is missing: whole text, words of a deadline without a day, comparator of a target."""
    changed: Values = {}
    if "content" not in fields:
        changed["title"] = values.get("content", "")
    if "deadline_words" not in fields and not values.get("deadline"):
        changed["deadline"] = values.get("deadline_words", "")
    comparator = values.get("target_comparator", "")
    if "target_comparator" not in fields and comparator not in ("", "="):
        # A bare number would say the level itself where the document says at least.
        changed["target_value"] = comparator + values["target_value"]
    return changed
