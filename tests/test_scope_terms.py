"""Until when a measure holds, and times that documents not seen before brought."""

from __future__ import annotations

from typing import Any

import pytest

from policy_extract.extractor import Extractor

MEASURES = """云泽市2026年若干措施

一、主要措施

{text}
"""


def read(extractor: Extractor, text: str) -> dict[str, Any]:
    """The stand-off object of one measure."""
    return extractor.extract_text(MEASURES.format(text=text))[0].to_standoff()


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("对购房者按150元/平方米补贴，补贴政策自2026年5月1日起暂行一年。", ["2027-04-30"]),
        ("给予3万元购房补贴。五年内不得转让。补贴政策自2026年5月1日起执行两年。", ["2028-04-30"]),
        ("对纳税人按40%予以退税，政策执行期限为2026年1月1日至2026年10月31日；另给予5万元奖补。", ["2026-10-31", None]),
        ("对换购家电每台补贴500元，优惠政策执行至2026年9月30日。", ["2026-09-30"]),
        (
            "落实减免政策，自2026年1月1日至2026年8月31日，对农户免征契税；出租房屋的，减按2%征收率征收；软件企业加计6%抵减。",
            ["2026-08-31", "2026-08-31"],
        ),
    ],
)
def test_terms(extractor: Extractor, text: str, ends: list[str | None]) -> None:
    """A term that closes a measure dates its amounts; a period of days goes on over semicolons."""
    found = [q.get("when_end") for q in read(extractor, text)["quantities"] if q["phase"] == "planned"]
    assert found[: len(ends)] == ends


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（五）2026年11底前，完成平台整合。", ("by", "2026-11-30")),
        ("（六）2026年12月初，完成验收。", ("by", "2026-12-10")),
        ("今年经济社会发展的主要预期目标是：财政收入增长4%。", ("by", "2026-12-31")),
        ("2027年全产业链产值达到30亿元。", ("by", "2027-12-31")),
        ("2026年滚动实施市级项目90个。", ("by", "2026-12-31")),
        ("对缴费困难的企业返还经费，政策执行至2026年12月31日。", ("during", "2026-12-31")),
        ("申报期限至2026年4月30日。", ("during", "2026-04-30")),
        ("缓缴期限至2026年4月30日。", ("by", "2026-04-30")),
    ],
)
def test_times(extractor: Extractor, text: str, expected: tuple[str, str]) -> None:
    """Kind and last day of the one time of a measure."""
    found = [(t["kind"], t["end_date"]) for t in read(extractor, text)["times"]]
    assert found == [expected]


@pytest.mark.parametrize("text", ["2026年是攻坚之年。", "今年工作的重点任务十分繁重。"])
def test_no_times(extractor: Extractor, text: str) -> None:
    """A year that is only talked about is no deadline."""
    assert read(extractor, text)["times"] == []


def test_years_to_come_of_an_undated_outline(extractor: Extractor) -> None:
    """今后五年 are the years of the plan period that the headings name."""
    parts = [
        "就制定全县规划提出以下建议。",
        "一、“十六五”时期的形势",
        "今后五年努力实现以下目标：财政收入增长。",
        "二、任务",
        "建设公园。",
    ]
    text = "\n\n".join(parts) + "\n"
    times = extractor.extract_text(text)[0].to_standoff()["times"]
    assert [(t["start_date"], t["end_date"]) for t in times] == [("2031-01-01", "2035-12-31")]


def test_topics_of_a_text_without_sections(extractor: Extractor) -> None:
    """Paragraphs running that open with a short sentence have it as their heading."""
    opened = ["稳投资，夯实发展后劲。", "促消费，激发市场活力。", "优服务，解决企业难题。"]
    rest = "全县上下围绕年度目标，逐项制定清单，压实各镇各部门责任，定期调度推进情况，确保各项措施落到实处。"
    text = "云泽县近日发布稳增长行动。\n\n" + "\n\n".join(sentence + rest for sentence in opened) + "\n"
    result = extractor.extract_text(text)[0]
    assert [h.title + "。" for h in result.document.headings if h.level > 0][-3:] == opened
