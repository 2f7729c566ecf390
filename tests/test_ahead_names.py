"""The part of work reports on the years ahead: names cut right, ordinals that are no ranks, parts that turn to those years."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """芦州市政府工作报告
——2026年1月8日在芦州市第六届人民代表大会第一次会议上
一、2026年重点工作
{task}
"""


def read(extractor: Extractor, task: str) -> list[tuple[str, Quantity]]:
    """The quantities of one task with their quotes, in text order."""
    result = extractor.extract_text(REPORT.format(task=task))[0]
    text = result.view.text
    return [(text[q.start : q.end], q) for q in result.document.quantities]


NAMES = [
    # adverbs and plans of spending at the end of a name
    ("部门一般性支出继续压减12%。", [("12%", "部门一般性支出")]),
    ("住院报销比例普遍上调8个百分点。", [("8个百分点", "住院报销比例")]),
    ("农民人均纯收入实际增长7%。", [("7%", "农民人均纯收入")]),
    ("水利建设投资计划安排90亿元。", [("90亿元", "水利建设投资")]),
    ("城乡低保标准在现有基础上提高5%。", [("5%", "城乡低保标准")]),
    # what happens to the things counted
    ("推动46项改革事项落实落地。", [("46项", "改革事项")]),
    ("加大13家成长型企业培育力度。", [("13家", "成长型企业")]),
    ("完成供水管网改造65公里任务。", [("65公里", "供水管网改造")]),
    ("推动12个重点行业做大做强。", [("12个", "重点行业")]),
    ("推进首批18个项目入驻。", [("18个", "项目")]),
    ("力争3家企业主板上市。", [("3家", "企业主板上市")]),
    ("完成建设800所幼儿园的目标。", [("800所", "幼儿园")]),
    # verbs before the name
    ("净增规模以上工业企业60家。", [("60家", "规模以上工业企业")]),
    ("新引进规模项目180个。", [("180个", "规模项目")]),
    ("加固改造校舍120万平方米。", [("120万平方米", "校舍")]),
    ("新改造农村道路320公里。", [("320公里", "农村道路")]),
    ("新（改、扩）建城乡公办幼儿园6所、农贸市场17个。", [("6所", "城乡公办幼儿园"), ("17个", "农贸市场")]),
    ("使用外资增长9%。", [("9%", "使用外资")]),
    ("政府债务率控制在80%以内。", [("80%以内", "政府债务率")]),
    ("全年内贸销售额增长9%。", [("9%", "内贸销售额")]),
    # marks of items in brackets of one character
    ("⑷免费办理法律援助案件900件以上；", [("900件以上", "免费办理法律援助案件")]),
    # what lists share, and what they do not
    ("培育1个两千亿级、4个千亿级产业。", [("1个", "两千亿级产业"), ("4个", "千亿级产业")]),
    ("接待游客和旅游收入分别增长9%、11%。", [("9%", "游客"), ("11%", "旅游收入")]),
    # what all of something do
    ("全部完成农村困难家庭无障碍改造。", [("全部", "农村困难家庭无障碍改造")]),
    ("全市派出所全部达到规范化标准。", [("全部", "派出所达到规范化标准")]),
    ("确保贫困县全部如期摘帽、贫困人口全部如期脱贫。", [("全部", "贫困县如期摘帽"), ("全部", "贫困人口如期脱贫")]),
    (
        "研发投入年均增长13%，实现省级生态县（市）全覆盖。",
        [("13%", "研发投入"), ("全覆盖", "省级生态县（市）")],
    ),
    # an amount in another currency, and what goes on behind it
    (
        "人均生产总值达到58000元（折合8300美元），增长12%。",
        [("58000元", "人均生产总值"), ("8300美元", "人均生产总值"), ("12%", "人均生产总值")],
    ),
]


@pytest.mark.parametrize(("task", "expected"), NAMES)
def test_names(extractor: Extractor, task: str, expected: list[tuple[str, str]]) -> None:
    """Each number has its name without adverbs, verbs and marks around it."""
    assert [(quote, quantity.indicator) for quote, quantity in read(extractor, task)] == expected


@pytest.mark.parametrize(
    "task",
    [
        "升级改造市第一、第二和中医医院。",
        "异地新建市第三、第五中学。",
        "全面淘汰2万千伏安以下矿热炉。",
        "实施五大产业振兴翻番工程。",
        "开通24小时热线。",
    ],
)
def test_names_are_no_targets(extractor: Extractor, task: str) -> None:
    """Ordinals of hospitals and schools, sizes of what is closed, programmes and all hours of the day are no quantities."""
    assert read(extractor, task) == []


def test_places_in_an_order_stay_ranks(extractor: Extractor) -> None:
    """An ordinal behind a word of ranking is a rank whatever follows in the next clause."""
    assert [(quote, q.measure) for quote, q in read(extractor, "旅游收入居全省第二，新建医院3所。")] == [
        ("第二", "rank"),
        ("3所", "change"),
    ]


@pytest.mark.parametrize(
    ("task", "scope"),
    [
        ("医疗救助贫困群众1.8万人以上。", None),
        ("综合整治老旧小区169个。", None),
        ("全市新建公园3个。", "全市"),
    ],
)
def test_only_a_subject_is_a_scope(extractor: Extractor, task: str, scope: str | None) -> None:
    """Two characters before a verb that say how something is done are nobody's scope."""
    assert [quantity.scope for _, quantity in read(extractor, task)] == [scope]


PERIOD = """芦州市政府工作报告
——2026年1月8日在芦州市第六届人民代表大会第一次会议上
一、2025年工作回顾
2025年，全市完成投资80亿元，增长6%。
二、“十五五”发展总体部署
过去的五年，是我市取得显著成就的五年。全市粮食产量从40万吨增长到55万吨。
“十五五”时期预期目标是：到2030年，粮食产量达到60万吨；旅游收入年均增长9%。
三、2026年工作安排
新建公园3个。
"""


def test_a_part_named_after_years_ahead_turns_to_them(extractor: Extractor) -> None:
    """What such a part tells of the years gone by is reached; from the sentence that names the years ahead on it is planned."""
    result = extractor.extract_text(PERIOD)[0]
    text = result.view.text
    phases = {text[q.start : q.end]: q.phase for q in result.document.quantities}
    assert {quote: phases[quote] for quote in ("55万吨", "60万吨", "9%", "3个")} == {
        "55万吨": "achieved",
        "60万吨": "planned",
        "9%": "planned",
        "3个": "planned",
    }
