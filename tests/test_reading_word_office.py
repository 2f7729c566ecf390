"""DOC, RTF and ODT files, made by LibreOffice from plans of the corpus: our own readers, and the way through LibreOffice."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import rendering
from rendering import Grid, Paragraph, fold, word_package
from test_reading_word import LEDGER, cells, paragraph, run

from policy_extract.errors import ReadError
from policy_extract.reading import office, word
from policy_extract.reading.docx import read_docx
from policy_extract.reading.odt import read_odt, reread_odt
from policy_extract.reading.rtf import read_rtf_text, reread_rtf_text
from policy_extract.reading.word_binary import read_word_binary, reread_word_binary, words_of
from policy_extract.text import Source

READERS: dict[str, tuple[Callable[[bytes, str], Source], Callable[[bytes, str], str]]] = {
    "doc": (read_word_binary, reread_word_binary),
    "rtf": (read_rtf_text, reread_rtf_text),
    "odt": (read_odt, reread_odt),
}
PLANS = ("rectification-2025", "tongzhu-hospital-plan-2022", "yunze-hospital-plan-2024", "qinglan-work-report-2024")
"""Plans of four genres; set POLICY_EXTRACT_ALL_PLANS to render every plan."""


@pytest.fixture(scope="module")
def rendered(corpus_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Path, bytes]]]:
    """By format: plans with automatic numbers as LibreOffice writes them, each with the file of its text."""
    folder = tmp_path_factory.mktemp("rendered")
    chosen = [path for path in corpus_files if path.stem in PLANS or os.environ.get("POLICY_EXTRACT_ALL_PLANS")]
    files = []
    for path in chosen:
        file = folder / f"{path.stem}.docx"
        file.write_bytes(rendering.as_docx(rendering.paragraphs(path), True))
        files.append(file)
    table = folder / "table.docx"
    table.write_bytes(
        rendering.as_docx(
            [
                Paragraph([("任务分解表", False)]),
                LEDGER,
                Paragraph([("注", False)]),
                Grid([["专栏"], ["内容。"]]),
                Paragraph([("完", False)]),
            ]
        )
    )
    made = {}
    for kind in READERS:
        paths = rendering.converted([*files, table], kind, folder / kind)
        made[kind] = [(path, made_file.read_bytes()) for path, made_file in zip([*chosen, table], paths, strict=True)]
    return made


def check_places(source: Source, data: bytes, reread: Callable[[bytes, str], str]) -> None:
    """Blocks make up the text, and blocks and cells read the same again."""
    assert "\n".join(source.text[block.start : block.end] for block in source.blocks) == source.text
    for block in source.blocks[::3]:
        words = source.text[block.start : block.end].removeprefix(block.label)
        assert fold(reread(data, block.locator)) == fold(words), block
    for table in source.tables:
        for cell in table.cells:
            if cell.end > cell.start:
                assert fold(reread(data, cell.locator)) == fold(source.text[cell.start : cell.end]), cell


@pytest.mark.parametrize("kind", READERS)
def test_same_plan_same_records(rendered: dict[str, list[tuple[Path, bytes]]], kind: str) -> None:
    """Our own readers give from DOC, RTF and ODT the records of the plan's text, with the automatic numbers counted."""
    reader, reread = READERS[kind]
    for path, data in rendered[kind][:-1]:
        source = reader(data, path.name)
        shares = rendering.shares(rendering.plan_records(path), rendering.records(source))
        for family, (equal, total) in shares.items():
            assert equal == total, f"{path.name} as {kind}: {family} {equal} of {total}"
        check_places(source, data, reread)


@pytest.mark.parametrize("kind", READERS)
def test_same_table(rendered: dict[str, list[tuple[Path, bytes]]], kind: str) -> None:
    """Merged cells have the same grid in every format; a box of one column is no table."""
    reader, reread = READERS[kind]
    docx = read_docx(rendering.as_docx([LEDGER]))
    data = rendered[kind][-1][1]
    source = reader(data, "table")
    assert len(source.tables) == 1 and cells(source) == cells(docx)
    assert source.text.split("\n")[-4:] == ["注", "专栏", "内容。", "完"]
    check_places(source, data, reread)


def test_through_libreoffice(rendered: dict[str, list[tuple[Path, bytes]]]) -> None:
    """With LibreOffice the same records come, and the reader says so; without it our own reader is named."""
    path, data = rendered["doc"][0]
    source = word.read_doc(data, path.name)
    assert source.reader.startswith("LibreOffice") and source.blocks[0].locator.startswith("office:docx[")
    for family, (equal, total) in rendering.shares(rendering.plan_records(path), rendering.records(source)).items():
        assert equal == total, family
    block = source.blocks[3]
    words = source.text[block.start : block.end].removeprefix(block.label)
    assert fold(word.reread_doc(data, block.locator)) == fold(words)
    assert word.read_doc(data, path.name, "never").reader.startswith("doc")


def test_rtf_needs_no_libreoffice(rendered: dict[str, list[tuple[Path, bytes]]]) -> None:
    """RTF is read by our own reader, which has the numbers as the file prints them."""
    data = rendered["rtf"][0][1]
    source = word.read_rtf(data)
    assert source.reader.startswith("rtf")
    assert fold(word.reread_rtf(data, source.blocks[0].locator)) == fold(source.text.split("\n")[0])


def test_libreoffice_fails(monkeypatch: pytest.MonkeyPatch, rendered: dict[str, list[tuple[Path, bytes]]]) -> None:
    """When LibreOffice does not come to an end the file is read without it, with a warning."""

    def slow(*_: object) -> bytes:
        raise ReadError("took longer", "timeout")

    monkeypatch.setattr(word, "as_docx", slow)
    source = word.read_doc(rendered["doc"][0][1])
    assert source.reader.startswith("doc") and "LibreOffice" in source.warnings[-1]


def test_time_out(rendered: dict[str, list[tuple[Path, bytes]]]) -> None:
    """LibreOffice is ended at its time-out."""
    with pytest.raises(ReadError) as caught:
        office.as_docx(rendered["doc"][0][1], "doc", "slow.doc", 0.2)
    assert caught.value.reason == "timeout"


def test_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice the conversion is refused with its reason."""
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(ReadError) as caught:
        office.as_docx(b"", "doc", "a.doc")
    assert caught.value.reason == "missing_tool"


@pytest.mark.parametrize("kind", READERS)
def test_damaged(rendered: dict[str, list[tuple[Path, bytes]]], kind: str) -> None:
    """A cut-off file is refused or marked as damaged."""
    reader, _ = READERS[kind]
    data = rendered[kind][0][1]
    try:
        source = reader(data[: len(data) * 2 // 3], "cut")
    except ReadError as error:
        assert error.reason == "damaged"
    else:
        assert source.status == "damaged"


def test_binary_heads(rendered: dict[str, list[tuple[Path, bytes]]]) -> None:
    """Passwords and versions before Word 97 are refused with their reasons."""
    data = rendered["doc"][0][1]
    head = data.index(struct.pack("<H", 0xA5EC))
    for place, value, reason in ((0x0A, struct.pack("<H", 0x0300), "encrypted"), (2, struct.pack("<H", 0x65), "unsupported")):
        changed = data[: head + place] + value + data[head + place + 2 :]
        with pytest.raises(ReadError) as caught:
            read_word_binary(changed, "old.doc")
        assert caught.value.reason == reason


def test_words_of_a_binary_paragraph() -> None:
    """Field codes are dropped, results kept; marks of the format are no words."""
    assert words_of("见\x13 HYPERLINK x \x14附件\x15一\x0b第\x1e二\x1f行\x01") == "见附件一\n第-二行"


RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}\pard {\listtext\pard\plain\f0 \'d2\'bb\'a1\'a2\tab}"
    rb"\f0 \'c4\'bf\'b1\'ea{\v \'d2\'fe}\par \uc1\u26085 ?\uc2\u26399 ??\par{\footnote \'d7\'a2}"
    rb"\trowd\cellx1000\cellx2000\pard\intbl A\cell B\cell\row\trowd\cellx1000\cellx2000\pard\intbl C\cell D\cell\row\pard E\par}"
)


def test_rtf() -> None:
    """Code pages, Unicode escapes with their stand-ins, printed numbers, hidden words, tables."""
    source = read_rtf_text(RTF, "a.rtf")
    assert source.text.split("\n") == ["一、目标", "日期", "A", "B", "C", "D", "E"]
    assert source.blocks[0].label == "一、" and source.status == "partial" and len(source.warnings) == 2
    assert [cell[:2] for cell in cells(source)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_office_reads_features(tmp_path: Path) -> None:
    """Hidden and deleted words are dropped from DOC as from DOCX."""
    body = paragraph(run("看得见") + run("看不见", "<w:vanish/>")) + paragraph(run("完。"))
    file = tmp_path / "hidden.docx"
    file.write_bytes(word_package(body))
    (made,) = rendering.converted([file], "doc", tmp_path / "doc")
    source = read_word_binary(made.read_bytes())
    assert source.text == "看得见\n完。" and source.warnings
