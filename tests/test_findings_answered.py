"""Findings that labelled lines answer: which body, status, deadline and kind is whose (整改清单、整改通报、信访件办理)."""

from __future__ import annotations

import datetime as dt

from policy_extract.extractor import Extractor
from policy_extract.model import Document

LISTED = """蓬泽市生态环境督察整改方案
附件
蓬泽市整改措施清单
一、部分镇街责任落实不到位。督察发现，2025年优良天数比例同比下降2.4个百分点。
责任单位：蓬泽市生态环境局
牵头督导单位：砚溪州生态环境局
整改时限：2026年10月底前
整改目标：优良天数比例提升至88%以上。
整改措施：
（一）强化工业治理。2026年6月底前，淘汰老旧锅炉31台。
（二）强化扬尘治理。道路机械化清扫率达到82%以上。
（三）每月对各镇街进行排名。
二、岸线清理不彻底。督察发现，应拆除的17座码头仍有4座未拆除。
责任单位：蓬泽市交通运输局
整改时限：2026年12月底前
整改目标：拆除剩余的4座码头。
"""
ACCOUNT = """中共砚溪县水利局党组关于县委巡察整改进展情况的通报
一、整改落实总体情况
反馈的12个问题已整改9个。正在整改3个。
二、整改落实情况
（一）关于“落实决策部署有差距”方面
1.关于“灌区改造滞后，2025年计划改造9处，实际开工6处，仅完成5处”的问题。
整改情况：已完成整改。9处灌区已全部完工。
2.关于“水费收缴不严”的问题。
整改情况：正在推进，长期坚持。清欠水费46万元。
3.关于账目不清的问题。2个股室的往来款1.3万元未核销。县水利局已核销账目12笔。
三、存在的不足和后续安排
虽然整改取得了成效，但仍存在一些不足。下一步，县水利局将完善制度3项：一是对未整改的3个问题逐一销号；二是2026年6月底前完成核查。
"""
COMPLAINTS = """云岭市关于第3批群众信访举报转办件办理情况的公示
1.受理编号：X0003。反映问题：某砂石厂噪声扰民。
调查核实情况：该厂年产砂石30万吨，反映问题属实。
处理和整改情况：责令停产。已安装喷淋设施6套。
办结情况：阶段性办结。
2.受理编号：D0011。反映问题：南河有3处排口直排。
调查核实情况：南河全长7.8公里。
处理和整改情况：已封堵排口2处。
"""
CIRCULAR = """关于2026年三季度重点工作推进情况的督查通报
2026年10月15日
一、工作进展
原计划6月底前完成的12处点位整治，目前仍有4处未完成。
二、有关要求
（一）县水务局要倒排工期，确保泵站扩建工程12月20日前完工。
（二）各镇要对照任务逐项梳理，于10月25日前报送情况（联系人：沈一鸣，电话：6600000）。
"""


def read(extractor: Extractor, text: str) -> tuple[Document, str, dict[str, str]]:
    """The last document of a text, the text as read, and the kind of each statement by its words."""
    result = extractor.extract_text(text)[-1]
    document, view = result.document, result.view.text
    return document, view, {view[s.start : s.end]: s.kind for s in document.statements}


def test_measures_below_headings_of_a_finding_are_tasks_of_its_bodies(extractor: Extractor) -> None:
    """Labels above the measures govern all of the finding, and nothing of the next one."""
    document, text, kinds = read(extractor, LISTED)
    assert (
        kinds["2026年6月底前，淘汰老旧锅炉31台。"]
        == kinds["道路机械化清扫率达到82%以上。"]
        == kinds["（三）每月对各镇街进行排名。"]
        == "task"
    )
    assert kinds["整改目标：拆除剩余的4座码头。"] == "goal" and kinds["整改措施："] == "other"
    second = text.index("二、岸线")
    covers = {(r.name, r.role): r.covers for r in document.responsibilities}
    first = (text.index("一、部分"), text.rindex("。", 0, second) + 1)
    assert covers["蓬泽市生态环境局", "responsible"] == covers["砚溪州生态环境局", "supervise"] == first
    assert covers["蓬泽市交通运输局", "responsible"] == (second, len(text.rstrip()))


def test_the_deadline_of_a_finding_dates_its_undated_measures(extractor: Extractor) -> None:
    document, _, _ = read(extractor, LISTED)
    ends = {q.indicator: q.when.end_date if q.when else None for q in document.quantities if q.phase == "planned"}
    assert ends == {
        "优良天数比例": dt.date(2026, 10, 31),
        "老旧锅炉": dt.date(2026, 6, 30),
        "道路机械化清扫率": dt.date(2026, 10, 31),
        "码头": dt.date(2026, 12, 31),
    }


def test_a_mark_of_progress_covers_its_own_finding(extractor: Extractor) -> None:
    document, text, kinds = read(extractor, ACCOUNT)
    labelled = [s for s in document.statuses if s.rule == "statuses.labelled" and s.covers]
    found = {text[s.start : s.end]: text[s.covers[0] : s.covers[0] + 2] for s in labelled if s.covers}
    assert found["已完成整改"] == "1." and found["正在推进"] == "2."
    assert kinds["整改情况：正在推进，长期坚持。"] == "status"


def test_what_stands_behind_the_title_of_a_finding(extractor: Extractor) -> None:
    """The finding goes on until something is said to be done; a count of what is left is no target."""
    _, _, kinds = read(extractor, ACCOUNT)
    assert kinds["2个股室的往来款1.3万元未核销。"] == "problem"
    assert kinds["县水利局已核销账目12笔。"] == kinds["正在整改3个。"] == "achievement"


def test_a_concession_is_a_problem_and_what_comes_next_tasks(extractor: Extractor) -> None:
    _, _, kinds = read(extractor, ACCOUNT)
    assert kinds["虽然整改取得了成效，但仍存在一些不足。"] == "problem"
    assert kinds["二是2026年6月底前完成核查。"] == "task"


def test_a_year_in_the_title_of_a_finding_dates_nothing_below(extractor: Extractor) -> None:
    document, _, _ = read(extractor, ACCOUNT)
    assert [h.year for h in document.headings if h.number == "1."] == [None]


def test_complaints_are_findings_with_what_was_done(extractor: Extractor) -> None:
    document, _, kinds = read(extractor, COMPLAINTS)
    assert document.meta.genre == "rectification"
    assert kinds["反映问题：某砂石厂噪声扰民。"] == kinds["调查核实情况：该厂年产砂石30万吨，反映问题属实。"] == "problem"
    assert kinds["已安装喷淋设施6套。"] == kinds["处理和整改情况：已封堵排口2处。"] == "achievement"
    assert kinds["办结情况：阶段性办结。"] == "status"


def test_requests_of_a_circular_are_tasks(extractor: Extractor) -> None:
    _, _, kinds = read(extractor, CIRCULAR)
    asked = [words for words, kind in kinds.items() if kind == "task"]
    assert [words[:3] for words in asked] == ["（一）", "（二）"]
    assert kinds["原计划6月底前完成的12处点位整治，目前仍有4处未完成。"] == "problem"


LEDGER = """砚溪县十件民生实事办理台账
1.改造老旧小区85个。
牵头单位：县住建局
进展情况：85个小区全部开工，完成投资3.4亿元，完成率60%。剩余34个小区计划11月底前完工。
2.新建幼儿园10所。
"""


def test_progress_in_a_ledger_in_words_is_no_target(extractor: Extractor) -> None:
    """What stands behind 进展情况 is done, but for what is still to be done; the next entry is a task again."""
    _, _, kinds = read(extractor, LEDGER)
    assert kinds["进展情况：85个小区全部开工，完成投资3.4亿元，完成率60%。"] == "achievement"
    assert kinds["剩余34个小区计划11月底前完工。"] == kinds["2.新建幼儿园10所。"] == "task"


def test_an_account_of_how_a_report_was_carried_out_is_no_work_report(extractor: Extractor) -> None:
    text = "关于2026年县政府工作报告目标任务三季度完成情况的通报\n一、主要经济指标\n1至9月，地区生产总值完成168亿元，增长5.6%。\n"
    document, _, kinds = read(extractor, text)
    assert document.meta.genre == "progress"
    assert kinds["1至9月，地区生产总值完成168亿元，增长5.6%。"] == "achievement"


def test_what_a_label_announces_is_no_finding(extractor: Extractor) -> None:
    """Points behind the label of measures stay sentences, though a deadline line stands below them."""
    item = "问题1：巡查不严。\n整改措施：①倒排工期，修复渠道5处；②每月开展巡查2次，逐项登记并销号。\n整改时限：2026年6月底前\n"
    text = f"砚溪县水利局整改方案\n一、任务\n{item}"
    document, _, kinds = read(extractor, text)
    assert [h.number for h in document.headings][-1] == "问题1："
    assert kinds["整改措施：①倒排工期，修复渠道5处；"] == "task"
