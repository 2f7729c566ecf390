"""The commands push, pull and status, from documents, records and run folders."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

pytest.importorskip("openpyxl", reason="workbooks need the extra excel")

import openpyxl
from feed_plans import AMENDED, PLAN, SHORTENED

from policy_extract.cli import main


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan in a folder that is the working one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_push_pull_status(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run shows and writes nothing; a push, people's progress, a pull and the overview."""
    assert main(["push", "任务.xlsx", "--from", "方案.txt", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "would create 4" in said and "lead: 市水利局" in said and not Path("任务.xlsx").exists()
    assert not Path("policy-extract-feed").exists()
    assert main(["push", "任务.xlsx", "--from", "方案.txt"]) == 0
    book = openpyxl.load_workbook("任务.xlsx")
    sheet = book.worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(4, headers["进展情况"]).value = "=已开工"
    sheet.cell(4, headers["进展情况"]).data_type = "s"
    sheet.cell(4, headers["完成状态"]).value = "推进中"
    sheet.cell(4, headers["牵头单位"]).value = "市住建局"
    book.save("任务.xlsx")
    capsys.readouterr()
    assert main(["pull", "任务.xlsx"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (edited,) = [line for line in found if line["edited"]]
    assert edited["status"] == "ongoing" and edited["edited"]["lead"] == {"sent": "市园林绿化局", "now": "市住建局"}
    assert main(["pull", "任务.xlsx", "-f", "csv", "-o", "进展.csv"]) == 0
    rows = list(csv.DictReader(Path("进展.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["progress"] for row in rows if row["progress"]] == ["'=已开工"]
    plan.write_text(AMENDED, encoding="utf-8")
    assert main(["push", "任务.xlsx", "--from", "方案.txt", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["update"] == 1 and report["findings"][0]["kind"] == "conflict"
    assert main(["status"]) == 0
    assert "4 tasks, 0 withdrawn  泠浦市公园城市建设三年行动方案" in capsys.readouterr().out


def test_from_records(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records as JSON Lines; a file that was cut off withdraws nothing, a broken line is named."""
    assert main(["extract", "方案.txt", "-q", "-o", "records.jsonl"]) == 0
    assert main(["push", "任务.ics", "--from", "records.jsonl"]) == 0
    lines = Path("records.jsonl").read_text(encoding="utf-8").splitlines()
    Path("records.jsonl").write_text("\n".join(lines[:-2]) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["push", "任务.ics", "--from", "records.jsonl"]) == 1
    assert "withdraw 0" in (said := capsys.readouterr().out) and "records that the document lists are missing" in said
    Path("records.jsonl").write_text("\n".join([*lines[:-1], lines[-1][:50]]), encoding="utf-8")
    assert main(["push", "任务.ics", "--from", "records.jsonl"]) == 2
    assert f"records.jsonl:{len(lines)}: no record" in capsys.readouterr().err


def test_from_a_run(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run folder; an input that fails is named and its tasks are left as they are."""
    pytest.importorskip("pyarrow", reason="runs need the extra batch")
    assert main(["run", "方案.txt", "-o", "run", "-q", "--workers", "1"]) == 0
    assert main(["push", "任务.ics", "--from", "run"]) == 0
    plan.write_text(SHORTENED, encoding="utf-8")
    Path("空.txt").write_text("", encoding="utf-8")
    assert main(["run", "方案.txt", "空.txt", "-o", "run", "-q", "--workers", "1"]) == 1
    capsys.readouterr()
    assert main(["push", "任务.ics", "--from", "run"]) == 1
    both = capsys.readouterr()
    assert "withdraw 1" in both.out and "its tasks are left as they are" in both.err


def test_wrong_usage(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown targets, profiles and empty inputs say what to give."""
    for arguments, said in (
        (["任务.doc"], "no target; known are a file .xlsx"),
        (["任务.xlsx", "--profile", "甲"], "choose one of 任务分解表"),
        (["任务.ics", "--sheet", "一"], "--sheet belongs to a workbook"),
        (["目录/任务.xlsx"], "make it first"),
    ):
        assert main(["push", *arguments, "--from", "方案.txt"]) == 2
        assert said in capsys.readouterr().err
    assert main(["push", "任务.xlsx", "--from", "无.txt"]) == 1
    assert "its tasks are left as they are" in capsys.readouterr().err
