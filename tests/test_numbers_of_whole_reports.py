"""Numbers in sentences of work reports as they are read from beginning to end: sizes, shares, lists of places, later years."""

from __future__ import annotations

import pytest

from policy_extract import Extractor
from policy_extract.model import Quantity

AHEAD = """政府工作报告
——2031年1月10日在云溪市第八届人民代表大会第四次会议上
一、2030年工作回顾
过去一年，成绩显著。建成公园3座。
二、2031年工作安排
（一）加快发展。{}
"""
NAMES = [
    ("全年新发放涉农贷款23.6亿元，占新增贷款的48.5%。", "48.5%", "新发放涉农贷款占新增贷款比重"),
    ("线上交易累计总额突破300亿元。", "突破300亿元", "线上交易累计总额"),
    ("将财政支出的70%以上用于民生。", "70%以上", "财政支出用于民生"),
    ("力争年销售额超过2亿元的合作社新增30户、超过8亿元的新增3户。", "3户", "年销售额超过8亿元的合作社"),
    ("主营业务收入超百亿元的企业达到3家，超50亿元的达到8家。", "8家", "主营业务收入超50亿元的企业"),
    ("在建3000万元以上项目180个，其中8亿元以上15个。", "15个", "在建8亿元以上项目"),
    ("开工300万元以上项目90个，储备3000万元以上项目70个。", "70个", "3000万元以上项目"),
    ("产值超10亿元、超亿元的企业分别达到3家、20家。", "3家", "产值超10亿元的企业"),
    ("产值超10亿元、超亿元的企业分别达到3家、20家。", "20家", "产值超亿元的企业"),
    ("年产值百亿元、十亿元以上工厂分别达4家、36家。", "4家", "年产值百亿元以上工厂"),
    ("省里下达的11项28件和市里下达的12件民生实事如期办结。", "11项", "民生实事"),
    ("省里下达的11项28件和市里下达的12件民生实事如期办结。", "28件", "民生实事"),
    ("省列重点工程和市列重点工程分别完成投资99.6亿元、43.8亿元。", "99.6亿元", "省列重点工程完成投资"),
    ("农村低保每人每年保障标准提高到6200元。", "6200元", "农村低保保障标准"),
    ("支持3个没有达标的卫生院改扩建、40个卫生室达到标准。", "3个", "没有达标的卫生院"),
    ("20户以上具备条件的自然村通动力电率达到100%。", "100%", "20户以上具备条件的自然村通动力电率"),
]
NO_NUMBERS = ["确保搬迁1户、脱贫1户。", "做到建成1个、验收1个、移交1个。", "先行补齐60户以上暂不搬迁的自然村设施短板。"]
CONDITIONS = [
    ("组建注册资本在6000万元以上的融资担保公司。", "6000万元以上"),
    ("新建床位规模在500张以上的综合医院。", "500张以上"),
]
YEARS = [
    ("清河隧道完成工程量的65%，力争2032年建成。", "65%", "2031-12-31"),
    ("清河高速完成投资3亿元，确保2032年建成通车，开工建设二级公路3条。", "3条", "2031-12-31"),
    ("铁路主体完工，为2032年通车创造条件，清河高速路基完成七成以上。", "七成以上", "2031-12-31"),
    ("建成清河大桥，完成投资3亿元，10月底前通车。", "3亿元", "2031-10-31"),
    ("力争2032年建成投用新医院，新增床位500张。", "500张", "2032-12-31"),
]


def numbers(extractor: Extractor, sentence: str) -> list[Quantity]:
    """The numbers of a sentence in the part of a report that looks ahead."""
    [result] = extractor.extract_text(AHEAD.format(sentence))
    at = result.text.index(sentence)
    return [quantity for quantity in result.document.quantities if quantity.start >= at]


def number(extractor: Extractor, sentence: str, quote: str) -> Quantity:
    """The number of a sentence that is printed so."""
    [found] = [q for q in numbers(extractor, sentence) if sentence[q.start - AHEAD.index("{") :].startswith(quote)]
    return found


@pytest.mark.parametrize(("sentence", "quote", "indicator"), NAMES)
def test_names(extractor: Extractor, sentence: str, quote: str, indicator: str) -> None:
    """What is measured or counted is named by its own words, not by its neighbour's."""
    assert number(extractor, sentence, quote).indicator == indicator


@pytest.mark.parametrize("sentence", NO_NUMBERS)
def test_sayings_and_classes_count_nothing(extractor: Extractor, sentence: str) -> None:
    """One after another, and villages of a size: no targets."""
    assert not numbers(extractor, sentence)


@pytest.mark.parametrize(("sentence", "quote"), CONDITIONS)
def test_sizes_of_what_is_meant(extractor: Extractor, sentence: str, quote: str) -> None:
    """A size that says which ones are meant is a condition."""
    assert number(extractor, sentence, quote).phase == "condition"


@pytest.mark.parametrize(("sentence", "quote", "end"), YEARS)
def test_a_later_year_dates_its_own_clause(extractor: Extractor, sentence: str, quote: str, end: str) -> None:
    """What is finished in a later year does not date the work of this one."""
    when = number(extractor, sentence, quote).when
    assert when is not None
    assert str(when.end_date) == end


def test_places_dealt_out_take_what_the_clause_before_measures(extractor: Extractor) -> None:
    """甲县、乙县分别达到…: whose the numbers are, never what."""
    found = numbers(extractor, "城镇化率稳步提高，岚溪县、清岩县分别达到70%、76%。")
    assert [(q.indicator, q.scope) for q in found] == [("城镇化率", "岚溪县"), ("城镇化率", "清岩县")]
    assert [q.indicator for q in numbers(extractor, "岚溪县、清岩县分别达到70%、76%。")] == ["", ""]


def test_a_word_that_begins_like_should_charges_nobody(extractor: Extractor) -> None:
    """全市应届毕业生: 应 is no modal there."""
    [result] = extractor.extract_text(AHEAD.format("全市应届毕业生就业率达到86%以上。"))
    assert not result.document.responsibilities


MORE_NAMES = [
    ("3.2万名机关干部坚守一线、连续奋战。", "3.2万名", "机关干部"),
    ("906项行政职权事项承接到位。", "906项", "行政职权事项"),
    ("改善3所中专和20所中小学校办学条件。", "20所", "中小学校"),
    ("3600名已脱贫人口年人均收入达到8000元以上。", "3600名", "已脱贫人口"),
    ("4家医院与省外9家医院建立协作关系。", "4家", "医院"),
    ("幼儿园、小学校标准化率分别达到96%、82%。", "96%", "幼儿园标准化率"),
    ("工业增加值年均增长7.2%、占全省比重提高0.4个百分点。", "0.4个百分点", "工业增加值占全省比重"),
    ("实现主城区和滨江新区5G网络全覆盖。", "全覆盖", "主城区和滨江新区5G网络"),
    ("全省和全市增速分别为5%、6%。", "5%", "全省增速"),
    ("年出栏1万头以上养殖场达到12个。", "12个", "年出栏1万头以上养殖场"),
]
MEASURES = [
    ("90个市重点项目完成投资80亿元，18个项目建成投产。", "18个", None),
    ("净增信贷投放90亿元。", "90亿元", "change"),
    ("为企业减负3.3亿元，特别国债1.3亿元直达基层。", "1.3亿元", None),
    ("农业产值达到18亿元，标准化基地发展到16个。", "16个", "level"),
]


@pytest.mark.parametrize(("sentence", "quote", "indicator"), MORE_NAMES)
def test_more_names(extractor: Extractor, sentence: str, quote: str, indicator: str) -> None:
    """What the counted ones do, and the measure of the next number, are no part of a name."""
    assert number(extractor, sentence, quote).indicator == indicator


@pytest.mark.parametrize(("sentence", "quote", "measure"), MEASURES)
def test_measures_beside_each_other(extractor: Extractor, sentence: str, quote: str, measure: str | None) -> None:
    """A count beside an amount states no level; what is added is a change, whatever closes its name."""
    assert number(extractor, sentence, quote).measure == measure


def test_a_capacity_names_its_project(extractor: Extractor) -> None:
    """年产18万立方米板材、…等项目: no target of its own, whatever it is counted in."""
    assert not numbers(extractor, "年产18万立方米板材、清河风电等项目竣工投产。")


LISTS = [
    (
        "城镇和农村人均收入分别为3.2万元和1.7万元、增长8.2%和9.1%。",
        ["城镇人均收入", "农村人均收入"] * 2,
    ),
    ("财政收入、支出分别完成5亿元、8亿元。", ["财政收入", "财政支出"]),
    ("国家级、省级龙头企业分别达到3家、40家。", ["国家级龙头企业", "省级龙头企业"]),
    ("清河大桥等总投资50.5亿元的18个交通项目加快建设。", ["总投资", "交通项目"]),
    ("谋划实施总投资超1167亿元的163个项目。", ["总投资", "项目"]),
    ("三次产业结构调整优化为9.7：47.3：43。", ["三次产业结构"]),
]
KINDS_OF_CHANGE = [
    ("出台稳增长18条、服务业22条。", [None, None]),
    ("出台降成本56条，为企业减负8亿元。", [None, "change"]),
    ("新增设立11个工作站。", ["change"]),
    ("再降企业用电成本2亿元。", ["change"]),
    ("工业投资、技改投资分别完成50亿元、20亿元。", ["level", "level"]),
    ("抓好总投资150亿元的40个重点项目。", ["level", None]),
]


@pytest.mark.parametrize(("sentence", "indicators"), LISTS)
def test_names_in_lists(extractor: Extractor, sentence: str, indicators: list[str]) -> None:
    """A second list in another unit is dealt out like the first; levels and purses share their noun."""
    assert [quantity.indicator for quantity in numbers(extractor, sentence)] == indicators


@pytest.mark.parametrize(("sentence", "measures"), KINDS_OF_CHANGE)
def test_changes_and_levels(extractor: Extractor, sentence: str, measures: list[str | None]) -> None:
    """Names of programmes (稳增长) are no rise; 再降 is a fall, 新增设立 a rise; an investment gives its level to no count."""
    assert [quantity.measure for quantity in numbers(extractor, sentence)] == measures


def test_a_class_before_a_count_is_a_condition(extractor: Extractor) -> None:
    """投资6000万元以上的80个项目: the class is kept, as what it is."""
    first, second = numbers(extractor, "投资6000万元以上的80个工业项目加快推进。")
    assert (first.phase, second.phase) == ("condition", "planned")


SPARED = [
    ("为中小企业减免房租3.5亿元。", "3.5亿元", "减免房租"),
    ("向企业返还失业保险费1.6亿元。", "1.6亿元", "返还失业保险费"),
    ("“减免缓”社保费4.2亿元。", "4.2亿元", "“减免缓”社保费"),
    ("确保80%的村集体收入达到12万元以上。", "80%", "村集体收入达到12万元以上"),
    ("代表团荣登金牌榜首位。", "首位", "金牌榜"),
    ("装备制造2个万亿级和新材料、生物医药4个千亿级产业集群加快建设。", "2个", "万亿级产业集群"),
]


@pytest.mark.parametrize(("sentence", "quote", "indicator"), SPARED)
def test_what_is_spared_and_who_reaches_an_amount(extractor: Extractor, sentence: str, quote: str, indicator: str) -> None:
    """What need not be paid is named with its verb; a share of those who reach an amount, with the amount."""
    assert number(extractor, sentence, quote).indicator == indicator
