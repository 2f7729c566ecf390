"""Tasks as VTODO: files, and a real CalDAV server behind a proxy that spoils requests."""

from __future__ import annotations

import datetime as dt
import http.client
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("icalendar", reason="calendars need the extra caldav")

import icalendar
from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, push
from feed_proxy import Proxy, proxied
from feed_servers import absent, radicale

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.caldav import PASSWORD, USER, CalDav
from policy_extract.feed.calendar_file import CalendarFile

NAMES = itertools.count()


def calendar_file(path: Path) -> CalendarFile:
    """A file as a target."""
    return CalendarFile(path, catalogue(), catalogue().profile("任务分解表"))


def todos(data: bytes | str) -> dict[str, Any]:
    """Components by the first word of their summary that tells them apart."""
    words = ("绿地率", "口袋公园", "绿道", "养护", "认养")
    found = icalendar.Calendar.from_ical(data).walk("VTODO")
    return {word: todo for todo in found for word in words if word in str(todo["SUMMARY"])}


def test_file(tmp_path: Path) -> None:
    """All-day deadlines, reminders at nine in Shanghai, same bytes again; people's edits, alarms and descriptions stay."""
    path = tmp_path / "任务.ics"
    assert counts(push(calendar_file(path), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    before = path.read_bytes()
    assert counts(push(calendar_file(path), tmp_path, delivery())) == (0, 0, 0, 0, 4) and path.read_bytes() == before
    assert b"DUE;VALUE=DATE:20261231" in before and max(len(line) for line in before.split(b"\r\n")) <= 75
    green = todos(before)["绿道"]
    alarms = sorted(alarm["TRIGGER"].dt for alarm in green.walk("VALARM"))
    assert alarms == [dt.datetime(2026, 12, 24, 1, tzinfo=dt.UTC), dt.datetime(2026, 12, 30, 1, tzinfo=dt.UTC)]
    assert "DUE" not in todos(before)["养护"] and "𫍽树" in str(green["DESCRIPTION"])
    book = icalendar.Calendar.from_ical(before)
    mine = todos(before)["口袋公园"]["UID"]
    park = next(todo for todo in book.walk("VTODO") if todo["UID"] == mine)
    park["STATUS"], park["DESCRIPTION"] = icalendar.vText("IN-PROCESS"), icalendar.vText("已开工5个")
    park.add("PERCENT-COMPLETE", 40)
    path.write_bytes(book.to_ical())
    assert counts(push(calendar_file(path), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    park = todos(path.read_bytes())["口袋公园"]
    assert "15个" in str(park["SUMMARY"]) and str(park["STATUS"]) == "IN-PROCESS" and str(park["DESCRIPTION"]) == "已开工5个"
    assert int(park["SEQUENCE"]) == 1 and "12个" in str(park["COMMENT"])
    target = calendar_file(path)
    with target.hold():
        people = [rows[0].people for rows in target.index().values() if rows[0].people["PERCENT-COMPLETE"]]
    assert [(found["PERCENT-COMPLETE"], found["DESCRIPTION"]) for found in people] == [("40", "已开工5个")]
    assert counts(push(calendar_file(path), tmp_path, delivery(SHORTENED.replace("12个", "15个")))) == (0, 0, 1, 0, 3)
    assert str(todos(path.read_bytes())["养护"]["STATUS"]) == "CANCELLED"


def test_broken_file(tmp_path: Path) -> None:
    """A file that is no calendar is refused and left."""
    path = tmp_path / "x.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nnonsense")
    with pytest.raises(FeedError, match="no readable calendar"):
        push(calendar_file(path), tmp_path, delivery())
    assert path.read_bytes().endswith(b"nonsense")


def test_other_reader(tmp_path: Path) -> None:
    """An independent client reads titles and deadlines and hides what was cancelled."""
    if shutil.which("todoman") is None:
        absent("todoman is not installed")
    place = tmp_path / "lists" / "plan"
    place.mkdir(parents=True)
    push(calendar_file(tmp_path / "all.ics"), tmp_path, delivery())
    push(calendar_file(tmp_path / "all.ics"), tmp_path, delivery(SHORTENED))
    for number, todo in enumerate(icalendar.Calendar.from_ical((tmp_path / "all.ics").read_bytes()).walk("VTODO")):
        single = icalendar.Calendar()
        single.add("PRODID", "-//t//t//EN")
        single.add("VERSION", "2.0")
        single.add_component(todo)
        (place / f"{number}.ics").write_bytes(single.to_ical())
    (tmp_path / "config.py").write_text(
        f'path = "{tmp_path}/lists/*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\ncache_path = "{tmp_path}/cache.sqlite3"\n'
    )
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
    command = ["todoman", "--config", str(tmp_path / "config.py"), "--porcelain", "list"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stderr
    summaries = " ".join(str(todo["summary"]) for todo in json.loads(said.stdout))
    assert "养护" not in summaries and "绿道" in summaries and "口袋公园" in summaries


@pytest.fixture(scope="module")
def server() -> Iterator[Proxy]:
    """A Radicale behind a proxy."""
    with radicale() as port, proxied(port) as proxy:
        yield proxy


@pytest.fixture
def address(server: Proxy) -> str:
    """The address of a calendar of the test's own."""
    server.faults.clear()
    path = f"/office/plan{next(NAMES)}/"
    ask(server, "MKCOL", "/office/")
    assert ask(server, "MKCALENDAR", path)[0] == 201
    return f"caldav+http://127.0.0.1:{server.port}{path}"


def ask(server: Proxy, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """A request of the test's own, behind the proxy's back."""
    connection = http.client.HTTPConnection("127.0.0.1", server.behind, timeout=30)
    connection.request(method, path, body=body, headers={"Content-Type": "text/calendar; charset=utf-8"})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def caldav(address: str) -> CalDav:
    """A calendar as a target."""
    return CalDav(address, catalogue(), catalogue().profile("任务分解表"), read_seconds=1.0)


def path_of(address: str) -> str:
    """The path of an address."""
    return "/" + address.split("/", 3)[3]


def test_server(address: str, server: Proxy, tmp_path: Path) -> None:
    """Create, nothing, amend, withdraw on the real server; long Chinese lines, parents and own properties survive."""
    assert counts(push(caldav(address), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    server.seen.clear()
    assert counts(push(caldav(address), tmp_path, delivery())) == (0, 0, 0, 0, 4) and "PUT" not in server.seen
    assert counts(push(caldav(address), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    assert counts(push(caldav(address), tmp_path, delivery(SHORTENED.replace("12个", "15个")))) == (0, 0, 1, 0, 3)
    _, data = ask(server, "GET", path_of(address))
    found = todos(data)
    assert str(found["养护"]["STATUS"]) == "CANCELLED" and "𫍽树" in str(found["绿道"]["DESCRIPTION"])
    assert found["绿道"]["DUE"].dt == dt.date(2026, 12, 31) and len(found["绿道"].walk("VALARM")) == 2


def test_parents(address: str, server: Proxy, tmp_path: Path) -> None:
    """A measure is related to its problem, and the problem is there first."""
    wanted = delivery()
    wanted.tasks[2].parent = wanted.tasks[0].task_id
    push(caldav(address), tmp_path, wanted)
    found = todos(ask(server, "GET", path_of(address))[1])
    assert str(found["绿道"]["RELATED-TO"]) == str(found["绿地率"]["UID"])


@pytest.mark.parametrize("fault", ["500", "429", "503", "lost", "slow", "drop"])
def test_faults(address: str, server: Proxy, tmp_path: Path, fault: str) -> None:
    """Errors, refusals, lost answers and slowness: every task is there once, and nothing waits for a person."""
    server.faults = [None, fault]
    assert counts(push(caldav(address), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    server.faults = [fault]
    report = push(caldav(address), tmp_path, delivery(AMENDED + WITH_MORE[len(PLAN) :]))
    assert report.clean and report.done == {"create": 1, "update": 1}
    assert ask(server, "GET", path_of(address))[1].count(b"BEGIN:VTODO") == 5
    assert counts(push(caldav(address), tmp_path, delivery(AMENDED + WITH_MORE[len(PLAN) :]))) == (0, 0, 0, 0, 5)


def test_lasting_fault(address: str, server: Proxy, tmp_path: Path) -> None:
    """A server that never recovers gives named failures; the same push finishes the rest later."""
    server.faults = ["500"] * 6
    report = push(caldav(address), tmp_path, delivery())
    assert not report.clean and any("status 500" in finding.message for finding in report.findings)
    server.faults.clear()
    assert push(caldav(address), tmp_path, delivery()).clean
    assert ask(server, "GET", path_of(address))[1].count(b"BEGIN:VTODO") == 4


def test_edit_meanwhile(address: str, server: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person saves between reading and writing is not written over."""
    push(caldav(address), tmp_path, delivery())
    target = caldav(address)
    apply = target.apply

    def slow(changes: Any) -> Any:
        (change,) = changes
        path = f"{path_of(address)}{change.external_id}.ics"
        text = ask(server, "GET", path)[1].replace(b"STATUS:NEEDS-ACTION", b"STATUS:COMPLETED")
        assert ask(server, "PUT", path, text)[0] in (201, 204)
        return apply(changes)

    monkeypatch.setattr(target, "apply", slow)
    report = push(target, tmp_path, delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["failed"] and "412" in report.findings[0].message
    assert counts(push(caldav(address), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    assert str(todos(ask(server, "GET", path_of(address))[1])["口袋公园"]["STATUS"]) == "COMPLETED"


def test_two_pushes_at_once(address: str, tmp_path: Path) -> None:
    """The second of two pushes into one calendar refuses and says why; a file is held alike."""
    for make in (lambda: caldav(address), lambda: calendar_file(tmp_path / "任务.ics")):
        with make().hold(), pytest.raises(UsageError, match="another push"):
            push(make(), tmp_path, delivery())


def test_other_name(address: str, server: Proxy, tmp_path: Path) -> None:
    """A task that somebody saved under another name of resource is found and brought up to date there."""
    push(caldav(address), tmp_path, delivery())
    park = next(task.task_id for task in delivery().tasks if "口袋公园" in task.words)
    path = path_of(address)
    data = ask(server, "GET", f"{path}{park}.ics")[1]
    assert ask(server, "DELETE", f"{path}{park}.ics")[0] in (200, 204)
    assert ask(server, "PUT", f"{path}moved.ics", data)[0] == 201
    assert counts(push(caldav(address), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    assert "15个" in str(todos(ask(server, "GET", path)[1])["口袋公园"]["SUMMARY"])


def test_no_calendar(server: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong places are named with a remedy, and no secret is part of any message or file."""
    with pytest.raises(FeedError, match="status"):
        push(caldav(f"caldav+http://127.0.0.1:{server.port}/office/none/"), tmp_path, delivery())
    with pytest.raises(UsageError, match="no user and password"):
        caldav("caldav+http://me:hunter2@127.0.0.1/x/")
    monkeypatch.setenv(USER, "me")
    with pytest.raises(UsageError, match=PASSWORD):
        caldav("caldav+http://127.0.0.1/x/")
    monkeypatch.setenv(PASSWORD, "hunter2")
    with pytest.raises(FeedError) as caught:
        push(caldav("caldav+http://127.0.0.1:1/x/"), tmp_path / "state", delivery())
    held = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert "hunter2" not in str(caught.value) and b"hunter2" not in held
