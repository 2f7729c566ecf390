"""Numbers of what is behind a government (工作回顾): what is counted, whose it is, ranks said in words, parts of a whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REVIEW = """云泽市2026年政府工作报告
2026年1月8日
一、2025年工作回顾
{past}
"""


def read(extractor: Extractor, past: str) -> dict[str, Quantity]:
    """The quantities of a paragraph by their quotes."""
    result = extractor.extract_text(REVIEW.format(past=past))[0]
    text = result.view.text
    return {text[q.start : q.end]: q for q in result.document.quantities}


NAMES = [
    # parts of a whole are counts of the whole
    ("38个中外合作项目已有11个建成投产，14个正在加紧建设。", {"11个": "中外合作项目", "14个": "中外合作项目"}),
    ("7个再生水厂已有3个通水试运行、2个正在抓紧建设，建成泵站4个。", {"3个": "再生水厂", "2个": "再生水厂", "4个": "泵站"}),
    # quoted members without a mark between them
    ("“企转股”“股上板”“店升企”分别为310户、22户和45户。", {"310户": "“企转股”", "22户": "“股上板”", "45户": "“店升企”"}),
    # what the counted ones do is no part of their name
    ("80多名医护人员逆行出征。", {"80多名": "医护人员"}),
    ("全长18.6公里的滨江快线全线贯通。", {"18.6公里": "滨江快线全长"}),
    ("12个重点产业集群销售收入实现900亿元。", {"12个": "重点产业集群", "900亿元": "重点产业集群销售收入"}),
    ("9家企业在“新三板”挂牌。", {"9家": "企业"}),
    ("6项创新金融产品实现零的突破。", {"6项": "创新金融产品"}),
    ("19家金融机构在泽兴建后台服务中心。", {"19家": "金融机构"}),
    # verbs in a row, and verbs that are part of a noun
    ("取消、免征、暂停、降标政府性基金53项。", {"53项": "政府性基金"}),
    ("惠企政策减轻企业负担4.1亿元。", {"4.1亿元": "企业负担"}),
    ("建设类项目审批时限压缩40%。", {"40%": "建设类项目审批时限"}),
    ("脱贫群众人均可支配收入达到15210元。", {"15210元": "脱贫群众人均可支配收入"}),
    ("化解政府隐性债务23.5亿元。", {"23.5亿元": "政府隐性债务"}),
    ("提交市人大常委会审议地方性法规3件。", {"3件": "地方性法规"}),
    ("净增高新技术企业66家。", {"66家": "高新技术企业"}),
    ("32个兰花项目整合为8个综合利用项目。", {"32个": "兰花项目", "8个": "综合利用项目"}),
    ("11个“产城同步”示范镇加快建设。", {"11个": "“产城同步”示范镇"}),
    ("新增校企共建研发中心9家。", {"9家": "校企共建研发中心"}),
    # words of comparison and of the purse
    ("地区生产总值历史性迈上万亿元台阶，达到10800亿元。", {"万亿元": "地区生产总值", "10800亿元": "地区生产总值"}),
    ("出口总额达25亿美元，比降4.8%。", {"4.8%": "出口总额"}),
    ("实际利用外资按验资口径达3亿美元。", {"3亿美元": "实际利用外资"}),
    ("粮食总产创历史新高，达到94亿斤，增产2亿斤。", {"94亿斤": "粮食总产", "2亿斤": "粮食总产"}),
    ("生产总值增幅高于全省1.2个百分点。", {"1.2个百分点": "生产总值增幅"}),
    ("新增规上工业企业31户，总户数408户。", {"408户": "规上工业企业总户数"}),
    ("城市污水和生活垃圾无害化处理率分别提高5.7和6.8个百分点。", {"6.8个百分点": "生活垃圾无害化处理率"}),
    ("主要污染物排放量在2020年基础上削减9%。", {"9%": "主要污染物排放量"}),
    ("财政收入55亿元，剔除减税等因素增长6.2%。", {"6.2%": "财政收入"}),
    ("一般公共预算收入70亿元，增长5%，支出142亿元。", {"142亿元": "一般公共预算支出"}),
    ("专项债券、特别国债16.8亿元全部直达基层。", {"16.8亿元": "专项债券、特别国债"}),
    ("坚持把75%以上的财力投向民生。", {"75%以上": "财力投向民生"}),
    ("城乡居民收入分别达到 31200 元、 15400 元，增长 7.1% 、 8.3% 。", {"7.1%": "城镇居民收入", "8.3%": "农村居民收入"}),
]


@pytest.mark.parametrize(("past", "names"), NAMES)
def test_names(past: str, names: dict[str, str], extractor: Extractor) -> None:
    found = read(extractor, past)
    assert {quote: found[quote].indicator for quote in names} == names


RANKS = [
    ("出口总额跃居全省城市首位。", "首位", "出口总额"),
    ("公路总里程居三省之首。", "之首", "公路总里程"),
    ("整机组装能力达到国内第一。", "第一", "整机组装能力"),
    ("我市以第一名的成绩通过省级试验区验收。", "第一名", "通过省级试验区验收"),
    ("在2024宜居城市评选中，我市荣膺榜首。", "榜首", "2024宜居城市评选"),
]


@pytest.mark.parametrize(("past", "quote", "name"), RANKS)
def test_first_places_are_ranks(past: str, quote: str, name: str, extractor: Extractor) -> None:
    rank = read(extractor, past)[quote]
    assert (rank.measure, rank.value, rank.unit, rank.indicator) == ("rank", Decimal(1), "名", name)


NONE = [
    "坚持把安全生产摆在首位。",
    "城市首位度持续提升。",
    "我市是全国18个典型地区之一。",
    "首台8英寸沉积设备下线。",
]


@pytest.mark.parametrize("past", NONE)
def test_what_counts_nothing(past: str, extractor: Extractor) -> None:
    assert not read(extractor, past)


def test_where_trees_did_not_grow_is_no_length(extractor: Extractor) -> None:
    assert list(read(extractor, "消除3900米以下“无树村”26个。")) == ["26个"]


SCOPES = [
    ("全年预计（下同）实现生产总值315亿元。", "315亿元", None),
    ("立案查处案件72宗。", "72宗", None),
    ("按国家新标准认定高新技术企业46家。", "46家", None),
    ("全国一村一品示范村镇达到5个。", "5个", None),
    ("28家企业通过并购重组盘活资产12亿元。", "12亿元", "企业"),
    ("全市粮食总产33万吨。", "33万吨", "全市"),
]


@pytest.mark.parametrize(("past", "quote", "scope"), SCOPES)
def test_whose_it_is(past: str, quote: str, scope: str | None, extractor: Extractor) -> None:
    assert read(extractor, past)[quote].scope == scope


def test_a_measure_does_not_go_on(extractor: Extractor) -> None:
    """What is cleared to zero, or rises in another unit, says nothing of the next number."""
    assert read(extractor, "零就业家庭保持动态为零，实名制就业4万人。")["4万人"].direction is None
    assert read(extractor, "航线增至60条，通航45个城市。")["45个"].direction == "none"
    assert read(extractor, "新增商贸企业31户，总户数408户。")["408户"].measure != "change"
    assert read(extractor, "净增信贷投放96亿元、为上年的2倍。")["2倍"].value == 2


def test_a_point_behind_a_per_cent_sign_ends_a_sentence(extractor: Extractor) -> None:
    result = extractor.extract_text(REVIEW.format(past="贷款余额210亿元，增长6.6%.重点项目有序推进，关停小作坊22家。"))[0]
    text = result.view.text
    pieces = [text[s.start : s.end] for s in result.document.statements if s.kind == "achievement"]
    assert pieces == ["贷款余额210亿元，增长6.6%.", "重点项目有序推进，关停小作坊22家。"]
