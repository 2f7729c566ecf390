"""Fit and check the confidence of records (置信度): how often is a record right that calls itself 0.9 sure?

usage: python benchmarks/confidence.py collect GOLD_DIR --texts ROOT --group NAME [--append]
       python benchmarks/confidence.py fit

`collect` runs the extractor over annotated documents and writes, for every field of every record, the facts that its confidence
may use and whether it was right: benchmarks/confidence_cases.jsonl. It holds no words of the documents, so outcomes on texts
that cannot be shipped are kept too. Collect documents before the rules are mended against them: afterwards they look too good.
`fit` makes patterns/confidence.csv from the cases: a ridge-penalised logistic model for each field.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from policy_extract import confidence as judging
from policy_extract import evidence as facts
from policy_extract import rows
from policy_extract.evaluation.gold import find_text, load_gold
from policy_extract.evaluation.matching import Item, overlap, pairs, same_attribute, same_name, same_number
from policy_extract.evaluation.scorer import KINDS, LOOSE_TIMES, same_responsibility, same_time
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult
from policy_extract.standoff import quantity_item, responsibility_item, status_item, time_item

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "benchmarks" / "confidence_cases.jsonl"
WEIGHTS = ROOT / "patterns" / "confidence.csv"
FEWEST = 12
"""A feature seen in fewer cases of a field gets no weight."""
PENALTY = 3.0
TUNED = "(tuned)"
"""Marks cases of documents that the rules were tuned on; its weight is left out of the table."""
ROUNDS = 60


@dataclass(slots=True)
class Case:
    """One field of one record: what is known of it and whether it was right."""

    field: str
    document: str
    group: str
    right: bool
    evidence: list[str]
    record: int
    """Number of the record in its document: the cases of one record share it."""


class Reader:
    """Compares the rows of one document with its gold annotation."""

    def __init__(self, gold: Item, result: DocumentResult, group: str) -> None:
        self.gold, self.group = gold, group
        self.record = 0
        self.document, self.statements = result.rows
        roles = {section.section_id: section.role or "" for section in self.document.sections}
        self.places = [facts.Place(self.document.genre, roles.get(row.section_id or "", "")) for row in self.statements]
        self.found: dict[str, list[Item]] = defaultdict(list)
        for row in self.statements:
            self.found["quantities"] += [_plain(quantity_item(q)) for q in row.quantities if q.phase in ("planned", "achieved")]
            self.found["times"] += [_plain(time_item(t)) for t in row.times]
            self.found["responsibilities"] += [_plain(responsibility_item(b)) for b in row.responsibilities]
            self.found["statuses"] += [_plain(status_item(s)) for s in row.statuses]
        for name, items in self.found.items():
            self.found[name] = list(
                {(item["start"], item["end"], json.dumps(item, sort_keys=True)): item for item in items}.values()
            )
        self.partner: dict[tuple[str, int, int], list[Item]] = {}
        self._pair("quantities", lambda g, p: True)
        self._pair("times", lambda g, p: True)
        self._pair("responsibilities", lambda g, p: True)
        self._pair("statuses", lambda g, p: True)

    def _pair(self, name: str, same: Any) -> None:
        """Remember the gold item of each found one: by number first, where two numbers stand in one place."""
        gold, found = self.gold[name], self.found[name]
        if name == "quantities":
            first = pairs(gold, found, same_number)
            taken_gold, taken = {i for i, _ in first}, {j for _, j in first}
            rest_gold = [g for i, g in enumerate(gold) if i not in taken_gold]
            rest = [p for j, p in enumerate(found) if j not in taken]
            made = [(gold[i], found[j]) for i, j in first] + [(rest_gold[i], rest[j]) for i, j in pairs(rest_gold, rest, same)]
        else:
            made = [(gold[i], found[j]) for i, j in pairs(gold, found, same)]
        for wanted, item in made:
            self.partner.setdefault((name, item["start"], item["end"]), []).append(wanted)

    def inside(self, start: int) -> bool:
        """Whether a place was annotated."""
        return any(a <= start < b for a, b in self.gold["windows"])

    def wanted(self, name: str, item: Item) -> Item | None:
        """The gold item that a found one stands for."""
        held = self.partner.get((name, item["start"], item["end"]), [])
        return next((g for g in held if name != "quantities" or same_number(g, item)), held[0] if held else None)

    def free(self, name: str, item: Item) -> bool:
        """Whether the annotators were free to leave this out."""
        return any(g.get("optional") and overlap(g, item) for g in self.gold[name])

    def cases(self) -> Iterator[Case]:
        """All cases of the document, the whole records last in each statement."""
        for number, (row, place) in enumerate(zip(self.statements, self.places, strict=True)):
            if self.inside(row.start):
                self.record = number
                yield from self._row(row, place)

    def _row(self, row: rows.StatementRow, place: facts.Place) -> Iterator[Case]:
        """The cases of one record."""
        common = facts.common_evidence(facts.common_facts(row, place))
        made = list(self._kind(row, common))
        for quantity in row.quantities:
            made += self._quantity(quantity, row, common)
        for time in row.times:
            evidence = facts.time_evidence(facts.time_facts(time))
            made += self._mention("time", "times", _plain(time_item(time)), evidence, same_time)
        for body in row.responsibilities:
            item = _plain(responsibility_item(body))
            evidence = facts.body_evidence(facts.body_facts(body, row))
            made += self._mention("responsibility", "responsibilities", item, evidence, same_responsibility)
        for status in row.statuses:
            evidence = facts.status_evidence(facts.status_facts(status, row))
            made += self._mention(
                "status", "statuses", _plain(status_item(status)), evidence, lambda g, p: g["state"] == p["state"]
            )
        yield from made
        if made:
            complete = not self._missed(row)
            yield self._case("record", complete and all(case.right for case in made), [])

    def _missed(self, row: rows.StatementRow) -> bool:
        """Whether a required gold item that begins in the statement was not found."""
        met = {(g["start"], g["end"], name) for (name, _, _), held in self.partner.items() for g in held}
        return any(
            row.start <= g["start"] < row.end and not g.get("optional") and (g["start"], g["end"], name) not in met
            for name in ("quantities", "times", "responsibilities", "statuses")
            for g in self.gold[name]
            if g.get("kind") not in LOOSE_TIMES and not g.get("generic")
        )

    def _case(self, field: str, right: bool, evidence: list[str]) -> Case:
        return Case(field, self.gold["name"], self.group, right, evidence, self.record)

    def _kind(self, row: rows.StatementRow, common: list[str]) -> Iterator[Case]:
        """The kind, against the gold statement that shares most with it."""
        item = {"start": row.start, "end": row.end}
        best = max(self.gold["statements"], key=lambda g: overlap(g, item), default=None)
        if best is None or best.get("optional") or not overlap(best, item):
            return
        kind = best["kind"] if best["kind"] in KINDS else "other"
        yield self._case("kind", kind == row.kind, common)

    def _quantity(self, quantity: rows.QuantityRow, row: rows.StatementRow, common: list[str]) -> Iterator[Case]:
        """The parts of a quantity; what no gold item meets is a wrong number."""
        item = _plain(quantity_item(quantity))
        if item["phase"] not in ("planned", "achieved") or self.free("quantities", item):
            return
        evidence = common + facts.quantity_evidence(facts.quantity_facts(quantity, row, facts.bracket_depths(row.quote)))
        wanted = self.wanted("quantities", item)
        if wanted is None:
            yield self._case("number", False, evidence)
            return
        same = all(same_attribute(wanted, item, key) for key in ("comparator", "unit"))
        yield self._case("number", same and same_number(wanted, item), evidence)
        yield self._case("indicator", same_name(wanted.get("indicator"), item.get("indicator")), evidence)
        yield self._case("phase", same_attribute(wanted, item, "phase"), evidence)
        yield self._case("when", same_attribute(wanted, item, "when_end"), evidence)

    def _mention(self, field: str, name: str, item: Item, evidence: list[str], same: Any) -> Iterator[Case]:
        """A time, body or progress mark."""
        if not self.inside(item["start"]) or self.free(name, item):
            return
        wanted = self.wanted(name, item)
        if wanted is None and (item.get("generic") or (name == "times" and item.get("kind") in LOOSE_TIMES)):
            return
        yield self._case(field, wanted is not None and bool(same(wanted, item)), evidence)


def _plain(item: dict[str, Any]) -> Item:
    """A stand-off item as it is read from a file."""
    plain: Item = msgspec.json.decode(rows.encode(item))
    return plain


def collect(folder: Path, texts: Path | None, group: str) -> list[Case]:
    """The cases of a gold folder."""
    extractor = Extractor()
    return [
        case
        for gold in load_gold(folder)
        for result in extractor.extract_file(find_text(gold, folder, texts))
        for case in Reader(gold, result, group).cases()
    ]


def load(path: Path = CASES) -> list[Case]:
    """The cases of the file: a line with the names of all features, then a line a case."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    names = json.loads(first)
    cases = []
    for line in lines:
        field, document, group, record, right, evidence = json.loads(line)
        cases.append(Case(field, document, group, bool(right), [names[number] for number in evidence], record))
    return cases


def save(cases: Sequence[Case], path: Path = CASES) -> None:
    """Write cases by group, document and record."""
    names = sorted({feature for case in cases for feature in case.evidence})
    index = {name: number for number, name in enumerate(names)}
    lines = [json.dumps(names, ensure_ascii=False)]
    for case in sorted(cases, key=lambda c: (c.group, c.document, c.record, judging.FIELDS.index(c.field))):
        evidence = sorted(index[feature] for feature in case.evidence)
        line = [case.field, case.document, case.group, case.record, int(case.right), evidence]
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def weights(cases: Sequence[Case]) -> dict[str, float]:
    """A ridge logistic model of one field by Newton's method; features that are too rare or always there are left out."""
    counts = Counter(feature for case in cases for feature in set(case.evidence))
    names = sorted(name for name, count in counts.items() if FEWEST <= count < len(cases))
    tuned = any(case.group.startswith("tuned") for case in cases)
    columns = [judging.INTERCEPT, *([TUNED] if tuned else []), *names]
    index = {name: number for number, name in enumerate(columns)}
    table = np.zeros((len(cases), len(columns)))
    table[:, 0] = 1
    for row, case in enumerate(cases):
        for feature in case.evidence:
            if feature in index:
                table[row, index[feature]] = 1
        if case.group.startswith("tuned"):
            table[row, index[TUNED]] = 1
    right = np.array([float(case.right) for case in cases])
    penalty = np.full(len(columns), PENALTY)
    penalty[0] = 0.05
    if tuned:
        penalty[1] = 0.05
    return dict(zip(columns, _newton(table, right, penalty), strict=True))


def _newton(table: Any, right: Any, penalty: Any) -> list[float]:
    """Weights with the greatest penalised likelihood."""
    found = np.zeros(table.shape[1])
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-np.clip(table @ found, -20, 20)))
        slope = table.T @ (right - share) - penalty * found
        curve = (table * (share * (1 - share))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return [float(value) for value in found]


def probability(model: dict[str, float], evidence: Iterable[str]) -> float:
    """The probability by a model."""
    total = model[judging.INTERCEPT] + sum(model.get(feature, 0.0) for feature in evidence)
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, total))))


def chains(cases: Sequence[Case], models: dict[str, dict[str, float]]) -> dict[tuple[str, int], float]:
    """For each record the sum of the logarithms of the probabilities of its fields."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for case in cases:
        if case.field in models and case.field != "record":
            found[case.document, case.record] += math.log(max(0.001, probability(models[case.field], case.evidence)))
    return found


def fit(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """The models of all fields; that of the whole record is fitted on the outcome of the others."""
    by_field: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_field[case.field].append(case)
    models = {field: weights(by_field[field]) for field in judging.FIELDS if field != "record" and by_field[field]}
    records = by_field["record"]
    tuned = np.array([float(case.group.startswith("tuned")) for case in records])
    chain = chains(cases, models)
    table = np.column_stack([np.ones(len(records)), [chain[case.document, case.record] for case in records], tuned])
    right = np.array([float(case.right) for case in records])
    found = _newton(table, right, np.array([0.05, 0.05, 0.05]))
    models["record"] = {judging.INTERCEPT: found[0], judging.CHAIN: found[1], TUNED: found[2]}
    return models


def across(cases: Sequence[Case], group: str) -> list[tuple[Case, float]]:
    """Every case of a group with the probability that a model gives which has not seen its document."""
    judged = []
    for document in sorted({case.document for case in cases if case.group == group}):
        models = fit([case for case in cases if case.document != document])
        held = [case for case in cases if case.document == document and case.group == group]
        chain, own = chains(held, models), models["record"]
        for case in held:
            if case.field == "record":
                total = own[judging.INTERCEPT] + own[judging.CHAIN] * chain[case.document, case.record]
                judged.append((case, 1 / (1 + math.exp(-total))))
            elif case.field in models:
                judged.append((case, probability(models[case.field], case.evidence)))
    return judged


def write_weights(models: dict[str, dict[str, float]]) -> None:
    """Write the table that the extractor reads."""
    with WEIGHTS.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(("field", "feature", "weight"))
        for field in judging.FIELDS:
            for feature, weight in sorted(models.get(field, {}).items()):
                if feature != TUNED and (abs(weight) >= 0.005 or feature in (judging.INTERCEPT, judging.CHAIN)):
                    lines.writerow((field, feature, f"{weight:.3f}"))


def main() -> int:
    """Collect cases or fit the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect", help="write cases from annotated documents")
    collecting.add_argument("gold", type=Path)
    collecting.add_argument("--texts", type=Path, help="folder that the sources of the gold files are relative to")
    collecting.add_argument("--group", required=True, help="`unseen…` or `tuned…`")
    collecting.add_argument("--append", action="store_true", help="keep the cases of other groups")
    commands.add_parser("fit", help="write patterns/confidence.csv")
    arguments = parser.parse_args()
    if arguments.command == "collect":
        kept = [case for case in load() if case.group != arguments.group] if arguments.append and CASES.exists() else []
        cases = collect(arguments.gold, arguments.texts, arguments.group)
        save([*kept, *cases])
        print(f"{len(cases)} cases of {arguments.group}: {sum(case.right for case in cases)} right")
        return 0
    models = fit(load())
    write_weights(models)
    print(f"written: {WEIGHTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
