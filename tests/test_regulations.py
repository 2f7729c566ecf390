"""Regulations in articles: who is charged, terms to act, and the last day on which a measure holds."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from policy_extract.extractor import Extractor

ARTICLES = (
    "云岫市公共数据管理办法\n\n第一章　总则\n第一条　为规范公共数据管理，制定本办法。\n"
    "第二条　市人民政府应当加强对公共数据工作的领导。市数据资源主管部门负责统筹全市公共数据工作。\n"
    "第三条　市数据资源主管部门应当会同有关部门建立目录管理制度。\n"
    "第四条　行业主管部门应当在变更之日起5个工作日内更新目录，受理单位3个工作日内答复。\n"
)


def test_the_subject_behind_an_article_number_is_charged(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(ARTICLES)
    found = [(body.name, body.role) for body in result.document.responsibilities]
    assert ("市人民政府", "responsible") in found
    assert found.count(("市数据资源主管部门", "responsible")) == 1
    assert ("市数据资源主管部门", "lead") in found


def test_general_provisions_are_duties_and_no_background(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(ARTICLES)
    text = result.view.text
    kinds = {re.sub(r"^第.条\s*", "", text[s.start : s.end])[:6]: s.kind for s in result.document.statements}
    assert kinds["为规范公共数"] == "background"
    assert kinds["市人民政府应"] == "task"
    assert kinds["市数据资源主"] in ("assignment", "task")


def test_working_days_to_act_are_terms_without_days_of_the_calendar(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(ARTICLES)
    text = result.view.text
    times = {text[t.start : t.end]: t for t in result.document.times if t.deadline}
    assert times["3个工作日内"].kind == "relative"
    assert times["3个工作日内"].end_date is None


@pytest.mark.parametrize(
    ("words", "kind", "governs"),
    [
        ("对吸纳就业的企业每人补贴1800元，政策执行期限截至2031年12月31日。", "during", True),
        ("每年发放消费券不少于600万元，执行期限至2031年12月31日。", "during", True),
        ("补足保证金2000万元，期限延至2031年12月31日。", "by", True),
        ("本办法自印发之日起施行，有效期至2031年12月31日。", "during", False),
    ],
)
def test_the_last_day_of_a_measure_governs_it(words: str, kind: str, governs: bool, extractor: Extractor) -> None:
    (result,) = extractor.extract_text(f"云岫市稳就业若干措施\n\n2030年3月1日\n\n一、支持政策\n{words}\n")
    last = dt.date(2031, 12, 31)
    (time,) = (t for t in result.document.times if t.end_date == last)
    assert (time.kind, time.deadline) == (kind, governs)
    if governs:
        assert [q.when.end_date for q in result.document.quantities if q.when is not None] == [last]
