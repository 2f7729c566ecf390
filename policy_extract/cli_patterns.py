"""The commands `patterns check`, `patterns list` and `patterns export-spacy`."""

from __future__ import annotations

import argparse
import sys

from policy_extract import patterns
from policy_extract.cli_inputs import output_stream
from policy_extract.compare import catalogue
from policy_extract.components.rulers import LABELS, ruler_lines


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `patterns`."""
    parser = commands.add_parser("patterns", help="check, list or export the pattern rules")
    actions = parser.add_subparsers(required=True, metavar="check|list|export-spacy")
    check = actions.add_parser("check", help="validate the files and run every example", description=run_check.__doc__)
    listing = actions.add_parser("list", help="list families and rules", description=run_list.__doc__)
    export = actions.add_parser(
        "export-spacy", help="vocabularies as JSON Lines for a SpanRuler of spaCy", description=run_export.__doc__
    )
    export.add_argument("output", nargs="?", default="-", metavar="OUT", help="file to write, - for standard output (default)")
    export.add_argument("--label", action="append", default=[], choices=LABELS, help="only these words (default: all)")
    for action, run in ((check, run_check), (listing, run_list), (export, run_export)):
        action.add_argument("--patterns", action="append", default=[], metavar="DIR", help="layer a folder over the built-in")
        action.set_defaults(run=run)


def run_check(arguments: argparse.Namespace) -> int:
    """Validate the pattern files and run the examples and counter-examples of every rule; exit code 1 on a complaint."""
    pack = patterns.layered(*arguments.patterns)
    count, complaints = patterns.check(pack)
    if catalogue.FAMILY in pack.families:
        more, wrong = catalogue.check(pack)
        count, complaints = count + more, complaints + wrong
    for name, family in sorted(pack.families.items()):
        matching = sum(rule.pattern is not None for rule in family.rules.values())
        print(f"{name:20}{len(family.rules):5} rules, {matching:5} with a pattern")
    for complaint in complaints:
        print(f"policy-extract: {complaint}", file=sys.stderr)
    print(f"pack {pack.hash}: {count} examples, {len(complaints)} complaints")
    return 1 if complaints else 0


def run_list(arguments: argparse.Namespace) -> int:
    """List the families and rules of the pattern pack with their places."""
    pack = patterns.layered(*arguments.patterns)
    for rule in pack.rules():
        print(f"{rule.id:44} {rule.description}")
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the vocabularies of the pattern pack as phrase patterns for spaCy's SpanRuler: a JSON object a line."""
    pack = patterns.layered(*arguments.patterns)
    with output_stream(arguments.output, []) as stream:
        for line in ruler_lines(pack, arguments.label or LABELS):
            stream.write((line + "\n").encode("utf-8"))
    return 0
