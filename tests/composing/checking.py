"""Holds what was found against what was composed (核对)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from composing.documents import Composed
from composing.expected import ANY, Amount, Charge, Moment
from policy_extract.extractor import Extractor
from policy_extract.rows import QuantityRow, ResponsibilityRow, StatementRow, TaskRow, TimeRow


@dataclass
class Tally:
    """How many were composed and found with all attributes, and the kinds that failed with examples."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, faults: list[str], frame: str, sentence: str) -> None:
        """Count one composed thing with what is wrong with it."""
        self.wanted[kind] += 1
        if not faults:
            self.right[kind] += 1
            return
        for fault in faults:
            name = f"{kind} {frame}: {fault.split('=')[0]}"
            self.wrong[name] += 1
            self.examples.setdefault(name, []).append(f"{sentence}  [{fault}]")

    def rate(self, *kinds: str) -> float:
        """Share of the composed things of these kinds that were found with all attributes."""
        wanted = sum(self.wanted[kind] for kind in kinds)
        return sum(self.right[kind] for kind in kinds) / wanted if wanted else 1.0


def check(extractor: Extractor, composed: Composed, tally: Tally) -> None:
    """Extract a composed document and count what was found."""
    result = extractor.extract_text(composed.text)[0]
    rows = result.rows[1]
    for start, end, piece in composed.items:
        inside = [row for row in rows if start <= row.start < end]
        said = composed.text[start:end]
        every = [q for row in inside for q in row.quantities]
        quantities = [q for q in every if q.phase in ("planned", "achieved")]
        times = {(t.start, t.end): t for row in inside for t in row.times}
        charges = {(r.start, r.end): r for row in inside for r in row.responsibilities}
        for amount in piece.amounts:
            tally.note(
                "quantity",
                amount_faults(amount, every if amount.phase == "condition" else quantities, inside),
                amount.frame,
                said,
            )
        for moment in piece.moments:
            tally.note("time", moment_faults(moment, list(times.values())), piece_of(composed, moment), said)
        for charge in piece.charges:
            tally.note("body", charge_faults(charge, list(charges.values())), charge.role, said)
        for kind, extra in (
            ("quantity", [q for q in quantities if not any(meet(q, a) for a in piece.amounts)]),
            ("time", [t for t in times.values() if not any(meet(t, m) for m in piece.moments)]),
            ("body", [r for r in charges.values() if not any(meet(r, c) for c in piece.charges) and start <= r.start < end]),
            ("cover", [r for r in charges.values() if not start <= r.start < end]),
        ):
            for item in extra:
                tally.note(f"{kind}", [f"invented={item.quote}"], "invented", said)


def piece_of(composed: Composed, moment: Moment) -> str:
    """The words of a time without their digits, as its form."""
    words = composed.text[moment.start : moment.end]
    return "".join("N" if c.isdigit() or c in "〇一二三四六七八九" else c for c in words)


def meet(one: Any, two: Any) -> bool:
    """Whether two spans overlap."""
    return bool(one.start < two.end and two.start < one.end)


def amount_faults(wanted: Amount, found: list[QuantityRow], inside: list[StatementRow]) -> list[str]:
    """What is wrong with a quantity; `missing` when there is none."""
    near = [q for q in found if meet(q, wanted)]
    if not near:
        return ["missing="]
    quantity = near[0]
    faults = [] if len(near) == 1 else [f"split={[q.quote for q in near]}"]
    for name in ("value", "low", "high", "ratio", "unit", "comparator", "measure", "direction", "indicator", "per"):
        have, want = getattr(quantity, name), getattr(wanted, name)
        if have != want:
            faults.append(f"{name}={have} for {want}")
    baseline = quantity.baseline.value if quantity.baseline is not None else None
    if baseline != wanted.baseline:
        faults.append(f"baseline={baseline} for {wanted.baseline}")
    due = (quantity.when.start_date, quantity.when.end_date) if quantity.when is not None else None
    if wanted.per is None and wanted.due != ANY and due != wanted.due:
        faults.append(f"when={due} for {wanted.due}")
    if quantity.phase != wanted.phase:
        faults.append(f"phase={quantity.phase}")
    if not any(isinstance(row, TaskRow) and quantity in row.quantities for row in inside):
        faults.append("record=no task")
    return faults


def moment_faults(wanted: Moment, found: list[TimeRow]) -> list[str]:
    """What is wrong with a time; `missing` when there is none."""
    near = [time for time in found if meet(time, wanted)]
    if not near:
        return ["missing="]
    time = near[0]
    faults = [] if len(near) == 1 else [f"split={[t.quote for t in near]}"]
    have = (time.kind, time.start_date, time.end_date, time.every)
    want = (wanted.kind, wanted.first, wanted.last, wanted.every)
    return faults + [
        f"{name}={h} for {w}" for name, h, w in zip(("kind", "first", "last", "every"), have, want, strict=True) if h != w
    ]


def charge_faults(wanted: Charge, found: list[ResponsibilityRow]) -> list[str]:
    """What is wrong with a body; `missing` when there is none."""
    near = [body for body in found if meet(body, wanted)]
    if not near:
        return ["missing="]
    body = near[0]
    faults = [] if len(near) == 1 else [f"split={[b.quote for b in near]}"]
    if body.name != wanted.name:
        faults.append(f"name={body.name} for {wanted.name}")
    if body.role != wanted.role:
        faults.append(f"role={body.role} for {wanted.role}")
    return faults
