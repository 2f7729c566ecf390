"""Ranks in work reports: the contest or the thing ranked is the name, the place or company that takes the rank is the scope."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """桐湖市政府工作报告
——2022年1月8日在桐湖市第六届人民代表大会第一次会议上
一、2021年工作回顾
{task}
"""


def ranks(extractor: Extractor, task: str) -> list[Quantity]:
    """The ranks of one sentence."""
    return [q for q in extractor.extract_text(REPORT.format(task=task))[0].document.quantities if q.measure == "rank"]


NAMES = [
    ("在首届最美城市排行榜中，桐湖市位居第20位。", [("首届最美城市排行榜", "桐湖市")]),
    ("桐湖市在全省督查考评中位居第3。", [("全省督查考评", "桐湖市")]),
    ("在全省年度目标责任考核中名列第一。", [("全省年度目标责任考核", None)]),
    ("临川新区位居“创新园区发展百强榜”第1名。", [("“创新园区发展百强榜”", "临川新区")]),
    ("东安机场跃居全球最繁忙机场第8位。", [("全球最繁忙机场", "东安机场")]),
    ("北门风情街位列全国十大夜市榜首。", [("全国十大夜市", "北门风情街")]),
    ("连续14年位居“最具活力城市”第1名。", [("“最具活力城市”", None)]),
    ("被某杂志评为全国最佳商业城市排行榜第1名。", [("全国最佳商业城市排行榜", None)]),
    ("我市荣获全省畅通工程评比第一名。", [("全省畅通工程评比", "我市")]),
    ("石桥高新区在全国综合排名从2012年的第38位上升至2016年的第15位。", [("全国综合排名", "石桥高新区")]),
    ("临平县在“全国百强县”排名升至第32位。", [("“全国百强县”排名", "临平县")]),
    ("外贸进出口总额上升至副省级城市第4位。", [("外贸进出口总额", None)]),
    ("口岸集装箱吞吐量居长江中上游首位。", [("口岸集装箱吞吐量", None)]),
    ("营商环境便利度综合排名全省第一。", [("营商环境便利度", None)]),
    ("信用评估全省排名第2位。", [("信用评估", None)]),
    ("工业增加值由全国城市第12位提升到第9位。", [("工业增加值", None)]),
    ("投资增长17%、居全国第一，财政收入增长20%、居全国第二。", [("投资", None), ("财政收入", None)]),
    ("治安满意率、平安创建知晓率、队伍满意度均列全省第一。", [("治安满意率、平安创建知晓率、队伍满意度", None)]),
    ("地区生产总值增长3.5%，增速稳居东部四市首位。", [("地区生产总值增速", None)]),
    ("专业合作社发展到1507个，增速创全省第一。", [("专业合作社增速", None)]),
    ("金牌数和奖牌总数在全国参赛城市中均排名第一。", [("金牌数", None), ("奖牌总数", None)]),
    ("空气质量在全国74个重点城市中排名第一。", [("空气质量", None)]),
    ("政务公开工作连续3年省政府目标考核第一。", [("政务公开工作省政府目标考核", None)]),
]


@pytest.mark.parametrize(("task", "expected"), NAMES)
def test_what_is_ranked(extractor: Extractor, task: str, expected: list[tuple[str, str | None]]) -> None:
    """The name of a rank is cut at the verb of ranking; a ranking with a holder is measured itself."""
    assert [(q.indicator, q.scope) for q in ranks(extractor, task)] == expected


@pytest.mark.parametrize("task", ["空气质量在全国74个重点城市中排名第一。", "在全省61个县区中，年度评价排名第17位。"])
def test_among_how_many(extractor: Extractor, task: str) -> None:
    """The count among which a rank is taken is no achievement."""
    document = extractor.extract_text(REPORT.format(task=task))[0].document
    assert [q.phase for q in document.quantities] == ["reference", "achieved"]
