"""The command `progress`: what later reports propose for tracked tasks, and what a person decides about it."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from policy_extract import patterns
from policy_extract.cli_inputs import STANDARD, output_stream
from policy_extract.cli_push import add_target, found_in, ledger_of, target_of
from policy_extract.errors import UsageError
from policy_extract.export.terminal import CONTROL
from policy_extract.feed.inputs import FailureLine
from policy_extract.feed.journal import Journal
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Entry, Values
from policy_extract.feed.profiles import Catalogue, StatusWords
from policy_extract.feed.proposals import Proposal
from policy_extract.feed.target import Target
from policy_extract.patterns import Pack
from policy_extract.progress import sheet
from policy_extract.progress.deciding import Decision, decide

if TYPE_CHECKING:
    from policy_extract.progress.proposing import Findings

KEPT = ("status", "progress")


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `progress`."""
    parser = commands.add_parser(
        "progress", help="what later reports propose for tracked tasks, to accept or reject", description=run.__doc__
    )
    add_target(parser)
    parser.add_argument("--from", dest="inputs", action="append", default=[], metavar="REPORT",
                        help="later report: document, records as JSONL, or run folder; may be given again")  # fmt: skip
    parser.add_argument("--as-of", default="", metavar="DAY", help="the day that a report without a date speaks of (2025-12-31)")
    parser.add_argument("--any-place", action="store_true", help="let a report of another place speak of the tasks too")
    parser.add_argument("--offline", action="store_true", help="do not read the target; its state is taken from the ledger")
    parser.add_argument("--accept", action="append", default=[], metavar="ID", help="accept proposals; ids with commas between")
    parser.add_argument("--reject", action="append", default=[], metavar="ID", help="reject proposals")
    parser.add_argument("--decisions", type=Path, metavar="SHEET", help="decide by an edited sheet (.xlsx, .csv)")
    parser.add_argument("--by", default="", metavar="NAME", help="who decides, for the journal (default: the user of the system)")
    parser.add_argument("--all", action="store_true", help="list decided proposals too")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="DIR", help="layer a folder over the built-in patterns"
    )
    parser.add_argument("-o", "--output", default=STANDARD, metavar="OUT",
                        help="write the list as .xlsx, .csv or .jsonl, - for lines on standard output (default)")  # fmt: skip
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hold later reports against the tasks that were pushed to a target, and list what they propose: state and progress, with the
    words of both sides. Nothing is applied by that. What a person accepts is taken down in ledger and journal with who, and the
    next push writes it. Exit codes: 0 well, 1 a report could not be read or used, 2 wrong usage or the target cannot be read.
    """
    pack = patterns.layered(*arguments.patterns) if arguments.patterns else patterns.load()
    catalogue = Catalogue(pack)
    target = target_of(arguments, catalogue)
    words = catalogue.statuses(catalogue.profile(arguments.profile).statuses)
    decisions = _decisions(arguments, words)
    if decisions and arguments.inputs:
        raise UsageError("--from lists, --accept, --reject and --decisions decide; give one after the other")
    with contextlib.closing(ledger_of(arguments.state, False)) as ledger:
        if not ledger.entries(target.name):
            raise UsageError(f"{target.name}: nothing was pushed there with --state {arguments.state}; push the plan first")
        if decisions:
            return _decide(arguments, ledger, target.name, decisions)
        failed = _propose(arguments, ledger, target, pack) if arguments.inputs else 0
        wanted = ("open", "ambiguous", "accepted", "rejected") if arguments.all else ("open", "ambiguous")
        _write([each for each in ledger.proposals(target.name).values() if each.state in wanted], words, arguments.output)
    return 1 if failed else 0


def _decisions(arguments: argparse.Namespace, words: StatusWords) -> list[Decision]:
    """What is to be decided."""
    found = sheet.read(arguments.decisions, words) if arguments.decisions is not None else []
    for given, verdict in ((arguments.accept, "accepted"), (arguments.reject, "rejected")):
        ids = [number.strip() for numbers in given for number in numbers.split(",") if number.strip()]
        found += [Decision(id=number, verdict="accepted" if verdict == "accepted" else "rejected") for number in ids]
    return found


def _decide(arguments: argparse.Namespace, ledger: Ledger, target: str, decisions: list[Decision]) -> int:
    """Take decisions down."""
    by = arguments.by.strip() or getpass.getuser()
    decided = decide(ledger, Journal(arguments.state / "journal.jsonl"), target, decisions, by)
    accepted = sum(each.state == "accepted" for each in decided)
    print(f"{target}: accepted {accepted}, rejected {len(decided) - accepted} by {by}".translate(CONTROL))
    if accepted:
        print("the next push of their plan writes them")
    return 0


def _propose(arguments: argparse.Namespace, ledger: Ledger, target: Target, pack: Pack) -> int:
    """Note what the reports propose; returns how many could not be read or used."""
    # Other commands shall not wait for the catalogue of indicators.
    from policy_extract.progress.proposing import Proposer
    from policy_extract.progress.reported import day_of, read

    if arguments.as_of and day_of(arguments.as_of) is None:
        raise UsageError(f"--as-of {arguments.as_of}: no day; write it as 2025-12-31")
    proposer = Proposer(pack, arguments.any_place)
    entries = ledger.entries(target.name)
    current = _sent(entries) if arguments.offline else _held(target)
    pushed = ledger.documents(target.name)
    settled: dict[str, str] = {}
    for known in ledger.proposals(target.name).values():
        if known.state == "accepted":
            settled[known.external_id] = max(settled.get(known.external_id, ""), known.as_of)
    failed = 0
    for each in found_in(arguments.inputs, arguments.patterns):
        if isinstance(each, FailureLine):
            failed += 1
            print(f"policy-extract: {each.source}: {each.reason}; it proposes nothing", file=sys.stderr)
            continue
        document, statements = each
        # A document does not report on its own tasks.
        others = {name: entry for name, entry in entries.items() if entry.scope != pushed.get(document.doc_id)}
        found = proposer.propose(others, current, read(document, statements, pack, arguments.as_of), settled)
        ledger.propose(target.name, document.doc_id, found.proposals)
        failed += _told(found, document.source)
    return failed


def _told(found: Findings, source: str) -> int:
    """Say what was left out; 1 for a report that could not be used at all."""
    for note in found.notes:
        print(f"policy-extract: {note}".translate(CONTROL), file=sys.stderr)
    if not found.proposals:
        print(f"policy-extract: {source}: proposes nothing".translate(CONTROL), file=sys.stderr)
    return int(any("names no day" in note for note in found.notes))


def _held(target: Target) -> dict[str, Values]:
    """State and progress as the target holds them, of tasks that stand there once."""
    with target.hold():
        index = target.index()
    return {
        name: {field: rows[0].values[field] for field in KEPT if field in rows[0].values}
        for name, rows in index.items() if len(rows) == 1
    }  # fmt: skip


def _sent(entries: Mapping[str, Entry]) -> dict[str, Values]:
    """The same as the last push knew them."""
    return {name: {field: entry.sent[field] for field in KEPT if field in entry.sent} for name, entry in entries.items()}


def _write(proposals: list[Proposal], words: StatusWords, output: str) -> None:
    """List proposals."""
    if output == STANDARD:
        for line in sheet.lines(proposals, words):
            print(line.translate(CONTROL))
    else:
        suffix = Path(output).suffix.lower()
        with output_stream(output) as stream:
            sheet.write(proposals, words, stream, suffix)
    states = [each.state for each in proposals]
    said = f"{states.count('open')} proposals, {states.count('ambiguous')} ambiguous"
    print(f"{said}; accept with --accept ID or an edited sheet", file=sys.stderr if output == STANDARD else sys.stdout)
