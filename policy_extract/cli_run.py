"""The commands `run`, `watch`, `query` and `export`: many documents into a run folder, and what is in it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from policy_extract import rows
from policy_extract.cli_inputs import output_stream
from policy_extract.errors import UsageError
from policy_extract.export import FORMATS
from policy_extract.export.terminal import CONTROL, fitted, width

if TYPE_CHECKING:
    from policy_extract.batch.progress import Progress

LINE_SECONDS = 30.0
"""How often a run that no one watches on a terminal says how far it is."""
WIDEST = 60
"""Terminal cells of a column of an answer."""
MOST_SHOWN = 20
"""Failures that are named at the end of a run."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `run`, `watch`, `query` and `export`."""
    run = commands.add_parser("run", help="extract many documents into a run folder", description=run_run.__doc__)
    run.add_argument(
        "inputs", nargs="+", metavar="INPUT",
        help="folder, file, glob, zip archive, JSONL/CSV/Parquet of texts, or - for a list of files on standard input",
    )  # fmt: skip
    _add_settings(run)
    run.add_argument("--retry-failed", action="store_true", help="try inputs again that failed before")
    run.add_argument("--keep-missing", action="store_true", help="keep the rows of inputs that are no longer there")
    run.add_argument(
        "--shard", type=_shard, metavar="I/N", help="work on part I of N only, in a folder of its own within RUN_DIR (clusters)"
    )
    run.add_argument("--text-column", default="", metavar="NAME", help="column of the texts in JSONL, CSV and Parquet files")
    run.add_argument("--id-column", default="", metavar="NAME", help="column of their names")
    run.set_defaults(run=run_run)
    _add_watch(commands)
    query = commands.add_parser("query", help="ask a run folder in SQL", description=run_query.__doc__)
    query.add_argument("folder", type=Path, metavar="RUN_DIR")
    query.add_argument("sql", metavar="SQL")
    query.add_argument("-f", "--format", choices=("table", "csv", "jsonl"), default="table", help="default: table")
    query.set_defaults(run=run_query)
    export = commands.add_parser("export", help="write a run in a form of extract", description=run_export.__doc__)
    export.add_argument("folder", type=Path, metavar="RUN_DIR")
    export.add_argument("-o", "--output", default="-", metavar="OUT", help="file to write, - for standard output (default)")
    export.add_argument("-f", "--format", choices=FORMATS, default="jsonl", help="default: jsonl")
    export.add_argument("--whole-file", action="store_true", help="standoff: one object a file, not one a document")
    export.set_defaults(run=run_export)


def _add_settings(command: argparse.ArgumentParser) -> None:
    """The arguments that `run` and `watch` have in common."""
    command.add_argument(
        "-o", "--out", required=True, type=Path, metavar="RUN_DIR", help="folder of the run, new or to go on with"
    )
    command.add_argument("--workers", type=_number(int, 1), metavar="N", help="worker processes (default: one a core)")
    command.add_argument(
        "--timeout", type=_number(float, 0.1), default=120.0, metavar="S", help="seconds that one input may take (default: 120)"
    )
    command.add_argument(
        "--memory", type=_number(int, 16), default=1024, metavar="MB", help="memory that one input may take (default: 1024)"
    )
    command.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    command.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    command.add_argument("--standoff", action="store_true", help="keep stand-off objects too, for export in that form")
    command.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")


def _add_watch(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `watch`."""
    watch = commands.add_parser("watch", help="extract what arrives in folders", description=run_watch.__doc__)
    watch.add_argument("folders", nargs="+", metavar="FOLDER")
    _add_settings(watch)
    watch.add_argument(
        "--settle", type=_number(float, 0), default=2.0, metavar="S", help="seconds a file is left alone before it is read (2)"
    )
    watch.add_argument(
        "--rescan", type=_number(float, 0), default=3600.0, metavar="S",
        help="seconds between two looks at everything, 0 for none (3600)",
    )  # fmt: skip
    watch.add_argument("--poll", action="store_true", help="look for changes instead of being told: for network drives")
    watch.set_defaults(run=run_watch)


def _number(kind: Callable[[str], Any], least: float) -> Callable[[str], Any]:
    """A type of argument: a number that is not too small."""

    def number(text: str) -> Any:
        value = kind(text)
        if not value >= least:
            raise argparse.ArgumentTypeError(f"at least {least:g}")
        return value

    return number


def _shard(text: str) -> Any:
    """A type of argument: part of a whole, as 3/16."""
    need_extra()
    from policy_extract.batch.shards import Shard

    try:
        return Shard.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write it as 3/16: part 3 of 16") from error


def need_extra() -> None:
    """Raise UsageError when the libraries of the extra are not installed."""
    try:
        import duckdb  # noqa: F401
        import pyarrow  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"this command needs the package {error.name}; install policy-extract[batch]") from error


def run_run(arguments: argparse.Namespace) -> int:
    """Extract many documents into a run folder of Parquet tables. Killed at any moment, the same command goes on; unchanged
    inputs are skipped, changed ones done anew. Exit codes: 0 all well, 1 some inputs failed, 2 wrong usage or no space.
    """
    need_extra()
    from policy_extract.batch.inputs import Inputs, listed
    from policy_extract.batch.local import Settings, run, run_folder

    settings = Settings(
        arguments.workers or 0, arguments.timeout, arguments.memory, tuple(arguments.patterns), arguments.ocr, arguments.standoff,
        arguments.retry_failed, arguments.keep_missing, arguments.shard,
    )  # fmt: skip
    lines = listed(sys.stdin) if "-" in arguments.inputs else ()
    inputs = Inputs(arguments.inputs, arguments.ocr, arguments.text_column, arguments.id_column, lines)
    with Display(arguments.quiet) as display:
        progress = run(inputs, arguments.out, settings, display.show)
    for note in progress.notes[:MOST_SHOWN]:
        print(f"policy-extract: {note}", file=sys.stderr)
    if not arguments.quiet:
        if inputs.left_out:
            print(f"not taken from folders: {inputs.left_out} files that are no documents by their suffix", file=sys.stderr)
        print(progress.summary(), file=sys.stderr)
    failed = _name_failures(run_folder(arguments.out, settings))
    return 1 if failed else 0


def run_watch(arguments: argparse.Namespace) -> int:
    """Extract all documents of folders into a run folder, then whatever arrives, changes or goes, until interrupted (Ctrl-C).
    What came while no one watched is found at the start. Exit codes: 0 interrupted, 2 wrong usage or no space.
    """
    need_extra()
    from policy_extract.batch.arrivals import Watching, watch
    from policy_extract.batch.local import Settings

    settings = Settings(
        arguments.workers or 0, arguments.timeout, arguments.memory, tuple(arguments.patterns), arguments.ocr, arguments.standoff
    )

    def report(progress: Progress) -> None:
        if not arguments.quiet and (progress.done or progress.removed):
            print(f"policy-extract: {progress.line()}, {progress.removed} removed", file=sys.stderr, flush=True)

    try:
        watch(arguments.folders, arguments.out, settings, Watching(arguments.settle, arguments.rescan, arguments.poll), report)
    except KeyboardInterrupt:
        print("policy-extract: no longer watching; the same command goes on", file=sys.stderr)
    return 0


def _name_failures(folder: Path) -> int:
    """Name the inputs of a run folder that failed, the first of them; returns how many there are."""
    from policy_extract.batch.manifest import Manifest

    manifest = Manifest(folder)
    try:
        count = 0
        for _, reason, message in manifest.failures():
            count += 1
            if count <= MOST_SHOWN:
                print(f"policy-extract: {reason}: {' '.join(message.translate(CONTROL).split())}", file=sys.stderr)
        if count > MOST_SHOWN:
            print(f"policy-extract: … and {count - MOST_SHOWN} more; see the table failures", file=sys.stderr)
        return count
    finally:
        manifest.close()


class Display:
    """Shows how far a run is: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, quiet: bool) -> None:
        """Show nothing when quiet."""
        self._quiet = quiet
        self._bar: Any = None
        self._last = time.monotonic()

    def __enter__(self) -> Display:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, progress: Progress) -> None:
        """Show the counts at this moment."""
        if self._quiet:
            return
        met = progress.done + progress.skipped
        if sys.stderr.isatty():
            if self._bar is None:
                self._bar = tqdm(total=progress.total, unit="input", file=sys.stderr, smoothing=0.05)
            self._bar.update(met - self._bar.n)
            self._bar.set_postfix_str(f"{progress.failed} failed", refresh=False)
        elif time.monotonic() - self._last > LINE_SECONDS:
            self._last = time.monotonic()
            print(f"policy-extract: {progress.line()}", file=sys.stderr, flush=True)


def run_query(arguments: argparse.Namespace) -> int:
    """Ask a run folder in SQL: tables documents, tasks, achievements, quantities, responsibilities, statements, standoff,
    failures, and of the manifest inputs, runs, chunks.
    """
    need_extra()
    from policy_extract.batch.questions import query

    answer = query(arguments.folder, arguments.sql)
    if arguments.format == "csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(_flat(answer), sys.stdout.buffer)
    elif arguments.format == "jsonl":
        for batch in answer.to_batches():
            for line in batch.to_pylist():
                sys.stdout.buffer.write(rows.encode(line) + b"\n")
    else:
        _print_table(answer.column_names, answer.to_pylist())
    return 0


def _flat(table: Any) -> Any:
    """A table whose nested columns are written as JSON, for CSV."""
    import msgspec
    import pyarrow as pa

    for index, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            cells = [None if cell is None else msgspec.json.encode(cell).decode() for cell in table.column(index).to_pylist()]
            table = table.set_column(index, field.name, pa.array(cells, pa.string()))
    return table


def _print_table(names: list[str], lines: list[dict[str, Any]]) -> None:
    """Print an answer in columns."""
    cells = [["" if line[name] is None else str(line[name]).translate(CONTROL) for name in names] for line in lines]
    rooms = [min(WIDEST, max([width(name), *(width(row[index]) for row in cells)])) for index, name in enumerate(names)]
    for row in [names, ["-" * room for room in rooms], *cells]:
        print("  ".join(fitted(cell, room) for cell, room in zip(row, rooms, strict=True)).rstrip())


def run_export(arguments: argparse.Namespace) -> int:
    """Write a run in a form of `extract`, inputs in the order of their names."""
    need_extra()
    from policy_extract.batch.stored import export

    if arguments.whole_file and arguments.format != "standoff":
        raise UsageError("--whole-file belongs to --format standoff; add it or leave --whole-file out")
    with output_stream(arguments.output) as stream:
        export(arguments.folder, stream, arguments.format, arguments.whole_file)
    return 0
