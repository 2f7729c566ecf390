"""Proportions of several parts (三次产业比例) and return periods of floods (50年一遇): read whole, with what they start from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract import find_mentions
from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

PLAN = """云泽市“十四五”规划

二、主要目标
{goal}
"""


def quantities(goal: str) -> list[Quantity]:
    """The quantities of one goal."""
    return Extractor().extract_text(PLAN.format(goal=goal))[0].document.quantities


@pytest.mark.parametrize(
    ("goal", "ratio", "baseline", "date"),
    [
        ("三次产业比例由13.3：41.7：45.0调整为10.8：39.1：50.1。", "10.8:39.1:50.1", "13.3:41.7:45.0", None),
        ("三次产业比例从2020年的9∶47∶44，调整为8.5∶45∶46.5。", "8.5:45:46.5", "9:47:44", "2020"),
        ("三次产业比例由“十三五”末的21.4∶39.6∶39演进为20.5:41:38.5。", "20.5:41:38.5", "21.4:39.6:39", None),
        ("三次产业比例达到6.5:46.1:47.4。", "6.5:46.1:47.4", None, None),
    ],
)
def test_parts_of_a_whole(goal: str, ratio: str, baseline: str | None, date: str | None) -> None:
    """The proportion reached is the target, the one before its baseline; digits stay as printed."""
    [found] = quantities(goal)
    assert (found.indicator, found.ratio, found.measure) == ("三次产业比例", ratio, "ratio")
    assert (found.baseline_ratio, found.baseline_date) == (baseline, date)


def test_a_time_of_day_is_no_proportion() -> None:
    assert not [m for m in find_mentions("比赛8:30:00开始，会议开到10:45。") if m.ratio]


def test_return_periods() -> None:
    """N年一遇 is a level of protection, no length of time."""
    goal = "中心城区有效应对不低于50年一遇的暴雨，主干堤达到200年一遇防洪标准，排涝标准提高到二十年一遇。"
    found = [(q.value, q.unit, q.comparator) for q in quantities(goal)]
    assert found == [(Decimal(50), "年一遇", "ge"), (Decimal(200), "年一遇", "eq"), (Decimal(20), "年一遇", "eq")]
    assert not Extractor().extract_text(PLAN.format(goal=goal))[0].document.times


@pytest.mark.parametrize(
    ("task", "quote", "name"),
    [
        ("命名公共母婴室示范点（年度任务30间）。", "30间", "公共母婴室示范点"),
        ("固定资产投资达到4563亿元（按老口径为6500亿元）。", "6500亿元", "固定资产投资"),
        ("购买新建商品住房（建筑面积不低于50平方米）的给予补贴5000元。", "不低于50平方米", "建筑面积"),
        ("首套房最低首付款比例为25%，各县可向下浮动5个百分点。", "5个百分点", "首套房最低首付款比例"),
    ],
)
def test_names_at_brackets(task: str, quote: str, name: str) -> None:
    """No name holds one half of a pair of brackets."""
    text = PLAN.format(goal=task)
    result = Extractor().extract_text(text)[0]
    assert {text[q.start : q.end]: q.indicator for q in result.document.quantities}[quote] == name


def test_a_level_behind_a_growth_is_a_level() -> None:
    growth, level = quantities("到2027年，地区生产总值年均增长8%左右、突破5000亿元。")
    assert (growth.measure, level.measure, level.direction, level.comparator) == ("growth", "level", "none", "gt")


@pytest.mark.parametrize(
    ("task", "quote", "comparator"),
    [
        ("到2027年，地区生产总值翻一番以上。", "翻一番以上", "ge"),
        ("到2027年，地区生产总值翻两番左右。", "翻两番左右", "approx"),
        ("到2027年，地区生产总值翻一番。", "翻一番", "eq"),
    ],
)
def test_multiples_in_words_keep_their_comparator(task: str, quote: str, comparator: str) -> None:
    [found] = quantities(task)
    text = PLAN.format(goal=task)
    assert (text[found.start : found.end], found.comparator, found.measure) == (quote, comparator, "multiple")


def test_more_than_an_earlier_year_is_a_rise() -> None:
    assert [q.direction for q in quantities("上市企业数是2015年的3.4倍。")] == ["up"]
    assert [q.direction for q in quantities("贷款额度为缴存余额的20倍。")] == ["none"]
