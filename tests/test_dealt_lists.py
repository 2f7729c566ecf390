"""Lists dealt out by 分别 in work reports: whose number each one is, and the starting values of a list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """桐湖市政府工作报告
——2022年1月8日在桐湖市第六届人民代表大会第一次会议上
一、2021年工作回顾
{task}
"""


def read(extractor: Extractor, task: str) -> list[Quantity]:
    """The quantities of one sentence."""
    return extractor.extract_text(REPORT.format(task=task))[0].document.quantities


NAMES = [
    # a verb inside a member, 等 behind the members, places before the measure
    (
        "规模以上工业总产值、增加值和实现利润分别增长3%、5%和9%。",
        ["规模以上工业总产值", "规模以上工业增加值", "规模以上工业利润"],
    ),
    ("接待国内外游客、实现旅游收入分别是去年的3.6倍、4.3倍。", ["国内外游客", "旅游收入"]),
    ("环保、教育、医疗卫生等民生事业支出分别增长36%、25%和73%。", ["环保支出", "教育支出", "医疗卫生支出"]),
    (
        "教育、社保等民生支出占财政预算支出比例分别提高到21%、14%。",
        ["教育支出占财政预算支出比例", "社保支出占财政预算支出比例"],
    ),
    (
        "市区、县（市）、农村生活垃圾无害化处理率分别达到100%、75%、65%。",
        ["市区生活垃圾无害化处理率", "县（市）生活垃圾无害化处理率", "农村生活垃圾无害化处理率"],
    ),
    ("县区、乡镇社会组织孵化基地建设率分别达100%、20%。", ["县区社会组织孵化基地建设率", "乡镇社会组织孵化基地建设率"]),
    # one word for several things
    ("三次产业增加值分别增长2%、5%和7%。", ["第一产业增加值", "第二产业增加值", "第三产业增加值"]),
    ("广播电视综合人口覆盖率分别达到99.1%、99.3%。", ["广播综合人口覆盖率", "电视综合人口覆盖率"]),
    ("市县行政许可事项网上办理率分别达到100%、98%。", ["市级行政许可事项网上办理率", "县级行政许可事项网上办理率"]),
    ("三次产业结构为4:43:53，增加值分别增长3%、8%、9%。", ["三次产业结构", "第一产业增加值", "第二产业增加值", "第三产业增加值"]),
    # members of the clause before
    (
        "单位产值能耗下降3%，化学需氧量、二氧化硫排放总量首次出现双下降，分别下降3.1%和4.6%。",
        ["单位产值能耗", "化学需氧量排放总量", "二氧化硫排放总量"],
    ),
    ("大口径财政收入和公共财政预算收入均实现快速增长，同比分别增收10亿元和5亿元。", ["大口径财政收入", "公共财政预算收入"]),
    # measures of what was counted before
    (
        "新增高速公路130公里、一级公路260公里，总里程分别达420公里和310公里。",
        ["高速公路", "一级公路", "高速公路总里程", "一级公路总里程"],
    ),
    (
        "办复52件人大代表建议和49件政协提案，满意率分别达95%和99%。",
        ["人大代表建议", "政协提案", "人大代表建议满意率", "政协提案满意率"],
    ),
    # one thing compared with several levels
    (
        "固定资产投资增长16%，增速分别高于全国、全省11.1个和5.4个百分点。",
        ["固定资产投资", "固定资产投资增速", "固定资产投资增速"],
    ),
    ("不良贷款率0.88%，分别低于全国、全省0.98个和0.28个百分点。", ["不良贷款率", "不良贷款率", "不良贷款率"]),
    ("合法医疗机构115个，开放病床1.2万张，分别比五年前增长22%、69%。", ["合法医疗机构", "开放病床", "合法医疗机构", "开放病床"]),
    # two numbers in unlike units joined by 和
    (
        "港口货物、集装箱吞吐量6亿吨和23万标箱，分别增长12%和6%。",
        ["港口货物吞吐量", "集装箱吞吐量", "港口货物吞吐量", "集装箱吞吐量"],
    ),
]


@pytest.mark.parametrize(("task", "names"), NAMES)
def test_members(extractor: Extractor, task: str, names: list[str]) -> None:
    """Each number takes the member of its place."""
    assert [q.indicator for q in read(extractor, task)] == names


STARTING = [
    ("林木覆盖率和湿地保护率分别由25%、16.6%提高到27%、50%。", [("林木覆盖率", "27", "25"), ("湿地保护率", "50", "16.6")]),
    (
        "财政收入、税收收入分别由57亿元、27亿元，增加到84亿元、41亿元。",
        [("财政收入", "8400000000", "5700000000"), ("税收收入", "4100000000", "2700000000")],
    ),
    (
        "城镇、农村居民收入由2万元、1万元分别提高到2.4万元、1.3万元。",
        [("城镇居民收入", "24000", "20000"), ("农村居民收入", "13000", "10000")],
    ),
]


@pytest.mark.parametrize(("task", "expected"), STARTING)
def test_starting_values(extractor: Extractor, task: str, expected: list[tuple[str, str, str]]) -> None:
    """The numbers behind 由 are starting values and no numbers of their own."""
    found = [(q.indicator, q.value, q.baseline_value) for q in read(extractor, task)]
    assert found == [(name, Decimal(value), Decimal(start)) for name, value, start in expected]


def test_amounts_for_each_person(extractor: Extractor) -> None:
    """每人每月 before the first starting value holds for all amounts."""
    first, second = read(extractor, "困难残疾人生活补贴、重度残疾人护理补贴标准分别从每人每月181元、243元提高到188元、252元。")
    assert [(q.indicator, q.unit, q.per) for q in (first, second)] == [
        ("困难残疾人生活补贴标准", "元/人", "P1M"),
        ("重度残疾人护理补贴标准", "元/人", "P1M"),
    ]
