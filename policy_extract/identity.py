"""Names that stay: document ids from the text, record ids from document, section titles and wording.

Record ids hang on no offset and on no printed number, so an amended document keeps the ids of what did not change.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

ID_LENGTH: Final = 16
"""Hex digits of an id: 64 bits of a SHA-256."""
ID_BYTES: Final = ID_LENGTH // 2

NUMBERING: Final = re.compile(r"[\W\d_一二三四五六七八九十]+")
"""Leading numbers and marks: a renumbered statement stays the same statement."""
NUMERALS: Final = frozenset("一二三四五六七八九十")


def _bytes(text: str) -> bytes:
    """A text in UTF-8; lone surrogates are hashed as they stand."""
    return text.encode("utf-8", "surrogatepass")


def text_hash(text: str) -> str:
    """SHA-256 of a decoded text in UTF-8."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def document_id(sha256: str, number: int, count: int) -> str:
    """Id of a document: from the hash of its source text, plus `#n` when the file holds several."""
    short = sha256[:ID_LENGTH]
    return short if count == 1 else f"{short}#{number}"


def wording(quote: str) -> str:
    """A quote without white space: what counts as the same words."""
    return "".join(quote.split())


def document_key(named: Iterable[str | None], fallback: str) -> str:
    """What a document is called (title first, then what tells namesakes apart); the fallback when it has no title.

    The text itself is left out: an amended document is still the same document.
    """
    parts = [part or "" for part in named]
    return "\x1e".join(parts) if parts and parts[0] else fallback


class IdentityBook:
    """Gives out record ids within one document and counts twins."""

    def __init__(self, key: str) -> None:
        """Begin a book for the document of that key."""
        self._key = key
        self._nothing = sha256()
        """The hash of nothing: a copy of it takes half of the time of making another one."""
        self._prefixes: dict[tuple[str, ...], hashlib._Hash] = {}
        self._seen: dict[str, int] = {}

    def give(self, titles: tuple[str, ...], words: str) -> tuple[str, str]:
        """A stable id for a statement's `wording` below these section titles, and the short hash of the wording itself.

        Equal statements are told apart by a counter.
        """
        prefix = self._prefixes.get(titles)
        if prefix is None:
            # The part that all statements of a section share is hashed once.
            prefix = self._prefixes[titles] = hashlib.sha256(_bytes("\x1f".join((self._key, *titles, ""))))
        data = words.encode("utf-8", "surrogatepass")
        own = self._nothing.copy()
        own.update(data)
        content_hash = own.digest()[:ID_BYTES].hex()
        whole = prefix.copy()
        first = words[:1]
        if not first.isalpha() or first in NUMERALS:
            lead = NUMBERING.match(words)
            data = _bytes(words[lead.end() :]) if lead else data
        whole.update(data)
        base = whole.digest()[:ID_BYTES].hex()
        count = self._seen.get(base, 0) + 1
        self._seen[base] = count
        return (base if count == 1 else f"{base}-{count}"), content_hash
