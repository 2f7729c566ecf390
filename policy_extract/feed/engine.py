"""Carries a plan out: write down, send, read back, settle (执行).

An entry is pending in the ledger from before it is sent until it was read back, so a push that is cut off at any moment leaves
nothing behind that the next one could not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from policy_extract.feed.departments import Departments
from policy_extract.feed.journal import Journal, now
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import QUIET, Change, Delivery, Entry, Finding, Index, Options, Outcome, Plan
from policy_extract.feed.planner import Planner, canonical
from policy_extract.feed.profiles import NEAREST
from policy_extract.feed.target import Target
from policy_extract.version import VERSION

MOST_IN_A_ROW = 5
"""Failures one after the other after which a push stops: the target is down."""


class Report(msgspec.Struct, kw_only=True):
    """What a push did, or would do."""

    target: str
    plan: Plan
    dry: bool
    done: dict[str, int] = msgspec.field(default_factory=dict)
    """Numbers of changes that the target holds, by action."""
    findings: list[Finding] = msgspec.field(default_factory=list)
    """Those of the plan and of carrying it out."""

    @property
    def clean(self) -> bool:
        """Whether nothing waits for a person."""
        return all(finding.kind in QUIET for finding in self.findings)


class Engine:
    """Pushes into one target."""

    def __init__(
        self, target: Target, ledger: Ledger, journal: Journal, role_marks: dict[str, str], say: Callable[[str], str],
    ) -> None:  # fmt: skip
        """Hold the parts."""
        self.target = target
        self.ledger = ledger
        self.journal = journal
        self.role_marks = role_marks
        self.say = say
        self._row = 0

    def push(
        self, deliveries: Sequence[Delivery], options: Options, departments: Departments | None = None, dry: bool = False
    ) -> Report:
        """Plan, and unless `dry` carry out. Raises FeedError when the target cannot be read."""
        name = self.target.name
        with self.target.hold():
            index = self.target.index()
            entries = self.ledger.entries(name)
            planner = Planner(
                self.target.fields(), index, entries, options, self.role_marks, self.say, self.target.refusal, departments,
                self.ledger.accepted(name),
            )  # fmt: skip
            plan = planner.plan(deliveries, self.ledger.documents(name))
            report = Report(target=name, plan=plan, dry=dry, findings=list(plan.findings))
            if not dry:
                self._carry_out(report, deliveries, entries)
        return report

    def _carry_out(self, report: Report, deliveries: Sequence[Delivery], entries: dict[str, Entry]) -> None:
        """Write the changes and settle the ledger."""
        name, plan = self.target.name, report.plan
        number = self.ledger.begin(name, now())
        accepted: list[Change] = []
        for batch in self._batches(plan.changes):
            self.ledger.intend(name, batch, entries)
            outcomes = self._apply(batch)
            self.journal.add(self._line(number, change, outcome) for change, outcome in zip(batch, outcomes, strict=True))
            accepted += self._sorted_out(batch, outcomes, report)
            if self._stops(report, outcomes):
                break
        settled = [msgspec.structs.replace(entry, pending=None) for entry in plan.unchanged]
        if accepted:
            settled += self._read_back(accepted, self.target.index(), entries, report)
        # What was not read back keeps its pending values: the next push looks it up.
        changed = [entry for entry in settled if entries.get(entry.external_id) != entry]
        if changed:
            self.ledger.keep(name, changed)
        self.ledger.settle(name, settled, self.target.fields())
        # Last, so that a push that was cut off still tells people which amended document its changes rest on.
        self.ledger.remember(name, deliveries)
        summary = " ".join(f"{action} {count}" for action, count in sorted(report.done.items()))
        self.ledger.end(number, now(), summary or "nothing to do")

    def _batches(self, changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
        """The changes in the portions that the target writes at once."""
        size = self.target.batch
        for start in range(0, len(changes), size):
            yield changes[start : start + size]

    def _apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Send a batch."""
        return self.target.apply(batch)

    def _stops(self, report: Report, outcomes: Sequence[Outcome]) -> bool:
        """Whether the target seems to be down."""
        self._row = self._row + 1 if all(outcome.problem for outcome in outcomes) else 0
        if self._row < MOST_IN_A_ROW:
            return False
        message = f"stopped after {self._row} failures in a row; run the same command again when the target is well"
        report.findings.append(Finding(kind="failed", message=message))
        return True

    def _sorted_out(self, batch: Sequence[Change], outcomes: Sequence[Outcome], report: Report) -> list[Change]:
        """The changes that the target accepted; the others become findings."""
        accepted = []
        for change, outcome in zip(batch, outcomes, strict=True):
            if outcome.problem:
                message = f"{change.action}: {outcome.problem}"
                report.findings.append(Finding(kind="failed", external_id=change.external_id, message=message))
            else:
                change.entry.remote_id = outcome.remote_id
                accepted.append(change)
        return accepted

    def _read_back(self, accepted: Sequence[Change], index: Index, entries: dict[str, Entry], report: Report) -> list[Entry]:
        """Compare what the target holds with what was sent; accepted is not stored."""
        settled = []
        for change in accepted:
            rows = index.get(change.external_id, [])
            entry = msgspec.structs.replace(change.entry, pending=None)
            if len(rows) != 1:
                message = f"{change.action} was accepted, but the target holds it {len(rows)} times"
                report.findings.append(Finding(kind="not_stored", external_id=change.external_id, message=message))
                continue
            held = {name: canonical(rows[0].values.get(name, value)) for name, value in change.after.items()}
            if "status" in held and held["status"] == NEAREST.get(change.after["status"]):
                # A target without a word for 阶段性完成 holds the nearest one, and that is what it knows of us.
                entry.sent = {**entry.sent, "status": held["status"]}
                held["status"] = change.after["status"]
            lost = {name: value for name, value in change.after.items() if held[name] != value}
            if lost:
                # The next push must not take the old value for a person's edit.
                entry.sent = {**entry.sent, **{name: held[name] for name in lost}}
                fields = {name: (change.before.get(name, ""), held[name], value) for name, value in lost.items()}
                message = f"{change.action} was accepted, but not stored: {'、'.join(lost)}"
                report.findings.append(Finding(kind="not_stored", external_id=change.external_id, message=message, fields=fields))
            entry.remote_id = rows[0].remote_id
            report.done[change.action] = report.done.get(change.action, 0) + 1
            settled.append(entry)
        return settled

    def _line(self, number: int, change: Change, outcome: Outcome) -> dict[str, Any]:
        """A line of the journal."""
        return {
            "push": number, "target": self.target.name, "action": change.action, "id": change.external_id,
            "task_id": change.entry.task_id, "scope": change.scope, "remote_id": outcome.remote_id, "before": change.before,
            "after": change.after, "note": change.note, "problem": outcome.problem, "version": VERSION,
        }  # fmt: skip
