"""Web pages: main text, furniture, headings, statuses, facts, locators."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
import rendering
from conftest import CORPUS

from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.extractor import Extractor
from policy_extract.reading.decoding import decode
from policy_extract.reading.html import read_html, reread_html
from policy_extract.reading.html_words import fold
from policy_extract.structure.wrapping import soft_line_ends
from policy_extract.text import Source

NAVIGATION = (
    '<div class="top-nav"><ul>' + "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(9)) + "</ul></div>"
    '<div class="crumb"><a href="/">首页</a> &gt; <a href="/zw/">政务公开</a> &gt; <a href="/gh/">规划计划</a></div>'
    "<select><option>市财政局</option><option>市民政局</option></select>"
)
FOOTER = (
    '<div class="share">分享到：<a href="#">微信</a></div>'
    '<div class="related"><ul><li><a href="/x1.html">关于印发某项工作方案的通知</a></li></ul></div>'
    '<div class="footer"><p>版权所有：云溪市人民政府　主办：云溪市人民政府办公室</p>'
    "<p>ICP备00000001号 网站地图 联系我们</p></div>"
)
BODY = [
    "云溪市2026年养老服务工作方案",
    "为加快发展养老服务，结合我市实际，制定本方案。",
    "一、主要目标",
    "到2026年底，全市新建社区食堂20个，新增护理型床位300张。",
    "二、重点任务",
    "市民政局牵头，各县（区）配合，2026年6月底前建成信息平台。",
]


PLACES = frozenset({"locator", "start", "end", "covers", "source"})
"""Keys of a row that say where it stands."""


def page_of(inner: str, title: str = "云溪市2026年养老服务工作方案_云溪市人民政府") -> str:
    """A page with navigation around its text."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{NAVIGATION}{inner}{FOOTER}</body></html>"


def body_lines(source: Source) -> list[str]:
    """The lines that are no furniture."""
    return [source.text[block.start : block.end] for block in source.blocks if block.kind != "furniture"]


def check_source(source: Source, page: str) -> None:
    """What holds for every source: blocks tile the text, tables lie in it, every locator is read again exactly."""
    assert source.text == "\n".join(source.text[block.start : block.end] for block in source.blocks)
    for block in source.blocks:
        words = source.text[block.start : block.end]
        assert words and words == words.strip() and "\n" not in words
        words = words[len(block.label) :] if block.generated else words
        assert fold(reread_html(page, block.locator)) == fold(words)
    for table in source.tables:
        assert 0 <= table.start <= table.end <= len(source.text)
        last = table.start
        for cell in table.cells:
            assert last <= cell.start <= cell.end <= table.end
            last = cell.end
            assert fold(reread_html(page, cell.locator)) == fold(source.text[cell.start : cell.end])
            assert cell.row + cell.row_span <= table.row_count and cell.column + cell.column_span <= table.column_count


TEMPLATES: dict[str, Any] = {
    "paragraphs": lambda ps: page_of('<div class="main"><div>' + "\n".join(f"<p>　　{p}</p>" for p in ps) + "</div></div>"),
    "known container": lambda ps: page_of(
        f"<table width=1000><tr><td width=200>{FOOTER}</td><td><table><tr><td id=zoom>"
        + "".join(f"<P style='TEXT-INDENT: 2em'>{p}" for p in ps)
        + "</td></tr></table></td></tr></table>"
    ),
    "line breaks": lambda ps: page_of("<div>" + "<br/>\r\n&nbsp;&nbsp;&nbsp;&nbsp;".join(ps) + "</div>"),
    "layout table": lambda ps: page_of(
        f"<table border=0><tr><td>{NAVIGATION}</td><td>"
        + "".join(f"<div>{p}</div><div>&nbsp;</div>" for p in ps)
        + f"</td></tr><tr><td colspan=2>{FOOTER}</td></tr></table>"
    ),
    "a row a paragraph": lambda ps: page_of("<table width=100%>" + "".join(f"<tr><td>{p}</td></tr>" for p in ps) + "</table>"),
    "word processor": lambda ps: (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml>'
        "<![endif]--><style>p.MsoNormal{mso-style-parent:''}</style></head><body lang=ZH-CN><div class=WordSection1>"
        + "".join(
            f"<p class=MsoNormal><span lang=EN-US\nstyle='font-family:仿宋'>{_wrapped(p)}<o:p></o:p></span></p>\n\n" for p in ps
        )
        + "</div></body></html>"
    ),
}


def _wrapped(words: str) -> str:
    """A paragraph with line ends in the page's source, as word processors put them."""
    return words if "<" in words or "&" in words else re.sub("(.{37}(?![0-9a-zA-Z.,%]))", r"\1\n", words)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_gives_the_paragraphs_and_no_furniture(name: str) -> None:
    page = TEMPLATES[name](BODY)
    source = read_html(page)
    assert body_lines(source) == BODY
    assert source.status == "ok" and not source.warnings and not source.tables
    check_source(source, page)


def _records(extractor: Extractor, source: Source) -> Counter[str]:
    """The rows of a source without places and ids, blanks folded."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in PLACES and not key.endswith(("_span", "_id"))}
        if isinstance(value, (list, tuple)):
            return [bare(inner) for inner in value]
        return fold(value) if isinstance(value, str) else value

    rows = [row for result in extractor.extract_source(source) for row in result.rows[1]]
    return Counter(json.dumps(bare(msgspec.to_builtins(row)), ensure_ascii=False, sort_keys=True, default=str) for row in rows)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_plan_gives_the_same_records_as_its_text(name: str, extractor: Extractor) -> None:
    same = total = 0
    for path in sorted(CORPUS.iterdir()):
        if path.suffix not in (".txt", ".md") or rendering.has_table(path):
            continue
        source = reading.read_file(path)
        text = re.sub(r"\A---.*?---\n", "", source.text, flags=re.S)
        for start, end in reversed(soft_line_ends(text)):
            text = text[:start] + text[end:]
        marked = [re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(line.strip())) for line in text.split("\n") if line.strip()]
        wanted, given = _records(extractor, source), _records(extractor, read_html(TEMPLATES[name](marked)))
        same += sum((wanted & given).values())
        total += max(wanted.total(), given.total())
    assert total > 500 and same >= 0.99 * total


def test_headings_have_the_level_of_their_tag() -> None:
    page = page_of("<h1>云溪市养老服务方案</h1><h2>一、目标</h2><p><b>（一）总量。</b></p><p>到2026年建成公园3个。</p>")
    kinds = [(b.kind, b.level, b.level_source) for b in read_html(page).blocks if b.kind != "furniture"]
    assert kinds == [("heading", 1, "tag"), ("heading", 2, "tag"), ("heading", None, ""), ("paragraph", None, "")]


def test_the_title_outside_the_container_opens_the_text_and_the_head_table_is_facts() -> None:
    page = page_of(
        "<table><tr><td><b>索 引 号：</b></td><td>00001/2026-0012</td><td><b>发文机关：</b></td><td>云溪市人民政府</td></tr>"
        "<tr><td><b>成文日期：</b></td><td>2026年03月02日</td><td><b>发文字号：</b></td><td>云政发〔2026〕12号</td></tr></table>"
        '<div class="pages-title">云溪市2026年养老服务工作方案</div>'
        "<div>发布时间：2026-03-05 10:20　　来源：云溪日报　　浏览次数：12</div>"
        "<div id=zoom><!--ContentStart-->" + "".join(f"<p>{p}</p>" for p in BODY[1:]) + "</div>"
    )
    source = read_html(page)
    assert body_lines(source) == BODY
    assert source.facts == {
        "index_number": "00001/2026-0012", "issuer": "云溪市人民政府", "date": "2026年03月02日",
        "doc_number": "云政发〔2026〕12号", "published": "2026-03-05", "source": "云溪日报", "title": BODY[0],
    }  # fmt: skip
    assert "发文字号：云政发〔2026〕12号" in source.text.split("\n")
    check_source(source, page)


def test_facts_of_the_standard_meta_elements() -> None:
    head = '<meta name="ArticleTitle" content="云溪市养老服务方案"><meta name="PubDate" content="2026-03-05 10:00">'
    head += '<link rel="canonical" href="https://www.example.cn/a.html"><meta property="og:title" content="别的">'
    source = read_html(page_of("<div>" + "".join(f"<p>{p}</p>" for p in BODY) + "</div>").replace("<head>", "<head>" + head))
    assert source.facts["title"] == "云溪市养老服务方案"
    assert source.facts["date"] == "2026-03-05"
    assert source.facts["url"] == "https://www.example.cn/a.html"


def test_attachments_inside_and_outside_the_text() -> None:
    page = page_of(
        "<div id=zoom>" + "".join(f"<p>{p}</p>" for p in BODY) + '<p>附件：<a href="./P1.docx">1.任务分工表</a></p></div>'
        '<div><a href="/files/b.PDF?v=1">2.项目清单</a></div>'
    )
    source = read_html(page)
    assert source.attachments == ["1.任务分工表 <./P1.docx>", "2.项目清单 </files/b.PDF?v=1>"]
    assert "2.项目清单" in source.text


@pytest.mark.parametrize(
    "pager",
    [
        '<div>首页<<上一页<a href="t1_2.html">2</a><a href="t1_2.html">下一页</a>>><a href="t1_2.html">尾页</a></div>',
        '<script>createPageHTML(2, 0, "t1", "html");</script>',
    ],
)
def test_one_page_of_several_is_partial(pager: str) -> None:
    source = read_html(page_of("<div>" + "".join(f"<p>{p}</p>" for p in BODY) + pager + "</div>"))
    assert source.status == "partial" and source.warnings
    assert "html" in source.facts["next_pages"]
    assert body_lines(source)[:6] == BODY


def test_a_page_without_other_pages_is_whole() -> None:
    pager = '<div><a href="#">下一页</a><a href="javascript:void(0)">尾页</a><a href="t2.html">下一篇</a></div>'
    source = read_html(page_of("<div>" + "".join(f"<p>{p}</p>" for p in BODY) + pager + "</div>"))
    assert source.status == "ok" and "next_pages" not in source.facts


def test_lists_stubs_and_damaged_pages_say_so() -> None:
    links = "".join(
        f'<li><a href="/{n}.html">云溪市关于某项工作的通知之{n}</a><span>2026-01-{n:02}</span></li>' for n in range(1, 25)
    )
    listed = read_html(page_of(f"<ul>{links}</ul>", "通知公告"))
    assert listed.status == "list" and {block.kind for block in listed.blocks} == {"furniture"}
    notice = read_html(
        page_of(
            f"<div>{links}</div><h1>关于组织申报的通知</h1><p>现将申报通知印发给你们，请按时组织申报并报送材料。</p>",
            "关于组织申报的通知",
        )
    )
    assert notice.status == "ok" and body_lines(notice)[-1].startswith("现将申报通知")
    gone = read_html(page_of("<div><p>对不起，您访问的页面不存在或已被删除。</p></div>", "云溪市人民政府"))
    assert gone.status == "stub" and gone.warnings
    lost = read_html(page_of("<div>" + "".join(f"<p>{p[:5]}{chr(0xFFFD) * 9}。</p>" for p in BODY) + "</div>"))
    assert lost.status == "damaged" and lost.warnings


def test_a_second_document_in_the_page_ends_nothing() -> None:
    inner = (
        "<div><p>"
        + "</p><p>".join(BODY[:4])
        + "</p></div></body></html>\ufeff<!DOCTYPE html><html><head><title>底部</title></head><body>"
    )
    source = read_html(page_of(inner + "<div><p>" + "</p><p>".join(BODY[4:]) + "</p></div>"))
    assert body_lines(source) == BODY
    assert source.facts["title"] == BODY[0]


def test_a_text_that_the_page_holds_twice_is_given_once() -> None:
    long = [
        f"第{n}项任务是在各县区新建养老服务中心，完善配套设施，由市民政局牵头负责并按季度向市政府报告进展情况。" for n in range(5)
    ]
    copy = "<div>" + "".join(f"<p>{p}</p>" for p in [*BODY, *long]) + "</div>"
    source = read_html(page_of(f"<div>{copy}</div><div><div>打印版</div>{copy}</div>"))
    assert body_lines(source) == [*BODY, *long]
    assert any("twice" in warning for warning in source.warnings)


def test_prose_beside_a_known_container_is_kept_and_told() -> None:
    page = page_of(
        "<div id=zoom>"
        + "".join(f"<p>{p}</p>" for p in BODY * 3)
        + "</div><div><p>附则由市民政局负责解释，自印发之日起施行，有效期五年。</p></div>"
    )
    source = read_html(page)
    assert "附则由市民政局负责解释，自印发之日起施行，有效期五年。" in source.text
    assert any("beside the main text" in warning for warning in source.warnings)


def test_hidden_prose_is_told_and_shown_when_there_is_nothing_else() -> None:
    hidden = f'<div style="DISPLAY : none">{"".join(f"<p>{p}</p>" for p in BODY)}</div>'
    source = read_html(page_of("<div><p>" + "</p><p>".join(BODY) + "</p></div>" + hidden))
    assert body_lines(source) == BODY and any("hides" in warning for warning in source.warnings)
    assert BODY[3] in read_html(f"<html><body><p>展开</p>{hidden}</body></html>").text


def test_sentences_set_apart_are_told() -> None:
    apart = "<aside><p>本方案由市民政局负责解释，自印发之日起施行，有效期至2030年底为止。</p></aside>"
    source = read_html(page_of("<div><p>" + "</p><p>".join(BODY) + f"</p></div>{apart}<textarea>{apart}</textarea>"))
    assert body_lines(source) == BODY and len(source.warnings) == 2
    assert "有效期至2030年底" in read_html(page_of(f"<article><p>{BODY[1]}</p>{apart}</article>")).text


def test_word_processor_lists_and_shredded_titles() -> None:
    page = page_of(
        "<p>云<font style='FONT-SIZE:3pt'> </font>溪<font style='FONT-SIZE: 3pt'> </font>市方案</p>"
        "<p class=MsoListParagraph><![if !supportLists]><span lang=EN-US style='mso-list:Ignore'>1."
        "<span style='font:7.0pt'>&nbsp;&nbsp;"
        "</span></span><![endif]><span>到2026年底，全市新建社区食堂20个，新增床位300张。</span></p>"
        "<p><span style='font-family:Wingdings;mso-list:Ignore'>Ø<span>&nbsp;</span></span>"
        "由市民政局牵头，各县（区）配合，按期完成。<o:p></o:p>"
    )
    source = read_html(page)
    assert [fold(line) for line in body_lines(source)] == [
        "云溪市方案", "1.到2026年底，全市新建社区食堂20个，新增床位300张。", "由市民政局牵头，各县（区）配合，按期完成。",
    ]  # fmt: skip
    check_source(source, page)


def test_numbers_of_ordered_lists_are_generated_unless_typed() -> None:
    page = page_of(
        "<div><p>主要任务如下，由市民政局牵头，各县（区）分工负责。</p>"
        "<ol start=3><li>新建社区食堂20个。<li><p>新增床位300张。</p><p>其中护理型床位占一半。</p></ol>"
        "<ol style='list-style-type:simp-chinese-informal'><li>完善制度。</li></ol>"
        "<ol><li>1.建设平台。</li><li>2.开展培训。</li></ol></div>"
    )
    source = read_html(page)
    assert body_lines(source)[1:] == [
        "3. 新建社区食堂20个。",
        "4. 新增床位300张。",
        "其中护理型床位占一半。",
        "一、完善制度。",
        "1.建设平台。",
        "2.开展培训。",
    ]
    assert [(b.label, b.generated) for b in source.blocks if b.label] == [("3.", True), ("4.", True), ("一、", True)]
    check_source(source, page)


def test_preformatted_text_keeps_its_lines() -> None:
    page = "<html><body><pre>" + "\r\n".join(BODY) + "</pre></body></html>"
    source = read_html(page)
    assert body_lines(source) == BODY
    check_source(source, page)


@pytest.mark.parametrize("locator", ["", "text[0:1]", "html[0:999999]", "html[a:b]"])
def test_a_locator_of_another_kind_is_refused(locator: str) -> None:
    with pytest.raises(ReadError):
        reread_html("<p>字</p>", locator)


def test_real_pages_have_titles_and_exact_locators(extractor: Extractor, shared_root: Path) -> None:
    pages = sorted(shared_root.glob("corpus/*/*.html"))
    assert len(pages) > 15
    for path in pages:
        data = path.read_bytes()
        text = decode(data, path.name).text
        source = reading.read(data, path.name)
        check_source(source, text)
        assert source.status == "ok"
        titled = re.search("<title>(.*?)</title>", text, re.S | re.I)
        assert titled is not None
        title = fold(html.unescape(titled[1]))
        assert title.startswith(fold(source.facts["title"]))
        printed = extractor.extract_source(source)[0].document.meta
        named = printed.family.notice_title if printed.family and printed.family.notice_title else printed.title
        assert named is not None and title.startswith(fold(named)), path.name
        if "doc_number" in source.facts:
            assert printed.doc_number == source.facts["doc_number"], path.name
        assert not re.search("市财政局</option|ICP备|友情链接|网站地图", source.text), path.name
