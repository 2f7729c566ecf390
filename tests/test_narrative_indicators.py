"""Numbers of narrative texts (reports, five-year plans): whose a measure is, what a list shares, starting values, scopes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """云泽市2026年政府工作报告
2026年1月8日
一、2026年重点工作
{task}
"""


def read(extractor: Extractor, task: str) -> dict[str, Quantity]:
    """The quantities of a paragraph by their quotes."""
    result = extractor.extract_text(REPORT.format(task=task))[0]
    text = result.view.text
    return {text[q.start : q.end]: q for q in result.document.quantities}


OWNERS = [
    # 完成投资, 产量 and 总长 alone name nothing
    (
        "实施市级重点项目96个，完成投资210亿元，增长9%。",
        {"210亿元": "市级重点项目完成投资", "9%": "市级重点项目完成投资"},
    ),
    ("加大水利基础设施建设力度，五年完成投资88亿元。", {"88亿元": "水利基础设施建设完成投资"}),
    ("强力推进交通建设大会战，完成投资64亿元。", {"64亿元": "交通建设大会战完成投资"}),
    ("扩大有效投资，年内完成投资300亿元。", {"300亿元": "完成投资"}),
    ("民营经济快速发展，增加值达到120亿元。", {"120亿元": "民营经济增加值"}),
    ("力争蔬菜种植面积达到21万亩，产量60万吨。", {"60万吨": "蔬菜产量"}),
    ("改造背街小巷36条，总长41公里。", {"41公里": "背街小巷总长"}),
    # what the sentence before counts
    ("组织实施亿元以上重点项目75个。竣工31个，一批电站建成投产。", {"31个": "亿元以上重点项目竣工"}),
    (
        "18个县（市、区）财政收入超过10亿元，其中7个县（市、区）突破20亿元。",
        {"18个": "县（市、区）", "突破20亿元": "县（市、区）财政收入"},
    ),
]
LISTS = [
    ("化学需氧量、氨氮、二氧化硫排放总量分别下降3%、4%、5%。", {"4%": "氨氮排放总量"}),
    ("小麦、玉米、乳品加工能力分别达到30万吨、9万吨和6万吨。", {"9万吨": "玉米加工能力"}),
    ("港口和集装箱吞吐量分别达到4亿吨、900万标箱。", {"4亿吨": "港口吞吐量"}),
    ("刑事和治安案件下降7%和8%。", {"7%": "刑事案件", "8%": "治安案件"}),
    ("命案、盗窃案件分别下降7%和8%。", {"7%": "命案"}),
    ("发明专利申请、授权分别增长40%、30%。", {"30%": "发明专利授权"}),
    ("存贷款余额分别增长11%、16%。", {"11%": "存款余额", "16%": "贷款余额"}),
    ("城乡低保标准提高4%和7%。", {"4%": "城市低保标准", "7%": "农村低保标准"}),
    (
        "地区生产总值、财政收入、社会消费品零售总额等指标增幅分别高于全省2个、1.5个和1个百分点。",
        {"2个": "地区生产总值增幅", "1个百分点": "社会消费品零售总额增幅"},
    ),
    (
        "到年底，80%的乡镇卫生院和60%的社区卫生服务中心建成健康驿站。",
        {"80%": "乡镇卫生院建成健康驿站", "60%": "社区卫生服务中心建成健康驿站"},
    ),
    ("形成3个产值超千亿元、2个产值超500亿元产业集群。", {"3个": "产值超千亿元产业集群", "2个": "产值超500亿元产业集群"}),
    ("建设甲所、乙所等5个省级重点实验室和丙厂、丁厂等4个技术创新中心。", {"5个": "省级重点实验室", "4个": "技术创新中心"}),
]
CUTS = [
    ("新增贷款达到96亿元。", {"96亿元": "新增贷款"}),
    ("五年城镇新增就业12万人。", {"12万人": "城镇新增就业"}),
    ("完成5万户居民天然气转换。", {"5万户": "居民天然气转换"}),
    ("棚户区改造开工2600套、基本建成3100套。", {"2600套": "棚户区改造开工", "3100套": "棚户区改造基本建成"}),
    ("农村危房改造36万户，增加10万户。", {"10万户": "农村危房改造"}),
    ("提请市人大常委会审议地方性法规6件。", {"6件": "地方性法规"}),
    ("通过租金补贴为6万户家庭改善了居住条件。", {"6万户": "家庭"}),
    ("开展庆祝建县70周年群众文化活动200场。", {"200场": "庆祝建县70周年群众文化活动"}),
    ("新发展规模化养殖小区26个。", {"26个": "规模化养殖小区"}),
    ("帮助规模以上25户停产企业恢复生产。", {"25户": "停产企业恢复生产"}),
]


@pytest.mark.parametrize(("task", "expected"), OWNERS + LISTS + CUTS)
def test_names(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """A name says what is measured although the words that say it stand further off."""
    found = read(extractor, task)
    assert {quote: found[quote].indicator for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("全市粮食产量稳定在30万吨，森林覆盖率达到41%。", {"30万吨": "全市", "41%": "全市"}),
        ("今年全市经济社会发展主要预期目标是：地区生产总值增长6%，进出口总额增长5%。", {"6%": "全市", "5%": "全市"}),
        ("全市旅游收入增长8%，高新园区营业收入增长12%。", {"8%": "全市", "12%": None}),
        ("全市旅游收入增长8%，总量居全省第三。", {"第三": "全市"}),
        ("规模以上农产品加工龙头企业实现销售收入90亿元。", {"90亿元": "规模以上农产品加工龙头企业"}),
        ("高新技术企业达到130家，产值增长9%。", {"9%": "高新技术企业"}),
        ("推出公私合营项目18个、总投资240亿元。", {"240亿元": "公私合营项目"}),
        ("实施总投资13亿元的54个水利工程。", {"13亿元": "水利工程"}),
        ("对外承包工程完成营业额22亿美元。", {"22亿美元": "对外承包工程"}),
    ],
)
def test_scopes(extractor: Extractor, task: str, expected: dict[str, str | None]) -> None:
    """A place that opens a sentence goes on until another subject comes; firms and projects are whose a measure is."""
    found = read(extractor, task)
    assert {quote: found[quote].scope for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "quote", "baseline"),
    [
        ("上市企业80家、驰名商标70件，分别是2015年的3倍、2.4倍。", "3倍", "2015"),
        ("上市企业80家、驰名商标70件，分别是2015年的3倍、2.4倍。", "2.4倍", "2015"),
        ("高新技术企业总数达到300家，是“十二五”末的3.2倍。", "3.2倍", "“十二五”末"),
        ("新增贷款90亿元，为上年的2倍。", "2倍", "上年"),
    ],
)
def test_multiples_have_a_base_and_a_direction(extractor: Extractor, task: str, quote: str, baseline: str) -> None:
    """是2015年的3倍、2.4倍: every member of the list is compared with that year and has risen."""
    quantity = read(extractor, task)[quote]
    assert (quantity.baseline_date, quantity.direction, quantity.measure) == (baseline, "up", "multiple")


def test_ranks_have_starting_values(extractor: Extractor) -> None:
    """由全国第8位跃居第1位 is one rank with the place that it started from."""
    found = read(extractor, "公路里程由全国第8位跃居第1位。")
    assert list(found) == ["第1位"]
    assert found["第1位"].baseline_value == Decimal(8)


@pytest.mark.parametrize(
    ("task", "quote", "unit", "comparator"),
    [
        ("增速高于全省平均水平3个多百分点。", "3个多百分点", "百分点", "gt"),
        ("民营经济总量在全省前移2个位次。", "2个位次", "名", "eq"),
    ],
)
def test_units(extractor: Extractor, task: str, quote: str, unit: str, comparator: str) -> None:
    """多 inside the unit and places of a ranking."""
    quantity = read(extractor, task)[quote]
    assert (quantity.unit, quantity.comparator) == (unit, comparator)


@pytest.mark.parametrize(
    ("task", "quote", "measure"),
    [
        ("新批省级开发区2个。", "2个", "change"),
        ("新开工保障性住房3000套。", "3000套", None),
        ("推进创新发展22条。", "22条", None),
        ("新增院士16名，达到59名。", "59名", "level"),
        ("行政审批事项减幅达60%。", "60%", "growth"),
    ],
)
def test_measures(extractor: Extractor, task: str, quote: str, measure: str | None) -> None:
    """新 before a verb of winning says a change; 新开工 counts a deed; 创新 is no 新."""
    assert read(extractor, task)[quote].measure == measure


@pytest.mark.parametrize(
    ("task", "left"),
    [
        ("淘汰50台7兆瓦以下燃煤供热锅炉。", {"50台": "7兆瓦以下燃煤供热锅炉"}),
        ("力争100亿元企业突破2户。", {"突破2户": "100亿元企业"}),
        ("打造一批年产值10亿元、30亿元、50亿元企业。", {}),
    ],
)
def test_sizes_belong_to_names(extractor: Extractor, task: str, left: dict[str, str]) -> None:
    """An amount that says which ones are counted is no number of its own."""
    assert {quote: q.indicator for quote, q in read(extractor, task).items() if q.phase == "planned"} == left


def test_bonds_of_firms_stay_amounts(extractor: Extractor) -> None:
    """发行15亿元企业债券: the amount is issued, no class of firms."""
    assert read(extractor, "支持平台公司发行15亿元企业债券。")["15亿元"].phase == "planned"


@pytest.mark.parametrize(
    ("task", "quote"),
    [("城市文明程度测评居30个省会城市第七位。", "30个"), ("以76平方公里的智造区为核心区，加快基础设施建设。", "76平方公里")],
)
def test_frames_are_references(extractor: Extractor, task: str, quote: str) -> None:
    """Among how many a rank is taken, and by what something is done, commits to nothing."""
    assert read(extractor, task)[quote].phase == "reference"
