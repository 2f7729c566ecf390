"""Reading room: the bytes of a file become a Source, one module a format.

Content is sniffed, the extension and a stated media type are only hints. Nothing is cleaned here: that is the View's work.
"""

from __future__ import annotations

from pathlib import Path

from policy_extract.errors import ReadError
from policy_extract.reading.html import looks_like_html, read_html
from policy_extract.reading.plain import read_plain
from policy_extract.reading.sniff import decode
from policy_extract.text import Source

__all__ = ["read", "read_file", "read_text"]

MAXIMUM_BYTES = 512 * 1024 * 1024
"""Files beyond this size are no documents; the limit keeps memory bounded."""


LONGEST_LINE = 5_000_000
"""Characters of a line; no document has a longer one, and its single sentence could not be read in bounded memory."""


def read(data: bytes, name: str = "", media_type: str | None = None) -> Source:
    """Decode the bytes of a file and find its blocks.

    Raises ReadError naming the file and the remedy for empty, binary, undecodable or oversized data.
    """
    label = name or "<data>"
    if len(data) > MAXIMUM_BYTES:
        raise ReadError(f"{label}: {len(data)} bytes are too many (at most {MAXIMUM_BYTES}); split the file")
    text, encoding, warnings = decode(data, label)
    source = _read_decoded(text, name, media_type)
    source.encoding = encoding
    source.warnings[:0] = warnings
    _check_lines(source.text, label)
    if not source.text.strip():
        raise ReadError(f"{label}: no text in this file; give a file with the document's text")
    return source


def read_text(text: str, name: str = "") -> Source:
    """A decoded text as a source; it is taken as plain text or Markdown, never as HTML.

    Raises ReadError for a text with a line of more than LONGEST_LINE characters.
    """
    _check_lines(text, name or "<text>")
    source = read_plain(text, name)
    source.encoding = "decoded"
    return source


def read_file(path: Path) -> Source:
    """Read a file. Raises ReadError when it is missing, a folder, or not readable as a document."""
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise ReadError(f"{path}: {size} bytes are too many (at most {MAXIMUM_BYTES}); split the file")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error}); check the path and its permissions") from error
    source = read(data, str(path))
    source.name = path.name
    return source


def _check_lines(text: str, label: str) -> None:
    """Refuse a text with an endless line."""
    if len(text) <= LONGEST_LINE:
        return
    number, line = max(enumerate(text.split("\n"), 1), key=lambda item: len(item[1]))
    if len(line) > LONGEST_LINE:
        raise ReadError(
            f"{label}: line {number} has {len(line)} characters (at most {LONGEST_LINE}); "
            "this is no document as offices write them: restore its line ends or split it"
        )


def _read_decoded(text: str, name: str, media_type: str | None) -> Source:
    """Choose the format by content; a stated media type decides only where the content leaves it open."""
    if looks_like_html(text, media_type):
        return read_html(text, name)
    return read_plain(text, name)
