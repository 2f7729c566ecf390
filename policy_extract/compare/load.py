"""Plans to compare (待比文件), one after another: out of records in JSON Lines, out of results at hand, out of a run.

A comparison takes any iterable of `Plan`; nothing here keeps more than one plan at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.result import DocumentResult

LINES_SUFFIXES = (".jsonl", ".ndjson")
RECORD_LINE = re.compile(rb'\s*\{\s*"record"\s*:')
"""How a line of records begins, unlike one of texts to extract from."""

ACHIEVEMENT_LINE = b'{"record":"achievement"'

Statement = rows.TaskRow | rows.AchievementRow


class Plan(msgspec.Struct, gc=False):
    """One document with its tasks and achievements in text order (一份文件)."""

    document: rows.DocumentRow
    statements: list[Statement]

    @property
    def name(self) -> str:
        """The name of the source, with `#n` when it holds several documents."""
        document = self.document
        return document.source if document.count == 1 else f"{document.source}#{document.number}"

    @property
    def label(self) -> str:
        """What a reader calls it: place or title, with the name of the source behind."""
        region = self.document.region
        called = (region.name if region else None) or self.document.title
        return f"{called}（{self.name}）" if called else self.name

    @property
    def tasks(self) -> list[rows.TaskRow]:
        """What is planned; achievements are left out."""
        return [row for row in self.statements if isinstance(row, rows.TaskRow)]


class Unloaded(msgspec.Struct, gc=False):
    """A source from which nothing could be taken (未能读取), with the reason in words."""

    source: str
    reason: str


class _FailureLine(msgspec.Struct, tag_field="record", tag="failure"):
    """A line of kind `failure`, as the extraction writes it."""

    source: str
    reason: str


_DECODER = msgspec.json.Decoder(rows.DocumentRow | rows.TaskRow | rows.AchievementRow | _FailureLine)


def from_results(results: Iterable[DocumentResult]) -> Iterator[Plan]:
    """Plans out of extraction results."""
    for result in results:
        document, statements = result.rows
        yield Plan(document, list(statements))


def holds_records(path: Path) -> bool:
    """Whether a file is JSON Lines of records, as `policy-extract extract` writes them."""
    if not path.name.lower().endswith(LINES_SUFFIXES):
        return False
    with path.open("rb") as stream:
        return RECORD_LINE.match(stream.read(200)) is not None


def from_lines(stream: BinaryIO, name: str, achievements: bool = True) -> Iterator[Plan | Unloaded]:
    """Plans out of the lines of `policy-extract extract`; without `achievements` these are left unread, which is quicker.

    Raises UsageError naming the line that is no record.
    """
    plan: Plan | None = None
    for number, line in enumerate(stream, 1):
        if not line.strip() or (not achievements and line.startswith(ACHIEVEMENT_LINE)):
            continue
        row = _row(line, name, number)
        if isinstance(row, rows.TaskRow | rows.AchievementRow):
            if plan is None or row.doc_id != plan.document.doc_id:
                raise UsageError(f"{name}:{number}: a record before its document; give the lines in the order of `extract`")
            plan.statements.append(row)
            continue
        if plan is not None:
            yield plan
        plan = None
        if isinstance(row, _FailureLine):
            yield Unloaded(row.source, row.reason)
        else:
            plan = Plan(row, [])
    if plan is not None:
        yield plan


def _row(line: bytes, name: str, number: int) -> rows.DocumentRow | Statement | _FailureLine:
    """One line as a row."""
    try:
        row: rows.DocumentRow | Statement | _FailureLine = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{name}:{number}: no record of this version ({error}); write the file anew with `policy-extract extract`"
        ) from error
    return row
