"""Texts of binary Excel files (BIFF): 8 or 16 bits a character, some running over into the next record."""

from __future__ import annotations

import struct
from collections.abc import Sequence

MOST_TEXTS = 2_000_000


class TextReader:
    """Reads texts from a record and those that continue it; a text that runs over states its width again."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        """Begin at the start of the first record."""
        self._chunks = chunks
        self._chunk = 0
        self._place = 0

    def shared_texts(self) -> list[str]:
        """The table of shared texts; a damaged end loses the rest."""
        _total, count = struct.unpack("<LL", self._take(8))
        found: list[str] = []
        try:
            while len(found) < min(count, MOST_TEXTS):
                found.append(self.one_text())
        except struct.error:
            return found
        return found

    def one_text(self) -> str:
        """The next text with a length of 16 bits; runs of fonts and readings of characters are passed over."""
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<L", self._take(4))[0] if flags & 4 else 0
        pieces = []
        while length:
            rest = self._rest()
            if not rest:
                # The text goes on in the next record, which says anew how wide its characters are.
                self._next()
                flags = struct.unpack("<B", self._take(1))[0]
                continue
            width = 2 if flags & 1 else 1
            count = min(length, rest // width)
            if not count:
                raise struct.error("half a character at the end of a record")
            pieces.append(self._take(count * width).decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            length -= count
        self._skip(runs * 4 + extra)
        return "".join(pieces)

    def _rest(self) -> int:
        """Bytes left in the present record."""
        return len(self._chunks[self._chunk]) - self._place

    def _next(self) -> None:
        """Go to the next record. Raises struct.error behind the last one."""
        if self._chunk + 1 >= len(self._chunks):
            raise struct.error("a text beyond its records")
        self._chunk += 1
        self._place = 0

    def _take(self, size: int) -> bytes:
        """The next bytes, which never run over unless the record is at its end."""
        if not self._rest():
            self._next()
        chunk = self._chunks[self._chunk]
        taken = chunk[self._place : self._place + size]
        self._place += len(taken)
        while len(taken) < size:
            self._next()
            more = self._chunks[self._chunk][: size - len(taken)]
            self._place = len(more)
            taken += more
        return taken

    def _skip(self, size: int) -> None:
        """Pass over bytes, over the ends of records too."""
        while size:
            step = min(size, self._rest())
            self._place += step
            size -= step
            if size:
                self._next()


def short_text(content: bytes, place: int) -> str:
    """A text with a length of 8 bits."""
    return _plain(content, place + 2, content[place], content[place + 1])


def long_text(content: bytes, place: int) -> str:
    """A text with a length of 16 bits, all in one record."""
    (length,) = struct.unpack_from("<H", content, place)
    return _plain(content, place + 3, length, content[place + 2])


def _plain(content: bytes, place: int, length: int, flags: int) -> str:
    """The characters of a text."""
    if flags & 1:
        return content[place : place + 2 * length].decode("utf-16-le", "replace")
    return content[place : place + length].decode("latin-1")


def byte_text(content: bytes, place: int, long: bool, codepage: str) -> str:
    """A text of the files before 1997, in the code page of its machine."""
    size = 2 if long else 1
    length = int.from_bytes(content[place : place + size], "little")
    words = content[place + size : place + size + length]
    try:
        return words.decode("gb18030" if codepage in ("cp936", "gbk") else codepage, "replace")
    except LookupError:
        return words.decode("gb18030", "replace")
