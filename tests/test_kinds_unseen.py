"""Kinds, phases and governing times in documents whose shape no rule was made for: labels, bases, outlooks, announced goals."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document

FINDINGS = """云泽市公布生态环境保护督察反馈问题整改进展情况
2025年11月3日

截至2025年10月31日，反馈的12项问题已完成整改8项。现将整改进展情况公布如下。

一、河道排口整治滞后
问题描述：北渠沿线6个排口污水直排，水质长期不达标。
整改目标：北渠水质达到Ⅲ类，排口整治率达到100%。
整改时限：2026年6月底前
整改措施：1.改造雨污管网12公里；2.新建截流井5座；3.完善巡查机制，压实河长责任。
整改进展：已完成管网改造9公里；受征地影响，截流井尚未开工。其余3公里将于2026年3月底前完工。该问题{state}。
责任单位：市水务局

二、工地扬尘管控不力
问题描述：部分工地裸土未覆盖。
整改目标：裸土覆盖率达到95%。
整改措施：1.每周开展联合检查，通报检查结果。
整改进展：已检查工地36个。该问题已完成整改。
责任单位：市住房城乡建设局

下一步，云泽市将紧盯未完成的4项问题，每月调度一次。对已完成整改的问题适时开展“回头看”。
"""

SUMMARY = """云泽市交通运输局2025年工作总结和2026年工作思路
2026年1月6日

一、2025年主要工作完成情况
（一）路网建设提速。新改建农村公路86公里，改造危桥7座。

二、2026年工作思路
（一）加快路网建设。新改建农村公路90公里，改造危桥8座。
（二）抓好养护。实施养护工程150公里。
"""

OUTLINE = """云泽县国民经济和社会发展第十五个五年规划纲要
2026年2月6日

第一章　发展基础和环境
“十四五”时期，全县森林覆盖率由41%提高到43%，新建供水工程28处。
但全县经济总量偏小，基层人才不足。

第二章　主要目标
到2030年，全县综合实力明显增强，实现以下目标：
——经济平稳增长。旅游收入达到30亿元。
——民生持续改善。参保率达到96%。

第三章　重点任务
第一节　做强产业
2027年改造茶园4万亩，建设冷库2座。2028年完成投资5亿元，确保6月底前新开工10个项目。
"""


def extract(extractor: Extractor, text: str) -> tuple[str, Document]:
    """The text as read, and its only document."""
    result = extractor.extract_text(text)[0]
    return result.view.text, result.document


def kind(text: str, document: Document, words: str) -> str:
    """Kind of the statement that holds some words."""
    at = text.index(words)
    return next(s.kind for s in document.statements if s.start <= at < s.end)


def phases(text: str, document: Document) -> dict[str, str]:
    """Phases of the quantities by what is printed."""
    return {text[q.start : q.end]: q.phase for q in document.quantities}


def ends(text: str, document: Document) -> dict[str, dt.date | None]:
    """The day until which a quantity holds, by what is printed."""
    return {text[q.start : q.end]: q.when.end_date if q.when else None for q in document.quantities}


@pytest.mark.parametrize(
    ("state", "plan"), [("正在整改", "task"), ("未完成整改", "task"), ("已完成整改，验收销号", "achievement")]
)
def test_labels_divide_a_finding(extractor: Extractor, state: str, plan: str) -> None:
    text, document = extract(extractor, FINDINGS.format(state=state))
    assert document.meta.genre == "rectification"
    assert kind(text, document, "截至2025年") == "achievement"
    assert kind(text, document, "北渠沿线") == "problem"
    assert kind(text, document, "北渠水质达到") == "goal"
    assert kind(text, document, "改造雨污管网") == plan
    assert kind(text, document, "新建截流井") == plan
    assert kind(text, document, "已完成管网改造") == "achievement"
    assert kind(text, document, "截流井尚未开工") == "problem"
    assert kind(text, document, "其余3公里") == "task"


def test_the_outlook_of_a_report_of_findings_is_a_task_to_its_end(extractor: Extractor) -> None:
    text, document = extract(extractor, FINDINGS.format(state="正在整改"))
    assert kind(text, document, "云泽市将紧盯") == "task"
    assert kind(text, document, "对已完成整改的问题") == "task"


def test_a_deadline_line_dates_the_targets_above_and_the_measures_below(extractor: Extractor) -> None:
    text, document = extract(extractor, FINDINGS.format(state="正在整改"))
    found = ends(text, document)
    assert found["100%"] == found["12公里"] == found["5座"] == dt.date(2026, 6, 30)
    assert found["3公里"] == dt.date(2026, 3, 31)
    assert found["一次"] is None


def test_the_year_after_the_reviewed_one_is_planned(extractor: Extractor) -> None:
    text, document = extract(extractor, SUMMARY)
    found = phases(text, document)
    assert document.meta.genre == "progress"
    assert (found["86公里"], found["7座"]) == ("achieved", "achieved")
    assert (found["90公里"], found["8座"], found["150公里"]) == ("planned", "planned", "planned")
    assert kind(text, document, "实施养护工程") == "task"


def test_the_basis_of_a_plan_tells_what_was_reached_and_what_is_lacking(extractor: Extractor) -> None:
    text, document = extract(extractor, OUTLINE)
    assert kind(text, document, "森林覆盖率由") == "achievement"
    assert kind(text, document, "但全县经济") == "problem"
    assert phases(text, document)["28处"] == "achieved"


def test_announced_goals_take_the_time_of_their_announcement(extractor: Extractor) -> None:
    text, document = extract(extractor, OUTLINE)
    found = ends(text, document)
    assert found["30亿元"] == found["96%"] == dt.date(2030, 12, 31)


def test_a_bare_year_governs_its_sentence_and_a_later_date_only_its_clause(extractor: Extractor) -> None:
    text, document = extract(extractor, OUTLINE)
    found = ends(text, document)
    assert found["4万亩"] == found["2座"] == dt.date(2027, 12, 31)
    assert found["5亿元"] == dt.date(2028, 12, 31)


REPORT = """政府工作报告
——2026年1月10日在云泽市第五届人民代表大会第五次会议上

一、2025年工作回顾
全市生产总值由2020年的500亿元增加到2025年的720亿元，占全省比重达到8%。提请市人大常委会审议法规草案3件。

二、2026年重点工作
去年建成充电桩1200个，今年再建1500个。
"""


def test_reports_of_past_years_are_no_targets(extractor: Extractor) -> None:
    text, document = extract(extractor, REPORT)
    found = phases(text, document)
    assert (found["720亿元"], found["8%"], found["3件"]) == ("achieved", "achieved", "achieved")
    assert (found["1200个"], found["1500个"]) == ("achieved", "planned")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("将保费扶持比例由50%提高到65%。", "task"),
        ("允许企业办理续贷，贷款余额达到90亿元。", "task"),
        ("到2027年，全县每年招收全科医生60人，乡镇卫生院达标率达到95%。", "goal"),
        ("2027年底前建成面积3200平方米的研究中心。", "task"),
        ("县统计局负责6月底前出台监测办法。", "task"),
        ("县统计局负责统筹协调。", "assignment"),
    ],
)
def test_deeds_and_levels(extractor: Extractor, sentence: str, expected: str) -> None:
    text, document = extract(
        extractor, f"云泽县提升行动方案（2026—2028年）\n2026年3月1日\n\n一、重点任务\n（一）优化服务\n{sentence}\n"
    )
    assert kind(text, document, sentence[:8]) == expected


LETTER = """云泽市人民政府关于印发云泽市“十三五”水环境保护规划的通知
云政发〔2016〕21号

各县区人民政府，市政府各部门：

现将《云泽市“十三五”水环境保护规划》印发给你们，请认真贯彻执行。

当前，水环境形势依然严峻。各县区要把规划指标纳入年度计划，做到责任到位。要建立评估考核机制，每半年公布一次断面水质。
市直有关部门必须加强对规划实施的指导。

一、规划目标
到2020年，国控断面优良比例达到80%。
（一）加强工业污染防治。
严格执行排放标准，加快淘汰落后产能。推进园区污水集中处理，新建污水处理厂4座。在建成区限制新建高耗水项目。
（二）水环境质量持续改善。
河湖水质明显提升，城市内涝得到有效治理。
"""


def test_a_letter_demands_of_those_it_is_sent_to(extractor: Extractor) -> None:
    text, document = extract(extractor, LETTER)
    for words in ("各县区要把", "要建立评估", "市直有关部门必须"):
        assert kind(text, document, words) == "task", words
    assert kind(text, document, "当前，水环境") == "background"
    assert kind(text, document, "请认真贯彻") == "background"


def test_actions_below_a_heading_of_goals_are_tasks_and_states_stay_goals(extractor: Extractor) -> None:
    """A lost or odd heading leaves a list of measures below the goals: their own headings and sentences tell."""
    text, document = extract(extractor, LETTER)
    for words in ("严格执行排放标准", "推进园区污水", "在建成区限制"):
        assert kind(text, document, words) == "task", words
    for words in ("国控断面优良", "河湖水质明显"):
        assert kind(text, document, words) == "goal", words


def test_a_truism_among_tasks_is_background(extractor: Extractor) -> None:
    text, document = extract(extractor, OUTLINE + "第二节　兴修水利\n加快灌区改造，新建泵站6座，畅通沟渠。水利是农业的命脉。\n")
    assert kind(text, document, "水利是农业") == "background"
    assert kind(text, document, "加快灌区改造") == "task"


MEASURES = """云泽市促进消费的若干措施

为促进消费，制定以下措施。

（一）对购买新车且在本市上牌的个人给予补助，标准由市商务局另行公布。
（责任单位：市商务局）
（二）凡在本市举办的展会，按以下方式给予支持：
1.展览面积超过1万平方米的，给予场租补助。
2.参展企业来自外地的，给予交通补助。
具体办法另行制定。
责任单位：市贸促会、市财政局
（三）优化公积金政策。一是缩短缴存月份，将申请贷款须连续缴存的月份由12个月缩短至6个月；二是增加贷款倍数，将可贷额度的计算倍数由20倍调整为25倍；三是延长贷款年限，
购买改善性住房的可推迟至退休后5年计算。
（责任单位：市公积金中心）
"""


def test_a_line_governs_the_whole_list_that_it_closes(extractor: Extractor) -> None:
    text, document = extract(extractor, MEASURES)
    covers = {body.name: text[body.covers[0] : body.covers[1]] for body in document.responsibilities}
    assert covers["市贸促会"].startswith("（二）凡在") and covers["市财政局"].startswith("（二）凡在")
    assert covers["市商务局"].startswith("（一）对购买")


def test_points_tell_that_what_opens_them_is_a_title(extractor: Extractor) -> None:
    """Among numbered paragraphs, a sentence before 一是…；二是… has one; what stands before it is no preamble."""
    text, document = extract(extractor, MEASURES)
    titles = [heading.title for heading in document.headings]
    assert "优化公积金政策" in titles
    assert kind(text, document, "展览面积超过") == "task"
    assert kind(text, document, "为促进消费") == "background"


MEETING = """云泽市研究部署巡察整改工作

6日下午，云泽市委书记主持召开市委常委会（扩大）会议，研究巡察反馈意见的整改工作。会议传达学习了全省巡察工作会议精神。会议认为，这次反馈切中要害、客观中肯。
会议强调，各县区必须在12月底前完成整改。要健全长效机制。
市政协主席、市人大常委会副主任列席会议。
（记者 田野）
"""


def test_news_of_a_meeting_keeps_its_demands_and_no_more(extractor: Extractor) -> None:
    text, document = extract(extractor, MEETING)
    events = ("6日下午", "会议传达学习", "会议认为", "市政协主席")
    assert [kind(text, document, words) for words in events] == ["background"] * 4
    assert kind(text, document, "会议强调") == "task" and kind(text, document, "要健全") == "task"


def test_a_report_says_what_is_still_to_come(extractor: Extractor) -> None:
    text, document = extract(
        extractor, SUMMARY.replace("改造危桥7座。", "改造危桥7座。市交通运输局将会同市财政局继续改造农村公路。")
    )
    assert kind(text, document, "市交通运输局将会同") == "task"
    assert kind(text, document, "新改建农村公路86公里") == "achievement"


WORKED = """云泽市水利局2025年工作总结
2025年12月28日

一、{title}
（一）抓好防汛抗旱。建成堤防12公里，改造泵站6座。
二、存在问题
资金投入不足。
三、下一步打算
（一）抓好防汛。建成堤防20公里。
"""


@pytest.mark.parametrize("title", ["主要工作", "重点工作", "工作措施"])
def test_the_work_of_a_summary_is_done(extractor: Extractor, title: str) -> None:
    """A summary that has not looked back yet tells under 主要工作 what was done: no target."""
    text, document = extract(extractor, WORKED.format(title=title))
    assert kind(text, document, "建成堤防12公里") == "achievement"
    assert kind(text, document, "建成堤防20公里") == "task"


def test_the_work_of_a_plan_is_to_be_done(extractor: Extractor) -> None:
    text, document = extract(extractor, WORKED.format(title="主要工作").replace("工作总结", "工作要点"))
    assert kind(text, document, "建成堤防12公里") == "task"


def test_the_part_behind_the_review_is_to_be_done(extractor: Extractor) -> None:
    both = WORKED.format(title="2025年工作完成情况").replace("三、下一步打算", "三、主要工作")
    text, document = extract(extractor, both)
    assert kind(text, document, "建成堤防12公里") == "achievement" and kind(text, document, "建成堤防20公里") == "task"
