"""First inputs of every target, made from the sample corpus: what the mutations start from (种子)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import malformed  # noqa: E402
from office_pages import flat_odt, ruled_table  # noqa: E402

CORPUS = ROOT / "corpus"
SHORT = 600
"""Characters of a seed: short ones are tried more often in the same time."""
ROWS = [
    ["序号", "任务", "责任单位", "完成时限"],
    ["1", malformed.SENTENCE, "市民政局", "2027年底前"],
    ["2", "新建公园3个", "市园林局", "长期"],
]
OFFICE = {"doc": "doc", "docx": "docx", "odt": "odt", "rtf": "rtf", "pdf": "pdf"}
"""Formats that LibreOffice makes from a flat text, by suffix."""


def texts() -> list[str]:
    """The beginning, the middle and the end of each plan of the corpus, at line ends."""
    found = []
    for path in sorted(CORPUS.iterdir()):
        if path.suffix in {".txt", ".md"}:
            lines, piece = path.read_text(encoding="utf-8").splitlines(keepends=True), ""
            pieces = []
            for line in lines:
                if len(piece) + len(line) > SHORT and piece:
                    pieces.append(piece)
                    piece = ""
                piece += line
            pieces.append(piece)
            found += dict.fromkeys((pieces[0], pieces[len(pieces) // 2], pieces[-1]))
    return found


def encoded() -> list[bytes]:
    """The texts in the encodings that plain files come in."""
    forms = ("utf-8", "gb18030", "utf-16", "utf-8-sig")
    return [text.encode(forms[number % len(forms)], "replace") for number, text in enumerate(texts())]


def pages() -> list[bytes]:
    """HTML pages of the texts: paragraphs, headings, lists and a table."""
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    found = []
    for text in texts()[::4]:
        body = "".join(f"<p>{line}</p>" for line in text.splitlines())
        head = "<!DOCTYPE html><html><head><title>方案</title><meta charset='utf-8'></head>"
        page = f"{head}<body><div id='content'><h1>方案</h1>{body}"
        found.append(f"{page}<table border=1>{table}</table><ul><li>{malformed.SENTENCE}</li></ul></div></body></html>".encode())
    return found


def archives() -> list[bytes]:
    """Web archives of one page."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    head += b"Content-Type: text/html; charset=utf-8\r\n"
    return [head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + page + b"\r\n--b--\r\n" for page in pages()[:4]]


def ledgers() -> list[bytes]:
    """Tables in text."""
    return [("\n".join(mark.join(row) for row in ROWS * 3) + "\n").encode() for mark in ",\t;"]


def rich_texts() -> list[bytes]:
    """A hand-made RTF file with a table."""
    words = "".join(f"\\u{ord(c)}?" for c in malformed.SENTENCE)
    row = "\\trowd\\cellx2000\\cellx4000\\intbl " + words + "\\cell " + words + "\\cell\\row"
    return [("{\\rtf1\\ansi\\uc1 \\pard " + words + "\\par " + row + "\\pard " + words + "\\par}").encode()]


def zips() -> list[bytes]:
    """Archives of several files."""
    plain = {"方案.txt": texts()[0], "表.xlsx": malformed.good_sheet(), "内/方案.docx": malformed.good_word()}
    return [malformed.zipped(dict(plain)), malformed.zipped({"内.zip": malformed.zipped({"方案.txt": texts()[1]})})]


def from_office(kind: str) -> list[bytes]:
    """A plan with a table as LibreOffice writes it; none without LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        return []
    found = []
    for number, text in enumerate(texts()[:2]):
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / "plan.fodt"
            source.write_text(flat_odt(text.splitlines(), tables={2: ruled_table(ROWS)} if number else None), encoding="utf-8")
            profile = f"-env:UserInstallation=file://{place}/profile"
            command = [program, profile, "--headless", "--convert-to", kind, "--outdir", place, str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            found.append((Path(place) / f"plan.{kind}").read_bytes())
    return found


MAKERS: dict[str, Callable[[], list[bytes]]] = {
    "mentions": lambda: [text.encode() for text in texts()],
    "extract": lambda: [text.encode() for text in texts()],
    "text": encoded,
    "html": pages,
    "mht": archives,
    "csv": ledgers,
    "rtf": lambda: rich_texts() + from_office("rtf"),
    "docx": lambda: [malformed.good_word(), *from_office("docx")],
    "odt": lambda: from_office("odt"),
    "doc": lambda: from_office("doc"),
    "pdf": lambda: [malformed.good_pdf(), *from_office("pdf")],
    "ofd": lambda: [malformed.good_ofd()],
    "xlsx": lambda: [malformed.good_sheet()],
    "xls": lambda: [malformed.good_excel()],
    "ods": lambda: [malformed.good_open_sheet()],
    "zip": zips,
}
"""What makes the seeds of each target."""


def write(target: str, folder: Path) -> int:
    """Put the seeds of a target into a folder unless it holds inputs already; returns how many inputs it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for number, data in enumerate(MAKERS[target]()):
            (folder / f"seed-{number:03}").write_bytes(data)
    return len(list(folder.iterdir()))
