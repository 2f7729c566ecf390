"""Scores of stand-off results against gold ones: for each field what was found, and what is right in every attribute.

Only what begins inside a gold window counts, and of quantities only planned and achieved ones. Vague and ongoing times,
generic bodies and unnumbered headings were left to the annotators' taste: finding one that no gold item meets costs nothing.
The headline is the mean of the strict F1 figures.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policy_extract.evaluation.matching import (
    Accuracy,
    Item,
    Outcome,
    Tally,
    overlap,
    same_attribute,
    same_cover,
    same_name,
    same_number,
)

TASK_LIKE = frozenset({"goal", "task", "assignment", "problem"})
KINDS = ("goal", "task", "assignment", "achievement", "problem", "background")
FIELDS = ("headings", "statements", "quantities", "times", "responsibilities", "statuses")
STRICT = (
    "quantity strict", "time strict", "responsibility strict", "status strict", "heading strict", "task-like statement",
)  # fmt: skip
QUANTITY_ATTRIBUTES = ("phase", "comparator", "unit", "measure", "direction", "when_end")
STRICT_QUANTITY_ATTRIBUTES = ("phase", "comparator", "unit", "when_end")
LEFT_FREE = frozenset({"measure", "direction"})
"""Attributes that count only where the gold item states them."""
TIME_ATTRIBUTES = ("kind", "start_date", "end_date", "every")
LOOSE_TIMES = frozenset({"ongoing", "vague", "immediate"})


@dataclass(slots=True, frozen=True)
class Fault:
    """One difference between gold and result."""

    field: str
    name: str
    what: str
    item: Item

    def line(self) -> str:
        """The fault in one line."""
        brief = {key: value for key, value in self.item.items() if key not in ("start", "end")}
        shown = json.dumps(brief, ensure_ascii=False, default=str)
        return f"{self.field} | {self.name}@{self.item['start']} | {self.what} | {shown}"


class Scores:
    """Counts over all documents of a gold set, with the same for each genre and document where these are known."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.accuracies: dict[str, Accuracy] = defaultdict(Accuracy)
        self.faults: list[Fault] = []
        self.genres: dict[str, Scores] = {}
        """By the genre that the extractor gave the document (文种)."""
        self.documents: dict[str, Scores] = {}
        """By the name of the gold file."""
        self.measured_on: dict[str, dict[str, str]] = {}
        """Hashes of gold file and text by the name of the gold file."""
        self._confusion: Counter[tuple[str, str]] = Counter()

    def add(self, gold: dict[str, Any], found: dict[str, Any]) -> None:
        """Count one document: its gold annotation and its result."""
        name = gold["name"]
        inside = {field: _inside(found.get(field), gold["windows"]) for field in FIELDS}
        if gold.get("fields"):
            inside = {field: items if field in gold["fields"] else [] for field, items in inside.items()}
        self._quantities(name, gold["quantities"], inside["quantities"])
        self._times(name, gold["times"], inside["times"])
        self._responsibilities(name, gold["responsibilities"], inside["responsibilities"])
        outcome = self.tallies["status strict"].add(
            gold["statuses"], inside["statuses"], lambda g, p: bool(g.get("state") == p.get("state"))
        )
        self._note("status", name, outcome)
        for pair in outcome.matched:
            if pair[0].get("covers"):
                self._attribute("status", name, "covers", pair, same_cover(*pair))
        self._headings(name, gold["headings"], inside["headings"])
        self._statements(name, gold["statements"], inside["statements"])

    def finish(self) -> Scores:
        """Fill the figures of the statement kinds from the confusion matrix."""
        for kind in KINDS:
            self.tallies[f"kind:{kind}"] = Tally(
                self._confusion[kind, kind],
                sum(n for (gold, found), n in self._confusion.items() if found == kind != gold),
                sum(n for (gold, found), n in self._confusion.items() if gold == kind != found),
            )
        return self

    @property
    def headline(self) -> float:
        """Mean of the strict F1 figures of the fields that the gold holds."""
        present = [self.tallies[name].f1 for name in STRICT if self.tallies[name].present]
        return sum(present) / len(present) if present else 0.0

    @property
    def kind_macro_f1(self) -> float:
        """Mean F1 over the statement kinds that the gold holds."""
        kinds = [self.tallies[f"kind:{kind}"] for kind in KINDS]
        present = [tally.f1 for tally in kinds if tally.present]
        return sum(present) / len(present) if present else 0.0

    def to_dict(self) -> dict[str, Any]:
        """All figures as plain JSON-able objects."""
        return {
            "headline": self.headline,
            "kind_macro_f1": self.kind_macro_f1,
            "f1": {
                name: {"p": t.precision, "r": t.recall, "f": t.f1, "tp": t.right, "fp": t.extra, "fn": t.missed}
                for name, t in self.tallies.items()
            },
            "accuracy": {
                name: {"right": a.right, "of": a.total, "share": a.share} for name, a in self.accuracies.items()
            },
        }  # fmt: skip

    def _note(self, field: str, name: str, outcome: Outcome) -> None:
        """Keep what was missed and what was too much."""
        self.faults += [Fault(field, name, "missed", item) for item in outcome.missed]
        self.faults += [Fault(field, name, "extra", item) for item in outcome.extra]

    def _attribute(self, field: str, name: str, key: str, pair: tuple[Item, Item], right: bool) -> None:
        """Count one attribute of a matched pair."""
        gold, found = pair
        if not self.accuracies[f"{field}.{key}"].add(right):
            self.faults.append(Fault(f"{field}.{key}", name, f"gold {gold.get(key)!r} got {found.get(key)!r}", gold))

    def _quantities(self, name: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
        """Quantities: found = overlap and the same number; strict = indicator and the strict attributes too."""
        found = [item for item in found if item.get("phase") in ("planned", "achieved")]
        outcome = self.tallies["quantity found"].add(gold, found, same_number)
        self._note("quantity", name, outcome)
        for pair in outcome.matched:
            for key in QUANTITY_ATTRIBUTES:
                if key not in LEFT_FREE or key in pair[0]:
                    self._attribute("quantity", name, key, pair, same_attribute(*pair, key))
            right = same_name(pair[0].get("indicator"), pair[1].get("indicator"))
            self._attribute("quantity", name, "indicator", pair, right)
        self.tallies["quantity strict"].add(gold, found, _same_quantity)

    def _times(self, name: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
        """Times: found = overlap; strict = kind and dates too."""

        def loose(item: Item) -> bool:
            return item.get("kind") in LOOSE_TIMES

        outcome = self.tallies["time found"].add(gold, found, lambda g, p: True, loose)
        self._note("time", name, outcome)
        for wanted, item in outcome.matched:
            if not same_time(wanted, item):
                got = {key: item.get(key) for key in TIME_ATTRIBUTES}
                self.faults.append(Fault("time", name, f"value: got {got}", wanted))
        self.tallies["time strict"].add(gold, found, same_time, loose)

    def _responsibilities(self, name: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
        """Bodies: found = overlap; strict = role, name and cover too."""

        def generic(item: Item) -> bool:
            return bool(item.get("generic"))

        outcome = self.tallies["responsibility found"].add(gold, found, lambda g, p: True, generic)
        self._note("responsibility", name, outcome)
        for pair in outcome.matched:
            self._attribute("responsibility", name, "role", pair, pair[0].get("role") == pair[1].get("role"))
            self._attribute("responsibility", name, "covers", pair, same_cover(*pair))
            if not _same_body(*pair):
                what = f"gold {_body(pair[0])!r} got {_body(pair[1])!r}"
                self.faults.append(Fault("responsibility.name", name, what, pair[0]))
        self.tallies["responsibility strict"].add(gold, found, same_responsibility, generic)

    def _headings(self, name: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
        """Headings: numbered ones count, unnumbered ones below the title are only reported."""
        outcome = self.tallies["heading unnumbered"].add(_unnumbered(gold), _unnumbered(found), _same_heading)
        self._note("heading unnumbered", name, outcome)
        outcome = self.tallies["heading strict"].add(_numbered(gold), _numbered(found), _same_heading)
        self._note("heading", name, outcome)

    def _statements(self, name: str, gold: Sequence[Item], found: Sequence[Item]) -> None:
        """Statements: each gold one takes the kind of the result that covers most of it, if that is half of it."""
        for wanted in gold:
            if wanted.get("optional"):
                continue
            best = max(found, key=lambda item: overlap(wanted, item), default=None)
            covered = best is not None and overlap(wanted, best) * 2 >= wanted["end"] - wanted["start"]
            kind = _kind(best) if best is not None and covered else "other"
            gold_kind = _kind(wanted)
            self._confusion[gold_kind, kind] += 1
            if gold_kind != kind:
                self.faults.append(Fault("statement", name, f"gold {gold_kind} got {kind}", wanted))
            tally = self.tallies["task-like statement"]
            expected, got = gold_kind in TASK_LIKE, kind in TASK_LIKE
            tally.right += expected and got
            tally.extra += got and not expected
            tally.missed += expected and not got
            if best is not None and wanted.get("modality") and expected and got:
                self._attribute("statement", name, "modality", (wanted, best), best.get("modality") == wanted["modality"])


def score(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> Scores:
    """Scores over pairs of a gold annotation and a result in the stand-off form."""
    scores = Scores()
    for gold, found in pairs:
        scores.add(gold, found)
    return scores.finish()


def _inside(items: Sequence[Item] | None, windows: Sequence[Sequence[int]]) -> list[Item]:
    """The items that begin inside an annotated window."""
    return [item for item in items or () if any(start <= item["start"] < end for start, end in windows)]


def _kind(statement: Item) -> str:
    """The scored kind of a statement."""
    kind = statement["kind"]
    return str(kind) if kind in KINDS else "other"


def _numbered(headings: Sequence[Item]) -> list[Item]:
    """Headings with a number."""
    return [h for h in headings if h.get("number")]


def _unnumbered(headings: Sequence[Item]) -> list[Item]:
    """Headings without a number, the document title left out."""
    return [h for h in headings if not h.get("number") and h.get("level")]


def _same_heading(gold: Item, found: Item) -> bool:
    """Same number and level."""
    return (gold.get("number") or "") == (found.get("number") or "") and gold.get("level") == found.get("level")


def same_time(gold: Item, found: Item) -> bool:
    """Same kind and dates."""
    return all(same_attribute(gold, found, key) for key in TIME_ATTRIBUTES)


def _same_quantity(gold: Item, found: Item) -> bool:
    """Same number, indicator and strict attributes."""
    return (
        same_number(gold, found)
        and all(same_attribute(gold, found, key) for key in STRICT_QUANTITY_ATTRIBUTES)
        and same_name(gold.get("indicator"), found.get("indicator"))
    )


def same_responsibility(gold: Item, found: Item) -> bool:
    """Same role, name and cover."""
    return gold.get("role") == found.get("role") and same_cover(gold, found) and _same_body(gold, found)


def _body(item: Item) -> str:
    """The name of a body, its quote where it has none."""
    return str(item.get("name") or item.get("quote") or "")


def _same_body(gold: Item, found: Item) -> bool:
    """Same name."""
    return same_name(_body(gold), _body(found))
