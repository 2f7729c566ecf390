"""What flows through a feed: desired tasks, what a target holds, changes, outcomes and findings.

Values are texts by field name of the profiles; dates are ISO 8601, numbers plain decimals, an empty text is an empty cell.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Values = dict[str, str]
Action = Literal["create", "update", "withdraw", "reinstate"]

VALID = "有效"
REVISED = "已修订"
WITHDRAWN = "已撤回"
"""States of a task in its document (文件状态); how far the work is stands in `status`."""


class Goal(msgspec.Struct, kw_only=True):
    """One planned number of a task, kept so that a later report can be held against it (目标数).

    Every field has a default: ledgers outlive versions.
    """

    indicator: str = ""
    scope: str = ""
    comparator: str = "eq"
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    measure: str | None = None
    direction: str | None = None
    per: str | None = None
    attain: bool = False
    """Whether the text says to reach it (达到, 突破)."""
    since: str = ""
    until: str = ""
    """First and last day of the time it holds for, ISO 8601; empty when none is named."""
    quote: str = ""


class Promise(msgspec.Struct, kw_only=True):
    """What a task promised, and when and by whom (承诺)."""

    goals: list[Goal] = msgspec.field(default_factory=list)
    kind: str = ""
    issued: str = ""
    """Day of its document, ISO 8601; the first of January of its year when only that is known, empty when nothing is."""
    region: str = ""
    bodies: list[str] = msgspec.field(default_factory=list)
    deadline: str = ""
    until: str = ""
    """Last day of its plan's own time, ISO 8601; empty when the plan names none."""
    document: str = ""


class Task(msgspec.Struct, kw_only=True):
    """One task as a document wants it tracked (应下达的任务)."""

    task_id: str
    parent: str = ""
    """task_id of the task it is reported under; empty for none."""
    words: str
    """The wording, white space apart."""
    section: str
    """Titles of the sections above, joined."""
    position: int
    values: Values
    bodies: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """(role, name) of bodies that act or answer, in order (责任单位)."""
    promise: Promise = msgspec.field(default_factory=Promise)


class Delivery(msgspec.Struct, kw_only=True):
    """What one document wants tracked (一份文件的任务)."""

    scope: str
    """What stays when the document is amended: from title, issuer, number, region and year."""
    doc_id: str
    title: str
    source: str
    incomplete: str = ""
    """Why the extraction cannot be taken as whole; empty when it can. Only a whole one withdraws tasks."""
    tasks: list[Task]
    present: set[str]
    """Ids of all tasks in the document, those that were not chosen too."""
    notes: list[str] = msgspec.field(default_factory=list)


class Entry(msgspec.Struct, kw_only=True):
    """What the delivery ledger knows of one task in one target (下达登记)."""

    external_id: str
    scope: str
    task_id: str
    remote_id: str = ""
    sent: Values = msgspec.field(default_factory=dict)
    """Values that the target is known to hold from us."""
    pending: Values | None = None
    """Values that were under way when a push was cut off; None when none were."""
    words: str = ""
    section: str = ""
    position: int = 0
    revision: int = 0
    """How often an amended document changed the wording."""
    withdrawn: bool = False
    held_status: str = ""
    """The status that people had set when the task was withdrawn."""
    promise: Promise | None = None
    """None for a task that was pushed last before promises were kept."""


class Accepted(msgspec.Struct, kw_only=True):
    """What a person accepted of a report about a task, to be written by the next push (已采纳的进展)."""

    values: Values
    """New values of `status` and `progress`."""
    base: Values
    """What the target held of them when that was proposed: another value since then is a person's."""
    proposal: str
    by: str
    report: str
    """Title of the report."""


class Remote(msgspec.Struct, kw_only=True):
    """What the target holds of one task."""

    remote_id: str
    values: Values
    """By field name; a field that the target has no place for is missing."""
    people: dict[str, str] = msgspec.field(default_factory=dict)
    """Further columns of people, by their own titles."""
    version: str = ""


Index = dict[str, list[Remote]]
"""What a target holds, by external id; more than one under an id is a duplicate."""


class Change(msgspec.Struct, kw_only=True):
    """One thing to write."""

    action: Action
    external_id: str
    scope: str
    remote: Remote | None = None
    before: Values = msgspec.field(default_factory=dict)
    after: Values
    """The fields to write, and nothing else."""
    note: str = ""
    """What to tell people about it."""
    entry: Entry
    """What the ledger will hold when it is done; `sent` are then the values of the target from us."""
    parent: str = ""
    """External id of the parent task."""


class Outcome(msgspec.Struct, kw_only=True):
    """What came of one change at the target."""

    external_id: str
    remote_id: str = ""
    problem: str = ""
    """Why it was not done; empty when the target accepted it."""


FindingKind = Literal[
    "conflict", "gone", "duplicate", "question", "withheld", "refused", "failed", "not_stored", "unmapped", "note"
]


class Finding(msgspec.Struct, kw_only=True):
    """Something that a person should know of or decide."""

    kind: FindingKind
    external_id: str = ""
    message: str
    fields: dict[str, tuple[str, str, str]] = msgspec.field(default_factory=dict)
    """For a conflict, by field: what was sent last, what the target holds, what the document wants."""


QUIET: frozenset[str] = frozenset({"note", "unmapped"})
"""Kinds of findings that leave the exit code alone."""


class Plan(msgspec.Struct, kw_only=True):
    """What a push will do (计划)."""

    changes: list[Change] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)
    unchanged: list[Entry] = msgspec.field(default_factory=list)
    """Entries whose target needs nothing written; the ledger still learns where they stand now."""
    kept: int = 0
    """Fields in which people's edits were left as they are."""

    def count(self, action: str) -> int:
        """Number of changes of one kind."""
        return sum(change.action == action for change in self.changes)


class Options(msgspec.Struct, kw_only=True, frozen=True):
    """How a push decides."""

    on_conflict: Literal["skip", "overwrite"] = "skip"
    """When people changed what the feed writes: leave it and report, or write over it."""
    similar: Literal["ask", "same", "new"] = "ask"
    """Tasks that may be amended ones: ask, take as the same, take as new ones."""
    recreate: bool = False
    """Create anew what people deleted in the target."""
    most_withdrawn: int = 30
    """Per cent of a document's tracked tasks that may be withdrawn at once."""
    force_withdraw: bool = False
