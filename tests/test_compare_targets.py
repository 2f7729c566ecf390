"""Targets side by side: the plan's own number for its own time, and why a cell has none."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from comparing import GOALS, REVIEW, plan, report
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import compare
from policy_extract.compare.load import Plan, Unloaded, from_lines
from policy_extract.compare.matrix import UNKNOWN
from policy_extract.compare.mentions import MentionReader
from policy_extract.compare.phrasing import amount, cell_text, number_text, plain
from policy_extract.compare.selection import Cell
from policy_extract.compare.targets import TargetReader, year_of
from policy_extract.errors import UsageError
from policy_extract.rows import encode


def cells(*plans: Plan, by: str = "document", indicators: tuple[str, ...]) -> list[list[Cell]]:
    """The cells of a matrix, row by row."""
    return [list(row.cells) for row in compare.target_matrix(plans, indicators, by).rows]


def one(name: str, *plans: Plan) -> Cell:
    """The cell of one indicator in one plan."""
    return cells(*(plans or (report(),)), indicators=(name,))[0][0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("地区生产总值", "≈6% 力争 6.5%"),
        ("一般公共预算收入", "≥5%"),
        ("固定资产投资", "8%"),
        ("城镇居民人均可支配收入", "5%"),
        ("农村居民人均可支配收入", "7%"),
        ("城镇新增就业", "≥3.2万人"),
        ("居民消费价格", "≈3%"),
        ("粮食产量", "≥120万吨"),
        ("研发投入强度", "（2028年 3%）"),
        ("社会消费品零售总额", "○"),
        ("规模以上工业增加值", "—"),
    ],
)
def test_own_number_of_the_year(name: str, text: str) -> None:
    """Neither last year's result, nor the five-year goal, nor silence is taken for the year's target."""
    assert cell_text(one(name)) == text


def test_states_are_told_apart() -> None:
    """Not mentioned, mentioned without a number, another time, another form."""
    assert one("规模以上工业增加值").state == "absent"
    mention = one("社会消费品零售总额").mention
    assert mention is not None and mention.sentence == "社会消费品零售总额稳步增长。"
    assert one("研发投入强度").state == "other_time"
    assert one("地区生产总值:水平").state == "other_form"


def test_every_number_leads_to_its_words() -> None:
    """Offsets of a target are those of the number in the source."""
    found = TargetReader().read(report())
    assert len(found) > 9
    for target in found:
        place = target.sentence.find(target.quote)
        assert place >= 0 and target.end - target.start == len(target.quote)


def test_conflict_is_shown_and_flagged() -> None:
    """Two numbers for one thing and year: the paragraph of main targets first, the other beside it."""
    cell = one("城镇新增就业", report(tasks="（一）办好民生实事。城镇新增就业2.8万人。"))
    assert cell.state == "conflict" and cell_text(cell) == "≥3.2万人 ⚠ 2.8万人"


def test_repeated_number_is_no_conflict() -> None:
    """The same number said twice stays one."""
    assert one("固定资产投资", report(tasks="（一）扩大投资。固定资产投资增长8%。")).state == "stated"


def test_rate_over_several_years_is_no_target_of_one() -> None:
    """年均 below a heading of one year is an average."""
    text = report(goals="地区生产总值增长6%，农村居民人均可支配收入年均增长9%。")
    assert cell_text(one("农村居民人均可支配收入", text)) == "（多年 年均9%）"


def test_part_of_the_place_is_not_the_place() -> None:
    """Numbers of an institution that opens the statement belong to it."""
    hospital = plan("松坞市医院发展方案\n一、主要任务\n到2027年，市七医院建成南院区，规划编制床位600张。\n")
    cell = one("编制床位", hospital)
    assert cell.state == "part" and cell_text(cell) == "（市七医院 600张）"


def test_shared_number_is_dealt_to_all_names() -> None:
    """A number that two indicators share is a target of both."""
    text = report(goals="固定资产投资和社会消费品零售总额均增长9%。")
    assert cell_text(one("固定资产投资", text)) == cell_text(one("社会消费品零售总额", text)) == "9%"


def test_report_of_december_plans_for_the_next_year() -> None:
    """The year of most targets counts, not the date of the meeting."""
    text = "松坞市政府工作报告\n——2023年12月20日在松坞市第六届人民代表大会第三次会议上\n各位代表：\n一、2023年工作回顾\n" + REVIEW
    assert year_of(plan(text + "\n二、2024年工作安排\n主要预期目标是：" + GOALS)) == 2024


def test_ranks_and_spread() -> None:
    """Places of one year are ranked in the good direction; equal numbers share a rank."""
    plans = [report("松坞市"), report("柏渡市", goals="地区生产总值增长7%以上。"), report("杉湾市", goals="地区生产总值增长6%。")]
    matrix = compare.target_matrix(plans, ["地区生产总值"], "region")
    ranks = {matrix.rows[row].place: rank for (row, _), rank in matrix.ranks.items()}
    assert ranks == {"柏渡市": (1, 3), "松坞市": (2, 3), "杉湾市": (2, 3)}
    spread = matrix.spreads[0]
    assert (spread.lowest, spread.middle, spread.highest, spread.highest_places) == (6, 6, 7, ("柏渡市",))


def test_growth_is_never_ranked_with_level() -> None:
    """A place that states only the level has no rank among growth rates."""
    plans = [report("松坞市"), report("柏渡市", goals="地区生产总值达到900亿元。")]
    matrix = compare.target_matrix(plans, ["地区生产总值:增速"], "region")
    assert [row.cells[0].chosen for row in matrix.rows if row.place == "柏渡市"] == [None]
    assert matrix.spreads == () and len(matrix.ranks) == 1


def test_default_columns_are_those_that_two_share() -> None:
    """Without names the shared indicators come, and what is left out is counted."""
    matrix = compare.target_matrix([report("松坞市"), report("柏渡市", goals="地区生产总值增长7%。")], by="region", most=1)
    assert [column.name for column in matrix.columns] == ["地区生产总值"]
    assert compare.target_matrix([report("松坞市"), report("柏渡市")], by="region", most=2).left_out > 3


def test_bad_input_has_a_clear_outcome() -> None:
    """One plan, none, nothing shared, unknown names and places."""
    assert "only one plan" in compare.target_matrix([report()], ["地区生产总值"]).notes[0]
    alone = [plan("甲方案\n一、任务\n建成公园3个。\n"), plan("乙方案\n一、任务\n新增泊位200个。\n")]
    matrix = compare.target_matrix(alone, by="region")
    assert any("no indicator" in note for note in matrix.notes) and any("place unknown" in note for note in matrix.notes)
    assert all(row.place.startswith(UNKNOWN) for row in matrix.rows) and len(matrix.rows) == 2
    with pytest.raises(UsageError, match="no plan"):
        compare.target_matrix([])
    with pytest.raises(UsageError, match="neither in the catalogue nor in the plans"):
        compare.target_matrix([report()], ["喷泉数量"])
    with pytest.raises(UsageError, match="unknown form"):
        compare.target_matrix([report()], ["地区生产总值:颜色"])
    with pytest.raises(UsageError, match="--by"):
        compare.target_matrix([report()], by="colour")


def test_years_and_places_make_rows() -> None:
    """Two years of one place are two rows; documents of one place and year are one."""
    plans = [report(year=2024), report(year=2025), report(year=2025, goals="固定资产投资增长9%。")]
    matrix = compare.target_matrix(plans, ["固定资产投资"], "region")
    assert [(row.year, len(row.holdings)) for row in matrix.rows] == [(2024, 1), (2025, 2)]
    assert matrix.rows[1].cells[0].state == "conflict"


def test_lines_give_the_same_as_results() -> None:
    """What `extract` writes compares like what it gives back."""
    source = report()
    lines = b"\n".join(
        [encode(source.document), *map(encode, source.statements), b'{"record":"failure","source":"a","reason":"b"}']
    )
    found = list(from_lines(io.BytesIO(lines), "lines.jsonl"))
    assert isinstance(found[1], Unloaded) and isinstance(found[0], Plan)
    assert TargetReader().read(found[0]) == TargetReader().read(source)
    fewer = next(iter(from_lines(io.BytesIO(lines), "lines.jsonl", achievements=False)))
    assert isinstance(fewer, Plan) and fewer.statements == source.tasks


def test_lines_that_are_no_records_are_refused() -> None:
    """The message names file and line."""
    with pytest.raises(UsageError, match=r"x.jsonl:1: no record of this version"):
        list(from_lines(io.BytesIO(b'{"record":"task"}\n'), "x.jsonl"))
    task = json.loads(encode(report().tasks[0])) | {"doc_id": "0"}
    with pytest.raises(UsageError, match=r"x.jsonl:1: a record before its document"):
        list(from_lines(io.BytesIO(json.dumps(task).encode()), "x.jsonl"))


def test_mentions_of_parts_do_not_count() -> None:
    """万元生产总值能耗 does not mention the gross product."""
    text = report(goals="万元地区生产总值用水量降低2%，单位工业能耗持续下降。", tasks="（一）节约能源。")
    assert "gdp" not in MentionReader().read(text, TargetReader().read(text))


@given(st.decimals(min_value=0, max_value=10**13, places=2, allow_nan=False, allow_infinity=False))
def test_amounts_keep_their_value(number: Decimal) -> None:
    """万 and 亿 in a cell say the same number."""
    text = amount(number, "元").removesuffix("元")
    for word, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if text.endswith(word):
            assert Decimal(text.removesuffix(word)) * size == number
            return
    assert Decimal(text) == number and plain(number) == text


def test_frames() -> None:
    """The same lines as data frames of both libraries."""
    matrix = compare.target_matrix([report()], ["地区生产总值", "粮食产量"])
    pandas_frame, polars_frame = compare.frame(matrix), compare.frame(matrix, "polars")
    assert list(pandas_frame["text"]) == polars_frame["text"].to_list() == ["≈6%", "6.5%", "≥120万吨"]
    assert polars_frame["value_exact"].to_list() == ["6", "6.5", "1200000"]
    assert number_text(one("粮食产量").targets[0]) == "≥120万吨"
    with pytest.raises(UsageError, match="unknown library"):
        compare.frame(matrix, "spark")
