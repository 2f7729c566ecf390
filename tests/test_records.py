"""Records: light rows and public models say the same, offsets point at the quotes, ids stay."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import HAND_TEXT, ROOT, built_in, hand_document, hand_result
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from policy_extract import records, rows
from policy_extract.assembly import governed
from policy_extract.extractor import Extractor
from policy_extract.identity import IdentityBook, document_key
from policy_extract.model import Statement
from policy_extract.quoting import plain
from policy_extract.result import DocumentResult
from policy_extract.text import Source, View

PAIRS = [
    (rows.BaselineRow, records.Baseline),
    (rows.TimeRow, records.TimeRecord),
    (rows.QuantityConfidenceRow, records.QuantityConfidence),
    (rows.QuantityRow, records.QuantityRecord),
    (rows.ResponsibilityRow, records.ResponsibilityRecord),
    (rows.StatusRow, records.StatusRecord),
    (rows.TaskRow, records.TaskRecord),
    (rows.AchievementRow, records.AchievementRecord),
    (rows.PeriodRow, records.Period),
    (rows.RegionRow, records.Region),
    (rows.SectionRow, records.SectionRecord),
    (rows.ItemRow, records.ItemRecord),
    (rows.IssueRow, records.IssueRecord),
    (rows.DocumentRow, records.DocumentRecord),
]


@pytest.mark.parametrize(("row", "model"), PAIRS, ids=lambda x: x.__name__)
def test_rows_and_records_have_the_same_fields(row: type[msgspec.Struct], model: type[records.Record]) -> None:
    assert set(row.__struct_fields__) == set(model.model_fields) - {"record"}


def both_forms(result: DocumentResult) -> Iterator[tuple[Any, Any]]:
    """Each record as its row is written and as its model is dumped."""
    document, statements = result.rows
    yield json.loads(rows.encode(document)), result.record.model_dump(mode="json")
    models = iter(result.tasks), iter(result.achievements)
    for row in statements:
        model = next(models[0] if isinstance(row, rows.TaskRow) else models[1])
        yield json.loads(rows.encode(row)), model.model_dump(mode="json")


def test_row_and_model_dump_are_equal_for_a_full_document() -> None:
    compared = list(both_forms(hand_result()))
    assert len(compared) == 4
    for row, dump in compared:
        assert row == dump


def test_row_and_model_dump_are_equal_over_the_corpus(corpus_files: list[Path]) -> None:
    extractor = Extractor()
    for path in corpus_files:
        for result in extractor.extract_file(path):
            for row, dump in both_forms(result):
                assert row == dump


def test_mentions_go_to_their_statements() -> None:
    goal, assignment = hand_result().tasks
    (achievement,) = hand_result().achievements
    assert [q.quote for q in goal.quantities] == ["2000张以上", "1:4"]
    assert goal.quantities[0].value == 2000
    assert goal.quantities[0].baseline == records.Baseline(value=Decimal(1200), unit="张")
    assert [t.quote for t in goal.times] == ["到2026年底前"]
    assert [r.name for r in goal.responsibilities] == ["市民政局"]
    assert [r.name for r in assignment.responsibilities] == ["市民政局"]
    assert achievement.times == [] and achievement.responsibilities == []
    assert [s.state for s in achievement.statuses] == ["done"]
    assert goal.section_path == ["一、主要目标"]
    assert goal.item_id == assignment.item_id != achievement.item_id


def test_numbers_are_plain_in_json() -> None:
    line = rows.encode(hand_result().rows[1][0]).decode()
    assert '"value":2000,' in line
    quantity = hand_result().tasks[0].model_dump(mode="json")["quantities"][0]
    assert quantity["value"] == 2000 and isinstance(quantity["value"], int)


def test_a_number_without_phase_is_not_written() -> None:
    written = [q.quote for task in hand_result().tasks for q in task.quantities]
    assert "一" not in written


def test_offsets_are_those_of_the_source() -> None:
    source = "\ufeff*" + HAND_TEXT.replace("护理", "护 理")
    view = View(source, HAND_TEXT, [(0, 2), (source.index("护 理") + 1, source.index("护 理") + 2)])
    result = DocumentResult(hand_document(), view, Source(source, "x"), 1, 1, built_in())
    goal = result.tasks[0]
    assert goal.quote == source[goal.start : goal.end]
    assert goal.quote.startswith("到2026年底前,护 理床位")
    assert goal.quantities[0].indicator_span is not None
    assert source[slice(*goal.quantities[0].indicator_span)] == "护 理床位"


def test_ids_do_not_hang_on_offsets_or_numbering() -> None:
    title, rest = HAND_TEXT.split("\n", 1)
    amended = f"{title}\n为做好工作,制定本方案。\n{rest}".replace("一、", "二、")
    document = hand_document(text=amended.replace("二、主要目标", "一、主要目标"))
    document.headings[1].number = "二、"
    before, after = hand_result(), hand_result(document, amended)
    assert [t.task_id for t in before.tasks] == [t.task_id for t in after.tasks]
    assert before.doc_id != after.doc_id


def test_twins_get_different_ids() -> None:
    book = IdentityBook("key")
    given_out = [book.give(("目标",), words)[0] for words in ("1.推进改革。", "2.推进改革。", "推进改革。", "推进开放。")]
    assert len(set(given_out)) == 4
    assert given_out[1] == f"{given_out[0]}-2"


def test_a_document_without_title_is_known_by_its_text() -> None:
    assert document_key([None, "市政府"], "hash") == "hash"
    assert document_key(["方案", None, "x"], "hash") != document_key(["方案", "x", None], "hash")


def test_documents_of_one_file_get_numbered_ids() -> None:
    first = DocumentResult(hand_document(), View.plain(HAND_TEXT), Source(HAND_TEXT, "a"), 1, 2, built_in())
    second = DocumentResult(hand_document(), View.plain(HAND_TEXT), Source(HAND_TEXT, "a"), 2, 2, built_in())
    assert first.doc_id.endswith("#1") and second.doc_id == first.doc_id[:-1] + "2"
    assert first.name == "a#1"


def test_measures_answer_to_the_problem_above_them() -> None:
    document = hand_document()
    document.meta.genre = "rectification"
    document.statements[0].kind = "problem"
    result = hand_result(document)
    problem, measure = result.tasks
    assert problem.parent_id is None
    assert measure.parent_id == problem.task_id == result.achievements[0].parent_id


def test_a_cover_governs_statements_by_half_of_the_shorter() -> None:
    statements = [Statement(0, 10, -1, 0, 0), Statement(10, 30, -1, 0, 0), Statement(30, 40, -1, 0, 0)]
    starts = [0, 10, 30]
    assert governed(statements, starts, (0, 30)) == [0, 1]
    assert governed(statements, starts, (22, 26)) == [1]
    assert governed(statements, starts, (8, 40)) == [1, 2]
    assert governed(statements, starts, (40, 50)) == []


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_plain_numbers_keep_their_value(number: Decimal) -> None:
    shown = plain(number)
    assert shown == number
    assert "E" not in format(shown, "f")


def test_records_are_immutable_and_closed() -> None:
    task = hand_result().tasks[0]
    with pytest.raises(ValidationError):
        task.kind = "task"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        records.Baseline.model_validate({"worth": 1})


def test_to_dict_holds_all_records() -> None:
    found = hand_result().to_dict()
    assert found["document"]["record"] == "document"
    assert [task["kind"] for task in found["tasks"]] == ["goal", "assignment"]
    assert [a["kind"] for a in found["achievements"]] == ["achievement"]
    members = [member for item in found["document"]["items"] for member in item["members"]]
    assert members == [t["task_id"] for t in found["tasks"]] + [a["achievement_id"] for a in found["achievements"]]


def test_generated_files_are_current() -> None:
    run = subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_public_names_load_lazily_and_nothing_is_written(tmp_path: Path) -> None:
    code = "import sys, policy_extract; assert 'pydantic' not in sys.modules; print(policy_extract.__version__)"
    subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []
    import policy_extract

    for name in policy_extract.__all__:
        assert getattr(policy_extract, name) is not None
    with pytest.raises(AttributeError):
        _ = policy_extract.nothing_of_this_name


def test_extract_takes_text_bytes_and_path(tmp_path: Path) -> None:
    import policy_extract

    path = tmp_path / "plan.txt"
    path.write_text(HAND_TEXT, encoding="utf-8")
    texts = [policy_extract.extract(source)[0].text for source in (HAND_TEXT, HAND_TEXT.encode(), path, str(path))]
    assert texts == [HAND_TEXT] * 4
    with pytest.raises(policy_extract.ReadError):
        policy_extract.extract(str(tmp_path / "missing.txt"))


def test_find_mentions_gives_numbers_and_times() -> None:
    from policy_extract import find_mentions

    text = "力争用3个月时间,到2027年6月底前完成投资2.5亿元以上,其中一期20至30公里。"
    found = {m.quote: m for m in find_mentions(text, reference_date=dt.date(2026, 3, 1))}
    assert all(text[m.start : m.end] == m.quote for m in found.values())
    money = next(m for m in found.values() if m.unit == "元")
    assert (money.value, money.comparator) == (250_000_000, "ge")
    length = next(m for m in found.values() if m.unit == "公里")
    assert (length.low, length.high) == (20, 30)
    assert any(m.end_date == dt.date(2027, 6, 30) for m in found.values())
    dumped = money.model_dump(mode="json")
    assert dumped["value"] == 250_000_000 and not isinstance(dumped["value"], str)
