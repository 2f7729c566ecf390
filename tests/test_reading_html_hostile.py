"""Hostile and malformed web pages: read or refused in bounded time, and no text lost to a broken tag."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract.errors import ReadError
from policy_extract.reading.html import read_html, reread_html
from policy_extract.reading.html_words import fold

WORDS = "建成示范区三个。"
SECONDS = 20
HOSTILE = {
    "nested": "<div>" * 60_000 + WORDS,
    "attributes": "<p " + " ".join(f'a{n}="x"' for n in range(200_000)) + f">{WORDS}</p>",
    "opened": WORDS + "<a " * 50_000,
    "opened and closed": WORDS + "<a " * 50_000 + ">",
    "remarks": WORDS + "<!--" * 50_000,
    "remarks, one closed": WORDS + "<!--" * 50_000 + "-->" + "<!--" * 50_000,
    "declarations": WORDS + "<![" * 50_000,
    "quotes": WORDS + '<a b="' * 50_000,
    "quotes with an end": WORDS + '<a b="' * 50_000 + ">",
    "crooked": WORDS + "<p a='<" * 50_000 + ">",
    "one line": "<p>" + WORDS * 1_250_000 + "</p>",
    "blanks": f"<p>{WORDS}" + " " * 2_000_000 + "\n" * 2_000_000 + f"{WORDS}</p>",
    "references": f"<p>{WORDS}" + "&" * 500_000 + "&nbsp;" * 500_000,
    "scripts": WORDS + "<script>" * 50_000,
    "tables": "<table><tr><td>" * 30_000 + WORDS,
    "wide cells": "<table>" + "<tr><td rowspan=65534 colspan=999>" * 5000 + WORDS,
    "high cells": "<table><tr>" + "<td rowspan=9999>一" * 990 + ("<tr><td>" + WORDS) * 9999,
    "hidden": "<div style='display:none'>" * 60_000 + WORDS,
    "lists": "<ol>" * 150 + f"<li>{WORDS}" * 20_000,
    "pagers": WORDS + '<a href="x_1.doc">下一页</a>' * 20_000,
    "labels": WORDS + "<p>索引号</p><p>x</p>" * 20_000,
    "titles": WORDS + "<title>" + "年_" * 5000 + "</title>" + "<h1>年年年年年年年</h1>" * 20_000,
    "unclosed links": WORDS + "<a href=x>字" * 40_000,
    "deep paragraphs": "<div><b>" * 150 + f"<p>{WORDS}" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(name: str) -> None:
    begin = time.process_time()
    source = read_html(HOSTILE[name])
    assert time.process_time() - begin < SECONDS
    assert WORDS in source.text


@pytest.mark.parametrize(
    ("limit", "part"),
    [
        ("html_tree.MAXIMUM_ELEMENTS", "<b>字</b>"),
        ("html_tree.MAXIMUM_TAGS", "</p>"),
        ("html_lines.MAXIMUM_LINES", "字<br>"),
        ("html.MAXIMUM_CHARACTERS", "字"),
    ],
)
def test_pages_beyond_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str, part: str) -> None:
    monkeypatch.setattr(f"policy_extract.reading.{limit}", 100)
    with pytest.raises(ReadError, match=r"page\.html.*split") as caught:
        read_html(part * 101, "page.html")
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>增长5<6且7>3的县区</p>", ["增长5<6且7>3的县区"]),
        ('<p><a title="甲>乙" href="<x>">链</a>接</p>', ["链接"]),
        ('<p title="甲>一、目标</p><p class="b">二、任务</p>', ["一、目标", "二、任务"]),
        ("<td <p>一、目标</p>", ["一、目标"]),
        ("<p>一、目标<div>二、任务</p></div>三、保障", ["一、目标", "二、任务", "三、保障"]),
        ("<h1>方案<p>一、目标<p>二、任务", ["方案", "一、目标", "二、任务"]),
        ("<p>一、<!-- 二、 -->目标<!--></p>", ["一、目标"]),
        ("<p>一、目标</p><style>二、任务", ["一、目标", "二、任务"]),
        ("<select><option>甲<p>一、目标", ["甲", "一、目标"]),
        ("<p>发展\n改革委 GDP\n增长 and\nmore</p>", ["发展改革委 GDP增长 and more"]),
        ("<ruby>养老<rp>（</rp><rt>yang</rt><rp>）</rp></ruby>服务", ["养老服务"]),
        ("<P>&#19968;&#x3001;&nbsp;目标&hellip;</P>", ["一、\xa0目标…"]),
    ],
)
def test_broken_markup_loses_no_words(page: str, lines: list[str]) -> None:
    assert read_html(page).text.split("\n") == lines


TAGS = re.findall(
    "[^|]+",
    "<p>|</p>|<div>|</div>|<td>|<tr>|<table>|</table>|<b>|</b>|<a href=x>|</a>|<br>|<li>|<ol>|</ol>|<h2>|</h2>|"
    '<nav>|</nav>|<pre>|</pre>|<!--|-->|<!|>|<|"|\'|<script>|</script>|字="<|&nbsp;|&lt;|<td rowspan=3 colspan=2>|'
    "<div style='display:none'>|一、目标|到2026年建成公园3个，由市园林局负责。| |\n",
)
PIECES = st.lists(st.sampled_from(TAGS), max_size=60)


@given(PIECES)
def test_any_markup_gives_blocks_that_tile_the_text_and_locators_that_read_again(pieces: list[str]) -> None:
    page = "".join(pieces)
    source = read_html(page)
    assert source.text == "\n".join(source.text[b.start : b.end] for b in source.blocks)
    for block in source.blocks:
        words = source.text[block.start : block.end]
        assert "\n" not in words and words.strip()
        assert fold(reread_html(page, block.locator)) == fold(words[len(block.label) :] if block.generated else words)
    for table in source.tables:
        taken = set()
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                assert row < table.row_count and cell.column + cell.column_span <= table.column_count
            assert (cell.row, cell.column) not in taken
            taken.add((cell.row, cell.column))
