"""Kills at random moments: after a resume the rows are those of an undisturbed run, and no process outlives its parent."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import stub_kernels
from batch_rows import all_rows

from policy_extract.processes import descendants

PROC = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked up in /proc")
COUNT = 240


def start(out: Path, source: Path, *more: str) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
    command = [sys.executable, stub_kernels.__file__, str(out), str(source), *more]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for a run that is to end well; returns what it printed."""
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return out


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A table of texts."""
    path = tmp_path / "texts.jsonl"
    lines = (json.dumps({"id": f"d{number}", "text": f"建设公园{number}个\n新建学校"}) for number in range(COUNT))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def alive(process: int) -> bool:
    """Whether a process is there and no mere entry that waits to be collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@PROC
def test_killed_parent(tmp_path: Path, texts: Path) -> None:
    """kill -9 of the run: workers go with it, and the same command completes the rows."""
    finish(start(tmp_path / "undisturbed", texts))
    dice = random.Random(5)
    for _ in range(2):
        process = start(tmp_path / "run", texts, "--seconds", "0.005")
        time.sleep(0.5 + dice.random() * 1.2)
        workers = descendants(process.pid)
        process.kill()
        process.communicate()
        until = time.monotonic() + 5
        while any(map(alive, workers)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(alive, workers)), "a worker outlived its parent"
    finish(start(tmp_path / "run", texts))
    assert all_rows(tmp_path / "run") == all_rows(tmp_path / "undisturbed")


@PROC
def test_killed_workers(tmp_path: Path, texts: Path) -> None:
    """kill -9 of workers: their documents are tried again and no innocent one is marked."""
    dice = random.Random(7)
    process = start(tmp_path / "run", texts, "--seconds", "0.01")
    kills = 0
    while process.poll() is None and kills < 4:
        time.sleep(0.6 + dice.random() * 0.6)
        if workers := descendants(process.pid):
            os.kill(dice.choice(workers), signal.SIGKILL)
            kills += 1
    finish(process)
    assert kills >= 2
    rows = all_rows(tmp_path / "run")
    assert rows["failures"] == []
    assert [line["input_id"] for line in rows["documents"]] == sorted(f"{texts}#d{number}" for number in range(COUNT))
    assert len(rows["tasks"]) == 2 * COUNT


@PROC
@pytest.mark.slow
def test_parent_stays_small(tmp_path: Path) -> None:
    """Many texts go through a parent that holds but a part of them."""
    path = tmp_path / "texts.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(300):
            stream.write(json.dumps({"id": number, "text": f"建设公园{number}个" * 3000}, ensure_ascii=False) + "\n")
    megabytes = int(finish(start(tmp_path / "run", path)))
    assert megabytes < 400
