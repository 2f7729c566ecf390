"""Decodes the bytes of a text: byte order marks, UTF-8, GB18030, UTF-16, and mixtures of them (编码识别)."""

from __future__ import annotations

import codecs
import re

from policy_extract.errors import ReadError

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROL_BYTES = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
COMMON = frozenset("的一是在和有为以了中国大人上年发展工作实施建设加强推进管理政府市区县，。、；：（）“”《》年月日")
SAMPLE = 200_000


def decode(data: bytes, label: str) -> tuple[str, str, list[str]]:
    """Decoded text without a byte order mark, the encoding's name and warnings.

    Raises ReadError for empty data or bytes in no known encoding.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise ReadError(f"{label}: the file is empty; give a file with the document's text", "empty")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, label)
    if b"\x00" in data[:SAMPLE]:
        return _decode_wide(data, label)
    try:
        return _sound(data.decode("utf-8"), "utf-8", [], label)
    except UnicodeDecodeError:
        return _decode_unmarked(data, label)


def _decode_marked(data: bytes, encoding: str, label: str) -> tuple[str, str, list[str]]:
    """Decode data whose byte order mark says the encoding; single bad sequences are replaced with a warning."""
    try:
        return _sound(data.decode(encoding), encoding, [], label)
    except UnicodeDecodeError:
        text, warnings = _forgiving(data, encoding)
        return _sound(text, encoding, warnings, label)


def _decode_wide(data: bytes, label: str) -> tuple[str, str, list[str]]:
    """UTF-16 without a mark: the zero bytes of ASCII characters tell the byte order."""
    sample = data[: SAMPLE - SAMPLE % 2]
    low_first = sample[1::2].count(0) >= sample[0::2].count(0)
    for encoding in ("utf-16-le", "utf-16-be") if low_first else ("utf-16-be", "utf-16-le"):
        if len(data) % 2:
            break
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if plausible(text) and CONTROLS.search(text) is None:
            return text, encoding, [f"no byte order mark; read as {encoding}"]
    raise ReadError(f"{label}: binary data, not text; save the document as text in UTF-8 first")


def _decode_unmarked(data: bytes, label: str) -> tuple[str, str, list[str]]:
    """Data that is no clean UTF-8: damaged UTF-8, else GB18030 (which holds GBK and GB2312)."""
    text, warnings = _forgiving(data, "utf-8")
    if text.count("\ufffd") * 100 <= len(text) and plausible(text):
        return _sound(text, "utf-8", warnings, label)
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if plausible(text):
            return _sound(text, encoding, [], label)
    text, warnings = _forgiving(data, "gb18030")
    if text.count("\ufffd") * 200 <= len(text) and plausible(text):
        return _sound(text, "gb18030", warnings, label)
    raise ReadError(f"{label}: the bytes are neither UTF-8, UTF-16 nor GB18030 text; save the document as UTF-8 first")


def _forgiving(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """Decode with replacement characters and say how many."""
    text = data.decode(encoding, "replace")
    count = text.count("\ufffd")
    return text, [f"{count} undecodable byte sequence(s) read as U+FFFD"] if count else []


def _sound(text: str, encoding: str, warnings: list[str], label: str) -> tuple[str, str, list[str]]:
    """Pass a decoded text on; raises ReadError when it is full of control characters, as binary data would be."""
    sample = text[:SAMPLE]
    controls = len(CONTROLS.findall(sample))
    if controls * 50 > len(sample):
        raise ReadError(f"{label}: binary data, not text; save the document as text in UTF-8 first")
    if controls:
        warnings = [*warnings, "the text holds control characters"]
    return text, encoding, warnings


def plausible(text: str) -> bool:
    """Whether a decoding looks like Chinese or plain ASCII text and not like one encoding read as another."""
    sample = text[:SAMPLE]
    wide = [c for c in sample if c > "\x7f"]
    if not wide:
        return True
    strange = sum(1 for c in wide if "\ue000" <= c <= "\uf8ff" or c > "\uffff" or "\uac00" <= c <= "\ud7ff" or c < "\xa0")
    common = sum(1 for c in wide if c in COMMON)
    return strange * 20 <= len(wide) and common * 20 >= len(wide)
