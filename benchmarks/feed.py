"""Feeding: speed into real servers, and kill -9 at random moments.

    python benchmarks/feed.py speed --count 5000        # tasks into PostgreSQL, MariaDB, SQLite and a workbook
    python benchmarks/feed.py kills --kills 20          # on each target; exit code 1 when a task is lost or doubled

Servers are started on loopback with folders of their own, as in the tests.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import feed_servers
from feed_plans import PLAN, catalogue, delivery, push

from policy_extract import patterns
from policy_extract.export import make_writer
from policy_extract.extractor import Extractor
from policy_extract.feed.model import Delivery, Task
from policy_extract.feed.sql import PASSWORD
from policy_extract.feed.targets import Wish, open_target

PASSWORDS = {"mariadb": "b9-secret"}


def many(count: int) -> Delivery:
    """A delivery of so many tasks."""
    found = delivery()
    model = found.tasks[-1]
    found.tasks = [
        Task(task_id=f"t{n}", words=f"{model.words}{n}", section="", position=n, values=dict(model.values), bodies=model.bodies)
        for n in range(count)
    ]
    return found


@contextlib.contextmanager
def targets(folder: Path) -> Iterator[dict[str, str]]:
    """Addresses of all targets that are started for a measurement."""
    with contextlib.ExitStack() as stack:
        os.environ[PASSWORD] = PASSWORDS["mariadb"]
        yield {
            "sqlite": f"sqlite:///{folder}/plans.db",
            "workbook": str(folder / "任务.xlsx"),
            "postgresql": stack.enter_context(feed_servers.postgresql()),
            "mariadb": stack.enter_context(feed_servers.mariadb()),
        }


def speed(count: int) -> int:
    """Seconds for a first push, the same again, and one in which a tenth was amended."""
    with tempfile.TemporaryDirectory() as place, targets(Path(place)) as addresses:
        for name, address in addresses.items():
            profile = catalogue().profile("任务分解表")
            said = []
            for step in ("first", "again", "amended"):
                wanted = many(count)
                if step == "amended":
                    for task in wanted.tasks[::10]:
                        task.values["target"] += "（调整）"
                began, burnt = time.perf_counter(), time.process_time()
                target = open_target(Wish(address=address, catalogue=catalogue(), profile=profile))
                report = push(target, Path(place) / name, wanted)
                assert report.clean, report.findings[:3]
                spent, own = time.perf_counter() - began, time.process_time() - burnt
                said.append(f"{step} {spent:.1f} s (own processor {own:.1f} s; {report.done or 'nothing written'})")
            print(f"{name:12}{count} tasks: {'; '.join(said)}", flush=True)
    return 0


def numbered(address: str) -> tuple[int, int]:
    """Rows and different task numbers that a target holds."""
    target = open_target(Wish(address=address, catalogue=catalogue(), profile=catalogue().profile("任务分解表")))
    with target.hold():
        index = target.index()
    return sum(map(len, index.values())), len(index)


def kills(times: int, only: str) -> int:
    """Kill pushes at random moments, then push to the end: every task must be there once."""
    text = PLAN + "".join(f"（九）整治地块。整治裸土地块{number}处，新建围挡{number}米。\n" for number in range(2, 198))
    dice = random.Random(20)
    wrong = 0
    with tempfile.TemporaryDirectory() as place, targets(Path(place)) as addresses:
        records = Path(place) / "records.jsonl"
        with records.open("wb") as stream:
            make_writer("jsonl", stream).write(Extractor.with_pack(patterns.load()).extract_text(text, "plan.txt"))
        for name, address in addresses.items():
            if only in ("", name):
                wrong += _kills(name, address, records, Path(place) / f"state-{name}", times, dice.random)
    return 1 if wrong else 0


def _kills(name: str, address: str, records: Path, state: Path, times: int, dice: Callable[[], float]) -> int:
    """The same on one target; returns 1 when something is wrong."""
    command = [sys.executable, "-m", "policy_extract", "push", address, "--from", str(records), "--state", str(state)]
    began = time.perf_counter()
    subprocess.run([*command, "--dry-run"], check=False, capture_output=True)
    whole = time.perf_counter() - began
    killed = 0
    for number in range(times):
        # Every time other words, so that there is something to write until the end.
        data = records.read_text(encoding="utf-8")
        records.write_text(data.replace('"indicator":"围挡', f'"indicator":"围挡{number}'), encoding="utf-8")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(whole * (0.6 + dice() * 0.9))
        killed += process.poll() is None
        process.kill()
        process.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows, different = numbered(address)
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    well = done.returncode == again.returncode == 0 and rows == different == 200 and "create 0, update 0" in again.stdout
    print(
        f"{name:12}{killed} of {times} pushes killed; {rows} rows, {different} tasks; {'well' if well else 'WRONG'}", flush=True
    )
    if not well:
        print(done.stdout[-2000:], done.stderr[-2000:], again.stdout[-2000:])
    return 0 if well else 1


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "kills"))
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    return speed(arguments.count) if arguments.what == "speed" else kills(arguments.kills, arguments.only)


if __name__ == "__main__":
    raise SystemExit(main())
