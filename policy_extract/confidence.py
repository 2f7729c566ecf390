"""How sure a record is (置信度): the probability that a careful reader would leave a field as it is.

Each field has a logistic model over facts of the row itself (rules that fired, genre, section role, lengths, distances), so that
anybody can work a figure out again from the record. The weights are data, `patterns/confidence.csv`; they are fitted by
`benchmarks/confidence.py`, and docs/accuracy.md shows how well they hold on documents that no rule was tuned on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import log
from typing import Final

from policy_extract import rows
from policy_extract.evidence import (
    Facts,
    Place,
    body_evidence,
    body_facts,
    bracket_depths,
    common_evidence,
    common_facts,
    quantity_evidence,
    quantity_facts,
    status_evidence,
    status_facts,
    time_evidence,
    time_facts,
)
from policy_extract.patterns import Pack

FIELDS: Final = ("kind", "number", "indicator", "phase", "when", "time", "responsibility", "status", "record")
"""Fields with a model of their own; `record` is the whole record, nothing in it wrong and nothing missing."""
OF_STATEMENT: Final = ("kind", "number", "indicator", "phase", "when")
OF_QUANTITY: Final = OF_STATEMENT[1:]
INTERCEPT: Final = "(always)"
CHAIN: Final = "(chain)"
"""Feature of `record`: the sum of the logarithms of its fields' probabilities."""
MOST_REMEMBERED: Final = 20_000
"""Sets of facts whose sums are kept; thousands of documents repeat a few thousand."""


THOUSANDTHS: Final = tuple(number / 1000 for number in range(1001))
LOGARITHMS: Final = tuple(log(max(share, 0.001)) for share in THOUSANDTHS)
STEPS: Final = tuple(log((number + 0.5) / (999.5 - number)) for number in range(1000))
"""The sums of weights at which the rounded probability goes up by a thousandth."""


class Sums:
    """Sums of weights by facts, for the fields that share an evidence; worked out once for each set of facts."""

    def __init__(
        self, weights: dict[str, dict[str, float]], fields: tuple[str, ...], words: Callable[[Facts], list[str]], opens: bool
    ) -> None:
        """Sum the weights of these fields; `opens` when the sums begin with the constant part of each model."""
        self._models = [weights[field] for field in fields]
        self._words = words
        self._opens = opens
        self._known: dict[Facts, tuple[float, ...]] = {}

    def of(self, facts: Facts) -> tuple[float, ...]:
        """The sums, a field each."""
        found = self._known.get(facts)
        if found is None:
            evidence = self._words(facts)
            found = tuple(
                (model.get(INTERCEPT, 0.0) if self._opens else 0.0) + sum(model.get(feature, 0.0) for feature in evidence)
                for model in self._models
            )
            if len(self._known) < MOST_REMEMBERED:
                self._known[facts] = found
        return found


class Judge:
    """Gives rows their confidence by the weights of a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the weights. Raises PatternError for a table without the columns."""
        weights: dict[str, dict[str, float]] = {field: {} for field in FIELDS}
        for line in pack.table("confidence.csv", ("field", "feature", "weight")):
            weights.setdefault(line["field"], {})[line["feature"]] = float(line["weight"])
        self._statement = Sums(weights, OF_STATEMENT, common_evidence, True)
        self._quantity = Sums(weights, OF_QUANTITY, quantity_evidence, False)
        self._time = Sums(weights, ("time",), time_evidence, True)
        self._body = Sums(weights, ("responsibility",), body_evidence, True)
        self._status = Sums(weights, ("status",), status_evidence, True)
        self._record = weights["record"].get(INTERCEPT, 0.0), weights["record"].get(CHAIN, 1.0)

    def fill(self, row: rows.StatementRow, place: Place) -> None:
        """Set the confidence of a row and of everything in it; a figure is a probability in thousandths."""
        common = self._statement.of(common_facts(row, place))
        step = bisect_right(STEPS, common[0])
        row.kind_confidence = THOUSANDTHS[step]
        chain = LOGARITHMS[step]
        if row.quantities:
            brackets = bracket_depths(row.quote)
            for quantity in row.quantities:
                chain += self._quantities(quantity, quantity_facts(quantity, row, brackets), common)
        for time in row.times:
            chain += self._times(time)
        for body in row.responsibilities:
            step = bisect_right(STEPS, self._body.of(body_facts(body, row))[0])
            body.confidence = THOUSANDTHS[step]
            chain += LOGARITHMS[step]
        for status in row.statuses:
            step = bisect_right(STEPS, self._status.of(status_facts(status, row))[0])
            status.confidence = THOUSANDTHS[step]
            chain += LOGARITHMS[step]
        constant, weight = self._record
        row.confidence = THOUSANDTHS[bisect_right(STEPS, constant + weight * chain)]

    def _quantities(self, quantity: rows.QuantityRow, facts: Facts, common: tuple[float, ...]) -> float:
        """Set how sure the parts of a quantity are; returns what it adds to the chain of the record."""
        _, number, indicator, phase, when = common
        sums = self._quantity.of(facts)
        number_step, indicator_step = bisect_right(STEPS, number + sums[0]), bisect_right(STEPS, indicator + sums[1])
        phase_step, when_step = bisect_right(STEPS, phase + sums[2]), bisect_right(STEPS, when + sums[3])
        quantity.confidence = rows.QuantityConfidenceRow(
            THOUSANDTHS[number_step], THOUSANDTHS[indicator_step], THOUSANDTHS[phase_step], THOUSANDTHS[when_step]
        )
        if quantity.when is not None:
            self._times(quantity.when)
        if quantity.phase not in ("planned", "achieved"):
            return 0.0
        return LOGARITHMS[number_step] + LOGARITHMS[indicator_step] + LOGARITHMS[phase_step] + LOGARITHMS[when_step]

    def _times(self, time: rows.TimeRow) -> float:
        """Set how sure a time expression is; returns what it adds to the chain of the record."""
        step = bisect_right(STEPS, self._time.of(time_facts(time))[0])
        time.confidence = THOUSANDTHS[step]
        return LOGARITHMS[step]
