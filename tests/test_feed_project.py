"""Microsoft Project XML, read back by MPXJ, an independent reader of project files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from feed_plans import AMENDED, SHORTENED, catalogue, counts, delivery, push
from feed_servers import absent
from lxml import etree

from policy_extract.errors import FeedError
from policy_extract.feed.project_xml import TAG, ProjectFile

READER = """
import json, sys
import jpype, mpxj
jpype.startJVM("-Xmx256m")
from org.mpxj.reader import UniversalProjectReader
project = UniversalProjectReader().read(sys.argv[1])
print(json.dumps([{
    "name": str(task.getName()), "deadline": str(task.getDeadline()), "level": int(str(task.getOutlineLevel())),
    "parent": str(task.getParentTask().getName()) if task.getParentTask() is not None else "", "notes": str(task.getNotes()),
    "texts": [str(task.getText(number)) for number in range(1, 7)],
} for task in project.getTasks()]))
print(json.dumps([str(field.getAlias()) for field in project.getCustomFields()]))
"""


def project(path: Path) -> ProjectFile:
    """A project as a target."""
    return ProjectFile(path, catalogue(), catalogue().profile("任务分解表"))


def read_back(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Tasks and names of fields as MPXJ reads them."""
    if find_spec("mpxj") is None or shutil.which("java") is None:
        absent("MPXJ or Java is not installed")
    done = subprocess.run([sys.executable, "-c", READER, str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    tasks, names = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    return tasks, names


def test_read_by_mpxj(tmp_path: Path) -> None:
    """Names, deadlines, fields, parents and notes are what another program reads."""
    path = tmp_path / "计划.xml"
    wanted = delivery()
    wanted.tasks[2].parent = wanted.tasks[0].task_id
    assert counts(push(project(path), tmp_path, wanted)) == (4, 0, 0, 0, 0)
    before = path.read_bytes()
    assert counts(push(project(path), tmp_path, wanted)) == (0, 0, 0, 0, 4) and path.read_bytes() == before
    tasks, names = read_back(path)
    assert set(names) == {"任务编号", "牵头单位", "完成状态", "文件状态", "完成时限（原文）", "上级任务编号"}
    found = {task["texts"][0]: task for task in tasks}
    green = found[wanted.tasks[2].task_id]
    assert green["deadline"].startswith("2026-12-31") and green["level"] == 2 and "绿地率" in green["parent"]
    assert green["texts"][1:5] == ["市水利局", "未启动", "有效", "2026年底前"] and "𫍽树2000株" in green["notes"]
    assert tasks[[task["name"] for task in tasks].index(green["parent"]) + 1] == green


def test_people_at_work(tmp_path: Path) -> None:
    """Percentages, people's lines of notes and their own tasks stay; amended and withdrawn tasks are told."""
    path = tmp_path / "plan.xml"
    push(project(path), tmp_path, delivery())
    root = etree.fromstring(path.read_bytes())
    park = next(task for task in root.iter(f"{TAG}Task") if "口袋公园" in task.findtext(f"{TAG}Name"))
    etree.SubElement(park, f"{TAG}PercentComplete").text = "40"
    park.find(f"{TAG}Notes").text += "\n周三碰头"
    mine = etree.SubElement(root.find(f"{TAG}Tasks"), f"{TAG}Task")
    etree.SubElement(mine, f"{TAG}UID").text = "77"
    etree.SubElement(mine, f"{TAG}Name").text = "自己的任务"
    path.write_bytes(etree.tostring(root))
    assert counts(push(project(path), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    assert counts(push(project(path), tmp_path, delivery(SHORTENED.replace("12个", "15个")))) == (0, 0, 1, 0, 3)
    text = path.read_text(encoding="utf-8")
    assert "周三碰头" in text and "自己的任务" in text and "<PercentComplete>40<" in text and "新建口袋公园12个" in text
    target = project(path)
    with target.hold():
        index = target.index()
    assert sorted(rows[0].values["status"] for rows in index.values()) == ["cancelled", *["not_started"] * 3]
    assert [rows[0].people["Notes"] for rows in index.values() if rows[0].people["Notes"]] == ["周三碰头"]


def test_refusals(tmp_path: Path) -> None:
    """A name beyond what a project holds is refused; another XML file is not touched."""
    wanted = delivery()
    wanted.tasks[0].values["title"] = "长" * 256
    report = push(project(tmp_path / "plan.xml"), tmp_path, wanted)
    assert report.done == {"create": 3} and [finding.kind for finding in report.findings] == ["refused"]
    other = tmp_path / "other.xml"
    other.write_text("<a/>")
    with pytest.raises(FeedError, match="save the project as XML"):
        push(project(other), tmp_path, delivery())
    assert other.read_text() == "<a/>"
