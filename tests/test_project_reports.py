"""Reports on projects and divisions of tasks: labels in brackets, bodies and deadlines behind an item, how far an item has come.

Every place and sentence here is invented.
"""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract import Extractor
from policy_extract.model import Document

EXTRACTOR = Extractor()

PROJECTS = """岚溪区2031年民生实事项目进展情况
发布时间：2031-11-06

截至10月底，两个项目进展如下：
1．办好托育服务
【2031年目标】新增托位300个，其中普惠托位210个。
【项目进展】已新增托位315个，其中普惠托位226个。已提前完成年度任务。
【责任单位】区卫生健康局  【配合单位】区教育局
2．改造老旧小区
【2031年目标】改造老旧小区16个。
【项目进展】16个小区中9个完工，受雨季影响，进度略有滞后。
【责任单位】区住房城乡建设局
"""

DIVISION = """岚溪市2031年重点任务分工

一、扩大有效投资
1.实施市级重点项目90个，新开工项目20个。由市发展改革委负责，10月底前完成。
2.岚溪水库二期6月底前投用，新建泵站4座，铺设管网35公里。〔市水利局牵头，市财政局配合，12月底前完成〕
3.社会消费品零售总额增长6%。（市商务局、市税务局，国家统计局岚溪调查队）
4.培育规上企业30家。（市工业和信息化局负责）
5.新增床位500张。（市卫生健康委牵头，市财政局配合）
"""


def read(text: str) -> tuple[str, Document]:
    """The text of the only document and what was found in it."""
    (result,) = EXTRACTOR.extract_text(text)
    return result.view.text, result.document


def kinds(text: str) -> dict[str, str]:
    """Kind of each statement by its first characters."""
    view, document = read(text)
    return {view[s.start : s.end][:7]: s.kind for s in document.statements}


def numbers(text: str) -> dict[str, tuple[str, str, dt.date | None]]:
    """Indicator, phase and end of the governing time of each number by its words."""
    view, document = read(text)
    return {
        view[q.start : q.end]: (q.indicator, q.phase, q.when.end_date if q.when is not None else None)
        for q in document.quantities
    }


def test_labels_in_brackets_give_the_kinds() -> None:
    found = kinds(PROJECTS)
    assert found["【2031年目"] == "goal"
    assert found["【项目进展】已"] == "achievement"
    assert found["【责任单位】区"] == "assignment"


def test_the_year_of_a_label_governs_the_target() -> None:
    found = numbers(PROJECTS)
    assert found["300个"] == ("托位", "planned", dt.date(2031, 12, 31))
    assert found["315个"] == ("托位", "achieved", None)


def test_bodies_behind_labels_in_brackets_cover_their_item() -> None:
    view, document = read(PROJECTS)
    bodies = {(r.name, r.role): view[r.covers[0] : r.covers[1]] for r in document.responsibilities if r.covers is not None}
    assert set(bodies) == {("区卫生健康局", "responsible"), ("区教育局", "cooperate"), ("区住房城乡建设局", "responsible")}
    assert bodies["区教育局", "cooperate"].startswith("1.办好")
    assert bodies["区住房城乡建设局", "responsible"].startswith("2.改造")


def test_how_far_an_item_has_come_covers_the_item() -> None:
    view, document = read(PROJECTS)
    found = {view[s.start : s.end]: (s.state, view[s.covers[0]]) for s in document.statuses if s.covers is not None}
    assert found == {"已提前完成年度任务": ("done", "1"), "进度略有滞后": ("ongoing", "2")}


@pytest.mark.parametrize(
    ("name", "role", "item"),
    [
        ("市发展改革委", "responsible", "1."),
        ("市水利局", "lead", "2."),
        ("市财政局", "cooperate", "2."),
        ("国家统计局岚溪调查队", "responsible", "3."),
    ],
)
def test_bodies_behind_an_item_cover_it(name: str, role: str, item: str) -> None:
    view, document = read(DIVISION)
    covers = [r.covers for r in document.responsibilities if (r.name, r.role) == (name, role)]
    assert any(span is not None and view[span[0] : span[0] + 2] == item for span in covers), covers


def test_the_deadline_behind_an_item_governs_its_numbers() -> None:
    found = numbers(DIVISION)
    assert found["90个"][2] == dt.date(2031, 10, 31)
    assert found["20个"][2] == dt.date(2031, 10, 31)


def test_the_deadline_of_a_project_dates_its_own_clause() -> None:
    found = numbers(DIVISION)
    assert found["4座"][2] == dt.date(2031, 12, 31)
    assert found["35公里"][2] == dt.date(2031, 12, 31)


def test_a_sentence_that_only_says_who_and_when_is_an_assignment() -> None:
    found = kinds(DIVISION)
    assert found["由市发展改革委"] == "assignment"
    assert found["〔市水利局牵头"] == "assignment"


def test_goals_announced_with_a_bracket_take_the_period() -> None:
    text = (
        "岚溪市政府工作报告\n——2031年1月12日在岚溪市第五届人民代表大会第六次会议上\n\n一、砥砺奋进，开创新局\n"
        "综合考虑，提出今后五年全市发展的主要目标（均按2030年价格计算）：\n"
        "——综合实力再上台阶。经济总量超过1500亿元。\n——城乡统筹协调发展。城镇化率达到58%。\n"
    )
    assert numbers(text)["58%"] == ("城镇化率", "planned", dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("announcing", "until"),
    [
        ("与到2040年基本实现现代化的目标相衔接，今后五年的主要目标是：", dt.date(2035, 12, 31)),
        ("衔接2030年和2040年的目标，今后五年的主要目标是：", dt.date(2035, 12, 31)),
        ("夯实发展的基础，2035年、2040年的主要目标是：", None),
    ],
)
def test_the_time_of_the_clause_that_announces_goals_governs_them(announcing: str, until: dt.date | None) -> None:
    title = "岚溪市国民经济和社会发展第十六个五年规划纲要\n（2031—2035年）"
    text = f"{title}\n\n第一章 主要目标\n\n{announcing}\n\n——城乡协调发展。城镇化率达到58%。\n"
    assert numbers(text)["58%"] == ("城镇化率", "planned", until)
