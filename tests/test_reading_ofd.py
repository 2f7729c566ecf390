"""OFD files: paragraphs, tables, templates, odd packages and files that are no documents."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from ofd_writer import SPACE, OfdWriter
from same_records import ONE_PAGE, check_form, compare, folded, plans, table_rows

from policy_extract.errors import ReadError
from policy_extract.reading.ofd import read_ofd, reread_ofd
from policy_extract.reading.ofd_content import figures, steps

HEAD = "砚溪县规范性文件"


@pytest.mark.parametrize(("characters", "head"), [(27, HEAD), (26, "")])
def test_same_plan_same_records(characters: int, head: str) -> None:
    """A plan as OFD has the paragraphs and records of its text."""
    texts = plans()
    sources = {}
    for name, paragraphs in texts.items():
        writer = OfdWriter(head if sum(map(len, paragraphs)) > ONE_PAGE else "", characters)
        writer.paragraphs(paragraphs)
        sources[name] = read_ofd(writer.data(), name)
        check_form(sources[name])
        assert HEAD not in sources[name].text and "— 1 —" not in sources[name].text
    paragraphs_equal, wanted, equal, total = compare(sources, texts)
    assert paragraphs_equal >= 0.995 * wanted, f"{paragraphs_equal} of {wanted} paragraphs"
    assert equal >= 0.99 * total, f"{equal} of {total} records"


def test_places_are_read_again() -> None:
    """The locator of every block leads to its words."""
    writer = OfdWriter(HEAD)
    writer.paragraphs(plans()["rectification-2025"])
    data = writer.data()
    source = read_ofd(data)
    assert any(" + page 2" in block.locator and block.locator.startswith("page 1") for block in source.blocks)
    for block in source.blocks:
        assert folded(reread_ofd(data, block.locator)) == folded(source.text[block.start : block.end])


def test_table_over_pages() -> None:
    """A ruled table that runs over pages has exactly its rows."""
    rows = [["序号", "任务", "牵头单位", "完成时限"]]
    for number in range(1, 41):
        rows.append(
            [
                str(number),
                f"改造提升第{number}批农村饮水工程并建立长效管护机制" * (1 + number % 3),
                "县水利局",
                f"2025年{number % 12 + 1}月",
            ]
        )
    writer = OfdWriter(HEAD)
    writer.title("任务分解表")
    writer.table(rows, [14, 80, 30, 30])
    writer.paragraphs(["以上任务按季度调度。"])
    source = read_ofd(writer.data())
    check_form(source)
    assert len(source.tables) == 1 and len(writer.sheets) > 1
    assert table_rows(source) == {(r, c): (words, 1) for r, row in enumerate(rows) for c, words in enumerate(row)}
    assert source.text.startswith("任务分解表\n序号\n") and source.text.endswith("\n以上任务按季度调度。")
    assert all(cell.header == (cell.row == 0) for cell in source.tables[0].cells)


def _one_page(objects: str, parts: dict[str, str] | None = None, area: str = "") -> bytes:
    """An OFD of one page with the objects."""
    writer = OfdWriter()
    writer.title("标题")
    page = f'<ofd:Page {SPACE}>{area}<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    return writer.data({"Doc_0/Pages/Page_0/Content.xml": page, **(parts or {})})


def _words(text: str, x: float, y: float, more: str = "", delta: str = "g 30 5") -> str:
    """A text object."""
    return (
        f'<ofd:TextObject ID="7" Boundary="{x} {y} 100 10" Font="1" Size="5" {more}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{delta}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def test_blocks_units_and_transformations() -> None:
    """Page blocks, composite units and transformed objects stand where they are seen; hidden ones are left out."""
    unit = (
        f'<ofd:Res {SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="100" Height="20"><ofd:Content>'
        f"{_words('来自组合图元', 0, 0)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    document = (
        f"<ofd:Document {SPACE}><ofd:CommonData><ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    objects = (
        '<ofd:CompositeObject ID="3" Boundary="30 60 100 20" ResourceID="50"/>'
        f'<ofd:PageBlock ID="4"><ofd:PageBlock ID="5">{_words("块中块", 30, 40)}</ofd:PageBlock></ofd:PageBlock>'
        + _words("放大一倍", 30, 80, 'CTM="2 0 0 2 0 0"')
        + _words("看不见", 30, 120, 'Visible="false"')
    )
    data = _one_page(objects, {"Doc_0/Document.xml": document, "Doc_0/Res.xml": unit})
    source = read_ofd(data)
    assert source.text == "块中块\n来自组合图元\n放大一倍"
    assert [folded(reread_ofd(data, block.locator)) for block in source.blocks] == source.text.split("\n")


def test_template_is_furniture() -> None:
    """What stands on the template page is kept as furniture."""
    document = (
        f'<ofd:Document {SPACE}><ofd:CommonData><ofd:TemplatePage ID="20" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    template = (
        f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="2">{_words("版头底纹", 30, 10)}</ofd:Layer></ofd:Content></ofd:Page>'
    )
    data = _one_page(
        _words("正文在此。", 30, 40),
        {"Doc_0/Document.xml": document, "Doc_0/Tpls/Tpl_0/Content.xml": template},
        '<ofd:Template TemplateID="20" ZOrder="Background"/>',
    )
    source = read_ofd(data)
    assert [block.kind for block in source.blocks] == ["paragraph", "furniture"]
    assert source.text == "正文在此。\n版头底纹"
    assert folded(reread_ofd(data, source.blocks[1].locator)) == "版头底纹"


def test_several_documents() -> None:
    """All documents of a file are read, their pages numbered through."""
    body = "<ofd:DocBody><ofd:DocRoot>{}</ofd:DocRoot></ofd:DocBody>"
    root = f"<ofd:OFD {SPACE}>{body.format('Doc_0/Document.xml')}{body.format('doc_1/DOCUMENT.xml')}</ofd:OFD>"
    document = f'<ofd:Document {SPACE}><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
    page = (
        f'<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="2">{_words("第二份文件。", 30, 10)}</ofd:Layer></ofd:Content></ofd:Page>'
    )
    source = read_ofd(
        _one_page(_words("第一份文件。", 30, 40), {"OFD.xml": root, "Doc_1/Document.xml": document, "Doc_1/P.xml": page})
    )
    assert source.text == "第一份文件。\n第二份文件。" and source.facts["documents"] == "2"


def test_delta_and_path_forms() -> None:
    """Repeats in delta lists, and path data with curves, whatever is wrong with them."""
    assert steps("g 3 5 2.5", 10) == [5, 5, 5, 2.5]
    assert steps("g 1000000000 5", 4) == [5, 5, 5, 5]
    assert steps("x 1 g", 10) == [0, 1, 0]
    assert figures("M 0 0 L 10 0 L 10 10 C") == [[(0, 0), (10, 0), (10, 10), (0, 0)]]
    assert figures("M 0 0 B 1 1 2 2 3 3 L 9 3") == [[(3, 3), (9, 3)]]
    assert figures("L 1 1 M") == []


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"OFD.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "damaged"),
        ({"OFD.xml": "<a"}, "damaged"),
        ({"OFD.xml": "<a/>"}, "damaged"),
        ({"Doc_0/Document.xml": "<a/>"}, "damaged"),
        ({"Doc_0/Pages/Page_0/Content.xml": "<a" + "<b>" * 400}, "damaged"),
        ({"Doc_0/Pages/Page_0/Content.xml": f"<a><b/>{' ' * 80_000_000}</a>"}, "too_large"),
        ({"Doc_0/Pages/Page_0/Content.xml": '<a><Content><Layer><ImageObject ID="1"/></Layer></Content></a>'}, "needs_ocr"),
        ({"Doc_0/Pages/Page_0/Content.xml": "<a/>"}, "empty"),
    ],
)
def test_refused(parts: dict[str, str], reason: str) -> None:
    """Bad packages are refused with their reason."""
    with pytest.raises(ReadError) as error:
        read_ofd(_one_page("", parts), "file.ofd")
    assert error.value.reason == reason and "file.ofd" in str(error.value)


def test_damaged_files_are_bounded() -> None:
    """Cut and flipped files give a source or a reason, soon."""
    writer = OfdWriter(HEAD)
    writer.paragraphs(plans()["supervision-circular"])
    data = writer.data()
    chance = random.Random(5)
    for round_number in range(60):
        broken = bytearray(data)
        if round_number % 3 == 0:
            del broken[chance.randrange(len(broken)) :]
        for _ in range(20):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        begin = time.monotonic()
        try:
            check_form(read_ofd(bytes(broken)))
        except ReadError as error:
            assert error.reason in {"damaged", "empty", "encrypted", "too_large", "needs_ocr"}
        assert time.monotonic() - begin < 5


def test_no_package() -> None:
    """A zip file of something else, and no zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    for data in (b"", b"PK\x03\x04", buffer.getvalue()):
        with pytest.raises(ReadError) as error:
            read_ofd(data)
        assert error.value.reason == "damaged"
