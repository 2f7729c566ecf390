"""The list of doubts over documents without gold: what it doubts, what it leaves alone, and what it calls a change."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytest.importorskip("jieba")
sys.path.insert(0, str(ROOT))

from benchmarks import doubts  # noqa: E402


@pytest.fixture(scope="module")
def reader() -> doubts.Reader:
    return doubts.Reader()


def statement(
    text: str, quote: str, name: str, comparator: str = "eq", scope: str | None = None, kind: str = "task"
) -> doubts.Record:
    """A sentence with one number, as the reader gives it."""
    number = dict.fromkeys(doubts.FIELDS) | {"quote": quote, "indicator": name, "comparator": comparator, "scope": scope}
    return {"file": "plan.txt", "start": 0, "kind": kind, "text": text, "numbers": [number | {"at": text.index(quote)}]}


@pytest.mark.parametrize(
    ("text", "quote", "name", "doubt"),
    [
        ("登记失业率始终控制在4%以内。", "4%以内", "登记失业率始终", "name ends in an adverb or adjective"),
        ("按时办结建议158件。", "158件", "按时办结建议", "name begins with an adverb or particle"),
        ("绿化率达到40%以上。", "40%", "绿化率", "a bound beside an equality"),
        ("安排2亿元，用于修路。", "2亿元", "", "no name"),
        ("新建“一站式大厅”3处。", "3处", "“一站式大厅", "name cuts a pair"),
        ("上海增长5%。", "5%", "上海", "name is a place"),
    ],
)
def test_what_is_doubted(reader: doubts.Reader, text: str, quote: str, name: str, doubt: str) -> None:
    assert doubt in {found for found, _ in doubts.doubts(reader, statement(text, quote, name))}


@pytest.mark.parametrize(
    ("text", "quote", "name", "comparator"),
    [
        ("绿化率达到40%以上。", "40%以上", "绿化率", "ge"),
        ("新建农村公路120公里。", "120公里", "农村公路", "eq"),
        ("三级手术占比提高到21%。", "21%", "三级手术占比", "eq"),
        ("入库率由41%提高到63%。", "63%", "入库率", "eq"),
    ],
)
def test_what_is_left_alone(reader: doubts.Reader, text: str, quote: str, name: str, comparator: str) -> None:
    assert list(doubts.doubts(reader, statement(text, quote, name, comparator))) == []


def test_a_number_without_record(reader: doubts.Reader) -> None:
    row = statement("新建学校3所，新增床位500张，培训200人。", "3所", "学校")
    assert [number["quote"] for found, number in doubts.doubts(reader, row) if found == "a number without record"] == ["200人"]
    assert list(doubts.doubts(reader, row | {"kind": "background"})) == []


def test_changes_name_what_came_went_and_differs() -> None:
    before, after = statement("新建学校3所。", "3所", "学校"), statement("新建学校3所。", "3所", "新建学校")
    assert list(doubts.changes([before], [before])) == []
    (told,) = doubts.changes([before], [after])
    assert told.startswith("indicator: 学校 → 新建学校")
    (gone,) = doubts.changes([before], [before | {"numbers": []}])
    assert gone.startswith("gone: ")


def test_the_command_counts_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.txt").write_text("一、主要任务\n新建农村公路120公里，新增学位800个。\n", encoding="utf-8")
    (tmp_path / "records.json").write_text("{}", encoding="utf-8")
    kept = tmp_path / "before.jsonl"
    monkeypatch.setattr(sys, "argv", ["doubts.py", str(tmp_path), "--write", str(kept)])
    assert doubts.main() == 0
    assert capsys.readouterr().out.startswith("2 numbers in 1 files")
    monkeypatch.setattr(sys, "argv", ["doubts.py", str(tmp_path), "--against", str(kept)])
    assert doubts.main() == 0
    assert capsys.readouterr().out == "0 changes\n"
