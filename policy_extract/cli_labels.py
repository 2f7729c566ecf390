"""The command `labels`: documents into labelling tools, and what people labelled there back into the stand-off form."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from policy_extract import rows
from policy_extract.cli_inputs import Input, find_inputs, output_stream
from policy_extract.cli_report import extracted
from policy_extract.errors import UsageError
from policy_extract.export.labelling import TOOL_NAMES, Labelled, decoded, decoded_lines, labelled, standoff_of
from policy_extract.identity import text_hash
from policy_extract.reading import Options
from policy_extract.standoff import merge


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `labels`."""
    labels = commands.add_parser("labels", help="labelling tools: export, import, set up", description=__doc__)
    parts = labels.add_subparsers(required=True, metavar="WHAT")
    out = parts.add_parser("export", help="documents for a tool", description=run_export.__doc__)
    out.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder or glob")
    out.add_argument("--annotations", metavar="FILE", help="stand-off objects (JSON or JSON Lines) to use in place of extraction")
    out.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    out.set_defaults(run=run_export)
    back = parts.add_parser("import", help="what a tool exported, as stand-off objects", description=run_import.__doc__)
    back.add_argument("inputs", nargs="+", metavar="FILE", help="export of the tool")
    back.set_defaults(run=run_import)
    setup = parts.add_parser("setup", help="labels and fields for a tool", description=run_setup.__doc__)
    setup.set_defaults(run=run_setup)
    for part in (out, back, setup):
        part.add_argument("-f", "--format", choices=TOOL_NAMES, required=True, help="the tool")
        part.add_argument("-o", "--output", default="-", metavar="OUT", help="file to write, - for standard output (default)")


def run_export(arguments: argparse.Namespace) -> int:
    """Write documents with their annotations for a labelling tool, one text a file. Exit codes: 0 well, 1 something could not be
    read, 2 wrong usage.
    """
    from policy_extract.export.labelling_tools import tool

    inputs = find_inputs(arguments.inputs)
    results, unread = extracted(inputs, tuple(arguments.patterns), Options())
    for item in unread:
        print(f"policy-extract: {' '.join(item.message.split())}", file=sys.stderr)
    given = _given(Path(arguments.annotations)) if arguments.annotations else None
    found: list[Labelled] = []
    for documents in results:
        text, name = documents[0].text, documents[0].source.name
        if given is None:
            found.append(labelled(_plain(merge([one.standoff() for one in documents], name)), text))
            continue
        own = given.pop(text_hash(text), None)
        if own is None:
            raise UsageError(f"{name}: {arguments.annotations} holds no annotations of this text; leave the file out")
        found.append(labelled(own, text))
    if given:
        print(f"policy-extract: {len(given)} annotations have no text among the inputs", file=sys.stderr)
    _write(arguments.output, tool(arguments.format).write(found), inputs)
    return 1 if unread else 0


def _plain(standoff: dict[str, Any]) -> dict[str, Any]:
    """A stand-off object as it stands in a file, with exact numbers."""
    found: dict[str, Any] = decoded(rows.encode(standoff), "stand-off")
    return found


def _given(path: Path) -> dict[str, dict[str, Any]]:
    """Stand-off objects of a file by the hash of their text. Raises UsageError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    try:
        whole = decoded(data, path.name)
        objects = whole if isinstance(whole, list) else [whole]
    except UsageError:
        objects = decoded_lines(data, path.name)
    if not all(isinstance(one, dict) and "sha256" in one for one in objects):
        raise UsageError(f"{path}: holds something that is no stand-off object with sha256; write it with --format standoff")
    return {one["sha256"]: one for one in objects}


def run_import(arguments: argparse.Namespace) -> int:
    """Write what people labelled in a tool as stand-off objects, a line each."""
    from policy_extract.export.labelling_tools import tool

    chosen = tool(arguments.format)
    inputs = find_inputs(arguments.inputs)
    lines = []
    for item in inputs:
        if item.path is None:
            raise UsageError(item.problem or "standard input is not read here; give the file that the tool exported")
        lines += [rows.encode(standoff_of(one)) + b"\n" for one in chosen.read(item.path.read_bytes(), item.name)]
    _write(arguments.output, b"".join(lines), inputs)
    print(f"policy-extract: {len(lines)} texts", file=sys.stderr)
    return 0


def run_setup(arguments: argparse.Namespace) -> int:
    """Write what has to be set up in a tool: a labelling interface, labels, or layers."""
    from policy_extract.export.labelling_tools import tool

    _write(arguments.output, tool(arguments.format).setup().encode(), [])
    return 0


def _write(target: str, data: bytes, inputs: list[Input]) -> None:
    """Write bytes to a file or to standard output."""
    with output_stream(target, inputs) as stream:
        stream.write(data)
