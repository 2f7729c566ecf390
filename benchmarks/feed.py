"""Feeding: speed into real servers, and kill -9 at random moments.

    python benchmarks/feed.py speed --count 5000        # tasks into databases and a workbook
    python benchmarks/feed.py redmine --count 200       # issues, beside a bare loop of requests
    python benchmarks/feed.py kills --kills 20          # on each target; exit code 1 when a task is lost or doubled

Servers are started on loopback with folders of their own, as in the tests.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

os.environ["POLICY_EXTRACT_SERVERS"] = "1"

import feed_servers
import feishu_stub
import openpyxl
import sqlalchemy as sa
from feed_plans import PLAN, catalogue, delivery, push
from sqlalchemy.engine import make_url

from policy_extract import patterns
from policy_extract.export import make_writer
from policy_extract.extractor import Extractor
from policy_extract.feed.feishu import APPLICATION, SECRET
from policy_extract.feed.model import Delivery, Task
from policy_extract.feed.redmine import KEY
from policy_extract.feed.sql import PASSWORD
from policy_extract.feed.target import Target
from policy_extract.feed.targets import Wish, open_target

BASE = 40
"""Tasks of the plan whose pushes are killed, and how many more every round has."""
MORE = 4


def many(count: int) -> Delivery:
    """A delivery of so many tasks."""
    found = delivery()
    model = found.tasks[-1]
    found.tasks = [
        Task(task_id=f"t{n}", words=f"{model.words}{n}", section="", position=n, values=dict(model.values), bodies=model.bodies)
        for n in range(count)
    ]
    return found


class Gate:
    """Holds one request at a stub until the push that sent it is killed: kills hang on progress, not on time."""

    def __init__(self, stub: feishu_stub.Stub) -> None:
        """A gate at a stub, open at first."""
        self.count = 0
        self.stop_at = 0
        self.reached, self.open = threading.Event(), threading.Event()
        stub.passing = self.passing

    def passing(self, stage: str) -> None:
        """Count a request that is reached or answered; hold it when its turn has come."""
        self.count += 1
        if self.count == self.stop_at:
            self.reached.set()
            self.open.wait()

    def set(self, stop_at: int) -> None:
        """Begin to count anew and hold the request of this number."""
        self.count, self.stop_at = 0, stop_at
        self.reached.clear()
        self.open.clear()


@contextlib.contextmanager
def target_address(name: str, folder: Path, gates: dict[str, Gate] | None = None) -> Iterator[str]:
    """The address of a target that is started for a measurement; the gate of a stub is put into `gates`."""
    with contextlib.ExitStack() as stack:
        if name in FILES:
            yield FILES[name].format(folder)
        elif name == "postgresql":
            yield stack.enter_context(feed_servers.postgresql())
        elif name == "mariadb":
            os.environ[PASSWORD] = "b9-secret"
            yield stack.enter_context(feed_servers.mariadb())
        elif name == "caldav":
            port = stack.enter_context(feed_servers.radicale())
            for method, path in (("MKCOL", "/o/"), ("MKCALENDAR", "/o/plan/")):
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request(method, path)
                connection.getresponse().read()
            yield f"caldav+http://127.0.0.1:{port}/o/plan/"
        elif name == "taskwarrior":
            (folder / "taskrc").write_text("confirmation=off\nnews.version=99.0.0\n", encoding="utf-8")
            os.environ.update({"TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder / "tasks")})
            yield "taskwarrior:"
        elif name == "feishu":
            os.environ.update({APPLICATION: feishu_stub.APPLICATION, SECRET: feishu_stub.SECRET})
            stub = stack.enter_context(feishu_stub.feishu_stub())
            if gates is not None:
                gates[name] = Gate(stub)
            yield f"feishu+http://127.0.0.1:{stub.port}/{feishu_stub.APP}/{feishu_stub.TABLE}"
        else:
            port, key, fields = stack.enter_context(feed_servers.redmine())
            os.environ[KEY] = key
            yield f"redmine+http://127.0.0.1:{port}/projects/plan1?id={fields[0]}&lead={fields[1]}"


FILES = {"sqlite": "sqlite:///{}/plans.db", "workbook": "{}/任务.xlsx", "calendar": "{}/任务.ics", "project": "{}/任务.xml"}
DATABASES = ("postgresql", "mariadb")
PROGRAMS = ("taskwarrior",)
SERVICES = ("caldav", "redmine", "feishu")
"""Feishu is a stub of ours."""


def speed(count: int, only: str) -> int:
    """Seconds for a first push, the same again, and one in which a tenth was amended."""
    for name in [only] if only else [*DATABASES, "sqlite", "calendar", "project", "workbook"]:
        with tempfile.TemporaryDirectory() as place, target_address(name, Path(place)) as address:
            said: list[str] = []
            first: tuple[float, float] | None = None
            for step in ("first", "again", "amended"):
                wanted = many(count)
                if step == "amended":
                    for task in wanted.tasks[::10]:
                        task.values["target"] += "（调整）"
                began, burnt = time.perf_counter(), time.process_time()
                report = push(opened(address), Path(place) / name, wanted)
                assert report.clean, report.findings[:3]
                spent, own = time.perf_counter() - began, time.process_time() - burnt
                first = first or (spent, own)
                said.append(f"{step} {spent:.1f} s (own processor {own:.1f} s; {report.done or 'nothing written'})")
            print(f"{name:12}{count} tasks: {'; '.join(said)}", flush=True)
            if name in BARE:
                began, burnt = time.perf_counter(), time.process_time()
                BARE[name](address, many(count))
                bare, bare_own = time.perf_counter() - began, time.process_time() - burnt
                ratios = (
                    f"the first push took {first[0] / bare:.1f} times that, of the own processor {first[1] / bare_own:.1f} times"
                )
                print(f"{name:12}bare loop {bare:.1f} s (own processor {bare_own:.1f} s): {ratios}", flush=True)
    return 0


def bare_rows(address: str, wanted: Delivery) -> None:
    """The same cells into a table without keys, checks, history, ledger, journal or reading back, in one transaction."""
    url = make_url(address)
    driver = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}.get(url.get_backend_name(), url.drivername)
    engine = sa.create_engine(url.set(drivername=driver, password=os.environ.get(PASSWORD) or None))
    names = list(wanted.tasks[0].values)
    table = sa.Table("bare_plan", sa.MetaData(), *(sa.Column(name, sa.Text) for name in names))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), [task.values for task in wanted.tasks])
    engine.dispose()


def bare_workbook(address: str, wanted: Delivery) -> None:
    """The same cells into a new workbook without looks, which is then read once."""
    book = openpyxl.Workbook()
    for task in wanted.tasks:
        book.worksheets[0].append(list(task.values.values()))
    path = Path(address).with_name("bare.xlsx")
    book.save(path)
    openpyxl.load_workbook(path)


BARE = {"postgresql": bare_rows, "mariadb": bare_rows, "sqlite": bare_rows, "workbook": bare_workbook}


def opened(address: str) -> Target:
    """The target of an address."""
    return open_target(Wish(address=address, catalogue=catalogue(), profile=catalogue().profile("任务分解表")))


def redmine(count: int) -> int:
    """Issues a second of the feed and of a bare loop of the same requests."""
    with tempfile.TemporaryDirectory() as place, target_address("redmine", Path(place)) as address:
        wanted = many(count)
        began = time.perf_counter()
        report = push(opened(address), Path(place), wanted)
        ours = time.perf_counter() - began
        assert report.done == {"create": count}, report.findings[:3]
        port = int(address.split(":")[2].split("/")[0])
        headers = {"X-Redmine-API-Key": os.environ[KEY], "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", port)
        began = time.perf_counter()
        for task in wanted.tasks:
            issue = {
                "project_id": "plan2",
                "subject": task.values["title"],
                "description": task.values["content"],
                "start_date": "",
            }
            connection.request("POST", "/issues.json", json.dumps({"issue": issue}), headers)
            connection.getresponse().read()
        bare = time.perf_counter() - began
        began = time.perf_counter()
        assert push(opened(address), Path(place), wanted).clean
        again = time.perf_counter() - began
        print(f"redmine     {count} issues: feed {ours:.1f} s, index and reading back included; again {again:.1f} s", flush=True)
        print(f"redmine     bare loop of the same requests {bare:.1f} s", flush=True)
    return 0


def numbered(address: str) -> tuple[int, int]:
    """Rows and different task numbers that a target holds."""
    target = opened(address)
    with target.hold():
        index = target.index()
    return sum(map(len, index.values())), len(index)


def place_name(number: int) -> str:
    """A made-up name of a place that no other number has."""
    signs = "泠浦澪港汀渚沅枫鹿樟苇珑"
    return "".join(signs[(number * factor + number // step) % 12] for factor, step in ((1, 12), (5, 1), (7, 3), (11, 5))) + "村"


def written(path: Path, number: int) -> int:
    """Write the records of one round: amended numbers and more tasks each time; returns the number of tasks."""
    count = BASE + MORE * number
    lines = (f"（九）整治地块。整治{place_name(n)}裸土地块{n}处，新建围挡{n * 100 + number}米。\n" for n in range(1, count + 1))
    with path.open("wb") as stream:
        make_writer("jsonl", stream).write(Extractor.with_pack(patterns.load()).extract_text(PLAN + "".join(lines), "plan.txt"))
    return count + 4


def length(path: Path) -> int:
    """Lines of a file that may not be there yet."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def kills(times: int, only: str) -> int:
    """Kill pushes at random moments, then push to the end: every task must be there once."""
    wrong = 0
    for name in [only] if only else [*FILES, *PROGRAMS, *DATABASES, *SERVICES]:
        gates: dict[str, Gate] = {}
        with tempfile.TemporaryDirectory() as place, target_address(name, Path(place), gates) as address:
            wrong += _kills(name, address, Path(place), times, random.Random(20), gates.get(name))
    return 1 if wrong else 0


def _kills(name: str, address: str, place: Path, times: int, dice: random.Random, gate: Gate | None) -> int:
    """The same on one target; returns 1 when something is wrong.

    Kills hang on progress: on a request under way where there is a gate, else on how far the journal has grown.
    """
    records = place / "records.jsonl"
    command = [sys.executable, "-m", "policy_extract", "push", address, "--from", str(records), "--state", str(place / "state")]
    journal = place / "state" / "journal.jsonl"
    written(records, 0)
    subprocess.run(command, check=False, capture_output=True)
    written(records, 1)
    before = length(journal)
    if gate is not None:
        gate.set(0)
    subprocess.run(command, check=False, capture_output=True)
    steps = gate.count if gate is not None else length(journal) - before
    killed = 0
    for number in range(1, times + 1):
        written(records, number + 1)
        stop_at, before = dice.randint(1, steps), length(journal)
        if gate is not None:
            gate.set(stop_at)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if gate is not None:
            gate.reached.wait(60)
        else:
            while process.poll() is None and length(journal) < before + stop_at:
                time.sleep(0.001)
        killed += process.poll() is None
        process.kill()
        process.wait()
        if gate is not None:
            gate.open.set()
    if gate is not None:
        gate.set(0)
    wanted = written(records, times + 2)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows, different = numbered(address)
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    well = done.returncode == again.returncode == 0 and rows == different == wanted and "create 0, update 0" in again.stdout
    said = "well" if well else "WRONG"
    print(f"{name:12}{killed} of {times} pushes killed; {rows} rows, {different} of {wanted} tasks: {said}", flush=True)
    if not well:
        print(done.stdout[-2000:], done.stderr[-2000:], again.stdout[-2000:])
    return 0 if well else 1


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "redmine", "kills"))
    parser.add_argument("--count", type=int)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    if arguments.what == "speed":
        return speed(arguments.count or 5000, arguments.only)
    if arguments.what == "redmine":
        return redmine(arguments.count or 200)
    return kills(arguments.kills, arguments.only)


if __name__ == "__main__":
    raise SystemExit(main())
