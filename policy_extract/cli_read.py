"""The command `read`: how a file is read, before anything is extracted: reader, status, facts, warnings, blocks, places."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from policy_extract import reading
from policy_extract.export.terminal import CONTROL
from policy_extract.text import Block, Source, Unread

TEXT_TYPES = frozenset({"text/plain", "text/markdown"})
LONGEST_SHOWN = 100
"""Characters of a block that are shown, unless all are asked for."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `read`."""
    parser = commands.add_parser("read", help="show how a file is read", description=run_read.__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a document, or an archive of documents")
    parser.add_argument("--json", action="store_true", help="all that was read, one JSON object a line for each document")
    parser.add_argument("--full", action="store_true", help="whole blocks, not only how they begin")
    parser.add_argument("--text", action="store_true", help="the text alone")
    parser.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    parser.set_defaults(run=run_read)


def run_read(arguments: argparse.Namespace) -> int:
    """Show reader, status, facts, warnings, blocks and their places in the file. Exit code 1 when something was not read."""
    failed = 0
    for found in reading.read_files(arguments.file, reading.Options(ocr=arguments.ocr)):
        if isinstance(found, Unread):
            failed += 1
            print(f"policy-extract: {' '.join(found.message.split())}", file=sys.stderr)
            if arguments.json:
                print(msgspec.json.encode({"record": "failure", **msgspec.to_builtins(found)}).decode())
        elif arguments.json:
            print(msgspec.json.encode(_as_json(found)).decode("utf-8", "replace"))
        elif arguments.text:
            print(found.text)
        else:
            print("\n".join(lines(found, None if arguments.full else LONGEST_SHOWN)))
    return 1 if failed else 0


def blocks_of(source: Source) -> list[Block]:
    """The blocks of a source in text order; the lines of a plain text with the kind that a block gives them."""
    if source.media_type not in TEXT_TYPES:
        return source.blocks
    found: list[Block] = []
    start = 0
    for number, line in enumerate(source.text.split("\n"), 1):
        words = line.strip()
        if words:
            begin = start + line.index(words[0])
            end = begin + len(words)
            holder = next((block for block in source.blocks if block.start < end and begin < block.end), None)
            kind, level = (holder.kind, holder.level) if holder else ("paragraph", None)
            found.append(Block(begin, end, kind, level, f"text[{number}:{begin - start + 1}]"))
        start += len(line) + 1
    return found


def lines(source: Source, longest: int | None) -> Iterator[str]:
    """What was read, a line each."""
    name = "/".join([*source.container, source.name])
    yield f"{name}: {source.status}, {source.media_type}, read by {source.reader}"
    if source.encoding:
        yield f"  encoding {source.encoding}"
    if source.declared_type and source.declared_type != source.media_type:
        yield f"  declared as {source.declared_type}"
    for warning in source.warnings:
        yield f"  warning: {_clean(warning)}"
    for key, value in source.facts.items():
        yield f"  {key}: {_clean(value)}"
    for attachment in source.attachments:
        yield f"  attachment: {_clean(attachment)}"
    for table in source.tables:
        yield f"  table of {table.row_count} rows and {table.column_count} columns at {table.locator}"
    for block in blocks_of(source):
        words = source.text[block.start : block.end]
        shown = words if longest is None or len(words) <= longest else words[:longest] + "…"
        level = f" {block.level}" if block.level else ""
        yield f"{block.locator}  {block.kind}{level}  {_clean(shown)}"


def _as_json(source: Source) -> dict[str, Any]:
    """A source as plain values, its blocks with their words."""
    whole: dict[str, Any] = msgspec.to_builtins(source)
    whole["blocks"] = [
        {**msgspec.to_builtins(block), "quote": source.text[block.start : block.end]} for block in blocks_of(source)
    ]
    return {"record": "source", **whole}


def _clean(words: str) -> str:
    """Words on one line without characters that a terminal would obey."""
    return words.translate(CONTROL)
