"""The command `compare`: plans side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from policy_extract.cli_attempts import attempt, documents
from policy_extract.cli_inputs import STANDARD, find_inputs, output_stream
from policy_extract.compare.face import target_matrix
from policy_extract.compare.files import SUFFIXES, write, write_sheets
from policy_extract.compare.load import Plan, Unloaded, from_lines, from_results, holds_records
from policy_extract.compare.matrix import BY, Matrix
from policy_extract.compare.phrasing import cell, cell_text, column_title
from policy_extract.compare.pictures import dots, multiples
from policy_extract.compare.shows import SHOWS, Shown, show_cascade, target_pictures
from policy_extract.errors import UsageError
from policy_extract.export.terminal import fitted, width
from policy_extract.extractor import Extractor
from policy_extract.patterns import Pack
from policy_extract.reading import Options
from policy_extract.text import Unread

MANIFEST = "manifest.sqlite"
"""What makes a folder one of a run."""
PICTURE = ".svg"
DRAWN = 15
"""Columns that a page of targets has pictures for, at the most."""
LINE_WIDTH = 200
"""Terminal cells of a row of another comparison."""
WIDEST = 24
"""Terminal cells of a column."""
SHOWN_COLUMNS = 40
"""Indicators without --indicator, unless --most says otherwise."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `compare`."""
    parser = commands.add_parser("compare", help="put plans side by side", description=run_compare.__doc__)
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, lines of `extract`, or folders of `run`")
    parser.add_argument("--show", choices=("targets", *SHOWS), default="targets", help="what is compared (default: targets)")
    parser.add_argument("--by", choices=BY, default="document", help="what a row is: a document, or a place and year")
    parser.add_argument(
        "--indicator", action="append", default=[], metavar="NAME",
        help="an indicator, or several with commas; NAME:增速 asks for one form, NAME:* for all; default: all that two share",
    )  # fmt: skip
    parser.add_argument("--most", type=int, default=SHOWN_COLUMNS, metavar="N", help="indicators at the most, 0 for all")
    parser.add_argument("-o", "--output", default=STANDARD, metavar="OUT", help=f"file ({', '.join((*SUFFIXES, PICTURE))})")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    parser.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress bar and no notes")
    parser.set_defaults(run=run_compare)


def run_compare(arguments: argparse.Namespace) -> int:
    """Put plans side by side. Exit codes: 0 all inputs read, 1 some could not be read, 2 wrong usage.

    targets: indicators across plans. align: measures of every two plans. coverage: themes across plans. versions: an old and
    a new text of one plan. cascade: targets of places against those of the places above. results: targets against the report
    of the next year. timeline: dated measures by lead body.
    """
    if arguments.most < 0:
        raise UsageError("--most takes a number from 0")
    if arguments.output != STANDARD and Path(arguments.output).suffix.lower() not in (*SUFFIXES, PICTURE):
        raise UsageError(f"{arguments.output}: give a name that ends in one of {', '.join((*SUFFIXES, PICTURE))}")
    extractor = Extractor(tuple(arguments.patterns))
    loader = Loader(extractor, arguments)
    if arguments.show == "targets":
        notes = _targets(arguments, loader, extractor.pack)
    else:
        notes = _others(arguments, loader, extractor.pack)
    if not arguments.quiet:
        for note in notes:
            print(f"policy-extract: {note}", file=sys.stderr)
    return 1 if loader.failed else 0


def _asked(arguments: argparse.Namespace) -> list[str]:
    """The names of all --indicator options."""
    return [name.strip() for text in arguments.indicator for name in text.replace("，", ",").split(",") if name.strip()]


def _targets(arguments: argparse.Namespace, loader: Loader, pack: Pack) -> list[str]:
    """Write the matrix of targets; returns what the reader must know."""
    matrix = target_matrix(loader, _asked(arguments), arguments.by, arguments.most, pack)
    with output_stream(arguments.output) as stream:
        if arguments.output == STANDARD:
            stream.write(shown(matrix).encode("utf-8", "replace"))
        elif arguments.output.lower().endswith(PICTURE):
            draw = multiples if arguments.by == "year" else dots
            stream.write(draw(matrix).encode("utf-8", "replace"))
        else:
            write(matrix, stream, arguments.output, target_pictures(matrix) if len(matrix.columns) <= DRAWN else ())
    left = [f"{matrix.left_out} further indicators left out; --most 0 takes all"] if matrix.left_out else []
    return [*matrix.notes, *left]


def _others(arguments: argparse.Namespace, loader: Loader, pack: Pack) -> list[str]:
    """Write another comparison; returns what the reader must know."""
    asked = _asked(arguments)
    if asked and arguments.show != "cascade":
        raise UsageError("--indicator belongs to --show targets and cascade; leave it out")
    found = (
        show_cascade(loader, pack, asked, arguments.most) if arguments.show == "cascade" else SHOWS[arguments.show](loader, pack)
    )
    with output_stream(arguments.output) as stream:
        if arguments.output == STANDARD:
            stream.write(shown_sheets(found).encode("utf-8", "replace"))
        elif arguments.output.lower().endswith(PICTURE):
            if not found.pictures:
                raise UsageError(f"--show {arguments.show} has no picture for these plans; write .html, .xlsx or .csv")
            stream.write(found.pictures[0].encode("utf-8", "replace"))
        else:
            write_sheets(found.sheets, stream, arguments.output, found.title, found.pictures)
    return found.notes


class Loader:
    """The plans of all inputs, one after another; what cannot be read is named on standard error and the others go on."""

    def __init__(self, extractor: Extractor, arguments: argparse.Namespace) -> None:
        """Take inputs and options from the command line."""
        self.failed = 0
        self._extractor = extractor
        self._inputs: list[str] = arguments.inputs
        self._options = Options(ocr=arguments.ocr)
        self._achievements = arguments.show == "results"
        self._hidden = arguments.quiet or not sys.stderr.isatty()

    def __iter__(self) -> Iterator[Plan]:
        """All plans in the order of the inputs. Raises UsageError for lines that are no records."""
        with tqdm(unit="plan", disable=self._hidden, file=sys.stderr) as bar:
            for found in self._found():
                if isinstance(found, Unloaded):
                    self.failed += 1
                    tqdm.write(f"policy-extract: {' '.join(found.reason.split())}", file=sys.stderr)
                    continue
                bar.update()
                yield found

    def _found(self) -> Iterator[Plan | Unloaded]:
        """Plans and failures of every input by its kind."""
        for name in self._inputs:
            path = Path(name)
            if name != STANDARD and (path / MANIFEST).is_file():
                yield from _run_folder(path)
            elif name != STANDARD and path.is_file() and holds_records(path):
                with path.open("rb") as stream:
                    yield from from_lines(stream, name, self._achievements)
            else:
                yield from self._extracted(name)

    def _extracted(self, name: str) -> Iterator[Plan | Unloaded]:
        """The plans of files that are extracted now."""
        for item in find_inputs([name], self._options.ocr):
            for found in documents(item, self._options):
                results = attempt(self._extractor, found, item)
                if isinstance(results, Unread):
                    yield Unloaded(item.name, results.message)
                else:
                    yield from from_results(results)


def _run_folder(folder: Path) -> Iterator[Plan | Unloaded]:
    """The plans of a run. Raises UsageError when the extra for runs is missing."""
    try:
        from policy_extract.batch.stored import results
    except ImportError as error:
        raise UsageError(f"{folder}: reading a run needs pyarrow and duckdb; install policy-extract[batch]") from error
    for found in results(folder):
        yield from from_results(found.results)
        for failure in found.failures:
            yield Unloaded(failure.source, failure.message)


def shown(matrix: Matrix) -> str:
    """A matrix for the terminal: a block a row when there are many indicators, else a table."""
    titles = [column_title(column.name, column.form) for column in matrix.columns]
    lines = []
    if len(titles) <= 6:
        room = max([8, *(min(WIDEST, width(row.label)) for row in matrix.rows)])
        widths = [min(WIDEST, max(width(title), 10)) for title in titles]
        lines.append(" ".join([fitted("", room), *map(fitted, titles, widths)]))
        for row in matrix.rows:
            lines.append(" ".join([fitted(row.label, room), *(map(fitted, map(cell_text, row.cells), widths))]))
    else:
        for row in matrix.rows:
            said = [(title, cell_text(cell)) for title, cell in zip(titles, row.cells, strict=True) if cell.state != "absent"]
            lines.append(f"{row.label}  {'; '.join(holding.name for holding in row.holdings)}")
            lines += [f"  {fitted(title, 40)} {text}" for title, text in said]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def shown_sheets(found: Shown) -> str:
    """Tables for the terminal: a block a row, cut to lines."""
    lines = []
    for sheet in found.sheets:
        lines.append(f"== {sheet.title} ({len(sheet.rows)})")
        for row in sheet.rows:
            texts = [cell(value) for value in row]
            said = [f"{title}: {text}" for title, text in zip(sheet.columns, texts, strict=True) if text]
            lines.append("  " + fitted(" | ".join(said), LINE_WIDTH).rstrip())
    return "\n".join(lines) + "\n"
