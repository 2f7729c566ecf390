"""Constructions of measures and subsidies: norms by area, bases of rates, periods given, lists of grants, who gets them."""

from __future__ import annotations

import pytest
from test_exact_quantities import read

from policy_extract.extractor import Extractor


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        # what is paid, not when; what is changed, not the verb in front of it
        ("用地合同签订后1个月内缴纳至成交价款的60%以上。", {"60%以上": "成交价款"}),
        ("阶段性降低工伤保险费率至0.6%。", {"0.6%": "工伤保险费率"}),
        ("下调个人住房贷款利率0.15个百分点。", {"0.15个百分点": "个人住房贷款利率"}),
        ("银行在认定住房套数时核减1套。", {"1套": "住房套数"}),
        ("将申领条件由参加工伤保险4年以上放宽至参保2年以上。", {"2年以上": "申领条件"}),
        ("将连续足额缴存10个月的条件缩短至连续足额缴存5个月。", {"5个月": "连续足额缴存"}),
        # bases of rates and bounds
        ("贴息后贷款利率不超过同期市场报价利率加25个基点。", {"25个基点": "贴息后贷款利率"}),
        ("不良率容忍度不高于各项贷款不良率2个百分点。", {"2个百分点": "不良率容忍度"}),
        ("住房公积金贷款最高额度在70万元基础上上浮15%。", {"15%": "住房公积金贷款最高额度"}),
        # taxes, fees, what is given back, what an amount is for
        ("减按60%征收资源税、房产税、印花税。", {"60%": "资源税、房产税、印花税"}),
        ("小微企业减按25%计算应纳税所得额、按15%的税率缴纳企业所得税政策。", {"15%": "企业所得税税率"}),
        ("实施增值税征收率由4%降至2%的优惠政策。", {"2%": "增值税征收率"}),
        ("对不裁员的企业，返还其上年度实际缴纳失业保险费的40%。", {"40%": "返还失业保险费"}),
        ("市财政统筹安排7亿元，支持科学中心建设。", {"7亿元": "支持科学中心建设"}),
        ("筹集2亿元扶持民营经济发展资金用于贷款贴息。", {"2亿元": "扶持民营经济发展资金"}),
        ("建立3亿元风险补偿资金池。", {"3亿元": "风险补偿资金池"}),
        ("加快推进9亿元专项债券支持的在建项目。", {"9亿元": "专项债券"}),
        ("补贴资金由市、区两级按照7:3的比例分担。", {"7:3": "补贴资金分担比例"}),
        # lists of one grant, and a noun of giving that only opens a longer noun
        ("对创业者给予最长2年、每年不超过5000元的场地租金补贴。", {"最长2年": "场地租金补贴"}),
        ("育儿补贴按每孩每年3000元标准发放。", {"3000元": "育儿补贴"}),
        ("培训补贴按照每人每月900元标准发放。", {"900元": "培训补贴"}),
        ("全社会研发经费投入强度保持3%左右。", {"3%左右": "全社会研发经费投入强度"}),
        ("补贴标准提高到每人2000元，留用率达到60%以上的，再提高200元。", {"200元": "补贴标准"}),
        ("按照初级（五级）700元、中级（四级）1100元的标准申请技能提升补贴。", {"700元": "技能提升补贴"}),
        ("可申请最长不超过2年、最高不超过15万元的创业担保贷款。", {"最长不超过2年": "创业担保贷款"}),
        ("按每户每年9000元为限额依次扣减增值税和个人所得税。", {"9000元为限额": "扣减增值税和个人所得税"}),
        ("发放消费贷款贴息1亿元。", {"1亿元": "消费贷款贴息"}),
        ("支农再贷款利率降低0.15个百分点，额度增加8亿元。", {"8亿元": "支农再贷款额度"}),
        ("对完成股改的给予60万元，完成辅导验收的再给予90万元。", {"60万元": "补助", "90万元": "补助"}),
        # nouns that hold a verb, brackets and quotations
        ("连续3年获评A级的，保证金缴存比例降低40%。", {"40%": "保证金缴存比例"}),
        ("小型管网（管径小于500mm）清疏每年不得少于3次。", {"不得少于3次": "小型管网清疏"}),
        ("开展“春风送岗”“民企招聘月”等系列招聘活动90场。", {"90场": "系列招聘活动"}),
        ("按照建成区每平方公里排涝能力不低于70立方米/小时的标准配备设备。", {"不低于70立方米/小时": "建成区每平方公里排涝能力"}),
    ],
)
def test_names(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """The frame around a number says which of its words name what is measured."""
    found = read(extractor, task)
    assert {quote: found[quote].indicator for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "quote", "unit"),
    [
        ("地上车位按照建筑面积每百平方米不低于0.9个配建。", "不低于0.9个", "个/百平方米"),
        ("按每套（户）不低于2个配建停车位。", "不低于2个", "个/套"),
        ("机动车位可按不少于1泊/300平方米进行配建。", "不少于1泊/300平方米", "泊/300平方米"),
        ("服务设施面积按每百户不低于25平方米配置。", "不低于25平方米", "平方米/百户"),
        ("每1000吨补贴200元。", "200元", "元/千吨"),
        ("按车价给予每辆2000元、4000元补贴。", "4000元", "元/辆"),
        ("按照每人每年3万元（博士）、2万元（硕士）的标准发放生活补贴。", "2万元", "元/人"),
        ("按照每千人口拥有婴幼儿托位数不少于4个的标准规划。", "不少于4个", "个"),
    ],
)
def test_units_of_norms(extractor: Extractor, task: str, quote: str, unit: str) -> None:
    """What an amount or a norm is counted by is part of its unit, multiples included, unless the name holds it already."""
    assert read(extractor, task)[quote].unit == unit


@pytest.mark.parametrize(
    ("task", "quote", "indicator"),
    [
        ("余款分期缴纳，缴款期限最长不超过一年。", "最长不超过一年", "缴款期限"),
        ("提取办理时限由两年放宽至五年。", "五年", "提取办理时限"),
        ("二手房贷款房龄调整为25年以内。", "25年以内", "二手房贷款房龄"),
        ("设立5个月的费用缓缴期。", "5个月", "费用缓缴期"),
        ("缓缴期限可延长2个月。", "2个月", "缓缴期限"),
        ("用水报装不超过4个工作日。", "不超过4个工作日", "用水报装"),
    ],
)
def test_lengths_of_time(extractor: Extractor, task: str, quote: str, indicator: str) -> None:
    """A length of time that bounds, changes or fills something is a value, no deadline."""
    quantity = read(extractor, task)[quote]
    assert (quantity.indicator, quantity.phase) == (indicator, "planned")


def test_age_of_retirement_is_no_length(extractor: Extractor) -> None:
    """至退休年龄后5年 says until when, and 一年期 which rate."""
    assert read(extractor, "贷款期限可推迟至法定退休年龄后5年。") == {}
    assert read(extractor, "贷款利率不低于一年期贷款市场报价利率。") == {}


@pytest.mark.parametrize(
    ("task", "quote", "scope"),
    [
        ("对首次认定的企业给予最高不超过40万元奖励。", "最高不超过40万元", "首次认定的企业"),
        ("对新评为5A级旅游景区的奖励300万元，4A级奖励90万元。", "90万元", "4A级"),
        (
            "对占地1万平方米以上，且年交易额2亿元以上的市场，给予80万元支持。",
            "80万元",
            "占地1万平方米以上，且年交易额2亿元以上的市场",
        ),
        ("（一）提高住房公积金贷款额度\n在本市购房的，单缴存职工提高到40万元，双缴存职工提高到65万元。", "65万元", "双缴存职工"),
        ("符合国家生育政策生育二孩家庭最高贷款额度提高8万元。", "8万元", "符合国家生育政策生育二孩家庭"),
        ("公积金贷款首付比例首套15%、二套25%。", "25%", "二套"),
        ("获得国家级称号的，奖励70万元；获得省级称号的，奖励30万元。", "30万元", "获得省级称号"),
        ("对完成股改的给予60万元，完成辅导验收的再给予90万元。", "90万元", "完成辅导验收"),
        ("失业保险费率继续执行1%，单位和个人各0.5%。", "0.5%", "单位和个人"),
    ],
)
def test_takers(extractor: Extractor, task: str, quote: str, scope: str) -> None:
    """Who gets an amount is its scope, up to the verb of giving and without the amounts of others."""
    assert read(extractor, task)[quote].scope == scope


def test_thing_named_by_the_heading(extractor: Extractor) -> None:
    """Amounts by taker alone are of what the heading says is raised."""
    found = read(extractor, "（一）提高住房公积金贷款额度\n在本市购房的，单缴存职工提高到40万元，双缴存职工提高到65万元。")
    assert [q.indicator for q in found.values()] == ["住房公积金贷款额度", "住房公积金贷款额度"]


def test_dialogue_gets_nothing(extractor: Extractor) -> None:
    """对 inside 对接 opens no description of who gets something."""
    assert read(extractor, "举办产销对接活动，一次性给予补助6万元。")["6万元"].scope is None


@pytest.mark.parametrize(
    ("task", "quote", "phase"),
    [
        ("购买1.6升及以下排量燃油车的补贴8000元。", "1.6升及以下", "condition"),
        ("对单户400万元及以下业务费率不超过0.9%。", "400万元及以下", "condition"),
        ("对承租国有房屋的小微企业免除2个月租金。", "2个月", "planned"),
        ("开行货运班列150列以上，每列补贴2万元。", "150列以上", "planned"),
        ("将达不到比例要求部分的10%直接收回。", "10%", "planned"),
    ],
)
def test_phases(extractor: Extractor, task: str, quote: str, phase: str) -> None:
    """A bound that names a class is a condition; what is given or held is none."""
    assert read(extractor, task)[quote].phase == phase


@pytest.mark.parametrize(
    ("task", "quote", "baseline", "measure", "direction"),
    [
        ("提取办理时限由两年放宽至五年。", "五年", 2, "level", "up"),
        ("审批环节由12个精简至6个。", "6个", 12, "level", "down"),
        ("最高贷款额度从50万/户调整至60万/户。", "60万/户", 500000, "level", "up"),
        ("工业产值由全国第12位提升到第9位。", "第9位", 12, "rank", "up"),
        ("适当降低担保费率至1%。", "1%", None, "level", "down"),
        ("贷款利率不超过同期市场报价利率加25个基点。", "25个基点", None, "change", "up"),
    ],
)
def test_changes(extractor: Extractor, task: str, quote: str, baseline: int | None, measure: str, direction: str) -> None:
    """Starting values said in words or by a class of things, and levels behind 至 with the thing in between."""
    quantity = read(extractor, task)[quote]
    assert (quantity.baseline_value, quantity.measure, quantity.direction) == (baseline, measure, direction)
