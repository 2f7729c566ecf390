"""Reads what `extract` wrote back: records as JSON Lines, document by document (读入抽取结果)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.feed.selection import Statements


class FailureLine(msgspec.Struct, tag_field="record", tag="failure"):
    """An input that could not be read."""

    source: str = ""
    reason: str = ""


_LINE = msgspec.json.Decoder(rows.DocumentRow | rows.TaskRow | rows.AchievementRow | FailureLine)


def read_records(path: Path) -> Iterator[tuple[rows.DocumentRow, Statements] | FailureLine]:
    """Documents with their statements, and failures, in the order of the file. Raises UsageError naming the line."""
    document: rows.DocumentRow | None = None
    statements: list[rows.TaskRow | rows.AchievementRow] = []
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                found = _LINE.decode(line)
            except msgspec.DecodeError as error:
                raise UsageError(
                    f"{path}:{number}: no record of policy-extract ({error}); write the file with extract"
                ) from error
            if isinstance(found, FailureLine):
                yield found
            elif isinstance(found, rows.DocumentRow):
                if document is not None:
                    yield document, statements
                document, statements = found, []
            elif document is None:
                raise UsageError(f"{path}:{number}: a record before its document; write the file with extract -f jsonl")
            else:
                statements.append(found)
    if document is not None:
        yield document, statements
