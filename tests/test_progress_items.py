"""Numbered items of progress reports: the task they repeat, what is told of it, and how far a mark of progress reaches."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from policy_extract import Extractor

REPORT = """云溪县2025年重点任务进展情况通报

一、总体情况
148项任务中，已完成41项，占27.7%。
二、具体进展
1. 新建农村公路120公里。{first}
2. 改造老旧小区18个。已全部完工。
3. 新增学位2000个。进度滞后，县教育局已制定赶工计划。

下一步，各责任单位要对照清单倒排工期，确保12月底前全面完成。
"""


def statements(extractor: Extractor, text: str) -> list[tuple[str, Any]]:
    """The statements of a text with their words."""
    (result,) = extractor.extract_text(text)
    return [(text[row.start : row.end], row) for row in result.rows[1]]


@pytest.mark.parametrize("first", ["已完成96公里，正在推进。", "目前完成路基96公里。", "尚未开工。", "累计完成96公里。"])
def test_a_repeated_task_is_planned_and_what_is_told_is_achieved(extractor: Extractor, first: str) -> None:
    rows = {words: row for words, row in statements(extractor, REPORT.format(first=first))}
    task = rows["1. 新建农村公路120公里。"]
    assert task.kind == "task"
    assert [(q.value, q.phase) for q in task.quantities] == [(120, "planned")]
    assert {q.phase for words, row in rows.items() if "96" in words for q in row.quantities} <= {"achieved"}


def test_a_sentence_that_only_goes_on_leaves_what_was_done(extractor: Extractor) -> None:
    rows = {words: row for words, row in statements(extractor, REPORT.format(first="其中乡道80公里。"))}
    assert [q.phase for q in rows["1. 新建农村公路120公里。"].quantities] == ["achieved"]


def test_a_mark_reaches_its_numbered_paragraph_and_no_further(extractor: Extractor) -> None:
    text = REPORT.format(first="已完成96公里。")
    covers = {status.quote: text[slice(*status.covers)] for _, row in statements(extractor, text) for status in row.statuses}
    assert covers == {
        "已全部完工": "2. 改造老旧小区18个。已全部完工。",
        "进度滞后": "3. 新增学位2000个。进度滞后，县教育局已制定赶工计划。",
    }


TITLED = """云溪县问题整改情况通报

（一）值班制度不落实
整改情况：已修订制度。（已完成整改）
（二）台账登记不规范
整改情况：已补登台账。（已完成整改）
（三）采购程序不严格
整改情况：正在复核合同。（正在整改）
各单位要举一反三，防止反弹。
"""


def test_the_last_item_leaves_out_what_closes_the_document(extractor: Extractor) -> None:
    covers = {status.quote: TITLED[slice(*status.covers)] for _, row in statements(extractor, TITLED) for status in row.statuses}
    assert covers["正在整改"].startswith("（三）采购程序不严格")
    assert "举一反三" not in covers["正在整改"]


def test_short_tasks_with_numbers_are_no_headings(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(REPORT.format(first="已完成96公里。"))
    assert [heading.title for heading in result.rows[0].sections if heading.level == 1] == ["总体情况", "具体进展"]
    assert not [heading for heading in result.rows[0].sections if heading.level > 1]


def test_a_count_in_brackets_leaves_a_title_a_title(extractor: Extractor) -> None:
    items = "（一）城区段（3个）。含东堤、西堤和南堤，建设护岸。\n（二）乡镇段（6个）。含上坪等乡镇，建设护岸。\n"
    text = f"云溪流域治理规划\n\n一、治理项目\n{items}"
    (result,) = extractor.extract_text(text)
    assert [heading.title for heading in result.rows[0].sections if heading.level == 2] == ["城区段（3个）", "乡镇段（6个）"]


def test_paragraphs_that_differ_speak_of_themselves(extractor: Extractor) -> None:
    text = (
        "云溪县2025年重点任务进展情况通报\n\n一、民生项目\n县医院迁建主体封顶。进度滞后。\n老旧小区改造抓紧实施。已全部完工。\n"
    )
    covers = {status.quote: text[slice(*status.covers)] for _, row in statements(extractor, text) for status in row.statuses}
    assert covers == {"进度滞后": "县医院迁建主体封顶。进度滞后。", "已全部完工": "老旧小区改造抓紧实施。已全部完工。"}


def test_no_end_of_marks_in_one_item_each_speaks_of_its_sentence(extractor: Extractor) -> None:
    text = "云溪县2025年重点任务进展情况通报\n\n一、民生项目\n" + "县医院迁建主体封顶。进度滞后。\n" * 70
    rows = statements(extractor, text)
    assert {text[slice(*status.covers)] for _, row in rows for status in row.statuses} == {"进度滞后。"}
    assert sum(len(row.statuses) for _, row in rows) == 70


SUMMARY = """云溪县交通运输局2025年工作总结

2025年，全县交通系统完成固定资产投资86.3亿元，同比增长12.4%。{more}
一、工作完成情况
新改建农村公路312公里。
"""


def test_the_figures_before_the_parts_of_a_summary_are_records(extractor: Extractor) -> None:
    first = statements(extractor, SUMMARY.format(more="现将有关情况总结如下。"))[0]
    assert first[1].kind == "achievement"
    assert [(q.value, q.unit, q.phase) for q in first[1].quantities] == [
        (8630000000, "元", "achieved"),
        (Decimal("12.4"), "%", "achieved"),
    ]


def test_what_is_meant_for_the_next_year_is_no_figure_of_this_one(extractor: Extractor) -> None:
    rows = dict(statements(extractor, SUMMARY.format(more="2026年，力争完成投资90亿元。")))
    assert "achieved" not in {q.phase for words, row in rows.items() if "90亿" in words for q in row.quantities}


def test_what_was_fed_back_is_a_problem(extractor: Extractor) -> None:
    text = TITLED.replace("整改情况：已修订制度。", "反馈违规图斑12个、面积86.4亩。已拆除10个。")
    rows = dict(statements(extractor, text))
    assert rows["反馈违规图斑12个、面积86.4亩。"].kind == "problem"
    assert rows["已拆除10个。"].kind == "achievement"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("已于8月20日拆除厂房2300平方米。", "厂房"),
        ("争取在9月底之前新建公园3个。", "公园"),
        ("新增就业高于2024年1.2万人。", "新增就业"),
    ],
)
def test_the_preposition_of_a_date_is_no_part_of_a_name(extractor: Extractor, words: str, name: str) -> None:
    rows = statements(extractor, f"云溪县行动方案\n\n一、主要任务\n{words}\n")
    assert [q.indicator for _, row in rows for q in row.quantities] == [name]
