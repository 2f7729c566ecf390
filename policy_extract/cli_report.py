"""The command `report`: a page that people open by double click, of one file or of a run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from policy_extract.cli_attempts import attempt, documents
from policy_extract.cli_inputs import Input, find_inputs, output_stream
from policy_extract.cli_run import need_extra
from policy_extract.errors import UsageError
from policy_extract.extractor import Extractor
from policy_extract.reading import Options
from policy_extract.report import document_page
from policy_extract.report.page import LANGUAGES
from policy_extract.result import DocumentResult
from policy_extract.text import Unread


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `report`."""
    report = commands.add_parser("report", help="an HTML page of a file or a run", description=run_report.__doc__)
    report.add_argument("input", metavar="FILE", help="file, archive, - for standard input, or folder of a run")
    report.add_argument("-o", "--output", required=True, metavar="OUT", help="HTML file to write, - for standard output")
    report.add_argument("--language", choices=LANGUAGES, default="zh", help="of the interface when the page opens (default: zh)")
    report.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    report.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    report.set_defaults(run=run_report)


def run_report(arguments: argparse.Namespace) -> int:
    """Write one HTML page that needs nothing from elsewhere: the source with its marks beside the table of its records; for
    the folder of a run, its totals. Exit codes: 0 well, 1 something could not be read, 2 wrong usage.
    """
    if arguments.input != "-" and Path(arguments.input).is_dir():
        return _report_of_run(Path(arguments.input), arguments)
    inputs = find_inputs([arguments.input], images=True)
    found, unread = extracted(inputs, tuple(arguments.patterns), Options(ocr=arguments.ocr))
    for item in unread:
        print(f"policy-extract: {' '.join(item.message.split())}", file=sys.stderr)
    if not found:
        raise UsageError(f"{arguments.input}: nothing could be read, so there is no report; see the reasons above")
    page = document_page(found, unread, arguments.language)
    with output_stream(arguments.output, inputs) as stream:
        stream.write(page.encode("utf-8", "replace"))
    return 1 if unread else 0


def _report_of_run(folder: Path, arguments: argparse.Namespace) -> int:
    """Write the page of a run folder. Raises UsageError when the folder is none, or the libraries of the extra are missing."""
    need_extra()
    from policy_extract.report.run import run_page

    page = run_page(folder, arguments.language)
    with output_stream(arguments.output) as stream:
        stream.write(page.encode("utf-8", "replace"))
    return 0


def extracted(
    inputs: list[Input], patterns: tuple[str, ...], options: Options
) -> tuple[list[list[DocumentResult]], list[Unread]]:
    """The documents of each source of the inputs, and what could not be read."""
    extractor = Extractor(patterns)
    found: list[list[DocumentResult]] = []
    unread: list[Unread] = []
    for item in inputs:
        for source in documents(item, options):
            results = attempt(extractor, source, item)
            if isinstance(results, Unread):
                unread.append(results)
            elif results:
                found.append(results)
    return found, unread
