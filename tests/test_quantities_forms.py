"""Quantities: forms met in real plans, comparators across blanks and line ends; every sentence here is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quantity_finding import PACK, amount, find, one

from policy_extract.mentions.quantities import find_expressions


@pytest.mark.parametrize(
    ("text", "quote", "comparator", "value", "unit"),
    [
        ("信访量减少三成多。", "三成多", "gt", "30", "%"),
        ("公交线路长1200公里余。", "1200公里余", "gt", "1200", "公里"),
        ("全年抽检不少于1 500份。", "不少于1 500份", "ge", "1500", "份"),
        ("供水率达到9 4.5%。", "9 4.5%", "eq", "94.5", "%"),
        ("产值增长7. 5%。", "7. 5%", "eq", "7.5", "%"),
        ("聘用护林员6百\n余人。", "6百\n余人", "gt", "600", "人"),
        ("每千瓦时补贴0.05元。", "0.05元", "eq", "0.05", "元/千瓦时"),
        ("按每提前1天3万元的标准奖励。", "3万元", "eq", "30000", "元/天"),
        ("给予150元/m2补贴。", "150元/m2", "eq", "150", "元/平方米"),
        ("由每年每人2万元提高至3万元。", "3万元", "eq", "30000", "元/人"),
        ("持有住房300套(间)及以上。", "300套(间)及以上", "ge", "300", "套"),
        ("减免6个月租金。", "6个月", "eq", "6", "个月"),
        ("提供不超过10天免费住宿。", "不超过10天", "le", "10", "天"),
        ("主城区具备5—8天应急供应能力。", "5—8天", "range", "5~8", "天"),
        ("举办研修班40期。", "40期", "eq", "40", "期"),
        ("开展全员轮训3轮。", "3轮", "eq", "3", "轮"),
        ("预约精确到20分钟以内。", "20分钟以内", "le", "20", "分钟"),
        ("外送电量120亿度。", "120亿度", "eq", "12000000000", "千瓦时"),
        ("惠及35万农村居民。", "35万", "eq", "350000", "人"),
        ("最高给予600万资金支持。", "600万", "le", "6000000", "元"),
        ("其中40岁以下6名。", "6名", "eq", "6", "人"),
        ("最高不超过总投资的四分之三。", "四分之三", "le", "0.75", ""),
        ("按投资额的三分之一给予补助。", "三分之一", "eq", "0.333333", ""),
    ],
)
def test_forms_met_in_real_plans(text: str, quote: str, comparator: str, value: str, unit: str) -> None:
    quantity = one(text)
    assert (text[quantity.start : quantity.end], quantity.comparator, amount(quantity), quantity.unit) == (
        quote, comparator, value, unit,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("新增床位分别为500张。", "change", "up"),
        ("等候时间压缩近三分之一。", "growth", "down"),
        ("平台公司由18家整合为7家。", "level", "down"),
        ("排名由第9位上升到第4位。", "rank", "up"),
        ("到账资金比去年同期多7200万元。", "change", "up"),
        ("案件较上年少12件。", "change", "down"),
        ("办理时间缩短至6天以内。", "level", "down"),
        ("综合楼建筑面积5.5万平方米。", "level", "none"),
        ("已有成员单位21家。", "level", "none"),
        ("新建数据中心能效值不高于1.25。", "level", "none"),
    ],
)
def test_more_measures(text: str, measure: str, direction: str) -> None:
    quantity = one(text)
    assert (quantity.measure, quantity.direction) == (measure, direction)


def test_a_word_behind_never_turns_a_change_round() -> None:
    found = find("甲、乙两项运量分别下降4.2%和增长6.3%。")
    assert [(amount(q), q.measure, q.direction) for q in found] == [("4.2", "growth", "down"), ("6.3", "growth", "up")]
    assert one("产量下降4%（增长见附表）。").direction == "down"


def test_a_rate_of_its_own_does_not_go_on_as_growth() -> None:
    found = find("单位能耗下降2.4%，空气优良率不低于87%。")
    assert [(q.measure, q.direction) for q in found] == [("growth", "down"), ("level", "none")]


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("招聘博士不少于60名，每人给予安家费20万元。", ["", ""]),
        ("对建成的站点每个补助50万元，其中服务人口超过5万人的每个再补助20万元。", ["", "condition", ""]),
        ("对各类人才，按照博士12万元、硕士6万元的标准给予一次性补贴。", ["", ""]),
        ("支持个体户500万元以下的担保业务。", ["condition"]),
        ("发放10万元以下的补贴。", [""]),
        ("雇用8人及以上的商户，可登记。", ["condition"]),
        ("考核满分为100分，其中满意度占20%。", ["reference", "reference"]),
        ("全县18个乡镇中已有11个完成。", ["reference", ""]),
        ("世界排名前100名高校的毕业生。", ["condition"]),
    ],
)
def test_who_qualifies_and_what_is_granted(text: str, phases: list[str]) -> None:
    assert [quantity.phase for quantity in find(text)] == phases


@pytest.mark.parametrize(
    "text",
    [
        "千人以上工程要达标。",
        "百元收入成本要下降。",
        "列第一位的为牵头单位。",
        "列第一位者为牵头单位。",
        "推进三期工程和四轮驱动。",
        "推进七台河市和三门峡市试点。",
        "提高万人人才比。",
        "推动年产300万吨铝材项目投产。",
        "主城区300米半径服务圈要完善。",
        "20户以上自然村要通电。",
        "普及千兆及以上宽带。",
    ],
)
def test_more_names(text: str) -> None:
    assert [text[q.start : q.end] for q in find(text)] == []


BOUNDS_BEFORE = {
    "": None,
    **dict.fromkeys(["不低于", "不少于", "至少", "不得低于", "不会低于", "未低于", "没有少于"], "ge"),
    **dict.fromkeys(["不超过", "不高于", "不得超过", "不应超过", "不会突破", "未超过", "没有突破", "最高"], "le"),
    **dict.fromkeys(["超过", "突破", "高于"], "gt"),
    **dict.fromkeys(["低于", "不足", "不到", "未达到"], "lt"),
    **dict.fromkeys(["约", "近"], "approx"),
}
BOUNDS_AFTER = {
    "": None,
    "以上": "ge",
    "及以上": "ge",
    "（含）以上": "ge",
    "以内": "le",
    "以下": "le",
    "及以下": "le",
    "左右": "approx",
}
NUMBERS = {"12": 12, "3.5": Decimal("3.5"), "1,200": 1200, "二十五": 25, "三百": 300}
UNITS = {"%": 1, "家": 1, "万元": 10000, "公里": 1, "个百分点": 1}
GAPS = st.sampled_from(["", "", "", " ", "\n"])


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(sorted(BOUNDS_BEFORE)),
    st.sampled_from(sorted(NUMBERS)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(BOUNDS_AFTER)),
    st.data(),
)
def test_no_comparator_is_ever_turned_round(before: str, number: str, unit: str, after: str, data: st.DataObject) -> None:
    """Whatever blank or line end stands inside or beside a comparator, it is read as itself or not at all."""
    broken_before = "".join(character + data.draw(GAPS) for character in before)
    broken_after = data.draw(GAPS) + "".join(character + data.draw(GAPS) for character in after)
    text = f"本年规模{broken_before}{number}{unit}{broken_after.rstrip()}。"
    (quantity,) = find_expressions(text, PACK)
    expected = BOUNDS_BEFORE[before] or BOUNDS_AFTER[after] or "eq"
    assert quantity.comparator == expected, repr(text)
    assert quantity.value == NUMBERS[number] * UNITS[unit]
    for found in find(text):
        assert found.comparator == expected, repr(text)


@pytest.mark.parametrize("text", ["完成投资10亿元\n以上海为中心。", "占比达到10%\n\n以上措施要落实。"])
def test_the_next_line_is_no_comparator(text: str) -> None:
    assert one(text).comparator == "eq"
