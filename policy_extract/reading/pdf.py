"""Reads PDF files with a text layer through pdfium (PDF)."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from policy_extract.errors import ReadError
from policy_extract.reading.layout import Page, Run
from policy_extract.reading.layout_document import compose
from policy_extract.reading.pdf_characters import PageText
from policy_extract.reading.pdf_placing import Placing
from policy_extract.reading.pdf_rules import PageDrawing
from policy_extract.reading.pdf_streams import check_streams
from policy_extract.text import Source

READER = f"pdf (pypdfium2 {pypdfium2.PYPDFIUM_INFO})"
MOST_PAGES = 5000
MOST_CHARACTERS = 10_000_000
PICTURE_SHARE = 0.4
"""Share of its page that a picture without text must fill to be taken for a scan."""
FEWEST_CHARACTERS = 20
"""A scanned page may hold its printed number as text."""
LOST_SHARE = 0.02
PLACE = re.compile(r"page (\d+)\[([\d:,]+)\]")
BOX_DIGITS = 1


def read_pdf(data: bytes, name: str = "") -> Source:
    """The paragraphs and tables of a PDF file.

    Raises ReadError: `encrypted` when it asks for a password, `needs_ocr` when no page has text, `damaged` or `too_large`.
    """
    label = name or "<data>"
    check_streams(data, label, READER)
    source = Source("", name, media_type="application/pdf", reader=READER)
    with _opened(data, label) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            raise ReadError(f"{label}: {count} pages are too many (at most {MOST_PAGES}); split the file", "too_large", READER)
        if count < 1:
            raise ReadError(f"{label}: the file has no page that can be read; get it anew", "damaged", READER)
        pages = _pages(document, count, label, source)
        source.facts.update(_properties(document))
        source.attachments = _attachments(document)
        if pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE:
            source.warnings.append("the file is a form: what was typed into its fields is not read")
    compose(pages, source, locate)
    return source


def reread_pdf(data: bytes, locator: str) -> str:
    """The words at a locator, e.g. `page 3[120:180](72.0,90.0,523.0,108.0)`; several places are joined by ` + `."""
    pieces = []
    with _opened(data, "<data>") as document:
        for place in PLACE.finditer(locator):
            with _page(document, int(place[1]) - 1, "<data>") as (handle, _, _, placing):
                text = PageText(handle, int(place[1]), placing, [])
                for span in place[2].split(","):
                    start, end = (int(number) for number in span.split(":"))
                    pieces += [text.character(index) for index in range(start, min(end, text.count))]
                text.close()
    return "".join(pieces)


def locate(runs: list[Run]) -> str:
    """Where some runs stand: page, numbers of their characters, box from the top left in points."""
    places = []
    start = 0
    for stop in range(1, len(runs) + 1):
        if stop == len(runs) or runs[stop].page != runs[start].page:
            places.append(_place(runs[start:stop]))
            start = stop
    return " + ".join(places)


def _place(runs: list[Run]) -> str:
    """The place of runs on one page."""
    spans: list[list[int]] = []
    for run in runs:
        first, last = run.index[0], run.index[-1] + 1
        # Numbers between two runs that no run holds are line ends that pdfium put in.
        if spans and 0 <= first - spans[-1][1] <= 2:
            spans[-1][1] = last
        else:
            spans.append([first, last])
    box = (
        min(run.left[0] for run in runs),
        min(run.y - run.size for run in runs),
        max(run.right[-1] for run in runs),
        max(run.y + 0.2 * run.size for run in runs),
    )
    numbers = ",".join(f"{first}:{last}" for first, last in spans)
    return f"page {runs[0].page}[{numbers}](" + ",".join(f"{value:.{BOX_DIGITS}f}" for value in box) + ")"


@contextmanager
def _opened(data: bytes, label: str) -> Iterator[Any]:
    """The document of a file; pdfium keeps a pointer to the bytes while it is open."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise _refusal(pdfium.FPDF_GetLastError(), label)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _refusal(code: int, label: str) -> ReadError:
    """The error for a file that pdfium does not open."""
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return ReadError(f"{label}: the PDF is locked by a password; save it without one", "encrypted", READER)
    return ReadError(f"{label}: the PDF cannot be opened, it is cut off or damaged; get the file anew", "damaged", READER)


@contextmanager
def _page(document: Any, number: int, label: str) -> Iterator[tuple[Any, float, float, Placing]]:
    """A loaded page with its size and the way it lies."""
    handle = pdfium.FPDF_LoadPage(document, number)
    if not handle:
        raise ReadError(f"{label}: page {number + 1} cannot be read", "damaged", READER)
    try:
        width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
        turns = max(0, pdfium.FPDFPage_GetRotation(handle))
        box = pdfium.FS_RECTF()
        if not pdfium.FPDF_GetPageBoundingBox(handle, ctypes.byref(box)):
            box.left, box.bottom, box.right, box.top = 0.0, 0.0, width, height
        yield handle, width, height, Placing((box.left, box.bottom, box.right, box.top), turns)
    finally:
        pdfium.FPDF_ClosePage(handle)


def _pages(document: Any, count: int, label: str, source: Source) -> list[Page]:
    """The pages with their runs and ruled lines; what cannot be read is told in the warnings."""
    pages: list[Page] = []
    scanned: list[int] = []
    broken: list[int] = []
    characters = lost = leaning = drawn = 0
    for number in range(count):
        try:
            with _page(document, number, label) as (handle, width, height, placing):
                page = Page(number + 1, width, height)
                drawing = PageDrawing(placing)
                drawing.read(handle)
                text = PageText(handle, number + 1, placing, drawing.written)
                characters += text.count
                if characters > MOST_CHARACTERS:
                    text.close()
                    raise ReadError(f"{label}: more than {MOST_CHARACTERS} characters; split the file", "too_large", READER)
                page.runs = text.runs()
                text.close()
                page.rules = drawing.rules
                lost, leaning = lost + text.lost, leaning + text.leaning
                drawn += drawing.pictures > 0 or drawing.others > 0
                visible = sum(len(run.text) for run in page.runs if not run.text.isspace())
                if visible < FEWEST_CHARACTERS and drawing.pictures > PICTURE_SHARE * width * height:
                    scanned.append(number + 1)
        except ReadError as error:
            if error.reason != "damaged":
                raise
            broken.append(number + 1)
            page = Page(number + 1, 0.0, 0.0)
        pages.append(page)
    _judge(pages, scanned, broken, drawn, label, source)
    if lost > LOST_SHARE * max(1, characters):
        source.status = "damaged"
        source.warnings.append(f"damaged: {lost} of {characters} characters have no meaning in the file's fonts; read it by OCR")
    elif lost:
        source.warnings.append(f"{lost} characters have no meaning in the file's fonts")
    if leaning:
        source.warnings.append(f"{leaning} leaning characters (a watermark) left out")
    return pages


def _judge(pages: list[Page], scanned: list[int], broken: list[int], drawn: int, label: str, source: Source) -> None:
    """Refuse a file without text, warn of pages without it."""
    empty = not any(not run.text.isspace() for page in pages for run in page.runs)
    if empty and broken:
        raise ReadError(f"{label}: no page can be read, the PDF is damaged; get the file anew", "damaged", READER)
    if empty and drawn:
        raise ReadError(
            f"{label}: none of the {len(pages)} pages holds text, they are pictures; read the file by OCR", "needs_ocr", READER
        )
    if empty:
        raise ReadError(f"{label}: all {len(pages)} pages are empty; check that it is the right file", "empty", READER)
    if scanned:
        source.status = "partial"
        source.warnings.append(f"needs_ocr: pages {_numbers(scanned)} are pictures without text")
    if broken:
        source.status = "partial"
        source.warnings.append(f"damaged: pages {_numbers(broken)} cannot be read")


def _numbers(pages: list[int]) -> str:
    """Page numbers for a message, runs of them shortened."""
    parts: list[str] = []
    start = 0
    for stop in range(1, len(pages) + 1):
        if stop == len(pages) or pages[stop] != pages[stop - 1] + 1:
            first, last = pages[start], pages[stop - 1]
            parts.append(str(first) if first == last else f"{first}-{last}")
            start = stop
    return ", ".join(parts)


def _properties(document: Any) -> dict[str, str]:
    """Title and page count as the file states them; titles of files are often left from another document."""
    size = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    title = ""
    if 2 < size < 4096:
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_GetMetaText(document, b"Title", buffer, size)
        title = buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()
    return {"file_title": title} if title else {}


def _attachments(document: Any) -> list[str]:
    """Names of the files inside the file."""
    names = []
    for number in range(min(max(0, pdfium.FPDFDoc_GetAttachmentCount(document)), 200)):
        item = pdfium.FPDFDoc_GetAttachment(document, number)
        size = pdfium.FPDFAttachment_GetName(item, None, 0)
        buffer = ctypes.create_string_buffer(max(2, min(size, 4096)))
        pdfium.FPDFAttachment_GetName(item, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), len(buffer))
        names.append(buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace"))
    return [each for each in names if each]
