"""Faults noticed and left, mended: names with numerals, second measure words, seasons of a year, unreadable characters."""

from __future__ import annotations

from typing import Any

import pytest

from policy_extract import Extractor
from policy_extract.reading import read

PLAN = "云泽市2025年工作方案\n\n一、重点任务\n{}\n"


def quantities(extractor: Extractor, words: str, form: str = PLAN) -> list[Any]:
    """The quantities of the records of a text."""
    return [q for result in extractor.extract_text(form.format(words)) for row in result.rows[1] for q in row.quantities]


def values(extractor: Extractor, words: str) -> list[Any]:
    """The values of these quantities."""
    return [quantity.value for quantity in quantities(extractor, words)]


@pytest.mark.parametrize(
    "words", ["开展二十四节气农耕体验活动。", "打造十三朝古都品牌。", "传承七十二行技艺，推广二十四式太极拳。"]
)
def test_a_name_that_opens_with_a_numeral_counts_nothing(extractor: Extractor, words: str) -> None:
    assert quantities(extractor, words) == []


def test_what_is_counted_beside_such_a_name_stays(extractor: Extractor) -> None:
    (one,) = quantities(extractor, "建设二十四节气公园3个。")
    assert (one.value, one.unit, one.indicator) == (3, "个", "二十四节气公园")


@pytest.mark.parametrize(
    ("words", "quote", "value", "unit", "indicator"),
    [
        ("培育30个（家）企业。", "30个（家）", 30, "个", "企业"),
        ("更新公交50辆(台)。", "50辆(台)", 50, "辆", "公交"),
        ("淘汰老旧设备35台/套。", "35台/套", 35, "台套", "老旧设备"),
        ("解决农村34.7万人口饮水困难。", "34.7万人口", 347000, "人", "饮水困难"),
        ("建设易地搬迁点（区）108个。", "108个", 108, "个", "易地搬迁点（区）"),
    ],
)
def test_a_second_measure_word_belongs_to_the_first(
    extractor: Extractor, words: str, quote: str, value: int, unit: str, indicator: str
) -> None:
    (one,) = quantities(extractor, words)
    assert (one.quote, one.value, one.unit, one.indicator) == (quote, value, unit, indicator)


@pytest.mark.parametrize(
    ("words", "quote", "comparator", "value"),
    [
        ("力争游客量翻一番多。", "翻一番多", "gt", 2),
        ("力争游客量翻两番以上。", "翻两番以上", "ge", 4),
        ("力争游客量翻一番。", "翻一番", "eq", 2),
    ],
)
def test_more_than_doubled(extractor: Extractor, words: str, quote: str, comparator: str, value: int) -> None:
    (one,) = quantities(extractor, words)
    assert (one.quote, one.comparator, one.value) == (quote, comparator, value)


def test_several_rates_with_one_number_are_several_quantities(extractor: Extractor) -> None:
    first, second = quantities(extractor, "到2027年，学前教育毛入园率、义务教育巩固率均达98%以上。")
    assert (first.indicator, second.indicator) == ("学前教育毛入园率", "义务教育巩固率")
    assert (
        (first.value, first.comparator, first.start) == (second.value, second.comparator, second.start) == (98, "ge", first.start)
    )
    assert {first.when.end_date, second.when.end_date} == {first.when.end_date}


def test_incomes_that_grow_alike_stay_one_quantity(extractor: Extractor) -> None:
    """Only rates are parted: a list of other things may be one thing."""
    assert len(quantities(extractor, "主营业务收入和利税均增长10%以上。")) == 1


def test_an_event_of_a_named_year_is_one_undated_time(extractor: Extractor) -> None:
    (row,) = extractor.extract_text(PLAN.format("2025年春耕前完成机具检修500台。"))[0].rows[1]
    assert [(time.quote, time.kind, time.end_date) for time in row.times] == [("2025年春耕前", "by", None)]
    assert row.quantities[0].when.quote == "2025年春耕前"


def test_years_that_are_several_do_not_end_with_the_heading_s_year(extractor: Extractor) -> None:
    (bare,) = quantities(extractor, "五年间，新增绿地30公顷。")
    (coming,) = quantities(extractor, "今后五年间，新增绿地30公顷。")
    assert bare.when.end_date is None
    assert (coming.when.start_date.year, coming.when.end_date.year) == (2025, 2029)


@pytest.mark.parametrize(
    "words",
    ["投资(cid:12)5亿元。", "培训3(cid:9)0人次。", "新建公园(cid:5)(cid:6)个。", "占比达到4(cid:8)%。", "新建\ufffd12个公园。"],
)
def test_a_number_beside_an_unreadable_character_is_left_out(extractor: Extractor, words: str) -> None:
    assert quantities(extractor, words) == []


def test_a_line_of_unreadable_characters_has_no_numbers(extractor: Extractor) -> None:
    assert values(extractor, "#&(cid:240)0(cid:241)1wh(cid:242)2l34%;\n绿化率达到36%，新建公园12(cid:9)个。") == [36]


def test_cells_that_ran_into_each_other_are_no_numbers(extractor: Extractor) -> None:
    glued = "增减情况1排放总量（万吨）36103960-12%2处理总量（万吨）71506280-9.5%3劣五类比例（%）31.2＜26-5.2个百分点4达标率48.1"
    assert values(extractor, f"{glued}\n绿化率达到36%。") == [36]


def test_unreadable_characters_are_named(extractor: Extractor) -> None:
    text = PLAN.format("投资(cid:12)5亿元，新建公园12个。")
    source = read(text.encode(), "plan.txt")
    assert any("(cid:N)" in warning for warning in source.warnings)
    (result,) = extractor.extract_source(source)
    assert [issue.code for issue in result.document.issues] == ["lost_characters"]
    assert [q.value for row in result.rows[1] for q in row.quantities] == [12]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("云泽市提振消费三年行动方案\n（2024-2026年）\n\n一、重点任务\n年底前建成公园3个。\n", 2024),
        ("就制定云泽市国民经济和社会发展第十五个五年规划提出以下建议。\n\n一、重点任务\n建成公园3个。\n", 2026),
        ("云泽市工程指挥部会议纪要\n\n2024年6月12日，李明主持召开指挥部会议。\n\n会议要求，6月底前建成泵站3座。\n", 2024),
        ("云泽市消费措施\n\n根据《云泽省行动方案（2024—2026年）》，制定本措施。\n\n一、任务\n建成公园3个。\n", None),
    ],
)
def test_where_the_year_of_a_document_stands(extractor: Extractor, text: str, year: int | None) -> None:
    assert extractor.extract_text(text)[0].document.meta.year == year
