"""The journal of a feed: what was written where, before and after, one JSON object a line, only ever added to (流水)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec


def now() -> str:
    """The wall clock in UTC, for people who read the journal; no decision hangs on it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


class Journal:
    """Adds lines to a file; a line that a kill cut off is closed before the next."""

    def __init__(self, path: Path | None) -> None:
        """Write to this file; None writes nothing."""
        self._path = path
        self._number = 0

    def add(self, lines: Iterable[dict[str, Any]]) -> None:
        """Add lines with the time of writing, and see that they are on disk."""
        data = b"".join(msgspec.json.encode({"at": now(), **line}) + b"\n" for line in lines)
        if self._path is None or not data:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab+") as stream:
            size = stream.seek(0, os.SEEK_END)
            if size:
                stream.seek(size - 1)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
