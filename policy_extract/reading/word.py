"""Reads binary Word, WPS and RTF files through LibreOffice or by readers of our own, and says which (DOC、WPS、RTF).

Measured on plans rendered by LibreOffice 7.4: for DOC both ways give the same records, but LibreOffice may lose a table, so our
own reading checks it; for RTF it turns the mark behind counted numbers (一、) into a question mark and only stands in for ours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Literal

from policy_extract.errors import ReadError
from policy_extract.reading.docx import read_docx, reread_docx
from policy_extract.reading.office import as_docx, find_office, reader_name
from policy_extract.reading.rtf import read_rtf_text, reread_rtf_text
from policy_extract.reading.word_binary import MEDIA_TYPE, read_word_binary, reread_word_binary
from policy_extract.text import Block, Cell, Source, Table

Office = Literal["first", "fallback", "never"]
"""When LibreOffice is used if it is installed: before our own reader, only where that fails, or not at all."""
RTF_TYPE = "application/rtf"
FINAL = frozenset(("encrypted", "too_large", "empty"))
"""Reasons of our own reader that LibreOffice cannot mend."""
PREFIX = "office:"
"""Opens the locators that lead into the converted file."""
LEAST_SHARE = 0.97
"""Share of the words of our own reading that the converted file must hold."""


def read_doc(data: bytes, name: str = "", office: Office = "first") -> Source:
    """The text, blocks and tables of a binary Word or WPS file; `reader` says which way it was read.

    Raises ReadError: damaged, encrypted, unsupported, too_large, empty, needs_ocr.
    """
    return _read(data, name, "doc", MEDIA_TYPE, read_word_binary, office)


def read_rtf(data: bytes, name: str = "", office: Office = "fallback") -> Source:
    """The text, blocks and tables of an RTF file; `reader` says which way it was read. Raises ReadError."""
    return _read(data, name, "rtf", RTF_TYPE, read_rtf_text, office)


def reread_doc(data: bytes, locator: str) -> str:
    """The words at a locator of `read_doc`. Raises ReadError when it leads nowhere."""
    if locator.startswith(PREFIX):
        return reread_docx(_converted(data, "doc"), locator.replace(PREFIX, ""))
    return reread_word_binary(data, locator)


def reread_rtf(data: bytes, locator: str) -> str:
    """The words at a locator of `read_rtf`. Raises ReadError when it leads nowhere."""
    if locator.startswith(PREFIX):
        return reread_docx(_converted(data, "rtf"), locator.replace(PREFIX, ""))
    return reread_rtf_text(data, locator)


def _read(
    data: bytes, name: str, kind: str, media_type: str, own_reader: Callable[[bytes, str], Source], office: Office
) -> Source:
    """Read both ways as asked; our own reading checks that LibreOffice lost nothing."""
    with_office = office != "never" and find_office() is not None
    try:
        own = own_reader(data, name)
    except ReadError as error:
        if error.reason in FINAL or not with_office:
            raise
        try:
            return _through_office(data, name, kind, media_type)
        except ReadError:
            raise error from None
    if not with_office or office == "fallback":
        return own
    try:
        source = _through_office(data, name, kind, media_type)
    except ReadError as error:
        own.warnings.append(f"read without LibreOffice, which failed: {error}")
        return own
    if len(source.tables) < len(own.tables):
        own.warnings.append(f"read without LibreOffice, which kept {len(source.tables)} of {len(own.tables)} tables")
        return own
    if _size(source.text) >= LEAST_SHARE * _size(own.text):
        return source
    own.warnings.append(f"read without LibreOffice, which gave {_size(source.text)} of {_size(own.text)} characters")
    return own


def _size(text: str) -> int:
    """Characters that are no white space."""
    return len("".join(text.split()))


def _through_office(data: bytes, name: str, kind: str, media_type: str) -> Source:
    """Convert and read the result; locators lead into the converted file."""
    source = read_docx(as_docx(data, kind, name or "<data>"), name)
    source.media_type = media_type
    source.reader = f"{reader_name()}, {source.reader}"
    cells = [cell for table in source.tables for cell in table.cells]
    places: list[Block | Table | Cell] = [*source.blocks, *source.tables, *cells]
    for place in places:
        place.locator = place.locator.replace("docx[", f"{PREFIX}docx[")
    return source


@functools.lru_cache(maxsize=1)
def _converted(data: bytes, kind: str) -> bytes:
    """The converted file, made once for several locators of the same file."""
    return as_docx(data, kind, "<data>")
