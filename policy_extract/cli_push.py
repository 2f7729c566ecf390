"""The commands `push`, `status` and `pull`: tasks into tracking systems, what is where, and people's progress back."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from policy_extract import patterns
from policy_extract.cli_attempts import attempt, documents
from policy_extract.cli_inputs import find_inputs, output_stream
from policy_extract.errors import UsageError
from policy_extract.export.terminal import CONTROL
from policy_extract.extractor import Extractor
from policy_extract.feed import progress
from policy_extract.feed import report as reports
from policy_extract.feed.departments import Departments
from policy_extract.feed.engine import Engine, Report
from policy_extract.feed.inputs import FailureLine, read_records
from policy_extract.feed.journal import Journal
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Delivery, Options
from policy_extract.feed.profiles import Catalogue
from policy_extract.feed.selection import Selector, Statements
from policy_extract.feed.target import Target
from policy_extract.feed.targets import DEFAULT_PROFILE, Wish, open_target
from policy_extract.feed.wording import Phrases
from policy_extract.keeping import told
from policy_extract.reading import Options as ReadingOptions
from policy_extract.rows import DocumentRow

STATE_VARIABLE = "POLICY_EXTRACT_FEED"
STATE_FOLDER = "policy-extract-feed"
SHOWN = 20
"""Changes that a report shows unless told otherwise."""
Found = tuple[DocumentRow, Statements] | FailureLine


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `push`, `status` and `pull`."""
    push = commands.add_parser(
        "push", help="bring a tracking system up to date with extracted tasks", description=run_push.__doc__
    )
    add_target(push)
    push.add_argument("--from", dest="inputs", action="append", required=True, metavar="INPUT",
                      help="run folder, records as JSONL, or documents to extract; may be given again")  # fmt: skip
    push.add_argument("--dry-run", action="store_true", help="only report what would be written")
    push.add_argument("--map", type=Path, metavar="CSV", help="ids of departments in the target: columns name, id")
    push.add_argument("--on-conflict", choices=("skip", "overwrite"), default="skip",
                      help="fields of the feed that people changed: leave them (default) or write over them")  # fmt: skip
    push.add_argument("--similar", choices=("ask", "same", "new"), default="ask",
                      help="tasks that may be amended ones: report (default), take as the same, take as new")  # fmt: skip
    push.add_argument("--recreate", action="store_true", help="make tasks again that people deleted in the target")
    push.add_argument("--most-withdrawn", type=int, default=30, metavar="N", help="per cent of a document that may be withdrawn")
    push.add_argument("--force-withdraw", action="store_true", help="withdraw however many")
    push.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    push.add_argument("--show", type=int, default=SHOWN, metavar="N", help=f"changes to show, 0 for all (default: {SHOWN})")
    push.add_argument("--json", action="store_true", help="the report as JSON")
    push.set_defaults(run=run_push)

    pull = commands.add_parser("pull", help="people's progress beside the extraction", description=run_pull.__doc__)
    add_target(pull)
    pull.add_argument("-o", "--output", default="-", metavar="OUT", help="file to write, - for standard output (default)")
    pull.add_argument("-f", "--format", choices=("csv", "jsonl"), default="jsonl", help="default: jsonl")
    pull.set_defaults(run=run_pull)
    status = commands.add_parser("status", help="what was pushed where", description=run_status.__doc__)
    _add_state(status)
    status.set_defaults(run=run_status)


def add_target(parser: argparse.ArgumentParser) -> None:
    """Arguments that name a target and its state."""
    parser.add_argument("target", metavar="TARGET", help="a workbook (.xlsx); see docs/feed.md for the others")
    parser.add_argument(
        "--profile", default=DEFAULT_PROFILE, metavar="NAME", help="任务分解表 (default), 督查台账, 整改台账 or a YAML file"
    )
    parser.add_argument("--sheet", default="", metavar="NAME", help="sheet of a workbook with several")
    _add_state(parser)


def _add_state(parser: argparse.ArgumentParser) -> None:
    """The argument that names the folder of ledger and journal."""
    folder = Path(os.environ.get(STATE_VARIABLE) or STATE_FOLDER)
    parser.add_argument("--state", type=Path, metavar="DIR", default=folder,
                        help=f"folder of ledger and journal (default: {STATE_FOLDER}, or ${STATE_VARIABLE})")  # fmt: skip


def run_push(arguments: argparse.Namespace) -> int:
    """Bring a tracking system up to date with extracted tasks: what is new is created, what was amended is updated, what its
    document no longer holds is cancelled with a note. Running it again writes nothing. Exit codes: 0 all is in place,
    1 something waits for a person (it is listed), 2 wrong usage or the target cannot be read.
    """
    pack = patterns.layered(*arguments.patterns) if arguments.patterns else patterns.load()
    catalogue = Catalogue(pack)
    phrases = Phrases(pack)
    profile = catalogue.profile(arguments.profile)
    target = target_of(arguments, catalogue)
    departments = Departments.read(arguments.map) if arguments.map is not None else None
    options = Options(
        on_conflict=arguments.on_conflict, similar=arguments.similar, recreate=arguments.recreate,
        most_withdrawn=arguments.most_withdrawn, force_withdraw=arguments.force_withdraw,
    )  # fmt: skip
    deliveries, failed = _deliveries(arguments, Selector(profile.kinds, phrases))
    with _told(arguments), contextlib.closing(ledger_of(arguments.state, arguments.dry_run)) as ledger:
        journal = Journal(arguments.state / "journal.jsonl")
        engine = Engine(target, ledger, journal, phrases.role_marks, catalogue.statuses(profile.statuses).said)
        report = engine.push(deliveries, options, departments, arguments.dry_run)
    _print(report, arguments)
    return 0 if report.clean and not failed else 1


def _told(arguments: argparse.Namespace) -> contextlib.AbstractContextManager[None]:
    """Faults of the delivery ledger are told with their remedy; the target's own index lets a push go on without the ledger."""
    return told(arguments.state / "ledger.sqlite", "move the file away and push again: the target itself knows what it holds")


def run_pull(arguments: argparse.Namespace) -> int:
    """Read people's progress out of a target, beside what was extracted: state, progress, their own columns, and the fields of
    the feed that they changed. Nothing is written to the target. Exit codes: 0 well, 2 wrong usage or the target cannot be read.
    """
    target = target_of(arguments, Catalogue(patterns.load()))
    with _told(arguments), contextlib.closing(ledger_of(arguments.state, True)) as ledger, target.hold():
        found = list(progress.lines(target.index(), target.fields(), ledger.entries(target.name), ledger.titles(target.name)))
    with output_stream(arguments.output) as stream:
        progress.write(found, stream, arguments.format)
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Tell what was pushed where: targets, documents, numbers of tasks, and what a push that was cut off left open."""
    with _told(arguments), contextlib.closing(ledger_of(arguments.state, True)) as ledger:
        for line in progress.overview(ledger):
            print(line.translate(CONTROL))
    return 0


def target_of(arguments: argparse.Namespace, catalogue: Catalogue) -> Target:
    """The target that the arguments name."""
    profile = catalogue.profile(arguments.profile)
    return open_target(Wish(address=arguments.target, catalogue=catalogue, profile=profile, sheet=arguments.sheet))


def ledger_of(folder: Path, only_read: bool) -> Ledger:
    """The ledger of a state folder; one that is only read is not made."""
    stored = folder / "ledger.sqlite"
    return Ledger(None if only_read and not stored.exists() else stored)


def _print(report: Report, arguments: argparse.Namespace) -> None:
    """Print a report."""
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(reports.plain(report)), indent=1).decode())
        return
    for line in reports.lines(report, arguments.show):
        print(line.translate(CONTROL))


def _deliveries(arguments: argparse.Namespace, selector: Selector) -> tuple[list[Delivery], int]:
    """What all inputs want tracked, and how many of them failed."""
    found, failed = [], 0
    for each in found_in(arguments.inputs, arguments.patterns):
        if isinstance(each, FailureLine):
            failed += 1
            print(f"policy-extract: {each.source}: {each.reason}; its tasks are left as they are", file=sys.stderr)
        else:
            found.append(selector.delivery(*each))
    if not found and not failed:
        raise UsageError(f"{', '.join(arguments.inputs)}: no document in it; give a run folder, records or documents")
    return found, failed


def found_in(inputs: Sequence[str], layers: Sequence[str]) -> Iterator[Found]:
    """Documents of run folders, record files and files to extract with these pattern folders."""
    names = []
    for argument in inputs:
        path = Path(argument)
        if (path / "manifest.sqlite").is_file():
            yield from _of_run(path)
        elif path.suffix.lower() in (".jsonl", ".ndjson") and path.is_file():
            yield from read_records(path)
        else:
            names.append(argument)
    if names:
        yield from _extracted(names, tuple(layers))


def _of_run(folder: Path) -> Iterator[Found]:
    """Documents of a run folder."""
    try:
        from policy_extract.batch.stored import results
    except ModuleNotFoundError as error:
        raise UsageError(f"a run folder needs the package {error.name}; install policy-extract[batch]") from error

    for stored in results(folder):
        for result in stored.results:
            yield result.rows
        for failure in stored.failures:
            yield FailureLine(failure.source, failure.message)


def _extracted(names: list[str], layers: tuple[str, ...]) -> Iterator[Found]:
    """Documents extracted on the spot."""
    extractor = Extractor(layers)
    for item in find_inputs(names):
        for source in documents(item, ReadingOptions()):
            results = attempt(extractor, source, item)
            if isinstance(results, list):
                for result in results:
                    yield result.rows
            else:
                yield FailureLine(item.name_of(results), results.message)
