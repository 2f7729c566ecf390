"""Conditions in steps, steps of grants and whose each amount is, in measures and notices of subsidies."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity


def quantities(extractor: Extractor, text: str) -> list[Quantity]:
    """All quantities of the first document of a text."""
    return extractor.extract_text(text)[0].document.quantities


def conditions(extractor: Extractor, text: str) -> list[tuple[str, str, str]]:
    """Name, comparator and printed value without its comparator of every condition."""
    found = [quantity for quantity in quantities(extractor, text) if quantity.phase == "condition"]
    return [(quantity.indicator, quantity.comparator, text[quantity.core_start : quantity.core_end]) for quantity in found]


def grants(extractor: Extractor, text: str) -> list[tuple[str, str, str, str | None]]:
    """Printed value, name, unit and scope of every planned number."""
    found = [quantity for quantity in quantities(extractor, text) if quantity.phase == "planned"]
    return [(text[q.core_start : q.core_end], q.indicator, q.unit, q.scope) for q in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对年度产值首次突破3亿元、6亿元、9亿元的工业企业，分别给予10万元、20万元、30万元奖励。",
            [("年度产值", "gt", "3亿元"), ("年度产值", "gt", "6亿元"), ("年度产值", "gt", "9亿元")],
        ),
        (
            "对税收贡献达到300万元、700万元以上的企业，分别给予5万元、9万元奖励。",
            [("税收贡献", "ge", "300万元"), ("税收贡献", "ge", "700万元")],
        ),
        (
            "对年营业收入3000万元以上且同比增长12%以上的服务业企业，给予奖励6万元。",
            [("年营业收入", "ge", "3000万元"), ("年营业收入", "ge", "12%")],
        ),
        ("对年进出口额首次突破400万美元的企业，给予8万元奖励。", [("年进出口额", "gt", "400万美元")]),
        (
            "对展览面积8000平方米以上、参展企业90家以上的展会，给予主办方20万元补助。",
            [("展览面积", "ge", "8000平方米"), ("参展企业", "ge", "90家")],
        ),
        ("对新发放20万元以下的个人创业贷款给予贴息50%。", [("个人创业贷款", "le", "20万元")]),
        ("发放购物券300万元，满400元减60元。", [("购物券", "eq", "400元")]),
    ],
)
def test_conditions_of_several_tiers(extractor: Extractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    """Each step keeps the bound and the name of the list; those described by it give no name."""
    found = conditions(extractor, text)
    assert [(name.strip("“”"), comparator, value) for name, comparator, value in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对增速高于全县平均水平的企业奖励10万元，增速每提高1个百分点再奖励4万元。",
            [("10万元", "奖励", "元"), ("4万元", "奖励", "元/百分点")],
        ),
        (
            "首次创业的可申请一次性创业补贴8000元；带动2人以上就业的，每多带动1人增加1500元。",
            [("8000元", "创业补贴", "元"), ("1500元", "创业补贴", "元/人")],
        ),
        (
            "对购房的教师，给予每平方米150元、最高不超过2万元的购房补贴。",
            [("150元", "购房补贴", "元/平方米"), ("2万元", "购房补贴", "元")],
        ),
        (
            "对新建冷库按每立方米120元补助，补助金额不超过总投资的25%。",
            [("120元", "补助", "元/立方米"), ("25%", "补助金额", "%")],
        ),
        (
            "首套住房贷款首付款比例不低于20%，第二套不低于30%。",
            [("20%", "首套住房贷款首付款比例", "%"), ("30%", "第二套住房贷款首付款比例", "%")],
        ),
        (
            "单缴存职工最高贷款额度由30万元调整为45万元，双缴存职工由50万元调整为70万元。",
            [("45万元", "单缴存职工最高贷款额度", "元"), ("70万元", "双缴存职工最高贷款额度", "元")],
        ),
        ("三口及以上家庭每户每月补贴700元。", [("700元", "补贴", "元/户")]),
        (
            "政府采购项目预留中小企业份额不低于45%，对小微企业报价给予6%的价格扣除。",
            [("45%", "政府采购项目预留中小企业份额", "%"), ("6%", "价格扣除", "%")],
        ),
    ],
)
def test_amounts_and_steps(extractor: Extractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    """A step is no target, a ceiling is of the whole sum, and what goes unnamed is named by what stands before it."""
    assert [found[:3] for found in grants(extractor, text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A类人才给予60万元安家补助，B类人才给予40万元安家补助。", ["A类人才", "B类人才"]),
        (
            "对新认定的国家级创新企业奖励40万元，省级创新企业奖励15万元。",
            ["新认定的国家级创新企业", "省级创新企业"],
        ),
        ("多孩家庭购买新房的，二孩家庭一次性补贴1万元，三孩家庭一次性补贴3万元。", ["二孩家庭", "三孩家庭"]),
        (
            "对购买新能源车的消费者每辆补贴6000元，购买燃油车的每辆补贴3000元。",
            ["购买新能源车的消费者", "购买燃油车"],
        ),
    ],
)
def test_each_amount_has_its_own_takers(extractor: Extractor, text: str, expected: list[str]) -> None:
    """The subject of the amount's own clause comes before the phrase of 对 in another one."""
    assert [found[3] for found in grants(extractor, text)] == expected
