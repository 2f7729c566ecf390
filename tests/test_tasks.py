"""Tasks room: kinds, modality, indicators, phase and governing times, on sentences of our own, through the whole line."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Quantity

PLAN = """云泽市优化公共服务实施方案（2024—2027年）

一、总体要求
以服务群众为中心，统筹推进各项工作。

二、主要目标
{goal}

三、重点任务
（一）完善设施体系
{task}
"""

REPORT = """政府工作报告
——2024年1月10日在云泽市第五届人民代表大会第三次会议上

一、2023年工作回顾
{review}

二、2024年重点工作
{task}
"""


def plan(extractor: Extractor, task: str = "推进改革。", goal: str = "到2027年，服务水平明显提升。") -> Document:
    """A plan with one goal and one task paragraph."""
    return extractor.extract_text(PLAN.format(goal=goal, task=task))[0].document


def found(document: Document, text: str) -> list[Quantity]:
    """Quantities with a value equal to the printed number."""
    return [q for q in document.quantities if f"{q.value}" == text or f"{q.low}" == text]


INDICATORS = [
    ("新建成3个省级重点实验室。", "3", "省级重点实验室"),
    ("新增上市企业5家。", "5", "上市企业"),
    ("业务用房达到30万平方米。", "300000", "业务用房"),
    ("城镇新增就业2万人以上。", "20000", "城镇新增就业"),
    ("对新认定的省级专精特新企业，每户奖励10万元。", "100000", "奖励"),
    ("给予600元的一次性交通费补助。", "600", "交通费补助"),
    ("提供最高额度20万元的个人创业担保贷款支持。", "200000", "创业担保贷款"),
    ("科研经费支出不低于年支出总额的1%。", "1", "科研经费支出"),
    ("县疾控中心每季度抽检不少于2次。", "2", "抽检"),
    ("改造老旧小区258个、棚户区12万平方米。", "258", "老旧小区"),
    ("市级重点项目上半年开工率达到75%。", "75", "市级重点项目开工率"),
    ("全市技术合同成交额突破27亿元。", "2700000000", "技术合同成交额"),
]


@pytest.mark.parametrize(("sentence", "value", "indicator"), INDICATORS)
def test_indicator_is_cut_right(extractor: Extractor, sentence: str, value: str, indicator: str) -> None:
    """The name of what is measured comes without verbs, places and times."""
    quantities = [q for q in plan(extractor, sentence).quantities if q.value is not None and q.value == int(value)]
    assert quantities, sentence
    assert indicator in quantities[0].indicator and len(quantities[0].indicator) <= 2 * len(indicator)


def test_dealt_out_values(extractor: Extractor) -> None:
    """分别 deals numbers out in order and gives the shared head back."""
    document = plan(extractor, "城镇、农村居民人均可支配收入分别增长5%、7%左右。")
    pairs = [(q.indicator, str(q.value), q.comparator) for q in document.quantities]
    assert pairs == [("城镇居民人均可支配收入", "5", "approx"), ("农村居民人均可支配收入", "7", "approx")]


def test_second_number_inherits(extractor: Extractor) -> None:
    """达到N、增长M speak of one indicator."""
    document = plan(extractor, "旅游总收入达到98亿元、增长8%左右。")
    assert [q.indicator for q in document.quantities] == ["旅游总收入", "旅游总收入"]


KINDS = [
    ("加快建设区域医疗中心。", "task", "require"),
    ("力争培育10家龙头企业。", "task", "strive"),
    ("鼓励社会力量举办养老机构。", "task", "encourage"),
    ("探索建立轮岗交流机制。", "task", "explore"),
    ("允许医院自主确定分配方式。", "task", "permit"),
    ("严禁新增落后产能。", "task", "forbid"),
    ("（责任单位：市财政局、市教育局）", "assignment", "require"),
    ("市财政局负责经费保障工作。", "assignment", "require"),
]


@pytest.mark.parametrize(("sentence", "kind", "modality"), KINDS)
def test_kind_and_modality(extractor: Extractor, sentence: str, kind: str, modality: str) -> None:
    """Tasks are told by their section and their words."""
    document = plan(extractor, "持续完善服务网络。" + sentence)
    last = document.statements[-1]
    assert (last.kind, last.modality) == (kind, modality)


def test_goal_section_and_governing_time(extractor: Extractor) -> None:
    """A goal's opening time governs the goals behind it."""
    document = plan(extractor, goal="到2027年，县域内就诊率达到90%以上。每千人口执业医师达到3.5人。")
    goals = [s for s in document.statements if s.kind == "goal"]
    assert len(goals) == 2
    ends = [q.when.end_date.isoformat() for q in document.quantities if q.when and q.when.end_date]
    assert ends == ["2027-12-31", "2027-12-31"]


def test_report_tells_review_from_targets(extractor: Extractor) -> None:
    """What was reached is never sold as a target, and the year of the section governs the targets."""
    document = extractor.extract_text(
        REPORT.format(review="地区生产总值增长6.1%，新建公园12个。", task="新建公园20个，地区生产总值增长6%左右。")
    )[0].document
    phases = [(str(q.value), q.phase) for q in document.quantities]
    assert phases == [("6.1", "achieved"), ("12", "achieved"), ("20", "planned"), ("6", "planned")]
    targets = [q for q in document.quantities if q.phase == "planned"]
    assert all(q.when is not None and q.when.end_date is not None and q.when.end_date.year == 2024 for q in targets)


def test_condition_is_no_target(extractor: Extractor) -> None:
    """对销售额达2000万元的企业给予每户5万元奖励: one condition, one planned grant."""
    document = plan(extractor, "对年销售额达到2000万元以上的商贸企业，每户奖励5万元。")
    planned = [(str(q.value), q.unit) for q in document.quantities if q.phase == "planned"]
    assert planned == [("50000", "元/户")]


def test_deadline_line_governs_its_item(extractor: Extractor) -> None:
    """完成时限：… closes an item and governs its numbers."""
    document = plan(extractor, "1．新建社区食堂40家。\n牵头单位：市民政局\n完成时限：2025年6月底前")
    canteens = next(q for q in document.quantities if q.value == 40)
    assert canteens.when is not None and str(canteens.when.end_date) == "2025-06-30"


def test_measure_takes_the_status_of_its_problem(extractor: Extractor) -> None:
    """Under 已完成整改 an unmarked measure is an achievement, under 未完成整改 a task."""
    text = (
        "关于巡察整改进展情况的通报\n\n一、巡察反馈问题整改进展情况\n（一）反馈问题：管理不规范。\n"
        "1.台账更新不及时。（已完成整改）\n整改情况：建立月度更新制度。\n"
        "2.设备老化严重。（未完成整改）\n整改情况：编制设备更新计划。\n"
    )
    document = extractor.extract_text(text)[0].document
    kinds = {text[s.start : s.end].strip()[:9]: s.kind for s in document.statements}
    assert "achievement" in [k for t, k in kinds.items() if "建立" in t or "整改情况：建" in t]
    assert "task" in [k for t, k in kinds.items() if "整改情况：编" in t]
    assert [k for t, k in kinds.items() if t.startswith(("1.", "2."))] == ["problem", "problem"]


LEDGER = (
    "关于巡察整改进展情况的通报\n\n一、整改总体情况\n反馈的3个问题，已完成整改{done}个，未完成整改1个。\n\n"
    "二、反馈问题整改进展情况\n1.台账更新不及时。（已完成整改）\n整改情况：建立了月度更新制度。\n"
    "2.宣传不到位。（已完成整改）\n整改情况：印发了宣传手册。\n3.设备老化严重。（未完成整改）\n整改情况：编制设备更新计划。\n"
)


def test_stated_counts_are_held_against_the_list(extractor: Extractor) -> None:
    """已完成整改N个 must agree with the marks behind the problems; a wrong sum is an issue."""
    right = extractor.extract_text(LEDGER.format(done=2))[0].document
    assert [(c.state, c.stated, c.found) for c in right.counts] == [("all", 3, 3), ("done", 2, 2), ("undone", 1, 1)]
    assert not [i for i in right.issues if i.code == "count_mismatch"]
    wrong = extractor.extract_text(LEDGER.format(done=5))[0].document
    assert [i.message for i in wrong.issues if i.code == "count_mismatch"] == ["5 stated as done, 2 found in the list"]
