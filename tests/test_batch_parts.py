"""Tables written where the work is done: attempts write aside, and only what the engine kept becomes rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import near_workers
import pyarrow as pa
import pyarrow.parquet as pq
import stub_kernels
from batch_rows import lines_of

from policy_extract import batch
from policy_extract.batch import isolated, packs, parts, spark_job, workers
from policy_extract.batch.messages import Orders
from policy_extract.batch.parts import Place, committing
from policy_extract.batch.schema import DATASETS, INPUTS, described
from policy_extract.errors import RunError, UsageError


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[isolated.Isolated]:
    """The stub kernel without a process; one input a bundle."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    monkeypatch.setattr(workers, "Worker", near_workers.NearWorker)
    stub_kernels.small_patterns(tmp_path / "stub-patterns")
    yield isolated.Isolated(Orders(stub_kernels.FACTORY, [], False, False, 20.0, 256 << 20, 1), packs.Shipped.of([]))
    for child in list(isolated._KEPT.values()):
        child.close()


def attempted(stub: isolated.Isolated, place: Place, part: int, attempt: int, *names: str) -> dict[str, Any]:
    """An attempt at some inputs; its answer."""
    texts = pa.record_batch({"doc_id": list(names), "text": [f"建设公园{len(name)}个\n{name}" for name in names]})
    ((answer,),) = (out.to_pylist() for out in stub.write([texts], place, part, attempt))
    return dict(answer)


def written(folder: Path) -> list[str]:
    """The inputs whose tasks stand in a folder, each as often as it stands there."""
    return [line["input_id"] for line in lines_of(folder, "tasks") if line["quote"] == line["input_id"]]


def columns(schema: pa.Schema) -> tuple[tuple[str, str, bytes], ...]:
    """Names, types and descriptions of columns."""
    return tuple(
        (part.name, str(part.type).replace("element:", "item:"), (part.metadata or {})[b"description"]) for part in schema
    )


def test_only_the_kept_attempts_count(stub: isolated.Isolated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that was tried twice gives its rows once, one that was never answered none; what was there before is gone."""
    monkeypatch.setattr(parts, "FLUSH_BYTES", 1)
    out = tmp_path / "out"
    with committing(Place(str(out), "first")) as answers:
        answers.append(attempted(stub, Place(str(out), "first"), 0, 1, "old"))
    (out / parts.EXTRACTED).mkdir()
    place = Place(str(out), "second")
    with committing(place) as answers:
        attempted(stub, place, 0, 1, "a", "b")
        attempted(stub, place, 7, 4, "lost")
        answers += [attempted(stub, place, 1, 2, "c"), attempted(stub, place, 0, 3, "a", "b"), attempted(stub, place, 2, 5)]
        assert written(out) == ["old"]
    assert written(out) == ["a", "b", "c"]
    assert [(answer["inputs"], answer["failed"]) for answer in answers] == [(1, 0), (2, 0), (0, 0)]
    assert sorted(path.name for path in out.iterdir()) == sorted(parts.TABLES)
    for table in parts.TABLES:
        (found,) = {columns(pq.read_schema(path)) for path in (out / table).glob("*.parquet")}
        assert found == columns(described(table) if table in DATASETS else INPUTS), table
        assert (out / table / "_SUCCESS").exists()


def test_questions_and_export(stub: isolated.Isolated, tmp_path: Path) -> None:
    """The tables are asked like those of a local run, and say how it went with each input."""
    out = tmp_path / "it's out"
    place = Place(str(out), "job")
    with committing(place) as answers:
        answers += [attempted(stub, place, 0, 0, "a", "POISON-RAISE"), attempted(stub, place, 1, 1, "a")]
    found = batch.query(out, "SELECT input_id, state, reason, documents, tasks, failures FROM inputs ORDER BY ALL").to_pylist()
    done = {"input_id": "a", "state": "done", "reason": "", "documents": 1, "tasks": 2, "failures": 0}
    failed = {"input_id": "POISON-RAISE", "state": "failed", "reason": "fault", "documents": 0, "tasks": 0, "failures": 1}
    assert found == [failed, done, done]
    assert spark_job.counted(str(out)) == {"inputs": 3, "names": 2, "failed": 1}
    assert [result.input_id for result in batch.results(out)] == ["POISON-RAISE", "a"]


def test_nothing_is_replaced_unless_all_is_there(stub: isolated.Isolated, tmp_path: Path) -> None:
    """A lost or shortened file, two answers for a part, an error in the middle: the old tables stand, nothing is left aside."""
    out = tmp_path / "out"
    with committing(Place(str(out), "first")) as answers:
        answers.append(attempted(stub, Place(str(out), "first"), 0, 1, "old"))
    place = Place(str(out), "second")
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"PAR1")):
        with pytest.raises(RunError, match="all machines"), committing(place) as answers:
            answers.append(attempted(stub, place, 0, 1, "new"))
            spoil(out / place.aside / "tasks" / answers[0]["files"][0]["name"])
    with pytest.raises(RunError, match="two answers"), committing(place) as answers:
        answers += [attempted(stub, place, 0, 1, "new"), attempted(stub, place, 0, 2, "new")]
    with pytest.raises(KeyboardInterrupt), committing(place) as answers:
        answers.append(attempted(stub, place, 0, 1, "new"))
        raise KeyboardInterrupt
    assert written(out) == ["old"]
    assert sorted(path.name for path in out.iterdir()) == sorted(parts.TABLES)


def test_places_that_will_not_do(tmp_path: Path) -> None:
    """The folder of a local run is not written over; an address that nothing can open is told."""
    (tmp_path / "manifest.sqlite").touch()
    with pytest.raises(UsageError, match="another folder"), committing(Place(str(tmp_path), "job")):
        pass
    with pytest.raises(UsageError, match="let Spark write"):
        Place("nowhere://plans/run", "job").system()


def test_parts_grow_with_the_input() -> None:
    """Small inputs are cut small, large ones into no more files than they are worth, and no part is endless."""
    assert [spark_job.part_bytes(size) >> 20 for size in (0, 1 << 30, 20_000 << 20, 1 << 50)] == [2, 2, 10, 32]
