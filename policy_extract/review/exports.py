"""What a review gives: the verified ledger, gold stand-off files, and which rule was wrong how often."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from policy_extract import rows
from policy_extract.export.csv_ledger import COLUMNS, text_safe
from policy_extract.identity import text_hash
from policy_extract.review.corrections import light
from policy_extract.review.desk import Decision, Desk, Entry
from policy_extract.review.figures import changed_fields, outcome
from policy_extract.standoff import LISTS, quantity_item, responsibility_item, status_item, time_item

Item = dict[str, Any]
MOST_EXAMPLES = 5


def outcomes(desk: Desk, document: int | None = None) -> Iterator[tuple[Entry, Decision | None, bool]]:
    """Each record with what counts for it, and whether reviewers differ about it."""
    standing, settled = desk.standing(), desk.settled()
    for entry in desk.entries(document):
        decisions = standing.get(entry.record, {})
        found = outcome(decisions, settled.get(entry.record))
        yield entry, found, found is None and bool(decisions)


def kept_row(entry: Entry, decision: Decision | None) -> dict[str, Any]:
    """The record as it was decided: corrected where it was."""
    return decision.row if decision is not None and decision.row is not None else entry.row


def ledger(desk: Desk) -> bytes:
    """The verified ledger as CSV: the tasks that were accepted, corrected or added, with who decided and when."""
    target = io.StringIO()
    cells = csv.writer(target, lineterminator="\r\n")
    cells.writerow([*COLUMNS, "复核结论 verdict", "复核人 reviewer", "复核时间 at", "备注 note"])
    for number in desk.documents():
        document: rows.DocumentRow = msgspec.json.decode(rows.encode(desk.document(number)[2]), type=rows.DocumentRow)
        for entry, decision, _ in outcomes(desk, number):
            if decision is None or decision.verdict == "reject":
                continue
            row = light(kept_row(entry, decision))
            if isinstance(row, rows.TaskRow):
                who = [decision.verdict, decision.reviewer, decision.at, decision.note]
                cells.writerow([text_safe(cell) for cell in [*(cell(document, row) for cell in COLUMNS.values()), *who]])
    return ("\ufeff" + target.getvalue()).encode("utf-8", "replace")


def gold(desk: Desk) -> bytes:
    """Gold stand-off objects, a line for each document with decisions; `windows` are the words that were decided on.

    They hold records only: what the reviewed statements do not hold (background, headings) was not asked about.
    """
    lines = []
    for number in desk.documents():
        name, _, document, text = desk.document(number)
        found: Item = {"name": name, "source": document["source"], "sha256": document["sha256"], "windows": []}
        found |= {key: [] for key in LISTS}
        seen: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for entry, decision, _ in outcomes(desk, number):
            if decision is None:
                continue
            record = kept_row(entry, decision)
            found["windows"].append([min(entry.start, record["start"]), max(entry.end, record["end"])])
            if decision.verdict != "reject":
                _fill(found, light(record), seen)
        if found["windows"]:
            found["windows"] = joined(found["windows"])
            for key in LISTS:
                found[key].sort(key=lambda item: (item["start"], item["end"]))
            assert text is None or text_hash(text) == found["sha256"]
            lines.append(rows.encode(found) + b"\n")
    return b"".join(lines)


def _fill(found: Item, row: rows.TaskRow | rows.AchievementRow, seen: dict[str, set[tuple[int, int]]]) -> None:
    """Put a record into a stand-off object; what several records share stands there once."""
    found["statements"].append(
        {"start": row.start, "end": row.end, "kind": row.kind} | ({"modality": row.modality} if row.modality else {})
    )
    items = {
        "quantities": [quantity_item(item) for item in row.quantities],
        "times": [time_item(item) for item in row.times],
        "responsibilities": [responsibility_item(item) for item in row.responsibilities],
        "statuses": [status_item(item) for item in row.statuses],
    }
    for key, several in items.items():
        for item in several:
            if (item["start"], item["end"]) not in seen[key]:
                seen[key].add((item["start"], item["end"]))
                found[key].append({name: value for name, value in item.items() if name != "rules"})


def joined(spans: list[list[int]]) -> list[list[int]]:
    """Spans in order, those that touch or overlap as one."""
    found: list[list[int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


@dataclass(slots=True)
class Tally:
    """How often a rule took part in what was decided on, and what was wrong then."""

    fired: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    examples: list[Item] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Cases in which something that the rule decides was wrong."""
        return sum(self.wrong.values())


def rules(desk: Desk) -> dict[str, Tally]:
    """Every rule with its tally, the one that was wrong most often first: candidates for a change of the patterns."""
    found: dict[str, Tally] = defaultdict(Tally)
    for entry, decision, _ in outcomes(desk):
        if decision is None or entry.added_by is not None:
            continue
        after = None if decision.verdict == "reject" else kept_row(entry, decision)
        changed = [] if after is None else changed_fields(entry.row, after)
        own = "rejected" if after is None else next((name for name in ("kind", "modality", "span") if name in changed), "")
        _count(found, entry.row["rules"], own, entry.row["quote"], entry.row["kind"], after["kind"] if after else None)
        for name in ("quantities", "responsibilities", "times", "statuses"):
            left = {(item["start"], item["end"]): item for item in after[name]} if after else {}
            for item in entry.row[name]:
                new = left.get((item["start"], item["end"]))
                fault = "rejected" if after is None else "extra" if new is None else _difference(item, new)
                _count(found, item["rules"], fault, entry.row["quote"], _brief(item), _brief(new) if new else None)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].faults, -pair[1].fired, pair[0])))


def _difference(before: Item, after: Item) -> str:
    """The first field in which two items differ, or nothing."""
    return next((key for key in before if key not in ("rules", "confidence", "quote") and before[key] != after.get(key)), "")


def _count(found: dict[str, Tally], rule_ids: list[str], fault: str, words: str, said: Any, corrected: Any) -> None:
    """Count one case for each of the rules."""
    for rule in dict.fromkeys(rule_ids):
        tally = found[rule]
        tally.fired += 1
        if fault:
            tally.wrong[fault] += 1
            if len(tally.examples) < MOST_EXAMPLES:
                tally.examples.append({"words": words[:200], "fault": fault, "said": said, "corrected": corrected})


def _brief(item: Item) -> Item:
    """An item without what says nothing."""
    return {
        key: value for key, value in item.items() if value not in (None, False, [], "") and key not in ("rules", "confidence")
    }


def candidates(desk: Desk) -> bytes:
    """The rules with their tallies and examples as JSON Lines."""
    return b"".join(
        rows.encode(
            {"rule": rule, "fired": tally.fired, "wrong": tally.faults, "faults": dict(tally.wrong), "examples": tally.examples}
        )
        + b"\n"
        for rule, tally in rules(desk).items()
    )


def decisions(desk: Desk) -> bytes:
    """Every decision that was ever made, with who and when, as JSON Lines."""
    lines = []
    for one in desk.decisions():
        entry = desk.entry(one.record)
        said = {
            "doc_id": entry.row["doc_id"], "record_id": entry.record_id, "reviewer": one.reviewer, "verdict": one.verdict,
            "final": one.final, "at": one.at, "note": one.note, "before": entry.row, "after": one.row,
        }  # fmt: skip
        lines.append(rows.encode(said) + b"\n")
    return b"".join(lines)


EXPORTS = {
    "ledger": (ledger, "ledger.csv", "text/csv; charset=utf-8"),
    "gold": (gold, "gold.jsonl", "application/jsonl"),
    "rules": (candidates, "rules.jsonl", "application/jsonl"),
    "decisions": (decisions, "decisions.jsonl", "application/jsonl"),
}
"""What can be taken out: how it is made, its file name and media type."""
