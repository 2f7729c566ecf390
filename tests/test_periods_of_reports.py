"""Periods of years that a work report speaks of: what the words below a heading open, and what a far year does not date."""

from __future__ import annotations

import pytest

from policy_extract import Extractor

REPORT = """云溪市政府工作报告
——2021年1月18日在云溪市第五届人民代表大会第一次会议上
市长 周岚
一、2020年工作回顾
过去一年，建成公园3个。
{}
三、2021年重点工作
新建学校2所。
"""


def ends(extractor: Extractor, lines: str) -> dict[str, tuple[str, str | None]]:
    """Phase and deadline by the quotes of the numbers."""
    (result,) = extractor.extract_text(REPORT.format(lines))
    return {
        number.quote: (number.phase, str(number.when.end_date) if number.when is not None else None)
        for row in result.rows[1]
        for number in row.quantities
    }


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ("二、奋力谱写现代化建设新篇章\n《纲要草案》明确了今后五年的奋斗目标。\n（一）做强产业。产值达到200亿元。", "2025-12-31"),
        ("二、开启建设新征程\n“十四五”时期，我们要抓好三项战略任务：\n（一）做强产业。产值达到200亿元。", "2025-12-31"),
        ("二、未来三年主要目标\n坚持稳中求进。\n三、加快产业升级\n深化改革。产值达到200亿元。", "2023-12-31"),
        # what is done this year is spoken of beside the years ahead
        ("二、开启建设新征程\n今年是“十四五”时期的第一年。\n（一）做强产业。产值达到200亿元。", "2021-12-31"),
    ],
)
def test_words_below_a_heading_open_a_period(extractor: Extractor, lines: str, end: str | None) -> None:
    """The years told below a heading end what has no time of its own, through the sections behind it, until this year's."""
    found = ends(extractor, lines)
    assert found["200亿元"] == ("planned", end)
    assert found["2所"] == ("planned", "2021-12-31")


def test_far_year_beside_a_plan_dates_nothing(extractor: Extractor) -> None:
    """“十四五”规划和2035年远景目标: what is to be reached by 2025 is ahead, however far the other year lies."""
    found = ends(
        extractor,
        "二、“十四五”规划与2035年远景目标总体安排\n编制了规划纲要。到2025年，工业产值突破3000亿元，力争达到3400亿元。",
    )
    assert found["突破3000亿元"] == ("planned", "2025-12-31")


@pytest.mark.parametrize("words", ["必须始终坚持改革开放。", "四是必须突出问题导向。", "实践证明，只有加快转型，才能赢得主动。"])
def test_lessons_of_a_review_are_no_achievements(extractor: Extractor, words: str) -> None:
    """What a look back draws from the past was not done in it; a number beside it still was."""
    text = REPORT.replace("建成公园3个。", "建成公园3个。\n" + words + "\n必须完成的12项任务全部办结。").format(
        "二、2021年目标\n稳中求进。"
    )
    (result,) = extractor.extract_text(text)
    kinds = {text[s.start : s.end]: s.kind for s in result.document.statements}
    assert kinds[words] == "background"
    assert kinds["必须完成的12项任务全部办结。"] == "achievement"


@pytest.mark.parametrize(
    ("opener", "rest"),
    [
        ("回顾这一届任期，我们也清醒地看到，产业层次上还有不少问题。", "产业结构不够合理；城乡发展仍不平衡。"),
        ("当前，云溪爬坡过坎的任务很重，面临着不少困难和矛盾。", "创新能力还不够强；一些干部服务的意识不强。"),
        ("同时，我们也要正视工作中的短板和不足，主要是：总量不大；", "政府职能转变还不到位。"),
        ("我们也清醒地看到，工作中仍然存在不少问题，还有一些缺点。\n", "一是结构矛盾突出。农业基础薄弱状况没有改变。"),
    ],
)
def test_what_a_review_admits_is_a_problem(extractor: Extractor, opener: str, rest: str) -> None:
    """The sentence that turns to what is wrong takes the rest of its paragraph along, or the list behind it."""
    text = REPORT.replace("建成公园3个。", "建成公园3个。\n" + opener + rest).format("二、2021年目标\n稳中求进。")
    (result,) = extractor.extract_text(text)
    kinds = {text[s.start : s.end]: s.kind for s in result.document.statements}
    admitted = {words: kind for words, kind in kinds.items() if words in opener + rest}
    assert set(admitted.values()) == {"problem"}
    assert len(admitted) >= 2
    assert kinds["新建学校2所。"] == "task"


def test_pledge_to_face_problems_is_a_task(extractor: Extractor) -> None:
    """我们要正视这些问题，认真加以解决: what will be done about them."""
    words = "我们将正视短板和问题，逐项拿出办法，认真整改。"
    text = REPORT.replace("建成公园3个。", "建成公园3个。\n" + words).format("二、2021年目标\n稳中求进。")
    (result,) = extractor.extract_text(text)
    assert {text[s.start : s.end]: s.kind for s in result.document.statements}[words] == "task"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("建设节约型机关是绿色办公的核心内容。", "background"),
        ("整治背街小巷，既是居民的期盼，也是部门的责任。", "background"),
        ("企业是创新的主体，要完善服务机制。", "task"),
        ("工作重点是完善服务机制。", "task"),
        ("(cid:131)e·¥)R=(cid:223)&(cid:144)ı人(cid:238)!", "other"),
        ("#=(cid:135).B(cid:146)%;", "other"),
    ],
)
def test_equations_and_lost_characters_set_nobody_to_work(extractor: Extractor, words: str, kind: str) -> None:
    """X是Y is no task; what a reader of PDF could not map says nothing at all."""
    text = REPORT.format("二、2021年目标\n稳中求进。").replace("新建学校2所。", f"新建学校2所。\n{words}\n建成公园1个。")
    (result,) = extractor.extract_text(text)
    found = {text[s.start : s.end]: s.kind for s in result.document.statements}
    assert found.get(words, "other") == kind
    assert found["建成公园1个。"] == "task"


def test_ordinals_on_lines_of_their_own_are_headings(extractor: Extractor) -> None:
    """第一，… without a full stop above paragraphs numbers the parts; among sentences it opens a task."""
    parts = "第一，加快产业升级，壮大县域经济\n建成园区3个。\n第二，办好民生实事，提升生活品质\n改造小区5个。"
    (result,) = extractor.extract_text(REPORT.format("二、2021年目标\n稳中求进。").replace("新建学校2所。", parts))
    assert [h.title for h in result.document.headings if h.number.startswith("第")] == [
        "加快产业升级，壮大县域经济", "办好民生实事，提升生活品质",
    ]  # fmt: skip
    assert [row.quote for row in result.rows[1]][-2:] == ["建成园区3个。", "改造小区5个。"]
    sentences = "第一，加快产业升级，壮大县域经济\n第二，办好民生实事，提升生活品质\n建成公园1个。"
    (result,) = extractor.extract_text(REPORT.format("二、2021年目标\n稳中求进。").replace("新建学校2所。", sentences))
    assert "第一，加快产业升级，壮大县域经济" in [row.quote for row in result.rows[1]]


def test_aims_and_tasks_among_general_demands(extractor: Extractor) -> None:
    """Below 总体要求 a report announces aims in a list, then parts that name an action; what guides it stays background."""
    demands = (
        "二、“十四五”时期经济社会发展总体要求\n坚持以人民为中心。\n“十四五”时期经济社会发展预期目标是：\n"
        "——经济平稳发展。主要指标增速高于全省。地区生产总值年均增长6%。\n——民生显著改善。基本民生保障体系完善。\n"
        "应该看到，发展不够仍是最大实际。\n实现上述目标，应把握好以下方面：\n"
        "——着力推进创新发展。实施创新驱动战略。建设研发平台。\n——着力推进绿色发展。加强环境保护。修复山体。"
    )
    text = REPORT.format(demands)
    (result,) = extractor.extract_text(text)
    kinds = {text[s.start : s.end]: s.kind for s in result.document.statements}
    assert kinds["主要指标增速高于全省。"] == kinds["基本民生保障体系完善。"] == "goal"
    assert kinds["实施创新驱动战略。"] == kinds["加强环境保护。"] == kinds["修复山体。"] == "task"
    assert kinds["坚持以人民为中心。"] == kinds["应该看到，发展不够仍是最大实际。"] == "background"


def test_two_dates_of_a_goal_go_no_further(extractor: Extractor) -> None:
    """2023年提前实现…，2024年步入…: each dates its own clause, and the goal behind them has the time of its part."""
    found = ends(
        extractor,
        "二、“十四五”时期主要目标\n——民生显著改善。2023年提前实现脱贫3万人，2024年步入小康。居民收入年均增长9%。",
    )
    assert found["3万人"] == ("planned", "2023-12-31")
    assert found["9%"] == ("planned", "2025-12-31")
