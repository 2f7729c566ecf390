"""Are names of indicators put together rightly? Precision and recall on corpus/indicator_pairs.jsonl by threshold of likeness.

usage: python benchmarks/indicator_pairs.py [--errors]

The threshold was chosen on the part `tuning`; what is reported for it is the part `held_out`, which nothing was fitted to.
Pairs were split by a hash of their words. With --errors the held-out pairs that are wrong at the threshold are listed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from policy_extract import patterns
from policy_extract.compare.clusters import THRESHOLD, likeness

PAIRS = Path(__file__).resolve().parent.parent / "corpus" / "indicator_pairs.jsonl"
STEPS = (80, 84, 86, 88, 90, 92, 94, 96, 98, 100)


def scored(part: str) -> list[tuple[int, dict[str, str]]]:
    """The pairs of a part with their likeness."""
    pack = patterns.load()
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [(likeness(row["first"], row["second"], pack), row) for row in rows if row["part"] == part]


def figures(pairs: list[tuple[int, dict[str, str]]], threshold: int) -> tuple[float, float, Counter[tuple[bool, str]]]:
    """Precision, recall and the four counts (put together or not, really the same or not) at a threshold."""
    counts = Counter((score >= threshold, row["same"]) for score, row in pairs)
    joined = counts[True, "yes"] + counts[True, "no"]
    same = counts[True, "yes"] + counts[False, "yes"]
    return counts[True, "yes"] / joined if joined else 1.0, counts[True, "yes"] / same if same else 1.0, counts


def main() -> int:
    """Print the table of both parts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--errors", action="store_true", help="list the held-out pairs that are wrong at the threshold")
    arguments = parser.parse_args()
    for part in ("tuning", "held_out"):
        pairs = scored(part)
        print(f"{part}: {len(pairs)} pairs, {sum(row['same'] == 'yes' for _, row in pairs)} of them the same indicator")
        print("threshold  precision  recall  wrongly joined  missed")
        for step in STEPS:
            precision, recall, counts = figures(pairs, step)
            mark = "*" if step == THRESHOLD else " "
            print(f"{step:8}{mark}  {precision:9.3f}  {recall:6.3f}  {counts[True, 'no']:14}  {counts[False, 'yes']:6}")
    if arguments.errors:
        for score, row in scored("held_out"):
            if (score >= THRESHOLD) != (row["same"] == "yes"):
                print(f"{score:3} {row['same']:3} {row['kind']:10} {row['first']} | {row['second']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
