"""Speed of the readers beside plain alternatives, in the same run: pages and documents a second of processor time.

usage: python benchmarks/readers.py [FOLDER …] [--rounds N]

HTML pages are read by our reader and by trafilatura, Word files by ours and by python-docx, PDF files by ours and by bare
pypdfium2 text. Without a folder the files are made of the plans of corpus/ (PDF needs LibreOffice, and is left out with a word
without it). Ratios count; seconds depend on the machine and its other work.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import docx  # noqa: E402
import pypdfium2  # noqa: E402
import rendering  # noqa: E402
import trafilatura  # noqa: E402

from policy_extract.reading.decoding import decode  # noqa: E402
from policy_extract.reading.docx import read_docx  # noqa: E402
from policy_extract.reading.html import read_html  # noqa: E402
from policy_extract.reading.pdf import read_pdf  # noqa: E402

Read = Callable[[bytes], object]


def page(data: bytes) -> object:
    """Our reading of a page."""
    return read_html(decode(data, "page").text, "page")


def plain_page(data: bytes) -> object:
    """The text that trafilatura finds."""
    return trafilatura.extract(decode(data, "page").text, include_tables=True)


def plain_word(data: bytes) -> object:
    """Paragraphs and cells by python-docx."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def plain_pdf(data: bytes) -> object:
    """The text of all pages by pypdfium2."""
    document = pypdfium2.PdfDocument(data)
    return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]


def pages_of(data: bytes) -> int:
    """Number of pages of a PDF."""
    return len(pypdfium2.PdfDocument(data))


def seconds(read: Read, files: Sequence[bytes]) -> float:
    """Processor time for all files."""
    begin = time.process_time()
    for data in files:
        read(data)
    return time.process_time() - begin


def measure(name: str, ours: Read, other: Read, files: Sequence[bytes], rounds: int, units: int) -> dict[str, object]:
    """Paired rounds of both; the first pair only warms up."""
    pairs = [(seconds(ours, files), seconds(other, files)) for _ in range(rounds + 1)][1:]
    ratios = [theirs / own for own, theirs in pairs]
    return {
        "format": name, "files": len(files), "units": units,
        "ours a second": round(units / statistics.median(p[0] for p in pairs), 1),
        "other a second": round(units / statistics.median(p[1] for p in pairs), 1), "ratio": round(statistics.median(ratios), 2),
        "spread": [round(min(ratios), 2), round(max(ratios), 2)],
    }  # fmt: skip


def own_files(folder: Path) -> dict[str, list[bytes]]:
    """The plans of the corpus as pages, Word files and, with LibreOffice, PDF files."""
    plans = [rendering.paragraphs(path) for path in sorted((ROOT / "corpus").glob("*.txt"))]
    files = {"html": [rendering.as_html(plan).encode() for plan in plans], "docx": [rendering.as_docx(plan) for plan in plans]}
    paths = []
    for number, data in enumerate(files["docx"]):
        path = folder / f"plan{number}.docx"
        path.write_bytes(data)
        paths.append(path)
    if rendering.shutil.which("soffice") is None:
        print("LibreOffice (soffice) is not installed: no PDF files", file=sys.stderr)
        return files
    return files | {"pdf": [path.read_bytes() for path in rendering.converted(paths, "pdf", folder / "pdf")]}


def main() -> int:
    """Measure and print a line of JSON a format."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = {
            kind: [path.read_bytes() for place in arguments.folders for path in sorted(place.rglob(f"*.{kind}"))]
            for kind in ("html", "docx", "pdf")
        } if arguments.folders else own_files(Path(folder))  # fmt: skip
    readers = {"html": (page, plain_page), "docx": (read_docx, plain_word), "pdf": (read_pdf, plain_pdf)}
    for kind, (ours, other) in readers.items():
        if files.get(kind):
            units = sum(map(pages_of, files[kind])) if kind == "pdf" else len(files[kind])
            print(json.dumps(measure(kind, ours, other, files[kind], arguments.rounds, units), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
