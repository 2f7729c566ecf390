"""Runs over many documents: poison, resume, increments, troubles of disk, folder and patterns."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import near_workers
import stub_kernels
from batch_rows import all_rows, lines_of

from policy_extract.batch import packs, store, workers
from policy_extract.batch.local import Settings, run
from policy_extract.batch.manifest import FILE, Manifest
from policy_extract.batch.progress import Progress
from policy_extract.errors import PatternError, RunError, UsageError
from policy_extract.patterns import Pack, builtin_folder

Runner = Callable[..., Progress]
REAL = workers.Worker


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A run with the stub kernel into `tmp_path / "run"`; in real processes where that is what is tested."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    stub_kernels.small_patterns(tmp_path / "stub-patterns")

    def go(*inputs: Path | str, out: str = "run", processes: bool = False, watch: Any = None, **settings: Any) -> Progress:
        monkeypatch.setattr(workers, "Worker", REAL if processes else near_workers.NearWorker)
        given = {"workers": 1, "timeout": 20.0, "memory": 256, "factory": stub_kernels.FACTORY, **settings}
        return run(list(inputs) or [tmp_path / "plans"], tmp_path / out, Settings(**given), watch)

    return go


def write(folder: Path, texts: dict[str, str]) -> Path:
    """A folder of texts."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def plans(count: int, prefix: str = "plan") -> dict[str, str]:
    """Texts of two tasks each."""
    return {f"{prefix}-{number:04}.txt": f"建设公园{number}个\n新建学校{number}所" for number in range(count)}


def names(folder: Path, table: str = "documents") -> list[str]:
    """File names of the inputs in a table."""
    return [Path(line["input_id"]).name for line in lines_of(folder, table)]


def test_five_poisons_fail_alone(tmp_path: Path, quick: Runner) -> None:
    """A document that raises, hangs, exits, crashes or swells is named with its reason; all others are complete."""
    good = plans(60)
    bad = {f"plan-00{number}5-{word}.txt": f"甲\n{word}\n乙" for number, word in enumerate(stub_kernels.TROUBLES)}
    write(tmp_path / "plans", {**good, **bad})
    progress = quick(timeout=2.0, workers=2, processes=True)
    assert progress.done == 65 and progress.failed == 5
    failures = {line["name"].split("-", 2)[2].removesuffix(".txt"): line for line in lines_of(tmp_path / "run", "failures")}
    reasons = {word: line["reason"] for word, line in failures.items()}
    assert reasons == {
        "POISON-RAISE": "fault", "POISON-HANG": "timeout", "POISON-EXIT": "crash", "POISON-SEGFAULT": "crash",
        "POISON-MEMORY": "memory",
    }  # fmt: skip
    for word, function in (("RAISE", "_raise"), ("HANG", "_hang"), ("SEGFAULT", "_segfault"), ("MEMORY", "_swell")):
        assert function in failures[f"POISON-{word}"]["traceback"]
    assert "exit code 7" in failures["POISON-EXIT"]["message"]
    assert names(tmp_path / "run") == sorted(good)
    assert len(lines_of(tmp_path / "run", "tasks")) == 120
    assert quick(timeout=2.0).skipped == 65, "failures are not tried again while nothing has changed"


def test_larger_bounds_try_again(tmp_path: Path, quick: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed for lack of time is tried again with more of it; other failures only when asked."""
    write(tmp_path / "plans", {"slow.txt": "甲", "bad.txt": "POISON-RAISE"})
    monkeypatch.setenv(stub_kernels.SECONDS, "2")
    assert quick(timeout=1.0, processes=True).reasons == {"timeout": 2}
    monkeypatch.setenv(stub_kernels.SECONDS, "0")
    assert quick(timeout=10.0, processes=True).reasons == {"fault": 1}
    assert names(tmp_path / "run") == ["slow.txt"]
    assert quick(timeout=10.0).done == 0
    assert quick(timeout=10.0, retry_failed=True).done == 1


def test_increments(tmp_path: Path, quick: Runner) -> None:
    """Unchanged documents are skipped, changed ones replaced, new ones added, missing ones taken out."""
    folder = write(tmp_path / "plans", plans(40))
    assert quick().done == 40
    assert (quick().done, quick().skipped) == (0, 40)
    (folder / "plan-0003.txt").write_text("改造管网3公里", encoding="utf-8")
    (folder / "plan-0004.txt").unlink()
    (folder / "new.txt").write_text("新增", encoding="utf-8")
    progress = quick()
    assert (progress.done, progress.skipped, progress.removed) == (2, 38, 1)
    fresh = quick(out="fresh")
    assert fresh.done == 40
    assert all_rows(tmp_path / "run") == all_rows(tmp_path / "fresh")
    quick(write(tmp_path / "more", plans(3, "other")))
    assert len(names(tmp_path / "run")) == 43, "another input adds to the run"


def test_missing_are_kept_when_asked(tmp_path: Path, quick: Runner) -> None:
    """With keep_missing nothing is taken out."""
    folder = write(tmp_path / "plans", plans(3))
    quick()
    (folder / "plan-0001.txt").unlink()
    assert quick(keep_missing=True).removed == 0, "no worker is started for this"
    assert len(names(tmp_path / "run")) == 3


def test_changed_patterns_redo(tmp_path: Path, quick: Runner) -> None:
    """Another pack means all again, without doubles."""
    write(tmp_path / "plans", plans(10))
    quick()
    layer = tmp_path / "layer"
    layer.mkdir()
    (layer / "more.yaml").write_text("family: more\ndescription: more\n", encoding="utf-8")
    assert quick(patterns=(layer,)).done == 10
    assert len(names(tmp_path / "run")) == 10
    (layer / "more.yaml").write_text("family: 3\n", encoding="utf-8")
    with pytest.raises(PatternError, match=str(layer)):
        quick(patterns=(layer,))
    assert len(names(tmp_path / "run")) == 10


def test_patterns_changed_in_mid_run(tmp_path: Path, quick: Runner) -> None:
    """The run goes on with its copy and says that the folder has changed."""
    write(tmp_path / "plans", plans(30))
    layer = tmp_path / "layer"
    layer.mkdir()
    file = layer / "more.yaml"
    file.write_text("family: more\ndescription: one\n", encoding="utf-8")
    progress = quick(patterns=(layer,), watch=lambda _: file.write_text("family: [", encoding="utf-8"))
    assert progress.done == 30
    assert any("run the same command again" in note for note in progress.notes)


def test_hash_without_loading() -> None:
    """The hash of a snapshot is that of the loaded pack."""
    folder = builtin_folder()
    assert packs.hash_of([packs.Layer.of_folder(folder)]) == Pack((folder,)).hash


def test_two_runs_refuse_each_other(tmp_path: Path, quick: Runner) -> None:
    """The second run on a folder is told who works there."""
    write(tmp_path / "plans", plans(2))
    held = store.Store(tmp_path / "run")
    try:
        with pytest.raises(UsageError, match=f"another run works in this folder \\(process {os.getpid()}\\)"):
            quick()
    finally:
        held.close()
    assert quick().done == 2


def test_foreign_folders(tmp_path: Path, quick: Runner) -> None:
    """A folder of another version, of something else, or a file is refused and left as it is."""
    write(tmp_path / "plans", plans(2))
    quick()
    base = sqlite3.connect(tmp_path / "run" / FILE)
    with base:
        base.execute("UPDATE about SET value = '99' WHERE key = 'format'")
    base.close()
    with pytest.raises(UsageError, match="format 99"):
        quick()
    write(tmp_path / "other", {"notes.txt": "甲"})
    with pytest.raises(UsageError, match="other files"):
        quick(out="other")
    with pytest.raises(UsageError, match="is a file"):
        quick(out="other/notes.txt")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(UsageError, match="not a manifest"):
        quick(out="broken")
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == ["notes.txt"]


def test_full_disk_while_writing(tmp_path: Path, quick: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk stops the run with a remedy; afterwards the same command gives what an undisturbed run gives."""
    write(tmp_path / "plans", plans(80))
    monkeypatch.setattr("policy_extract.batch.local.CHUNK_INPUTS", 10)
    write_table, calls = store.pq.write_table, []

    def full(*arguments: Any, **named: Any) -> None:
        calls.append(1)
        if len(calls) > 13:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_table(*arguments, **named)

    monkeypatch.setattr(store.pq, "write_table", full)
    with pytest.raises(RunError, match="make room, then run the same command again"):
        quick()
    some = len(names(tmp_path / "run"))
    assert 0 < some < 80
    monkeypatch.setattr(store.pq, "write_table", write_table)
    assert quick().skipped == some
    assert names(tmp_path / "run") == sorted(plans(80))
    assert len(lines_of(tmp_path / "run", "tasks")) == 160


def test_full_disk_for_real(tmp_path: Path, quick: Runner) -> None:
    """The same on a file system that is full."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only")
    try:
        write(tmp_path / "plans", {f"{number}.txt": os.urandom(20_000).hex() for number in range(60)})
        with pytest.raises(RunError, match="make room"):
            quick(out="small/run")
        subprocess.run(["mount", "-o", "remount,size=100m", str(place)], check=True)
        quick(out="small/run")
        assert names(place / "run") == sorted(f"{number}.txt" for number in range(60))
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_kill_inside_a_commit(tmp_path: Path, quick: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the manifest's word and the last move of a file nothing is lost."""
    write(tmp_path / "plans", plans(20))
    moved: list[Path] = []
    replace = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if self.name.startswith(("documents.1", "tasks.1")):
            moved.append(self)
            if len(moved) == 2:
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        quick()
    monkeypatch.setattr(Path, "replace", replace)
    assert quick().skipped == 20
    assert len(names(tmp_path / "run")) == 20 and len(lines_of(tmp_path / "run", "tasks")) == 40


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder(tmp_path: Path, quick: Runner) -> None:
    """A folder that may not be read is named; what was known of it stays."""
    folder = write(tmp_path / "plans", plans(3))
    write(folder / "inner", plans(2, "inner"))
    quick()
    (folder / "inner").chmod(0)
    try:
        progress = quick()
    finally:
        (folder / "inner").chmod(0o755)
    assert progress.failed == 1 and progress.removed == 0
    assert len(names(tmp_path / "run")) == 5


def test_folder_that_cannot_be_listed(tmp_path: Path, quick: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where the test is run by root: the system refuses to list a folder."""
    folder = write(tmp_path / "plans", plans(3))
    write(folder / "inner", plans(2, "inner"))
    quick()
    scandir = os.scandir

    def refuses(path: Any = ".") -> Any:
        if str(path).endswith("inner"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuses)
    progress = quick()
    assert (progress.failed, progress.removed) == (1, 0)
    assert len(names(tmp_path / "run")) == 5
    assert [line["reason"] for line in lines_of(tmp_path / "run", "failures")] == ["missing"]
    monkeypatch.setattr(os, "scandir", scandir)
    assert quick().removed == 1, "the failure goes when the folder can be read again"
    assert lines_of(tmp_path / "run", "failures") == []


def test_nothing_there(tmp_path: Path, quick: Runner) -> None:
    """Inputs that do not exist are failures with a remedy; a known file that cannot be read keeps its rows."""
    progress = quick(tmp_path / "none.txt", tmp_path / "no-*.txt")
    assert progress.failed == 2
    (tmp_path / "archive.zip").write_bytes(b"PK\x03\x04 broken")
    progress = quick(tmp_path / "archive.zip")
    assert progress.failed == 1


def test_members_of_archives(tmp_path: Path, quick: Runner) -> None:
    """Every member of an archive is an input of its own; archives inside are read whole."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "甲")
    with zipfile.ZipFile(tmp_path / "plans.zip", "w") as archive:
        for name, text in plans(3).items():
            archive.writestr(f"市/{name}", text)
        archive.writestr("bad.txt", "POISON-RAISE")
        archive.write(inner, "inner.zip")
    progress = quick(tmp_path / "plans.zip")
    assert progress.done == 5 and progress.failed == 1
    documents = lines_of(tmp_path / "run", "documents")
    assert [line["container"] for line in documents] == [["plans.zip", "inner.zip"]] + [["plans.zip"]] * 3
    assert documents[1]["input_id"].endswith("plans.zip/市/plan-0000.txt")


def test_small_chunks_are_merged(tmp_path: Path, quick: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small files become few at the end of a run, and rows can still be replaced."""
    folder = write(tmp_path / "plans", plans(50))
    monkeypatch.setattr("policy_extract.batch.local.CHUNK_INPUTS", 5)
    quick()
    assert len(list((tmp_path / "run" / "tasks").glob("*.parquet"))) == 2, "the empty one and the merged one"
    (folder / "plan-0007.txt").write_text("甲", encoding="utf-8")
    quick()
    assert names(tmp_path / "run") == sorted(plans(50))
    assert len(lines_of(tmp_path / "run", "tasks")) == 99


def test_manifest_tells(tmp_path: Path, quick: Runner) -> None:
    """The manifest holds runs with their settings and environment, and inputs with time and reason."""
    write(tmp_path / "plans", {**plans(2), "bad.txt": "POISON-RAISE"})
    quick()
    manifest = Manifest(tmp_path / "run")
    runs = manifest.base.execute("SELECT state, done, failed, settings, environment, started, ended FROM runs").fetchall()
    inputs = manifest.base.execute("SELECT state, reason, seconds, finished FROM inputs ORDER BY input_id").fetchall()
    manifest.close()
    assert [row[:3] for row in runs] == [("complete", 3, 1)]
    assert '"timeout": 20.0' in runs[0][3] and '"pyarrow"' in runs[0][4] and runs[0][6] >= runs[0][5]
    assert [row[:2] for row in inputs] == [("failed", "fault"), ("done", ""), ("done", "")]
