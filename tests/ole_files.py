"""Writes OLE files and binary Excel sheets (BIFF8) for tests: just enough of the formats, every link by hand."""

from __future__ import annotations

import struct

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole_file(streams: dict[str, bytes]) -> bytes:
    """An OLE file with these streams beside the root; all are stored in plain sectors."""
    entries = [_entry("Root Entry", 5, 1 if streams else FREE, END, 0)]
    sectors: list[bytes] = []
    chains: list[int] = []
    for number, (name, content) in enumerate(streams.items(), 1):
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // SECTOR)
        start = len(sectors)
        sectors += [content[i * SECTOR : (i + 1) * SECTOR].ljust(SECTOR, b"\0") for i in range(count)]
        chains += [start + i + 1 for i in range(count - 1)] + [END]
        entries.append(_entry(name, 2, FREE, start, len(content), right=number + 1 if number < len(streams) else FREE))
    directory = b"".join(entries)
    directory += _entry("", 0, FREE, 0, 0) * (-len(entries) % 4)
    first_directory = len(sectors)
    count = len(directory) // SECTOR
    sectors += [directory[i * SECTOR : (i + 1) * SECTOR] for i in range(count)]
    chains += [first_directory + i + 1 for i in range(count - 1)] + [END]
    tables = 1
    while (len(chains) + tables) * 4 > tables * SECTOR:
        tables += 1
    first_table = len(sectors)
    chains += [TABLE] * tables
    table = struct.pack(f"<{len(chains)}L", *chains).ljust(tables * SECTOR, b"\xff")
    sectors += [table[i * SECTOR : (i + 1) * SECTOR] for i in range(tables)]
    places = [first_table + i for i in range(tables)] + [FREE] * (109 - tables)
    head = struct.pack(
        "<8s16sHHHHH6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first_directory, 0, 4096, END, 0, END, 0,
    )  # fmt: skip
    return head + struct.pack("<109L", *places) + b"".join(sectors)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    """A directory entry."""
    words = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBBLLL16sL16sLLL", words, len(words), kind, 1, FREE, right, child, b"", 0, b"", start, size, 0
    )  # fmt: skip


def excel_file(rows: list[list[object]], name: str = "台账", formats: dict[int, str] | None = None, more: bytes = b"") -> bytes:
    """A binary Excel file with one sheet: texts, numbers, and (number, format) pairs; `more` are further sheet records."""
    codes = sorted(formats or {})
    texts: list[str] = []
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            style = 0
            if isinstance(value, tuple):
                value, code = value
                style = 1 + codes.index(code)
            if isinstance(value, str):
                texts.append(value)
                cells += record(0xFD, struct.pack("<HHHL", row, column, 0, len(texts) - 1))
            elif value is not None:
                cells += record(0x203, struct.pack("<HHHd", row, column, style, float(str(value))))
    shared = struct.pack("<LL", len(texts), len(texts))
    parts: list[bytes] = []
    for text in texts:
        item = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
        if len(shared) + len(item) > 8000:
            parts.append(shared)
            shared = b""
        shared += item
    parts.append(shared)
    begin = record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    for code in codes:
        words = (formats or {})[code]
        begin += record(0x41E, struct.pack("<HHB", code, len(words), 1) + words.encode("utf-16-le"))
    begin += b"".join(record(0xE0, struct.pack("<HH16x", 0, code)) for code in [0, *codes])
    table = record(0xFC, parts[0]) + b"".join(record(0x3C, part) for part in parts[1:])
    title = name.encode("utf-16-le")
    place = len(begin) + 4 + 8 + len(title) + len(table) + 4
    sheet = record(0x85, struct.pack("<LBBBB", place, 0, 0, len(name), 1) + title)
    body = record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)) + cells + more + record(0x0A, b"")
    return ole_file({"Workbook": begin + sheet + table + record(0x0A, b"") + body})


def record(kind: int, content: bytes) -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(content)) + content
