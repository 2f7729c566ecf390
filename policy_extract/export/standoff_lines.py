"""The stand-off form: one JSON object a line for each document, or for each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from policy_extract import rows
from policy_extract.export.writer import Writer
from policy_extract.result import DocumentResult
from policy_extract.standoff import merge


class StandoffWriter(Writer):
    """Writes stand-off objects as lines."""

    def __init__(self, stream: BinaryIO, whole_file: bool = False) -> None:
        """`whole_file` asks for one object a file, also when it holds several documents."""
        super().__init__(stream)
        self.whole_file = whole_file

    def write(self, results: Sequence[DocumentResult]) -> None:
        """Write the documents of one file."""
        parts = [result.standoff() for result in results]
        if self.whole_file and parts:
            parts = [merge(parts, results[0].source.name)]
        for part in parts:
            self.stream.write(rows.encode(part) + b"\n")

    def fail(self, source: str, reason: str, code: str = "", reader: str = "") -> None:
        """Write an object that holds only the name and the reason."""
        self.stream.write(rows.encode({"name": source, "source": source, "failure": reason}) + b"\n")
