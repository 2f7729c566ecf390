"""Extraction on a Spark cluster: the kernel behind a child process, and jobs on a real cluster on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import pyarrow as pa
import servers
import spark_cluster
import stub_kernels
from batch_rows import lines_of
from conftest import CORPUS
from test_batch_kills import alive

from policy_extract import batch
from policy_extract.batch import isolated, packs, spark
from policy_extract.batch.local import Settings, run
from policy_extract.batch.messages import Orders
from policy_extract.batch.schema import DATASETS, INPUT
from policy_extract.errors import UsageError


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[isolated.Isolated]:
    """The stub kernel behind a child."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    stub_kernels.small_patterns(tmp_path / "stub-patterns")
    orders = Orders(stub_kernels.FACTORY, [], False, False, 2.0, 256 << 20, 1)
    yield isolated.Isolated(orders, packs.Shipped.of([]))
    for child in list(isolated._KEPT.values()):
        child.close()


def given(texts: dict[str, str]) -> pa.RecordBatch:
    """Texts as a batch of inputs."""
    return pa.record_batch({"doc_id": list(texts), "text": list(texts.values())})


def test_poison_gives_rows(stub: isolated.Isolated) -> None:
    """Every input gives one row, whatever it does to the process; rows stand with their own input."""
    texts = {f"d{number}": "甲\n" * (number % 3) + "乙" for number in range(40)}
    texts |= {word: f"甲\n{word}" for word in stub_kernels.TROUBLES}
    rows = [row for out in stub.process([given(texts), given({"d40": "丙"})]) for row in out.to_pylist()]
    assert sorted(row["input_id"] for row in rows) == sorted([*texts, "d40"])
    for row in rows:
        poisoned = row["input_id"] in stub_kernels.TROUBLES
        assert len(row["failures"]) == poisoned
        assert [line["quote"] for line in row["tasks"]] == ([] if poisoned else texts.get(row["input_id"], "丙").split("\n"))
        assert {line["source"] for line in row["documents"]} == (set() if poisoned else {row["input_id"]})


def test_odd_inputs(stub: isolated.Isolated) -> None:
    """Two inputs of one name, one without, an unknown hint: rows all the same; wrong columns are refused."""
    hints = pa.array([None, None, None, [("colour", "red")]], INPUT.field("hints").type)
    odd = pa.record_batch({"doc_id": ["twin", "twin", None, "hinted"], "text": ["甲", "乙", "丙", "丁"], "hints": hints})
    rows = [row for out in stub.process([odd]) for row in out.to_pylist()]
    assert [line["quote"] for row in rows for line in row["tasks"] if row["input_id"] == "twin"] == ["甲", "乙"]
    messages = {row["input_id"]: row["failures"][0]["message"] for row in rows if row["failures"]}
    assert "without doc_id" in messages[isolated.NAMELESS] and "colour" in messages["hinted"]
    with pytest.raises(UsageError, match="doc_id"):
        list(stub.process([pa.record_batch({"text": ["甲"]})]))


def test_child_is_kept_until_it_is_left_in_the_middle(stub: isolated.Isolated) -> None:
    """Partitions share a child; when the engine stops in the middle no row of it comes back with the next partition."""
    list(stub.process([given({"a": "甲"})]))
    child = isolated._KEPT["child"]
    assert [out.to_pylist()[0]["input_id"] for out in stub.process([given({"b": "乙"})])] == ["b"]
    assert isolated._KEPT["child"] is child
    walk = stub.process([given({f"d{number}": "甲" for number in range(200)})])
    next(walk)
    walk.close()
    assert "child" not in isolated._KEPT
    assert [row["input_id"] for out in stub.process([given({"c": "丙"})]) for row in out.to_pylist()] == ["c"]


def test_schema_in_the_words_of_spark() -> None:
    """Every column has a type of Spark, and the lines of a table all columns of the table."""
    written = spark.schema_text(isolated.OUTPUT)
    assert written.startswith("`input_id` string, `digest` string, `seconds` double, `documents` array<struct<`part`: int")
    for name in DATASETS:
        inside = [part.name for part in isolated.OUTPUT.field(name).type.value_type]
        assert ["input_id", *inside] == batch.schema_of(name).names
    with pytest.raises(TypeError):
        spark.spark_type(pa.timestamp("s"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark_cluster.Cluster]:
    """A master and two workers."""
    servers.need_servers()
    if missing := spark_cluster.missing():
        servers.unavailable(missing)
    with spark_cluster.Cluster(tmp_path_factory.mktemp("spark")) as running:
        yield running


def write(folder: Path, texts: dict[str, str]) -> tuple[Path, Path]:
    """The same texts for a local run and, under the names that it gives them, for the cluster."""
    local, sent = folder / "texts.jsonl", folder / "sent.jsonl"
    for path, prefix in ((local, ""), (sent, f"{local}#")):
        lines = ({"id": prefix + name, "name": name, "text": text} for name, text in texts.items())
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return local, sent


def same(one: Path, two: Path) -> None:
    """Hold the tables of two folders against each other; the addresses in a traceback are those of a process."""
    how = "SELECT input_id, digest, state, reason, documents, tasks, failures FROM inputs ORDER BY input_id"
    assert batch.query(one, how).to_pylist() == batch.query(two, how).to_pylist()
    for table in DATASETS:
        left, right = lines_of(one, table), lines_of(two, table)
        for line in [*left, *right]:
            line.pop("traceback", None)
        assert left == right, table


@pytest.mark.parametrize("writer", ["workers", "spark"])
def test_rows_of_the_cluster_are_those_of_a_local_run(cluster: spark_cluster.Cluster, tmp_path: Path, writer: str) -> None:
    """The sample corpus, with the built-in patterns and a layer that is on no worker; the result answers questions."""
    layer = tmp_path / "layer"
    layer.mkdir()
    (layer / "more.yaml").write_text("family: more\ndescription: more\n", encoding="utf-8")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))[:12]}
    local, sent = write(tmp_path, texts)
    run([local], tmp_path / "run", Settings(workers=2, patterns=(layer,)))
    options = ("--partitions", "4", "--patterns", str(layer), "--writer", writer)
    code, said = cluster.run(str(sent), str(tmp_path / "out"), *options)
    assert code == 0, said[-4000:]
    assert (tmp_path / "out" / "extracted").exists() == (writer == "spark")
    same(tmp_path / "run", tmp_path / "out")


def test_poison_and_a_killed_worker(cluster: spark_cluster.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five poisoned documents, and a worker killed with all its processes in the middle: nothing lost, nothing doubled."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    texts = {f"d{number}": f"建设公园{number}个\n新建学校" for number in range(160)}
    texts |= {word: f"甲\n{word}" for word in stub_kernels.TROUBLES}
    local, sent = write(tmp_path, texts)
    options = ("--factory", stub_kernels.FACTORY, "--partitions", "10", "--timeout", "3", "--memory", "256")
    job = cluster.submit(str(sent), str(tmp_path / "out"), *options, **{f"spark_executorEnv_{stub_kernels.SECONDS}": "0.1"})
    job.wait_for("Finished task", 5)
    killed = cluster.kill("worker-0")
    code, said = job.finish()
    assert code == 1 and "5 failed" in said, said[-4000:]
    assert "Lost executor" in said, "the worker was killed too late"
    until = time.monotonic() + 5
    while any(map(alive, killed)) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(killed) > 3 and not any(map(alive, killed))
    stub_kernels.small_patterns(tmp_path / "stub-patterns")
    run([local], tmp_path / "run", Settings(workers=2, timeout=3, memory=256, factory=stub_kernels.FACTORY))
    same(tmp_path / "run", tmp_path / "out")
