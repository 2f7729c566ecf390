"""Quantities: value, unit, comparator, measure and what is none; every sentence here is invented."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quantity_finding import PACK, amount, find, one

from policy_extract.mentions.quantities import find_expressions, find_quantities
from policy_extract.model import Statement, Time


@pytest.mark.parametrize(
    ("text", "quote", "comparator", "value", "unit"),
    [
        ("门票执行不低于6折的优惠。", "不低于6折", "ge", "6", "折"),
        ("建成养老驿站12家以上。", "12家以上", "ge", "12", "家"),
        ("交易规模突破800亿元。", "突破800亿元", "gt", "80000000000", "元"),
        ("每村解决至少2项难题。", "至少2项", "ge", "2", "项"),
        ("登记商户超7万户。", "超7万户", "gt", "70000", "户"),
        ("占比为18%左右。", "18%左右", "approx", "18", "%"),
        ("扶持1-2家龙头企业。", "1-2家", "range", "1~2", "家"),
        ("损耗率控制在4%以内。", "4%以内", "le", "4", "%"),
        ("失业率不高于5.5%。", "不高于5.5%", "le", "5.5", "%"),
        ("容积率低于2.5。", "低于2.5", "lt", "2.5", ""),
        ("培训400多人。", "400多人", "gt", "400", "人"),
        ("组建十余个团队。", "十余个", "gt", "10", "个"),
        ("近千余名志愿者参加服务。", "近千余名", "approx", "1000", "人"),
        ("服务上万人。", "上万人", "ge", "10000", "人"),
        ("培训千名以上骨干。", "千名以上", "ge", "1000", "人"),
        ("总盘子为1.5万亿元。", "1.5万亿元", "eq", "1500000000000", "元"),
        ("年产20至30万吨。", "20至30万吨", "range", "200000~300000", "吨"),
        ("比重为10%—15%。", "10%—15%", "range", "10~15", "%"),
        ("参保率达到七成五。", "七成五", "eq", "75", "%"),
        ("任务完成不少于一半。", "不少于一半", "ge", "50", "%"),
        ("死亡率降至千分之六。", "千分之六", "eq", "6", "‰"),
        ("超过三分之二的村建成驿站。", "超过三分之二", "gt", "0.666667", ""),
        ("医护比达到1∶1.5。", "1∶1.5", "eq", "1:1.5", ""),
        ("三次产业比例调整为8：40：52。", "8：40：52", "eq", "8:40:52", ""),
        ("选聘15名教师。", "15名", "eq", "15", "人"),
        ("完成清收12，000万元。", "12，000万元", "eq", "120000000", "元"),
        ("住房套数50套（含）以上。", "50套（含）以上", "ge", "50", "套"),
        ("利润增长-2.5%。", "-2.5%", "eq", "-2.5", "%"),
        ("门票给予八五折优惠。", "八五折", "eq", "8.5", "折"),
        ("办理时限压缩到3个工作日内。", "3个工作日内", "le", "3", "个工作日"),
    ],
)
def test_number_unit_and_comparator(text: str, quote: str, comparator: str, value: str, unit: str) -> None:
    quantity = one(text)
    assert (text[quantity.start : quantity.end], quantity.comparator, amount(quantity), quantity.unit) == (
        quote,
        comparator,
        value,
        unit,
    )


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("县城至少建成1所学校。", "ge"),
        ("最高补助800万元。", "le"),
        ("科研支出不低于年度支出总额的3%。", "ge"),
        ("贴息不超过贷款利率的50%。", "le"),
        ("节约30万元。", "eq"),
        ("攻关突破关键技术20项。", "eq"),
        ("突破20项关键核心技术。", "eq"),
        ("举办过3场路演。", "eq"),
        ("签约15个项目。", "eq"),
        ("“最多跑一次”改革覆盖80%的事项。", "eq"),
    ],
)
def test_comparators_at_a_distance_and_verbs(text: str, comparator: str) -> None:
    assert find(text)[0].comparator == comparator


@pytest.mark.parametrize("negated", ["不低于", "不少于", "不高于", "不超过", "不大于", "不小于"])
def test_a_negated_comparator_is_never_cut(negated: str) -> None:
    quantity = one(f"合格率{negated}90%。")
    assert quantity.comparator == ("ge" if negated[1] in "低少小" else "le")


@pytest.mark.parametrize(
    ("text", "measure", "direction"),
    [
        ("普惠率达到60%。", "level", "none"),
        ("覆盖率由40%提高到60%。", "level", "up"),
        ("产值增长6%。", "growth", "up"),
        ("能耗下降3%。", "growth", "down"),
        ("涨幅3%左右。", "growth", "up"),
        ("占比提高2个百分点。", "change", "up"),
        ("新增床位300张。", "change", "up"),
        ("减少环节3个。", "change", "down"),
        ("产量翻一番。", "multiple", "up"),
        ("居全省第4。", "rank", "none"),
        ("增加值突破90亿元。", "level", "none"),
        ("按照每年12%的比例递增。", "growth", "up"),
        ("建成水厂3座。", None, None),
        ("实现村级全覆盖。", "coverage", "none"),
        ("床护比提高到1:0.6。", "ratio", "up"),
        ("行业对增长贡献率达55%。", "level", "none"),
        ("排名上升3位。", "change", "up"),
    ],
)
def test_measure_and_direction(text: str, measure: str | None, direction: str | None) -> None:
    quantity = one(text)
    assert (quantity.measure, quantity.direction) == (measure, direction)


@pytest.mark.parametrize(
    ("text", "value"),
    [("翻番", 2), ("翻两番", 4), ("增长两倍", 3), ("增长1.5倍", Decimal("2.5")), ("提高到1.5倍", Decimal("1.5"))],
)
def test_multiples(text: str, value: Decimal) -> None:
    assert one(f"出口额{text}。").value == value


@pytest.mark.parametrize(
    ("text", "unit", "per"),
    [
        ("每户奖励5万元。", "元/户", None),
        ("每人每月补贴600元。", "元/人", "P1M"),
        ("给予8000元/台补贴。", "元/台", None),
        ("每平方米补贴25元。", "元/平方米", None),
        ("每住宿1天奖励酒店300元。", "元/天", None),
        ("市财政每年安排2亿元。", "元", "P1Y"),
        ("每季度发放消费券60万元。", "元", "P3M"),
        ("每新增1家奖励3万元。", "元/家", None),
        ("按不超过500元/人次的标准发放。", "元/人次", None),
        ("每两个月召开2次会议。", "次", "P2M"),
        ("营收年均增长8%。", "%", "P1Y"),
        ("每半年督查2次。", "次", "P6M"),
    ],
)
def test_per_unit_and_period(text: str, unit: str, per: str | None) -> None:
    quantity = one(text)
    assert (quantity.unit, quantity.per) == (unit, per)


def test_baseline() -> None:
    quantity = one("占比由2020年的45%提高到2025年的60%以上。")
    assert (quantity.value, quantity.baseline_value) == (Decimal(60), Decimal(45))
    assert (quantity.baseline_unit, quantity.baseline_date) == ("%", "2020")
    assert one("能耗比2020年下降18%。").baseline_date == "2020"


def test_one_deal_shares_group_closing_word_and_unit() -> None:
    found = find("甲、乙两类收入分别增长5%、7%左右。")
    assert [(amount(q), q.comparator, q.group) for q in found] == [("5", "approx", 0), ("7", "approx", 0)]
    found = find("三项比例分别为85、90、95%。")
    assert [(amount(q), q.unit) for q in found] == [("85", "%"), ("90", "%"), ("95", "%")]
    found = find("两项指标分别提高1.2个和3.4个百分点。")
    assert [(amount(q), q.unit) for q in found] == [("1.2", "百分点"), ("3.4", "百分点")]
    found = find("分别给予最高30万元、20万元奖励。")
    assert [(amount(q), q.comparator) for q in found] == [("300000", "le"), ("200000", "le")]


def test_a_hedged_second_value() -> None:
    found = find("地区生产总值增长7%以上、力争达到8%。")
    assert [(amount(q), q.comparator, q.measure, q.hedge) for q in found] == [
        ("7", "ge", "growth", None),
        ("8", "eq", "growth", "力争"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "推动三医联动和一院一策。",
        "做好两个允许。",
        "执行“24680”制度。",
        "建设5G网络和4A级景区。",
        "依据第三条规定执行。",
        "执行GB 12348标准。",
        "联系电话0571-88886666。",
        "打造三大中心。",
        "落实十八项核心制度。",
        "完善四级责任链条。",
        "实施《三年行动方案（2021年）》。",
        "上述5家医院要整改。",
        "发挥第一书记作用。",
        "推出一批一系列举措。",
        "建设15分钟生活圈。",
        "提供24小时服务。",
        "亿元以上项目加快推进。",
        "新建500千伏变电工程。",
        "万元生产总值能耗继续下降。",
        "三级医院加强管理。",
        "会议于5月20日召开。",
        "百场演出进社区活动。",
        "关爱60岁以上老年人。",
        "进一步统一思想。",
        "保障1+6体系运行。",
        "服务全国500强企业。",
    ],
)
def test_names_and_references_are_none(text: str) -> None:
    assert [text[q.start : q.end] for q in find(text)] == []


@pytest.mark.parametrize(
    ("text", "conditions", "others"),
    [
        ("对年营业收入达到2000万元以上的企业，一次性奖励10万元。", ["2000万元以上"], ["10万元"]),
        ("对年产值首次超过3亿元的，奖励20万元。", ["超过3亿元"], ["20万元"]),
        ("面积90平方米以下的，给予5000元/套补贴。", ["90平方米以下"], ["5000元/套"]),
        ("组织不少于300人、600人的团队，分别给予1万元、3万元奖补。", ["不少于300人", "600人"], ["1万元", "3万元"]),
        ("按购车价格的5%给予补贴，最高不超过8000元。", [], ["5%", "最高不超过8000元"]),
        ("提供最高额度35万元的创业贷款支持。", [], ["最高额度35万元"]),
        ("80%以上的学校纳入集团办学。", [], ["80%以上"]),
        ("对300名职工开展培训。", [], ["300名"]),
    ],
)
def test_conditions(text: str, conditions: list[str], others: list[str]) -> None:
    found = find(text)
    assert [text[q.start : q.end] for q in found if q.phase == "condition"] == conditions
    assert [text[q.start : q.end] for q in found if q.phase != "condition"] == others


def test_the_threshold_of_an_indicator_is_no_quantity() -> None:
    assert [amount(q) for q in find("建成10亿元以上项目47个，形成3个千亿级产业集群。")] == ["47", "3"]


def test_a_rate_that_applies_already_is_a_reference() -> None:
    found = find("适用3%征收率的收入，减按1%征收率征收。")
    assert [(amount(q), q.phase) for q in found] == [("3", "reference"), ("1", "")]


def test_numbers_in_times_are_left_out() -> None:
    text = "用3年时间达到5年。"
    assert find_quantities(text, 0, len(text), PACK, [Time(0, 5, "relative"), Time(6, 9, "relative")]) == []


def test_with_statements_headings_are_left_out() -> None:
    text = "一、建设3个基地\n新建5个基地。"
    found = find_quantities(text, 0, len(text), PACK, [], [Statement(9, len(text), 0, 0, 0)])
    assert [text[q.start : q.end] for q in found] == ["5个"]


def test_an_item_number_is_cut_off() -> None:
    assert amount(one("2.5家医院完成搬迁。")) == "5"


def test_a_lost_measure_word_is_taken_from_the_neighbour() -> None:
    found = find("共有问题12个，已完成整改7（含立行立改2），未完成整改3个。")
    assert [(amount(q), q.unit) for q in found][:2] == [("12", "个"), ("7", "个")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一百五十二", [("152", "")]),
        ("¥300", [("300", "元")]),
        ("大于10小于20", [("10~20", "")]),
        ("在20和30之间", [("20~30", "")]),
        ("负三十二", [("-32", "")]),
        ("三成半", [("35", "%")]),
        ("一吨半", [("1.5", "吨")]),
        ("约4.2亿美元", [("420000000", "美元")]),
        ("四川", []),
        ("一切", []),
    ],
)
def test_expressions_of_any_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(amount(q), q.unit) for q in find_expressions(text, PACK)] == expected


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="0123456789.,，、：:%％-—～一二两三十百千万亿半分之第前每个家元人名以上下内约不低于超过达到增长由至的“”《》（）()对给予奖"
        "励全部覆盖年月。；\n ",
        max_size=80,
    )
)
def test_any_text_gives_ordered_spans_in_bounds(text: str) -> None:
    for found in (find(text), find_expressions(text, PACK)):
        assert [q.start for q in found] == sorted(q.start for q in found)
        for quantity in found:
            assert 0 <= quantity.start <= quantity.core_start < quantity.core_end <= quantity.end <= len(text)
            assert (quantity.value is None) == (quantity.low is not None or quantity.ratio is not None)
    assert find(text) == find(text)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 10**7),
    st.sampled_from(["家", "张", "万元", "亩", "公里", "人次"]),
    st.sampled_from(["", "以上", "左右", "以内"]),
)
def test_a_plain_target_is_read_back(number: int, unit: str, bound: str) -> None:
    quantity = one(f"规模达到{number}{unit}{bound}。")
    assert quantity.value == number * (10000 if unit == "万元" else 1)
    assert quantity.comparator == {"": "eq", "以上": "ge", "左右": "approx", "以内": "le"}[bound]


def test_found_in_the_gold_texts(shared_root: Path) -> None:
    wanted = hit = 0
    for path in sorted((shared_root / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (shared_root / gold["source"]).read_text(encoding="utf-8-sig").replace("％", "%")
        found = find_quantities(text, 0, len(text), PACK, [])
        for item in gold["quantities"]:
            if item.get("optional"):
                continue
            wanted += 1
            hit += any(q.start < item["end"] and item["start"] < q.end and q.unit == item["unit"] for q in found)
    assert wanted and hit / wanted >= 0.97
