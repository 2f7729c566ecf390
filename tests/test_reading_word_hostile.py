"""Hostile and damaged DOCX files are refused in bounded time, with a reason each."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from rendering import WORD, word_package
from test_reading_word import SPACES, paragraph, run

from policy_extract.errors import ReadError
from policy_extract.reading.docx import read_docx, reread_docx


def hostile() -> dict[str, tuple[bytes, str]]:
    """Hostile files with the reason that each must be given."""
    good = word_package(paragraph(run("正文。")))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>' + "<w:p/>" * 8_000_000)
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + word_xml(paragraph(run("&b;")))
    depth = 3000
    deep = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    return {
        "cut off": (good[: len(good) // 2], "damaged"),
        "no zip": (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        "bomb": (bomb.getvalue(), "too_large"),
        "document type": (with_document(laughs), "damaged"),
        "deep": (word_package(deep), "damaged"),
        "not closed": (with_document(word_xml("")[:-20]), "damaged"),
        "no words": (word_package(""), "empty"),
        "picture": (word_package(paragraph("<w:r><w:pict><v:imagedata/></w:pict></w:r>"), spaces=SPACES), "needs_ocr"),
        "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    }


def word_xml(body: str) -> str:
    """The XML of a document part."""
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def with_document(xml: str) -> bytes:
    """A package with only a document part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


@pytest.mark.parametrize("name", hostile())
def test_hostile(name: str) -> None:
    """Hostile and damaged files are refused soon, with a reason."""
    data, reason = hostile()[name]
    begin = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read_docx(data, "file.docx")
    assert caught.value.reason == reason and "file.docx" in str(caught.value) and caught.value.reader
    assert time.monotonic() - begin < 10


def test_wide_spans_are_bounded() -> None:
    """A cell that claims a million columns takes no million columns."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    source = read_docx(word_package(f"<w:tbl><w:tr>{cell}{cell}</w:tr><w:tr>{cell}</w:tr></w:tbl>"))
    assert source.text.count("甲") == 3


def test_bad_locator() -> None:
    """A locator that leads nowhere is an error."""
    data = word_package(paragraph(run("正文。")))
    for locator in (
        "",
        "docx[word/document.xml]/body[1]/p[7]",
        "docx[word/none.xml]/p[1]",
        "docx[word/document.xml]/body[1]/p[1]~4",
    ):
        with pytest.raises(ReadError):
            reread_docx(data, locator)
