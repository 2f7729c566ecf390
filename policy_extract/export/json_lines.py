"""JSON Lines: one record a line, the document's first, then its tasks and achievements in text order."""

from __future__ import annotations

from collections.abc import Sequence

from policy_extract import rows
from policy_extract.export.writer import Writer
from policy_extract.result import DocumentResult


class JsonLinesWriter(Writer):
    """Writes records as lines; `record` says what a line is: document, task, achievement or failure."""

    def write(self, results: Sequence[DocumentResult]) -> None:
        """Write the documents of one file."""
        for result in results:
            document, statements = result.rows
            lines = [rows.encode(document), *map(rows.encode, statements), b""]
            self.stream.write(b"\n".join(lines))

    def fail(self, source: str, reason: str, code: str = "", reader: str = "") -> None:
        """Write a line of kind `failure`."""
        line = {"record": "failure", "source": source, "reason": reason, "code": code, "reader": reader}
        self.stream.write(rows.encode(line) + b"\n")
