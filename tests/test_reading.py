"""Reading room: encodings, formats, refusals, blocks and locators."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import malformed
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.extractor import Extractor
from policy_extract.reading import dispatch
from policy_extract.reading.formats import FORMATS, Format

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
    assert word in str(caught.value) or caught.value.reason == "damaged"


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


LONG = "".join(f"（{n}）到2027年底前，全市新建社区食堂{n}个，由市民政局牵头，各县区政府配合。\n" for n in range(1, 40))


def test_a_character_cut_off_at_the_end_is_noted() -> None:
    for encoding, offset in (("utf-8", len(LONG.encode())), ("gb18030", len(LONG.encode("gb18030")))):
        source = reading.read(LONG.encode(encoding) + "国".encode(encoding)[:1], "cut.txt")
        assert source.text == LONG + "\ufffd" and source.replaced == [offset]
        assert any("U+FFFD" in warning for warning in source.warnings)


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_pasted_line_in_another_encoding_is_read_in_its_own(main: str, other: str) -> None:
    lines = LONG.split("\n")
    data = b"\n".join(line.encode(other if number == 7 else main) for number, line in enumerate(lines))
    source = reading.read(data, "mixed.txt")
    assert source.text == LONG and source.encoding == f"{main}+{other}"
    assert any("1 lines" in warning for warning in source.warnings)


def test_a_bad_byte_costs_one_character_and_no_more() -> None:
    data = LONG.encode()
    place = data.index("食堂".encode())
    source = reading.read(data[:place] + b"\xff" + data[place:], "bad.txt")
    assert source.text.replace("\ufffd", "", 1) == LONG and source.replaced == [place] and source.encoding == "utf-8"


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_false_mark_and_a_false_charset_are_not_believed(start: bytes) -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{LONG}</p></body></html>'
    assert "社区食堂7个" in reading.read(start + page.encode("gb18030"), "page.html").text
    page = page.replace("utf-8", "gb2312")
    assert "社区食堂7个" in reading.read(page.encode(), "page.html").text


def test_traditional_characters_in_big5() -> None:
    words = "國務院關於推進政府數據開放的通知，各縣市應當加強監督檢查，實施專項行動，完善工作機制。"
    source = reading.read(words.encode("big5"), "通知.txt")
    assert source.text == words and source.encoding == "big5hkscs" and source.warnings


def test_eight_characters_in_gbk_are_enough() -> None:
    assert reading.read("推进改革发展工作".encode("gbk"), "短.txt").text == "推进改革发展工作"


def test_private_characters_of_gb18030_are_put_right() -> None:
    source = reading.read(b"\xa6\xd9" + LONG.encode("gb18030"), "x.txt")
    assert source.text == "\ufe10" + LONG and any("private" in warning for warning in source.warnings)


def test_lost_characters_make_a_text_damaged() -> None:
    source = reading.read((LONG + "\ufffd" * 100).encode(), "x.txt")
    assert source.status == "damaged" and source.warnings


def test_a_word_file_decoded_as_text_is_named() -> None:
    with pytest.raises(ReadError, match="decoded as text") as caught:
        reading.read(("\ufffd\ufffd\u0871\u001a" + "乱码" * 2000).encode(), "附件.doc")
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"%PDF-1.7\n", "pdf"), (b"\xff\xfe junk %PDF-1.4\n1 0 obj", "pdf"), (b"{\\rtf1\\ansi", "rtf"),
        (b"\xef\xbb\xbf{\\rtf1", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"GIF89a", "gif"), (b"II*\x00", "tiff"),
        (b"Rar!\x1a\x07", "rar"),
        (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?>", "word_xml"), ("一、目标".encode(), "text"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "mht"), (b"Plan: %PDF-1.4 is a format", "text"),
        (malformed.good_word(), "docx"), (malformed.good_sheet(), "xlsx"), (malformed.good_open_sheet(), "ods"),
        (malformed.good_ofd(), "ofd"), (malformed.good_excel(), "xls"), (malformed.zipped({"a.txt": "x"}), "zip"),
        (malformed.ole_file({"WordDocument": b"x"}), "doc"), (malformed.ole_file({"PowerPoint Document": b"x"}), "ppt"),
        (malformed.ole_file({"x": b"x"}), "ole"), (malformed.ole_file({"EncryptedPackage": b"x"}), "encrypted"),
    ],
)  # fmt: skip
def test_content_is_sniffed(data: bytes, key: str) -> None:
    assert reading.sniff(data) == key


def test_every_format_of_the_table_is_whole() -> None:
    keys = [entry.key for entry in FORMATS]
    assert len(keys) == len(set(keys))
    for entry in FORMATS:
        assert entry.words and entry.media_type
        assert bool(entry.reader) == bool(entry.rereader) and bool(entry.recogniser) == bool(entry.rerecogniser)
        assert entry.reader or entry.remedy, entry.key
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in entry.suffixes)


def test_a_reader_that_is_not_there_is_a_reason() -> None:
    entry = Format("x", "application/x", "an odd file (.x)", (), ".no_such_module:read_x")
    with pytest.raises(ReadError, match=r"odd file") as caught:
        dispatch.find_function(entry, entry.reader, "a.x")
    assert caught.value.reason == "unsupported"
    entry = Format("x", "application/x", "an odd file (.x)", (), "no_such_package:read_x", extra="odd")
    with pytest.raises(ReadError, match=r"policy-extract\[odd\]") as caught:
        dispatch.find_function(entry, entry.reader, "a.x")
    assert caught.value.reason == "missing_tool"


def test_a_web_archive_gives_its_page() -> None:
    page = "<html><body><p>到2027年底，新建社区食堂20个。</p></body></html>"
    message = MIMEMultipart("related")
    message.attach(MIMEText(page, "html", "gb2312"))
    message.attach(MIMEText("p {}", "css"))
    source = reading.read(message.as_bytes(), "方案.mht")
    assert source.text == "到2027年底，新建社区食堂20个。" and source.media_type == "multipart/related" and source.warnings == []


def test_places_in_a_plain_text() -> None:
    data = "一、目标\r\n  到2027年底，新建社区食堂20个。\r\n".encode()
    assert reading.reread(data, "text[2:3]") == "到2027年底，新建社区食堂20个。"
    with pytest.raises(ReadError):
        reading.reread(data, "text[9:1]")


def test_statements_know_their_place_in_the_file() -> None:
    data = LONG.encode("gbk")
    result = Extractor().extract_bytes(data, "方案.txt")[0]
    assert result.tasks
    for task in result.tasks:
        assert task.locator is not None and reading.reread(data, task.locator).startswith(task.quote)
    assert result.record.reader == "text" and result.record.status == "ok" and result.record.declared_type == "text/plain"
    assert all(task.locator is None for task in Extractor().extract_text(LONG)[0].tasks)
    sheet = Extractor().extract_bytes(malformed.good_sheet(), "台账.xlsx")[0]
    assert sheet.tasks and all((task.locator or "").startswith("sheet[台账!B") for task in sheet.tasks)
