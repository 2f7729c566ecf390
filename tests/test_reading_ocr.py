"""Recognition of page pictures with tesseract, the real program."""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path

import pytest
from office_pages import flat_odt, render
from same_records import folded

from policy_extract.errors import ReadError
from policy_extract.reading.ocr import read_ocr, reread_ocr

PARAGRAPHS = [
    "砚溪县供水保障工作方案",
    "为提高农村供水保障水平，结合本县实际，制定本方案。",
    "一、工作目标",
    "到2026年底，全县农村自来水普及率达到95%以上，规模化供水工程覆盖农村人口比例不低于80%，更新老旧管网180公里，新建小型水库2座。",
    "二、主要任务",
    "县水利局牵头，每季度开展水质检测不少于2次，2025年6月底前完成水源地标志牌设置。",
]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One printed page."""
    if shutil.which("tesseract") is None:
        if os.environ.get("CI"):
            pytest.fail("tesseract is missing: install tesseract-ocr and tesseract-ocr-chi-sim")
        pytest.skip("tesseract is not installed")
    return render({"page": flat_odt(PARAGRAPHS)}, tmp_path_factory.mktemp("scan"))["page"]


def test_page_picture(scanned: bytes) -> None:
    """The paragraphs of a drawn page come back nearly whole, and the warnings say that they were recognised."""
    source = read_ocr(scanned, "page.pdf")
    lines = source.text.split("\n")
    assert len(lines) == len(PARAGRAPHS)
    for got, wanted in zip(lines, PARAGRAPHS, strict=True):
        assert difflib.SequenceMatcher(None, folded(got), wanted, autojunk=False).ratio() > 0.9, got
    assert "recognised" in source.warnings[0] and source.reader.startswith("ocr (tesseract ")
    block = source.blocks[3]
    assert folded(reread_ocr(scanned, block.locator)) == folded(source.text[block.start : block.end])


def test_missing_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the program the error says how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError) as error:
        read_ocr(b"%PDF-1.4", "scan.pdf")
    assert error.value.reason == "missing_tool" and "tesseract-ocr-chi-sim" in str(error.value)


def test_no_picture(scanned: bytes) -> None:
    """What is no picture is refused, a broken one too."""
    for data, reason in ((b"words", "unsupported"), (b"%PDF-1.4", "damaged"), (b"\x89PNG" + b"\x00" * 100, "damaged")):
        with pytest.raises(ReadError) as error:
            read_ocr(data)
        assert error.value.reason == reason
