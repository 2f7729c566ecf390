"""Outputs take the place of files only: devices, pipes and symbolic links stay what they are."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from policy_extract.cli import main
from policy_extract.placing import placed

PLAN = "云泽市2026年工作方案\n\n一、重点任务\n建成公园3个。\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file to extract from."""
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to(tmp_path: Path, plan: Path) -> None:
    """A program that waits at a named pipe gets the records; as root the same holds for /dev/null."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert main(["extract", str(plan), "-o", str(pipe), "-q"]) == 0
    reader.join(timeout=30)
    assert pipe.is_fifo() and "公园" in got[0].decode()


def test_the_file_behind_a_link_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old", encoding="utf-8")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system lets this user make no symbolic links")
    with placed(link) as stream:
        stream.write(b"new")
    assert link.is_symlink() and real.read_text(encoding="utf-8") == "new"


def test_nothing_is_replaced_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), placed(path) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]
