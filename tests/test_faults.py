"""Kills, full disks, damaged state, clocks that jump and keys that interrupt: recovered, or refused with the remedy.

Kills of runs stand in `test_batch_kills`, cut-off pushes in `test_feed_core`; `benchmarks/kills.py`, `feed.py` and `faults.py` do
each of them twenty times and more.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CORPUS, hand_result
from desk_kills import AT, decide, kill_while_deciding

from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.feed.ledger import Ledger
from policy_extract.review.desk import Desk
from policy_extract.review.sources import enter_results

COMMAND = [sys.executable, "-m", "policy_extract"]
PLAN = CORPUS / "yunze-hospital-plan-2024.txt"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX systems")


def environment() -> dict[str, str]:
    """This process's module path for a child."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}


def damage(path: Path) -> None:
    """Overwrite parts of every page behind the first, the same ones each time."""
    data, dice = bytearray(path.read_bytes()), random.Random(1)
    for place in range(4096, len(data) - 64, 64):
        data[place : place + 32] = dice.randbytes(32)
    path.write_bytes(data)


@POSIX
def test_a_killed_desk_keeps_every_decision_that_it_confirmed(tmp_path: Path) -> None:
    dice = random.Random(3)
    for number in range(3):
        confirmed, kept = kill_while_deciding(tmp_path / f"desk-{number}.sqlite", dice.randint(3, 40))
        assert confirmed <= kept <= confirmed + 1


@POSIX
def test_a_full_disk_is_told_by_the_desk_and_takes_nothing_away(tmp_path: Path) -> None:
    """Files may not grow beyond a bound: the decision is refused with the remedy, those before it stand."""
    path = tmp_path / "desk.sqlite"
    script = (
        "import resource, signal, sys; from pathlib import Path; from desk_kills import opened, decide\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); desk = opened(Path(sys.argv[1]))\n"
        "decide(desk, 5); size = Path(sys.argv[1] + '-wal').stat().st_size\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20000, size + 20000)); decide(desk, 100000)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert run.returncode == 1 and "make room" in run.stderr.splitlines()[-1]
    desk = Desk(path)
    assert len(desk.base.execute("SELECT 1 FROM decisions").fetchall()) >= 5
    decide(desk, 1)
    desk.close()


def test_a_damaged_desk_is_refused_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "desk.sqlite"
    desk = Desk(path)
    enter_results(desk, [hand_result()])
    desk.close()
    damage(path)
    before = path.read_bytes()
    assert main(["review", "--desk", str(path), "--export", "ledger"]) == 2
    said = capsys.readouterr().err
    assert "desk.sqlite" in said and "--desk" in said and len(said.splitlines()) == 1
    assert path.read_bytes() == before


def test_a_damaged_ledger_is_refused_and_the_target_knows_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The remedy is followed: with the ledger moved away nothing is written twice."""
    pytest.importorskip("openpyxl")
    monkeypatch.chdir(tmp_path)
    push = ["push", "任务.xlsx", "--from", str(PLAN), "--state", "state"]
    assert main(push) == 0
    ledger = tmp_path / "state" / "ledger.sqlite"
    damage(ledger)
    capsys.readouterr()
    assert main(push) == 2
    assert "move the file away" in capsys.readouterr().err
    for file in (tmp_path / "state").glob("ledger.sqlite*"):
        file.rename(file.with_name(f"{file.name}.old"))
    assert main(push) == 0
    assert "create 0, update 0" in capsys.readouterr().out
    with pytest.raises(UsageError, match="no delivery ledger"):
        Ledger(ledger.with_name("ledger.sqlite.old"))


@pytest.fixture
def no_place() -> Iterator[Path]:
    """A folder in which nobody can write, root neither."""
    place = Path("/proc/self")
    if not place.is_dir():
        pytest.skip("no /proc: nothing else is read-only for every user")
    yield place


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract", "{plan}", "-o", "{place}/records.jsonl"],
        ["run", "{plan}", "-q", "-o", "{place}/run"],
        ["push", "{place}/plans.db", "--from", "{plan}"],
        ["push", "{tmp}/tasks.ics", "--from", "{plan}", "--state", "{place}/state"],
        ["review", "{plan}", "--desk", "{place}/desk.sqlite", "--export", "ledger"],
        ["report", "{plan}", "-o", "{place}/plan.html"],
    ],
)
def test_a_place_to_which_nobody_writes_is_named(
    arguments: list[str], no_place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[0] == "run":
        pytest.importorskip("pyarrow", reason="runs need the extra batch")
    code = main([word.format(plan=PLAN, place=no_place, tmp=tmp_path) for word in arguments])
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert code == 2 and last.startswith("policy-extract: ") and "Traceback" not in last


def test_a_clock_that_jumps_redoes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs hang on contents, not on the time of day: a run thirty years before the last one finds its work done."""
    pytest.importorskip("pyarrow", reason="runs need the extra batch")
    from policy_extract.batch import manifest

    command = ["run", str(PLAN), "-q", "-o", str(tmp_path / "run")]
    assert main(command) == 0
    files = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*.parquet")}
    monkeypatch.setattr(manifest, "now", lambda: "1996-01-01T00:00:00.000+00:00")
    os.utime(PLAN)
    assert main(command) == 0
    assert files == {path: path.read_bytes() for path in (tmp_path / "run").rglob("*.parquet")}


@POSIX
def test_control_c_in_a_terminal(tmp_path: Path) -> None:
    """The key reaches the command and its children at once: one line, no half output, no process left."""
    import pty

    big = tmp_path / "plans"
    big.mkdir()
    for number in range(3000):
        (big / f"{number}.txt").write_text(f"云泽市工作方案\n到2027年，新建公园{number}个。\n", encoding="utf-8")
    controller, terminal = pty.openpty()
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [*COMMAND, "extract", str(big), "-o", str(out)],
        stdin=terminal, stdout=terminal, stderr=terminal, env=environment(), start_new_session=True,
        preexec_fn=take_terminal,
    )  # fmt: skip
    os.close(terminal)
    until = time.monotonic() + 60
    while not begun(tmp_path) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.write(controller, b"\x03")
    said = drain(controller)
    assert process.wait(30) == 130
    assert b"interrupted" in said and b"Traceback" not in said
    assert not out.exists() and not begun(tmp_path)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def take_terminal() -> None:
    """Make the standard input the terminal of this session, so that its keys send signals."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def begun(folder: Path) -> list[Path]:
    """What a command has begun to write into a folder of inputs."""
    return [path for path in folder.iterdir() if path.is_file()]


def drain(handle: int) -> bytes:
    """Read what is left until the other side has gone."""
    said = b""
    while True:
        try:
            more = os.read(handle, 4096)
        except OSError:
            return said
        if not more:
            return said
        said += more


def test_two_desks_on_one_file_both_keep_their_decisions(tmp_path: Path) -> None:
    """Two programs on one desk: each decision of both is there."""
    first, second = Desk(tmp_path / "desk.sqlite"), Desk(tmp_path / "desk.sqlite")
    enter_results(first, [hand_result()])
    for number in range(20):
        decide(first if number % 2 else second, 1, reviewer=f"r{number % 2}")
    assert [len(desk.base.execute("SELECT 1 FROM decisions").fetchall()) for desk in (first, second)] == [20, 20]
    assert {row[0] for row in first.base.execute("SELECT at FROM decisions")} == {AT}
    first.close()
    second.close()
