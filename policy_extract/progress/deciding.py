"""What a person decides about proposals: taken down with who, and left for the next push to write (采纳与否决)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from policy_extract.errors import UsageError
from policy_extract.feed.journal import Journal
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Accepted, Values
from policy_extract.feed.proposals import Proposal
from policy_extract.version import VERSION

STATES = ("not_started", "ongoing", "partial", "done", "undone", "cancelled")


class Decision(msgspec.Struct, kw_only=True):
    """One decision; a state or wording that a person changed takes the place of the proposed one."""

    id: str
    verdict: Literal["accepted", "rejected"]
    status: str | None = None
    progress: str | None = None


def decide(ledger: Ledger, journal: Journal, target: str, decisions: Sequence[Decision], by: str) -> list[Proposal]:
    """Take decisions down in ledger and journal, all or none. Returns what was newly decided.

    Raises UsageError for an unknown or ambiguous proposal, one that was decided otherwise before, and a state that there is not.
    """
    known = ledger.proposals(target)
    waiting = ledger.accepted(target)
    accepted: dict[str, Accepted] = {}
    decided: list[Proposal] = []
    lines: list[dict[str, Any]] = []
    for decision in decisions:
        proposal = _open(known, decision)
        if proposal is None:
            continue
        values = _values(proposal, decision) if decision.verdict == "accepted" else {}
        before = accepted.get(proposal.external_id) or waiting.get(proposal.external_id)
        if decision.verdict == "accepted":
            accepted[proposal.external_id] = _joined(before, values, proposal, by)
        decided.append(msgspec.structs.replace(proposal, state=decision.verdict, by=by))
        lines.append(_line(target, proposal, decision, values, by))
    if decided:
        ledger.decide(target, decided, accepted)
        journal.add(lines)
    return decided


def _open(known: Mapping[str, Proposal], decision: Decision) -> Proposal | None:
    """The proposal that a decision is about; None when it was decided so before."""
    proposal = known.get(decision.id)
    if proposal is None:
        raise UsageError(f"{decision.id}: no such proposal for this target; list them with policy-extract progress TARGET")
    if proposal.state == decision.verdict:
        return None
    if proposal.state == "ambiguous" and decision.verdict == "accepted":
        raise UsageError(f"{decision.id}: ambiguous ({proposal.why}); set the state in the target by hand, or reject it")
    if proposal.state in ("accepted", "rejected"):
        raise UsageError(f"{decision.id}: was {proposal.state} by {proposal.by} before; change the target by hand")
    return proposal


def _values(proposal: Proposal, decision: Decision) -> Values:
    """What an accepted proposal says. Raises UsageError for an unknown state."""
    status = proposal.status if decision.status is None else decision.status
    if status and status not in STATES:
        raise UsageError(f"{proposal.id}: {status!r} is no state; choose one of {', '.join(STATES)}, or leave it empty")
    values = {"status": status, "progress": proposal.progress if decision.progress is None else decision.progress}
    return {name: value for name, value in values.items() if value}


def _joined(before: Accepted | None, values: Values, proposal: Proposal, by: str) -> Accepted:
    """A proposal beside one that was accepted before it and no push has written yet: both progresses, the later state."""
    if before is None:
        return Accepted(values=values, base=dict(proposal.current), proposal=proposal.id, by=by, report=proposal.report)
    held = proposal.current.get("progress", "")
    own = values.get("progress", "").removeprefix(held).strip("\n")
    progress = "\n".join(filter(None, (before.values.get("progress", held), own)))
    joined = {**before.values, **values} | ({"progress": progress} if progress else {})
    report = before.report if proposal.report in before.report else f"{before.report}》《{proposal.report}"
    return Accepted(values=joined, base=before.base, proposal=proposal.id, by=by, report=report)


def _line(target: str, proposal: Proposal, decision: Decision, values: Values, by: str) -> dict[str, Any]:
    """A line of the journal: who, what was proposed and on which words, and what was accepted of it."""
    return {
        "action": "accept" if decision.verdict == "accepted" else "reject", "target": target, "id": proposal.external_id,
        "proposal": proposal.id, "by": by, "before": proposal.current,
        "proposed": {"status": proposal.status, "progress": proposal.progress}, "after": values,
        "report": proposal.report, "report_id": proposal.report_id, "source": proposal.source, "as_of": proposal.as_of,
        "quotes": msgspec.to_builtins(proposal.quotes), "version": VERSION,
    }  # fmt: skip
