"""Times, kinds and modality in constructions that documents nobody had seen brought up; every sentence here is invented."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract import find_mentions
from policy_extract.extractor import Extractor
from policy_extract.model import Document

HEAD = "云泽市促进消费若干措施\n2031年3月5日\n\n一、主要任务\n"


def read(extractor: Extractor, text: str) -> tuple[Document, str]:
    """The only document of a text, with its words."""
    (result,) = extractor.extract_text(text)
    return result.document, result.view.text


def times(extractor: Extractor, sentence: str) -> list[tuple[str, str, str, str]]:
    """Times of a sentence in a plan issued on 2031-03-05: words, kind, first and last day."""
    document, text = read(extractor, HEAD + sentence)
    found = (time for time in document.times if time.deadline)
    return [(text[t.start : t.end], t.kind, str(t.start_date or ""), str(t.end_date or "")) for t in found]


def kinds(extractor: Extractor, text: str) -> list[tuple[str, str]]:
    """Opening words and kind of every statement of a text."""
    document, words = read(extractor, text)
    return [(words[s.start : s.start + 6], s.kind) for s in document.statements if s.kind != "other"]


MODALITIES = [
    ("符合条件的企业可向市商务局申请补贴。", "permit"),
    ("在满足消防要求的前提下，可对项目分期验收。", "permit"),
    ("完善休假制度，用人单位可结合实际安排弹性上下班。", "require"),
    ("检测合格后方可上岗。", "require"),
    ("推广可视化管理。", "require"),
    ("除法律另有规定外，各部门不得新建机房。", "forbid"),
    ("未经批准，不得撤除投放点。", "forbid"),
    ("河道清淤每年不得少于2次。", "require"),
    ("持续支持多子女家庭购房。", "encourage"),
    ("加强职业培训，支持农民返乡创业。", "require"),
    ("按照规定实施以旧换新补贴政策，鼓励各地加大力度。", "require"),
    ("支持园区建设储能设施，力争年底前新增装机5万千瓦。", "strive"),
    ("通过三年努力，全面建成供水管网。", "require"),
    ("努力缓解融资难题。", "strive"),
    ("推进服务业综合改革试点。", "require"),
    ("开展跨境结算试点。", "explore"),
    ("在重点区域探索建立服务平台，帮助企业对接。", "explore"),
]


@pytest.mark.parametrize(("sentence", "modality"), MODALITIES)
def test_the_main_clause_gives_the_modality(extractor: Extractor, sentence: str, modality: str) -> None:
    document, text = read(extractor, HEAD + sentence)
    (found,) = (s.modality for s in document.statements if text[s.start : s.end] == sentence)
    assert found == modality


TIMES = [
    ("本通知印发之日起，职工可提取公积金。", [("本通知印发之日起", "from", "2031-03-05", "")]),
    ("本通知自印发之日起施行。", []),
    ("各单位要自本文件印发之日起1个月内出台细则。", [("自本文件印发之日起1个月内", "relative", "2031-03-05", "2031-04-05")]),
    (
        "各区自6月1日起推行，县市区从12月31日起推行。",
        [("自6月1日起", "from", "2031-06-01", ""), ("从12月31日起", "from", "2031-12-31", "")],
    ),
    ("土地出让合同签订后，一个月内缴纳价款的50%。", [("一个月内", "relative", "", "")]),
    ("土地出让合同签订后一个月内缴纳价款的50%。", [("一个月内", "relative", "", "")]),
    ("对退库后两年内重新入库的企业给予奖励。", []),
    ("自企业申请之日起15个工作日内，各区政府应当完成接收。", [("15个工作日内", "relative", "", "")]),
    (
        "其中，2032年、2033年行政村覆盖率分别达到70%、80%。",
        [("2032年", "by", "", "2032-12-31"), ("2033年", "by", "", "2033-12-31")],
    ),
    ("2031年推动首批35个场馆免费开放。", [("2031年", "by", "", "2031-12-31")]),
    ("现将2031年全市住房工作要点印发给你们。", []),
    ("2031年全市商务工作要紧扣主线。", []),
    ("上一季度无拖欠投诉的项目优先受理。", []),
    ("减半收取电梯定期检验费用。", []),
    ("对规模以上县级医院，每家每年补助60万元。", [("每年", "recurring", "", "")]),
    ("巡察组开展了为期两个月的常规巡察。", []),
    ("争取全年最好结果。", []),
    ("疫情持续期间不计违约期。", []),
]


@pytest.mark.parametrize(("sentence", "expected"), TIMES)
def test_times_and_what_only_looks_like_one(
    extractor: Extractor, sentence: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert times(extractor, sentence) == expected


def test_a_year_compared_with_is_a_period_and_no_deadline() -> None:
    found = [(m.quote, m.kind, m.start_date) for m in find_mentions("单位能耗比2020年下降18%") if m.quote == "2020年"]
    assert found == [("2020年", "during", dt.date(2020, 1, 1))]


REPORT = """云泽市2031年政府工作报告
2031年1月10日

2030年工作回顾

（二）产业提质。规模以上工业增加值增长7%。持续优化营商环境。

（三）城乡改善。改造老旧小区45个。

2031年重点工作

（一）做强工业。新增规模以上企业30家。持续优化营商环境。
"""


def test_a_part_of_a_report_holds_its_numbering_wherever_it_begins(extractor: Extractor) -> None:
    document, text = read(extractor, REPORT)
    phases = {text[q.start : q.end]: q.phase for q in document.quantities}
    assert phases == {"7%": "achieved", "45个": "achieved", "30家": "planned"}
    ongoing = [t.start for t in document.times if t.deadline and t.kind == "ongoing"]
    assert ongoing == [text.rindex("持续")]  # told as done, going on is no deadline


OUTLINE = """云泽市2031年政府工作报告
2031年1月10日

一、今后五年的奋斗目标和主要任务
今后五年经济社会发展的主要目标是：

——城乡面貌显著提升。重点片区建设加快推进，城镇格局基本形成。交通圈更加畅达。

——改革开放深化。制度型开放走在前列。

今后五年的主要任务是：
（一）做强产业。加快建设产业园区。
"""


def test_goals_that_a_sentence_announces_end_where_tasks_begin(extractor: Extractor) -> None:
    found = dict(kinds(extractor, OUTLINE))
    assert found["重点片区建设"] == found["制度型开放走"] == "goal"
    assert found["加快建设产业"] == "task"


PROBLEMS = """云泽市软件产业发展规划（2031—2035年）
2031年1月10日

一、发展回顾
“十四五”期间，产业规模快速增长，建成园区12个。与此同时，产业发展仍面临诸多挑战：一是产业链脆弱，存在断裂风险。二是企业小散弱。三是人才供需矛盾突出。

二、主要任务
（一）发展目标。第二步，到2034年，全市产业竞争力明显增强。企业达到90家。
（二）加快建设园区。建设园区3个。
"""


def test_listed_findings_keep_their_kind(extractor: Extractor) -> None:
    found = dict(kinds(extractor, PROBLEMS))
    assert found["二是企业小散"] == found["三是人才供需"] == "problem"


def test_a_step_opens_with_the_time_of_the_goals_behind_it(extractor: Extractor) -> None:
    document, text = read(extractor, PROBLEMS)
    (ends,) = ([q.when and q.when.end_date] for q in document.quantities if text[q.start : q.end] == "90家")
    assert ends == [dt.date(2034, 12, 31)]


LEDGER = """云泽市商务局2031年工作要点
2031年2月18日

一、促进消费
1．办好促消费活动。开展展销120场。支持老字号进景区。
牵头单位：市场科
完成时限：2031年11月底前

2．健全保供机制。储备猪肉800吨。
牵头单位：市场科
完成时限：立行立改，长期坚持
"""


def test_the_deadline_line_of_an_item_reaches_all_its_tasks(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(LEDGER)
    found = {task.quote: [(t.quote, str(t.end_date or "")) for t in task.times] for task in result.tasks}
    due = [("2031年11月底前", "2031-11-30")]
    assert found["开展展销120场。"] == found["支持老字号进景区。"] == due
    assert found["储备猪肉800吨。"] == [("立行立改", "")]
    (stock,) = (q for task in result.tasks for q in task.quantities if q.quote == "800吨")
    assert stock.when is None or stock.when.kind == "by"  # going on dates no number


CIRCULAR = """云泽市水务局关于巡察整改进展情况的通报

2031年11月3日

一、工作纪律松懈问题。制定考勤办法，通报3人，已完成整改。
二、设备采购不规范问题。正在修订采购制度，持续推进。
三、账目不清问题。核对账目12笔，未完成。
"""


def test_a_measure_that_goes_on_is_a_task_without_marks_of_its_section(extractor: Extractor) -> None:
    found = dict(kinds(extractor, CIRCULAR))
    assert (found["制定考勤办法"], found["正在修订采购"], found["核对账目12"]) == ("achievement", "task", "task")


KINDS = [
    ("总书记多次强调，要保护好生态环境。", "background"),
    ("做好全年工作，意义十分重大。", "background"),
    ("2031年是新一届政府的第一年。", "background"),
    ("加大激励力度对推动落实具有重要意义。", "background"),
    ("属地责任：各县区、市水务局。", "assignment"),
    ("到2034年，实现监测点位所有县区全覆盖。", "goal"),
    ("实现乡镇快递网点全覆盖。", "task"),
    ("四季度医药制造业增加值实现正增长。", "goal"),
]


@pytest.mark.parametrize(("sentence", "kind"), KINDS)
def test_kinds_by_the_words_of_the_sentence(extractor: Extractor, sentence: str, kind: str) -> None:
    assert dict(kinds(extractor, HEAD + sentence))[sentence[:6]] == kind


def test_a_semicolon_carries_a_time_only_along_its_own_chain(extractor: Extractor) -> None:
    sentence = "2033年12月31日前，对换购住房的给予退税50%；对首次购房的退税30%。对唯一住房按1%征税；面积较大的，按2%征税。"
    document, text = read(extractor, HEAD + sentence)
    whens = {text[q.start : q.end]: q.when for q in document.quantities if q.phase == "planned"}
    assert "2%" in whens
    assert whens["2%"] is None
