"""The log of what is under way (在途记录): after a kill it tells which inputs may have been its cause."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path


class FlightLog:
    """A file of lines `+ id` and `- id`, begun anew at every commit; a kill loses none of it, a power cut may."""

    def __init__(self, path: Path) -> None:
        """Read what a killed run left, and begin."""
        self.path = path
        self.suspects: set[str] = set()
        with contextlib.suppress(OSError):
            for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n"):
                sign, _, name = line.partition(" ")
                if sign == "+":
                    self.suspects.add(name)
                elif sign == "-":
                    self.suspects.discard(name)
        # Suspects of the last run stay so until they have landed.
        self._stream = path.open("a", encoding="utf-8", errors="surrogateescape", newline="\n")

    def takes_off(self, name: str) -> None:
        """An input is given to the workers."""
        self._note("+", name)

    def lands(self, name: str) -> None:
        """An input came back."""
        self._note("-", name)
        self.suspects.discard(name)

    def begin_anew(self, flying: Iterable[str]) -> None:
        """Keep only what is under way now, and the suspects whose turn has not come."""
        with contextlib.suppress(OSError):
            self._stream.seek(0)
            self._stream.truncate()
            for name in (*flying, *self.suspects):
                self._note("+", name)

    def _note(self, sign: str, name: str) -> None:
        """Write a line at once; a full disk costs the log, not the run."""
        with contextlib.suppress(OSError):
            self._stream.write(f"{sign} {name}\n".replace("\r", " "))
            self._stream.flush()

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):
            self._stream.close()
