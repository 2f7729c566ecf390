"""kill -9 at random moments: after resumes a run must hold exactly the rows of an undisturbed one.

    python benchmarks/kills.py --kills 20 --count 300

In turn the run itself and one of its workers is killed; exit code 1 when a row differs or a process is left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import texts

from policy_extract.batch.questions import connect
from policy_extract.batch.schema import DATASETS
from policy_extract.processes import descendants


def start(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """Start a run."""
    return subprocess.Popen([sys.executable, "-m", "policy_extract", "run", str(source), "-q", "-o", str(out), "--workers", "2"])


def differences(one: Path, two: Path) -> dict[str, int]:
    """Numbers of rows by table that stand in one run more often than in the other."""
    first, second = connect(one, manifest=False), connect(two, manifest=False)
    found = {}
    for name in DATASETS:
        left = first.sql(f"SELECT * FROM {name}").to_arrow_table()
        right = second.sql(f"SELECT * FROM {name}").to_arrow_table()
        first.register("left_rows", left)
        first.register("right_rows", right)
        count = 0
        for upper, lower in (("left_rows", "right_rows"), ("right_rows", "left_rows")):
            rows = first.sql(f"SELECT count(*) FROM (SELECT * FROM {upper} EXCEPT ALL SELECT * FROM {lower})").fetchall()
            count += rows[0][0]
        if count:
            found[name] = count
    return found


def alive(process: int) -> bool:
    """Whether a process is there and no mere entry that waits to be collected by the system."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def main() -> int:
    """Kill and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as place:
        source, whole = Path(place) / "texts.jsonl", Path(place) / "whole"
        texts.write(source, arguments.count)
        began = time.monotonic()
        if start(source, whole).wait():
            return 1
        length = time.monotonic() - began
        kills = left = rounds = 0
        wrong: dict[str, int] = {}
        while kills < arguments.kills:
            rounds += 1
            out = Path(place) / f"run-{rounds}"
            process = start(source, out)
            while kills < arguments.kills:
                time.sleep(dice.uniform(0.3, max(0.5, length / 3)))
                workers = descendants(process.pid)
                if process.poll() is not None:
                    break
                kills += 1
                if kills % 2 and workers:
                    os.kill(dice.choice(workers), signal.SIGKILL)
                    print(f"{kills}: worker", file=sys.stderr)
                    continue
                process.kill()
                process.wait()
                time.sleep(1.5)
                left += sum(map(alive, workers))
                print(f"{kills}: run", file=sys.stderr)
                process = start(source, out)
            if process.wait():
                return 1
            for name, count in differences(whole, out).items():
                wrong[name] = wrong.get(name, 0) + count
        print(
            f"{kills} kills in {rounds} runs of {arguments.count} documents: {wrong or 'no'} different rows, {left} left behind"
        )
    return 1 if wrong or left else 0


if __name__ == "__main__":
    sys.exit(main())
