"""Invented plans that the tests of feeding push, and helpers to push them."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from pathlib import Path

from conftest import built_in

from policy_extract.export import make_writer
from policy_extract.extractor import Extractor
from policy_extract.feed.departments import Departments
from policy_extract.feed.engine import Engine, Report
from policy_extract.feed.journal import Journal
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Delivery, Options
from policy_extract.feed.profiles import Catalogue
from policy_extract.feed.selection import Selector
from policy_extract.feed.target import Target
from policy_extract.feed.wording import Phrases

PLAN = """泠浦市公园城市建设三年行动方案
泠政办发〔2024〕8号
泠浦市人民政府办公室
2024年3月5日
一、主要目标
到2026年底前，建成区绿地率达到42%以上。
二、重点任务
（一）建设口袋公园。2025年6月底前，新建口袋公园12个，改造老旧绿地30处。
（牵头单位：市园林绿化局；责任单位：市财政局、市自然资源和规划局）
（二）修复滨河绿道。2026年底前，建成滨河绿道85公里，沿线栽植𫍽树2000株。
（牵头单位：市水利局；配合单位：市园林绿化局）
（三）健全养护机制。每季度开展养护检查1次，长期坚持。
（责任单位：市园林绿化局、各区人民政府）
"""
AMENDED = PLAN.replace("新建口袋公园12个", "新建口袋公园15个")
SHORTENED = PLAN[: PLAN.index("（三）")]
WITH_MORE = PLAN + "（四）开展认建认养。2025年底前，征集认养单位60家。\n（责任单位：团市委）\n"


@functools.cache
def catalogue() -> Catalogue:
    """Fields and profiles of the built-in pack."""
    return Catalogue(built_in())


def delivery(
    text: str = PLAN, kinds: tuple[str, ...] = ("goal", "task", "assignment", "problem"), name: str = "plan.txt"
) -> Delivery:
    """What a plan wants tracked."""
    (result,) = Extractor.with_pack(built_in()).extract_text(text, name)
    return Selector(kinds, Phrases(built_in())).delivery(*result.rows)


def push(
    target: Target, state: Path, *deliveries: Delivery, options: Options | None = None, departments: Departments | None = None,
    dry: bool = False,
) -> Report:  # fmt: skip
    """Push into a target with ledger and journal in a folder."""
    with contextlib.closing(Ledger(state / "ledger.sqlite")) as ledger:
        journal = Journal(state / "journal.jsonl")
        engine = Engine(target, ledger, journal, Phrases(built_in()).role_marks, catalogue().statuses("default").said)
        return engine.push(deliveries, options or Options(), departments, dry)


def counts(report: Report) -> tuple[int, int, int, int, int]:
    """Tasks created, updated, withdrawn, reinstated and unchanged."""
    done = [report.done.get(action, 0) for action in ("create", "update", "withdraw", "reinstate")]
    return done[0], done[1], done[2], done[3], len(report.plan.unchanged)


def killable(address: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Command and environment of a push of 62 tasks as a process of its own."""
    text = PLAN + "".join(f"（九）整治地块。整治裸土地块{number}处，新建围挡{number}米。\n" for number in range(2, 60))
    records = folder / "records.jsonl"
    with records.open("wb") as stream:
        make_writer("jsonl", stream).write(Extractor.with_pack(built_in()).extract_text(text, "plan.txt"))
    command = [sys.executable, "-m", "policy_extract", "push", address, "--from", str(records), "--state", str(folder / "state")]
    return command, {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
