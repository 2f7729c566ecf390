"""What a push will do or did, in lines for a person or as plain objects (比对报告)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from policy_extract.feed.engine import Report
from policy_extract.feed.model import Change, Finding

ACTIONS = {"create": "create", "update": "update", "withdraw": "withdraw", "reinstate": "reinstate"}
SHOWN = 60
"""Characters of a value in a line."""
SIGNS = {"create": "+", "update": "~", "withdraw": "-", "reinstate": "^"}


def _cut(text: str) -> str:
    """A value that fits a line."""
    text = " ".join(text.split())
    return f"{text[: SHOWN - 1]}…" if len(text) > SHOWN else text or "''"


def _change(change: Change) -> Iterator[str]:
    """The lines of a change; a new task shows its title and what is not empty."""
    title = change.after.get("title") or (change.remote.values.get("title", "") if change.remote else "")
    yield f"{SIGNS[change.action]} {change.action} {change.external_id}  {_cut(title or change.after.get('content', ''))}"
    for name, value in change.after.items():
        if change.action == "create":
            if value and name in ("target", "lead", "responsible", "cooperate", "deadline", "deadline_words"):
                yield f"    {name}: {_cut(value)}"
        else:
            yield f"    {name}: {_cut(change.before.get(name, ''))} → {_cut(value)}"


def _finding(finding: Finding) -> Iterator[str]:
    """The lines of a finding."""
    yield f"! {finding.kind} {finding.external_id}  {' '.join(finding.message.split())}"
    for name, (sent, held, wanted) in finding.fields.items():
        yield f"    {name}: sent {_cut(sent)}; target holds {_cut(held)}; document says {_cut(wanted)}"


def lines(report: Report, most: int) -> Iterator[str]:
    """The report in lines; at most so many changes are shown in full (0 for all)."""
    plan = report.plan
    shown = plan.changes if most == 0 else plan.changes[:most]
    for change in shown:
        yield from _change(change)
    if len(plan.changes) > len(shown):
        yield f"… and {len(plan.changes) - len(shown)} more changes; --show 0 shows all"
    for finding in report.findings:
        yield from _finding(finding)
    counts = plan_counts(report)
    said = ", ".join(f"{name} {count}" for name, count in counts.items())
    yield f"{report.target}: {'would ' if report.dry else ''}{said}"


def plan_counts(report: Report) -> dict[str, int]:
    """Counts: changes by action (planned for a dry run, done else), unchanged tasks, kept edits, findings by kind."""
    counts = {action: report.plan.count(action) if report.dry else report.done.get(action, 0) for action in ACTIONS}
    counts["unchanged"] = len(report.plan.unchanged)
    if report.plan.kept:
        counts["edits of people kept"] = report.plan.kept
    for finding in report.findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return counts


def plain(report: Report) -> dict[str, Any]:
    """The report as plain objects."""
    changes = [
        {
            "action": change.action, "id": change.external_id, "task_id": change.entry.task_id, "before": change.before,
            "after": change.after, "note": change.note,
        }
        for change in report.plan.changes
    ]  # fmt: skip
    findings: list[Any] = msgspec.to_builtins(report.findings)
    return {
        "target": report.target, "dry_run": report.dry, "counts": plan_counts(report), "changes": changes, "findings": findings,
    }  # fmt: skip
