"""A table for the terminal: what was found in each document, shortened to fit a line, and a summary of a run."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from policy_extract import rows
from policy_extract.export import phrasing
from policy_extract.export.writer import Writer
from policy_extract.result import DocumentResult

COLUMNS = (("kind", 12), ("statement", 44), ("quantities", 40), ("deadline", 11), ("bodies", 30))
"""Titles and widths in terminal cells; a Chinese character takes two."""
CONTROL = {code: " " for code in range(32)} | {127: " "} | {code: " " for code in range(0x80, 0xA0)}


def width(text: str) -> int:
    """Number of terminal cells that a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def fitted(text: str, room: int) -> str:
    """A text cut or filled to a width; control characters never reach the terminal."""
    text = " ".join(text[: room * 2].translate(CONTROL).split())
    if width(text) > room:
        while width(text) > room - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (room - width(text))


class TableWriter(Writer):
    """Writes a readable table; not meant for machines."""

    def write(self, results: Sequence[DocumentResult]) -> None:
        """Write the documents of one file."""
        for result in results:
            document, statements = result.rows
            title = " ".join((document.title or "").translate(CONTROL).split())
            lines = [f"{result.name}  {title}", self._line([name for name, _ in COLUMNS])]
            lines += [self._line(self._cells(row)) for row in statements]
            self.stream.write(("\n".join(line.rstrip() for line in lines) + "\n\n").encode("utf-8", "replace"))

    @staticmethod
    def _line(cells: Sequence[str]) -> str:
        """Cells in columns."""
        return " ".join(fitted(cell, room) for cell, (_, room) in zip(cells, COLUMNS, strict=True))

    @staticmethod
    def _cells(row: rows.TaskRow | rows.AchievementRow) -> list[str]:
        """What stands in the columns of a record."""
        said = [phrasing.quantity_text(q) for q in row.quantities if q.phase in ("planned", "achieved")]
        bodies = dict.fromkeys(body.name for body in row.responsibilities)
        return [row.kind, row.quote, "; ".join(said), phrasing.deadline(row), "、".join(bodies)]


@dataclass
class Summary:
    """Counts of one run."""

    files: int = 0
    failed: int = 0
    documents: int = 0
    tasks: int = 0
    achievements: int = 0
    quantities: int = 0
    deadlines: int = 0
    issues: int = 0
    bodies: set[str] = field(default_factory=set)

    def add(self, results: Sequence[DocumentResult]) -> None:
        """Count the documents of one file."""
        self.files += 1
        for result in results:
            document, statements = result.rows
            self.documents += 1
            self.issues += len(document.issues)
            for row in statements:
                self.tasks += isinstance(row, rows.TaskRow)
                self.achievements += isinstance(row, rows.AchievementRow)
                self.quantities += sum(q.phase in ("planned", "achieved") for q in row.quantities)
                self.deadlines += isinstance(row, rows.TaskRow) and phrasing.deadline(row) != ""
                self.bodies.update(body.name for body in row.responsibilities if not body.generic)

    def text(self) -> str:
        """The counts in one block of lines."""
        counts = {
            "files read": self.files, "files failed": self.failed, "documents": self.documents, "tasks": self.tasks,
            "achievements": self.achievements, "quantities": self.quantities, "bodies": len(self.bodies),
            "tasks with a deadline": self.deadlines, "issues": self.issues,
        }  # fmt: skip
        return "\n".join(f"{name:22}{count:8}" for name, count in counts.items())
