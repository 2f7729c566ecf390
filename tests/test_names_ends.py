"""Names cut at both ends: firsts, amounts for each person, comparisons, predicates of counted things, shares dealt out."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor

PLAN = """云泽市上半年工作总结

一、工作进展
{task}
"""


def names(extractor: Extractor, task: str) -> list[tuple[str, str]]:
    """Quote and indicator of every number of a task, in order."""
    result = extractor.extract_text(PLAN.format(task=task))[0]
    text = result.view.text
    return [(text[q.start : q.end], q.indicator) for q in result.document.quantities]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("全市物流企业新增21家，总量保持全省第一。", [("21家", "物流企业"), ("第一", "物流企业总量")]),
        ("轿车产量首次超过3万辆。", [("超过3万辆", "轿车产量")]),
        ("城市低保标准提高到月人均950元。", [("950元", "城市低保标准")]),
        ("企业退休人员养老金人均每月提高120元。", [("120元", "企业退休人员养老金")]),
        ("居民人均可支配收入达到2万元。", [("2万元", "居民人均可支配收入")]),
        ("在全省率先实现乡镇图书室全覆盖。", [("全覆盖", "乡镇图书室")]),
        ("第一、二、三产业分别增长3%、5%和7%。", [("3%", "第一产业"), ("5%", "第二产业"), ("7%", "第三产业")]),
        ("重点建设80个美丽乡村示范村和300个达标村。", [("80个", "美丽乡村示范村"), ("300个", "达标村")]),
    ],
)
def test_ends_of_names(extractor: Extractor, task: str, expected: list[tuple[str, str]]) -> None:
    """新增, 首次, 人均 and 率先 are no part of a name; what stands inside a noun stays."""
    assert names(extractor, task) == expected


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("为民办12件实事全面完成。", "实事"),
        ("3万人实现了稳定脱贫。", "稳定脱贫"),
        ("2000户牧民搬进新居。", "牧民"),
        ("国家督办的15条黑臭河道涉及的27个项目进展顺利。", "黑臭河道"),
        ("6处古树名木写入全省发展规划纲要。", "古树名木写入全省发展规划纲要"),
    ],
)
def test_predicates_of_counted_things(extractor: Extractor, task: str, name: str) -> None:
    """What counted things do at the end of their name is cut; a noun that ends like a verb is whole."""
    assert names(extractor, task)[0][1] == name


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("城镇登记失业率3.2%，比预期目标下降0.3个百分点。", "城镇登记失业率"),
        ("签约金额60亿元，比上届增长12%。", "签约金额"),
        ("固定资产投资增长8%，达到120亿元。", "固定资产投资"),
    ],
)
def test_comparisons_go_on_with_the_name(extractor: Extractor, task: str, name: str) -> None:
    """What only compares, or says which level was reached, is said of what was named before."""
    assert [found for _, found in names(extractor, task)] == [name, name]


def test_rates_of_progress_replace_each_other(extractor: Extractor) -> None:
    """A rate of progress is of the works, not of their investment or of another rate."""
    found = names(extractor, "粮库改造开工率100%、完工率62.6%。")
    assert [name for _, name in found] == ["粮库改造开工率", "粮库改造完工率"]


def test_shares_of_a_plan_are_dealt_out(extractor: Extractor) -> None:
    """分别占年度任务的: each share is of one number before, and says of what it is a share."""
    found = names(extractor, "新修渠道20公里，加固塘坝30座，改造泵站8座，分别占年度任务的50%、60%和40%。")
    assert [name for _, name in found[3:]] == [f"{name}占年度任务比重" for _, name in found[:3]]
