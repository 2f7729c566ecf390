"""Indicator tables: baseline, target, growth and unit of each row; also flattened to one cell a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from test_tables import grid_source, one, pipes, record, said, tabs

from policy_extract import rows
from policy_extract.extractor import Extractor
from policy_extract.patterns import load
from policy_extract.tasks.tables_numbers import cell_reader

TITLE = "松塔市国民经济和社会发展第十四个五年规划"
CELLS: list[list[str | None]] = [
    ["类别", "指标", None, "单位", "2020年", "2025年", "年均增速[累计]", "属性"],
    ["经济发展", "1．地区生产总值", None, "亿元", "1280.5", "1800", "7左右", "预期性"],
    [None, "2．全员劳动生产率", None, "万元/人", "12.3", ">16", "6", "预期性"],
    ["创新驱动", "3．研发经费投入强度（%）", None, "", "1.8", "2.5以上", "〔0.7〕", "预期性"],
    ["绿色生态", "4．单位GDP能源消耗降低", None, "%", "—", "—", "〔13.5〕", "约束性"],
    ["民生福祉", "5．居民人均可支配收入", "城镇", "元", "35600", "50000", "7", "预期性"],
    [None, None, "农村", "元", "18200", "27500", "8.5", "预期性"],
]
SPANS = {(row, 1): (1, 2) for row in range(5)} | {(1, 0): (2, 1), (5, 0): (2, 1), (5, 1): (2, 1)}


def quantities(row: rows.TaskRow | rows.AchievementRow) -> list[tuple[Any, ...]]:
    """Value, unit, measure and bounds of a row's numbers."""
    return [(q.indicator, q.comparator, q.value, q.unit, q.measure, q.per) for q in row.quantities]


def test_every_row_is_a_goal_with_target_baseline_and_growth() -> None:
    (result,) = Extractor().extract_source(grid_source(CELLS, SPANS, TITLE))
    assert [row.kind for row in result.rows[1]] == ["goal"] * 6
    first = record(result, "1．地区生产总值")
    target, growth = first.quantities
    assert (target.value, target.unit, target.phase, target.measure) == (180000000000, "元", "planned", "level")
    assert target.baseline is not None and (target.baseline.value, target.baseline.date) == (128050000000, "2020")
    assert target.when is not None and str(target.when.end_date) == "2025-12-31" and target.when.quote == "2025年"
    assert (growth.value, growth.unit, growth.comparator, growth.measure, growth.per) == (7, "%", "approx", "growth", "P1Y")
    assert first.columns == {"类别": "经济发展", "属性": "预期性"} and first.times == []


def test_units_bounds_and_brackets() -> None:
    result = one(pipes(CELLS, TITLE))
    assert quantities(record(result, "2．全员"))[0] == ("全员劳动生产率", "gt", 160000, "元/人", "level", None)
    assert quantities(record(result, "3．研发")) == [
        ("研发经费投入强度", "ge", Decimal("2.5"), "%", "level", None),
        ("研发经费投入强度", "eq", Decimal("0.7"), "%", "change", None),
    ]  # fmt: skip
    (saving,) = record(result, "4．单位GDP").quantities
    assert (saving.measure, saving.direction, saving.value) == ("change", "down", Decimal("13.5"))
    assert "tables.cumulative" in saving.rules and saving.baseline is None


def test_a_group_gives_its_noun_back() -> None:
    for result in (
        one(pipes(CELLS, TITLE)),
        one(tabs(CELLS, TITLE)),
        *Extractor().extract_source(grid_source(CELLS, SPANS, TITLE)),
    ):
        names = {q.indicator for row in result.rows[1] for q in row.quantities}
        assert {"城镇居民人均可支配收入", "农村居民人均可支配收入"} <= names
        assert [quantities(row) for row in result.rows[1]] == [quantities(row) for row in one(pipes(CELLS, TITLE)).rows[1]]


def test_past_years_alone_are_never_planned() -> None:
    text = (
        "松塔市2021年政府工作报告\n各位代表，现在我代表市人民政府向大会报告工作。\n附表\n"
        "| 序号 | 指标 | 单位 | 2016年 | 2020年 | 年均增长（%） |\n"
        "| --- | --- | --- | --- | --- | --- |\n| 1 | 地区生产总值 | 亿元 | 900 | 1280.5 | 7.3 |\n"
        "| 2 | 森林覆盖率 | % | 36 | 38.2 | - |\n"
    )
    result = one(text)
    found = [row for row in result.rows[1] if row.quantities]
    assert [row.kind for row in found] == ["achievement", "achievement"]
    assert {q.phase for row in found for q in row.quantities} == {"achieved"}
    assert [q.value for q in found[0].quantities] == [90000000000, 128050000000, Decimal("7.3")]


FLAT = [
    "序号", "类别", "主要指标", "2020年现状", "2025年目标", "指标", "属性",
    "1", "综合", "治理", "防洪达标率（%）", "80", "95", "约束性",
    "2", "综合", "排水达标率（%）", "——", "90", "约束性",
    "3", "智慧", "监测覆盖率（%）", "46", "城区≥98", "预期性",
]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_table_with_one_cell_a_line(gap: str) -> None:
    result = one(
        "松塔市内涝治理“十四五”规划\n表1 主要指标\n" + gap.join(FLAT) + gap + "注：达标率按城区计算。\n\n一、任务\n推进清淤。\n"
    )
    found = [row for row in result.rows[1] if row.quantities]
    assert [(q.indicator, q.comparator, q.value, q.scope) for row in found for q in row.quantities] == [
        ("防洪达标率", "eq", 95, None), ("排水达标率", "eq", 90, None), ("监测覆盖率", "ge", 98, "城区"),
    ]  # fmt: skip
    assert found[0].columns == ({"类别": "综合 治理", "指标属性": "约束性"})
    assert found[0].quantities[0].baseline is not None and found[0].quantities[0].baseline.value == 80
    assert any(row.quote == "推进清淤。" for row in result.rows[1])


def test_a_ledger_with_one_cell_a_line() -> None:
    cells: list[list[str | None]] = [
        ["序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限"],
        ["1", "畅通外贸", "组织20场对接会。", "市商务局", "市财政局", "2025年6月"],
        ["2", "稳定就业", "开发岗位500个。", "市人社局", "市教育局", "2025年12月"],
        ["3", "改造管网", "改造管网30公里", "市住建局", "市水务局", "2025年10月底前"],
    ]
    flat = "松塔市2025年重点任务清单\n" + "\n".join("\n".join(w or "" for w in row) for row in cells) + "\n"
    expected = said(one(pipes(cells, "松塔市2025年重点任务清单")))
    assert said(one(flat)) == expected
    split = flat.replace("开发岗位500个。", "开发岗位500个。\n开展技能培训1000人次。")
    assert [b.name for b in record(one(split), "开展技能").responsibilities] == ["市人社局", "市教育局"]


def test_rows_without_numbers_must_fit_their_headers() -> None:
    lines = [
        "指标名称",
        "单位",
        "2020年",
        "2025年",
        "属性",
        "森林覆盖率",
        "%",
        "38.2",
        "40",
        "约束性",
        "新增床位",
        "张",
        "—",
        "〔800〕",
        "预期性",
    ]
    result = one("松塔市生态“十四五”规划\n" + "\n".join(lines) + "\n二、任务\n推进造林。\n")
    assert [quantities(row)[0] for row in result.rows[1] if row.quantities] == [
        ("森林覆盖率", "eq", 40, "%", "level", None), ("新增床位", "eq", 800, "张", "change", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "unit", "expected"),
    [
        ("≥95", "%", [("ge", 95, "%")]), ("95%以上", "", [("ge", 95, "%")]), ("1.2", "万公里", [("eq", 12000, "公里")]),
        ("3.5万", "人", [("eq", 35000, "人")]),
        ("15—20", "%", [("range", None, "%")]), ("设区市≥25 县级市≥20", "%", [("ge", 25, "%"), ("ge", 20, "%")]),
        ("10 20", "%", []), ("——", "%", []),
        ("不超过3%", "", [("le", 3, "%")]),
    ],
)  # fmt: skip
def test_numbers_of_cells(words: str, unit: str, expected: list[tuple[Any, ...]]) -> None:
    found = cell_reader(load()).read(words, 0, len(words), unit)
    assert [(q.comparator, q.value, q.unit) for q in found] == expected
