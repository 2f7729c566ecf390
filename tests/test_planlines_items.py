"""Who answers for an item of a plan and until when: closing lines, brackets and sentences, and dates that only describe."""

from __future__ import annotations

from typing import Any

import pytest

from policy_extract.extractor import Extractor

PLAN = "云泽市城市更新重点任务分工方案\n一、老旧小区改造\n{text}\n"
POINTS = "云泽市2026年数字政府建设工作要点\n一、夯实底座\n{text}\n"


def rows(extractor: Extractor, text: str, frame: str = PLAN) -> list[Any]:
    """The rows of one document."""
    return list(extractor.extract_text(frame.format(text=text))[0].rows[1])


def row_with(found: list[Any], words: str) -> Any:
    """The one row whose text holds some words."""
    (row,) = [row for row in found if words in row.quote]
    return row


def dates(row: Any) -> list[str]:
    """The last days of a row's times."""
    return [str(time.end_date) for time in row.times if time.end_date is not None]


def test_a_closing_line_inside_a_paragraph_dates_no_item_before_it(extractor: Extractor) -> None:
    """完成时限 in the second item says nothing of the first one."""
    found = rows(extractor, "1.改造泵站12座，由市水利局牵头。\n2.加装电梯300部。责任单位：市住建局；完成时限：2026年11月底前。")
    assert dates(row_with(found, "改造泵站")) == []
    assert dates(row_with(found, "加装电梯")) == ["2026-11-30"]


@pytest.mark.parametrize("closing", ["市园林局牵头，2027年底前完成。", "此项工作由市园林局具体负责，2027年底前完成。"])
def test_a_sentence_that_only_says_who_and_until_when_closes_its_item(extractor: Extractor, closing: str) -> None:
    """It is an assignment, and its date is that of what it closes."""
    found = rows(extractor, "1.新建口袋公园30处、绿道45公里。" + closing)
    task = row_with(found, "口袋公园")
    assert dates(task) == ["2027-12-31"]
    assert [str(quantity.when.end_date) for quantity in task.quantities] == ["2027-12-31"] * 2
    assert [body.name for body in task.responsibilities] == ["市园林局"]


def test_a_sentence_that_names_its_own_work_dates_only_itself(extractor: Extractor) -> None:
    """由市园林局完成编制 is work of its own."""
    found = rows(extractor, "1.新建口袋公园30处、绿道45公里。市园林局负责编制养护手册，2027年底前完成编制。")
    assert dates(row_with(found, "口袋公园")) == []


@pytest.mark.parametrize(
    ("bracket", "bodies"),
    [
        ("（市大数据局；9月底前）", [("responsible", "市大数据局")]),
        (
            "（市大数据局、市政府办公室，各县（市、区）政府；持续推进）",
            [("responsible", "市大数据局"), ("responsible", "市政府办公室"), ("implement", "各县（市、区）政府")],
        ),
        (
            "（市委网信办、市公安局，列首位的为牵头单位，下同）",
            [("lead", "市委网信办"), ("responsible", "市公安局")],
        ),
    ],
)
def test_a_bracket_of_bodies_alone_assigns_when_it_says_how_or_when(
    extractor: Extractor, bracket: str, bodies: list[tuple[str, str]]
) -> None:
    """A deadline or a word on how to read the list is enough without a verb of role."""
    found = rows(extractor, f"1.编制数据目录1.2万条。{bracket}", POINTS)
    assert [(body.role, body.name) for body in row_with(found, "编制数据目录").responsibilities] == bodies


def test_a_remark_of_one_known_body_assigns_nothing(extractor: Extractor) -> None:
    """One bracket that only names a source is no habit of the document."""
    found = rows(extractor, "1.编制数据目录1.2万条。（财政部）", POINTS)
    assert row_with(found, "编制数据目录").responsibilities == []


def test_a_date_that_says_which_things_are_meant_is_no_deadline(extractor: Extractor) -> None:
    """2000年底前建成的 describes the quarters; 2026年 dates the work."""
    row = row_with(rows(extractor, "1.2026年改造2000年底前建成的老旧小区86个、惠及居民2.4万户。"), "老旧小区")
    assert dates(row) == ["2026-12-31"]
    assert {str(quantity.when.end_date) for quantity in row.quantities} == {"2026-12-31"}


def test_a_deadline_before_a_noun_ahead_stays_one(extractor: Extractor) -> None:
    """A date of the plan's own years is kept, whatever it describes."""
    row = row_with(rows(extractor, "1.对2026年底前建成的示范小区给予5万元奖励。", POINTS), "示范小区")
    assert "2026-12-31" in dates(row)


def test_how_things_stand_is_no_target(extractor: Extractor) -> None:
    """基本情况 of a plan tells what there is."""
    text = (
        "云泽县绿化行动计划（2026—2028年）\n一、基本情况\n全县林地面积186.4万亩，森林覆盖率61.37%。\n"
        "二、主要任务\n完成造林3万亩。\n"
    )
    found = list(extractor.extract_text(text)[0].rows[1])
    assert {q.phase for q in row_with(found, "林地面积").quantities} == {"achieved"}
    assert {q.phase for q in row_with(found, "完成造林").quantities} == {"planned"}


def test_the_aims_of_a_step_share_its_time_below_headings_of_their_own(extractor: Extractor) -> None:
    """第二步，到2030年…: also what stands below a topic of the list."""
    text = (
        "云泽市产业发展规划\n一、发展目标\n第一步，到2027年技术应用明显提升。\n——产业竞争力进入全省方阵。核心产业规模超过150亿元。\n"
        "第二步，到2030年技术应用达到领先水平。\n——标准体系初步建立，多个领域取得突破。\n——产业进入价值链高端。核心产业规模超过400亿元。\n"
        "二、重点任务\n加快推进平台建设。\n"
    )
    row = row_with(list(extractor.extract_text(text)[0].rows[1]), "超过400亿元")
    assert [str(quantity.when.end_date) for quantity in row.quantities] == ["2030-12-31"]
