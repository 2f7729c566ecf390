"""Reads pictures of pages by optical recognition, only when it is asked for (OCR 文字识别).

The program tesseract with its simplified Chinese data does the recognition; PDF pages are drawn by pdfium.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from policy_extract.errors import ReadError
from policy_extract.reading.layout import Page, Run
from policy_extract.reading.layout_document import compose
from policy_extract.reading.pdf import locate
from policy_extract.text import Source

LANGUAGE = "chi_sim"
REMEDY = "install tesseract with its Chinese data (Debian: apt install tesseract-ocr tesseract-ocr-chi-sim)"
DOTS = 300
"""Dots an inch at which pages are drawn."""
MOST_DOTS = 60_000_000
MOST_PAGES = 300
SECONDS = 120
"""Longest time for one page."""
A4_WIDTH = 595.0
SURE = 80.0
"""Confidence (0 to 100) below which a block is named in the warnings."""
MOST_WARNINGS = 200
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"P5", b"P6")
PLACE = re.compile(r"page (\d+)\[([\d:,]+)\]")
BASELINE = 0.12
"""Share of the height of a line's box that lies below the baseline."""


@dataclass(slots=True)
class _Word:
    """A recognised word with its box in dots (识别结果)."""

    line: tuple[str, str, str]
    left: float
    top: float
    width: float
    height: float
    confidence: float
    text: str


def read_ocr(data: bytes, name: str = "") -> Source:
    """The text on the pictures of a PDF file, or on one picture (PNG, JPEG, TIFF, BMP).

    Every block is recognised, not read: a warning says so, and names those the program was not sure of.
    Raises ReadError: `missing_tool` without tesseract or its Chinese data, `timeout`, `unsupported`, `damaged`, `empty`.
    """
    label = name or "<data>"
    program = _program(label)
    version = _version(program)
    reader = f"ocr (tesseract {version} {LANGUAGE})"
    media = "application/pdf" if b"%PDF" in data[:1024] else "image"
    source = Source("", name, media_type=media, reader=reader)
    pages, sureness = [], {}
    for number, picture in _pictures(data, label, reader):
        page, confidences = _page(number, _words(program, picture, label, reader))
        pages.append(page)
        sureness.update(confidences)
    if not any(page.runs for page in pages):
        raise ReadError(f"{label}: nothing could be recognised on {len(pages)} pages; check the pictures", "empty", reader)
    compose(pages, source, locate)
    source.warnings.append(f"ocr: all text was recognised from pictures by tesseract {version}; compare it with the original")
    source.warnings += _doubts(source, sureness)
    return source


def reread_ocr(data: bytes, locator: str) -> str:
    """The words at a locator, recognised anew."""
    program = _program("<data>")
    wanted = {int(place[1]): place[2] for place in PLACE.finditer(locator)}
    pieces = []
    for number, picture in _pictures(data, "<data>", "ocr"):
        if number in wanted:
            page, _ = _page(number, _words(program, picture, "<data>", "ocr"))
            characters = {index: c for run in page.runs for index, c in zip(run.index, run.text, strict=True)}
            for span in wanted[number].split(","):
                start, end = (int(value) for value in span.split(":"))
                pieces += [characters.get(index, "") for index in range(start, end)]
    return "".join(pieces)


def _program(label: str) -> str:
    """The path of tesseract. Raises ReadError `missing_tool`."""
    program = shutil.which("tesseract")
    if program is None:
        raise ReadError(f"{label}: tesseract is not on this machine; {REMEDY}", "missing_tool", "ocr")
    return program


def _surroundings() -> dict[str, str]:
    """What tesseract may see of the environment: where its data is, one thread, no locale."""
    kept = {key: os.environ[key] for key in ("PATH", "TESSDATA_PREFIX", "TMPDIR", "SYSTEMROOT") if key in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


def _version(program: str) -> str:
    """Version of tesseract."""
    said = subprocess.run([program, "--version"], capture_output=True, timeout=SECONDS, env=_surroundings(), check=False)
    words = (said.stdout or said.stderr).decode("utf-8", "replace").split()
    return words[1] if len(words) > 1 else ""


def _pictures(data: bytes, label: str, reader: str) -> Iterator[tuple[int, bytes]]:
    """The pages as pictures, numbered from 1."""
    if data.startswith(PICTURES):
        yield 1, data
        return
    if b"%PDF" not in data[:1024]:
        raise ReadError(f"{label}: only PDF files and pictures (PNG, JPEG, TIFF, BMP) can be recognised", "unsupported", reader)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "encrypted" if "assword" in str(error) else "damaged"
        raise ReadError(f"{label}: the PDF cannot be opened ({error}); get the file anew", reason, reader) from error
    try:
        if len(document) > MOST_PAGES:
            raise ReadError(
                f"{label}: {len(document)} pages are too many for recognition (at most {MOST_PAGES})", "too_large", reader
            )
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            scale = min(DOTS / 72, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
            rows = memoryview(bitmap.buffer)
            lines = [bytes(rows[row * bitmap.stride : row * bitmap.stride + bitmap.width]) for row in range(bitmap.height)]
            picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)
            del rows
            bitmap.close()
            page.close()
            yield number + 1, picture
    finally:
        document.close()


def _words(program: str, picture: bytes, label: str, reader: str) -> tuple[float, float, list[_Word]]:
    """Width and height of a picture in dots, and the words that tesseract finds on it."""
    command = [program, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv"]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=SECONDS, env=_surroundings(), check=False)
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"{label}: a page took longer than {SECONDS} s; give it as a smaller picture", "timeout", reader
        ) from error
    said = done.stderr.decode("utf-8", "replace")
    if LANGUAGE in said and ("Failed loading" in said or "Error opening data" in said):
        raise ReadError(f"{label}: tesseract has no data for {LANGUAGE}; {REMEDY}", "missing_tool", reader)
    if done.returncode:
        raise ReadError(f"{label}: tesseract cannot read the picture ({said.strip()[:200]})", "damaged", reader)
    width = height = 0.0
    words = []
    for row in done.stdout.decode("utf-8", "replace").splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12:
            continue
        left, top, wide, high = (float(value) for value in fields[6:10])
        if fields[0] == "1":
            width, height = wide, high
        elif fields[0] == "5" and fields[11].strip():
            line = (fields[2], fields[3], fields[4])
            words.append(_Word(line, left, top, wide, high, float(fields[10]), fields[11].strip()))
    return width, height, words


def _page(number: int, found: tuple[float, float, list[_Word]]) -> tuple[Page, dict[tuple[int, int], float]]:
    """A page of recognised words, and the confidence of each character by page and number."""
    width, height, words = found
    points = A4_WIDTH / max(1.0, min(width, height))
    page = Page(number, width * points, height * points)
    lines: dict[tuple[str, str, str], list[_Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    sureness: dict[tuple[int, int], float] = {}
    count = 0
    size = _usual_height(lines) * points
    for line in lines.values():
        tall = max(word.top + word.height for word in line) - min(word.top for word in line)
        base = (max(word.top + word.height for word in line) - BASELINE * tall) * points
        own = tall * points if not 0.75 < tall * points / size < 1.3 else size
        for word in line:
            step = word.width / len(word.text)
            left = [(word.left + index * step) * points for index in range(len(word.text))]
            right = [place + step * points for place in left]
            indexes = list(range(count, count + len(word.text)))
            sureness.update({(number, index): word.confidence for index in indexes})
            count += len(word.text)
            page.runs.append(Run(number, "", word.text, left, right, indexes, base, own, word.confidence < SURE))
    return page, sureness


def _usual_height(lines: dict[tuple[str, str, str], list[_Word]]) -> float:
    """Height of the usual line: the boxes of single lines vary with the characters on them."""
    heights = [
        max(word.top + word.height for word in line) - min(word.top for word in line)
        for line in lines.values()
        for _ in range(sum(len(word.text) for word in line))
    ]
    return statistics.median(heights) if heights else 1.0


def _doubts(source: Source, sureness: dict[tuple[int, int], float]) -> list[str]:
    """A warning for each block that was recognised with low confidence."""
    doubts = []
    for block in source.blocks:
        values = [
            sureness[int(place[1]), index]
            for place in PLACE.finditer(block.locator)
            for start, end in (span.split(":") for span in place[2].split(","))
            for index in range(int(start), int(end))
            if (int(place[1]), index) in sureness
        ]
        mean = statistics.fmean(values) if values else 0.0
        if mean < SURE:
            words = source.text[block.start : min(block.end, block.start + 20)]
            doubts.append(f"ocr: low confidence ({mean:.0f} of 100) at {block.locator}: {words}")
    if len(doubts) > MOST_WARNINGS:
        doubts = [*doubts[:MOST_WARNINGS], f"ocr: low confidence at {len(doubts) - MOST_WARNINGS} more places"]
    return doubts
