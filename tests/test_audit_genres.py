"""Accounts of audits and inspections, notices of supervision, half-year summaries: findings, counts with deeds, ranks, marks."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Quantity

AUDIT = """关于2031年度县级预算执行审计查出问题整改情况的报告
2032年11月20日

一、整改总体情况
截至2032年10月底，审计查出的86个问题，已整改到位71个，整改率82.6%；约谈14人，追责问责9人。

二、具体问题整改情况
（一）预算管理问题整改情况
1.关于国有资源收益征缴不及时的问题。县财政局督促5家单位补缴收益316万元，已整改到位。
2.关于项目库管理不严的问题。县发展改革局修订入库办法，对责任人员3人进行谈话提醒，已整改。
（二）民生资金问题整改情况
对1处闲置校舍权属不清问题，因档案缺失，整改尚无实质性进展。

三、尚未整改到位的问题及原因
从跟踪检查情况看，未完成整改的15个问题，主要有两种情形：有的跨越多届任期；有的受财力制约。

四、下一步工作安排
对尚未整改到位的问题，相关单位要逐项制定清单。
"""

NOTICE = """云屏市人民政府办公室关于上半年重点工作推进情况的督查通报
2032年7月20日

一、总体情况
从县（市、区）综合评价情况看，柳川县、芦洲区、石岭市分列第一、第二、第三位。
投资完成率排名前三的是：柳川县（41.5%）、石岭市（38.2%）、芦洲区（36%）；排名后两位的是：白塔县（22.4%）、青陂区（20.1%）。

二、进展情况
全市60个水利项目已完工24个。
柳川县粮库扩建项目因征地受阻，至今未开工；白塔县快速路工程滞后序时进度16个百分点；市水投集团承建的泵站，设备安装比节点计划推迟35天。
暗访发现，青陂区便民中心有4个窗口上班时间无人值守。
青陂区芦苇里等2个小区群众意见征集走过场。
6个县（市、区）中有2个出现负增长，青陂区下降9.3%。
"""

INSPECTION = """云屏市督察反馈问题整改进展情况
2032年9月30日

一、河道采砂监管缺位
问题描述：清江沿岸有7处违规砂场。
整改目标：7处砂场全部取缔。
整改措施：取缔砂场，恢复岸线。
整改进展：未达到序时进度。排查发现的19个隐患已整治销号16个；码头搬迁滞后计划约3个月。
责任单位：市水务局

二、企业排口监控缺失
问题描述：部分企业未装监控。
整改措施：安装在线监控设施。
整改进展：已完成整改并销号。督察组交办的48件信访件，已办结45件，阶段性办结3件。
责任单位：市生态环境局
"""


def read(text: str) -> Document:
    """The one document of a text."""
    return Extractor().extract_text(text)[0].document


@pytest.fixture(scope="module")
def audit() -> Document:
    """The account of an audit."""
    return read(AUDIT)


@pytest.fixture(scope="module")
def notice() -> Document:
    """The notice of a supervision."""
    return read(NOTICE)


@pytest.fixture(scope="module")
def inspection() -> Document:
    """The account of an inspection with labelled items."""
    return read(INSPECTION)


def kind_of(document: Document, text: str, words: str) -> str:
    """Kind of the statement that holds some words."""
    at = text.index(words)
    return next(s.kind for s in document.statements if s.start <= at < s.end)


def number(document: Document, text: str, quote: str) -> Quantity:
    """The quantity printed so."""
    return next(q for q in document.quantities if text[q.start : q.end] == quote)


def told(document: Document) -> set[str]:
    """Numbers that the document plans or reports, as value and unit."""
    return {f"{q.value}{q.unit}" for q in document.quantities if q.phase in ("planned", "achieved")}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("1.关于国有资源收益", "problem"),
        ("2.关于项目库管理", "problem"),
        ("县财政局督促", "achievement"),
        ("对1处闲置校舍", "problem"),
        ("从跟踪检查情况看", "problem"),
        ("对尚未整改到位的问题，", "task"),
    ],
)
def test_findings_of_an_audit(audit: Document, words: str, kind: str) -> None:
    assert kind_of(audit, AUDIT, words) == kind


def test_a_title_of_a_finding_stays_a_heading(audit: Document) -> None:
    assert [h.title for h in audit.headings if h.level == 3] == [
        "关于国有资源收益征缴不及时的问题", "关于项目库管理不严的问题",
    ]  # fmt: skip


@pytest.mark.parametrize(("quote", "name"), [("71个", "已整改到位的问题"), ("14人", "约谈"), ("9人", "追责问责")])
def test_deeds_with_a_count(audit: Document, quote: str, name: str) -> None:
    assert number(audit, AUDIT, quote).indicator.endswith(name)


def test_states_said_in_sentences(audit: Document) -> None:
    said = [(AUDIT[s.start : s.end], s.state) for s in audit.statuses]
    assert ("已整改", "done") in said
    assert ("整改尚无实质性进展", "undone") in said


@pytest.mark.parametrize("words", ["至今未开工", "滞后序时进度", "推迟35天", "无人值守", "走过场", "负增长"])
def test_what_lags_is_a_problem(notice: Document, words: str) -> None:
    assert kind_of(notice, NOTICE, words) == "problem"


def test_numbers_of_problems_are_not_told_as_reached(notice: Document) -> None:
    assert not told(notice) & {"16百分点", "35天", "4个", "2个", "6个", "9.3%"}


def test_ranks_are_of_places(notice: Document) -> None:
    ranks = [(q.scope, q.value, q.indicator) for q in notice.quantities if q.measure == "rank"]
    assert ranks == [("柳川县", 1, "综合评价"), ("芦洲区", 2, "综合评价"), ("石岭市", 3, "综合评价")]


@pytest.mark.parametrize(("quote", "place"), [("41.5%", "柳川县"), ("38.2%", "石岭市"), ("36%", "芦洲区")])
def test_bracketed_values_of_ranked_places(notice: Document, quote: str, place: str) -> None:
    quantity = number(notice, NOTICE, quote)
    assert (quantity.scope, quantity.indicator) == (place, "投资完成率")


@pytest.mark.parametrize(
    ("quote", "name"), [("16个", "隐患已整治销号"), ("45件", "已办结的信访件"), ("3件", "阶段性办结的信访件")]
)
def test_deeds_done_to_things_before(inspection: Document, quote: str, name: str) -> None:
    assert number(inspection, INSPECTION, quote).indicator == name


def test_marks_behind_a_label(inspection: Document) -> None:
    assert kind_of(inspection, INSPECTION, "未达到序时进度") == "status"
    states = [(INSPECTION[s.start : s.end], s.state) for s in inspection.statuses]
    assert states == [("未达到序时进度", "ongoing"), ("已完成整改并销号", "done")]


@pytest.mark.parametrize(
    "sentence",
    ["全市提前完成年度计划。", "项目进度高于序时进度2个百分点。", "滞后指标预警机制已建立。", "仍将持续加大投入。"],
)
def test_plain_results_are_no_problems(sentence: str) -> None:
    text = f"云屏市2032年工作总结\n\n一、工作完成情况\n{sentence}\n新建公路30公里。\n"
    assert kind_of(read(text), text, sentence[:6]) != "problem"
