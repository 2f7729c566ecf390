"""Numbers that used to have no record or the wrong sense: people behind a bare 万, lists of lengths, caps and grants."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

PLAN = """云溪市2026年工作方案

一、重点任务
{task}
"""


def read(extractor: Extractor, task: str) -> dict[str, Quantity]:
    """The numbers of one task by their quotes."""
    result = extractor.extract_text(PLAN.format(task=task))[0]
    return {result.view.text[q.start : q.end]: q for q in result.document.quantities}


@pytest.mark.parametrize(
    ("task", "quote", "value", "unit"),
    [
        ("帮扶3.2万城镇失业人员实现再就业。", "3.2万", 32000, "人"),
        ("医保移动支付惠及110万参保人群。", "110万", 1100000, "人"),
        ("全年新增4万农村沼气用户。", "4万", 40000, "户"),
        ("为全市26万65岁以上老年人开展健康体检。", "26万", 260000, "人"),
        ("为1.3万0－59周岁残疾人购买意外伤害保险。", "1.3万", 13000, "人"),
        ("对1.2万城乡低保老人提供养老服务补贴。", "1.2万", 12000, "人"),
    ],
)
def test_people_behind_a_bare_number(extractor: Extractor, task: str, quote: str, value: int, unit: str) -> None:
    """A noun of people or households behind 万 says what is counted, also behind their age."""
    found = read(extractor, task)[quote]
    assert (found.value, found.unit, found.phase) == (value, unit, "planned")


def test_money_for_people_counts_nobody(extractor: Extractor) -> None:
    """投入3000万残疾人康复资金: an amount of money, never so many people."""
    assert all(found.unit != "人" for found in read(extractor, "投入3000万残疾人康复资金。").values())


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (
            "企业开办时间和不动产登记时间分别压缩到3个和5个工作日。",
            {"3个": ("企业开办时间", "eq"), "5个工作日": ("不动产登记时间", "eq")},
        ),
        (
            "企业开办、不动产登记审批时间分别压缩至1个、3个和60个工作日之内。",
            {"1个": (None, "le"), "3个": (None, "le"), "60个工作日之内": (None, "le")},
        ),
    ],
)
def test_lists_of_working_days(extractor: Extractor, task: str, expected: dict[str, tuple[str | None, str]]) -> None:
    """3个和5个工作日: both are lengths of time, and the closing bound holds for all of them."""
    found = read(extractor, task)
    for quote, (name, comparator) in expected.items():
        assert (found[quote].unit, found[quote].comparator) == ("个工作日", comparator)
        assert name is None or found[quote].indicator == name


@pytest.mark.parametrize(
    ("task", "quote", "phase"),
    [
        ("市财政每年安排不低于2000万元的科技创新专项资金，给予企业奖补。", "不低于2000万元", "planned"),
        ("对获得创业担保贷款的企业，额度由300万元提高到400万元，财政给予50%贴息。", "400万元", "planned"),
        ("合伙创业的按每人30万元、最高150万元确定，财政给予贴息50%。", "最高150万元", "planned"),
        ("对增速由5%提高到8%的企业，给予10万元奖励。", "8%", "condition"),
        ("对营业收入超过5000万元的企业，给予10万元奖励。", "超过5000万元", "condition"),
        ("对小微企业的价格扣除比例由6%—10%提高至10%—20%。", "6%—10%", "reference"),
        ("对小微企业的价格扣除比例由6%—10%提高至10%—20%。", "10%—20%", "planned"),
    ],
)
def test_grants_and_thresholds(extractor: Extractor, task: str, quote: str, phase: str) -> None:
    """A cap, a raised limit and allotted money are granted; a threshold stays a condition, a range of old a reference."""
    assert read(extractor, task)[quote].phase == phase


def test_measure_with_its_class(extractor: Extractor) -> None:
    """返还比例为大型企业30%、中小微企业60%: one measure, two classes."""
    found = read(extractor, "稳岗返还比例为大型企业30%、中小微企业60%。")
    assert [(q.indicator, q.scope) for q in found.values()] == [("稳岗返还比例", "大型企业"), ("稳岗返还比例", "中小微企业")]


def test_taker_without_its_number(extractor: Extractor) -> None:
    """（二）取得证书的，给予…: the number of the item is no part of those who get something."""
    found = read(extractor, "（二）取得高级职业资格证书的，一次性奖励2000元。")
    assert found["2000元"].scope == "取得高级职业资格证书"


@pytest.mark.parametrize(("task", "name"), [("培训后就业率不低于60%。", "培训后就业率"), ("孵化成功率不低于50%。", "孵化成功率")])
def test_deeds_that_belong_to_a_rate(extractor: Extractor, task: str, name: str) -> None:
    """培训后就业率: the deed is part of the name of the rate."""
    assert [q.indicator for q in read(extractor, task).values()] == [name]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("企业开办0.5天办结。", {"0.5天": "企业开办"}),
        ("抵押登记1个工作日办结，电力报装10天办结。", {"1个工作日": "抵押登记", "10天": "电力报装"}),
        ("房屋过户1小时办结、抵押登记1天办结。", {"1小时": "房屋过户", "1天": "抵押登记"}),
        ("企业开办3日、房屋过户5日办结。", {}),
        ("自受理之日起3个工作日办结。", {}),
        ("收到申请后5个工作日办结。", {}),
    ],
)
def test_how_long_a_service_takes(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """N天办结 is how long a service takes; a term that runs from an event is a time and no number."""
    assert {quote: q.indicator for quote, q in read(extractor, task).items()} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("新建102公里高速公路。", {"102公里": "高速公路"}),
        ("建设14条、1012公里高速公路。", {"14条": "高速公路", "1012公里": "高速公路"}),
        ("建成5公里“云溪碧道”。", {"5公里": "“云溪碧道”"}),
        ("打造15公里“便民生活圈”。", {}),
        ("种植5米高大乔木。", {}),
    ],
)
def test_roads_by_their_length(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """公里 before 高速公路 or a quoted name counts what is built; before 生活圈 or 高大 it describes."""
    assert {quote: q.indicator for quote, q in read(extractor, task).items()} == expected


def test_share_of_a_revenue(extractor: Extractor) -> None:
    """拿出不少于收入3%的资金: the money set aside is measured, not the revenue it is taken from."""
    found = read(extractor, "县财政每年拿出不少于一般公共预算收入3%的资金用于人才工作。")["3%"]
    assert (found.indicator, found.comparator, found.per) == ("资金", "ge", "P1Y")


@pytest.mark.parametrize(
    ("task", "end"),
    [
        ("从2026年起，用三年时间打造示范园10个。", "2028-12-31"),
        ("从2026年开始，计划用5年时间建成示范园10个。", "2030-12-31"),
    ],
)
def test_years_counted_from_a_year(extractor: Extractor, task: str, end: str) -> None:
    """从2026年起用三年: whole years, of which the named one is the first."""
    when = read(extractor, task)["10个"].when
    assert when is not None
    assert str(when.end_date) == end
