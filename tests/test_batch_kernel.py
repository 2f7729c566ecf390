"""The kernel, its tables, questions to a run, and export in the forms of extract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import near_workers
import pyarrow as pa
from batch_rows import all_rows
from conftest import CORPUS, hand_result

from policy_extract import batch, cli, rows
from policy_extract.batch import columns, schema, workers
from policy_extract.batch.kernel import Gathered, Kernel, add_result
from policy_extract.errors import UsageError
from policy_extract.export import FORMATS
from policy_extract.extractor import Extractor
from policy_extract.patterns import load


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    """A kernel with the built-in patterns."""
    return Kernel(Extractor.with_pack(load()), standoff=True)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the sample corpus and a file that is no document."""
    folder = tmp_path_factory.mktemp("batch")
    (folder / "empty.txt").write_text(" ", encoding="utf-8")
    code = cli.main(["run", str(CORPUS), str(folder / "empty.txt"), "-o", str(folder / "run"), "--standoff", "-q"])
    assert code == 1
    return folder / "run"


def test_import_is_light() -> None:
    """Neither the package nor its commands load Arrow or DuckDB before a run needs them."""
    program = (
        "import sys, policy_extract, policy_extract.cli, policy_extract.batch\n"
        "policy_extract.cli.parser()\n"
        "policy_extract.extract('到2027年建成公园3个。')\n"
        "assert not {'pyarrow', 'duckdb'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})


def test_every_column_is_described() -> None:
    """No column without a description, no name twice, every table begins with the input."""
    for name in schema.DATASETS:
        found = schema.described(name)
        assert found.equals(schema.schema_of(name))
        assert len(set(found.names)) == len(found.names)
        assert found.names[0] == "input_id"
        assert [part.name for part in found if not part.metadata[b"description"]] == []
    assert "| value_exact | string |" in schema.markdown()


def test_rows_come_back_from_columns() -> None:
    """A row of everything is the same after a way through Arrow."""
    result = hand_result()
    gathered = Gathered()
    add_result("hand", 1, result, gathered)
    tables = gathered.batches()
    document, statements = result.rows
    dataset = schema.DATASETS["documents"]
    assert columns.row(rows.DocumentRow, dataset.fields, tables["documents"].to_pylist()[0]) == document
    dataset = schema.DATASETS["quantities"]
    found = [columns.row(rows.QuantityRow, dataset.fields, line) for line in tables["quantities"].to_pylist()]
    assert found == [quantity for statement in statements for quantity in statement.quantities]
    assert tables["quantities"].to_pylist()[0]["value"] == 2000.0
    assert [line["kind"] for line in tables["statements"].to_pylist()] == [
        "heading", "heading", "goal", "assignment", "achievement",
    ]  # fmt: skip


def test_process_takes_texts_and_bytes(kernel: Kernel) -> None:
    """Arrow in, Arrow out; a document that cannot be read is a row of failures; wrong columns are refused."""
    given = pa.record_batch(
        {
            "doc_id": ["a", "b", "c", "d"],
            "text": ["到2027年，建成公园3个。", None, "", "半个\ud83d字".encode("utf-8", "replace").decode()],
            "content": [None, "一、目标\n新建学校5所。".encode("gb18030"), None, None],
            "name": ["a.txt", "b.txt", None, None],
        }
    )
    (tables,) = kernel.process([given])
    assert tables["documents"].column("input_id").to_pylist() == ["a", "b", "d"]
    assert tables["quantities"].column("value_exact").to_pylist() == ["3", "5"]
    assert tables["failures"].to_pylist()[0]["reason"] == "empty"
    assert tables["tasks"].schema.equals(schema.schema_of("tasks"), check_metadata=True)
    with pytest.raises(UsageError, match="doc_id"):
        list(kernel.process([pa.record_batch({"text": ["甲"]})]))
    hinted = pa.record_batch(
        {"doc_id": ["a"], "text": ["甲"], "hints": pa.array([[("colour", "red")]], schema.INPUT.field("hints").type)}
    )
    with pytest.raises(UsageError, match="colour"):
        list(kernel.process([hinted]))


@pytest.mark.parametrize("form", FORMATS)
def test_export_equals_extract(run_folder: Path, tmp_path: Path, form: str) -> None:
    """A run is written as `extract` writes the same inputs, byte for byte."""
    cli.main(["extract", str(CORPUS), str(run_folder.parent / "empty.txt"), "-q", "-f", form, "-o", str(tmp_path / "extract")])
    assert cli.main(["export", str(run_folder), "-f", form, "-o", str(tmp_path / "export")]) == 0
    expected, found = ((tmp_path / name).read_bytes().splitlines() for name in ("extract", "export"))
    if form in ("jsonl", "standoff"):
        expected, found = ([line for line in lines if b'"failure"' not in line] for lines in (expected, found))
    assert found == expected


def test_questions(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SQL over tables and manifest, in three forms; a wrong question is one line."""
    sql = "SELECT kind, count(*) AS number FROM tasks GROUP BY kind ORDER BY kind"
    assert cli.main(["query", str(run_folder), sql]) == 0
    table = capsys.readouterr().out.split()
    assert table[:2] == ["kind", "number"] and "goal" in table
    assert cli.main(["query", str(run_folder), "SELECT value_exact, rules FROM quantities LIMIT 1", "-f", "csv"]) == 0
    assert capsys.readouterr().out.startswith('"value_exact","rules"')
    assert cli.main(["query", str(run_folder), "SELECT state, reason FROM inputs WHERE state <> 'done'", "-f", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out) == {"state": "failed", "reason": "empty"}
    assert cli.main(["query", str(run_folder), "SELECT nothing FROM tasks"]) == 2
    assert "cannot be answered" in capsys.readouterr().err
    assert cli.main(["query", str(run_folder.parent), "SELECT 1"]) == 2
    assert "no run folder" in capsys.readouterr().err
    answer = batch.query(run_folder, "SELECT count(DISTINCT input_id) AS n FROM documents")
    assert answer.to_pylist()[0]["n"] > 10


def test_links_hold(run_folder: Path) -> None:
    """Every quantity and body belongs to a record that is there; every record is among the statements."""
    tables = all_rows(run_folder)
    known = {(line["input_id"], line["part"], line["task_id"]) for line in tables["tasks"]}
    known |= {(line["input_id"], line["part"], line["achievement_id"]) for line in tables["achievements"]}
    for name in ("quantities", "responsibilities"):
        assert {(line["input_id"], line["part"], line["record_id"]) for line in tables[name]} <= known
    named = {(line["input_id"], line["part"], line["record_id"]) for line in tables["statements"] if line["record_id"]}
    assert named == known


def test_stand_off_must_have_been_kept(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --standoff that export says what to do."""
    monkeypatch.setattr(workers, "Worker", near_workers.NearWorker)
    (tmp_path / "plan.txt").write_text("到2027年，建成公园3个。", encoding="utf-8")
    assert cli.main(["run", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "run"), "-q"]) == 0
    assert cli.main(["export", str(tmp_path / "run"), "-f", "standoff"]) == 2
    assert "--standoff" in capfd.readouterr().err
    assert cli.main(["run", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "run"), "-q", "--standoff"]) == 0
    assert cli.main(["export", str(tmp_path / "run"), "-f", "standoff", "-o", str(tmp_path / "out")]) == 0
