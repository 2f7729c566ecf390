"""Chooses the reader of a document by its content and runs it, in this process or in the guarded child (读取分派)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policy_extract.errors import ReadError
from policy_extract.reading.decoding import decode
from policy_extract.reading.formats import BY_KEY, HOME, IMAGES, Format, declared_formats
from policy_extract.reading.sniff import sniff
from policy_extract.text import UNMAPPED, Source

MAXIMUM_BYTES = 512 * 1024 * 1024
"""Files beyond this size are no documents; the limit keeps memory bounded."""
LONGEST_LINE = 5_000_000
"""Characters of a line; no document has a longer one, and its single sentence could not be read in bounded memory."""
LEAST_LOSS, LOSS_SHARE = 20, 0.02
"""Lost characters that a text may hold, by number and share, before it counts as damaged."""
MANGLED = re.compile("[\ufffd\xd0\xcf\x11\xe0]{0,6}\u0871")
"""What is left of the first bytes of an OLE file that was decoded as text."""
TEXT_KEYS = frozenset({"text", "markdown", "csv"})
"""Formats that no content tells apart for certain: a suffix that names another of them is no disagreement."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller may ask of all readers."""

    ocr: bool = False
    """Whether images and pages without text are read by character recognition (文字识别)."""
    isolate: bool = True
    """Whether readers of binary formats run in a child process; without it a hostile file can end the program."""


def read_as(data: bytes, name: str, media_type: str | None, options: Options) -> Source:
    """Read one document by the format of its content. Raises ReadError."""
    label = name or "<data>"
    if len(data) > MAXIMUM_BYTES:
        message = f"{label}: {len(data)} bytes are too many (at most {MAXIMUM_BYTES}); split the file"
        raise ReadError(message, "too_large")
    declared, expected = declared_formats(name, media_type)
    key = sniff(data)
    if key == "text":
        source, key = _read_text_format(data, name, media_type, expected, label)
    else:
        source = _read_binary(data, name, key, options, label)
    source.declared_type = declared
    if expected and key not in {entry.key for entry in expected} and not _alike(key, expected):
        source.warnings.insert(0, f"the name or sender says {expected[0].words}, the content is {BY_KEY[key].words}")
    if not source.reader:
        source.reader = key
    if not source.text.strip():
        raise ReadError(f"{label}: no text in this file; give a file with the document's text", "empty", source.reader)
    return source


def _alike(key: str, expected: list[Format]) -> bool:
    """Whether the content and the declared formats are all plain text of some kind."""
    return key in TEXT_KEYS and all(entry.key in TEXT_KEYS for entry in expected)


def _read_text_format(data: bytes, name: str, media_type: str | None, expected: list[Format], label: str) -> tuple[Source, str]:
    """Decode a text and read it as HTML, a table in text, Markdown or plain text."""
    from policy_extract.reading.html import looks_like_html

    found = decode(data, label)
    if MANGLED.match(found.text):
        message = f"{label}: a Word or Excel file that was decoded as text and is lost by it; take the file from its origin"
        raise ReadError(message, "damaged")
    key = "text"
    if looks_like_html(found.text, media_type):
        key = "html"
    elif any(entry.key == "csv" for entry in expected) and separates(found.text):
        key = "csv"
    source: Source = find_function(BY_KEY[key], BY_KEY[key].reader, label)(found.text, name)
    if source.media_type == "text/markdown":
        key = "markdown"
    source.encoding = found.encoding
    source.warnings[:0] = found.warnings
    source.replaced = found.replaced
    check_lines(source.text, label)
    _check_loss(source)
    return source, key


def _check_loss(source: Source) -> None:
    """A text with many lost characters (U+FFFD) is damaged, though it can be read; so is what a PDF's font did not tell."""
    if "(cid:" in source.text and (unmapped := len(UNMAPPED.findall(source.text))):
        source.warnings.append(f"{unmapped} characters stand as (cid:N), unreadable; read the PDF itself, or by OCR")
    lost = source.text.count("\ufffd")
    if source.status == "ok" and lost > max(LEAST_LOSS, len(source.text) * LOSS_SHARE):
        source.status = "damaged"
        source.warnings.append(f"{lost} characters were lost by a wrong decoding before the file came here")


def separates(text: str) -> bool:
    """Whether one character parts the lines of a text into cells."""
    from policy_extract.reading.delimited import separator_of

    return separator_of(text) is not None


def _read_binary(data: bytes, name: str, key: str, options: Options, label: str) -> Source:
    """Read a binary format in the child process, or here when the options say so."""
    if key == "encrypted":
        raise ReadError(f"{label}: the file is encrypted; save it without a password first", "encrypted")
    if key == "damaged_ole":
        raise ReadError(f"{label}: an OLE file (.doc, .xls, .wps) that is damaged; take it from its origin anew", "damaged")
    entry = BY_KEY[key]
    if entry.archive:
        message = (
            f"{label}: this is {entry.words}, which holds several files; use the command extract, extract_files, or unpack it"
        )
        raise ReadError(message, "unsupported")
    if not entry.reader:
        raise ReadError(f"{label}: this is {entry.words}, which is not read; {entry.remedy}", "unsupported")
    if key in IMAGES and not options.ocr:
        message = f"{label}: this is {entry.words}, which has no text; ask for character recognition (--ocr)"
        raise ReadError(message, "needs_ocr")
    if options.isolate:
        from policy_extract.reading.isolation import read_isolated

        return read_isolated(entry, data, name, options.ocr)
    return read_here(entry, data, name, options.ocr)


def read_here(entry: Format, data: bytes, name: str, ocr: bool) -> Source:
    """Read a binary format in this process. Raises ReadError, and whatever a library raises on a damaged file."""
    label = name or "<data>"
    try:
        source: Source = find_function(entry, entry.reader, label)(data, name)
    except ReadError as error:
        if error.reason != "needs_ocr" or not ocr or not entry.recogniser:
            raise
        source = find_function(entry, entry.recogniser, label)(data, name)
    return source


def reread_here(entry: Format, content: bytes | str, locator: str, ocr: bool = False) -> str:
    """Read the words at a locator in this process. Raises ReadError."""
    words: str = find_function(entry, entry.rereader, "<data>")(content, locator)
    if ocr and entry.rerecogniser and not words.strip():
        words = find_function(entry, entry.rerecogniser, "<data>")(content, locator)
    return words


def find_function(entry: Format, place: str, label: str) -> Callable[..., Any]:
    """A function of a format's module. Raises ReadError when the module or a library is not there."""
    module, _, function = place.partition(":")
    try:
        found = getattr(importlib.import_module(module, HOME), function, None)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith("policy_extract"):
            found = None
        else:
            extra = f"policy-extract[{entry.extra}]" if entry.extra else "policy-extract"
            message = f"{label}: {entry.words} needs the package {missing}; install {extra}"
            raise ReadError(message, "missing_tool", entry.key) from error
    if found is None:
        message = f"{label}: this is {entry.words}, which this version does not read; save it as text or HTML first"
        raise ReadError(message, "unsupported")
    result: Callable[..., Any] = found
    return result


def check_lines(text: str, label: str) -> None:
    """Refuse a text with an endless line."""
    if len(text) <= LONGEST_LINE:
        return
    number, line = max(enumerate(text.split("\n"), 1), key=lambda item: len(item[1]))
    if len(line) > LONGEST_LINE:
        raise ReadError(
            f"{label}: line {number} has {len(line)} characters (at most {LONGEST_LINE}); "
            "this is no document as offices write them: restore its line ends or split it",
            "too_large",
        )


def reread_as(data: bytes, locator: str, options: Options) -> str:
    """The words at a locator of the bytes of a file. Raises ReadError."""
    key = sniff(data)
    if key == "text":
        head = locator.partition("[")[0]
        return reread_here(BY_KEY[{"html": "html", "sheet": "csv"}.get(head, "text")], decode(data, "<data>").text, locator)
    entry = BY_KEY.get(key)
    if entry is None or not entry.rereader:
        raise ReadError(f"{locator}: {entry.words if entry else 'an encrypted file'} has no such place", "unsupported")
    if options.isolate:
        from policy_extract.reading.isolation import reread_isolated

        return reread_isolated(entry, data, locator, options.ocr)
    return reread_here(entry, data, locator, options.ocr)
