"""The geometry of pages, on pages made of words and lines: columns, notes, open tables, cut rows."""

from __future__ import annotations

from ofd_writer import LEFT, SIZE, OfdWriter, wrapped
from same_records import check_form, plans, table_rows

from policy_extract.reading.ofd import read_ofd


def _sheet() -> OfdWriter:
    """A writer on its first, empty page."""
    writer = OfdWriter()
    writer._new_sheet()
    return writer


def test_two_columns() -> None:
    """A page in two columns is read column by column, its title first, a paragraph over the gap whole."""
    texts = [line for line in plans()["county-livelihood-projects"] if len(line) > 60][:4]
    size = 3.7
    lines = [
        (line, 2 if number == 0 else 0) for text in texts for number, line in enumerate(wrapped(text, 18 * size, 20 * size, size))
    ]
    half = (len(lines) + 1) // 2
    writer = _sheet()
    writer.words("两栏印刷的公报", 80, 45, 6.5)
    for start, x in ((0, LEFT), (half, LEFT + 23 * size)):
        for number, (line, indent) in enumerate(lines[start : start + half]):
            writer.words(line, x + indent * size, 60 + number * 6, size)
    source = read_ofd(writer.data())
    check_form(source)
    assert source.text.split("\n") == ["两栏印刷的公报", *texts]


def test_note_at_the_foot() -> None:
    """A note at the foot of a page does not part the paragraph that runs over it."""
    long = "各乡镇人民政府要把农村供水保障摆在重要位置，健全工作机制，明确任务分工，" * 3 + "确保按期完成。"
    lines = wrapped(long, 26 * SIZE, 28 * SIZE)
    writer = _sheet()
    writer.words(lines[0], LEFT + 2 * SIZE, 240, SIZE)
    writer.words("①供水保障率按年度监测值计算。", LEFT, 262, 3.5)
    writer._new_sheet()
    for number, line in enumerate(lines[1:]):
        writer.words(line, LEFT, 40 + 9.8 * number, SIZE)
    source = read_ofd(writer.data())
    assert source.text == f"{long}\n①供水保障率按年度监测值计算。"
    assert [block.kind for block in source.blocks] == ["paragraph", "note"]


def _rows(writer: OfdWriter, rows: list[list[str]], xs: list[float], y: float, sides: bool, last: bool = True) -> float:
    """Ruled rows of one line each, with or without the lines at both sides; gives the lower edge."""
    for row in rows:
        writer.line(xs[0], y, xs[-1], y)
        for x in xs if sides else xs[1:-1]:
            writer.line(x, y, x, y + 8)
        for words, x in zip(row, xs, strict=False):
            if words:
                writer.words(words, x + 2, y + 5.5, 3.7)
        y += 8
    if last:
        writer.line(xs[0], y, xs[-1], y)
    return y


def test_open_sides() -> None:
    """A table without lines at its sides has all its columns."""
    rows = [["指标", "单位", "2025年"], ["自来水普及率", "%", "95"], ["管网漏损率", "%", "12"]]
    writer = _sheet()
    writer.words("表1 主要指标", 80, 50, 4.5)
    _rows(writer, rows, [30, 90, 130, 170], 60, sides=False)
    source = read_ofd(writer.data())
    assert table_rows(source) == {(r, c): (words, 1) for r, row in enumerate(rows) for c, words in enumerate(row)}


def test_row_cut_by_the_page_end() -> None:
    """The rest of a row on the next page belongs to the row, a new row with an empty key cell does not."""
    xs = [30, 45, 110, 160]
    writer = _sheet()
    _rows(
        writer,
        [
            ["序号", "具体内容", "牵头单位"],
            ["1", "新建水厂2座", "县水利局"],
            ["2", "更新改造老旧供水管网共计180公里，", "县住建局"],
        ],
        xs,
        200,
        True,
    )
    writer._new_sheet()
    _rows(
        writer,
        [["序号", "具体内容", "牵头单位"], ["", "惠及群众4万人。", ""], ["3", "建设水质监测站", "县生态环境局"]],
        xs,
        40,
        True,
    )
    source = read_ofd(writer.data())
    check_form(source)
    rows = [
        ["序号", "具体内容", "牵头单位"],
        ["1", "新建水厂2座", "县水利局"],
        ["2", "更新改造老旧供水管网共计180公里，惠及群众4万人。", "县住建局"],
        ["3", "建设水质监测站", "县生态环境局"],
    ]
    assert table_rows(source) == {(r, c): (words, 1) for r, row in enumerate(rows) for c, words in enumerate(row)}


def test_words_printed_twice_for_boldness() -> None:
    """A shadow of the same words counts once."""
    writer = _sheet()
    writer.words("一、总体要求", 40, 60, SIZE)
    writer.words("一、总体要求", 40.3, 60, SIZE)
    writer.words("坚持节水优先。", 40, 70, SIZE)
    assert read_ofd(writer.data()).text == "一、总体要求\n坚持节水优先。"


def test_rows_without_lines_stay_apart() -> None:
    """Rows printed without lines are one line each, never joined."""
    writer = _sheet()
    for number, (name, value) in enumerate((("供水普及率", "95%"), ("水质达标率", "98%"), ("管网漏损率", "12%"))):
        writer.words(name, 30, 60 + 9 * number, SIZE)
        writer.words(value, 160, 60 + 9 * number, SIZE)
    assert read_ofd(writer.data()).text == "供水普及率 95%\n水质达标率 98%\n管网漏损率 12%"


def test_the_running_head_of_two_pages() -> None:
    """Two pages that open with the same line have a running head; a line both have further down is text."""
    head, notice = "砚溪县规范性文件", "有关单位要抓好落实。"
    writer = OfdWriter(head)
    writer.title("砚溪县供水管理办法")
    writer.paragraphs(["各乡镇要健全供水设施管护机制。" * 3, notice, *["各水厂要按时检测水质。" * 4] * 14, notice])
    assert len(writer.sheets) == 2
    source = read_ofd(writer.data())
    assert head not in source.text and source.facts["running_heads"] == head
    assert source.text.count(notice) == 2
