"""Reading room: encodings, formats, refusals, blocks and locators."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import reading
from policy_extract.errors import ReadError

TEXT = "云溪市2026年工作要点\n\n一、总体要求\n坚持稳中求进,到2026年底前新建社区食堂20个。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_give_the_same_text(encoding: str) -> None:
    source = reading.read(TEXT.encode(encoding), "plan.txt")
    assert source.text == TEXT
    assert not source.text.startswith("\ufeff")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    source = reading.read(TEXT.encode(encoding), "plan.txt")
    assert source.text == TEXT
    assert source.warnings


def test_line_ends_are_kept() -> None:
    assert reading.read("一、目标\r\n到2026年建成。\r\n".encode()).text == "一、目标\r\n到2026年建成。\r\n"


def test_extension_and_media_type_are_only_hints() -> None:
    assert reading.read(TEXT.encode("gbk"), "plan.html", "text/html; charset=utf-8").text == TEXT


def test_damaged_utf8_is_read_with_a_warning() -> None:
    source = reading.read((TEXT * 20).encode() + b"\xe4\xb8")
    assert "\ufffd" in source.text
    assert any("U+FFFD" in warning for warning in source.warnings)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "OLE"),
        (b"PK\x03\x04" + b"\x00" * 20 + b"word/document.xml", ".docx"),
        (b"PK\x03\x04" + b"\x00" * 20 + b"xl/workbook.xml", ".xlsx"),
        (b"%PDF-1.7\n...", "PDF"),
        (bytes(range(256)) * 8, "binary"),
        (b"<html><head><title>x</title></head><body><script>1</script></body></html>", "no text"),
    ],
)
def test_refusals_name_the_file_and_the_format(data: bytes, word: str) -> None:
    with pytest.raises(ReadError) as caught:
        reading.read(data, "annex/file.bin")
    assert "annex/file.bin" in str(caught.value)
    assert word in str(caught.value)


def test_a_missing_file_is_a_read_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"missing\.txt"):
        reading.read_file(tmp_path / "missing.txt")


def test_markdown_blocks() -> None:
    text = (
        "---\ntitle: 云溪市2026年政府工作报告\n---\n\n<!-- 记者整理 -->\n\n## 一、回顾\n\n"
        "**重点任务**\n\n**一、做强产业。**加快建设。\n"
    )
    source = reading.read(text.encode())
    assert source.media_type == "text/markdown"
    assert source.text == text
    kinds = [(block.kind, text[block.start : block.end].strip(), block.level) for block in source.blocks]
    assert kinds[0][0] == "furniture" and kinds[1] == ("furniture", "<!-- 记者整理 -->", None)
    assert ("heading", "一、回顾", 2) in kinds
    assert ("heading", "重点任务", None) in kinds
    assert ("heading", "一、做强产业。", None) in kinds


PAGE = """<!DOCTYPE html><html><head><title>站点</title><style>p{}</style></head><body>
<header>网站页眉</header><nav><a href="/">首页</a></nav>
<h1>云溪市养老服务方案</h1><p>为加快发展，制定本方案。</p><p>&nbsp;&nbsp;一、主要目标<br>到2026年增长5&lt;6%。</p>
<table><tr><td>单位</td><td><p>市民政局</p></td></tr></table>
<select><option>市财政局</option></select><div style="display:none">看不见</div>
<ul><li><a href="x">上一篇文章</a></li></ul><script>var a = "<p>不要</p>";</script><footer>页脚</footer></body></html>"""


def test_html_keeps_the_visible_main_text() -> None:
    source = reading.read(PAGE.encode(), "page.txt")
    lines = source.text.split("\n")
    assert source.media_type == "text/html"
    assert lines[0] == "云溪市养老服务方案"
    assert [line.strip("\xa0") for line in lines[1:4]] == ["为加快发展，制定本方案。", "一、主要目标", "到2026年增长5<6%。"]
    assert lines[4:6] == ["单位", "市民政局"]
    for gone in ("网站页眉", "首页", "市财政局", "看不见", "不要", "页脚", "站点"):
        assert gone not in source.text
    by_text = {source.text[b.start : b.end]: b for b in source.blocks}
    assert by_text["云溪市养老服务方案"].kind == "heading" and by_text["云溪市养老服务方案"].level == 1
    assert by_text["市民政局"].kind == "cell"
    assert by_text["上一篇文章"].kind == "furniture"


def test_html_locators_point_into_the_raw_page() -> None:
    source = reading.read(PAGE.encode())
    for block in source.blocks:
        begin, end = map(int, block.locator.removeprefix("html[").split("]")[0].split(":"))
        assert source.text[block.start : block.start + 1].strip("\xa0") in PAGE[begin:end]


def test_an_unclosed_navigation_does_not_swallow_the_document() -> None:
    source = reading.read("<html><body><nav><a href='/'>首页</a><p>一、主要目标</p><p>建成示范区。</p></body></html>".encode())
    assert "建成示范区。" in source.text
    assert source.warnings


@pytest.mark.parametrize("bad", ["<a ", "<", '<a x="', "<!--", "<![CDATA[", "<div>", "&", "<td>", "<!-- -", "<?", "</a "])
def test_hostile_html_is_read_in_linear_time(bad: str) -> None:
    data = ("<html><body><p>建成示范区。</p>" + bad * 60_000).encode()
    assert "建成示范区。" in reading.read(data).text


@given(st.binary(max_size=400))
def test_any_bytes_give_a_source_or_a_read_error(data: bytes) -> None:
    try:
        source = reading.read(data, "x")
    except ReadError as error:
        assert "x" in str(error)
    else:
        assert all(0 <= block.start <= block.end <= len(source.text) for block in source.blocks)


@given(st.text(max_size=300))
def test_any_page_keeps_its_blocks_inside_the_text(body: str) -> None:
    try:
        source = reading.read(f"<html><body>字{body}</body></html>".encode("utf-8", "ignore"))
    except ReadError:
        return
    assert all(0 <= block.start <= block.end <= len(source.text) for block in source.blocks)
