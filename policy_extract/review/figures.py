"""Figures of a review: agreement of two reviewers, and what a random sample says of all records, with 95 % intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from policy_extract.review.desk import Decision, Desk, Entry

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


@dataclass(slots=True, frozen=True)
class Share:
    """A share with its interval (Wilson); without any cases it says nothing."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end."""
        if not self.of:
            return None
        share, n = self.right / self.of, self.of
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(slots=True, frozen=True)
class Agreement:
    """How two reviewers agree on the records that both decided on."""

    one: str
    other: str
    both: int
    same: int
    kappa: float | None
    """Cohen's kappa; null when nothing is shared, or when both gave one and the same verdict to everything."""
    table: dict[tuple[str, str], int]


def agreements(desk: Desk) -> list[Agreement]:
    """Agreement of every two reviewers."""
    standing = desk.standing()
    people = sorted({reviewer for decisions in standing.values() for reviewer in decisions})
    found = []
    for one, other in combinations(people, 2):
        pairs = [(d[one].verdict, d[other].verdict) for d in standing.values() if one in d and other in d]
        found.append(agreement(one, other, pairs))
    return found


def agreement(one: str, other: str, pairs: list[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of pairs of verdicts."""
    total = len(pairs)
    same = sum(a == b for a, b in pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    kappa = None
    if total:
        chance = sum(first[verdict] * second[verdict] for verdict in first) / (total * total)
        kappa = None if chance == 1 else (same / total - chance) / (1 - chance)
    return Agreement(one, other, total, same, kappa, dict(Counter(pairs)))


def outcome(decisions: Mapping[str, Decision], final: Decision | None) -> Decision | None:
    """What counts for a record: the final decision, else what all reviewers say alike; nothing while they differ."""
    if final is not None:
        return final
    said = list(decisions.values())
    if not said or any((one.verdict, one.row) != (said[0].verdict, said[0].row) for one in said[1:]):
        return None
    return said[-1]


def disputed(desk: Desk) -> list[int]:
    """Records on which reviewers differ and nothing final was decided."""
    settled = desk.settled()
    return [r for r, decisions in sorted(desk.standing().items()) if r not in settled and outcome(decisions, None) is None]


@dataclass(slots=True, frozen=True)
class Estimate:
    """What the sample says: records right in every field, records that are records at all, and records found."""

    right: Share
    real: Share
    found: Share
    fields: dict[str, Share]
    open_records: int
    open_passages: int


def estimate(desk: Desk, records: int, passages: int) -> Estimate:
    """Precision from a sample of records, recall from a sample of passages searched for missed ones."""
    standing, settled = desk.standing(), desk.settled()
    sample = desk.sampled(records)
    decided = {r: d for r in sample if (d := outcome(standing.get(r, {}), settled.get(r))) is not None}
    verdicts = Counter(decision.verdict for decision in decided.values())
    wrong: Counter[str] = Counter()
    for number, decision in decided.items():
        if decision.verdict == "correct" and decision.row is not None:
            wrong.update(changed_fields(desk.entry(number).row, decision.row))
    kept = verdicts["accept"] + verdicts["correct"]
    fields = {name: Share(kept - count, kept) for name, count in sorted(wrong.items())}
    found, missing, left = _searched(desk, passages, standing, settled)
    return Estimate(
        Share(verdicts["accept"], len(decided)), Share(kept, len(decided)), Share(found, found + missing), fields,
        len(sample) - len(decided), left,
    )  # fmt: skip


def _searched(
    desk: Desk, passages: int, standing: Mapping[int, Mapping[str, Decision]], settled: Mapping[int, Decision]
) -> tuple[int, int, int]:
    """Records found and missed in the passages that were searched, and how many are left to search."""
    checked = desk.checked()
    entries: dict[int, list[Entry]] = {}
    found = missing = left = 0
    for passage, document, start, end in desk.passages(passages):
        if passage not in checked:
            left += 1
            continue
        if document not in entries:
            entries[document] = list(desk.entries(document))
        for entry in entries[document]:
            decision = outcome(standing.get(entry.record, {}), settled.get(entry.record))
            rejected = decision is not None and decision.verdict == "reject"
            if start <= entry.start < end and not rejected:
                missing += entry.added_by is not None
                found += entry.added_by is None
    return found, missing, left


def changed_fields(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Which fields of a record a correction changed: `kind`, `span`, `quantity.unit`, `body.role`, `time` …"""
    found = [name for name in ("kind", "modality") if before[name] != after[name]]
    if (before["start"], before["end"]) != (after["start"], after["end"]):
        found.append("span")
    parts = {
        "quantity": ("quantities", ("value", "low", "high", "ratio", "unit", "indicator", "comparator", "phase", "when")),
        "body": ("responsibilities", ("name", "role")),
        "time": ("times", ("kind", "start_date", "end_date")),
        "status": ("statuses", ("state",)),
    }
    for family, (name, fields) in parts.items():
        old, new = _by_place(before[name]), _by_place(after[name])
        found += [f"{family} extra"] * bool(old.keys() - new.keys()) + [f"{family} missed"] * bool(new.keys() - old.keys())
        for field in fields:
            if any(_said(old[key], field) != _said(new[key], field) for key in old.keys() & new.keys()):
                found.append(f"{family}.{'value' if field in ('low', 'high', 'ratio') else field}")
    return list(dict.fromkeys(found))


def _by_place(items: Any) -> dict[tuple[int, int, int], dict[str, object]]:
    """Items by their span; several of one span by their order."""
    found: dict[tuple[int, int, int], dict[str, object]] = {}
    for item in items:
        order = sum(1 for start, end, _ in found if (start, end) == (item["start"], item["end"]))
        found[item["start"], item["end"], order] = item
    return found


def _said(item: dict[str, object], field: str) -> object:
    """A field as it compares; of a time that governs, its last day."""
    value = item[field]
    return value.get("end_date") if isinstance(value, dict) else value
