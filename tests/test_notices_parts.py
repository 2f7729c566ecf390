"""Numbers in notices of rectification and inspection (整改、督查通报): parts of what was counted, what is left, places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract import Extractor
from policy_extract.rows import QuantityRow

TITLE = "青浦岭县农业农村局关于巡察整改进展情况的通报\n\n一、总体情况\n"
CLOSE = "\n青浦岭县农业农村局\n2023年10月20日\n"


def quantities(extractor: Extractor, sentence: str) -> list[QuantityRow]:
    """The quantities of a sentence inside a notice of October 2023, in order."""
    rows = [row for result in extractor.extract_text(TITLE + sentence + CLOSE) for row in result.rows[1]]
    return [quantity for row in rows for quantity in row.quantities]


def named(extractor: Extractor, sentence: str) -> list[tuple[str, str]]:
    """Quotes and indicators of a sentence."""
    return [(quantity.quote, quantity.indicator) for quantity in quantities(extractor, sentence)]


NAMES = [
    (
        "针对反馈的18个问题，制定措施50条。截至目前，已完成整改14个，基本完成3个，正在推进1个，整改完成率94.4%。",
        {
            "14个": "已完成整改的问题",
            "3个": "基本完成的问题",
            "1个": "正在推进的问题",
            "94.4%": "问题整改完成率",
        },
    ),
    (
        "全年确定的重点工作共9类84项。截至9月底，已完成40项，占47.6%；达到序时进度的32项，占38.1%；未达序时进度的12项，占14.3%。",
        {
            "40项": "已完成的重点工作",
            "47.6%": "已完成的重点工作占比",
            "32项": "达到序时进度的重点工作",
            "12项": "未达序时进度的重点工作",
            "14.3%": "未达序时进度的重点工作占比",
        },
    ),
    (
        "共发现隐患860处，其中重大隐患12处，已整改790处，整改率91.9%，剩余70处正在整改。",
        {"790处": "已整改的隐患", "91.9%": "隐患整改率", "70处": "隐患"},
    ),
    (
        "640家茶厂已完成排查，其中存在隐患的210家，已完成整改198家，停业整顿9家。",
        {"210家": "存在隐患的茶厂", "198家": "已完成整改的茶厂", "9家": "茶厂停业整顿"},
    ),
    ("复查的90家茶厂中，有7家隐患反弹，占7.8%。", {"7家": "隐患反弹的茶厂", "7.8%": "隐患反弹的茶厂占比"}),
    (
        "新建改扩建泵站12座，其中8座已投入使用，4座正在安装设备。",
        {"12座": "泵站", "8座": "泵站投入使用", "4座": "正在安装设备的泵站"},
    ),
    ("30项整改任务已完成27项，完成率90%，其余3项按计划推进。", {"90%": "整改任务完成率", "3项": "整改任务"}),
    ("要求立行立改的20个问题，已整改到位19个。", {"20个": "要求立行立改的问题"}),
    ("计划的9个项目已开工8个，开工率88.9%。", {"88.9%": "项目开工率"}),
    ("修订制度14项，问责处理8人。", {"14项": "制度", "8人": "问责处理"}),
    ("追缴拖欠租金136万元，封堵排污口11个。", {"136万元": "拖欠租金", "11个": "排污口"}),
    ("工单按时办结率99.1%。", {"99.1%": "工单按时办结率"}),
    ("完成3家水泥、2家焦化企业治理。", {"3家": "水泥企业"}),
    ("全县目标任务共分解为60项措施。", {"60项": "措施"}),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMES)
def test_parts_are_named_by_their_whole(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    found = dict(named(extractor, sentence))
    assert {quote: found.get(quote) for quote in expected} == expected


def test_a_whole_is_no_smaller_than_its_part(extractor: Extractor) -> None:
    found = dict(named(extractor, "排查渠道120条，其中干渠8条，已修复96条。"))
    assert "干渠" not in found["96条"]


def test_no_whole_is_taken_over_a_thing_of_the_sentence_itself(extractor: Extractor) -> None:
    found = dict(named(extractor, "全县春播面积30万亩。茶园改造完成投资800万元，剩余200亩计划12月底前完成。"))
    assert found["200亩"] == "茶园"


def test_what_ends_like_a_place_is_counted_itself(extractor: Extractor) -> None:
    found = quantities(extractor, "建成特色街区6个、电商集聚区3个。")
    assert [(q.indicator, q.scope) for q in found][1] == ("电商集聚区", None)


def test_parts_of_places_have_their_scope(extractor: Extractor) -> None:
    found = {q.quote: (q.indicator, q.scope) for q in quantities(extractor, "共有60个项目未开工，其中白岭县16个、东溪区9个。")}
    assert found["16个"] == ("项目", "白岭县")
    assert found["9个"] == ("项目", "东溪区")
    found = {q.quote: (q.indicator, q.scope) for q in quantities(extractor, "25个未开工项目中，白岭县16个、东溪区9个。")}
    assert (found["16个"], found["9个"]) == (("未开工项目", "白岭县"), ("未开工项目", "东溪区"))


def test_ranked_places_take_the_numbers_dealt_out_behind_them(extractor: Extractor) -> None:
    found = {q.quote: (q.indicator, q.scope) for q in quantities(extractor, "白岭县、东溪区满意率居前两位，分别为97.3%、96.5%。")}
    assert found["97.3%"] == ("满意率", "白岭县")
    assert found["96.5%"] == ("满意率", "东溪区")


def test_how_many_places_stand_last_is_no_quantity(extractor: Extractor) -> None:
    assert [q.quote for q in quantities(extractor, "白岭县、东溪区投资进度居全市后两位。")] == []


def test_parts_dealt_out_to_years_are_of_their_whole(extractor: Extractor) -> None:
    sentence = "整改措施：新建渠道90公里，改造泵站7座、管网58公里，其中2024年、2025年分别新建50公里、40公里。"
    found = {q.quote: q for q in quantities(extractor, sentence)}
    assert (found["50公里"].indicator, found["40公里"].indicator) == ("渠道", "渠道")


def test_a_bare_deed_behind_a_marked_one_is_done(extractor: Extractor) -> None:
    found = quantities(extractor, "2023年计划改造的42个小区，已开工42个，完工25个，剩余17个计划于2023年12月底前完工。")
    assert [q.phase for q in found][2:] == ["achieved", "planned"]
    assert {q.indicator for q in found[1:]} == {"小区"}


@pytest.mark.parametrize(
    ("sentence", "phase"),
    [
        ("90套房源已分配60套，其余30套正在维修，预计11月底前全部分配到位。", "planned"),
        ("损毁渠道38公里，已修复35公里，剩余3公里11月20日前修复到位。", "planned"),
        ("9条道路已贯通7条，其余2条正在铺设面层，计划11月底通车。", "achieved"),
        ("9条道路已贯通7条，其余2条正在施工。", "achieved"),
    ],
)
def test_the_rest_is_planned_when_all_of_it_is_dated(extractor: Extractor, sentence: str, phase: str) -> None:
    rest = [q for q in quantities(extractor, sentence) if q.value in (Decimal(30), Decimal(3), Decimal(2)) and not q.implicit]
    assert [q.phase for q in rest] == [phase]


def test_the_highest_of_several_bounds_nothing(extractor: Extractor) -> None:
    found = quantities(extractor, "销号率最低的白岭县仅为38.2%，与最高的东溪区（82.6%）相差44.4个百分点。")
    assert [q.comparator for q in found if q.quote == "82.6%"] == ["eq"]


def test_a_substance_shares_the_head_of_its_list(extractor: Extractor) -> None:
    found = quantities(extractor, "化学需氧量、氨氮重点工程减排量分别不低于0.8万吨、0.1万吨。")
    assert [q.indicator for q in found] == ["化学需氧量重点工程减排量", "氨氮重点工程减排量"]
    assert [(q.comparator, q.direction) for q in found] == [("ge", None), ("ge", None)]
