"""Feeding: speed into real servers, and kill -9 at places spread over a push.

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
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

os.environ["POLICY_EXTRACT_SERVERS"] = "1"

import feed_servers
import feishu_stub
import openpyxl
import sqlalchemy as sa
from feed_kills import killed_pushes
from feed_plans import catalogue, delivery, push
from sqlalchemy.engine import make_url

from policy_extract.feed.feishu import APPLICATION, SECRET
from policy_extract.feed.model import Delivery, Task
from policy_extract.feed.redmine import KEY
from policy_extract.feed.sql import PASSWORD
from policy_extract.feed.target import Target
from policy_extract.feed.targets import Wish, open_target


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
def target_address(name: str, folder: Path) -> Iterator[str]:
    """The address of a target that is started for a measurement."""
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


def kills(times: int, count: int, only: str) -> int:
    """Kill pushes at places spread over what they write, then push to the end: every task must be there once."""
    wrong = 0
    for name in [only] if only else [*FILES, *PROGRAMS, *DATABASES, *SERVICES]:
        with tempfile.TemporaryDirectory() as place, target_address(name, Path(place)) as address:
            wrong += not killed_pushes(name, address, Path(place), times, count, numbered)
    return 1 if wrong else 0


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "redmine", "kills"))
    parser.add_argument(
        "--count", type=int, help="tasks: 5000 for speed, 200 for redmine, 40 at first and a tenth more a round for kills"
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    if arguments.what == "speed":
        return speed(arguments.count or 5000, arguments.only)
    if arguments.what == "redmine":
        return redmine(arguments.count or 200)
    return kills(arguments.kills, arguments.count or 40, arguments.only)


if __name__ == "__main__":
    raise SystemExit(main())
