"""Exports: what is written can be read back, and no cell or title does harm where it is opened."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import pytest
from conftest import HAND_TEXT, hand_document, hand_result

from policy_extract.errors import UsageError
from policy_extract.export import FORMATS, make_writer
from policy_extract.export.csv_ledger import COLUMNS, text_safe
from policy_extract.export.terminal import Summary, fitted, width
from policy_extract.result import DocumentResult
from policy_extract.standoff import merge


def written(form: str, results: Sequence[DocumentResult], whole_file: bool = False) -> str:
    """What a writer makes of some results."""
    stream = io.BytesIO()
    writer = make_writer(form, stream, whole_file)
    writer.begin()
    writer.write(results)
    return stream.getvalue().decode("utf-8")


def test_json_lines_begin_with_the_document() -> None:
    lines = [json.loads(line) for line in written("jsonl", [hand_result()]).splitlines()]
    assert [line["record"] for line in lines] == ["document", "task", "task", "achievement"]
    assert {line["doc_id"] for line in lines} == {hand_result().doc_id}


def test_failures_are_lines_of_their_own() -> None:
    for form, key in (("jsonl", "reason"), ("standoff", "failure")):
        stream = io.BytesIO()
        make_writer(form, stream).fail("a.txt", "a.txt: empty")
        assert json.loads(stream.getvalue())[key] == "a.txt: empty"


def test_csv_is_a_ledger_of_tasks() -> None:
    text = written("csv", [hand_result()])
    assert text.startswith("\ufeff")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert list(found[0]) == list(COLUMNS)
    assert [row["类别 kind"] for row in found] == ["goal", "assignment"]
    assert found[0]["计划指标 planned"] == "护理床位 ≥2000张 →2026-12-31; 家庭病床与机构床位之比 1:4 →2026-12-31"
    assert found[0]["完成期限 deadline"] == "2026-12-31"
    assert found[0]["责任 responsible"] == "市民政局"


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_become_text(cell: str) -> None:
    assert text_safe(cell) == "'" + cell


def test_harmless_cells_stay() -> None:
    assert text_safe("1=1") == "1=1"
    assert text_safe("") == ""


def test_a_statement_that_looks_like_a_formula_is_safe_in_csv() -> None:
    text = HAND_TEXT.replace("到2026年底前", "=2026年底前")
    document = hand_document(text=text.replace("=2026", "到2026"))
    found = written("csv", [hand_result(document, text)])
    assert "'=2026年底前" in found


def test_standoff_holds_headings_and_only_real_quantities() -> None:
    (line,) = written("standoff", [hand_result()]).splitlines()
    found = json.loads(line)
    assert [s["kind"] for s in found["statements"]] == ["heading", "heading", "goal", "assignment", "achievement"]
    assert [q["quote"] for q in found["quantities"]] == ["2000张以上", "1:4", "35个"]
    level, ratio, built = found["quantities"]
    assert (level["value"], level["when_end"], level["baseline"]) == (2000, "2026-12-31", {"value": 1200, "unit": "张"})
    assert ratio["value"] == "1:4" and built["value"] == 35.5 and built["phase"] == "achieved"
    assert [t["quote"] for t in found["times"]] == ["到2026年底前"]
    assert found["responsibilities"][0]["covers"] == [found["statements"][2]["start"], found["statements"][3]["start"]]
    assert found == hand_result().to_standoff()


def test_a_run_in_heading_is_one_statement() -> None:
    document = hand_document()
    document.headings[1].start = document.statements[0].start
    kinds = [s["kind"] for s in hand_result(document).to_standoff()["statements"]]
    assert kinds == ["heading", "goal", "assignment", "achievement"]


def test_whole_file_merges_documents() -> None:
    (line,) = written("standoff", [hand_result(), hand_result()], whole_file=True).splitlines()
    found = json.loads(line)
    assert found["name"] == "hand.txt"
    assert len(found["quantities"]) == 6
    assert merge([], "x") == {"name": "x"}


def test_the_table_fits_its_columns_and_is_clean() -> None:
    text = written("table", [hand_result()])
    assert "护理床位" in text and "achievement" in text
    assert all(width(line) <= 141 for line in text.splitlines())
    assert fitted("一二三四五", 6) == "一二… "
    assert "\x1b" not in fitted("\x1b[31m红\x07", 20)


def test_the_summary_counts() -> None:
    summary = Summary()
    summary.add([hand_result()])
    assert (summary.documents, summary.tasks, summary.achievements, summary.quantities) == (1, 2, 1, 3)
    assert (summary.bodies, summary.deadlines, summary.issues) == ({"市民政局"}, 1, 1)


def test_unknown_formats_are_named() -> None:
    with pytest.raises(UsageError, match="xlsx"):
        make_writer("xlsx", io.BytesIO())
    assert FORMATS == ("jsonl", "csv", "standoff", "table")
