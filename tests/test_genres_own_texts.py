"""Reports, plans and minutes of offices: what is still to be done, levels of before, stages, bodies and names (各类公文)."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Quantity

EXTRACTOR = Extractor()

SUMMARY = """云溪学院2023—2024学年工作总结

第一，人才培养质量提高。招收本科生4860人。

第二，办学条件改善。改造学生宿舍6栋。

{lead}
——确保评估顺利通过。完成自评，专家意见整改率达到100%。
——打好引才攻坚战。引进博士不少于90人。
"""
STAGES = """云溪市垃圾分类三年行动实施方案（2025—2027年）

一、实施步骤
（一）动员部署阶段（2025年3月—5月）。完成全市1386个小区摸底建档。
（二）全面推进阶段（2025年6月—2026年11月）。建成示范小区200个。
（三）巩固提升阶段（2027年4月15日前）。新建投放点40处。
"""
PLAN = """云溪市产业发展实施方案（2025年）

一、重点任务
（一）加快发展。{sentence}
"""
GUIDANCE = """2025年青川县卫生工作要点

2025年全县卫生工作的总体要求是：深化改革，推动全县人均预期寿命达到79.2岁，健康素养水平提升至33%。

一、深化改革
1. 新建医院2家。
"""


def read(text: str) -> Document:
    """The document of a text."""
    return EXTRACTOR.extract_text(text)[0].document


def found(text: str) -> dict[str, Quantity]:
    """Quantities by their words."""
    return {text[q.start : q.end]: q for q in read(text).quantities}


@pytest.mark.parametrize(
    "lead",
    [
        "下学年，学校将重点做好以下工作：",
        "下一步，学校将着力抓好以下几个方面：",
        "新的一年，重点抓好以下工作：",
        "2025年，我们将抓好以下工作：",
    ],
)
def test_what_a_summary_announces_is_to_be_done(lead: str) -> None:
    """What a summary lists behind 下学年…以下工作： is planned, though no heading says so; what stands before stays achieved."""
    quantities = found(SUMMARY.format(lead=lead))
    assert quantities["4860人"].phase == quantities["6栋"].phase == "achieved"
    assert quantities["100%"].phase == quantities["不少于90人"].phase == "planned"


def test_the_next_part_ends_the_list() -> None:
    """The next numbered heading of the same rank looks back again; a list numbered anew does not end itself."""
    text = """云溪县水利局2024年工作总结

一、防汛工作
完成除险加固12座。
下一步，将抓好以下工作：
新建堤防9公里。

二、供水工作
建成水厂3座。
"""
    quantities = found(text)
    assert quantities["9公里"].phase == "planned"
    assert quantities["3座"].phase == "achieved"


def test_what_a_notice_asks_for() -> None:
    """The part 有关要求 of a notice on progress (督查通报) sets what is to be done."""
    text = """关于云溪市三季度民生实事推进情况的督查通报

一、整体进度
建成社区食堂42家。

二、有关要求
1.市民政局年底前再建食堂8家以上，日均就餐人次不低于1500人次。
2.市财政局于10月底前将资金2.7亿元拨付到位，拨付率达到100%。
"""
    phases = {words: q.phase for words, q in found(text).items()}
    assert phases.pop("42家") == "achieved"
    assert set(phases.values()) == {"planned"}


def test_shortcomings_of_a_summary() -> None:
    """存在的不足：一是…；二是…： findings and present levels, nothing reached."""
    text = """云溪县档案馆2024年度工作总结

一、主要工作
接收档案3万卷。

存在的不足：一是库房容量不足，面积仅1800平方米；二是专业人员占比仅三成。
"""
    phases = {words: q.phase for words, q in found(text).items()}
    assert phases["3万卷"] == "achieved"
    assert phases["1800平方米"] == phases["三成"] == "reference"


def test_told_work_is_no_list_of_what_comes() -> None:
    """2024年，重点做了以下工作： tells of the past."""
    quantities = found(SUMMARY.format(lead="本学年，学校重点做了以下工作："))
    assert quantities["不少于90人"].phase == "achieved"


def test_months_of_a_stage_date_its_numbers() -> None:
    """The months in brackets behind a stage's name end it; a bare year would end it in December."""
    ends = {words: q.when.end_date for words, q in found(STAGES).items() if q.when}
    assert ends["1386个"] == dt.date(2025, 5, 31)
    assert ends["200个"] == dt.date(2026, 11, 30)
    assert ends["40处"] == dt.date(2027, 4, 15)


def test_aims_before_the_first_heading() -> None:
    """总体要求是： with levels to be reached, in front of all headings of a plan, is a goal."""
    quantities = found(GUIDANCE)
    assert quantities["79.2岁"].phase == quantities["33%"].phase == "planned"


def test_level_of_an_earlier_time() -> None:
    """比2024年底的235个增加: the level before is no target."""
    quantities = found(PLAN.format(sentence="今年要建成充电桩420个，比2024年底的235个增加近八成。"))
    assert quantities["420个"].phase == "planned"
    assert quantities["235个"].phase == "reference"


@pytest.mark.parametrize(
    ("sentence", "words", "comparator"),
    [
        ("新建幼儿园3所，目前仅1所封顶。", "1所", "eq"),
        ("单个项目最高补助10万元封顶。", "10万元封顶", "le"),
    ],
)
def test_roof_or_bound(sentence: str, words: str, comparator: str) -> None:
    """1所封顶 is a building with its roof on, 10万元封顶 a bound."""
    assert found(PLAN.format(sentence=sentence))[words].comparator == comparator


@pytest.mark.parametrize(
    ("sentence", "indicator"),
    [
        ("到2026年，覆盖率达98%，回收利用率力争38%。", "回收利用率"),
        ("服务半径宜为70米以内。", "服务半径"),
        ("污水收集处理率达到95%。", "污水收集处理率"),
        ("研发经费投入强度只有1.1%。", "研发经费投入强度"),
    ],
)
def test_names(sentence: str, indicator: str) -> None:
    """Verbs that are part of a noun stay; adverbs before the number go."""
    assert found(PLAN.format(sentence=sentence)).popitem()[1].indicator == indicator


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        ("县交通局牵头、各乡镇配合，余下75公里农村路年底前完成。", ["县交通局", "各乡镇"]),
        ("请各单位于7月31日前将整改情况反馈至县政府督查室。", ["各单位"]),
        ("各单位要提高站位，每两周向县政府办报送一次进展。", ["各单位"]),
        ("开展宣传活动8场。［市委宣传部、市教育局；长期坚持］", ["市委宣传部", "市教育局"]),
    ],
)
def test_bodies(sentence: str, bodies: list[str]) -> None:
    """请 is no part of a name, each fortnight no body; full-width square brackets close an item as round ones do."""
    document = read(PLAN.format(sentence=sentence))
    assert list(dict.fromkeys(entry.name for entry in document.responsibilities)) == bodies
