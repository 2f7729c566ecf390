"""The command line: inputs of every kind, exit codes, one-line errors, whole or no output."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import malformed
import pytest
from conftest import HAND_TEXT

from policy_extract import cli_extract, extract
from policy_extract.cli import main
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult
from policy_extract.text import Source, Unread

COMMAND = [sys.executable, "-m", "policy_extract"]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with plans in several places."""
    folder = tmp_path / "plans"
    (folder / "below").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "b.txt").write_text(HAND_TEXT, encoding="utf-8")
    (folder / "a.md").write_text("# 方案\n\n推进改革。\n", encoding="utf-8")
    (folder / "below" / "c.html").write_text("<html><body><p>到2027年,建成公园3个。</p></body></html>", encoding="utf-8")
    (folder / "notes.bin").write_bytes(b"\x00\x01")
    (folder / ".hidden" / "d.txt").write_text(HAND_TEXT, encoding="utf-8")
    return folder


def documents(path: Path) -> list[str]:
    """The sources of the document records of a JSON Lines file."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line["source"] for line in lines if line["record"] == "document"]


def test_a_folder_is_read_below_and_sorted(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["extract", str(plans), "-o", str(out), "-q"]) == 0
    assert [Path(source).name for source in documents(out)] == ["a.md", "b.txt", "c.html"]


def test_globs_and_repeated_inputs_are_read_once(plans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["extract", str(plans / "*.txt"), str(plans / "b.txt"), str(plans / "**" / "*.md"), "-o", str(out), "-q"]) == 0
    assert [Path(source).name for source in documents(out)] == ["b.txt", "a.md"]


def test_standard_input_and_output() -> None:
    run = subprocess.run(
        [*COMMAND, "extract", "-", "-o", "-", "--format", "standoff"], input=HAND_TEXT.encode(), capture_output=True, check=True
    )
    found = json.loads(run.stdout)
    assert found["source"] == "stdin"
    assert "documents" in run.stderr.decode()


@pytest.mark.parametrize("form", ["jsonl", "csv", "standoff", "table"])
def test_every_format_is_written(plans: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    assert main(["extract", str(plans), "-o", str(out), "--format", form, "-q"]) == 0
    content = out.read_text(encoding="utf-8-sig")
    if form == "csv":
        assert len(next(csv.reader(io.StringIO(content)))) > 20
    else:
        assert len(content.splitlines()) >= 3


def test_a_failed_file_is_named_and_the_others_go_on(plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    missing, nothing = str(tmp_path / "missing.txt"), str(tmp_path / "*.none")
    assert main(["extract", missing, nothing, str(plans / "b.txt"), "-o", str(out), "-q"]) == 1
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["source"] for line in lines if line["record"] == "failure"] == [missing, nothing]
    assert len(documents(out)) == 1
    shown = capsys.readouterr().err.strip().splitlines()
    assert len(shown) == 2 and missing in shown[0] and "no such file" in shown[0]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["extract"],
        ["extract", "x", "--format", "xlsx"],
        ["extract", "x", "--whole-file"],
        ["extract", "x", "--patterns", "nowhere"],
        ["extract", "x", "-o", "nowhere/out.jsonl"],
        ["extract", "x", "-o", "."],
        ["evaluate", "nowhere"],
        ["patterns"],
    ],
)
def test_wrong_usage_is_two_and_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    run = subprocess.run([*COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr and run.stderr.strip()
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_never_overwritten(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plans / "b.txt"
    assert main(["extract", str(path), "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == HAND_TEXT
    assert "is an input as well" in capsys.readouterr().err


def test_a_fault_in_one_file_stays_with_it(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Extractor.extract_source

    def faulty(self: Extractor, source: Source) -> list[DocumentResult]:
        if source.name == "a.md":
            raise IndexError("list index out of range")
        return whole(self, source)

    monkeypatch.setattr(Extractor, "extract_source", faulty)
    out = tmp_path / "out.jsonl"
    assert main(["extract", str(plans), "-o", str(out), "-q"]) == 1
    assert len(documents(out)) == 2
    assert "please report" in out.read_text(encoding="utf-8")


def test_an_interrupt_leaves_no_half_output(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_extract, "attempt", interrupted)
    target = tmp_path / "result"
    target.mkdir()
    (target / "out.jsonl").write_text("before", encoding="utf-8")
    assert main(["extract", str(plans), "-o", str(target / "out.jsonl")]) == 130
    assert [path.read_text(encoding="utf-8") for path in target.iterdir()] == ["before"]


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("到2027年,建成公园3个。\n" * 4000, encoding="utf-8")
    command = [*COMMAND, "extract", str(tmp_path), "--format", "standoff", "-q"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    error = process.stderr.read()
    assert process.wait(timeout=60) == 141
    assert error == b""


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_control_c_is_one_line() -> None:
    begin = time.monotonic()
    subprocess.run([*COMMAND, "extract", "-", "-q"], input=b"", capture_output=True, check=False)
    started = time.monotonic() - begin  # how long a start takes here, so that the signal comes neither too early
    process = subprocess.Popen([*COMMAND, "extract", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(2 + 3 * started)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in error and b"interrupted" in error


def test_the_demo_runs_from_an_empty_folder(tmp_path: Path) -> None:
    run = subprocess.run([*COMMAND, "demo"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    assert sorted(p.name for p in (tmp_path / "policy-extract-demo").iterdir()) == sorted(cli_extract.DEMO_FILES)
    assert documents(tmp_path / "policy-extract-demo" / "records.jsonl")
    assert "statement" in run.stdout


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("policy-extract ")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with files of many formats, an archive, and some that cannot be read."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    archive = {"附件1.xlsx": malformed.good_sheet(), "附件2.txt": HAND_TEXT, "坏.xlsx": b"PK\3\4"}
    contents: dict[str, bytes] = {
        "a.txt": HAND_TEXT.encode("gbk"), "b.xlsx": malformed.good_sheet(), "c.xls": malformed.good_excel(),
        "d.ods": malformed.good_open_sheet(), "e.csv": "序号,任务\n1,到2027年底新建社区食堂20个。\n".encode("gbk"),
        "f.zip": malformed.zipped(archive), "g.rar": b"Rar!\x1a\x07\x00", "h.xlsx": b"",
        "logo.png": b"\x89PNG\r\n\x1a\n", "x.db": b"x",
        "~$b.xlsx": b"x",
    }  # fmt: skip
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return folder


def test_a_folder_of_all_formats_is_extracted(mixed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["extract", str(mixed), "-o", str(out)]) == 1
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    found = {(line["source"], *line["container"]) for line in lines if line["record"] == "document"}
    assert found == {("a.txt",), ("b.xlsx",), ("c.xls",), ("d.ods",), ("e.csv",), ("附件1.xlsx", "f.zip"), ("附件2.txt", "f.zip")}
    failures = {Path(line["source"]).relative_to(mixed).as_posix(): line["code"] for line in lines if line["record"] == "failure"}
    assert failures == {"f.zip/坏.xlsx": "damaged", "g.rar": "unsupported", "h.xlsx": "empty"}
    said = capsys.readouterr().err
    assert sum(line.startswith("policy-extract: ") for line in said.splitlines()) == 3
    assert "not taken from folders: 1 .db, 1 .png" in said


def test_read_shows_blocks_and_places(mixed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(mixed / "b.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "read by xlsx (lxml" in said and "sheet[台账!B2]  cell  到2027年底" in said and "table of 11 rows" in said
    assert main(["read", str(mixed / "a.txt")]) == 0
    said = capsys.readouterr().out
    assert "encoding gb18030" in said and "text[2:1]  paragraph  一、主要目标" in said
    assert main(["read", str(mixed / "f.zip"), "--json"]) == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["record"] for record in records] == ["source", "source", "failure"]
    assert records[0]["container"] == ["f.zip"] and records[0]["blocks"][0]["quote"] == "序号"
    assert main(["read", str(mixed / "e.csv"), "--text"]) == 0
    assert capsys.readouterr().out.startswith("序号\n任务\n")


def test_files_of_an_archive_from_python(mixed: Path) -> None:
    found = list(Extractor().extract_files(mixed / "f.zip"))
    assert [isinstance(item, Unread) for item in found] == [False, False, True]
    assert extract(str(mixed / "b.xlsx"))[0].tasks
