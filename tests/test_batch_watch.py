"""Folders that are watched: what arrives, changes, goes, is half written, or came while no one watched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")
pytest.importorskip("watchfiles", reason="watching needs the extra watch")

import near_workers
import stub_kernels
from batch_rows import lines_of

from policy_extract.batch import arrivals, packs, store, workers
from policy_extract.batch.local import Settings
from policy_extract.batch.progress import Progress
from policy_extract.errors import UsageError

SETTLE = 0.6
PATIENCE = 60.0
Start = Callable[..., contextlib.AbstractContextManager[list[Progress]]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one plan that has been there for long."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "first.txt").write_text("甲", encoding="utf-8")
    os.utime(folder / "first.txt", (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture
def watched(place: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Watches the folder into `run` beside it, while the context lasts."""
    monkeypatch.setattr(packs, "builtin_folder", packs.builtin_folder)
    monkeypatch.setattr(workers, "Worker", near_workers.NearWorker)
    stub_kernels.small_patterns(place.parent / "stub-patterns")
    settings = Settings(workers=1, timeout=20, memory=256, factory=stub_kernels.FACTORY)

    @contextlib.contextmanager
    def start(settle: float = SETTLE) -> Iterator[list[Progress]]:
        reports: list[Progress] = []
        trouble: list[BaseException] = []
        stop = threading.Event()

        def go() -> None:
            try:
                arrivals.watch([place], place.parent / "run", settings, arrivals.Watching(settle), reports.append, stop)
            except BaseException as error:
                trouble.append(error)

        thread = threading.Thread(target=go)
        thread.start()
        try:
            wait_until(lambda: bool(reports or trouble))
            yield reports
        finally:
            stop.set()
            thread.join(PATIENCE)
        assert not thread.is_alive() and not trouble, trouble

    return start


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that must come about."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def held(place: Path) -> dict[str, list[str]]:
    """The statements of every document in the run, by its name below the folder; nothing while files are being merged."""
    found: dict[str, list[str]] = {}
    try:
        lines = lines_of(place.parent / "run", "tasks")
    except FileNotFoundError:
        return {}
    for line in lines:
        found.setdefault(line["input_id"].removeprefix(f"{place}/"), []).append(line["quote"])
    return found


def test_arrivals_changes_and_removals(place: Path, watched: Start) -> None:
    """New, changed, renamed and removed files, a member of an archive, a folder moved in and out; hidden ones are passed over."""
    with watched():
        assert held(place) == {"first.txt": ["甲"]}
        (place / "second.txt").write_text("乙", encoding="utf-8")
        (place / ".hidden.txt").write_text("丙", encoding="utf-8")
        (place / "notes.xyz").write_text("丁", encoding="utf-8")
        with zipfile.ZipFile(place / "pack.zip", "w") as archive:
            archive.writestr("one.txt", "戊")
            archive.writestr("two.txt", "己")
        came = {"first.txt": ["甲"], "second.txt": ["乙"], "pack.zip/one.txt": ["戊"], "pack.zip/two.txt": ["己"]}
        wait_until(lambda: held(place) == came)
        (place / "first.txt").write_text("甲\n又甲", encoding="utf-8")
        (place / "second.txt").rename(place / "renamed.txt")
        with zipfile.ZipFile(place / "pack.zip", "w") as archive:
            archive.writestr("two.txt", "己\n又己")
        changed = {"first.txt": ["甲", "又甲"], "renamed.txt": ["乙"], "pack.zip/two.txt": ["己", "又己"]}
        wait_until(lambda: held(place) == changed)
        aside = place.parent / "aside"
        aside.mkdir()
        (aside / "inner.txt").write_text("庚", encoding="utf-8")
        aside.rename(place / "moved")
        wait_until(lambda: "moved/inner.txt" in held(place))
        (place / "moved").rename(aside)
        (place / "pack.zip").unlink()
        wait_until(lambda: held(place).keys() == {"first.txt", "renamed.txt"})
    assert lines_of(place.parent / "run", "failures") == []


def test_half_written(place: Path, watched: Start) -> None:
    """A file that grows is not read before it has been left alone."""
    with watched(settle=2.0) as reports:
        with (place / "growing.txt").open("w", encoding="utf-8") as stream:
            for number in range(25):
                stream.write(f"第{number}项\n")
                stream.flush()
                time.sleep(0.1)
                assert "growing.txt" not in held(place)
        wait_until(lambda: len(reports) == 2)
        assert len(held(place)["growing.txt"]) == 25


def test_what_came_meanwhile(place: Path, watched: Start) -> None:
    """A restart finds what came, changed and went; a file that is written at that moment keeps its rows until it is whole."""
    (place / "goes.txt").write_text("乙", encoding="utf-8")
    (place / "written.txt").write_text("丙", encoding="utf-8")
    with watched():
        wait_until(lambda: len(held(place)) == 3)
    (place / "goes.txt").unlink()
    (place / "came.txt").write_text("丁", encoding="utf-8")
    os.utime(place / "came.txt", (1_700_000_000, 1_700_000_000))
    (place / "written.txt").write_text("丙\n半", encoding="utf-8")
    with watched() as reports:
        assert held(place) == {"first.txt": ["甲"], "came.txt": ["丁"], "written.txt": ["丙"]}
        assert (reports[0].done, reports[0].skipped, reports[0].removed) == (1, 1, 1)
        wait_until(lambda: held(place).get("written.txt") == ["丙", "半"])


def test_lost_folder_keeps_its_rows(place: Path, watched: Start) -> None:
    """A folder that goes away as a whole, as a drive does, loses no rows; another run in the run folder is waited for."""
    with watched():
        other = store.Store(place.parent / "run")
        try:
            (place / "second.txt").write_text("乙", encoding="utf-8")
            time.sleep(SETTLE * 2)
        finally:
            other.close()
        wait_until(lambda: len(held(place)) == 2)
        place.rename(place.parent / "gone")
        time.sleep(SETTLE * 3)
        assert len(held(place)) == 2
        (place.parent / "gone").rename(place)


def test_wrong_usage(place: Path) -> None:
    """No folder, a file, a run folder inside the watched one."""
    with pytest.raises(UsageError, match="no folder"):
        arrivals.watch([], place.parent / "run")
    with pytest.raises(UsageError, match="not a folder"):
        arrivals.watch([place / "first.txt"], place.parent / "run")
    with pytest.raises(UsageError, match="lies in the watched folder"):
        arrivals.watch([place], place / "run")


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="interrupts are sent as a signal")
def test_command(place: Path) -> None:
    """The command with the built-in patterns: it reports, and ends well when interrupted."""
    shutil.copyfile(place / "first.txt", place / "second.txt")
    run = place.parent / "run"
    command = [sys.executable, "-m", "policy_extract", "watch", str(place), "-o", str(run), "--workers", "1", "--settle", "0.2"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "2 of 2" in process.stderr.readline()
        assert len(lines_of(run, "documents")) == 2
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0 and "no longer watching" in said
