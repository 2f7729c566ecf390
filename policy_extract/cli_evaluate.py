"""The command `evaluate`: run the extractor over annotated texts and measure it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from policy_extract.evaluation import report
from policy_extract.evaluation.gold import evaluate
from policy_extract.extractor import Extractor


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `evaluate`."""
    parser = commands.add_parser("evaluate", help="measure against gold annotations", description=run_evaluate.__doc__)
    parser.add_argument("gold", type=Path, metavar="GOLD_DIR", help="folder of gold files in the stand-off form")
    parser.add_argument("--texts", type=Path, metavar="ROOT", help="folder that the gold's `source` is relative to")
    parser.add_argument("--floors", type=Path, metavar="FILE", help="least figures; below one of them the exit code is 1")
    parser.add_argument("--write-floors", type=Path, metavar="FILE", help="write the present figures as floors")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N differences")
    parser.add_argument("--field", default="", help="only differences of this field, e.g. quantity.unit")
    parser.add_argument("--patterns", action="append", default=[], metavar="DIR", help="layer a pattern folder over the built-in")
    parser.set_defaults(run=run_evaluate)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Run over the texts of a gold folder and score what is found. Exit code 1 when a figure is below its floor."""
    floors = report.read_floors(arguments.floors) if arguments.floors else {}
    scores = evaluate(Extractor(tuple(arguments.patterns)), arguments.gold, arguments.texts)
    faults = [fault for fault in scores.faults if arguments.field in ("", fault.field)]
    for fault in faults[: arguments.errors]:
        print(fault.line())
    print(json.dumps(scores.to_dict(), ensure_ascii=False, indent=1) if arguments.json else report.table(scores))
    if arguments.write_floors:
        report.write_floors(scores, arguments.write_floors)
    failed = report.below(scores, floors)
    for line in failed:
        print(f"policy-extract: below its floor: {line}", file=sys.stderr)
    return 1 if failed else 0
