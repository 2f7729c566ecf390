"""What plans and reports say around their aims: the period behind them, where they stand, why an aim was set."""

from __future__ import annotations

import pytest

from policy_extract import Extractor

PLAN = """中共云溪市委关于制定云溪市国民经济和社会发展第十六个五年规划的建议
一、“十六五”时期是云溪加快转型升级的关键时期
（一）“十五五”时期重大成就为接续发展打下坚实基础。{review}
（二）“十六五”时期具有承上启下的重要地位。{standing}
（三）“十六五”时期经济社会发展的主要目标。{aims}
二、建设现代产业体系
（四）做强主导产业。推进园区提质扩容，新增规上企业50家。
"""
REPORT = """政府工作报告
——2031年1月10日在云溪市第八届人民代表大会第三次会议上
一、2030年工作回顾
过去一年，成绩显著。建成学校3所。
二、2031年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长6%，城镇登记失业率控制在4%以内。{}
（一）做强产业。推进园区建设。
"""


def kinds(extractor: Extractor, text: str) -> dict[str, str]:
    """Kinds by the words of the statements that have records."""
    (result,) = extractor.extract_text(text)
    return {row.quote: row.kind for row in result.rows[1]}


def plan(review: str = "全市建成公园3个。", standing: str = "前景广阔。", aims: str = "到2035年，常住人口达到80万人。") -> str:
    """A plan with these words in its opening sections."""
    return PLAN.format(review=review, standing=standing, aims=aims)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("产业体系不断完善，圆满完成一系列重大活动保障，研发投入强度保持在3%左右。", "achievement"),
        ("公共服务全面提升，空气质量持续改善，连续六年实现增长。", "achievement"),
    ],
)
def test_the_period_behind_a_plan_is_reached_not_to_be_done(extractor: Extractor, words: str, kind: str) -> None:
    """A past achievement is never sold as a task."""
    assert kinds(extractor, plan(review=words))[words] == kind
    (result,) = extractor.extract_text(plan(review=words))
    assert {q.phase for row in result.rows[1] if row.quote == words for q in row.quantities} <= {"achieved"}


@pytest.mark.parametrize(
    "words",
    [
        "从国际看，新一轮科技革命加速演进，产业分工深刻调整。",
        "我市区位独特、资源丰富，产业基础不断夯实。",
        "国际环境复杂多变，先进地区技术领先的压力还会持续很久。",
    ],
)
def test_where_a_period_stands_is_no_task(extractor: Extractor, words: str) -> None:
    """Below a heading on what a period is, sentences without a number tell how things stand."""
    assert kinds(extractor, plan(standing=words)).get(words, "background") == "background"


def test_what_a_period_is_lacking_is_a_problem(extractor: Extractor) -> None:
    """Problems that came up are no achievements, though they came up (出现了)."""
    words = "转型中又出现了一些突出问题：部分行业产能偏大，发展方式转变偏慢。"
    assert kinds(extractor, plan(standing=words))[words] == "problem"


def test_headings_beside_the_standing_of_a_period_keep_their_own_roles(extractor: Extractor) -> None:
    """The role of the first heading does not reach the aims and tasks further below."""
    found = kinds(extractor, plan(aims="到2035年，地区生产总值达到2000亿元。"))
    assert found["到2035年，地区生产总值达到2000亿元。"] == "goal"
    assert found["推进园区提质扩容，新增规上企业50家。"] == "task"


@pytest.mark.parametrize(
    "words",
    [
        "上述目标充分考虑了发展需要和现实可能。",
        "提出这样的目标，主要有三点考虑。",
        "这些目标，体现了发展要求，与“十六五”规划相衔接。",
        "以上指标分为预期性和约束性两类。",
        "实现上述目标，要抓实六个方面工作。",
        "完成以上目标任务，需要全市上下付出艰苦努力。",
        "优化开发区域是指开发密度较高的区域。",
    ],
)
def test_what_is_said_of_aims_is_no_aim(extractor: Extractor, words: str) -> None:
    """Comments on aims and sentences that lead over to the tasks name nothing to be reached or done."""
    assert words not in kinds(extractor, REPORT.format(words))
    assert words not in kinds(extractor, plan(aims="到2035年，地区生产总值达到2000亿元。" + words))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("实现上述目标，要加快建设园区，新增企业50家。", ("goal", "task")),
        ("这些目标要逐项分解落实。", ("goal", "task")),
        ("完成今年棚户区改造任务，改造住房300套。", ("goal", "task")),
    ],
)
def test_deeds_beside_aims_stay_tasks(extractor: Extractor, words: str, kind: tuple[str, ...]) -> None:
    """A sentence that names deeds is a task, however it begins."""
    assert kinds(extractor, REPORT.format(words))[words] in kind


@pytest.mark.parametrize(
    ("words", "quote", "comparator", "value"),
    [
        ("人口自然增长率控制在7.5％。以内；建成公园3个。", "7.5％。以内", "le", "7.5"),
        ("人口自然增长率为6.12％。；建成公园3个。", "6.12％", "eq", "6.12"),
        ("全年人口自然增长率4.81％。。建成公园3个。", "4.81％", "eq", "4.81"),
        ("人口自然增长率控制在6.5&permil;以内；建成公园3个。", "6.5&permil;以内", "le", "6.5"),
        ("人口自然增长率为6&permil;。建成公园3个。", "6&permil;", "eq", "6"),
    ],
)
def test_a_per_mille_sign_that_came_apart_is_read(
    extractor: Extractor, words: str, quote: str, comparator: str, value: str
) -> None:
    """‰ printed as a per cent sign and a full stop, or by its name in HTML, is ‰, and the bound behind it stays its own."""
    text = REPORT.format(words)
    (result,) = extractor.extract_text(text)
    (number,) = [q for row in result.rows[1] for q in row.quantities if q.quote == quote]
    assert text[number.start : number.end] == quote
    assert (number.unit, number.comparator, str(number.value), number.indicator) == ("‰", comparator, value, "人口自然增长率")


@pytest.mark.parametrize(
    "words",
    [
        "覆盖率达到98%。。加快建设公园。",
        "脱贫率达到100%。以前所未有的力度推进建设。",
        "产业增加值增长10.6%。以零容忍态度整治乱象。",
    ],
)
def test_a_sentence_that_ends_with_a_share_ends_there(extractor: Extractor, words: str) -> None:
    """Only a bound or a mark behind the full stop tells of a sign that came apart."""
    (result,) = extractor.extract_text(REPORT.format(words))
    assert {q.unit for row in result.rows[1] for q in row.quantities if q.quote in words} == {"%"}


def test_what_an_outlook_admits_is_a_problem_until_it_pledges(extractor: Extractor) -> None:
    """Deficits admitted before the aims of the year are findings, their levels no targets; what is pledged behind is a task."""
    words = (
        "同时也必须看到，全市发展还面临不少转型中的困境，地区生产总值刚刚超过2000亿元，研发投入强度不到1%。"
        "创新能力不强，人才支撑不足。我们一定要正视困难，加快补齐短板。扩大有效投资，新增企业50家。"
    )
    text = REPORT.replace("今年经济社会发展", "\n今年经济社会发展").replace(
        "二、2031年工作安排\n", "二、2031年工作安排\n" + words
    )
    found = kinds(extractor, text.format(""))
    assert [kind for quote, kind in found.items() if quote in words] == ["problem", "problem", "task", "task"]
    (result,) = extractor.extract_text(text.format(""))
    phases = {q.quote: q.phase for row in result.rows[1] for q in row.quantities}
    assert phases["超过2000亿元"] != "planned"
    assert phases["50家"] == "planned"


def test_what_will_still_come_in_a_look_back_is_planned_without_the_next_plans_date(extractor: Extractor) -> None:
    """今年将突破 in the review of the period behind is not reached yet, and the plan ahead does not date it."""
    (result,) = extractor.extract_text(plan(review="经济稳中有进，研发投入强度达到3%，经济总量今年将突破900亿元。"))
    numbers = {q.quote: (q.phase, q.when) for row in result.rows[1] for q in row.quantities}
    assert numbers["突破900亿元"] == ("planned", None)
    assert numbers["3%"] == ("achieved", None)


def test_money_that_will_be_given_is_planned(extractor: Extractor) -> None:
    """将给予 in a review tells of what is to come."""
    text = REPORT.replace("建成学校3所。", "建成学校3所。省交通运输厅将给予我市公路建设10亿元资金支持。")
    (result,) = extractor.extract_text(text.format(""))
    phases = {q.quote: q.phase for row in result.rows[1] for q in row.quantities}
    assert (phases["10亿元"], phases["3所"]) == ("planned", "achieved")


def test_demands_behind_an_admission_in_an_outlook_are_tasks(extractor: Extractor) -> None:
    """A sentence that opens with a demand ends what is admitted, also without a pledge."""
    words = "同时也要看到，发展还面临不少挑战。要坚定信心，推进园区建设，新增企业50家。扩大有效投资。"
    found = kinds(extractor, REPORT.replace("今年经济", f"{words}\n今年经济").format(""))
    assert [kind for quote, kind in found.items() if quote in words] == ["problem", "task", "task"]
