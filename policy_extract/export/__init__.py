"""Writers of extraction results: JSON Lines, CSV, stand-off and a table for the terminal."""

from __future__ import annotations

from typing import BinaryIO

from policy_extract.errors import UsageError
from policy_extract.export.csv_ledger import CsvWriter
from policy_extract.export.json_lines import JsonLinesWriter
from policy_extract.export.standoff_lines import StandoffWriter
from policy_extract.export.terminal import TableWriter
from policy_extract.export.writer import Writer

FORMATS = ("jsonl", "csv", "standoff", "table")


def make_writer(form: str, stream: BinaryIO, whole_file: bool = False) -> Writer:
    """The writer of a format onto a binary stream. Raises UsageError for an unknown format."""
    if form == "jsonl":
        return JsonLinesWriter(stream)
    if form == "csv":
        return CsvWriter(stream)
    if form == "standoff":
        return StandoffWriter(stream, whole_file)
    if form == "table":
        return TableWriter(stream)
    raise UsageError(f"unknown format {form!r}; choose one of {', '.join(FORMATS)}")
