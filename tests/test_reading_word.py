"""DOCX files: the same records as the plan's text, and thirty features that other readers lose."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import rendering
from rendering import HEAD, RELATIONS, WORD, Grid, Paragraph, fold, word_package

from policy_extract.reading.docx import read_docx, reread_docx
from policy_extract.reading.word_numerals import numeral, symbol
from policy_extract.text import Source

SPACES = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    f' xmlns:r="{RELATIONS}"'
)
LEDGER = Grid(
    [
        ["序号", "工作任务", None, "责任单位", None],
        [None, "任务类别", "具体内容", "牵头单位", "配合单位"],
        ["1", "水利建设", "新建泵站2座\n改造渠道30公里", "县水利局", "县财政局"],
        ["2", None, "治理河道5条", "县水利局", ""],
        ["3", "交通建设", "改造公路18公里", "县交通运输局", "县财政局"],
        ["合计", "以上共3项任务", None, None, ""],
    ],
    {(0, 0): (2, 1), (0, 1): (1, 2), (0, 3): (1, 2), (2, 1): (2, 1), (5, 1): (1, 3)},
)


def run(words: str, properties: str = "") -> str:
    """A run with properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph with properties."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def check_places(source: Source, data: bytes) -> None:
    """Blocks make up the text line by line, and every block and cell reads the same again from its locator."""
    assert "\n".join(source.text[block.start : block.end] for block in source.blocks) == source.text
    for block in source.blocks:
        words = source.text[block.start : block.end]
        assert words == words.rstrip() and words and "\n" not in words
        if block.generated:
            assert words.startswith(block.label)
            words = words[len(block.label) :]
        assert fold(reread_docx(data, block.locator)) == fold(words), block
    for table in source.tables:
        for cell in table.cells:
            assert fold(reread_docx(data, cell.locator)) == fold(source.text[cell.start : cell.end]), cell


def cells(source: Source, number: int = 0) -> list[tuple[int, int, int, int, str]]:
    """Row, column, spans and words of the cells of a table."""
    return [(c.row, c.column, c.row_span, c.column_span, source.text[c.start : c.end]) for c in source.tables[number].cells]


@pytest.mark.parametrize("automatic", [False, True], ids=["typed", "automatic"])
def test_same_plan_same_records(corpus_files: list[Path], automatic: bool) -> None:
    """Every plan of the corpus gives from its Word file the records that its text gives."""
    labels = 0
    for path in corpus_files:
        if rendering.has_table(path):
            continue
        plan = rendering.paragraphs(path)
        data = rendering.as_docx(plan, automatic)
        source = read_docx(data, path.name)
        assert source.text.split("\n") == [piece.text.rstrip() for piece in plan], path.name
        shares = rendering.shares(rendering.plan_records(path), rendering.records(source))
        for family, (equal, total) in shares.items():
            assert equal == total, f"{path.name}: {family} {equal} of {total}"
        labels += sum(block.generated for block in source.blocks)
    assert labels > 200 if automatic else labels == 0


def test_places(corpus_files: list[Path]) -> None:
    """Every block of a plan is found again in the file."""
    for path in corpus_files[:3]:
        data = rendering.as_docx(rendering.paragraphs(path), True)
        check_places(read_docx(data), data)


BOX = "<w:txbxContent><w:p><w:r><w:t>框中的话。</w:t></w:r></w:p></w:txbxContent>"
FEATURES: dict[str, tuple[str, list[str]]] = {
    "insertion kept": (paragraph(f'<w:ins w:id="1">{run("新增的话。")}</w:ins>'), ["新增的话。"]),
    "deletion dropped": (
        paragraph(run("留") + '<w:del w:id="1"><w:r><w:delText>删去</w:delText></w:r></w:del>' + run("下")),
        ["留下"],
    ),
    "moved text once": (
        paragraph(f"<w:moveFrom>{run('移动的话')}</w:moveFrom>{run('甲')}")
        + paragraph(f"<w:moveTo>{run('移动的话')}</w:moveTo>"),
        ["甲", "移动的话"],
    ),
    "deleted paragraph mark": (paragraph(run("前半"), "<w:rPr><w:del/></w:rPr>") + paragraph(run("后半。")), ["前半后半。"]),
    "content control": (f"<w:sdt><w:sdtContent>{paragraph(run('控件中的段落'))}</w:sdtContent></w:sdt>", ["控件中的段落"]),
    "content control in a line": (paragraph(f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>{run('后')}"), ["控件后"]),
    "smart tag": (paragraph(f"<w:smartTag>{run('2025年')}</w:smartTag>{run('起')}"), ["2025年起"]),
    "custom xml": (f"<w:customXml>{paragraph(run('自定义'))}</w:customXml>", ["自定义"]),
    "simple field": (paragraph(f'<w:fldSimple w:instr="REF x">{run("域结果")}</w:fldSimple>'), ["域结果"]),
    "complex field": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
            + run("码")
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("果")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            + run("后")
        ),
        ["果后"],
    ),
    "field code without end loses nothing more": (
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("码")) + paragraph(run("下一段。")),
        ["下一段。"],
    ),
    "number in a circle": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>eq \\o\\ac(○,3)</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("第三项")
        ),
        ["③第三项"],
    ),
    "hyperlink": (paragraph(f'<w:hyperlink r:id="r9">{run("链接文字")}</w:hyperlink>'), ["链接文字"]),
    "ruby": (
        paragraph(f"<w:r><w:ruby><w:rt>{run('lv')}</w:rt><w:rubyBase>{run('绿')}</w:rubyBase></w:ruby></w:r>{run('化')}"),
        ["绿化"],
    ),
    "tab": (paragraph(run("电话") + "<w:r><w:tab/></w:r>" + run("12345")), ["电话\t12345"]),
    "line break": (
        paragraph(run("砚溪县人民政府") + "<w:r><w:br/></w:r>" + run("关于印发方案的通知")),
        ["砚溪县人民政府", "关于印发方案的通知"],
    ),
    "no-break hyphen": (paragraph(run("5") + "<w:r><w:noBreakHyphen/></w:r>" + run("6月")), ["5-6月"]),
    "hidden text": (paragraph(run("看得见") + run("看不见", "<w:vanish/>")), ["看得见"]),
    "raised number": (paragraph(run("10") + run("4", '<w:vertAlign w:val="superscript"/>') + run("吨")), ["10⁴吨"]),
    "symbol": (paragraph(run("达标率") + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("95%")), ["达标率≥95%"]),
    "text box once": (
        paragraph(
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{run('正文。')}"
        ),
        ["正文。", "框中的话。"],
    ),
    "older text box": (paragraph(f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"), ["框中的话。"]),
    "word art": (
        paragraph('<w:r><w:pict><v:shape><v:textpath string="砚溪县人民政府文件"/></v:shape></w:pict></w:r>'),
        ["砚溪县人民政府文件"],
    ),
    "fraction": (
        paragraph(
            "<m:oMath><m:f><m:num><m:r><m:t>2</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f></m:oMath>"
            + run("以上")
        ),
        ["2/3以上"],
    ),
    "box of one cell": (
        f"<w:tbl><w:tr><w:tc>{paragraph(run('专栏1'))}{paragraph(run('内容。'))}</w:tc></w:tr></w:tbl>",
        ["专栏1", "内容。"],
    ),
    "unknown wrapper": (paragraph(f"<w:unheardOf>{run('未知元素中的话')}</w:unheardOf>"), ["未知元素中的话"]),
    "line ends inside words": (paragraph(run("一行\n两行")), ["一行 两行"]),
    "leading blanks kept, trailing dropped": (paragraph(run("　　首行缩进。　")), ["　　首行缩进。"]),
    "empty paragraphs": (paragraph("") + paragraph(run("  ")) + paragraph(run("有字")), ["有字"]),
    "comment": (paragraph(run("正文") + '<w:r><w:commentReference w:id="0"/></w:r>'), ["正文"]),
}


@pytest.mark.parametrize("name", FEATURES)
def test_feature(name: str) -> None:
    """One feature of Word files each."""
    body, expected = FEATURES[name]
    data = word_package(body, spaces=SPACES)
    source = read_docx(data)
    assert source.text.split("\n") == expected
    check_places(source, data)


def test_what_is_left_out_is_said() -> None:
    """Hidden and deleted words and comments are warned of."""
    body = FEATURES["hidden text"][0] + FEATURES["deletion dropped"][0] + FEATURES["comment"][0]
    warnings = " ".join(read_docx(word_package(body, spaces=SPACES)).warnings)
    assert "hidden text" in warnings and "deletion" in warnings and "comment" in warnings


def test_strict_namespaces() -> None:
    """A file in the strict form reads like any other."""
    data = word_package(paragraph(run("严格格式。")))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            strict = old.read(name).replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, strict.replace(RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"))
    assert read_docx(stream.getvalue()).text == "严格格式。"


def test_headings() -> None:
    """Levels come from heading styles, style names, outline levels; a short bold paragraph is a heading without level."""
    styles = (
        f'{HEAD}<w:styles xmlns:w="{WORD}">'
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="标题 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="自定"/><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a4"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    body = "".join(
        (
            paragraph(run("甲"), '<w:pStyle w:val="a1"/>'),
            paragraph(run("乙"), '<w:pStyle w:val="a2"/>'),
            paragraph(run("丙"), '<w:pStyle w:val="a3"/>'),
            paragraph(run("丁"), '<w:outlineLvl w:val="0"/>'),
            paragraph(run("戊", "<w:b/>")),
            paragraph(run("己"), '<w:pStyle w:val="a1"/><w:outlineLvl w:val="9"/>'),
            paragraph(run("目录条目"), '<w:pStyle w:val="a4"/>'),
        )
    )
    found = [(block.kind, block.level, block.level_source) for block in read_docx(word_package(body, styles)).blocks]
    assert found == [
        ("heading", 2, "style"),
        ("heading", 3, "style"),
        ("heading", 2, "style"),
        ("heading", 1, "outline"),
        ("heading", None, "font"),
        ("paragraph", None, ""),
        ("furniture", None, ""),
    ]


def numbering(levels: str, overrides: str = "") -> str:
    """A numbering part with one abstract list, list 1 on it, and list 2 with overrides."""
    return (
        f'{HEAD}<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{overrides}</w:num></w:numbering>'
    )


def level(depth: int, form: str, printed: str, more: str = "") -> str:
    """A level of a list."""
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{printed}"/></w:lvl>'


def item(words: str, depth: int, number: int = 1) -> str:
    """A list item."""
    return paragraph(run(words), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_counted_numbers() -> None:
    """Levels restart below a new item, lists on the same definition go on, an override begins anew, legal levels print digits."""
    levels = (
        level(0, "chineseCountingThousand", "第%1章")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.", '<w:suff w:val="nothing"/>')
        + level(3, "decimal", "%1.%4", "<w:isLgl/>")
        + level(4, "decimalEnclosedCircle", "%5", '<w:lvlRestart w:val="0"/>')
    )
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = "".join(
        (
            *(
                item("甲", 0),
                item("乙", 1),
                item("丙", 2),
                item("丁", 2),
                item("戊", 1),
                item("己", 2),
                item("庚", 4),
                item("辛", 0),
            ),
            *(item("壬", 1), item("癸", 4), item("子", 3), item("丑", 0, 2), item("寅", 0)),
        )
    )
    data = word_package(body, numbering=numbering(levels, override))
    source = read_docx(data)
    assert source.text.split("\n") == [
        *("第一章 甲", "（一）乙", "1.丙", "2.丁", "（二）戊", "1.己", "① 庚", "第二章 辛"),
        *("（一）壬", "② 癸", "2.1 子", "第一章 丑", "第二章 寅"),
    ]
    assert [block.label for block in source.blocks[:3]] == ["第一章", "（一）", "1."]
    check_places(source, data)


def test_numbered_column() -> None:
    """A 序号 column of automatic numbers has its numbers although its cells hold no words."""
    rows = "".join(
        f"<w:tr><w:tc>{item('', 0)}</w:tc><w:tc>{paragraph(run(words))}</w:tc></w:tr>" for words in ("甲事项", "乙事项")
    )
    source = read_docx(word_package(f"<w:tbl>{rows}</w:tbl>", numbering=numbering(level(0, "decimal", "%1"))))
    assert [cell[4] for cell in cells(source)] == ["1", "甲事项", "2", "乙事项"]


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        *(
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (21, "chineseCounting", "二十一"),
            (105, "chineseCounting", "一〇五"),
        ),
        *(
            (110, "chineseCountingThousand", "一百一十"),
            (1005, "chineseCountingThousand", "一千零五"),
            (12, "japaneseCounting", "十二"),
        ),
        *((105, "japaneseCounting", "百五"), (10, "ideographDigital", "一〇"), (12, "chineseLegalSimplified", "壹拾贰")),
        *(
            (3, "ideographTraditional", "丙"),
            (2, "ideographZodiac", "丑"),
            (11, "decimalEnclosedCircle", "⑪"),
            (36, "decimalEnclosedCircle", "㊱"),
        ),
        *(
            (3, "decimalEnclosedParen", "⑶"),
            (2, "ideographParenthesized", "㈡"),
            (28, "lowerLetter", "bb"),
            (4, "upperRoman", "IV"),
        ),
        *((7, "decimalZero", "07"), (12, "decimalFullWidth", "１２"), (5, "none", ""), (5, "noSuchForm", "5")),
    ],
)
def test_numerals(value: int, form: str, printed: str) -> None:
    """Number forms print as Word prints them."""
    assert numeral(value, form) == printed


def test_symbols() -> None:
    """Characters of symbol fonts become common ones, unknown ones are said to be unknown."""
    assert symbol("\uf0fe", "Wingdings") == "☑" and symbol("\uf0a3", "Symbol") == "≤" and symbol("\uf021", "Webdings") == "\ufffd"


def test_merged_cells() -> None:
    """Merged cells stand once, at their place on the grid, with their spans."""
    data = rendering.as_docx([Paragraph([("任务分解表", False)]), LEDGER])
    source = read_docx(data)
    assert cells(source)[:5] == [
        *((0, 0, 2, 1, "序号"), (0, 1, 1, 2, "工作任务"), (0, 3, 1, 2, "责任单位")),
        *((1, 1, 1, 1, "任务类别"), (1, 2, 1, 1, "具体内容")),
    ]
    assert (2, 1, 2, 1, "水利建设") in cells(source) and (2, 2, 1, 1, "新建泵站2座\n改造渠道30公里") in cells(source)
    assert (3, 4, 1, 1, "") in cells(source) and (5, 1, 1, 3, "以上共3项任务") in cells(source)
    assert (source.tables[0].row_count, source.tables[0].column_count) == (6, 5)
    check_places(source, data)


def test_grid_drawn_by_hand() -> None:
    """Grid lines a little out of place do not make columns of their own; older horizontal merges count."""
    row = "<w:tr>{}</w:tr>".format
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    two = '<w:gridSpan w:val="2"/>'
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="20"/><w:gridCol w:w="980"/></w:tblGrid>'
        + row(cell("", "甲") + cell(two, "乙"))
        + row(cell(two, "丙") + cell("", "丁"))
        + row(cell('<w:hMerge w:val="restart"/>', "戊") + cell("<w:hMerge/>" + two, ""))
        + "</w:tbl>"
    )
    source = read_docx(word_package(table))
    assert cells(source) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁"), (2, 0, 1, 2, "戊")]


def test_nested_table() -> None:
    """A table inside a cell follows the words of the cell as a table of its own."""
    inner = rendering.as_docx([Grid([["内一", "内二"], ["内三", "内四"]])])
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        xml = archive.read("word/document.xml").decode()
    table = xml[xml.index("<w:tbl>") : xml.index("</w:tbl>") + 8]
    outer = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外一</w:t></w:r></w:p>{}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>{}</w:tbl>"
    second = "<w:tr><w:tc><w:p><w:r><w:t>外二</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>外三</w:t></w:r></w:p></w:tc></w:tr>"
    data = word_package(outer.format(table, second))
    source = read_docx(data)
    assert source.text.split("\n") == ["外一", "内一", "内二", "内三", "内四", "外二", "外三"]
    assert [cell[4] for cell in cells(source, 0)] == ["外一", "", "外二", "外三"]
    assert [cell[4] for cell in cells(source, 1)] == ["内一", "内二", "内三", "内四"]
    check_places(source, data)


def test_notes() -> None:
    """Footnotes stand at the end as notes that name the place of their reference; separators are none."""
    notes = (
        f'{HEAD}<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>数据来自年报。</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    body = paragraph(run("产量120吨") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。"))
    data = word_package(body, parts={"footnotes.xml": notes})
    source = read_docx(data)
    assert source.text == "产量120吨。\n数据来自年报。"
    assert source.blocks[1].kind == "note" and source.blocks[1].locator.endswith("<-" + source.blocks[0].locator)
    check_places(source, data)
