"""Constructions that documents not seen before brought: names of shares, counts and levels, their bounds and phases."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult

PLAN = """云泽市2026年工作方案

一、重点任务
{task}
"""


def read(extractor: Extractor, task: str) -> DocumentResult:
    """The document that holds one task."""
    return extractor.extract_text(PLAN.format(task=task))[0]


def names(extractor: Extractor, task: str) -> dict[str, str]:
    """Indicator of every planned or reached number, by its quote."""
    result = read(extractor, task)
    text = result.view.text
    return {text[q.start : q.end]: q.indicator for q in result.document.quantities if q.phase in ("planned", "achieved")}


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("护工补助标准提高到全县上年度职工平均工资的40%。", {"40%": "护工补助标准"}),
        ("招标保证金最低比例可下调至成交价的5%。", {"5%": "招标保证金最低比例"}),
        ("新招用残疾人数量达到企业在职职工人数15%以上。", {"15%以上": "新招用残疾人数量"}),
        ("按照实际支出额的80%在税前加计扣除。", {"80%": "税前加计扣除"}),
        ("按15%的税率缴纳房产税。", {"15%": "房产税税率"}),
        ("按现行标准的60%收取污水处理费、垃圾清运费。", {"60%": "污水处理费、垃圾清运费"}),
        ("允许软件企业按照当期可抵扣税额加计8%抵减应纳税额。", {"8%": "加计抵减"}),
        ("对村镇银行按涉农贷款增量的1.5%给予激励资金。", {"1.5%": "激励资金"}),
        ("对服务项目给予阶段性顶格12%的价格扣除。", {"12%": "价格扣除"}),
        ("对网上办理的跨行汇款手续费实行八折优惠。", {"八折": "跨行汇款手续费"}),
        ("县属国企新招聘人员中退役军人占比不低于20%。", {"不低于20%": "退役军人占比"}),
        ("全县农村85%以上的低保家庭得到走访。", {"85%以上": "低保家庭得到走访"}),
        (
            "对单户金额300万元及以下的农户收取的担保费率原则上不超过1%，对300万元以上的农户收取的担保费率原则上不超过2%。",
            {"不超过1%": "担保费率", "不超过2%": "担保费率"},
        ),
    ],
)
def test_shares(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """A share is of what it is said of, never of its base, of those who pay or of a hedge before it."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("与5家高校签订了共建协议。", {"5家": "高校"}),
        ("为60家门店发放贷款2亿元。", {"60家": "门店"}),
        ("为2万老年人、残疾人配备应急呼叫设备。", {"2万": "老年人、残疾人"}),
        ("将现有的28个水厂合并为12个。", {"12个": "水厂"}),
        ("一、建设口袋公园3个。", {"3个": "口袋公园"}),
        ("（二）改造老旧街巷7条。", {"7条": "老旧街巷"}),
        ("派出4批次60名护理骨干。", {"4批次": "护理骨干", "60名": "护理骨干"}),
        ("新增省级技术转移中心3家。", {"3家": "省级技术转移中心"}),
        ("建成全国重点实验室2家。", {"2家": "全国重点实验室"}),
        ("建成3万吨级泊位2座。", {"2座": "3万吨级泊位"}),
        ("引进超2亿美元或10亿元制造业项目4个。", {"4个": "超2亿美元或10亿元制造业项目"}),
    ],
)
def test_counts(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """A count is of those who are helped or dealt with, up to the verb that says how."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("生均取暖补助标准幼儿园、小学分别提高到120元、150元。", {"120元": "生均取暖补助标准", "150元": "生均取暖补助标准"}),
        ("滨海旅游业实现收入18亿元，增长9%。", {"18亿元": "滨海旅游业收入", "9%": "滨海旅游业收入"}),
        ("实际利用外资和服务贸易分别增长7%和11%。", {"7%": "实际利用外资", "11%": "服务贸易"}),
        ("道路交通事故起数和死亡人数分别下降12%和15%。", {"15%": "道路交通事故死亡人数"}),
        ("额度分别增加20%和30%，首次申请的再上浮10%。", {"10%": "额度"}),
        ("全县经济总量在全省县域排名上升至第九位。", {"第九位": "经济总量"}),
        ("空气优良率达93%、高于市定目标4个百分点。", {"93%": "空气优良率", "4个百分点": "空气优良率"}),
        ("将反担保费率分别补贴至1.5%或1.2%。", {"1.5%": "反担保费率", "1.2%": "反担保费率"}),
        ("项目平均工期在2026年底缩短至90天。", {"90天": "项目平均工期"}),
    ],
)
def test_levels(extractor: Extractor, task: str, expected: dict[str, str]) -> None:
    """Classes, branches, cases and ranks leave the thing measured as it is named."""
    found = names(extractor, task)
    assert {quote: found.get(quote) for quote in expected} == expected


def test_baselines_of_a_list(extractor: Extractor) -> None:
    """The first numbers of 由A、B分别增加到C和D are no quantities, but where the others began."""
    found = read(extractor, "市级名师由30人、12人分别增加到55人和20人。").document.quantities
    assert [(q.value, q.baseline_value) for q in found] == [(55, 30), (20, 12)]


def test_no_coverage_inside_a_verb(extractor: Extractor) -> None:
    """健全 and 覆盖 side by side say nothing of 100 %."""
    assert names(extractor, "建立健全覆盖全县的养老服务体系。") == {}


@pytest.mark.parametrize(
    ("task", "phases"),
    [
        ("推动已建成管网沿线住户原则上应接尽接。", ["planned"]),
        ("推动已建管廊沿线住户应接尽接。", ["planned"]),
        ("全县现有床位600张。", ["achieved"]),
        ("利用已建成道路19公里，新建26公里。", ["reference", "planned"]),
        ("将现有的28个水厂合并为12个。", ["reference", "planned"]),
        ("2025年产值突破80亿元，达82亿元。", ["achieved", "achieved"]),
    ],
)
def test_phase(extractor: Extractor, task: str, phases: list[str]) -> None:
    """已建 before a noun only describes it; a past year holds for the clause that goes on about it."""
    found = [q.phase for q in read(extractor, task).document.quantities]
    assert found == phases


def test_bound_is_not_carried_over_a_level(extractor: Extractor) -> None:
    """分别突破A、B，达C和D: only A and B are bounds."""
    found = read(extractor, "工业产值和税收分别突破90亿元、8亿元，达92亿元和8.4亿元。").document.quantities
    assert [q.comparator for q in found] == ["gt", "gt", "eq", "eq"]


def test_leading_bound_holds_for_the_list(extractor: Extractor) -> None:
    """分别调整为不低于A和B: the bound behind 为 holds for both."""
    found = read(extractor, "首套和二套住房贷款利率分别调整为不低于2.5%和3.1%。").document.quantities
    assert [q.comparator for q in found] == ["ge", "ge"]


def test_what_announces_a_target_is_no_part_of_its_name() -> None:
    """主要预期目标是X and …目标为X name X."""
    text = "云泽市2016年工作要点\n一、主要目标\n主要预期目标是地区生产总值增长7%。今年的目标设定为粮食产量达到30亿斤。\n"
    task_rows = Extractor().extract_text(text)[0].rows[1]
    assert [quantity.indicator for row in task_rows for quantity in row.quantities] == ["地区生产总值", "粮食产量"]
