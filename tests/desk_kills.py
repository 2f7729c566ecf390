"""Kills a program that decides at a review desk: `python desk_kills.py DESK` decides without end and says each number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import hand_result

from policy_extract.review.desk import Desk
from policy_extract.review.sources import enter_results

AT = "2031-05-06T07:08:09+00:00"


def opened(path: Path) -> Desk:
    """A desk with the document made by hand."""
    desk = Desk(path)
    enter_results(desk, [hand_result()])
    return desk


def decide(desk: Desk, times: int, reviewer: str = "沈禾") -> None:
    """Decide so many times on the first record, saying the number after each."""
    entry = next(iter(desk.entries()))
    for number in range(times):
        desk.decide(entry.record, reviewer, "accept", None, f"第{number}次", AT)
        print(number + 1, flush=True)


def kill_while_deciding(path: Path, behind: int) -> tuple[int, int]:
    """Kill -9 the program once it has confirmed some decisions; how many it had confirmed, and how many are kept."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
    process = subprocess.Popen([sys.executable, __file__, str(path)], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    confirmed = 0
    for line in process.stdout:
        confirmed = int(line)
        if confirmed >= behind:
            process.kill()
            break
    confirmed = max([confirmed, *map(int, process.stdout.read().split())])
    process.wait()
    desk = Desk(path)
    kept = len(desk.base.execute("SELECT 1 FROM decisions").fetchall())
    desk.close()
    return confirmed, kept


if __name__ == "__main__":
    decide(opened(Path(sys.argv[1])), 10**9)
