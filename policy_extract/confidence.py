"""How sure a record is (置信度): the probability that a careful reader would leave a field as it is.

Each field has a logistic model over facts of the row itself (rules that fired, genre, section role, lengths, distances), so that
anybody can work a figure out again from the record. The weights are data, `patterns/confidence.csv`; they are fitted by
`benchmarks/confidence.py`, and docs/accuracy.md shows how well they hold on documents that no rule was tuned on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from policy_extract import rows
from policy_extract.patterns import Pack

FIELDS = ("kind", "number", "indicator", "phase", "when", "time", "responsibility", "status", "record")
"""Fields with a model of their own; `record` is the whole record, nothing in it wrong and nothing missing."""
INTERCEPT = "(always)"
CHAIN = "(chain)"
"""Feature of `record`: the sum of the logarithms of its fields' probabilities."""
LENGTHS = (2, 4, 8, 14, 20)
DISTANCES = (0, 4, 12, 30)
CROWDS = (1, 3, 6)
STATEMENT_LENGTHS = (12, 30, 80, 160)
CUTS = "，；。：,;:"
JOINERS = "和与及、或的"


class Place(NamedTuple):
    """Where a record stands: what its own words do not tell."""

    genre: str
    role: str
    """Role of the section, empty when it has none."""


def step(value: int, steps: Sequence[int]) -> str:
    """The bucket of a length, distance or count: the first step that it does not exceed."""
    for bound in steps:
        if value <= bound:
            return f"<={bound}"
    return f">{steps[-1]}"


def common_evidence(row: rows.StatementRow, place: Place) -> list[str]:
    """Facts about the statement that speak for or against everything in it."""
    words = row.quote
    planned = sum(1 for q in row.quantities if q.phase == "planned")
    achieved = sum(1 for q in row.quantities if q.phase == "achieved")
    found = [f"rule:{rule}" for rule in row.rules]
    found += [
        f"kind:{row.kind}",
        f"genre:{place.genre}",
        f"kind:{row.kind}&role:{place.role}",
        f"kind:{row.kind}&genre:{place.genre}",
    ]
    found.append(f"length:{step(len(words), STATEMENT_LENGTHS)}")
    found.append(f"numbers:{step(len(row.quantities), CROWDS)}" if row.quantities else "numbers:none")
    if planned and achieved:
        found.append("planned and achieved")
    if (row.kind == "achievement" and planned) or (row.kind != "achievement" and achieved):
        found.append("phase against kind")
    if words[-1:] not in "。；！？;）)":
        found.append("unclosed")
    if not row.section_path:
        found.append("no section")
    return found


def quantity_evidence(quantity: rows.QuantityRow, row: rows.StatementRow) -> list[str]:
    """Facts about a number and how its indicator and time were found."""
    at, until = quantity.start - row.start, quantity.end - row.start
    before = row.quote[:at]
    found = [f"rule:{rule}" for rule in quantity.rules]
    found += [f"measure:{quantity.measure}", f"comparator:{quantity.comparator}", f"phase:{quantity.phase}&kind:{row.kind}"]
    if quantity.implicit:
        found.append("implicit")
    if not quantity.unit:
        found.append("no unit")
    if before.count("（") + before.count("(") > before.count("）") + before.count(")"):
        found.append("in brackets")
    found += name_evidence(quantity, row, at, until)
    when = quantity.when
    if when is None:
        found.append("time:none")
    else:
        own = row.start <= when.start < row.end
        found.append(f"time:{step(abs(quantity.start - when.end), DISTANCES)}" if own else "time:elsewhere")
        found += [f"time:{rule}" for rule in when.rules]
    if quantity.group is not None:
        found.append("dealt out")
    return found


def name_evidence(quantity: rows.QuantityRow, row: rows.StatementRow, at: int, until: int) -> list[str]:
    """Facts about the name of an indicator and its distance from the number."""
    name = quantity.indicator
    found = [f"name:{step(len(name), LENGTHS)}" if name else "name:none"]
    if any(character in JOINERS for character in name):
        found.append("name with joiner")
    if any(character.isdigit() for character in name):
        found.append("name with number")
    span = quantity.indicator_span
    if span is None:
        return [*found, "name:put together"]
    first, last = span[0] - row.start, span[1] - row.start
    ahead = last <= at
    between = row.quote[last:at] if ahead else row.quote[until:first]
    found.append(f"name:{'ahead' if ahead else 'behind'}{step(max(0, len(between)), DISTANCES)}")
    if any(mark in between for mark in CUTS):
        found.append("name in another clause")
    return found


def time_evidence(time: rows.TimeRow) -> list[str]:
    """Facts about a time expression."""
    found = [f"rule:{rule}" for rule in time.rules]
    found += [f"time:{time.kind}", f"grain:{time.granularity}", f"anchor:{time.anchor}"]
    if time.end_date is None and time.every is None:
        found.append("undated")
    return found


def body_evidence(body: rows.ResponsibilityRow, row: rows.StatementRow) -> list[str]:
    """Facts about a body and what it answers for."""
    found = [f"rule:{rule}" for rule in body.rules]
    found += [f"role:{body.role}", f"body:{step(len(body.name), LENGTHS)}", f"bodies:{step(len(row.responsibilities), CROWDS)}"]
    if body.generic:
        found.append("generic")
    if body.person is not None:
        found.append("person")
    if body.organisation_id is None:
        found.append("unknown body")
    if not row.start <= body.start < row.end:
        found.append("stands elsewhere")
    return found


def status_evidence(status: rows.StatusRow, row: rows.StatementRow) -> list[str]:
    """Facts about a progress mark."""
    elsewhere = [] if row.start <= status.start < row.end else ["stands elsewhere"]
    return [*(f"rule:{rule}" for rule in status.rules), f"state:{status.state}", *elsewhere]


class Judge:
    """Gives rows their confidence by the weights of a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the weights. Raises PatternError for a table without the columns."""
        self._weights: dict[str, dict[str, float]] = {field: {} for field in FIELDS}
        for line in pack.table("confidence.csv", ("field", "feature", "weight")):
            self._weights.setdefault(line["field"], {})[line["feature"]] = float(line["weight"])

    def probability(self, field: str, evidence: Iterable[str]) -> float:
        """The probability that a field with this evidence is right, in thousandths."""
        weights = self._weights[field]
        total = weights.get(INTERCEPT, 0.0) + sum(weights.get(feature, 0.0) for feature in evidence)
        return round(1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, total)))), 3)

    def fill(self, row: rows.StatementRow, place: Place) -> None:
        """Set the confidence of a row and of everything in it."""
        common = common_evidence(row, place)
        row.kind_confidence = self.probability("kind", common)
        chain = math.log(max(row.kind_confidence, 0.001))
        for quantity in row.quantities:
            evidence = common + quantity_evidence(quantity, row)
            number, indicator, phase, when = (
                self.probability(field, evidence) for field in ("number", "indicator", "phase", "when")
            )
            quantity.confidence = rows.QuantityConfidenceRow(number, indicator, phase, when)
            if quantity.when is not None:
                quantity.when.confidence = self.probability("time", time_evidence(quantity.when))
            if quantity.phase in ("planned", "achieved"):
                chain += sum(math.log(max(share, 0.001)) for share in (number, indicator, phase, when))
        for time in row.times:
            time.confidence = self.probability("time", time_evidence(time))
            chain += math.log(max(time.confidence, 0.001))
        for body in row.responsibilities:
            body.confidence = self.probability("responsibility", body_evidence(body, row))
            chain += math.log(max(body.confidence, 0.001))
        for status in row.statuses:
            status.confidence = self.probability("status", status_evidence(status, row))
            chain += math.log(max(status.confidence, 0.001))
        weights = self._weights["record"]
        total = weights.get(INTERCEPT, 0.0) + weights.get(CHAIN, 1.0) * chain
        row.confidence = round(1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, total)))), 3)
