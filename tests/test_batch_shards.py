"""Runs in shards, and the tables of several folders read as one."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import near_workers
import pyarrow.parquet as pq
import stub_kernels
from batch_rows import all_rows

from policy_extract import batch, cli
from policy_extract.batch import packs, workers
from policy_extract.batch.inputs import Inputs
from policy_extract.batch.local import Settings, run
from policy_extract.batch.progress import Progress
from policy_extract.batch.schema import DATASETS
from policy_extract.batch.shards import Shard
from policy_extract.errors import UsageError

COUNT = 3


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of plans with an archive, and beside it a table of texts with a broken line."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    monkeypatch.setattr(workers, "Worker", near_workers.NearWorker)
    stub_kernels.small_patterns(tmp_path / "stub-patterns")
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(20):
        (folder / f"plan-{number}.txt").write_text(f"建设公园{number}个\n甲", encoding="utf-8")
    with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", f"新建学校{number}所")
    lines = [json.dumps({"id": f"d{number % 8}", "text": f"乙{number}"}, ensure_ascii=False) for number in range(12)]
    (tmp_path / "texts.jsonl").write_text("\n".join([*lines, "{broken"]), encoding="utf-8")
    return tmp_path


def go(place: Path, out: str, shard: Shard | None = None) -> Progress:
    """A run over all of it."""
    settings = Settings(workers=1, timeout=20, memory=256, factory=stub_kernels.FACTORY, shard=shard)
    return run([place / "plans", place / "texts.jsonl", place / "none.txt"], place / out, settings)


def test_shards_make_the_whole(place: Path) -> None:
    """Every input falls to one shard; together they hold the rows of a run without shards, also after a change."""
    whole = go(place, "whole")
    parts = [go(place, "parts", Shard(number, COUNT)) for number in (2, 1, 3)]
    assert sum(part.done for part in parts) == whole.done == 44 and sum(part.failed for part in parts) == 2
    (place / "plans" / "plan-3.txt").unlink()
    (place / "plans" / "plan-4.txt").write_text("丙", encoding="utf-8")
    go(place, "whole")
    parts = [go(place, "parts", Shard(number, COUNT)) for number in (1, 2, 3)]
    assert (sum(part.done for part in parts), sum(part.removed for part in parts)) == (1, 1)
    expected = {result.input_id: result.results[0].rows for result in batch.results(place / "whole") if result.results}
    found = {result.input_id: result.results[0].rows for result in batch.results(place / "parts") if result.results}
    assert found == expected and len(found) == 41
    for sql in ("SELECT count(*) AS n FROM failures", "SELECT count(*) AS n, sum(tasks) AS tasks FROM inputs"):
        assert batch.query(place / "parts", sql).to_pylist() == batch.query(place / "whole", sql).to_pylist()


def test_shards_read_only_their_own(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of other shards are not read; what is counted beforehand is what comes."""
    read = Path.read_bytes
    seen: list[str] = []
    monkeypatch.setattr(Path, "read_bytes", lambda self: seen.append(self.name) or read(self))
    for number in range(1, COUNT + 1):
        inputs = Inputs([str(place / "plans")], shard=Shard(number, COUNT))
        assert len(list(inputs.items())) == inputs.count()
    assert len(seen) == len(set(seen)) == 20


def test_shards_that_do_not_fit(place: Path) -> None:
    """A missing shard, another number of shards, a run without shards, other patterns: each is said."""
    go(place, "parts", Shard(1, 2))
    with pytest.raises(UsageError, match="1 of 2 shards"):
        batch.query(place / "parts", "SELECT 1")
    assert batch.query(place / "parts" / "shard-00001-of-00002", "SELECT count(*) AS n FROM documents").num_rows == 1
    with pytest.raises(UsageError, match="the same number"):
        go(place, "parts", Shard(1, 3))
    with pytest.raises(UsageError, match="other files"):
        go(place, "parts")
    go(place, "whole")
    with pytest.raises(UsageError, match="without shards"):
        go(place, "whole", Shard(1, 2))
    (place / "stub-patterns" / "more.yaml").write_text("family: more\ndescription: more\n", encoding="utf-8")
    go(place, "parts", Shard(2, 2))
    with pytest.raises(UsageError, match="different patterns"):
        batch.query(place / "parts", "SELECT 1")


def test_shards_from_the_command_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A shard is written as 3/16."""
    for wrong in ("0/3", "4/3", "3", "a/b"):
        with pytest.raises(SystemExit):
            cli.main(["run", str(place / "plans"), "-o", str(place / "run"), "--shard", wrong])
        assert "3/16" in capsys.readouterr().err


def test_tables_without_a_manifest(place: Path) -> None:
    """What a job on a cluster writes answers questions and is exported; other tables are refused."""
    go(place, "run")
    rows = all_rows(place / "run")
    (place / "run" / "manifest.sqlite").rename(place / "aside")
    assert batch.query(place / "run", "SELECT count(*) AS n FROM tasks").to_pylist() == [{"n": len(rows["tasks"])}]
    assert sum(len(found.results) for found in batch.results(place / "run")) == len(rows["documents"])
    with pytest.raises(UsageError, match="inputs"):
        batch.query(place / "run", "SELECT * FROM inputs")
    for path in (place / "run" / "tasks").iterdir():
        pq.write_table(pq.read_table(path).drop_columns(["quote"]), path)
    with pytest.raises(UsageError, match="not a table of this version"):
        batch.query(place / "run", "SELECT 1")
    shutil.rmtree(place / "run" / next(iter(DATASETS)))
    with pytest.raises(UsageError, match="no run folder"):
        batch.query(place / "run", "SELECT 1")
