"""Times: kinds, dates and the judgement of what is a deadline; every sentence here is invented."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract import patterns
from policy_extract.mentions.times import find_expressions, find_times
from policy_extract.model import Clock, Time
from policy_extract.patterns import Pack

TIMES_FILE = patterns.builtin_folder() / "times.yaml"
CLOCK = Clock(issued_on=dt.date(2021, 6, 1), year=2021, plan_year=2021)
GOLD = Path(__file__).resolve().parent.parent.parent / "shared" / "gold"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A pack of the family alone, so that these tests fail for times only."""
    folder = tmp_path_factory.mktemp("patterns")
    (folder / "times.yaml").write_bytes(TIMES_FILE.read_bytes())
    return patterns.load((folder,))


def times(text: str, pack: Pack, clock: Clock = CLOCK) -> list[Time]:
    """Deadlines of a text."""
    return [time for time in find_times(text, 0, len(text), pack, clock) if time.deadline]


def facts(time: Time) -> tuple[str, str, str, str]:
    """Kind, start, end and period of a time as texts, empty when unknown."""
    return time.kind, str(time.start_date or ""), str(time.end_date or ""), time.every or ""


def test_examples_of_the_pattern_file_hold(pack: Pack) -> None:
    count, complaints = patterns.check(pack)
    assert count > 80
    assert complaints == []


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("到2026年，全域公园达到90个。", "到2026年", ("by", "", "2026-12-31", "")),
        ("2026年底前建成投用。", "2026年底前", ("by", "", "2026-12-31", "")),
        ("2025年前完成清退。", "2025年前", ("by", "", "2024-12-31", "")),
        ("2025年以前完成清退。", "2025年以前", ("by", "", "2024-12-31", "")),
        ("2025年6月底前报送结果。", "2025年6月底前", ("by", "", "2025-06-30", "")),
        ("力争“十四五”期末覆盖全部街道。", "“十四五”期末", ("by", "", "2025-12-31", "")),
        ("到“十五五”末，绿道连成网。", "到“十五五”末", ("by", "", "2030-12-31", "")),
        ("“十四五”期间，新建学校12所。", "“十四五”期间", ("during", "2021-01-01", "2025-12-31", "")),
        ("“十四五”到“十五五”期间，新建场馆3座。", "“十四五”到“十五五”期间", ("during", "2021-01-01", "2030-12-31", "")),
        ("2021—2025年，每个街道设站点。", "2021—2025年", ("during", "2021-01-01", "2025-12-31", "")),
        ("自2025年1月1日起，停止收费。", "自2025年1月1日起", ("from", "2025-01-01", "", "")),
        ("每年组织演练2次。", "每年", ("recurring", "", "", "P1Y")),
        ("每两个月通报一次。", "每两个月", ("recurring", "", "", "P2M")),
        ("每半年评估一次。", "每半年", ("recurring", "", "", "P6M")),
        ("每年12月底前提交报告。", "每年12月底前", ("recurring", "", "", "P1Y")),
        ("每年底前提交报告。", "每年底前", ("recurring", "", "", "P1Y")),
        ("三年内完成改造。", "三年内", ("relative", "2021-06-01", "2024-06-01", "")),
        ("力争通过5年努力，建成示范区。", "力争通过5年努力", ("relative", "2021-06-01", "2026-06-01", "")),
        ("今后五年的主要目标是：产值翻番。", "今后五年", ("during", "2021-01-01", "2025-12-31", "")),
        ("9月上旬完成评审。", "9月上旬", ("by", "", "2021-09-10", "")),
        ("2022年2月下旬完成评审。", "2022年2月下旬", ("by", "", "2022-02-28", "")),
        ("年内开工3个项目。", "年内", ("by", "", "2021-12-31", "")),
        ("年底前全部开工。", "年底前", ("by", "", "2021-12-31", "")),
        ("12月底完成验收。", "12月底", ("by", "", "2021-12-31", "")),
        ("力争上半年开工。", "上半年", ("by", "", "2021-06-30", "")),
        ("三季度前完成招标。", "三季度前", ("by", "", "2021-09-30", "")),
        ("一季度前完成招标。", "一季度前", ("by", "", "2021-03-31", "")),
        ("9月30日前完成设计。", "9月30日前", ("by", "", "2021-09-30", "")),
        ("到二〇三五年，基本实现现代化。", "到二〇三五年", ("by", "", "2035-12-31", "")),
        ("到20xx年，建成中心3个。", "到20xx年", ("by", "", "", "")),
        ("2024年5月6日至5月20日受理的，予以优惠。", "2024年5月6日至5月20日", ("during", "2024-05-06", "2024-05-20", "")),
        ("2023年1月1日—4月30日发放。", "2023年1月1日—4月30日", ("during", "2023-01-01", "2023-04-30", "")),
        ("政策出台至2022年4月30日期间，给予奖励。", "政策出台至2022年4月30日期间", ("during", "2021-06-01", "2022-04-30", "")),
        ("全年新增绿地30公顷。", "全年", ("during", "2021-01-01", "2021-12-31", "")),
        ("汛期前完成清淤。", "汛期前", ("by", "", "", "")),
        ("2022年和2023年每年改造20栋。", "2022年和2023年", ("during", "2022-01-01", "2023-12-31", "")),
        ("力争明年建成通车。", "明年", ("by", "", "2022-12-31", "")),
        ("2027年全县所有乡镇实现联网。", "2027年", ("by", "", "2027-12-31", "")),
    ],
)
def test_kind_and_dates(pack: Pack, text: str, quote: str, expected: tuple[str, str, str, str]) -> None:
    time = times(text, pack)[0]
    assert text[time.start : time.end] == quote
    assert facts(time) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2019年成立了服务中心。",
        "2021年3月已完成验收。",
        "于2020年9月正式启用。",
        "2018年以来，新增企业40家。",
        "截至目前，完成投资3亿元。",
        "比2020年增长5%。",
        "近三年累计培训600人。",
        "五年来，新建学校40所。",
        "修订2021年安全预案。",
        "根据某办发〔2021〕4号要求。",
        "落实《2025年节水行动要点》。",
        "举办“2025年迎春灯会”。",
        "实施城乡融合三年行动。",
        "制定3年发展规划。",
        "年均增长5%。",
        "推广5G应用，提供24小时服务。",
        "纳入“十四五”规划。",
        "“十四五”时期，是转型的关键时期。",
        "2022年中央专项资金项目开工。",
        "本办法自2022年1月1日起施行，有效期至2026年12月31日。",
        "毕业2年内的学生可以申请。",
        "3年以上工作经验。",
        "对困难家庭每人每月补助50元。",
    ],
)
def test_no_deadline(pack: Pack, text: str) -> None:
    assert times(text, pack) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("持续推进共建。", "ongoing"), ("立即组织排查。", "immediate"), ("适时启动二期。", "vague"), ("不定期抽查。", "vague")],
)
def test_words(pack: Pack, text: str, kind: str) -> None:
    assert [time.kind for time in times(text, pack)] == [kind]


def test_unknown_year_stays_unknown(pack: Pack) -> None:
    time = times("20xx—20xx年，由区财政安排资金。", pack)[0]
    assert (time.kind, time.start_date, time.end_date, time.anchor) == ("during", None, None, "unknown")


def test_without_a_clock_nothing_is_guessed(pack: Pack) -> None:
    found = times("三年内完成改造，9月底前报送。", pack, Clock())
    assert [(time.end_date, time.anchor) for time in found] == [(None, "document"), (None, "document")]


def test_what_was_done_bounds_an_unknown_year_from_below(pack: Pack) -> None:
    text = "2022年3月已完成试点。2020年，全区推进改造。2024年，全区推进改造。"
    assert [str(time.end_date) for time in times(text, pack, Clock())] == ["2024-12-31"]


def test_a_month_takes_the_year_named_before_it(pack: Pack) -> None:
    found = times("2022年3月底前启动，9月底前完成。", pack)
    assert [str(time.end_date) for time in found] == ["2022-03-31", "2022-09-30"]


def test_the_year_of_a_section_heading_governs(pack: Pack) -> None:
    text = "二、重点工作\n年底前建成两座桥。"
    clock = Clock(year=2021, sections=[(0, len(text), 2023)])
    assert times(text, pack, clock)[0].end_date == dt.date(2023, 12, 31)


def test_a_document_date_that_contradicts_the_text_makes_no_reversed_span(pack: Pack) -> None:
    since = find_times("2025年以来，新增企业40家。", 0, 15, pack, CLOCK)[0]
    assert (since.start_date, since.end_date) == (dt.date(2025, 1, 1), None)


def test_a_bracketed_range_dates_the_length_before_it(pack: Pack) -> None:
    time = times("用时10个月完成施工（2022.3.1—2022.12.31）。", pack)[0]
    assert facts(time) == ("relative", "2022-03-01", "2022-12-31", "")


def test_again_counts_from_the_goal_before(pack: Pack) -> None:
    found = times("到2025年，建成框架；在此基础上再奋斗五年，形成体系。", pack)
    assert [str(time.end_date) for time in found] == ["2025-12-31", "2030-12-31"]


def test_a_review_section_holds_no_deadline(pack: Pack) -> None:
    text = "一、2020年工作回顾\n全年新增绿地30公顷。\n二、2021年重点工作\n全年新增绿地40公顷。\n"
    assert [time.start for time in times(text, pack)] == [text.rindex("全年")]


def test_title_and_issue_line_are_no_deadlines(pack: Pack) -> None:
    assert times("某区水务发展规划（2021—2025年）\n2021年6月1日\n", pack) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "duration", "every"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05", None, None),
        ("20240305", "2024-03-05", "2024-03-05", None, None),
        ("2019年4月12-19日", "2019-04-12", "2019-04-19", None, None),
        ("2016-2018", "2016-01-01", "2018-12-31", None, None),
        ("今年前三季度", "2021-01-01", "2021-09-30", None, None),
        ("两年半", None, None, "P2Y6M", None),
        ("10个月", None, None, "P10M", None),
        ("两周", None, None, "P2W", None),
        ("24小时", None, None, "PT24H", None),
        ("15个工作日内", "2021-06-01", "2021-06-22", "P15D", None),
        ("每季度", None, None, None, "P3M"),
        ("2021年2月30日", None, None, None, None),
    ],
)
def test_expressions_of_any_text(
    pack: Pack, text: str, start: str | None, end: str | None, duration: str | None, every: str | None
) -> None:
    time = find_expressions(text, pack, dt.date(2021, 6, 1))[0]
    assert (time.start, time.end) == (0, len(text))
    assert (time.start_date and str(time.start_date), time.end_date and str(time.end_date)) == (start, end)
    assert (time.duration, time.every) == (duration, every)


WORDS = (
    "2025年|6月|30日|底|前|到|至|—|“十四五”|期间|每|两|个月|三|年|内|今|明|起|，|。|\n"
    "|1|十|〇|月|日|以来|近|用|（|）|《|》|2|再|后|4月|29|29日|2月"
)
PIECES = st.lists(st.sampled_from(WORDS.split("|")), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=PIECES)
def test_times_are_sorted_disjoint_and_inside(pack: Pack, text: str) -> None:
    for found in (find_times(text, 0, len(text), pack, CLOCK), find_expressions(text, pack, CLOCK.issued_on)):
        assert all(0 <= time.start < time.end <= len(text) for time in found)
        assert all(one.end <= two.start for one, two in itertools.pairwise(found))
        assert all(time.start_date is None or time.end_date is None or time.start_date <= time.end_date for time in found)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the shared gold annotations are not on this machine")
def test_every_required_gold_time_is_found(pack: Pack) -> None:
    """Times of the gold files are all covered by some mention, whatever its dates."""
    missed, count = [], 0
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (GOLD.parent / gold["source"]).read_bytes().decode("utf-8-sig")
        found = find_times(text, 0, len(text), pack, Clock())
        for item in gold["times"]:
            if item.get("optional"):
                continue
            count += 1
            if not any(time.start < item["end"] and item["start"] < time.end for time in found):
                missed.append((path.name, item["start"], item["quote"]))
    assert count
    assert len(missed) <= count * 0.02, missed
