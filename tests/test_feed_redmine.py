"""A real Redmine with a user who is no administrator, behind a proxy that spoils requests: each of its silences is a test."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

pytest.importorskip("urllib3", reason="Redmine needs the extra redmine")

from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, push
from feed_proxy import Proxy, proxied
from feed_servers import redmine

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.redmine import KEY, Redmine

PATIENCE = 8.0
"""Seconds that the feed waits for an answer."""


class Office:
    """The running Redmine and a project for each test."""

    def __init__(self, proxy: Proxy, key: str, fields: list[int]) -> None:
        """Behind this proxy, with this key."""
        self.proxy = proxy
        self.key = key
        self.fields = fields
        self.opened = 0
        self.project = ""

    def address(self, more: str = "") -> str:
        """The address of the project at hand."""
        query = f"?id={self.fields[0]}&lead={self.fields[1]}"
        return f"redmine+http://127.0.0.1:{self.proxy.port}/projects/{self.project}{query}{more}"

    def target(self, address: str = "") -> Redmine:
        """The project as a target."""
        return Redmine(address or self.address(), catalogue(), catalogue().profile("任务分解表"), read_seconds=PATIENCE)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A request of a person's own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.behind, timeout=60)
        headers = {"X-Redmine-API-Key": self.key, "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        assert answer.status < 400, (answer.status, data[:300])
        return json.loads(data) if data.strip() else None

    def issues(self) -> dict[str, Any]:
        """Issues of the project by the words that tell them apart."""
        found = self.ask("GET", f"/issues.json?project_id={self.project}&status_id=*&limit=100")["issues"]
        words = ("绿地率", "口袋公园", "绿道", "养护", "认养")
        assert len(found) == len({issue["subject"] for issue in found}), "an issue stands twice"
        return {word: issue for issue in found for word in words if word in issue["subject"]}


@pytest.fixture(scope="module")
def server() -> Iterator[Office]:
    """A Redmine behind a proxy."""
    with redmine() as (port, key, fields), proxied(port) as proxy:
        proxy.slow_seconds = PATIENCE + 1
        yield Office(proxy, key, fields)


@pytest.fixture
def office(server: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same, with an empty project."""
    monkeypatch.setenv(KEY, server.key)
    server.proxy.faults.clear()
    server.proxy.seen.clear()
    server.opened += 1
    server.project = f"plan{server.opened}"
    return server


def test_push_amend_withdraw(office: Office, tmp_path: Path) -> None:
    """Past deadlines, rare characters, people's lines and states: nothing is lost, a second push writes nothing."""
    plan = PLAN.replace("2026年底前，建成滨河", "2024年底前，建成滨河")
    assert counts(push(office.target(), tmp_path, delivery(plan))) == (4, 0, 0, 0, 0)
    office.proxy.seen.clear()
    assert counts(push(office.target(), tmp_path, delivery(plan))) == (0, 0, 0, 0, 4)
    assert set(office.proxy.seen) == {"GET"}
    green, park = office.issues()["绿道"], office.issues()["口袋公园"]
    assert green["due_date"] == "2024-12-31" and "𫍽树2000株" in green["description"] and green.get("start_date") is None
    assert {field["value"] for field in green["custom_fields"]} == {"市水利局", delivery(plan).tasks[2].task_id}
    states = {state["id"]: state["name"] for state in office.ask("GET", "/issue_statuses.json")["issue_statuses"]}
    ongoing = next(number for number, name in states.items() if name in ("进行中", "In Progress"))
    mine = {"description": park["description"] + "\n周三碰头", "status_id": ongoing, "done_ratio": 40}
    office.ask("PUT", f"/issues/{park['id']}.json", {"issue": mine})
    amended = plan.replace("12个", "15个")
    assert counts(push(office.target(), tmp_path, delivery(amended))) == (0, 1, 0, 0, 3)
    park = office.ask("GET", f"/issues/{park['id']}.json?include=journals")["issue"]
    assert "周三碰头" in park["description"] and "15个" in park["subject"] and park["status"]["id"] == ongoing
    assert "12个" in park["journals"][-1]["notes"] and park["done_ratio"] == 40
    assert counts(push(office.target(), tmp_path, delivery(amended[: amended.index("（三）")]))) == (0, 0, 1, 0, 3)
    gone = office.issues()["养护"]
    assert gone["status"]["name"] in ("已拒绝", "Rejected") and "文件状态：已撤回" in gone["description"]
    assert counts(push(office.target(), tmp_path, delivery(amended))) == (0, 0, 0, 1, 3)
    assert office.issues()["养护"]["status"]["name"] in ("新建", "New")


def test_parents(office: Office, tmp_path: Path) -> None:
    """Children are created under their parents; closing a parent with open children is dropped by Redmine and told by us."""
    wanted = delivery()
    wanted.tasks[1].parent = wanted.tasks[3].task_id
    wanted.tasks.insert(0, wanted.tasks.pop(3))
    assert counts(push(office.target(), tmp_path, wanted)) == (4, 0, 0, 0, 0)
    found = office.issues()
    assert found["口袋公园"]["parent"]["id"] == found["养护"]["id"] and found["口袋公园"]["due_date"] == "2025-06-30"
    child = {"project_id": office.project, "subject": "别人的子任务", "parent_issue_id": found["绿道"]["id"]}
    office.ask("POST", "/issues.json", {"issue": child})
    report = push(
        office.target(), tmp_path, delivery(PLAN.replace("（二）修复滨河绿道。2026年底前，建成滨河绿道85公里，", "（二）绿道。"))
    )
    told = {finding.kind for finding in report.findings}
    assert "not_stored" in told and office.issues()["绿道"]["status"]["name"] in ("新建", "New")


def test_more_than_a_page(office: Office, tmp_path: Path) -> None:
    """Beyond the hundred issues of a page nothing is made twice; the feed keeps pace with a bare loop of requests."""
    wanted = delivery()
    model = wanted.tasks[0]
    wanted.tasks = [
        msgspec.structs.replace(
            model, task_id=f"many{number}", words=f"{model.words}{number}", position=number,
            values={**model.values, "title": f"{model.values['title']}第{number}处"},
        )
        for number in range(104)
    ]  # fmt: skip
    began = time.perf_counter()
    for number in range(10):
        body = {"project_id": office.project, "subject": f"别人的{number}", "start_date": ""}
        office.ask("POST", "/issues.json", {"issue": body})
    bare = (time.perf_counter() - began) / 10
    began = time.perf_counter()
    assert counts(push(office.target(), tmp_path, wanted)) == (104, 0, 0, 0, 0)
    ours = (time.perf_counter() - began) / 104
    assert counts(push(office.target(), tmp_path, wanted)) == (0, 0, 0, 0, 104)
    assert ours < 3 * bare, f"{ours:.3f} s an issue, a bare loop takes {bare:.3f} s"


@pytest.mark.parametrize("fault", ["500", "429", "503", "lost", "drop", "slow"])
def test_faults(office: Office, tmp_path: Path, fault: str) -> None:
    """Errors, refusals and lost answers: at the latest after a second push every task is there once, every note once."""
    office.proxy.faults = [None, fault]
    push(office.target(), tmp_path, delivery())
    assert push(office.target(), tmp_path, delivery()).clean and len(office.issues()) == 4
    office.proxy.faults = [fault]
    more = AMENDED + WITH_MORE[len(PLAN) :]
    push(office.target(), tmp_path, delivery(more))
    assert push(office.target(), tmp_path, delivery(more)).clean and len(office.issues()) == 5
    park = office.ask("GET", f"/issues/{office.issues()['口袋公园']['id']}.json?include=journals")["issue"]
    assert [note["notes"].count("15个") > 0 for note in park["journals"] if note["notes"]] == [True]


def test_field_that_is_not_there(office: Office, tmp_path: Path) -> None:
    """A wrong number of a field is dropped by Redmine in silence: nothing of other people is touched, all is told."""
    office.ask("POST", "/issues.json", {"issue": {"project_id": office.project, "subject": "别人的事"}})
    wrong = office.address().replace(f"?id={office.fields[0]}", "?id=999")
    report = push(office.target(wrong), tmp_path, delivery(SHORTENED))
    assert {finding.kind for finding in report.findings} == {"not_stored"} and not report.done
    first = office.ask("GET", f"/issues.json?project_id={office.project}&sort=id&limit=1")["issues"][0]
    assert first["subject"] == "别人的事"


def test_learning_the_fields(office: Office, tmp_path: Path) -> None:
    """Without numbers in the address the fields are learned from an issue; in an empty project the push says what to give."""
    plain = office.address().partition("?")[0]
    with pytest.raises(FeedError, match=r"name\?id=3"):
        push(office.target(plain), tmp_path, delivery())
    push(office.target(), tmp_path, delivery())
    assert counts(push(office.target(plain), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)


def test_meanwhile(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An issue that somebody changes between reading and writing is left to the next push."""
    push(office.target(), tmp_path, delivery())
    target = office.target()
    apply = target.apply

    def slow(changes: Any) -> Any:
        time.sleep(1.1)
        office.ask("PUT", f"/issues/{office.issues()['口袋公园']['id']}.json", {"issue": {"subject": "口袋公园改名"}})
        return apply(changes)

    monkeypatch.setattr(target, "apply", slow)
    assert [finding.kind for finding in push(target, tmp_path, delivery(AMENDED)).findings] == ["failed"]
    report = push(office.target(), tmp_path, delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["conflict"]
    assert office.issues()["口袋公园"]["subject"] == "口袋公园改名"


def test_role_that_may_not_edit(office: Office, tmp_path: Path) -> None:
    """A user who may add but not edit: the changes that Redmine drops with a 2xx are told."""
    office.project = "viewed"
    assert push(office.target(), tmp_path, delivery()).done == {"create": 4}
    report = push(office.target(), tmp_path, delivery(AMENDED))
    assert {finding.kind for finding in report.findings} <= {"not_stored", "failed"} and not report.clean
    assert "12个" in office.issues()["口袋公园"]["subject"]


def test_addresses(monkeypatch: pytest.MonkeyPatch, office: Office, tmp_path: Path) -> None:
    """A missing or wrong key, a wrong project and a wrong address are told, without secrets."""
    monkeypatch.setenv(KEY, "wrong-secret")
    with pytest.raises(FeedError, match="status 401") as caught:
        push(office.target(), tmp_path, delivery())
    assert "wrong-secret" not in str(caught.value)
    monkeypatch.delenv(KEY)
    with pytest.raises(UsageError, match=KEY):
        office.target()
    monkeypatch.setenv(KEY, office.key)
    for address in ("redmine+http://127.0.0.1/x", "redmine:plan1"):
        with pytest.raises(UsageError, match="projects/name"):
            office.target(address)
