"""Refuses PDF files whose packed streams would unpack to more than any document holds (压缩炸弹)."""

from __future__ import annotations

import re
import zlib

from policy_extract.errors import ReadError

LARGEST_STREAM = 64 * 1024 * 1024
LARGEST_DRAWING = 24 * 1024 * 1024
"""Bound for streams that are neither pictures nor fonts: pdfium needs near twenty times the size of drawing orders."""
LARGEST_SUM = 256 * 1024 * 1024
HIGHEST_RATIO = 1032
"""Deflate cannot do better than this."""
CHUNK = 4 * 1024 * 1024
STREAM = re.compile(rb"stream\r?\n")
HEAD = 400
PICTURE = re.compile(rb"/Subtype\s*/Image")
FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:CIDFontType0C|Type1C|OpenType)")
TWICE = re.compile(rb"/Fl(?:ateDecode)?\b.{0,20}/Fl(?:ateDecode)?\b", re.S)


def check_streams(data: bytes, label: str, reader: str) -> None:
    """Unpack large streams piece by piece, keeping nothing. Raises ReadError `too_large`."""
    total = 0
    position = 0
    while match := STREAM.search(data, position):
        start = match.end()
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        position = end + len(b"endstream")
        head = data[max(0, match.start() - HEAD) : match.start()]
        head = head[head.rfind(b"obj") + 1 :]
        twice = TWICE.search(head) is not None
        if (end - start) * HIGHEST_RATIO <= LARGEST_DRAWING // 16 and not twice:
            continue
        limit = LARGEST_STREAM if FONT.search(head) else LARGEST_DRAWING
        size = _unpacked(data[start:end], limit, twice)
        if PICTURE.search(head) and not twice:
            continue
        total += size
        if size >= limit or total >= LARGEST_SUM:
            raise ReadError(
                f"{label}: a packed stream at byte {start} unpacks to more than {size} bytes; this is no document",
                "too_large",
                reader,
            )


def _unpacked(packed: bytes, limit: int, twice: bool) -> int:
    """Size of a deflated stream, counted up to a limit; 0 for other streams."""
    if packed[:1] not in (b"\x78", b"\x48", b"\x58", b"\x68", b"\x18", b"\x08", b"\x28", b"\x38"):
        return 0
    unpacker = zlib.decompressobj()
    inner = zlib.decompressobj() if twice else None
    size = 0
    rest = packed
    try:
        while rest and size < limit:
            piece = unpacker.decompress(rest, CHUNK)
            rest = unpacker.unconsumed_tail
            size += len(piece)
            while inner is not None and piece and size < limit:
                size += len(inner.decompress(piece, CHUNK))
                piece = inner.unconsumed_tail
            if unpacker.eof:
                break
    except zlib.error:
        pass
    return size
