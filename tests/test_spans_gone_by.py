"""Reached or to be reached (已完成与计划): a deadline ahead, a span gone by, a whole with its part; bounds, ranges."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

HEAD = "云泽市2031年工作方案\n2031年3月5日\n一、重点任务\n"


def read(extractor: Extractor, sentence: str) -> dict[str, Quantity]:
    """The quantities of a sentence by their words."""
    (result,) = extractor.extract_text(HEAD + sentence)
    return {result.view.text[q.start : q.end]: q for q in result.document.quantities}


PHASES = [
    ("截至2030年12月，全市共有养老机构86家，到2031年底达到95家。", {"86家": "achieved", "95家": "planned"}),
    ("2030年底前已建成30座，2031年再建20座。", {"30座": "achieved", "20座": "planned"}),
    ("近三年累计完成投资120亿元，新增企业30家。", {"120亿元": "achieved", "30家": "achieved"}),
    ("“十五五”以来，累计建成学校15所，要再建5所。", {"15所": "achieved", "5所": "planned"}),
    ("今年以来新增企业300家。", {"300家": "achieved"}),
    ("连续三年每年安排资金800万元。", {"800万元": "planned"}),
    ("针对近三年暴露的问题，新建泵站3座。", {"3座": "planned"}),
    ("按近三年平均产值的2%安排资金。", {"2%": "planned"}),
    ("要求分阶段整改的26个问题已完成12个。", {"26个": "reference", "12个": "achieved"}),
    ("18个小区已全部开工。", {"18个": "achieved"}),
    ("化工园区应当建设不小于1.2万立方米的应急池。", {"不小于1.2万立方米": "planned"}),
    ("建设宽度不小于6米的消防通道12公里。", {"不小于6米": "condition", "12公里": "planned"}),
]


@pytest.mark.parametrize(("sentence", "expected"), PHASES)
def test_phase(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    """No past figure becomes a target and no target a past figure."""
    found = {quote: quantity.phase for quote, quantity in read(extractor, sentence).items()}
    assert found == expected


BOUNDS = [
    ("到位资金突破年度目标的50%。", "50%", ("gt", 50, "level", "none")),
    ("利用外资低于上年同期的80%。", "80%", ("lt", 80, "level", "none")),
    ("补助上限为总投资的30%。", "30%", ("le", 30, None, None)),
    ("地区生产总值突破3000亿元大关。", "突破3000亿元", ("gt", 300_000_000_000, "level", "none")),
    ("降幅控制在3个百分点以内。", "3个百分点以内", ("le", 3, "change", "down")),
    ("失业率低于全国平均水平1个百分点。", "1个百分点", ("eq", 1, "change", "down")),
    ("提前一年实现人均生产总值9000美元。", "9000美元", ("eq", 9000, "level", "none")),
    ("清淤河段长约2600米。", "约2600米", ("approx", 2600, "level", "none")),
    ("建成区面积扩展到74.4平方公里。", "74.4平方公里", ("eq", 74.4, "level", "up")),
    ("完成投资1.2亿。", "1.2亿", ("eq", 120_000_000, "level", "none")),
    ("新建小区应配建面积不少于300平方米的服务用房。", "不少于300平方米", ("ge", 300, "level", "none")),
    ("新增应急广播终端320套。", "320套", ("eq", 320, "change", "up")),
]


@pytest.mark.parametrize(("sentence", "quote", "expected"), BOUNDS)
def test_bounds_and_directions(extractor: Extractor, sentence: str, quote: str, expected: tuple[object, ...]) -> None:
    """Comparator, value, measure and direction."""
    quantity = read(extractor, sentence)[quote]
    value = float(quantity.value) if quantity.value is not None else None
    assert (quantity.comparator, value, quantity.measure, quantity.direction) == expected


@pytest.mark.parametrize(
    ("sentence", "low", "high", "unit"),
    [
        ("单价80元/吨-100元/吨。", 80, 100, "元/吨"),
        ("亩均税收10万元/亩至15万元/亩。", 100_000, 150_000, "元/亩"),
        ("冷库温度保持在-5至10摄氏度。", -5, 10, "摄氏度"),
    ],
)
def test_ranges(extractor: Extractor, sentence: str, low: int, high: int, unit: str) -> None:
    """A dash between two amounts is never a minus; a minus before a range is that of its lower end."""
    (quantity,) = read(extractor, sentence).values()
    assert (quantity.comparator, quantity.low, quantity.high, quantity.unit) == ("range", low, high, unit)


def test_names_are_no_shares(extractor: Extractor) -> None:
    """九成宫 is a place."""
    assert read(extractor, "编制九成宫遗址保护规划。") == {}


def test_a_closing_without_an_end_keeps_the_year_of_the_heading_away(extractor: Extractor) -> None:
    """由…负责，长期推进 says that the item has no end."""
    text = (
        "云泽市工作方案\n2031年3月5日\n一、2031年重点任务\n1.改造户厕1.5万户。（市农业农村局负责，长期推进）\n2.建设公园3个。\n"
    )
    (result,) = extractor.extract_text(text)
    found = {result.view.text[q.start : q.end]: q.when for q in result.document.quantities}
    assert found["1.5万户"] is None
    assert found["3个"] is not None and str(found["3个"].end_date) == "2031-12-31"
