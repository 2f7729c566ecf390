"""The command `evaluate`: run the extractor over annotated texts and measure it, or compare two runs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from policy_extract.cli_inputs import output_stream
from policy_extract.errors import UsageError
from policy_extract.evaluation import compare_page, compare_table, report
from policy_extract.evaluation.compare import compare
from policy_extract.evaluation.gold import evaluate
from policy_extract.evaluation.sides import read_side
from policy_extract.extractor import Extractor


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `evaluate`."""
    parser = commands.add_parser("evaluate", help="measure against gold annotations", description=run_evaluate.__doc__)
    parser.add_argument("gold", type=Path, nargs="?", metavar="GOLD_DIR", help="folder of gold files in the stand-off form")
    parser.add_argument("--texts", type=Path, metavar="ROOT", help="folder that the `source` of gold or stand-off is relative to")
    parser.add_argument("--floors", type=Path, metavar="FILE", help="least figures; below one of them the exit code is 1")
    parser.add_argument("--write-floors", type=Path, metavar="FILE", help="write the present figures as floors")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why a floor is lowered; kept in the floors file")
    parser.add_argument("--json", action="store_true", help="figures or changes as JSON")
    parser.add_argument("--documents", action="store_true", help="with --json: the differences of every document as well")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N differences or changes")
    parser.add_argument("--field", default="", help="only differences or changes of this field, e.g. quantity.unit")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    both = parser.add_argument_group("comparing two runs")
    both.add_argument(
        "--compare", nargs=2, type=Path, metavar=("OLD", "NEW"),
        help="two folders of stand-off files, or two files written with --json --documents",
    )  # fmt: skip
    both.add_argument("--gold", dest="judge", type=Path, metavar="GOLD_DIR", help="judge the changes against gold")
    both.add_argument("--html", metavar="FILE", help="write the comparison as one HTML page, - for standard output")
    parser.set_defaults(run=run_evaluate)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Run over the texts of a gold folder and score what is found, or compare two runs.

    Exit code 1 when a figure is below its floor, or when gold or text are not those that the floors were measured on.
    """
    _check(arguments)
    if arguments.compare:
        return run_compare(arguments)
    floors = report.read_floors(arguments.floors) if arguments.floors else report.Floors({}, {}, [])
    scores = evaluate(Extractor(tuple(arguments.patterns)), arguments.gold, arguments.texts)
    faults = [fault for fault in scores.faults if arguments.field in ("", fault.field)]
    for fault in faults[: arguments.errors]:
        print(fault.line())
    if arguments.json:
        print(json.dumps(report.as_json(scores, arguments.documents), ensure_ascii=False, indent=1))
    else:
        print(report.table(scores))
    if arguments.write_floors:
        report.write_floors(scores, arguments.write_floors, arguments.reason)
    failed = [f"below its floor: {line}" for line in report.below(scores, floors)]
    failed += [f"floors were measured on something else: {line}" for line in report.changed(scores, floors)]
    for line in failed:
        print(f"policy-extract: {line}", file=sys.stderr)
    if failed:
        print("policy-extract: mend it, or write the floors anew with --write-floors (--reason when lower)", file=sys.stderr)
    return 1 if failed else 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse arguments that do not go together. Raises UsageError."""
    if arguments.compare is None:
        if arguments.gold is None:
            raise UsageError("evaluate needs a folder of gold files, or two runs with --compare OLD NEW")
        if arguments.judge is not None or arguments.html is not None:
            raise UsageError("--gold and --html belong to --compare OLD NEW; add it or leave them out")
    elif arguments.floors or arguments.write_floors or arguments.documents or arguments.patterns:
        raise UsageError("--compare runs nothing: leave --floors, --write-floors, --documents and --patterns out")
    if arguments.documents and not arguments.json:
        raise UsageError("--documents belongs to --json; add it or leave --documents out")
    if arguments.reason and not arguments.write_floors:
        raise UsageError("--reason belongs to --write-floors FILE; add it or leave --reason out")


def run_compare(arguments: argparse.Namespace) -> int:
    """Compare two runs: gains and losses against gold, or without gold every difference, by document and field."""
    old, new = arguments.compare
    found = compare(read_side(old), read_side(new), arguments.judge or arguments.gold, arguments.texts)
    if arguments.field:
        found.changes = [change for change in found.changes if change.field == arguments.field]
    if arguments.html:
        with output_stream(arguments.html) as stream:
            stream.write(compare_page.page(found, old.name, new.name).encode("utf-8", "replace"))
    if arguments.html == "-":
        return 0
    for change in found.changes[: arguments.errors]:
        print(
            f"{change.verdict} | {change.field} | {change.document}@{change.start} | {change.old} → {change.new} | {change.quote}"
        )
    if arguments.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        print(compare_table.table(found))
    return 0
