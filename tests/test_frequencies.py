"""How often and in which years (频次、分年): recurrences without 每, periods before 次, lists of years and months."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity, Time

HEAD = "云泽市2031年工作方案\n2031年3月5日\n一、重点任务\n"


def read(extractor: Extractor, sentence: str) -> tuple[dict[str, Time], dict[str, Quantity]]:
    """Times and quantities of a sentence in a plan issued on 2031-03-05, by their words."""
    (result,) = extractor.extract_text(HEAD + sentence)
    text, document = result.view.text, result.document
    times = {text[t.start : t.end]: t for t in document.times if t.start >= len(HEAD) - 1}
    return times, {text[q.start : q.end]: q for q in document.quantities}


RECURRING = [
    ("实行半月一调度、一季一督查。", {"半月": "P15D", "一季": "P3M"}),
    ("落实两周一会商、每月一通报机制。", {"两周": "P2W", "每月": "P1M"}),
    ("实行“半月一调度、每月一通报”，结果纳入考核。", {"半月": "P15D", "每月": "P1M"}),
    ("建立“每月一题”工作机制。", {}),
    ("每周一上午召开例会。", {"每周": "P1W"}),
    ("每年3月、9月各开展一次督查。", {"每年3月、9月": "P1Y"}),
    ("每季度末月25日前报送进展。", {"每季度末月25日前": "P3M"}),
    ("每季度结束后10日内报送报表。", {"每季度结束后10日内": "P3M"}),
]


@pytest.mark.parametrize(("sentence", "expected"), RECURRING)
def test_recurrences(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    """A routine says how often, also without 每 and inside quotation marks; the name of a programme does not."""
    times, _ = read(extractor, sentence)
    assert {words: time.every for words, time in times.items() if time.kind == "recurring"} == expected


@pytest.mark.parametrize(
    ("sentence", "quote", "per"),
    [
        ("两年一次开展职业健康体检。", "一次", "P2Y"),
        ("组织应急演练一年不少于2次。", "不少于2次", "P1Y"),
        ("每5年开展1次普查。", "1次", "P5Y"),
        ("近三年3次获评先进。", "3次", None),
    ],
)
def test_times_in_a_period(extractor: Extractor, sentence: str, quote: str, per: str | None) -> None:
    """The period right before a number of times is its period; years gone by are none."""
    _, quantities = read(extractor, sentence)
    assert quantities[quote].per == per


DEALT = [
    ("2031、2032、2033年分别建成2座、3座、4座。", {"2座": 2031, "3座": 2032, "4座": 2033}),
    ("到2035年和2040年，清洁能源占比分别达到30%和40%。", {"30%": 2035, "40%": 2040}),
]


@pytest.mark.parametrize(("sentence", "expected"), DEALT)
def test_years_dealt_out(extractor: Extractor, sentence: str, expected: dict[str, int]) -> None:
    """Every number takes the year of its place in the list."""
    _, quantities = read(extractor, sentence)
    assert {q: quantities[q].when.end_date.year for q in expected if quantities[q].when} == expected


@pytest.mark.parametrize(
    ("sentence", "deadlines"),
    [
        ("连续三年每年安排资金800万元。", {"每年"}),
        ("提前15天发布公告。", set()),
        ("工期控制在18个月以内。", set()),
        ("整改时限：2030年底。", {"2030年底"}),
        ("2036年左右建成现代化体系。", {"2036年左右"}),
        ("“十七五”头两年建成充电站30座。", {"“十七五”头两年"}),
        ("对2031年至2032年期间购置的车辆减半征税，每辆不超过1.5万元。", {"2031年至2032年期间"}),
        ("做好第二季度经济工作。", set()),
        ("年底前15个未开工项目全部开工。", {"年底前"}),
    ],
)
def test_deadlines(extractor: Extractor, sentence: str, deadlines: set[str]) -> None:
    """What sets a date for something to be done, and lengths, names and values that do not."""
    times, _ = read(extractor, sentence)
    assert {words for words, time in times.items() if time.deadline} == deadlines
