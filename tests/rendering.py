"""Renders plans of the corpus as other kinds of files, and compares the records of two readings (测试用排版).

`paragraphs` is the plan as its author would type it; the writers make a file of it: DOCX with typed or with automatic numbers,
HTML, and through LibreOffice ODT, DOC, RTF and PDF. `shares` says how much of the records of one reading another reading has.
"""

from __future__ import annotations

import functools
import html
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from policy_extract.extractor import Extractor
from policy_extract.reading import read_file
from policy_extract.structure.wrapping import soft_line_ends
from policy_extract.text import Source

FAMILIES = ("tasks", "quantities", "times", "bodies", "statuses")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DIGITS = "一二三四五六七八九十"
NUMBERED = (
    (re.compile(r"([一二三四五六七八九十]{1,3})、"), "chineseCountingThousand", "%1、"),
    (re.compile(r"（([一二三四五六七八九十]{1,3})）"), "chineseCountingThousand", "（%2）"),
    (re.compile(r"(\d{1,2})[.．](?!\d)"), "decimal", "%3."),
    (re.compile(r"([①-⑳])"), "decimalEnclosedCircle", "%4"),
)


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a plan: runs of words, each bold or not, and the level of a heading that the format states."""

    runs: list[tuple[str, bool]]
    level: int = 0

    @property
    def text(self) -> str:
        """The words of all runs."""
        return "".join(words for words, _ in self.runs)


@dataclass(slots=True)
class Grid:
    """A table to be rendered: rows of cells; a cell is its words or None where one above or to the left is merged over it."""

    rows: list[list[str | None]]
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Row span and column span by row and column of the merged cells."""


def fold(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


def paragraphs(path: Path) -> list[Paragraph]:
    """The paragraphs of a corpus plan: lines of a wrapped page joined, Markdown marks turned into bold runs and headings."""
    source = read_file(path)
    text = source.text
    for start, end in reversed(soft_line_ends(text)) if path.suffix == ".txt" else ():
        text = text[:start] + text[end:]
    if path.suffix == ".md":
        front = next((block.end for block in source.blocks if block.locator == "front-matter"), 0)
        text = re.sub(r"<!--.*?-->", "", text[front:], flags=re.S)
    found = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        mark = re.match(r"(#{1,6})[ \t]+", line) if path.suffix == ".md" else None
        words = line[mark.end() :] if mark else line
        pieces = words.split("**") if path.suffix == ".md" else [words]
        runs = [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]
        found.append(Paragraph(runs, len(mark[1]) if mark else 0))
    return found


def has_table(path: Path) -> bool:
    """Whether a plan holds a table as lines with tabs: its renderings are compared in test_same_ledger."""
    return "\t" in path.read_text(encoding="utf-8")


def pieces(path: Path) -> list[Paragraph | Grid]:
    """The paragraphs of a plan, runs of lines with tabs as tables."""
    found: list[Paragraph | Grid] = []
    for paragraph in paragraphs(path):
        if "\t" not in paragraph.text:
            found.append(paragraph)
            continue
        cells: list[str | None] = list(paragraph.text.split("\t"))
        if found and isinstance(found[-1], Grid):
            found[-1].rows.append(cells)
        else:
            found.append(Grid([cells]))
    return found


@functools.cache
def extractor() -> Extractor:
    """One extractor for all comparisons."""
    return Extractor()


@functools.cache
def plan_records(path: Path) -> dict[str, Counter[tuple[Any, ...]]]:
    """The records of a corpus plan read as text."""
    return records(read_file(path))


def records(source: Source) -> dict[str, Counter[tuple[Any, ...]]]:
    """The records of a source by family, white space folded, free of offsets."""
    found: dict[str, Counter[tuple[Any, ...]]] = {name: Counter() for name in FAMILIES}
    for result in extractor().extract_source(source):
        plain = result.to_dict()
        for row in [*plain["tasks"], *plain["achievements"]]:
            here = fold(row["quote"])
            found["tasks"][row["record"], row["kind"], here, row["modality"], tuple(map(fold, row["section_path"]))] += 1
            for item in row["quantities"]:
                keys = ("indicator", "scope", "comparator", "value", "low", "high", "ratio", "unit", "phase", "direction", "per")
                when = fold(item["when"]["quote"]) if item["when"] else ""
                found["quantities"][here, fold(item["quote"]), when, *(fold(str(item[key])) for key in keys)] += 1
            for item in row["times"]:
                keys = ("kind", "start_date", "end_date", "every", "duration")
                found["times"][here, fold(item["quote"]), *(str(item[key]) for key in keys)] += 1
            for item in row["responsibilities"]:
                found["bodies"][here, fold(item["quote"]), item["name"], item["role"]] += 1
            for item in row["statuses"]:
                found["statuses"][here, fold(item["quote"]), item["state"], item["as_of"]] += 1
    return found


def shares(expected: dict[str, Counter[Any]], found: dict[str, Counter[Any]]) -> dict[str, tuple[int, int]]:
    """By family: how many records are in both readings, and how many there are in the reading that has more."""
    counted = {}
    for name in FAMILIES:
        equal = (expected[name] & found[name]).total()
        counted[name] = (equal, max(expected[name].total(), found[name].total()))
    return counted


def as_html(plan: Iterable[Paragraph | Grid]) -> str:
    """A plain web page of a plan."""
    lines = []
    for piece in plan:
        if isinstance(piece, Grid):
            lines.append(_html_table(piece))
            continue
        words = "".join(f"<b>{html.escape(run)}</b>" if bold else html.escape(run) for run, bold in piece.runs)
        tag = f"h{piece.level}" if piece.level else "p"
        lines.append(f"<{tag}>{words}</{tag}>")
    body = "\n".join(lines)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title></title></head><body>\n{body}\n</body></html>\n'


def _html_table(grid: Grid) -> str:
    """A table of a web page with its spans."""
    rows = []
    for row, cells in enumerate(grid.rows):
        made = []
        for column, words in enumerate(cells):
            down, across = grid.spans.get((row, column), (1, 1))
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            if words is not None:
                made.append(f"<td{spans}>{'<br>'.join(map(html.escape, words.split(chr(10))))}</td>")
        rows.append("<tr>" + "".join(made) + "</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def as_docx(plan: Iterable[Paragraph | Grid], automatic: bool = False, styled: dict[int, int] | None = None) -> bytes:
    """A Word file of a plan; with `automatic` its item numbers are counted by Word and not typed.

    `styled` gives heading styles to paragraphs by index.
    """
    numbers = _Numbers()
    body = []
    for index, piece in enumerate(plan):
        if isinstance(piece, Grid):
            body.append(_word_table(piece))
            continue
        level = piece.level or (styled or {}).get(index, 0)
        properties = f'<w:pStyle w:val="{level}"/>' if level else ""
        runs = piece.runs
        if automatic:
            runs, numbering = numbers.taken(piece)
            properties += numbering
        body.append(f"<w:p><w:pPr>{properties}</w:pPr>{''.join(map(_word_run, runs))}</w:p>")
    return word_package("".join(body), numbering=numbers.part() if automatic else "")


def _word_run(run: tuple[str, bool], size: int = 32) -> str:
    """A run of a Word paragraph, its size in half points."""
    words, bold = run
    properties = '<w:rPr><w:rFonts w:hint="eastAsia"/>' + ("<w:b/>" if bold else "") + f'<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _word_table(grid: Grid) -> str:
    """A Word table with its merged cells."""
    columns = max(map(len, grid.rows))
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    rows = []
    for row, cells in enumerate(grid.rows):
        made = []
        column = 0
        while column < columns:
            words = cells[column] if column < len(cells) else ""
            down, across = grid.spans.get((row, column), (1, 1))
            merge = '<w:vMerge w:val="restart"/>' if down > 1 else ""
            if (row, column) in covered:
                across, merge, words = covered[row, column][1], "<w:vMerge/>", ""
            for below in range(row + 1, row + down):
                covered[below, column] = (1, across)
            lines = "".join(f"<w:p>{_word_run((line, False), 14)}</w:p>" for line in (words or "").split("\n"))
            spans = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
            made.append(f'<w:tc><w:tcPr><w:tcW w:w="760" w:type="dxa"/>{spans}{merge}</w:tcPr>{lines}</w:tc>')
            column += across
        rows.append(f"<w:tr>{''.join(made)}</w:tr>")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = '<w:gridCol w:w="760"/>' * columns
    head = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    return f"<w:tbl>{head}{''.join(rows)}</w:tbl>"


class _Numbers:
    """Takes typed item numbers off paragraphs wherever Word, counting by its rules, would print the very same number."""

    def __init__(self) -> None:
        """Begin with one list; a new one is opened wherever a number does not follow."""
        self.lists = 1
        self.starts: dict[int, dict[int, int]] = {1: {}}
        self.counts: list[int] = [0, 0, 0, 0]

    def taken(self, paragraph: Paragraph) -> tuple[list[tuple[str, bool]], str]:
        """The runs without a typed number, and the numbering property in its place."""
        words, bold = paragraph.runs[0]
        for level, (mark, form, printed) in enumerate(NUMBERED):
            match = mark.match(words)
            value = _value(match[1], form) if match else 0
            if (
                not match
                or numeral_of(value, form) != match[1]
                or (printed[-1] != match[0][-1] and form != "decimalEnclosedCircle")
            ):
                continue
            if value != self.counts[level] + 1:
                self.lists += 1
                self.starts[self.lists] = {level: value}
                self.counts = [0, 0, 0, 0]
            self.counts[level] = value
            self.counts[level + 1 :] = [0] * (3 - level)
            runs = [(words[match.end() :], bold), *paragraph.runs[1:]]
            return runs, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{self.lists}"/></w:numPr>'
        return paragraph.runs, ""

    def part(self) -> str:
        """The part `numbering.xml`."""
        abstract, numbers = [], []
        for number, starts in self.starts.items():
            levels = "".join(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="{starts.get(level, 1)}"/><w:numFmt w:val="{form}"/>'
                f'<w:suff w:val="nothing"/><w:lvlText w:val="{printed}"/></w:lvl>'
                for level, (_, form, printed) in enumerate(NUMBERED)
            )
            abstract.append(f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>')
            numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        return f'{HEAD}<w:numbering xmlns:w="{WORD}">{"".join(abstract)}{"".join(numbers)}</w:numbering>'


def numeral_of(value: int, form: str) -> str:
    """A small number as a list of that form prints it, made by another rule than the reader's."""
    if form == "decimal":
        return str(value)
    if form == "decimalEnclosedCircle":
        return chr(0x2460 + value - 1)
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens - 1] + "十") + (DIGITS[ones - 1] if ones else "")


def _value(printed: str, form: str) -> int:
    """The number that a printed numeral stands for, 0 for none up to 99."""
    return next((value for value in range(1, 100) if numeral_of(value, form) == printed), 0)


STYLES = (
    f'{HEAD}<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="a"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in range(1, 7)
    )
    + "</w:styles>"
)


def word_package(
    body: str, styles: str = STYLES, numbering: str = "", parts: dict[str, str] | None = None, spaces: str = ""
) -> bytes:
    """The bytes of a DOCX file around the XML of a body; `parts` are further parts by path below `word/`."""
    names = {"styles.xml": "styles", "numbering.xml": "numbering", "footnotes.xml": "footnotes", "endnotes.xml": "endnotes"}
    members = {"document.xml": f'{HEAD}<w:document xmlns:w="{WORD}"{spaces}><w:body>{body}<w:sectPr/></w:body></w:document>'}
    members |= {"styles.xml": styles} if styles else {}
    members |= {"numbering.xml": numbering} if numbering else {}
    members |= parts or {}
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{names.get(name, Path(name).stem)}" Target="{name}"/>'
        for number, name in enumerate(members)
        if name != "document.xml"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names_of = {name: "document.main" if name == "document.xml" else Path(name).stem for name in members}
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{kind}.{part}+xml"/>'
        for name, part in names_of.items()
        if name.endswith(".xml") and "/" not in name
    )
    types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    )
    main = f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": types,
            "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>',
            "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
            **{f"word/{name}": text for name, text in members.items()},
        }.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@functools.cache
def office() -> str:
    """The LibreOffice program; without it the test is skipped, in CI it fails."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice (soffice) is missing in CI")
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


def converted(files: list[Path], target: str, folder: Path) -> list[Path]:
    """The files turned into another format (`odt`, `doc`, `rtf`, `pdf`, `docx`) by LibreOffice in one run."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8", "docx": "docx:MS Word 2007 XML"}
    profile = folder / "profile"
    command = [office(), f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--convert-to"]
    command += [kinds.get(target, target), "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    shutil.rmtree(profile, ignore_errors=True)
    made = [folder / f"{file.stem}.{target}" for file in files]
    missing = [str(path) for path in made if not path.exists()]
    assert not missing, f"LibreOffice made no {missing}"
    return made
