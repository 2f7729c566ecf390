"""Progress marks: which words are one, what state they say, and what is no mark."""

from __future__ import annotations

import pytest

from policy_extract.mentions.statuses import find_running_statuses, find_statuses
from policy_extract.model import Document, Meta, Statement
from policy_extract.patterns import Pack, load
from policy_extract.tasks.responsibilities import assign


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


def marks(text: str, pack: Pack) -> list[tuple[str, str]]:
    return [(text[item.start : item.end], item.state) for item in find_statuses(text, 0, len(text), pack)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("台账更新不及时。（已完成整改）", [("已完成整改", "done")]),
        ("台账更新不及时。（已完成整改\n", [("已完成整改", "done")]),
        ("台账更新不及时。阶段性完成整改\n", [("阶段性完成整改", "partial")]),
        ("培训不足。(未完成整改)", [("未完成整改", "undone")]),
        ("【已销号】", [("已销号", "done")]),
        ("整改状态：已完成", [("已完成", "done")]),
        ("进展情况：正在推进，预计年底完成。", [("正在推进", "ongoing")]),
        ("| 1 | 建设平台 | 未启动 |", [("未启动", "not_started")]),
        ("1\t建设平台\t进行中\n2\t升级系统\t已完成\n", [("进行中", "ongoing"), ("已完成", "done")]),
        ("正在推进\n", [("正在推进", "ongoing")]),
        ("经复核，已整改到位，群众满意。", [("已整改到位", "done")]),
        ("该事项已于2024年3月完成整改。", [("已于2024年3月完成整改", "done")]),
        ("部分事项尚未整改到位。", [("尚未整改到位", "undone")]),
        ("（持续整改）", [("持续整改", "ongoing")]),
    ],
)
def test_marks(text: str, expected: list[tuple[str, str]], pack: Pack) -> None:
    assert marks(text, pack) == expected


@pytest.mark.parametrize(
    "text",
    [
        "确保年底前整改到位。",
        "到2027年，基本完成老旧管网改造。",
        "共反馈问题10个，已完成整改8个，正在整改2个。",
        "对已完成整改的问题开展回头看。",
        "完成时限：持续推进",
        "| 建设平台 | 长期坚持 |",
        "时序进度：持续推进",
        "全年完成投资5亿元。",
        "整改情况：一是健全制度。",
    ],
)
def test_what_is_no_mark(text: str, pack: Pack) -> None:
    assert marks(text, pack) == []


def test_loose_marks_count_only_beside_firm_ones(pack: Pack) -> None:
    assert marks("接口改造已全部完成，运行平稳。", pack) == []
    text = "1.接口不通。（已完成整改）\n接口改造已全部完成，运行平稳。\n2.台账不全。（阶段性完成）\n"
    assert [state for _, state in marks(text, pack)] == ["done", "done", "partial"]


def test_a_part_of_the_text(pack: Pack) -> None:
    text = "（已完成）（未启动）"
    (item,) = find_statuses(text, 5, len(text), pack)
    assert (item.start, item.end, item.state) == (6, 9, "not_started")


@pytest.mark.parametrize(
    ("genre", "states"), [("progress", ["partial", "ongoing", "not_started"]), ("work_report", []), ("plan", [])]
)
def test_marks_in_running_text_count_in_reports_of_progress(genre: str, states: list[str], pack: Pack) -> None:
    text = "护岸加固工程基本完成；码头二期正在推进；引水工程因征地受阻尚未启动。力争年底主体工程基本完成。"
    document = Document(0, len(text), Meta(genre=genre))
    start = 0
    for index, mark in enumerate(text):
        if mark in "；。":
            document.statements.append(Statement(start, index + 1, -1, 0, 0))
            start = index + 1
    document.statuses = find_statuses(text, 0, len(text), pack)
    assign(text, document, pack)
    assert [item.state for item in document.statuses] == states
    if states:
        assert text[slice(*document.statuses[0].covers)] == "护岸加固工程基本完成；"


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("排涝泵站工程已完成主体施工。", ["done"]),
        ("东站一期已竣工投产。", ["done"]),
        ("因产权不清，尚未启动处置。", ["not_started"]),
        ("处于停工状态，未完成年度投资计划。", ["undone"]),
        ("全市已完成投资5亿元。", []),
        ("对尚未启动的项目逐个约谈。", []),
    ],
)
def test_marks_before_their_object(text: str, states: list[str], pack: Pack) -> None:
    assert [item.state for item in find_running_statuses(text, 0, len(text), pack)] == states
