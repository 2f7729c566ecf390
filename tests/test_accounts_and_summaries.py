"""Accounts of audits and inspections, summaries and progress circulars: what was found, done, counted and is still to come."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from policy_extract import Extractor, find_mentions

PROGRESS = "云溪县2025年民生实事项目办理情况的通报\n一、办理情况\n（一）提升服务能力。{}\n"
ACCOUNT = "云溪市督察反馈问题整改落实情况\n一、整改情况\n（一）河道保洁不力。\n整改进展：{}\n整改状态：正在整改。\n"
AUDIT = (
    "云溪县2024年度审计查出问题整改情况的报告\n——2025年11月20日在县人民代表大会常务委员会会议上\n"
    "一、审计查出问题的整改情况\n1.关于基金使用不规范的问题。{}\n二、尚未整改到位的问题及下一步安排\n{}\n"
)
SUMMARY = "云溪县2024年工作总结\n一、工作开展情况\n（一）推进发展。{}\n"
PLAN = (
    "云溪市中心医院发展规划（2026—2030年）\n一、总体目标\n到2030年，建成区域医疗中心。{}\n"
    "（一）医疗质量。四级手术占比达到28%以上。\n{}"
)


def rows(extractor: Extractor, text: str) -> list[tuple[str, Any]]:
    """The statements of a text with their words."""
    (result,) = extractor.extract_text(text)
    return [(text[row.start : row.end], row) for row in result.rows[1]]


def quantities(extractor: Extractor, text: str) -> list[Any]:
    return [quantity for _, row in rows(extractor, text) for quantity in row.quantities]


@pytest.mark.parametrize(
    ("words", "planned", "achieved"),
    [
        ("计划新增城镇就业6500人，已完成7120人。", [6500], [7120]),
        ("开展职业技能培训4000人次，目前已完成4236人次。", [4000], [4236]),
        ("新增停车泊位1500个，已完成1280个，占85.3%。", [1500], [1280, Decimal("85.3")]),
        ("改造老旧小区28个。已完工26个，其余正在收尾。", [28], [26]),
        ("计划新建改扩建学校6所，新增学位5400个。目前4所已投用。", [6, 5400], [4]),
        ("共排查点位1260个，已完成1183个。", [], [1260, 1183]),
        ("排查错接点位1260个，已整治1183个。", [], [1260, 1183]),
        ("新改建农村公路156公里，改造危桥12座。", [], [156, 12]),
    ],
)
def test_a_task_beside_how_much_of_it_is_done(
    extractor: Extractor, words: str, planned: list[Decimal], achieved: list[Decimal]
) -> None:
    found = quantities(extractor, PROGRESS.format(words))
    assert [q.value for q in found if q.phase == "planned"] == planned
    assert [q.value for q in found if q.phase == "achieved"] == achieved


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("实施湖滨带修复3.2公里，清退围网养殖1450亩。", "achievement"),
        ("2025年，全市污水收集率达到66.7%，同比提高8.4个百分点。", "achievement"),
        ("下一步，计划2026年6月底前完成清淤45万立方米。", "task"),
    ],
)
def test_a_label_of_progress_tells_what_was_done(extractor: Extractor, words: str, kind: str) -> None:
    found = dict(rows(extractor, ACCOUNT.format(words)))
    (row,) = (row for text, row in found.items() if text.endswith(words))
    assert row.kind == kind
    assert {q.phase for q in row.quantities} == {"planned" if kind == "task" else "achieved"}


@pytest.mark.parametrize(
    ("day", "year"), [("2025年6月底", 2025), ("2025年12月底", 2026), ("2025年底", 2026), ("2025年9月20日", 2025)]
)
def test_an_undated_account_speaks_in_the_year_it_counts_to(extractor: Extractor, day: str, year: int) -> None:
    (result,) = extractor.extract_text(ACCOUNT.format(f"截至{day}，已完成清淤12公里。"))
    assert result.document.meta.year == year


def test_deeds_of_bodies_and_promises_in_accounts_of_audits(extractor: Extractor) -> None:
    deed = "县医保局责令9家定点医疗机构退回医保基金142万元，处罚112万元。"
    fault = "县财政局未及时拨付资金300万元。"
    mixed = "县教育局已收回资金210万元，剩余270万元将于2025年12月底前收回。"
    promise = "县审计局将建立台账，力争2026年6月底前整改率达到95%以上。"
    found = dict(rows(extractor, AUDIT.format(deed + mixed, f"尚有10个问题未整改到位。{promise}")))
    assert found[deed].kind == "achievement"
    assert (found[deed].quantities[0].value, found[deed].quantities[0].indicator) == (9, "定点医疗机构")
    assert found[mixed].kind == "achievement"
    assert [(q.value, q.phase) for q in found[mixed].quantities] == [(2100000, "achieved"), (2700000, "planned")]
    assert found["尚有10个问题未整改到位。"].kind == "problem"
    assert found[promise].kind == "task"
    assert [(q.value, q.phase, q.when.end_date) for q in found[promise].quantities] == [(95, "planned", dt.date(2026, 6, 30))]
    assert dict(rows(extractor, AUDIT.format(fault, "")))[fault].kind == "problem"


@pytest.mark.parametrize("announced", ["具体目标如下：", ""])
def test_the_time_of_the_goals_reaches_those_behind_numbered_headings(extractor: Extractor, announced: str) -> None:
    text = PLAN.format(announced, "二、重点任务\n（一）优化布局。新建病房800间。\n")
    found = {q.quote: q for q in quantities(extractor, text)}
    assert found["28%以上"].when.end_date == dt.date(2030, 12, 31)
    assert found["800间"].when is None


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("新认定市级以上龙头企业6家，其中国家级1家。", ["市级以上龙头企业", "国家级龙头企业"]),
        ("现有二级及以上医院12家，其中三级5家。", ["二级及以上医院", "三级医院"]),
        ("建成A级景区12家，其中5A级1家。", ["A级景区", "5A级景区"]),
        ("5座乡镇污水处理厂进水浓度平均提升至142毫克/升。", ["乡镇污水处理厂", "乡镇污水处理厂进水浓度"]),
        ("224个村集体经济年经营性收入均达到10万元以上。", ["村", "村集体经济年经营性收入"]),
        ("签约率、开工率达到95%。", ["签约率", "开工率"]),
        ("招商引资总额、大型企业数量居全市第2。", ["招商引资总额", "大型企业数量"]),
        ("整治点位86个，整治率92%。", ["点位", "点位整治率"]),
        ("县人民医院新院区设置床位600张。", ["床位"]),
        ("整治12个点位，新增300张床位，新建5个站点。", ["点位", "床位", "站点"]),
        ("大力发展设施农业，面积达到15万亩。", ["设施农业面积"]),
        ("办理建议52件，按期办复率100%。", ["建议", "按期办复率"]),
    ],
)
def test_names(extractor: Extractor, words: str, names: list[str]) -> None:
    assert [q.indicator for q in quantities(extractor, SUMMARY.format(words))] == names


@pytest.mark.parametrize("word", ["目前", "当前", "日前", "此前"])
def test_words_that_end_in_before_put_nothing_in_an_order(extractor: Extractor, word: str) -> None:
    found = quantities(extractor, SUMMARY.format(f"{word}5个项目已竣工。"))
    assert [(q.value, q.unit, q.measure) for q in found] == [(5, "个", None)]


@pytest.mark.parametrize(
    ("words", "every"),
    [("每半月调度一次", "P15D"), ("每半个月通报1次", "P15D"), ("每双月召开1次会议", "P2M"), ("每旬报送1次", "P10D")],
)
def test_frequencies(extractor: Extractor, words: str, every: str) -> None:
    assert [m.every for m in find_mentions(words) if getattr(m, "every", None)] == [every]
    assert [q.per for q in quantities(extractor, PLAN.format("", f"二、工作要求\n{words}。\n")) if q.unit == "次"] == [every]


def test_a_frequency_has_no_deadline_of_a_later_clause(extractor: Extractor) -> None:
    text = ACCOUNT.format("") + "二、下一步工作\n对未完成的7项问题，每半月调度一次，确保2026年6月底前全部完成整改。\n"
    found = {q.quote: q for q in quantities(extractor, text)}
    assert found["一次"].when is None and found["一次"].per == "P15D"
    assert found["全部"].when.end_date == dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("新增税收千万元楼宇6幢、税收亿元楼宇3幢。", [("税收千万元楼宇", 6), ("税收亿元楼宇", 3)]),
        ("经济总量连跨4个百亿台阶，新建公园3个。", [("公园", 3)]),
        ("经济总量迈上1000亿元台阶。", [("经济总量", 100000000000)]),
        ("2024届毕业生初次就业率达到88%。", [("2024届毕业生初次就业率", 88)]),
    ],
)
def test_sizes_steps_and_years_of_classes_are_no_numbers(extractor: Extractor, words: str, values: list[Any]) -> None:
    assert [(q.indicator, q.value) for q in quantities(extractor, SUMMARY.format(words))] == values


def test_a_stretch_value_and_dealt_values_behind_an_overtaken_one_are_levels(extractor: Extractor) -> None:
    found = quantities(extractor, PLAN.format("", "二、目标\n地区生产总值突破2400亿元、力争2600亿元。\n"))
    assert [(q.value, q.measure) for q in found if q.unit == "元"] == [(240000000000, "level"), (260000000000, "level")]


def test_a_clause_behind_two_times_and_a_semicolon_has_neither(extractor: Extractor) -> None:
    words = "2027年6月底前完成图书馆验收，9月投入使用，新增座位1800个；启动公寓建设，建筑面积2.6万平方米。"
    found = {q.quote: q for q in quantities(extractor, PLAN.format("", f"二、重点任务\n（一）改善条件。{words}\n"))}
    assert found["1800个"].when is not None and found["2.6万平方米"].when is None
    one = words.replace("，9月投入使用", "")
    found = {q.quote: q for q in quantities(extractor, PLAN.format("", f"二、重点任务\n（一）改善条件。{one}\n"))}
    assert found["2.6万平方米"].when.end_date == dt.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("积水深度达到27厘米时自动封闭。", [("积水深度", "condition")]),
        ("床位使用率超过85%时新增病房30间。", [("床位使用率", "condition"), ("病房", "planned")]),
        ("连续2次排名后3位的，约谈主要负责人。", [("连续2次排名后", "condition")]),
    ],
)
def test_levels_at_which_something_is_done_are_conditions(extractor: Extractor, words: str, values: list[Any]) -> None:
    found = quantities(extractor, PLAN.format("", f"二、工作要求\n{words}\n"))
    assert [(q.indicator, q.phase) for q in found if q.quote != "28%以上"] == values


@pytest.mark.parametrize(
    ("purpose", "stage", "day"),
    [
        ("", "动员部署阶段（2026年3月1日—10日）", dt.date(2026, 4, 30)),
        ("为切实做好2027年防汛工作，制定本方案。\n", "动员部署阶段", dt.date(2027, 4, 30)),
        ("", "动员部署阶段", None),
    ],
)
def test_an_undated_plan_speaks_in_the_year_of_its_first_stage(
    extractor: Extractor, purpose: str, stage: str, day: dt.date | None
) -> None:
    text = f"湖阳区内涝治理行动方案\n{purpose}一、实施步骤\n（一）{stage}。开展排查。\n二、重点任务\n4月底前完成清淤12公里。\n"
    found = [q for q in quantities(extractor, text) if q.value == 12]
    assert [q.when.end_date if q.when else None for q in found] == [day]
