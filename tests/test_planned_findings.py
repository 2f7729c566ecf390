"""Plans of rectification (整改方案), times that date one deed only, and roles that brackets give, on words of invented places."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document

HEAD = "云泽市水务局巡察反馈问题整改方案\n2026年2月6日\n一、整改清单\n（一）管理方面\n"
ITEM = "{number}台账更新不及时，部分站点漏报。\n{body}责任领导：沈一鸣\n责任单位：{bodies}\n整改时限：2026年6月底前\n"
OTHER = "{number}巡查制度执行不严。\n整改措施：每月巡查1次。\n责任单位：县水政大队\n"
BODY = "3个泵站漏报水量120吨。\n整改目标：台账完整率达到100%。\n整改措施：①补录台账；②已更换水表60只，新增监测点5处。\n"
CAMPAIGN = "云泽市管网更新攻坚三年行动方案（2026—2028年）\n2026年1月8日\n一、任务\n{}\n"


def read(extractor: Extractor, text: str) -> tuple[Document, str]:
    """The only document of a text, and the text as read."""
    result = extractor.extract_text(text)[0]
    return result.document, result.view.text


def kinds(document: Document, text: str) -> dict[str, str]:
    return {text[s.start : s.end]: s.kind for s in document.statements}


@pytest.mark.parametrize(
    ("first", "second"), [("问题1：", "问题2："), ("问题一、", "问题二、"), ("问题一 ", "问题二 "), ("具体问题1:", "具体问题2:")]
)
def test_a_numbered_finding_is_a_heading_and_a_problem(extractor: Extractor, first: str, second: str) -> None:
    item = ITEM.format(number=first, body=BODY, bodies="县水务站")
    document, text = read(extractor, HEAD + item + OTHER.format(number=second))
    assert [(h.number, h.level) for h in document.headings[3:]] == [(first.strip(), 3), (second.strip(), 3)]
    found = kinds(document, text)
    assert found[f"{first}台账更新不及时，部分站点漏报。"] == found["3个泵站漏报水量120吨。"] == "problem"
    assert found["整改目标：台账完整率达到100%。"] == "goal"
    assert found["整改措施：①补录台账；"] == found["整改措施：每月巡查1次。"] == "task"
    assert found["责任单位：县水务站"] == found["责任领导：沈一鸣"] == "assignment"


def test_what_findings_have_in_common_is_no_finding_itself(extractor: Extractor) -> None:
    lines = "（二）反馈问题：基础工作薄弱\n1.台账不规范。\n整改措施：补录台账。\n2.巡查不及时。\n整改措施：加密巡查。\n"
    document, text = read(extractor, HEAD + lines)
    found = kinds(document, text)
    assert "（二）反馈问题：基础工作薄弱" not in found
    assert found["1.台账不规范。"] == found["2.巡查不及时。"] == "problem"


def test_a_finding_said_in_words_is_a_problem(extractor: Extractor) -> None:
    lines = "（二）问题：管网漏损偏高。\n整改措施：更新管网。\n（三）问题：水表老化。\n整改措施：更换水表。\n"
    document, text = read(extractor, HEAD + lines)
    assert kinds(document, text)["（三）问题：水表老化。"] == "problem"
    assert document.headings[-1].title == "问题：水表老化"


def test_bodies_and_deadlines_stay_with_their_finding(extractor: Extractor) -> None:
    item = ITEM.format(number="问题1：", body=BODY, bodies="县水务站")
    document, text = read(extractor, HEAD + item + OTHER.format(number="问题2："))
    second = next(r for r in document.responsibilities if r.name == "县水政大队")
    assert second.covers is not None and text.startswith("问题2：", second.covers[0])
    ends = {q.indicator: q.when and q.when.end_date for q in document.quantities if q.phase == "planned"}
    assert ends["台账完整率"] == dt.date(2026, 6, 30)


def test_a_question_and_a_list_of_bare_findings_are_no_such_headings(extractor: Extractor) -> None:
    document, text = read(extractor, "云泽市惠企政策实施方案\n一、问答\n问题1：哪些企业可以申请？\n规模以上企业可以申请。\n")
    assert kinds(document, text).get("问题1：哪些企业可以申请？") != "problem"


def test_a_year_in_a_finding_dates_no_measure(extractor: Extractor) -> None:
    lines = "问题1：2024年度任务进展缓慢。\n整改措施：新建泵站3座。\n问题2：制度不严。\n整改措施：新增设备2台。\n"
    document, _ = read(extractor, HEAD + lines)
    assert [(q.indicator, q.when) for q in document.quantities] == [("泵站", None), ("设备", None)]


@pytest.mark.parametrize(
    ("listed", "roles"),
    [
        ("县住建局（牵头）、县水务局（配合）、工程股", ["lead", "cooperate", "responsible"]),
        ("县住建局、县水务局（牵头）、工程股", ["responsible", "lead", "responsible"]),
        ("县住建局（牵头），县水务局、工程股（配合）", ["lead", "cooperate", "cooperate"]),
        ("县住建局（牵头）、县水务局、工程股（配合）", ["lead", "cooperate", "cooperate"]),
        ("牵头单位为县住建局，配合单位为县水务局、工程股", ["lead", "cooperate", "cooperate"]),
    ],
)
def test_roles_in_brackets_and_in_words(extractor: Extractor, listed: str, roles: list[str]) -> None:
    document, _ = read(extractor, HEAD + "1.更新管网。加快更新管网。\n责任单位：" + listed)
    assert [r.name for r in document.responsibilities] == ["县住建局", "县水务局", "工程股"]
    assert [r.role for r in document.responsibilities] == roles


@pytest.mark.parametrize("body", ["应急科", "会计股", "交通股", "派驻纪检监察组"])
def test_sections_and_teams_that_are_charged(extractor: Extractor, body: str) -> None:
    document, _ = read(extractor, HEAD + f"1.加强监管。由{body}会同市财政局制定细则。")
    assert [(r.name, r.role) for r in document.responsibilities] == [(body, "lead"), ("市财政局", "cooperate")]


@pytest.mark.parametrize(
    ("sentence", "ends"),
    [
        ("三年新建泵站215座、管网约850公里。", [dt.date(2028, 12, 31)] * 2),
        ("五年新建泵站215座。", [None]),
        ("对排查出的126座泵站限期修复，2026年底前完成60%，2027年6月底前全部恢复运行。", [dt.date(2027, 6, 30)]),
        ("拟于今年9月开工建设水厂，总投资2亿元，新增供水能力5万吨，预计2027年8月建成投用。", [None, dt.date(2027, 8, 31)]),
        ("单笔额度不超过800万元，由市财政局制定细则，于6月15日前报市政府审定。", [None]),
    ],
)
def test_which_time_governs_a_number(extractor: Extractor, sentence: str, ends: list[dt.date | None]) -> None:
    document, _ = read(extractor, CAMPAIGN.format(sentence))
    numbers = [q for q in document.quantities if q.unit != "%"]
    assert [q.when and q.when.end_date for q in numbers] == ends


def test_phases_terms_and_months_of_every_year(extractor: Extractor) -> None:
    phases = "（一）动员阶段（2026年3月）。召开会议。\n（二）攻坚阶段（2026年4月—2028年9月）。"
    words = phases + "每年11月底前完成建设，12月中旬前完成验收。"
    document, text = read(extractor, CAMPAIGN.format(words) + "6个月内取得阶段性成效，周期控制在20个月以内。")
    found = {text[t.start : t.end]: (t.kind, t.every) for t in document.times if t.deadline}
    assert found["2026年3月"] == ("during", None)
    assert found["12月中旬前"] == ("recurring", "P1Y")
    assert found["6个月内"] == ("relative", None)
    assert "20个月以内" not in found


def test_what_stands_and_what_was_done_in_a_measure(extractor: Extractor) -> None:
    words = "到2027年，治理率达到60%，已建设施正常运行率不低于85%。已更换老旧水表70只，剩余水表年内更换完毕。"
    document, _ = read(extractor, CAMPAIGN.format(words))
    assert [q.phase for q in document.quantities if q.value in (85, 70)] == ["planned", "achieved"]
