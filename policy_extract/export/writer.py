"""What every export has in common: results of one file after another go in, bytes come out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import BinaryIO

from policy_extract.result import DocumentResult


class Writer(ABC):
    """Writes the results of several files to one stream, in the order in which they come."""

    def __init__(self, stream: BinaryIO) -> None:
        """Write to this stream; the caller closes it."""
        self.stream = stream

    def begin(self) -> None:
        """Write what stands before the first file."""
        return None

    @abstractmethod
    def write(self, results: Sequence[DocumentResult]) -> None:
        """Write the documents of one file."""

    def fail(self, source: str, reason: str, code: str = "", reader: str = "") -> None:
        """Note that a file could not be read, with the reason in words and as a code, and the reader that was tried.

        Forms without a place for it leave it out.
        """
        return None
