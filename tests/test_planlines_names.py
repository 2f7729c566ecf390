"""Names, periods and conditions of numbers as plans of bureaus and counties say them."""

from __future__ import annotations

from typing import Any

import pytest

from policy_extract.extractor import Extractor

PLAN = "云泽县2026年工作方案\n一、重点任务\n{text}\n"


def numbers(extractor: Extractor, text: str) -> list[Any]:
    """The quantities of one sentence in order."""
    return [q for row in extractor.extract_text(PLAN.format(text=text))[0].rows[1] for q in row.quantities]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("支持32个县开展生态修复。", ["县"]),
        ("支持94万名务工人员随迁子女在城市接受义务教育。", ["务工人员随迁子女"]),
        ("带动1.5万户农户户均年增收3000元以上。", ["农户", "农户户均年增收"]),
        ("推进6座水库加固，其余4座年底前完工。", ["水库加固", "水库加固"]),
        ("抽检水产品不少于600批次，栽植柏树2万株。", ["水产品", "柏树"]),
        ("分3期培训基层会计人员600人次以上。", ["基层会计人员"]),
        ("热线接通率保持在97%以上，按时办结率不低于98%。", ["热线接通率", "按时办结率"]),
        ("服务项目不少于18项。", ["服务项目"]),
        ("运维费用原则上不超过投资的10%。", ["运维费用"]),
        ("青年人、新市民等群体住房保障覆盖面扩大到30%以上。", ["青年人、新市民等群体住房保障覆盖面"]),
        ("粮食物资储备事务支出12亿元。", ["粮食物资储备事务支出"]),
        ("绿化覆盖率、绿地率分别达到42%、38%。", ["绿化覆盖率", "绿地率"]),
        ("学校、幼儿园各新建5所。", ["学校、幼儿园"]),
        ("80—89周岁、90周岁以上老年人津贴分别提高到50元、100元。", ["80—89周岁老年人津贴", "90周岁以上老年人津贴"]),
        ("婴儿死亡率、孕产妇死亡率分别下降到3.5‰、12/10万。", ["婴儿死亡率", "孕产妇死亡率"]),
        ("完成整治任务的60%以上。", ["整治任务"]),
    ],
)
def test_names_are_cut_right_on_both_sides(extractor: Extractor, text: str, names: list[str]) -> None:
    """Verbs, hedges and what the counted ones do are no part of a name; nouns that begin like them are."""
    assert [quantity.indicator for quantity in numbers(extractor, text)] == names


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("每3小时滚动发布一次预报。", ["PT3H"]),
        ("林业产值年均增长8%、突破50亿元。", ["P1Y", None]),
        ("每月巡护不少于22天。", ["P1M"]),
        ("垃圾日均分出量由150吨增至210吨。", ["P1D"]),
    ],
)
def test_how_often_a_number_is_due(extractor: Extractor, text: str, periods: list[str | None]) -> None:
    """Hours count as periods; a yearly growth lends its period to no amount that is surpassed."""
    assert [quantity.per for quantity in numbers(extractor, text)] == periods


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("供餐人数超过500人的学校食堂须配备专人。", "condition"),
        ("人均水资源量不足500立方米/年和水环境较差的地区，要确定再生水规模。", "condition"),
        ("对排名前三位的给予表扬。", "condition"),
        ("全县12座水电站责任人落实率达100%。", "planned"),
        ("新建水电站12座，绿化率达30%。", "planned"),
    ],
)
def test_who_is_meant_is_no_target(extractor: Extractor, text: str, phase: str) -> None:
    """Thresholds and ranks before 的 qualify; of the members of a rate only the rate is planned."""
    kept = [quantity for quantity in numbers(extractor, text) if quantity.phase != "reference"]
    assert {quantity.phase for quantity in kept} == {phase}


def test_members_of_a_rate_are_no_target(extractor: Extractor) -> None:
    """12座水电站…落实率: the count only says how many have the rate; made ones are counted."""
    assert [q.phase for q in numbers(extractor, "全县12座水电站责任人落实率达100%。")] == ["reference", "planned"]
    assert [q.phase for q in numbers(extractor, "城镇新增就业1.4万人、登记失业率4.5%。")] == ["planned", "planned"]


def test_a_length_beside_a_line_is_no_target(extractor: Extractor) -> None:
    """两侧各50米 says where."""
    assert numbers(extractor, "沿国道两侧各50米范围内全面绿化。") == []


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("平均减环节50%以上。", "growth", "down"),
        ("平均等待时长不超过15秒。", "level", "none"),
        ("孕产妇死亡率低于10/10万。", "level", "none"),
    ],
)
def test_what_is_measured_and_which_way(extractor: Extractor, text: str, measure: str, direction: str) -> None:
    """减环节 is a fall; 时长 is no growth."""
    (quantity,) = numbers(extractor, text)
    assert (quantity.measure, quantity.direction) == (measure, direction)


def test_rates_in_a_hundred_thousand_keep_their_unit(extractor: Extractor) -> None:
    """12/10万 is 12, of a unit of its own."""
    (quantity,) = numbers(extractor, "孕产妇死亡率控制在12/10万以内。")
    assert (quantity.value, quantity.unit, quantity.comparator) == (12, "/10万", "le")


def test_those_who_qualify_are_covered_not_what_they_qualify_by(extractor: Extractor) -> None:
    """应保尽保 is of the households, not of their floor space."""
    found = numbers(extractor, "将人均面积不足15平方米的低保家庭纳入住房保障范围，实现应保尽保。")
    assert [quantity.indicator for quantity in found] == ["人均面积", "低保家庭纳入住房保障范围"]


def test_an_amount_for_each_one_charges_nobody(extractor: Extractor) -> None:
    """每部补助20万元: 每部 counts lifts and is no body."""
    rows = extractor.extract_text(PLAN.format(text="加装电梯300部，每部补助20万元。"))[0].rows[1]
    assert [body.name for row in rows for body in row.responsibilities] == []
