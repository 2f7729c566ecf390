"""Ledgers: the same table in whatever form gives the same rows; columns give bodies, times, states and what is left over."""

from __future__ import annotations

import time
from typing import Any

import pytest

from policy_extract import patterns, rows
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult
from policy_extract.structure.tables_headers import header_reader
from policy_extract.text import Block, Cell, Source, Table

TITLE = "松塔市2026年重点任务分解表"
HEAD = [
    ["序号", "类别", "工作任务", "具体内容", "量化指标", "责任单位", None, "完成时限", "进展", "状态", "备注"],
    [None, None, None, None, None, "牵头单位", "配合单位", None, None, None, None],
]
BODY = [
    ["1", "城市更新", "老旧小区改造", "完成35个小区管网改造。同步加装电梯。", "改造面积120万平方米",
     "市住建局", "市财政局、发展改革委", "2026年11月底前", "已开工20个。", "推进中", "省级试点"],
    ["2", None, "推进充电设施建设", "新建公共充电桩800个。", "800个以上",
     "市发展改革委", "各区政府", "2026.12", "", "未启动", ""],
    ["3", "民生", "城镇新增就业", "落实就业优先政策。", "≥3.5万人",
     "市人社局", "市教育局", "长期坚持", "截至6月底新增2万人。", "已完成", ""],
]  # fmt: skip
SPANS = {(0, column): (2, 1) for column in (0, 1, 2, 3, 4, 7, 8, 9, 10)} | {(0, 5): (1, 2), (2, 1): (2, 1)}


def grid_source(cells: list[list[str | None]], spans: dict[tuple[int, int], tuple[int, int]], title: str = TITLE) -> Source:
    """A source as the readers of word-processor files make it: each paragraph of a cell a line, merged cells once."""
    lines, position = [title], len(title) + 1
    table = Table(position, position, len(cells), len(cells[0]))
    for row, columns in enumerate(cells):
        for column, words in enumerate(columns):
            if words is None:
                continue
            table.cells.append(Cell(row, column, position, position + len(words), *spans.get((row, column), (1, 1))))
            if words:
                lines.append(words)
                position += len(words) + 1
    text = "\n".join(lines)
    for cell in table.cells:
        cell.start, cell.end = min(cell.start, len(text)), min(cell.end, len(text))
    table.end = len(text)
    blocks = [Block(0, len(title), "paragraph"), *(Block(c.start, c.end, "cell") for c in table.cells if c.end > c.start)]
    return Source(text, "ledger", blocks=blocks, tables=[table])


def pipes(cells: list[list[str | None]], title: str = TITLE) -> str:
    """The table in Markdown."""
    lines = ["| " + " | ".join(words or "" for words in row) + " |" for row in cells]
    return "\n".join([title, "", lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]]) + "\n"


def tabs(cells: list[list[str | None]], title: str = TITLE) -> str:
    """The table as it is copied out of a spreadsheet."""
    return "\n".join([title, *("\t".join(words or "" for words in row) for row in cells)]) + "\n"


def said(result: DocumentResult) -> list[tuple[Any, ...]]:
    """What the records of a document say, without offsets."""
    return [
        (
            row.kind, row.modality, "".join(row.quote.split()),
            [(q.quote, q.phase, q.indicator, q.value, q.unit, q.comparator, q.when and q.when.end_date) for q in row.quantities],
            [(t.quote, t.kind, t.end_date) for t in row.times],
            [(b.name, b.role) for b in row.responsibilities],
            [(s.quote, s.state) for s in row.statuses],
            row.columns,
        )
        for row in result.rows[1]
    ]  # fmt: skip


def one(text: str) -> DocumentResult:
    """The only document of a text."""
    (result,) = Extractor().extract_text(text)
    return result


def record(result: DocumentResult, words: str) -> rows.TaskRow | rows.AchievementRow:
    """The record whose statement begins with some words."""
    return next(row for row in result.rows[1] if row.quote.startswith(words))


def test_the_same_ledger_gives_the_same_rows_in_every_form() -> None:
    (from_grid,) = Extractor().extract_source(grid_source(HEAD + BODY, SPANS))
    expected = said(from_grid)
    assert len(expected) == 10
    assert said(one(pipes(HEAD + BODY))) == expected
    assert said(one(tabs(HEAD + BODY))) == expected


def test_a_row_is_an_item_with_its_bodies_times_and_states() -> None:
    result = one(pipes(HEAD + BODY))
    assert result.document.meta.genre == "ledger" and result.document.meta.title == TITLE
    assert len(result.rows[0].items) == 3
    first = [row for row in result.rows[1] if row.item_id == result.rows[0].items[0].item_id]
    assert [(row.kind, row.quote) for row in first] == [
        ("task", "老旧小区改造"), ("task", "完成35个小区管网改造。"), ("task", "同步加装电梯。"),
        ("goal", "改造面积120万平方米"), ("achievement", "已开工20个。"),
    ]  # fmt: skip
    for row in first:
        assert [(b.name, b.role) for b in row.responsibilities] == [
            ("市住建局", "lead"), ("市财政局", "cooperate"), ("市发展改革委", "cooperate"),
        ]  # fmt: skip
        assert [str(t.end_date) for t in row.times] == ["2026-11-30"]
        assert [s.state for s in row.statuses] == ["ongoing"]
        assert row.columns == {"类别": "城市更新", "备注": "省级试点"}


def test_cells_merged_down_hold_for_every_row() -> None:
    result = one(pipes(HEAD + BODY))
    assert record(result, "推进充电设施建设").columns == {"类别": "城市更新"}
    head: list[list[str | None]] = [["序号", "重点任务", "具体举措", "牵头单位", "完成时限"]]
    body: list[list[str | None]] = [
        ["1", "畅通外贸", "组织20场对接会。", "市商务局", "2026年6月"],
        [None, None, "新增外贸企业50家。", None, None],
    ]
    spans = {(1, column): (2, 1) for column in (0, 1, 3, 4)}
    (from_grid,) = Extractor().extract_source(grid_source(head + body, spans))
    assert said(from_grid) == said(one(pipes(head + body)))
    second = record(from_grid, "新增外贸企业")
    assert [b.name for b in second.responsibilities] == ["市商务局"]
    assert [str(q.when.end_date) for q in second.quantities if q.when] == ["2026-06-30"]
    assert second.columns == {"重点任务": "畅通外贸"}, "a name over several rows is a group, not a task of one of them"


def test_bare_numbers_belong_to_the_task_of_their_row() -> None:
    result = one(pipes(HEAD + BODY))
    (quantity,) = record(result, "城镇新增就业").quantities
    assert (quantity.quote, quantity.indicator, quantity.value, quantity.unit) == ("≥3.5万人", "城镇新增就业", 35000, "人")
    assert quantity.comparator == "ge" and quantity.phase == "planned" and quantity.when is None
    (quantity,) = record(result, "推进充电设施建设").quantities
    assert (quantity.value, quantity.comparator) == (800, "ge") and str(quantity.when and quantity.when.end_date) == "2026-12-31"


def test_projects_with_their_amounts_and_money() -> None:
    cells: list[list[str | None]] = [
        ["序号", "项目名称", "建设内容", "单位", "数量", "总投资（万元）", "起止年限"],
        ["1", "云溪河整治工程", "整治河道12公里。", "处", "3", "2,400", "2026-2028"],
        ["2", "北岸泵站工程", "新建泵站。", "座", "1", "850.5", "2027"],
        ["合计", "", "", "", "4", "3250.5", ""],
    ]
    result = one(pipes(cells, "松塔市重大项目表"))
    first = record(result, "云溪河整治工程")
    assert [(q.quote, q.indicator, q.value, q.unit) for q in first.quantities] == [
        ("3", "云溪河整治工程", 3, "处"), ("2,400", "总投资", 24000000, "元"),
    ]  # fmt: skip
    assert [(t.kind, str(t.start_date), str(t.end_date)) for t in first.times] == [("during", "2026-01-01", "2028-12-31")]
    assert [(t.kind, str(t.end_date)) for t in record(result, "北岸泵站工程").times] == [("by", "2027-12-31")]
    assert not any("合计" in row.quote for row in result.rows[1])


def test_measures_of_a_problem_lead_back_to_it() -> None:
    cells: list[list[str | None]] = [
        ["序号", "反馈问题", "整改措施", "责任单位", "责任人", "整改时限", "整改进展", "是否完成"],
        ["1", "台账更新不及时。", "健全台账制度。", "市水利局", "陈明", "2025.06", "台账已更新12次。下一步将开展复查。", "是"],
        ["2", "河道巡查走过场。", "落实河长责任。", "市河长办、各县区", "王芳", "立行立改", "正在补录。", "否"],
    ]
    result = one(tabs(cells, "松塔市督察反馈问题整改落实情况"))
    kinds = [(row.kind, row.quote) for row in result.rows[1]]
    assert kinds == [
        ("problem", "台账更新不及时。"), ("achievement", "健全台账制度。"), ("achievement", "台账已更新12次。"),
        ("task", "下一步将开展复查。"), ("problem", "河道巡查走过场。"), ("task", "落实河长责任。"),
        ("achievement", "正在补录。"),
    ]  # fmt: skip
    problem = record(result, "河道巡查")
    assert isinstance(problem, rows.TaskRow) and record(result, "落实河长").parent_id == problem.task_id
    assert [(b.name, b.role, b.person) for b in problem.responsibilities] == [
        ("市河长办", "responsible", None), ("各县区", "implement", None), ("王芳", "responsible", "王芳"),
    ]  # fmt: skip
    assert [(s.quote, s.state) for s in problem.statuses] == [("否", "undone")]


def test_rows_of_groups_headers_printed_again_and_notes_are_no_tasks() -> None:
    text = (
        "松塔市工作清单\n| 工作任务 | 责任单位 | 完成时限 |\n| --- | --- | --- |\n| 一、稳定增长 | | |\n"
        "| 培育企业 | 市工信局 | 2026年9月 |\n"
        "| 工作任务 | 责任单位 | 完成时限 |\n| 扩大消费 | 市商务局 | 2026年10月 |\n| 注：按月调度。 | | |\n"
    )
    result = one(text)
    assert [row.quote for row in result.rows[1]] == ["培育企业", "扩大消费"]
    assert result.rows[1][0].section_path == ["一、稳定增长"]


def test_a_group_over_all_columns_right_below_the_headers() -> None:
    head: list[list[str | None]] = [["序号", "改革举措", "主要内容", "指导部门"], ["一、知识产权方面（共2项）", None, None, None]]
    body: list[list[str | None]] = [
        ["1", "快速审查", "建立快速审查通道。", "市市场监管局"],
        ["2", "联合执法", "开展联合执法。", "市公安局"],
    ]
    (result,) = Extractor().extract_source(grid_source(head + body, {(1, 0): (1, 4)}))
    assert [row.quote for row in result.rows[1]] == ["快速审查", "建立快速审查通道。", "联合执法", "开展联合执法。"]
    assert [(b.name, b.role) for b in result.rows[1][0].responsibilities] == [("市市场监管局", "guide")]


def test_set_apart_columns_are_read_where_they_are_clear() -> None:
    text = (
        "松塔市2026年工作任务分解表\n\n序号    工作任务        责任单位      完成时限\n"
        "1       推进路网建设    市交通局      2026年9月\n"
        "2       建设公园3个     市园林局      2026年10月\n\n以上任务按月调度。\n"
    )
    result = one(text)
    assert [(row.quote, [b.name for b in row.responsibilities]) for row in result.rows[1]][:2] == [
        ("推进路网建设", ["市交通局"]), ("建设公园3个", ["市园林局"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "补助标准\n| 项目 | 单价 |\n| --- | --- |\n| 仪器 | 300元 |\n| 设备 | 500元 |\n",
        "通讯录\n姓名\t电话\n陈明\t12345\n王芳\t23456\n",
        "考核体系\n| 一级指标 | 二级指标 | 指标性质 | 指标说明 |\n| --- | --- | --- | --- |\n"
        "| 质量 | 治愈率 | 定量 | 计算方法：略。 |\n"
        "| 效率 | 床位周转 | 定量 | 计算方法：略。 |\n",
        "评价表\n| 指标 | 内容 | 分值 |\n| --- | --- | --- |\n| 组织领导 | 成立专班 | 10 |\n| 制度建设 | 建立台账 | 20 |\n",
    ],
)
def test_a_table_that_is_not_understood_stays_as_it_was(text: str) -> None:
    assert one(text).document.tables == []


def test_no_word_of_a_table_is_lost() -> None:
    for text in (pipes(HEAD + BODY), tabs(HEAD + BODY)):
        result = one(text)
        kept = [result.view.text[s.start : s.end] for s in result.document.statements]
        for word in [w for row in HEAD + BODY for w in row if w]:
            assert word in "".join(kept), word


@pytest.mark.parametrize(
    ("header", "role", "year"),
    [
        ("序  号", "ordinal", None), ("牵头责任单位", "bodies", None), ("责任单位（第一位为牵头单位）", "bodies", None),
        ("整改完成时限", "time", None),
        ("主要建设内容及规模", "content", None), ("2026年目标", "target", 2026), ("“十四五”投资", "investment", 2025),
        ("2020年", "year", 2020),
        ("单位", "unit", None), ("牵头区领导", "people", None), ("年均增速〔累计〕", "growth", None), ("联络方式", "", None),
    ],
)  # fmt: skip
def test_headers_are_known_by_their_longest_word(header: str, role: str, year: int | None) -> None:
    column = header_reader(patterns.load()).column([header], (0, 0))
    assert (column.role, column.year) == (role, year)


def test_long_tables_take_linear_time() -> None:
    row = "| {0} | 推进第{0}项工程 | 建成{0}处站点。 | 市住建局、市财政局 | 2026年{1}月 |\n"
    head = "| 序号 | 工作任务 | 具体内容 | 责任单位 | 完成时限 |\n| --- | --- | --- | --- | --- |\n"
    began = time.perf_counter()
    result = one("松塔市任务分解表\n" + head + "".join(row.format(n, n % 12 + 1) for n in range(1, 1501)))
    assert len(result.rows[1]) == 3000
    assert time.perf_counter() - began < 15
