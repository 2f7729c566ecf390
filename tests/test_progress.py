"""Later reports against tracked tasks: what is proposed, what is only shown, what is left alone, and how a person decides."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import json
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, built_in
from feed_plans import delivery
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import rows
from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.extractor import Extractor
from policy_extract.feed.journal import Journal
from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Entry, Goal
from policy_extract.feed.proposals import Proposal
from policy_extract.progress.deciding import Decision, decide
from policy_extract.progress.measures import Measures
from policy_extract.progress.proposing import Findings, Proposer
from policy_extract.progress.reported import read

PLAN = """泠浦市2025年绿化工作方案
泠政办发〔2025〕3号
泠浦市人民政府办公室
2025年2月6日
一、重点任务
（一）新建口袋公园12个。
（二）建成区绿地率达到42%以上。
（三）完成泠浦湖东岸步道修缮。
（四）园林废弃物年产生量控制在3万吨以内。
"""
REPORT = """泠浦市2025年绿化工作总结

泠浦市园林绿化局
{day}

一、工作开展情况
{words}
"""


def tracked(text: str = PLAN) -> dict[str, Entry]:
    """The tasks of a plan as the ledger holds them."""
    found = delivery(text)
    return {
        task.task_id: Entry(
            external_id=task.task_id, scope=found.scope, task_id=task.task_id, words=task.words, section=task.section,
            position=task.position, promise=task.promise,
        )
        for task in found.tasks
    }  # fmt: skip


def proposed(words: str, day: str = "2025年12月26日", plan: str = PLAN, current: dict[str, str] | None = None) -> Findings:
    """What a report with these words proposes."""
    (result,) = Extractor.with_pack(built_in()).extract_text(REPORT.format(day=day, words=words), "report.txt")
    entries = tracked(plan)
    report = read(*result.rows, built_in())
    return Proposer(built_in()).propose(entries, dict.fromkeys(entries, current or {}), report)


def states(found: Findings) -> list[tuple[str, str]]:
    """Kind and state of the proposals."""
    return [(each.state, each.status) for each in found.proposals]


@pytest.mark.parametrize(
    ("words", "day", "expected"),
    [
        ("全市已建成口袋公园14处。", "2025年12月26日", [("open", "done")]),
        ("全市已建成口袋公园9处。", "2025年12月26日", [("open", "ongoing")]),
        ("全市已建成口袋公园近12处。", "2025年12月26日", [("open", "")]),
        ("建成区绿地率已达到42.6%。", "2025年12月26日", [("open", "done")]),
        ("泠浦湖东岸步道修缮工程已竣工。", "2025年12月26日", [("open", "done")]),
        ("泠浦湖西岸步道修缮工程已竣工。", "2025年12月26日", []),
        ("2024年，全市已建成口袋公园14处。", "2025年12月26日", []),
        ("全市已建成口袋公园14处。", "2024年12月26日", []),
        ("全市已建成口袋公园14处。", "2026年12月26日", []),
        ("全市口袋公园总数已达到214处。", "2025年12月26日", []),
        ("其中，青溪区已建成口袋公园14处。", "2025年12月26日", []),
        ("全市已建成体育公园14处。", "2025年12月26日", []),
        ("召开绿化工作推进会12次。", "2025年12月26日", []),
    ],
)
def test_what_a_sentence_proposes(words: str, day: str, expected: list[tuple[str, str]]) -> None:
    """Number, thing, part, place and time must fit; a reached number is done, a smaller one ongoing, a hedged one open."""
    assert states(proposed(words, day)) == expected


def test_quotes_of_both_sides() -> None:
    """A proposal shows the words of plan and report, and its progress is the report's own words with day and title."""
    (proposal,) = proposed("全市已建成口袋公园14处。").proposals
    assert proposal.progress == "截至2025-12-26：全市已建成口袋公园14处。（《泠浦市2025年绿化工作总结》）"
    assert [(quote.task, quote.report) for quote in proposal.quotes] == [("口袋公园 12个", "全市已建成口袋公园14处。")]
    assert "达到目标" in proposal.quotes[0].why and 0.6 < proposal.score <= 1


def test_two_tasks_near_in_score_are_ambiguous() -> None:
    """A number that two tasks could mean is shown with both and not proposed; equal goals are both met."""
    two = PLAN.replace("新建口袋公园12个。", "新建口袋公园12个。\n（五）新建口袋公园20个。")
    found = proposed("全市已建成口袋公园14处。", plan=two)
    assert [state for state, _ in states(found)] == ["ambiguous", "ambiguous"]
    assert all("may mean another task too" in each.why for each in found.proposals)
    equal = PLAN.replace("新建口袋公园12个。", "新建口袋公园12个。\n（五）在老城片区之外再行谋划，新建口袋公园12个。")
    assert states(proposed("全市已建成口袋公园14处。", plan=equal)) == [("open", "done")] * 2


def test_two_numbers_of_one_time_are_ambiguous() -> None:
    """A report that contradicts itself proposes nothing."""
    assert [state for state, _ in states(proposed("全市已建成口袋公园14处。\n全年已建成口袋公园9处。"))] == ["ambiguous"]


def test_a_limit_is_kept_when_its_time_is_over() -> None:
    """Below a limit in summer is not yet done; so is a growth rate."""
    plan = PLAN.replace("（四）园林废弃物年产生量控制在3万吨以内。", "（四）2025年，园林废弃物产生量控制在3万吨以内。")
    assert states(proposed("园林废弃物产生量已降至1.6万吨。", "2025年7月4日", plan)) == [("open", "ongoing")]
    assert states(proposed("园林废弃物产生量已降至2.8万吨。", "2025年12月26日", plan)) == [("open", "done")]


def test_what_people_hold_as_finished() -> None:
    """What is done stays done: nothing new is said about it, and what contradicts it is only shown."""
    assert proposed("全市已建成口袋公园14处。", current={"status": "done"}).proposals == []
    assert [each.state for each in proposed("全市已建成口袋公园9处。", current={"status": "done"}).proposals] == ["ambiguous"]


def test_what_the_target_says_already() -> None:
    """Progress that stands in the target is not proposed again; people's words stay before new ones."""
    (first,) = proposed("全市已建成口袋公园9处。").proposals
    held = {"status": "ongoing", "progress": first.progress}
    assert proposed("全市已建成口袋公园9处。", current=held).proposals == []
    (second,) = proposed("全市已建成口袋公园9处。", current={"status": "ongoing", "progress": "已开工"}).proposals
    assert second.progress == f"已开工\n{first.progress}"


def test_reports_that_cannot_speak() -> None:
    """Without a day, of another place, younger plans: nothing is proposed, and the note says why."""
    for day, title, said in (
        ("", "泠浦市绿化工作总结", "names no day"),
        ("2025年12月26日", "沅鹿市2025年绿化工作总结", "the report is of 沅鹿市"),
        ("2025年1月2日", "泠浦市2025年绿化工作总结", "younger than the report"),
    ):
        text = REPORT.format(day=day, words="全市已建成口袋公园14处。").replace("泠浦市2025年绿化工作总结", title)
        (result,) = Extractor.with_pack(built_in()).extract_text(text.replace("泠浦市园林绿化局\n", ""), "report.txt")
        found = Proposer(built_in()).propose(tracked(), {}, read(*result.rows, built_in()))
        assert found.proposals == [] and said in " ".join(found.notes)


def quantity(value: str, comparator: str, unit: str, measure: str | None, direction: str | None = None) -> rows.QuantityRow:
    """A reported number."""
    return rows.QuantityRow(
        0, 1, value, "achieved", "某率", None, None, comparator, Decimal(value), None, None, None, None, unit, measure, direction,
        None, None, None, False, None, None, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "reached", "verdict"),
    [
        (("ge", "42", "%", "level", None), ("42", "eq", "%", "level"), "reached"),
        (("gt", "42", "%", "level", None), ("42", "eq", "%", "level"), "below"),
        (("le", "5", "%", "level", None), ("5.1", "eq", "%", "level"), "below"),
        (("ge", "42", "%", "level", None), ("45", "le", "%", "level"), "open"),
        (("ge", "42", "%", "level", None), ("41", "ge", "%", "level"), "open"),
        (("eq", "30", "%", "level", None), ("31", "eq", "%", "level"), "open"),
        (("eq", "30", "%", "level", "down"), ("31", "eq", "%", "level"), "below"),
        (("ge", "8", "%", "growth", "down"), ("12", "eq", "%", "growth", "down"), "reached"),
        (("ge", "8", "%", "growth", "up"), ("12", "eq", "%", "growth", "down"), "open"),
        (("eq", "50", "公里", None, None), ("50000", "eq", "米", None), "reached"),
    ],
)
def test_verdicts(goal: tuple[str, ...], reached: tuple[str, ...], verdict: str) -> None:
    """A comparator is never lost: what a hedge or an unknown direction leaves open stays open."""
    comparator, value, unit, measure, direction = goal
    planned = Goal(indicator="某率", comparator=comparator, value=Decimal(value), unit=unit, measure=measure, direction=direction)
    assert Measures(built_in()).verdict(planned, quantity(*reached)) == verdict


@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2), st.sampled_from(["ge", "gt", "le", "lt"]))
def test_a_plain_number_is_compared_as_arithmetic_does(planned: Decimal, reached: Decimal, comparator: str) -> None:
    """For a plain reported number the verdict is that of the comparator."""
    goal = Goal(indicator="某率", comparator=comparator, value=planned, unit="%", measure="level")
    holds = {"ge": reached >= planned, "gt": reached > planned, "le": reached <= planned, "lt": reached < planned}[comparator]
    expected = "reached" if holds else "below"
    assert Measures(built_in()).verdict(goal, quantity(str(reached), "eq", "%", "level")) == expected


def benchmark() -> ModuleType:
    """The benchmark of proposals."""
    folder = str(ROOT / "benchmarks")
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location("progress_benchmark", ROOT / "benchmarks" / "progress.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(folder)
    return module


def test_labelled_pairs() -> None:
    """No wrong proposal on the labelled pairs, and most of them are found."""
    found = benchmark().measure("", False)
    assert found["wrong"] == 0 and found["right"] / found["labelled"] >= 0.7


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan that was pushed into a calendar file, and a later report."""
    monkeypatch.chdir(tmp_path)
    Path("方案.txt").write_text(PLAN, encoding="utf-8")
    words = "全市已建成口袋公园14处。\n建成区绿地率已达到41.2%。\n泠浦湖东岸步道修缮工程基本完成。"
    Path("总结.txt").write_text(REPORT.format(day="2025年12月26日", words=words), encoding="utf-8")
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt"]) == 0
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, str]]:
    """The list of proposals, as read from its CSV."""
    assert main(["progress", "sqlite:///plans.db", *more, "-o", "建议.csv"]) == 0
    capsys.readouterr()
    return list(csv.DictReader(Path("建议.csv").read_text(encoding="utf-8-sig").splitlines()))


def test_accepted_by_a_sheet_and_written_by_the_next_push(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Listing changes nothing; an edited sheet decides; the next push writes what was accepted; the journal says who."""
    rows_ = listed(capsys, "--from", "总结.txt")
    assert [(row["当前状态"], row["建议状态"]) for row in rows_] == [
        ("未启动", "已完成"),
        ("未启动", "推进中"),
        ("未启动", "基本完成"),
    ]
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt"]) == 0
    assert "update 0" in capsys.readouterr().out
    rows_[0]["决定"], rows_[1]["决定"], rows_[2]["决定"] = "接受", "拒绝", "采纳"
    rows_[2]["建议进展"] = "=已基本完成"
    with Path("批.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, rows_[0].keys())
        table.writeheader()
        table.writerows(rows_)
    for _ in range(2):
        assert main(["progress", "sqlite:///plans.db", "--decisions", "批.csv", "--by", "汀主任"]) == 0
    assert "accepted 0, rejected 0" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "2 accepted, 1 rejected; 2 wait for the next push" in capsys.readouterr().out
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt"]) == 0
    assert "update 2" in capsys.readouterr().out
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt"]) == 0
    assert "update 0" in capsys.readouterr().out
    assert main(["pull", "sqlite:///plans.db"]) == 0
    pulled = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted((line["status"], line["progress"][:4]) for line in pulled) == [
        ("done", "截至20"), ("not_started", ""), ("not_started", ""), ("partial", "=已基本"),
    ]  # fmt: skip
    journal = [json.loads(line) for line in Path("policy-extract-feed/journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["action"], line["by"]) for line in journal if "by" in line] == [
        ("accept", "汀主任"), ("reject", "汀主任"), ("accept", "汀主任"),
    ]  # fmt: skip
    assert listed(capsys, "--from", "总结.txt") == []


def test_people_who_changed_the_state_meanwhile(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was accepted does not write over what people wrote since; the push reports the conflict and says how to go on."""
    import sqlite3

    number = listed(capsys, "--from", "总结.txt")[0]["建议编号"]
    assert main(["progress", "sqlite:///plans.db", "--accept", number, "--by", "甲"]) == 0
    with contextlib.closing(sqlite3.connect("plans.db")) as database, database:
        database.execute("UPDATE plan_task SET status = '未完成' WHERE title LIKE '%口袋公园%'")
    capsys.readouterr()
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt"]) == 1
    assert "accepted by 甲, but changed by people" in capsys.readouterr().out
    assert main(["push", "sqlite:///plans.db", "--from", "方案.txt", "--on-conflict", "overwrite"]) == 0
    assert main(["status"]) == 0
    assert "0 wait for the next push" in capsys.readouterr().out


def test_wrong_usage(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown ids, decided ones, foreign targets and sheets are refused with a remedy."""
    listed(capsys, "--from", "总结.txt")
    Path("表.csv").write_text("甲,乙\n", encoding="utf-8")
    for arguments, said in (
        (["sqlite:///plans.db", "--accept", "p0"], "no such proposal"),
        (["sqlite:///plans.db", "--decisions", "表.csv"], "no column 决定"),
        (["sqlite:///plans.db", "--from", "总结.txt", "--as-of", "去年"], "write it as 2025-12-31"),
        (["sqlite:///plans.db", "--from", "总结.txt", "--accept", "p0"], "one after the other"),
        (["sqlite:///other.db", "--from", "总结.txt"], "push the plan first"),
        (["sqlite:///plans.db", "-o", "建议.doc"], "written as .csv"),
    ):
        assert main(["progress", *arguments]) == 2
        assert said in capsys.readouterr().err


def test_decisions_are_taken_down_all_or_none(tmp_path: Path) -> None:
    """A wrong decision among right ones leaves ledger and journal as they were; two reports join; a second verdict is refused."""
    with contextlib.closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        journal = Journal(tmp_path / "journal.jsonl")
        one = Proposal(id="p1", external_id="t", task="甲", status="ongoing", progress="一", report="上半年")
        two = Proposal(id="p2", external_id="t", task="甲", status="done", progress="二", report="全年")
        vague = Proposal(id="p3", state="ambiguous", external_id="t", task="甲", why="two")
        ledger.propose("x", "r", [one, two, vague])
        yes = [Decision(id=number, verdict="accepted") for number in ("p1", "p2", "p3")]
        with pytest.raises(UsageError, match="ambiguous"):
            decide(ledger, journal, "x", yes, "甲")
        assert ledger.accepted("x") == {} and not (tmp_path / "journal.jsonl").exists()
        assert len(decide(ledger, journal, "x", yes[:2], "甲")) == 2
        assert ledger.accepted("x")["t"].values == {"status": "done", "progress": "一\n二"}
        with pytest.raises(UsageError, match="was accepted by 甲 before"):
            decide(ledger, journal, "x", [Decision(id="p1", verdict="rejected")], "乙")
