"""Reads Word files (DOCX, also as WPS and LibreOffice write them) without any office program (Word 文档)."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.docx_body import Body
from policy_extract.reading.docx_names import WORD, local
from policy_extract.reading.docx_package import Package
from policy_extract.reading.docx_styles import Styles
from policy_extract.reading.docx_words import Looks
from policy_extract.reading.word_source import Draft
from policy_extract.text import Source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
READER = f"docx (lxml {etree.__version__})"
PROPERTIES, TITLE = "docProps/core.xml", "{http://purl.org/dc/elements/1.1/}title"
SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))
LOST = ("part of another file", "embedded object", "diagram", "chart", "form control", "cut off")
"""Openings and endings of the remarks that mean that words of the document are missing from the text."""
OPENING = 2000
STEP = re.compile(r"([^/\[\]]{1,60})\[(\d{1,9})\]")
LOCATOR = re.compile(r"docx\[([^\]]{1,200})\]((?:/[^/\[\]@~]{1,60}\[\d{1,9}\])+)(@string)?")
REFERENCE = "<-"


def read_docx(data: bytes, name: str = "") -> Source:
    """The text, blocks and tables of a Word file.

    Raises ReadError: damaged, encrypted, too_large, unsupported, empty, or needs_ocr for a file of pictures only.
    """
    package = Package(data, name or "<data>", READER)
    main = _main_part(package)
    relations = {kind: target for kind, target in package.relations(main).values()}
    content = package.read(main)
    styles, style_data = _styles(package, relations)
    draft = Draft()
    body = Body(package, relations.get("numbering", ""), styles, Looks.of(content, style_data), draft)
    root = package.parsed(content, main)
    if local(root.tag) != "document" or root.find(WORD + "body") is None:
        raise package.error(f"{main} is no Word document; save the document anew", "damaged")
    for number, element in enumerate(root.iterchildren(WORD + "body"), 1):
        body.walk(element, f"docx[{main}]/body[{number}]")
    body.finish()
    _write_notes(package, relations, body, draft)
    source = draft.source(name, MEDIA_TYPE, READER)
    if not source.text:
        _refuse_empty(package, draft)
    if any(message.startswith(LOST) or message.endswith(LOST) for message in draft.noticed):
        source.status = "partial"
    _add_title(package, source)
    return source


def _main_part(package: Package) -> str:
    """Name of the part with the body."""
    kinds = package.relations("")
    main = next((target for kind, target in kinds.values() if kind == "officeDocument"), "word/document.xml")
    if main not in package:
        main = next((member for member in package.names() if posixpath.basename(member) == "document.xml"), main)
    return main


def _styles(package: Package, relations: dict[str, str]) -> tuple[Styles, bytes]:
    """The styles of the file with the bytes of their part."""
    part = relations.get("styles", "")
    data = package.read(part) if part in package else b""
    return Styles(package.parsed(data, part) if data else None), data


def _refuse_empty(package: Package, draft: Draft) -> None:
    """Raise the error for a file without words."""
    if any(message.startswith("picture") for message in draft.noticed):
        raise package.error("the document holds pictures only; read it with OCR", "needs_ocr")
    raise package.error("no text in this file; give a file with the document's text", "empty")


def _write_notes(package: Package, relations: dict[str, str], body: Body, draft: Draft) -> None:
    """Write the footnotes and endnotes that the body refers to, in the order of their references."""
    wanted: dict[str, dict[str, str]] = {"footnote": {}, "endnote": {}}
    for kind, identity, place in body.notes:
        wanted[kind].setdefault(identity, place)
    for kind, places in wanted.items():
        part = relations.get(f"{kind}s", "")
        if not places or part not in package:
            continue
        content = package.read(part)
        writer = Body(package, relations.get("numbering", ""), body.styles, Looks.of(content), draft)
        elements = {}
        for number, element in enumerate(package.parsed(content, part).iterchildren(WORD + kind), 1):
            if element.get(WORD + "type") not in SEPARATORS:
                elements[element.get(WORD + "id", "")] = (element, f"docx[{part}]/{kind}[{number}]")
        for identity, place in places.items():
            if identity in elements:
                first = len(draft.blocks)
                writer.walk(*elements[identity], "note")
                writer.finish()
                for block in draft.blocks[first:]:
                    block.locator += REFERENCE + place


def _add_title(package: Package, source: Source) -> None:
    """Take the title of the file's properties as a fact; one that does not open the text is often another document's."""
    if PROPERTIES not in package:
        return
    try:
        title = next(package.tree(PROPERTIES).iter(TITLE), None)
    except ReadError:
        return
    words = " ".join((title.text or "").split()) if title is not None else ""
    if words:
        opening = "".join(source.text[:OPENING].split())
        source.facts["title" if "".join(words.split()) in opening else "properties_title"] = words


def reread_docx(data: bytes, locator: str) -> str:
    """The words of a block or cell, read again from its place; without counted numbers.

    Raises ReadError when the locator leads nowhere.
    """
    package = Package(data, "<data>", READER)
    parts: dict[str, tuple[etree._Element, Body]] = {}
    places, _, part = locator.partition(REFERENCE)[0].partition("~")
    words = "".join(_reread_place(package, parts, place) for place in places.split(" + "))
    if part:
        lines = words.split("\n")
        if not part.isdecimal() or not 0 < int(part) <= len(lines):
            raise package.error(f"no line {part} at {places}", "damaged")
        words = lines[int(part) - 1]
    return words


def _reread_place(package: Package, parts: dict[str, tuple[etree._Element, Body]], place: str) -> str:
    """The words at one place of a locator."""
    match = LOCATOR.fullmatch(place)
    if match is None:
        raise package.error(f"{place!r} is no locator of a Word file", "damaged")
    if match[1] not in parts:
        content = package.read(match[1])
        styles, style_data = _styles(package, {kind: target for kind, target in package.relations(_main_part(package)).values()})
        body = Body(package, "", styles, Looks.of(content, style_data), Draft())
        parts[match[1]] = (package.parsed(content, match[1]), body)
    element, body = parts[match[1]]
    for name, number in STEP.findall(match[2]):
        same = [child for child in element if local(child.tag) == name]
        if not 0 < int(number) <= len(same):
            raise package.error(f"nothing at {place}", "damaged")
        element = same[int(number) - 1]
    if match[3]:
        return str(element.get("string", ""))
    return body.words_of(element)
