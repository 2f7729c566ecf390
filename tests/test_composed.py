"""What was composed is found, with all attributes; and what the composed sentences once showed to be read wrongly."""

from __future__ import annotations

import random

import pytest
from composing import Tally, check, compose
from composing.numerals import in_chinese, spoken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_extract.extractor import Extractor
from policy_extract.mentions.numbers import parse_chinese
from policy_extract.result import DocumentResult

PROMISE = 0.995
PLAN = "云泽市2026年重点工作方案\n2026年3月10日\n\n一、重点任务\n{}\n"


def read(extractor: Extractor, items: str) -> DocumentResult:
    """The plan of some items."""
    return extractor.extract_text(PLAN.format(items))[0]


def test_what_was_composed_is_found(extractor: Extractor) -> None:
    """A hundred plans from a fixed seed; `python -m benchmarks.composed` does as many as one likes."""
    dice, tally = random.Random(2026), Tally()
    for _ in range(100):
        check(extractor, compose(dice), tally)
    assert sum(tally.wanted.values()) > 2000
    assert tally.rate("quantity", "time") >= PROMISE, tally.wrong.most_common(10)
    assert tally.rate("body") >= PROMISE, tally.wrong.most_common(10)
    assert tally.wanted["cover"] == 0, f"bodies of other items: {tally.examples['cover invented: invented'][:3]}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.randoms(use_true_random=False))
def test_no_composed_time_is_lost(dice: random.Random) -> None:
    """Whatever hypothesis composes: each time is found with its days, and no quantity where none was written."""
    tally = Tally()
    check(Extractor(), compose(dice, 3), tally)
    assert tally.right["time"] == tally.wanted["time"], tally.examples
    assert not any(name.startswith("quantity invented") for name in tally.wrong), tally.examples


@given(st.integers(1, 10**9))
def test_numerals_of_the_composer_mean_what_it_says(number: int) -> None:
    assert parse_chinese(in_chinese(number)) == number == parse_chinese(spoken(number))


@pytest.mark.parametrize(
    ("item", "indicator"),
    [
        ("一是新建桥梁5座。", "桥梁"),
        ("二是民间投资增长9%。", "民间投资"),
        ("建制村通客车率由60%提高到90%。", "建制村通客车率"),
        ("建成区绿化覆盖率达到42%。", "建成区绿化覆盖率"),
        ("基本养老保险参保率提高3个百分点。", "基本养老保险参保率"),
        ("工业技术改造投资增长12%。", "工业技术改造投资"),
        ("再生水利用率不低于30%。", "再生水利用率"),
        ("建设12.5万平方米标准厂房。", "标准厂房"),
        ("新增标准厂房8万平方米。", "标准厂房"),
        ("建成15—39公里城市绿道。", "城市绿道"),
    ],
)
def test_names_that_look_like_verbs(extractor: Extractor, item: str, indicator: str) -> None:
    found = read(extractor, item).document.quantities
    assert [quantity.indicator for quantity in found] == [indicator]


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("制造业贷款余额与工业技术改造投资分别增长10%、4%。", ["制造业贷款余额", "工业技术改造投资"]),
        ("引进市外到位资金和规模以上工业企业利润总额分别增长9%、3%。", ["引进市外到位资金", "规模以上工业企业利润总额"]),
        ("软件业务收入和财政收入分别增长9%、6%。", ["软件业务收入", "财政收入"]),
        ("研发经费投入与社会融资规模分别增长7%、4%。", ["研发经费投入", "社会融资规模"]),
    ],
)
def test_members_with_names_of_their_own_share_no_head(extractor: Extractor, item: str, names: list[str]) -> None:
    assert [quantity.indicator for quantity in read(extractor, item).document.quantities] == names


@pytest.mark.parametrize(
    ("item", "end"),
    [
        ("1.2032年前，新建学校5所。", "2031-12-31"),
        ("2.2027年5月底，新建学校5所。", "2027-05-31"),
        ("3.7月底前，新建学校5所。", "2026-07-31"),
        ("4.2026至2030年，新建学校5所。", "2030-12-31"),
        ("5.二〇二九年11月底，新建学校5所。", "2029-11-30"),
        ("6.三年内，新建学校5所。", "2029-03-10"),
        ("四是今后五年，新建学校5所。", "2030-12-31"),
        ("五是2031年前，新建学校5所。", "2030-12-31"),
    ],
)
def test_a_time_behind_an_item_number(extractor: Extractor, item: str, end: str) -> None:
    """2.2027年 is an item number and a year, never a decimal or a month without its year."""
    (quantity,) = read(extractor, item).document.quantities
    assert quantity.when is not None and str(quantity.when.end_date) == end


@pytest.mark.parametrize(
    "item", ["每月开展四次专项检查。", "建成公园二十五个，新增绿地3公顷。", "新增床位一千三百七十二张，投资9亿元。"]
)
def test_chinese_numerals_are_counts(extractor: Extractor, item: str) -> None:
    """A large number or a frequency never numbers the points of a programme."""
    assert read(extractor, item).document.quantities[0].comparator == "eq"
    assert len(read(extractor, item).document.quantities) == 1 + item.count("，")


def test_an_item_number_in_brackets_is_no_bracket_of_bodies(extractor: Extractor) -> None:
    """（2）…（责任单位：…） without a full stop says what to do, and its time stays its own."""
    rows = read(extractor, "（1）新建公园3个。\n（2）2027年底前，新建桥梁5座（市财政局牵头，市教育局配合）").rows[1]
    assert [row.kind for row in rows] == ["task", "task"]
    assert rows[0].quantities[0].when is None and rows[1].quantities[0].when is not None
    assert [len(row.responsibilities) for row in rows] == [0, 2]


def test_a_bracket_closes_its_own_item_only(extractor: Extractor) -> None:
    """An item that opens with a date is an item of its own: its bodies never reach the item before."""
    rows = read(extractor, "1.新建学校3所。\n2.2027年底前，新建桥梁7座。（责任单位：市财政局）\n3.新建公园5个。").rows[1]
    assert [[body.name for body in row.responsibilities] for row in rows if row.quantities] == [[], ["市财政局"], []]


def test_a_bracket_alone_makes_no_heading(extractor: Extractor) -> None:
    """A sentence followed by nothing but who answers for it is no heading: its number would be lost."""
    items = "五年内，公办园占比超过三分之一。（市教育局负责）\n绿色出行比例达到三分之二。（市交通局负责）"
    assert len(read(extractor, items).document.quantities) == 2


def test_growth_is_no_post(extractor: Extractor) -> None:
    """民生支出增长不得低于…: 增长 ends like 局长, and charges nobody."""
    assert read(extractor, "全市民生支出增长不得低于9%。").document.responsibilities == []


def test_a_day_from_which_it_holds_governs_its_sentence(extractor: Extractor) -> None:
    (quantity,) = read(extractor, "自2027年1月1日起，最低工资标准提高到2300元。").document.quantities
    assert quantity.when is not None and (quantity.when.kind, str(quantity.when.start_date)) == ("from", "2027-01-01")


@pytest.mark.parametrize(
    ("item", "indicator", "value", "baseline"),
    [
        ("地方财政收入由第7位提升至第3位。", "地方财政收入", 3, 7),
        ("进出口总额由全省第12位上升到第5位。", "进出口总额", 5, 12),
        ("人才公寓由目前的60套增加到140套。", "人才公寓", 140, 60),
        ("农产品加工业产值在2025年基础上增长9%。", "农产品加工业产值", 9, None),
    ],
)
def test_from_where_a_number_starts(extractor: Extractor, item: str, indicator: str, value: int, baseline: int | None) -> None:
    """A place in an order starts from a place; 由目前的 tells no past; a base is no part of the name."""
    (quantity,) = read(extractor, item).document.quantities
    assert (quantity.indicator, quantity.value, quantity.baseline_value) == (indicator, value, baseline)
    assert quantity.phase == "planned" and quantity.direction == "up"


@pytest.mark.parametrize("number", ["", "二是", "④", "（3）", "5."])
def test_a_threshold_behind_any_item_number(extractor: Extractor, number: str) -> None:
    """对…不低于N的企业: the number qualifies and measures what stands before it, whatever numbers the item."""
    found = read(extractor, f"{number}对年营业收入不低于800万元的合作社，给予5万元补助。").document.quantities
    assert [(q.phase, q.indicator, q.comparator) for q in found] == [("condition", "年营业收入", "ge"), ("planned", "补助", "eq")]


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("村级养老服务站、变电站分别建成6个和4座。", ["村级养老服务站", "变电站"]),
        ("农村公路、人才公寓、公共厕所分别建成9公里、40套、7座。", ["农村公路", "人才公寓", "公共厕所"]),
        ("宽带通达率、监测合格率与高等教育毛入学率分别达到54%、88%和25%。", ["宽带通达率", "监测合格率", "高等教育毛入学率"]),
    ],
)
def test_what_is_dealt_out_keeps_its_own_name(extractor: Extractor, item: str, names: list[str]) -> None:
    assert [quantity.indicator for quantity in read(extractor, item).document.quantities] == names


@pytest.mark.parametrize("clause", ["更新公交车80辆", "每月更新公交车8辆", "建设清江、松陵等4座泵站"])
def test_a_level_ends_where_another_deed_begins(extractor: Extractor, clause: str) -> None:
    level, deed = read(extractor, f"绿道里程达到50公里，{clause}。").document.quantities
    assert (level.measure, deed.measure, deed.direction) == ("level", None, None)


@pytest.mark.parametrize(
    ("subject", "roles"),
    [
        ("市教育局会同市民政局", {"市教育局": "lead", "市民政局": "cooperate"}),
        ("由市教育局牵头，会同市机关事务局", {"市教育局": "lead", "市机关事务局": "cooperate"}),
        ("由市教育局负责", {"市教育局": "responsible"}),
    ],
)
def test_bodies_that_act_are_no_part_of_what_they_build(extractor: Extractor, subject: str, roles: dict[str, str]) -> None:
    document = read(extractor, f"{subject}建设普通高中4所。").document
    assert [(quantity.indicator, quantity.scope) for quantity in document.quantities] == [("普通高中", None)]
    assert {body.name: body.role for body in document.responsibilities} == roles


def test_a_bracket_behind_a_place_in_an_order(extractor: Extractor) -> None:
    """由第9位上升到第5位（市商务局牵头）: 由 charges nobody outside of the bracket."""
    document = read(extractor, "进出口总额由第9位上升到第5位（市商务局牵头，市财政局配合）").document
    assert [body.name for body in document.responsibilities] == ["市商务局", "市财政局"]
