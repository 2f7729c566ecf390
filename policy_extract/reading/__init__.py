"""Reading room: the bytes of a file become a Source, one module a format.

Content is sniffed, the extension and a stated media type are only hints. Nothing is cleaned here: that is the View's work.
Formats stand in `formats`; their readers are imported when needed and, texts apart, run in a guarded child process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policy_extract.errors import ReadError
from policy_extract.reading.dispatch import MAXIMUM_BYTES, Options, check_lines, read_as, reread_as
from policy_extract.reading.plain import read_plain
from policy_extract.reading.sniff import sniff
from policy_extract.text import Source, Unread

__all__ = ["MAXIMUM_BYTES", "Options", "read", "read_all", "read_file", "read_files", "read_text", "reread", "sniff"]


def read(data: bytes, name: str = "", media_type: str | None = None, options: Options | None = None) -> Source:
    """Read the bytes of one document.

    Raises ReadError naming the file, the reason and the remedy; for an archive too, whose members `read_all` gives.
    """
    return read_as(data, name, media_type, options or Options())


def read_all(
    data: bytes, name: str = "", media_type: str | None = None, options: Options | None = None
) -> Iterator[Source | Unread]:
    """Read the bytes of a document or an archive: its documents, and what could not be read with the reason. Never raises."""
    from policy_extract.reading.archives import read_members

    return read_members(data, name, media_type, options or Options())


def read_text(text: str, name: str = "") -> Source:
    """A decoded text as a source; it is taken as plain text or Markdown, never as HTML.

    Raises ReadError for a text with an endless line.
    """
    check_lines(text, name or "<text>")
    source = read_plain(text, name)
    source.encoding = "decoded"
    return source


def read_file(path: Path, options: Options | None = None) -> Source:
    """Read a file of one document. Raises ReadError when it is missing, a folder, an archive, or not readable."""
    source = read(file_bytes(path), str(path), options=options)
    source.name = path.name
    return source


def read_files(path: Path, options: Options | None = None) -> Iterator[Source | Unread]:
    """Read a file that may be an archive: its documents, and what could not be read with the reason. Never raises."""
    try:
        data = file_bytes(path)
    except ReadError as error:
        yield Unread(str(path), error.reason, str(error))
        return
    for found in read_all(data, str(path), options=options):
        if not found.container and isinstance(found, Source):
            found.name = path.name
        yield found


def reread(data: bytes, locator: str, options: Options | None = None) -> str:
    """The words that stand at a locator in the bytes of a file. Raises ReadError when there is no such place."""
    return reread_as(data, locator, options or Options())


def file_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError when it is missing, a folder or too large."""
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise ReadError(f"{path}: {size} bytes are too many (at most {MAXIMUM_BYTES}); split the file", "too_large")
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error}); check the path and its permissions"
        raise ReadError(message, "missing") from error
