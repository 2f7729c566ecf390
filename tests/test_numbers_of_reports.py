"""Numbers of government work reports (政府工作报告): names cut right, whose a measure is, what a number measures."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """云溪市政府工作报告
——2025年1月10日在云溪市第六届人民代表大会第四次会议上
一、2025年重点工作
{task}
"""


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One extractor for all cases."""
    return Extractor()


def read(extractor: Extractor, task: str) -> list[tuple[str, Quantity]]:
    """The quantities of one task with their quotes, in text order."""
    result = extractor.extract_text(REPORT.format(task=task))[0]
    text = result.view.text
    return [(text[q.start : q.end], q) for q in result.document.quantities]


NAMES = [
    # verbs and pairs of verbs before the thing made
    ("新建、改建托育园12所。", [("12所", "托育园")]),
    ("新建和改扩建敬老院6所。", [("6所", "敬老院")]),
    ("全县完成造林3万亩。", [("3万亩", "造林")]),
    ("完成造林绿化4万亩。", [("4万亩", "造林绿化")]),
    ("主导或参与制修订行业标准9项。", [("9项", "行业标准")]),
    ("新购环卫车辆20辆。", [("20辆", "环卫车辆")]),
    ("新入库规模以上建筑企业8户。", [("8户", "规模以上建筑企业")]),
    ("新购房补贴最高3万元。", [("最高3万元", "新购房补贴")]),
    # what things that were counted do
    ("支持9户骨干企业扩大出口。", [("9户", "骨干企业")]),
    ("27个帮扶村实现与乡村振兴有机衔接。", [("27个", "帮扶村")]),
    ("45个村整治任务高标准完成。", [("45个", "村整治任务")]),
    ("年内实现2万农民进城落户。", [("2万", "农民进城落户")]),
    ("力争3家企业IPO上市。", [("3家", "企业IPO上市")]),
    ("9个帮扶村落实资金800万元。", [("9个", "帮扶村"), ("800万元", "帮扶村落实资金")]),
    # people who stand before their number
    ("保障随迁子女2万人平等接受义务教育。", [("2万人", "随迁子女")]),
    ("困难残疾人3000名享受护理补贴。", [("3000名", "困难残疾人")]),
    # one verb takes the place of another; one thing that two things are done to
    ("棚户区改造新开工600套、基本建成300套。", [("600套", "棚户区改造新开工"), ("300套", "棚户区改造基本建成")]),
    ("新购8辆、更新40辆公交车。", [("8辆", "公交车"), ("40辆", "公交车")]),
    ("设备更新改造20台、拆除3台。", [("20台", "设备更新改造"), ("3台", "设备更新改造拆除")]),
    # heads of lists
    (
        "小学、初中大班额分别降至0.7%、0.5%。",
        [("0.7%", "小学大班额"), ("0.5%", "初中大班额")],
    ),
    (
        "私营企业、个体工商户户数分别增长7%、5%。",
        [("7%", "私营企业户数"), ("5%", "个体工商户户数")],
    ),
    (
        "污水、垃圾日处理能力分别达到9万吨和2000吨。",
        [("9万吨", "污水日处理能力"), ("2000吨", "垃圾日处理能力")],
    ),
    ("剩余30户90人贫困人口和6个贫困村脱贫。", [("30户", "贫困人口"), ("90人", "贫困人口"), ("6个", "贫困村")]),
    # ends of names
    ("产业投资占比各提高1个百分点。", [("1个百分点", "产业投资占比")]),
    ("三次产业比例优化至10:48:42。", [("10:48:42", "三次产业比例")]),
    ("全面小康实现程度达到96%。", [("96%", "全面小康实现程度")]),
    ("乡村学校学生营养补助实现全覆盖。", [("全覆盖", "乡村学校学生营养补助")]),
    # the branch or crop that opens the sentence
    ("新材料产业重点发展化工材料产业，加快甲产业园建设，产值增长15%以上。", [("15%以上", "新材料产业产值")]),
    ("抓紧粮食生产，稳住播种面积，确保总产达到14万吨以上。", [("14万吨以上", "粮食总产")]),
    # measures that a government issues are counted wherever the verb stands
    ("制定出台扶持小店经营30条政策措施。", [("30条", "政策措施")]),
    # lists in which only some members have a number
    ("建好5个旧村改造试点村、4个帮扶村。", [("5个", "旧村改造试点村"), ("4个", "帮扶村")]),
    ("实施30公里农村公路安保工程等29项实事项目。", [("30公里", "农村公路安保工程"), ("29项", "实事项目")]),
    ("完成5座水库加固和覆盖3万人的供水工程。", [("5座", "水库加固"), ("3万人", "供水工程")]),
    ("实施省28项民生工程和市12件惠民好事。", [("28项", "民生工程"), ("12件", "惠民好事")]),
    ("加快3条一级公路以及甲、乙等4大园区建设。", [("3条", "一级公路")]),
    ("新增省级11家、市级10家技术中心。", [("11家", "省级技术中心"), ("10家", "市级技术中心")]),
    ("办好省列6件、市列9件民生实事。", [("6件", "省列民生实事"), ("9件", "市列民生实事")]),
    ("确保8个监测断面、40个入河排污口水质达标。", [("8个", "监测断面"), ("40个", "入河排污口")]),
    ("提升9个省级示范基地能级水平和规模。", [("9个", "省级示范基地")]),
    # more verbs before the thing made
    ("组织实施项目98个。", [("98个", "项目")]),
    ("申建公租房200套。", [("200套", "公租房")]),
    ("再退出砖瓦窑企业9家。", [("9家", "砖瓦窑企业")]),
    ("提级改造农村公路90公里。", [("90公里", "农村公路")]),
    # sizes that only say which ones are meant
    ("支持20万人以上县建设职业学校。", []),
    ("新增5家以上千万元销售额直播企业。", [("5家以上", "千万元销售额直播企业")]),
    ("开工甲县、乙区400万千瓦风光火储氢基地。", []),
    ("亿元以上省外项目到位资金增长8%。", [("亿元以上", "省外项目到位资金增长"), ("8%", "亿元以上省外项目到位资金")]),
    # the size of one of several named projects
    ("开工云溪150兆瓦渔光互补发电、引水二期等11个重点项目。", [("11个", "重点项目")]),
]


@pytest.mark.parametrize(("task", "expected"), NAMES, ids=[task for task, _ in NAMES])
def test_names(extractor: Extractor, task: str, expected: list[tuple[str, str]]) -> None:
    """The numbers of a sentence and their names."""
    assert [(quote, q.indicator) for quote, q in read(extractor, task)] == expected


SCOPES = [
    ("甲县新发展核桃3万亩。", "核桃", "甲县"),
    ("高新区新引进企业20家。", "企业", "高新区"),
    ("新增长区域完成固定资产投资16亿元。", "固定资产投资", "新增长区域"),
    ("建好5个旧村改造试点村、4个帮扶村。", "旧村改造试点村", None),
    ("提级改造农村公路90公里。", "农村公路", None),
    ("采取“揭榜挂帅”等方式组织实施技术攻关10项。", "技术攻关", None),
    ("谋划实施总投资15亿元的18个重点项目。", "总投资", "重点项目"),
]


@pytest.mark.parametrize(("task", "name", "scope"), SCOPES)
def test_scopes(extractor: Extractor, task: str, name: str, scope: str | None) -> None:
    """Who stands before a verb is whose it is."""
    _, first = read(extractor, task)[0]
    assert (first.indicator, first.scope) == (name, scope)


MEASURES = [
    ("慢性病药品降价53%。", ("growth", "down")),
    ("治理水土流失面积60平方公里。", (None, None)),
    ("完成营造林面积6万亩。", (None, None)),
    ("改造提升足球场地18块。", (None, None)),
    ("新增灌溉面积5万亩。", ("change", "up")),
    ("人均公园绿地面积达到15平方米。", ("level", "none")),
    ("创建绿色种植模式示范点20个。", (None, None)),
    ("完成减排项目39个。", (None, None)),
    ("减排氮氧化物2万吨。", ("change", "down")),
    ("农民增收3000元。", ("change", "up")),
]


@pytest.mark.parametrize(("task", "expected"), MEASURES)
def test_measures(extractor: Extractor, task: str, expected: tuple[str | None, str | None]) -> None:
    """What a number says about what it measures, and which way."""
    _, first = read(extractor, task)[0]
    assert (first.measure, first.direction) == expected


def test_another_clause_rises_by_itself(extractor: Extractor) -> None:
    """What another unit measures in another clause did not come on top."""
    (_, first), (_, second) = read(extractor, "新增6家企业在甲板、乙板挂牌，全市直接融资3亿元以上。")
    assert (first.measure, second.measure) == ("change", None)


def test_those_whose_rate_is_aimed_at(extractor: Extractor) -> None:
    """Sources of water whose rate follows are counted, but no target."""
    first, second = (q for _, q in read(extractor, "9处山区水源地水质达标率保持100%。"))
    assert (first.indicator, first.phase) == ("山区水源地", "reference")
    assert (second.indicator, second.phase) == ("山区水源地水质达标率", "planned")
