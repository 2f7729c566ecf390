"""The commands `extract` and `demo`: run the line over files and write what was found."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from policy_extract.cli_attempts import attempt, documents
from policy_extract.cli_inputs import Input, find_inputs, left_out, output_stream
from policy_extract.errors import UsageError
from policy_extract.export import FORMATS, make_writer
from policy_extract.export.terminal import Summary
from policy_extract.export.writer import Writer
from policy_extract.extractor import Extractor
from policy_extract.reading import Options
from policy_extract.text import Unread

DEMO_FILES = {"records.jsonl": "jsonl", "tasks.csv": "csv", "standoff.jsonl": "standoff"}
"""What `demo` writes into its folder."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `extract` and `demo`."""
    extract = commands.add_parser("extract", help="extract task records from files", description=run_extract.__doc__)
    extract.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, glob, or - for standard input")
    extract.add_argument("-o", "--output", default="-", metavar="OUT", help="file to write, - for standard output (default)")
    extract.add_argument("-f", "--format", choices=FORMATS, default="jsonl", help="form of the results (default: jsonl)")
    extract.add_argument("--whole-file", action="store_true", help="standoff: one object a file, not one a document")
    extract.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    extract.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    extract.add_argument("-q", "--quiet", action="store_true", help="no progress bar and no summary")
    extract.set_defaults(run=run_extract)
    demo = commands.add_parser("demo", help="run over the bundled sample corpus", description=run_demo.__doc__)
    demo.add_argument("-o", "--output", default="policy-extract-demo", metavar="DIR", help="folder for the results")
    demo.add_argument("-q", "--quiet", action="store_true", help="no progress bar, table and summary")
    demo.set_defaults(run=run_demo)


def run_extract(arguments: argparse.Namespace) -> int:
    """Extract task records from files. Exit codes: 0 all files read, 1 some could not be read, 2 wrong usage."""
    if arguments.whole_file and arguments.format != "standoff":
        raise UsageError("--whole-file belongs to --format standoff; add it or leave --whole-file out")
    extractor = Extractor(tuple(arguments.patterns))
    inputs = find_inputs(arguments.inputs, arguments.ocr)
    options = Options(ocr=arguments.ocr)
    with output_stream(arguments.output, inputs) as stream:
        writer = make_writer(arguments.format, stream, arguments.whole_file)
        summary = run(extractor, inputs, [writer], arguments.quiet, options)
    if not arguments.quiet:
        if others := left_out(arguments.inputs, inputs):
            counts = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
            print(f"not taken from folders: {counts}; name a file to read it, images with --ocr", file=sys.stderr)
        print(summary.text(), file=sys.stderr)
    return 1 if summary.failed else 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Run over the bundled sample corpus, write the records as JSON Lines, CSV and stand-off, and show a table."""
    folder = sample_corpus()
    target = Path(arguments.output)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: is a file; give a folder with -o")
    target.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        streams = [(stack.enter_context(output_stream(str(target / name))), form) for name, form in DEMO_FILES.items()]
        writers = [make_writer(form, stream) for stream, form in streams]
        if not arguments.quiet:
            writers.append(make_writer("table", stack.enter_context(output_stream("-"))))
        summary = run(Extractor(), find_inputs([str(folder)]), writers, arguments.quiet)
    if not arguments.quiet:
        print(summary.text(), file=sys.stderr)
        print(f"written: {', '.join(str(target / name) for name in DEMO_FILES)}", file=sys.stderr)
    return 1 if summary.failed else 0


def run(
    extractor: Extractor, inputs: Sequence[Input], writers: Sequence[Writer], quiet: bool, options: Options | None = None
) -> Summary:
    """Run over the inputs; a file that fails is named on standard error and the others go on."""
    summary = Summary()
    options = options or Options()
    for writer in writers:
        writer.begin()
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(inputs, unit="file", disable=hidden, file=sys.stderr) as bar:
        for item in bar:
            for found in documents(item, options):
                results = attempt(extractor, found, item)
                if isinstance(results, Unread):
                    summary.failed += 1
                    message = " ".join(results.message.split())
                    tqdm.write(f"policy-extract: {message}", file=sys.stderr)
                    for writer in writers:
                        writer.fail(item.name_of(results), message, results.reason, results.reader)
                    continue
                for writer in writers:
                    writer.write(results)
                summary.add(results)
    return summary


def sample_corpus() -> Path:
    """Folder of the sample corpus: package data in a wheel, the repository's `corpus/` in a checkout."""
    packaged = Path(__file__).parent / "data" / "corpus"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "corpus"
