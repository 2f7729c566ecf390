"""Situation, guidance and appeals among goals and tasks (形势分析、总体要求、号召), and the year that a clause names itself."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document

REPORT = """岚洲市人民政府工作报告
——2026年1月12日在岚洲市第八届人民代表大会第六次会议上
市长　林一

各位代表：
现在，我代表市人民政府向大会报告工作，请予审议。

一、2025年工作回顾
2025年，全市生产总值增长6.1%，建成农村公路86公里。
我们也清醒地看到，发展中还存在不少困难：产业层次不高，农民增收渠道不宽。对这些问题，我们将高度重视，采取有效措施加以解决。

二、2026年重点工作
当前，我市正处于转型升级的关键阶段，机遇与挑战并存。产业链条偏短，民间投资后劲偏弱。面对新形势，我们要抢抓机遇、攻坚克难。
今年政府工作的总体要求是：坚持稳中求进，深化改革开放，着力改善民生，建设幸福岚洲。
主要预期目标是：生产总值增长6%；城镇登记失业率控制在4%以内。
（一）加快水利建设
水利是农业的命脉，也是乡村振兴的重要支撑。力争“十五五”期间新建水库50座，其中今年新建8座，除险加固12座。
（二）办好民生实事
使2027年养老床位达到3000张，2030年养老床位达到5000张以上。
让我们更加紧密地团结起来，在市委的坚强领导下，凝心聚力、真抓实干，为建设幸福岚洲而努力奋斗。
"""


@pytest.fixture(scope="module")
def report() -> Document:
    """The report of an invented city."""
    return Extractor().extract_text(REPORT)[0].document


def kind(document: Document, words: str) -> str:
    """Kind of the statement that holds these words."""
    offset = REPORT.index(words)
    return next(s.kind for s in document.statements if s.start <= offset < s.end)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("机遇与挑战并存", "background"),
        ("产业链条偏短", "background"),
        ("面对新形势", "task"),
        ("产业层次不高", "problem"),
        ("对这些问题", "task"),
        ("今年政府工作的总体要求是", "background"),
        ("生产总值增长6%", "goal"),
        ("水利是农业的命脉", "background"),
        ("让我们更加紧密", "background"),
    ],
)
def test_kinds(report: Document, words: str, expected: str) -> None:
    """What only describes, guides or exhorts is background; what names a deed or a level stays."""
    assert kind(report, words) == expected


@pytest.mark.parametrize(("quote", "year"), [("50座", 2030), ("8座", 2026), ("12座", 2026), ("3000张", 2027), ("5000张", 2030)])
def test_year_of_the_clause(report: Document, quote: str, year: int) -> None:
    """A bare year dates its own clause, whatever period opens the sentence or follows it."""
    offset = REPORT.index(quote)
    quantity = next(q for q in report.quantities if q.start <= offset < q.end)
    assert quantity.when is not None
    assert quantity.when.end_date == dt.date(year, 12, 31)
