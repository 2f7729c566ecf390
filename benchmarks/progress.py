"""Proposals of later reports for tracked tasks: precision and recall on the labelled pairs of corpus/progress, and speed.

    python benchmarks/progress.py                 # every pair; --part held_out for those that no rule was tuned on
    python benchmarks/progress.py --speed 5000    # seconds for one report against so many tracked tasks

A proposal is right when the pair is labelled with its state and its quotes hold the labelled words of the report. One of a
labelled pair that leaves the state open is no wrong claim, but not found either. Every other open proposal is wrong. Ambiguous
ones are no proposals; they are counted apart.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

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


def judged(proposal: Proposal, pairs: list[dict[str, str]]) -> tuple[str, dict[str, str] | None]:
    """`right`, `open` for a right pair whose state is left open, or `wrong`, and the labelled pair that it meets."""
    said = "".join(quote.task + quote.report for quote in proposal.quotes)
    for pair in pairs:
        if pair["task"] in proposal.task and pair["report"] in said:
            if pair["status"] == proposal.status:
                return "right", pair
            return ("open" if not proposal.status else "wrong"), None
    return "wrong", None


def measure(part: str, show: bool) -> Counter[str]:
    """Numbers of proposals that are right, open and wrong, and of labelled pairs."""
    pack = patterns.load()
    extractor = Extractor.with_pack(pack)
    total: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if part not in ("", gold["part"]):
            continue
        found = proposed(extractor, pack, gold)
        opened = [each for each in found.proposals if each.state == "open"]
        verdicts = [judged(each, gold["pairs"]) for each in opened]
        counts = Counter(verdict for verdict, _ in verdicts)
        counts["labelled"] = len(gold["pairs"])
        counts["ambiguous"] = len(found.proposals) - len(opened)
        total += counts
        print(f"{path.stem} ({gold['part']}): {told(counts)}")
        if show:
            for each, (verdict, _) in zip(opened, verdicts, strict=True):
                if verdict != "right":
                    print(f"    {verdict}: {each.status or '-'} {each.task[:60]} <- {each.quotes[0].report[:60]}")
            met = [pair for _, pair in verdicts]
            for pair in gold["pairs"]:
                if pair not in met:
                    print(f"    missed: {pair['status'] or '-'} {pair['task']} <- {pair['report']}")
    return total


def told(counts: Counter[str]) -> str:
    """Counts in words."""
    said = f"{counts['right']} right, {counts['open']} state left open, {counts['wrong']} wrong"
    return f"{said}, {counts['labelled']} labelled, {counts['ambiguous']} ambiguous"


def village(number: int) -> str:
    """A made-up name of a place that no other number has."""
    return "".join("泠浦澪港汀渚沅枫鹿樟"[number // 10**place % 10] for place in range(4)) + "村"


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
    entries = {f"t{n}": placed(base[n % len(base)], n, village(n) if n >= len(base) else "") for n in range(count)}
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
    total = measure(arguments.part, arguments.show)
    claims = max(total["right"] + total["wrong"], 1)
    recall = total["right"] / max(total["labelled"], 1)
    print(f"precision {total['right'] / claims:.3f}, recall {recall:.3f} ({told(total)})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
