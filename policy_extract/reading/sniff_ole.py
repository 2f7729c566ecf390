"""Looks into the directory of an OLE file (复合文档) without trusting any of its links: every chain has an end."""

from __future__ import annotations

import struct
from collections.abc import Iterator

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS: tuple[tuple[str, str], ...] = (
    ("encryptedpackage", "encrypted"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
)
"""Streams beside the root that tell what the file is, small letters."""
SMALLEST_SECTOR = 128
ENTRY = 128
NO_ENTRY = 0xFFFFFFFF
LAST_SECTOR = 0xFFFFFFFA
MOST_SECTORS = 4096
"""Sectors of the directory that are looked at; no document has more."""


def ole_format(data: bytes) -> str:
    """The key of the format: `doc`, `xls`, `ppt`, `encrypted`, `ole` for anything else, `damaged_ole` when nothing tells."""
    names = root_streams(data)
    for found in (names or set(), {name for name, _key in STREAMS if _entry_name(name) in data}):
        # Where links are broken or lead too far, the names of the directory entries still tell.
        for name, key in STREAMS:
            if name in found:
                return key
    return "damaged_ole" if names is None else "ole"


def root_streams(data: bytes) -> set[str] | None:
    """Names (small letters) of the entries right below the root; None when the directory cannot be followed."""
    try:
        directory = b"".join(_directory(data))
        entries = [directory[place : place + ENTRY] for place in range(0, len(directory) - ENTRY + 1, ENTRY)]
        if not entries:
            return None
        names: set[str] = set()
        seen: set[int] = set()
        waiting = [struct.unpack_from("<L", entries[0], 76)[0]]
        while waiting:
            number = waiting.pop()
            if number == NO_ENTRY or number >= len(entries) or number in seen:
                continue
            seen.add(number)
            entry = entries[number]
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            names.add(entry[: max(0, length - 2)].decode("utf-16-le", "replace").lower())
            waiting += struct.unpack_from("<LL", entry, 68)
    except struct.error:
        return None
    return names or None


def _directory(data: bytes) -> Iterator[bytes]:
    """The sectors of the directory; raises struct.error when a link points out of the file."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    if size < SMALLEST_SECTOR:
        raise struct.error("sectors too small for a table of their places")
    sector = struct.unpack_from("<L", data, 48)[0]
    table = struct.unpack_from("<109L", data, 76)
    seen: set[int] = set()
    while sector < LAST_SECTOR and sector not in seen and len(seen) < MOST_SECTORS:
        seen.add(sector)
        place = (sector + 1) * size
        if place + ENTRY > len(data):
            raise struct.error("a sector beyond the end of the file")
        yield data[place : place + size]
        per_sector = size // 4
        index = sector // per_sector
        if index >= len(table) or table[index] >= LAST_SECTOR:
            return
        sector = struct.unpack_from("<L", data, (table[index] + 1) * size + sector % per_sector * 4)[0]


def _entry_name(name: str) -> bytes:
    """A stream name as it stands in a directory entry; the usual capitals."""
    usual = {"worddocument": "WordDocument", "powerpoint document": "PowerPoint Document", "encryptedpackage": "EncryptedPackage"}
    return (usual.get(name) or name.capitalize()).encode("utf-16-le") + b"\0\0"
