"""Tables of web pages: data tables with their exact grid, layout tables unwrapped."""

from __future__ import annotations

import pytest
from test_reading_html import BODY, body_lines, check_source, page_of

from policy_extract.reading.html import read_html
from policy_extract.text import Source, Table

PROSE = "".join(f"<p>{p}</p>" for p in BODY)
LEDGER = (
    "<table border=1><caption>重点任务分工表</caption>"
    "<thead><tr><th rowspan=2>序号<th rowspan=2>任务<th colspan=2>责任单位</tr><tr><th>牵头<th>配合</tr></thead>"
    "<tbody><tr><td>1<td rowspan=2><p>新建社区食堂20个。</p><p>提升服务质量。</p><td>市民政局<td></tr>"
    "<tr><td>2<td>市财政局<br>市住建局<td>各县（区）</tr></tbody></table>"
)


def grid(source: Source, table: Table) -> list[tuple[int, int, int, int, str]]:
    """Row, column, spans and words of each cell."""
    return [(c.row, c.column, c.row_span, c.column_span, source.text[c.start : c.end]) for c in table.cells]


def test_a_ledger_has_its_exact_grid() -> None:
    page = page_of(f"<div>{PROSE}{LEDGER}<p>以上任务按季度报告进展情况。</p></div>")
    source = read_html(page)
    (table,) = source.tables
    assert (table.row_count, table.column_count) == (4, 4)
    assert grid(source, table) == [
        (0, 0, 2, 1, "序号"), (0, 1, 2, 1, "任务"), (0, 2, 1, 2, "责任单位"), (1, 2, 1, 1, "牵头"), (1, 3, 1, 1, "配合"),
        (2, 0, 1, 1, "1"), (2, 1, 2, 1, "新建社区食堂20个。\n提升服务质量。"), (2, 2, 1, 1, "市民政局"), (2, 3, 1, 1, ""),
        (3, 0, 1, 1, "2"), (3, 2, 1, 1, "市财政局\n市住建局"), (3, 3, 1, 1, "各县（区）"),
    ]  # fmt: skip
    assert [cell.header for cell in table.cells][:6] == [True] * 5 + [False]
    kinds = {source.text[b.start : b.end]: b.kind for b in source.blocks}
    assert kinds["重点任务分工表"] == "paragraph" and kinds["提升服务质量。"] == "cell"
    assert body_lines(source)[-1] == "以上任务按季度报告进展情况。"
    check_source(source, page)


def test_a_page_that_is_one_table_keeps_all_its_cells() -> None:
    long = "推进养老服务设施建设，新建社区食堂20个，新增护理型床位300张，完善老年人助餐补贴制度。" * 20
    rows = f"<tr><td>序号<td>任务</tr><tr><td>1<td>{long}</tr><tr><td>2<td>完善制度。</tr>"
    page = page_of(f"<table>{rows}</table>")
    source = read_html(page)
    (table,) = source.tables
    assert grid(source, table)[2:] == [(1, 0, 1, 1, "1"), (1, 1, 1, 1, long), (2, 0, 1, 1, "2"), (2, 1, 1, 1, "完善制度。")]
    check_source(source, page)


def test_cells_that_repeat_are_all_kept() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>市民政局</td><td>2026年12月底前</td></tr>" for n in range(1, 60))
    source = read_html(page_of(f"<div>{PROSE}<table>{rows}</table></div>"))
    (table,) = source.tables
    assert (table.row_count, table.column_count, len(table.cells)) == (59, 3, 177)
    assert source.text.count("市民政局") == 59 + 1


@pytest.mark.parametrize("attributes", ["", "border=0 width=1000"])
def test_layout_tables_are_unwrapped(attributes: str) -> None:
    inner = f"<table><tr><td>{PROSE}</td></tr></table>"
    page = page_of(f"<table {attributes}><tr><td width=200>&nbsp;</td><td>{inner}</td></tr><tr><td></td><td></td></tr></table>")
    source = read_html(page)
    assert body_lines(source) == BODY and not source.tables


def test_a_table_inside_a_cell_belongs_to_the_cell() -> None:
    inner = "<table><tr><td>市民政局</td><td>市财政局</td></tr></table>"
    rows = f"<tr><th>任务</th><th>单位</th></tr><tr><td>新建社区食堂二十个并投入使用</td><td>{inner}</td></tr>"
    page = page_of(f"<div>{PROSE}<table border=1>{rows}</table></div>")
    source = read_html(page)
    (table,) = source.tables
    assert grid(source, table)[-1] == (1, 1, 1, 1, "市民政局\n市财政局")
    check_source(source, page)


def test_hidden_rows_and_wild_spans() -> None:
    page = page_of(
        f"<div>{PROSE}<table border=1><tr><td rowspan=99>甲</td><td colspan=x>乙</td></tr><tr><td rowspan=0>丙</td></tr>"
        "<tr style='display:none'><td>丁</td><td>戊</td></tr><tr></tr><tr><td>己</td><td>庚</td></tr></table></div>"
    )
    source = read_html(page)
    (table,) = source.tables
    assert grid(source, table) == [
        (0, 0, 4, 1, "甲"),
        (0, 1, 1, 1, "乙"),
        (1, 1, 3, 1, "丙"),
        (3, 2, 1, 1, "己"),
        (3, 3, 1, 1, "庚"),
    ]
    check_source(source, page)


def test_links_in_a_data_table_are_cells() -> None:
    rows = "".join(f'<tr><td>{n}</td><td><a href="/p{n}.html">新建社区食堂项目</a></td><td>市民政局</td></tr>' for n in range(9))
    source = read_html(page_of(f"<div>{PROSE}<table border=1>{rows}</table></div>"))
    assert [b.kind for b in source.blocks if source.text[b.start : b.end] == "新建社区食堂项目"] == ["cell"] * 9
