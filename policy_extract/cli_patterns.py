"""The commands `patterns check` and `patterns list`."""

from __future__ import annotations

import argparse
import sys

from policy_extract import patterns
from policy_extract.compare import catalogue


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `patterns`."""
    parser = commands.add_parser("patterns", help="check or list the pattern rules")
    actions = parser.add_subparsers(required=True, metavar="check|list")
    check = actions.add_parser("check", help="validate the files and run every example", description=run_check.__doc__)
    listing = actions.add_parser("list", help="list families and rules", description=run_list.__doc__)
    for action, run in ((check, run_check), (listing, run_list)):
        action.add_argument(
            "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
        )
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
