"""Proposals of later reports for tracked tasks: precision and recall on the labelled pairs of corpus/progress, and speed.

    python benchmarks/progress.py                 # every pair; --part held_out for those that no rule was tuned on
    python benchmarks/progress.py --speed 5000    # seconds for one report against so many tracked tasks

A proposal is right when the pair is labelled with its state and its quotes hold the labelled words of the report. Every
other open proposal is wrong. Ambiguous ones are no proposals; they are counted apart.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import msgspec
from feed import place_name

from policy_extract import patterns
from policy_extract.extractor import Extractor
from policy_extract.feed.model import Entry
from policy_extract.feed.proposals import Proposal
from policy_extract.feed.selection import Selector
from policy_extract.feed.wording import Phrases
from policy_extract.progress.proposing import Findings, Proposer
from policy_extract.progress.reported import read

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "progress"
KINDS = ("goal", "task", "assignment", "problem")


def tracked(extractor: Extractor, pack: patterns.Pack, path: Path) -> dict[str, Entry]:
    """The tasks of a plan as a ledger holds them."""
    entries = {}
    for result in extractor.extract_text(path.read_text(encoding="utf-8"), path.name):
        delivery = Selector(KINDS, Phrases(pack)).delivery(*result.rows)
        for task in delivery.tasks:
            entries[task.task_id] = Entry(
                external_id=task.task_id, scope=delivery.scope, task_id=task.task_id, words=task.words, section=task.section,
                promise=task.promise,
            )  # fmt: skip
    return entries


def proposed(extractor: Extractor, pack: patterns.Pack, gold: dict[str, Any]) -> Findings:
    """What a report proposes for a plan."""
    (result,) = extractor.extract_text((FOLDER / gold["report"]).read_text(encoding="utf-8"), gold["report"])
    return Proposer(pack).propose(tracked(extractor, pack, FOLDER / gold["plan"]), {}, read(*result.rows, pack))


def right(proposal: Proposal, pairs: list[dict[str, str]]) -> dict[str, str] | None:
    """The labelled pair that a proposal meets."""
    said = "".join(quote.task + quote.report for quote in proposal.quotes)
    for pair in pairs:
        if pair["task"] in proposal.task and pair["status"] == proposal.status and pair["report"] in said:
            return pair
    return None


def measure(part: str, show: bool) -> tuple[int, int, int]:
    """Right proposals, open proposals and labelled pairs."""
    pack = patterns.load()
    extractor = Extractor.with_pack(pack)
    total = [0, 0, 0]
    for path in sorted(FOLDER.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if part not in ("", gold["part"]):
            continue
        found = proposed(extractor, pack, gold)
        opened = [each for each in found.proposals if each.state == "open"]
        met = [right(each, gold["pairs"]) for each in opened]
        missed = [pair for pair in gold["pairs"] if pair not in met]
        counts = (sum(pair is not None for pair in met), len(opened), len(gold["pairs"]))
        total = [one + other for one, other in zip(total, counts, strict=True)]
        ambiguous = len(found.proposals) - len(opened)
        said = f"{counts[0]} of {counts[1]} proposals right, {counts[2]} labelled, {ambiguous} ambiguous"
        print(f"{path.stem} ({gold['part']}): {said}")
        if show:
            for each, pair in zip(opened, met, strict=True):
                if pair is None:
                    print(f"    wrong: {each.status or '-'} {each.task[:60]} <- {each.quotes[0].report[:60]}")
            for pair in missed:
                print(f"    missed: {pair['status'] or '-'} {pair['task']} <- {pair['report']}")
    return total[0], total[1], total[2]


def placed(entry: Entry, number: int, place: str) -> Entry:
    """A copy of a task for another place."""
    promise = entry.promise
    assert promise is not None
    goals = [msgspec.structs.replace(goal, indicator=f"{place}{goal.indicator}") for goal in promise.goals]
    return msgspec.structs.replace(
        entry, external_id=f"t{number}", words=f"{place}{entry.words}", promise=msgspec.structs.replace(promise, goals=goals)
    )


def speed(count: int) -> float:
    """Seconds for one report against so many tracked tasks: those of one plan, and copies of them for other places."""
    pack = patterns.load()
    extractor = Extractor.with_pack(pack)
    gold = json.loads(sorted(FOLDER.glob("*.json"))[-1].read_text(encoding="utf-8"))
    base = list(tracked(extractor, pack, FOLDER / gold["plan"]).values())
    entries = {f"t{n}": placed(base[n % len(base)], n, place_name(n) if n >= len(base) else "") for n in range(count)}
    (result,) = extractor.extract_text((FOLDER / gold["report"]).read_text(encoding="utf-8"), gold["report"])
    proposer = Proposer(pack)
    began = time.perf_counter()
    proposer.propose(entries, {}, read(*result.rows, pack))
    return time.perf_counter() - began


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("", "tuning", "held_out"), default="")
    parser.add_argument("--show", action="store_true", help="list what is wrong and what is missed")
    parser.add_argument("--speed", type=int, metavar="TASKS")
    arguments = parser.parse_args()
    if arguments.speed:
        print(f"{arguments.speed} tasks: {speed(arguments.speed):.2f} s")
        return 0
    hit, opened, labelled = measure(arguments.part, arguments.show)
    counts = f"{hit} right, {opened} proposed, {labelled} labelled"
    print(f"precision {hit / max(opened, 1):.3f}, recall {hit / max(labelled, 1):.3f} ({counts})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
