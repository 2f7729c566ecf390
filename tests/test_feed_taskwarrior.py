"""The real Taskwarrior: what people did survives every import, and nothing that it cannot read reaches it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feed_plans import AMENDED, SHORTENED, catalogue, counts, delivery, push
from feed_servers import absent

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.taskwarrior import Taskwarrior


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Runs the program with files of the test's own; gives its export."""
    if shutil.which("task") is None:
        absent("taskwarrior is not installed")
    (tmp_path / "data").mkdir()
    (tmp_path / "taskrc").write_text(f"data.location={tmp_path}/data\nconfirmation=off\n")
    monkeypatch.setenv("TASKRC", str(tmp_path / "taskrc"))
    monkeypatch.setenv("TZ", "America/New_York")

    def run(*words: str) -> list[dict[str, Any]]:
        if words:
            subprocess.run(["task", *words], check=True, capture_output=True, timeout=60)
        found: list[dict[str, Any]] = json.loads(
            subprocess.run(["task", "export"], check=True, capture_output=True, timeout=60).stdout
        )
        return found

    return run


def warrior() -> Taskwarrior:
    """The program as a target."""
    return Taskwarrior("taskwarrior:", catalogue(), catalogue().profile("任务分解表"))


def one(items: list[dict[str, Any]], words: str) -> dict[str, Any]:
    """The task with these words."""
    (found,) = [item for item in items if words in item["description"]]
    return found


def test_push_twice(task: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    """Deadlines are the end of the day in Shanghai wherever the user is; a second push imports nothing."""
    assert counts(push(warrior(), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    items = task()
    green = one(items, "绿道")
    assert green["due"] == "20261231T155959Z" and green["planleaddepartments"] == "市水利局" and "𫍽树" in green["plancontent"]
    assert counts(push(warrior(), tmp_path, delivery())) == (0, 0, 0, 0, 4)
    assert [item["modified"] for item in task()] == [item["modified"] for item in items]


def test_work_of_people_survives(task: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    """Done, notes, tags and projects of people survive an amendment; a withdrawn task is deleted with a note, not purged."""
    push(warrior(), tmp_path, delivery())
    park = one(task(), "口袋公园")["uuid"]
    task(park, "annotate", "周三碰头")
    task(park, "modify", "project:绿化", "+急")
    task(park, "done")
    task(one(task(), "养护")["uuid"], "start")
    assert counts(push(warrior(), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    amended = one(task(), "口袋公园")
    assert "15个" in amended["description"] and amended["status"] == "completed" and amended["uuid"] == park
    notes = [note["description"] for note in amended["annotations"]]
    assert notes[0] == "周三碰头" and "12个" in notes[1] and (amended["project"], amended["tags"]) == ("绿化", ["急"])
    assert counts(push(warrior(), tmp_path, delivery(SHORTENED.replace("12个", "15个")))) == (0, 0, 1, 0, 3)
    gone = one(task(), "养护")
    assert gone["status"] == "deleted" and "已撤回" in gone["annotations"][0]["description"] and gone["end"]
    assert counts(push(warrior(), tmp_path, delivery(AMENDED))) == (0, 0, 0, 1, 3)
    assert one(task(), "养护")["status"] == "pending" and one(task(), "养护")["start"]


def test_words_are_no_dates(task: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    """A deadline that is no day is refused before it reaches the program; the other tasks arrive."""
    wanted = delivery()
    wanted.tasks[0].values["deadline"] = "2025年底"
    report = push(warrior(), tmp_path, wanted)
    assert report.done == {"create": 3} and [finding.kind for finding in report.findings] == ["refused"]
    assert len(task()) == 3


def test_address(task: Callable[..., list[dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address and a program that fails are told with a remedy."""
    with pytest.raises(UsageError, match="TASKRC"):
        Taskwarrior("taskwarrior:/x", catalogue(), catalogue().profile("任务分解表"))
    broken = tmp_path / "bin" / "task"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'no files' >&2\nexit 139\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    with pytest.raises(FeedError, match="ended with 139: no files; see that task works"):
        warrior()
