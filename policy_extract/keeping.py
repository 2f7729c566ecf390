"""Files in which a command keeps its state (状态文件, SQLite): looked through when opened, faults told with their remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy_extract.errors import UsageError

DISK = ("full", "disk I/O", "readonly", "unable to open")
"""What SQLite says when the place is at fault, not the file."""


def check(database: sqlite3.Connection) -> None:
    """Look through the pages of a file. Raises sqlite3.DatabaseError when one is damaged."""
    found = database.execute("PRAGMA quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise sqlite3.DatabaseError(found[0] if found else "no answer")


@contextmanager
def told(path: Path | None, remedy: str) -> Iterator[None]:
    """Errors of SQLite inside become a UsageError that names the file and what to do: `remedy` for a damaged file."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if any(word in said for word in DISK):
            remedy = "make room or choose another place, then do the same again; what was kept before is untouched"
        raise UsageError(f"{path}: the file of this state cannot be used ({said}); {remedy}") from error
