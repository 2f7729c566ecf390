"""Measures across plans: counterparts, themes, versions, levels, results, and the time axis."""

from __future__ import annotations

from decimal import Decimal

import pytest
from comparing import GOALS, plan, report

from policy_extract import compare
from policy_extract.compare.alignment import align
from policy_extract.compare.cascade import cascade
from policy_extract.compare.coverage import cover
from policy_extract.compare.results import ResultReader, Results, results, verdict
from policy_extract.compare.results import report as keep_report
from policy_extract.compare.selection import hold
from policy_extract.compare.shows import SHOWS
from policy_extract.compare.targets import TargetReader
from policy_extract.compare.timeline import NOBODY, timeline
from policy_extract.compare.versions import KINDS, versions
from policy_extract.errors import UsageError
from policy_extract.patterns import load

EAST = """松坞市养老服务发展方案
一、主要任务
（一）完善设施。新建社区嵌入式养老服务站20个，推进居家适老化改造。
（二）壮大队伍。开展养老护理员职业技能等级培训，到2026年培训护理员500名。
（三）发展银发经济。培育智慧康养产业园，举办老年用品博览会。
（责任单位：市民政局）
"""
WEST = """柏渡市养老服务发展方案
一、重点工作
（一）建设网络。建设嵌入式社区养老服务站35个，做好困难老人家庭适老化改造。
（二）培养人才。组织养老护理员技能等级培训300人次。
（三）修复湿地。恢复河口湿地面积200公顷。
"""
OLD = """松坞市公园城市建设方案
一、目标任务
1.到2026年，建成口袋公园30个。
2.推进滨河绿道建设，打通断点。
3.整治裸露土地，做到应绿尽绿。
4.开展义务植树活动，普及认养制度。
"""
NEW = """松坞市公园城市建设方案
一、目标任务
1.推进滨河绿道建设，打通断点。
2.到2026年，建成口袋公园45个。
3.整治裸露土地和闲置地块，做到应绿尽绿。
4.建立公园群众评议制度。
"""


def test_counterparts_and_what_stands_alone() -> None:
    """The same object finds its counterpart; a different one stays alone; the texts come with the pair."""
    found = align(plan(EAST), plan(WEST))
    best = {pair.left.text[:12]: pair.right.text[:12] for pair in found.shared if pair.left and pair.right and pair.mutual}
    assert any("养老服务站" in left for left in best) and any(
        "养老护理员" in pair.right.text for pair in found.shared if pair.right
    )
    assert any("湿地" in measure.text for measure in found.alone("right"))
    assert all(0 < pair.score <= 1 for pair in found.shared)
    assert align(plan(EAST), plan(WEST)) == found


def test_a_plan_is_its_own_counterpart() -> None:
    """Every measure of a plan is mutual with itself."""
    found = align(plan(EAST), plan(EAST))
    assert not found.alone("left") and not found.alone("right")
    assert all(pair.left == pair.right and pair.kind == "counterpart" for pair in found.shared if pair.mutual)


def test_themes_shared_and_alone() -> None:
    """Themes are counted by plan; one that a single plan has is told."""
    found = cover([plan(EAST, "east"), plan(WEST, "west")])
    assert "elderly" in found.shared() and found.alone()["environment"] == "west"
    assert found.rows[0].cells["elderly"].targets >= 1
    with pytest.raises(UsageError, match="no plan"):
        cover([])


def test_versions() -> None:
    """Every kind of change, with old and new target."""
    found = versions(plan(OLD, "old"), plan(NEW, "new"))
    assert {kind: len(found.of(kind)) for kind in KINDS} == {
        "unchanged": 0, "renumbered": 1, "reworded": 1, "target_changed": 1, "added": 1, "withdrawn": 1,
    }  # fmt: skip
    changed = found.of("target_changed")[0]
    assert [each.text for each in changed.targets] == ["口袋公园 30个 → 45个"] or changed.targets[0].text.endswith("30个 → 45个")
    assert found.of("added")[0].new and "评议" in found.of("added")[0].new.quote
    assert found.of("withdrawn")[0].old and "植树" in found.of("withdrawn")[0].old.quote


def test_equal_versions_are_unchanged() -> None:
    """A plan against itself has nothing but unchanged statements."""
    found = versions(plan(OLD), plan(OLD))
    assert len(found.of("unchanged")) == len(found.changes) == 4


def test_handed_down() -> None:
    """City against nation: raised, the same, a part of the whole, not taken up."""
    nation = plan(
        "政府工作报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n国务院总理 甲\n各位代表：\n一、2023年工作回顾\n"
        "就业稳定。\n二、2024年工作安排\n今年发展主要预期目标是：国内生产总值增长5%左右，居民消费价格涨幅3%左右，"
        "城镇新增就业1200万人以上，进出口增长4%。"
    )
    assert nation.document.region and nation.document.region.level == "nation"
    names = ["地区生产总值", "居民消费价格", "城镇新增就业", "进出口总额"]
    found = cascade(compare.target_matrix([nation, report()], names, "region"))
    relations = {each.column.name: each.relation for each in found.handed}
    assert relations == {"地区生产总值": "raised", "居民消费价格": "same", "城镇新增就业": "part", "进出口总额": "missing"}
    assert next(each.share for each in found.handed if each.relation == "part") == Decimal("0.27")
    assert found.orphans == () and list(found.sums().values()) == [(Decimal(32000), Decimal(12000000), 1)]


def outcome_of(*plans: object) -> Results:
    """The results of some reports."""
    reader = ResultReader()
    kept = []
    for each in plans:
        targets = reader.targets.read(each)  # type: ignore[arg-type]
        kept.append(keep_report(each, hold(each, targets, {}), reader))  # type: ignore[arg-type]
    return results(kept)


def test_plan_against_result() -> None:
    """Targets of 2024 against the report of 2025, with both quotes; the five years before are not the year."""
    review = (
        "过去五年，地区生产总值年均增长7.1%，城镇新增就业累计16万人。2024年，地区生产总值增长6.2%，一般公共预算收入增长3.9%，"
        "居民消费价格上涨0.4%，城镇新增就业3.3万人，固定资产投资比2019年增长41%。"
    )
    found = outcome_of(report(year=2024), report(year=2025, review=review))
    verdicts = {each.column.name: each.verdict for each in found.outcomes if each.year == 2024}
    assert verdicts["地区生产总值"] == "met" and verdicts["一般公共预算收入"] == "missed"
    assert verdicts["居民消费价格"] == "met" and verdicts["城镇新增就业"] == "met"
    assert verdicts["固定资产投资"] == verdicts["粮食产量"] == "unreported"
    assert {each.verdict for each in found.outcomes if each.year == 2025} == {"no_report"}
    missed = found.of("missed")[0]
    assert missed.result and "3.9%" in missed.result.sentence and "5%以上" in missed.target.sentence


@pytest.mark.parametrize(
    ("quantity", "reached", "good", "expected"),
    [
        ("地区生产总值增长6%左右", "6.2", "up", "met"),
        ("地区生产总值增长6%左右", "5.8", "up", "near"),
        ("地区生产总值增长6%左右", "5", "up", "missed"),
        ("地区生产总值增长6%以上", "5.99", "up", "missed"),
        ("地区生产总值增长6%—7%", "7.5", "up", "met"),
        ("居民消费价格涨幅控制在3%以内", "3", "none", "met"),
        ("居民消费价格涨幅控制在3%以内", "3.1", "none", "missed"),
        ("地区生产总值增长6%", "6.5", "none", "differs"),
    ],
)
def test_verdicts(quantity: str, reached: str, good: str, expected: str) -> None:
    """The target's own comparator decides."""
    target = TargetReader().read(report(goals=quantity + "。"))[-1]
    assert verdict(target, Decimal(reached), good) == expected


def test_timeline_by_lead_body() -> None:
    """A dated measure stands with its lead body, an undated one is counted."""
    text = (
        "松坞市绿道建设方案\n（2024—2026年）\n一、任务\n（一）2025年6月底前完成滨河绿道规划编制。（牵头单位：市园林局；配合单位：市水务局）\n"
        "（二）到2026年，建成绿道60公里。\n（三）加强养护。（责任单位：市城管局）\n"
    )
    found = timeline(plan(text))
    assert [(bar.body, str(bar.end)) for bar in found.bars] == [("市园林局", "2025-06-30"), (NOBODY, "2026-12-31")]
    assert found.undated == 1 and found.drawable


@pytest.mark.parametrize("name", ["align", "versions"])
def test_a_single_plan_has_no_pair(name: str) -> None:
    """Comparisons of two say so."""
    with pytest.raises(UsageError, match="nothing to compare it with"):
        SHOWS[name]([plan(EAST)], load())


def test_too_many_versions() -> None:
    """Three versions are not two."""
    with pytest.raises(UsageError, match="takes two"):
        SHOWS["versions"]([plan(OLD), plan(NEW), plan(OLD)], load())


def test_goals_of_both_years_are_kept_apart() -> None:
    """The same wording in two years gives two rows of outcomes, not one."""
    found = outcome_of(report(year=2024), report(year=2025), report(year=2026, goals=GOALS))
    assert {each.year for each in found.outcomes} == {2024, 2025, 2026}
