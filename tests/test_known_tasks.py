"""Faults that were noticed and left, mended: times of an outlook, minutes, roles, thanks."""

from __future__ import annotations

from typing import Any

import pytest

from policy_extract import Extractor

SUMMARY = "云泽市水务局2025年上半年工作总结\n\n一、工作开展情况\n建成泵站3座。{}\n"
MINUTES = "云泽市工程指挥部会议纪要\n\n2025年6月12日，李明主持召开指挥部会议。\n\n一、关于泵站建设\n{}\n"
PLAN = "云泽市2025年工作方案\n\n一、重点任务\n{}\n"


def rows(extractor: Extractor, text: str) -> list[Any]:
    """The records of a text."""
    return [row for result in extractor.extract_text(text) for row in result.rows[1]]


def phases(extractor: Extractor, text: str) -> list[tuple[str, str]]:
    """Quote and phase of every quantity."""
    return [(q.quote, q.phase) for row in rows(extractor, text) for q in row.quantities]


def test_times_of_an_outlook_are_deadlines_of_its_numbers(extractor: Extractor) -> None:
    outlook = rows(extractor, SUMMARY.format("下一步，三季度建成公园12个，四季度培训600人次。"))[-1]
    assert [(q.quote, q.phase, str(q.when.end_date)) for q in outlook.quantities] == [
        ("12个", "planned", "2025-09-30"),
        ("600人次", "planned", "2025-12-31"),
    ]


def test_what_ran_up_to_the_report_stays_past_in_an_outlook(extractor: Extractor) -> None:
    """近三年 is gone by wherever it stands; what it counts is worked on."""
    assert phases(extractor, SUMMARY.format("近三年累计投入8亿元。"))[-1] == ("8亿元", "achieved")
    assert phases(extractor, SUMMARY.format("下一步，今年以来新开工的6个项目将投产。"))[-1] == ("6个", "planned")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("会议听取了市住建局工作汇报，完成投资5亿元。", [("5亿元", "achieved")]),
        ("会议听取了市水务局的汇报，目前已开工12座；市财政局拨付资金1亿元。", [("12座", "achieved"), ("1亿元", "achieved")]),
        ("会议听取了市水务局的汇报。上半年完成投资2亿元。会议要求，年底前建成3座。", [("2亿元", "achieved"), ("3座", "planned")]),
        ("会议听取了管网改造情况的汇报，会议要求年底前改造管网60公里。", [("60公里", "planned")]),
        ("会议听取了方案起草情况的汇报。项目改造泵房126座，由市水务局实施。", [("126座", "planned")]),
    ],
)
def test_minutes_tell_what_was_heard_from_what_is_demanded(
    extractor: Extractor, words: str, expected: list[tuple[str, str]]
) -> None:
    assert phases(extractor, MINUTES.format(words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("市经信局会同市国防科工局制定方案。", [("市经信局", "lead"), ("市国防科工局", "cooperate")]),
        ("市公安局会同市国家安全局开展排查。", [("市公安局", "lead"), ("市国家安全局", "cooperate")]),
        ("由市水务局担任实施主体，建设泵站3座。", [("市水务局", "responsible")]),
        ("由市水务局作为责任主体，建设泵站3座。", [("市水务局", "responsible")]),
        ("由市水务局作为牵头单位，建设泵站3座。", [("市水务局", "lead")]),
        ("市住建局为责任单位，市城管局为配合单位，改造小区20个。", [("市住建局", "responsible"), ("市城管局", "cooperate")]),
        ("感谢省水利厅对我市的大力支持。", []),
        ("感谢贵单位对我局工作的关心和支持。", []),
    ],
)
def test_who_answers(extractor: Extractor, words: str, expected: list[tuple[str, str]]) -> None:
    found = [(body.name, body.role) for row in rows(extractor, PLAN.format(words)) for body in row.responsibilities]
    assert found == expected
