"""Reads a page saved with its parts in one file (网页归档, .mht): the main page of the message goes to the HTML reader."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from policy_extract.errors import ReadError
from policy_extract.reading.decoding import decode
from policy_extract.text import Source

MOST_BYTES = 60_000_000
MOST_PARTS = 2000
READER = "mht"


def read_mht(data: bytes, name: str = "") -> Source:
    """Read the main page of a web archive. Raises ReadError."""
    from policy_extract.reading.html import read_html

    label = name or "<data>"
    found = decode(_page(data, label), label)
    source = read_html(found.text, name)
    source.media_type = "multipart/related"
    source.encoding = found.encoding
    source.reader = f"{READER}, {source.reader or 'html'}"
    source.warnings[:0] = found.warnings
    return source


def reread_mht(data: bytes, locator: str) -> str:
    """The words at a place of the main page. Raises ReadError."""
    from policy_extract.reading import html

    reread = getattr(html, "reread_html", None)
    if reread is None:
        raise ReadError(f"{locator}: this version reads no places of pages", "unsupported")
    words: str = reread(decode(_page(data, "<data>"), "<data>").text, locator)
    return words


def _page(data: bytes, label: str) -> bytes:
    """The bytes of the first HTML part, else of the first text. Raises ReadError."""
    if len(data) > MOST_BYTES:
        raise ReadError(f"{label}: a web archive of {len(data)} bytes (at most {MOST_BYTES}); save the page alone", "too_large")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for kind in ("text/html", "text/plain"):
        for number, part in enumerate(message.walk()):
            if number > MOST_PARTS:
                break
            if part.get_content_type() == kind and (content := _content(part)).strip():
                return content
    raise ReadError(f"{label}: no page in this web archive; save the page as HTML", "empty", READER)


def _content(part: Message) -> bytes:
    """The decoded bytes of a part."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
