"""Bodies that stand before what they have to do, and stages whose heading says when."""

from __future__ import annotations

import pytest

from policy_extract import Extractor
from policy_extract.result import DocumentResult

PLAN = "云溪市校园食品安全专项整治实施方案\n2025年3月6日\n一、重点任务\n{}\n二、保障措施\n加强领导。\n"


def extracted(lines: str) -> DocumentResult:
    """The one document of a plan with these lines."""
    (result,) = Extractor().extract_text(PLAN.format(lines))
    return result


def bodies(lines: str) -> dict[str, list[tuple[str, str]]]:
    """Bodies and roles by the words of the records."""
    return {row.quote: [(body.name, body.role) for body in row.responsibilities] for row in extracted(lines).rows[1]}


def test_body_before_a_colon_answers_for_its_paragraph() -> None:
    found = bodies(
        "市教育局：负责学校食堂管理，每学期检查不少于2次。指导学校建设。\n市市场监管局、市公安局：负责食品抽检。\n各县区政府：落实属地责任。"
    )
    assert found["指导学校建设。"] == [("市教育局", "responsible")]
    assert found["市市场监管局、市公安局：负责食品抽检。"] == [("市市场监管局", "responsible"), ("市公安局", "responsible")]
    assert found["各县区政府：落实属地责任。"] == [("各县区政府", "implement")]


def test_heading_that_is_a_body_answers_for_its_section() -> None:
    found = bodies("（一）市教育局。牵头开展整治，建立台账。\n（二）市市场监管局、市卫健委。组织抽检600批次。")
    assert found["组织抽检600批次。"] == [("市市场监管局", "responsible"), ("市卫健委", "responsible")]
    assert found["牵头开展整治，建立台账。"] == [("市教育局", "responsible")]


@pytest.mark.parametrize(
    "line", ["目标任务：建设食堂3个。", "地点：市教育局三楼。", "平台建设：推进系统联网。", "注意事项：严禁弄虚作假。"]
)
def test_other_words_before_a_colon_are_no_bodies(line: str) -> None:
    assert not any(found for found in bodies(line).values())


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (
            "（一）动员部署阶段（2025年3月）\n召开动员会1次。\n（二）集中整治阶段（2025年4月—8月）\n排查食堂320家。\n"
            "（三）总结提升阶段（2025年9月底前）\n报送报告3份。",
            ["2025-03-31", "2025-08-31", "2025-09-30"],
        ),
        (
            "（一）动员部署阶段（3月1日—3月31日）。召开动员会1次。\n（二）集中整治阶段（4月至8月）。排查食堂320家。",
            ["2025-03-31", "2025-08-31"],
        ),
        ("（一）2025年重点任务。建设食堂3个。\n（二）2026年重点任务。建设食堂5个。", ["2025-12-31", "2026-12-31"]),
    ],
)  # fmt: skip
def test_stages_date_their_numbers(lines: str, ends: list[str]) -> None:
    numbers = [q for row in extracted(lines).rows[1] for q in row.quantities]
    assert [str(q.when.end_date) if q.when else "" for q in numbers] == ends


def test_money_set_aside_is_planned() -> None:
    numbers = [
        q for row in extracted("市财政局每年安排专项资金不少于500万元，按每生每年200元标准补助。").rows[1] for q in row.quantities
    ]
    assert [(q.quote, q.phase, q.indicator) for q in numbers] == [
        ("不少于500万元", "planned", "专项资金"),
        ("200元", "planned", "补助"),
    ]


def test_offices_of_a_bureau_close_their_items() -> None:
    found = bodies("1.新建学校12所。（基建科、计财科）\n2.招聘教师320名。（人事科）\n3.保持课后服务覆盖率100%。（基教科）")
    assert found["1.新建学校12所。"] == [("基建科", "responsible"), ("计财科", "responsible")]
    assert found["3.保持课后服务覆盖率100%。"] == [("基教科", "responsible")]


def test_decimal_numbers_have_ranks() -> None:
    lines = (
        "1 总体要求\n1.1 指导思想\n坚持安全第一。\n1.2 工作目标\n到2025年底，覆盖率达到100%。\n2 重点任务\n2.1 开展排查\n"
        "2.1.1 排查学校食堂320家。\n2.1.2 整改问题200个。（责任单位：市教育局）\n2.2 强化监管\n抽检600批次。"
    )
    (result,) = Extractor().extract_text(f"云溪市校园食品安全专项整治实施方案\n2025年3月6日\n{lines}\n")
    assert [(h.level, h.number) for h in result.document.headings if h.level] == [
        (1, "1"), (2, "1.1"), (2, "1.2"), (1, "2"), (2, "2.1"), (2, "2.2"),
    ]  # fmt: skip
    found = {row.quote: (row.kind, [body.name for body in row.responsibilities]) for row in result.rows[1]}
    assert found["2.1.1 排查学校食堂320家。"] == ("task", [])
    assert found["2.1.2 整改问题200个。"] == ("task", ["市教育局"])


def test_rows_of_a_flattened_table_are_no_headings() -> None:
    (result,) = Extractor().extract_text(
        "云溪市实施方案\n2025年3月6日\n1 公园建设\n3\n2 学校建设\n5\n一、总体要求\n坚持安全第一。\n"
    )
    assert [h.number for h in result.document.headings if h.level] == ["一、"]


@pytest.mark.parametrize(
    "bracket", ["（市住建局，6月底前；市财政局，9月底前）", "（责任单位：市住建局，6月底前；市财政局，9月底前）"]
)
def test_each_body_of_a_bracket_with_its_own_deadline(bracket: str) -> None:
    found = extracted(f"改造小区12个{bracket}。").rows[1][0]
    assert [(body.name, body.role) for body in found.responsibilities] == [
        ("市住建局", "responsible"),
        ("市财政局", "responsible"),
    ]
    assert [str(time.end_date) for time in found.times] == ["2025-06-30", "2025-09-30"]
