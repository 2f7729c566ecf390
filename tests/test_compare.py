"""Comparing two runs, plain and against gold; floors that only a written reason lowers."""

from __future__ import annotations

import copy
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS

from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.evaluation.compare import Comparison, compare, judged
from policy_extract.evaluation.compare_page import page
from policy_extract.evaluation.compare_table import table
from policy_extract.evaluation.gold import Case, load_gold
from policy_extract.evaluation.report import changed, figures, read_floors, write_floors
from policy_extract.evaluation.scorer import FIELDS, Fault, Scores, score
from policy_extract.evaluation.sides import read_side
from policy_extract.identity import text_hash

GOLD = CORPUS / "gold"
TEXT = "一、目标\n到2027年，建成<公园>3个以上。\n市园林局负责养护。\n"
Item = dict[str, Any]


def at(words: str) -> Item:
    """Span of some words of the text."""
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def found() -> Item:
    """A stand-off object for the text."""
    goal = "到2027年，建成<公园>3个以上。"
    return {
        "name": "plan.txt", "source": "plan.txt", "sha256": text_hash(TEXT),
        "headings": [at("一、目标") | {"number": "一、", "level": 1, "title": "目标"}],
        "statements": [at(goal) | {"kind": "goal", "modality": "require"}, at("市园林局负责养护。") | {"kind": "assignment"}],
        "quantities": [
            at("3个以上") | {
                "quote": "3个以上", "phase": "planned", "indicator": "公园", "comparator": "ge", "value": 3, "unit": "个",
                "when_end": "2027-12-31", "rules": ["comparators.ge_after"],
            }
        ],
        "times": [at("到2027年") | {"quote": "到2027年", "kind": "by", "start_date": None, "end_date": "2027-12-31"}],
        "responsibilities": [
            at("市园林局") | {
                "quote": "市园林局", "name": "市园林局", "role": "responsible", "covers": list(at("市园林局负责养护。").values()),
            }
        ],
        "statuses": [],
    }  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Two sides and gold for one text."""
    for name in ("old", "new", "gold"):
        (tmp_path / name).mkdir()
        put(tmp_path / name, found() | ({"windows": [[0, len(TEXT)]]} if name == "gold" else {}))
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def put(folder: Path, content: Item) -> None:
    """Write a stand-off object into a folder."""
    (folder / "plan.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def changes(comparison: Comparison) -> set[tuple[str, str]]:
    """Verdicts and fields of a comparison."""
    return {(change.verdict, change.field) for change in comparison.changes}


def run(folders: Path, gold: bool = False) -> Comparison:
    """Compare the two sides."""
    sides = read_side(folders / "old"), read_side(folders / "new")
    return compare(*sides, folders / "gold" if gold else None, folders)


def test_the_same_on_both_sides_is_no_change(folders: Path) -> None:
    for gold in (False, True):
        comparison = run(folders, gold)
        assert comparison.compared == 1
        assert not comparison.changes and not comparison.remarks


def test_plain_differences_of_every_family(folders: Path) -> None:
    other = found()
    other["headings"][0]["level"] = 2
    other["statements"][0] |= {"kind": "task"}
    other["quantities"][0] |= {"comparator": "eq", "start": other["quantities"][0]["start"] + 1, "rules": ["another"]}
    other["times"] = []
    other["responsibilities"][0]["role"] = "lead"
    other["statuses"] = [at("养护") | {"quote": "养护", "state": "done"}]
    put(folders / "new", other)
    comparison = run(folders)
    assert changes(comparison) == {
        ("changed", "heading.level"), ("changed", "statement.kind"), ("changed", "quantity.comparator"),
        ("changed", "quantity.place"), ("removed", "time"), ("changed", "responsibility.role"), ("added", "status"),
    }  # fmt: skip
    one = next(change for change in comparison.changes if change.field == "quantity.comparator")
    assert (one.old, one.new, one.document) == ("ge", "eq", "plan")
    assert comparison.texts["plan"] == TEXT


def test_twins_of_one_span_are_paired_by_what_they_say(folders: Path) -> None:
    one = found()
    one["quantities"].append(one["quantities"][0] | {"indicator": "绿道"})
    put(folders / "old", one)
    other = copy.deepcopy(one)
    other["quantities"].reverse()
    put(folders / "new", other)
    assert not run(folders).changes


def test_gains_and_losses_against_gold(folders: Path) -> None:
    old, new = found(), found()
    old["quantities"][0]["comparator"] = "eq"
    old["times"][0]["kind"] = "during"
    old["responsibilities"][0]["role"] = "lead"
    new["responsibilities"][0]["role"] = "cooperate"
    new["statements"][1]["kind"] = "task"
    new["headings"] = []
    new["statuses"] = [at("养护") | {"quote": "养护", "state": "done"}]
    put(folders / "old", old)
    put(folders / "new", new)
    comparison = run(folders, gold=True)
    assert changes(comparison) == {
        ("gain", "quantity.comparator"), ("gain", "time.value"), ("otherwise", "responsibility.role"),
        ("loss", "statement.kind"), ("loss", "heading"), ("loss", "status"),
    }  # fmt: skip
    counts = comparison.counts()
    assert counts["plan.txt", "heading"] == {"loss": 1}
    assert comparison.totals()["time.value"] == {"gain": 1}


def test_an_attribute_is_no_gain_when_its_item_is_lost() -> None:
    item = at("3个以上") | {"value": 3}
    wrong, missed = Fault("quantity.unit", "x", "gold '个' got None", item), Fault("quantity", "x", "missed", item)
    assert [(c.verdict, c.field) for c in judged("x", [wrong], [missed], TEXT)] == [("loss", "quantity")]
    assert {(c.verdict, c.field) for c in judged("x", [missed], [wrong], TEXT)} == {
        ("gain", "quantity"),
        ("otherwise", "quantity.unit"),
    }


def test_gold_that_was_found_otherwise_loses_nothing_against_itself() -> None:
    for gold in load_gold(GOLD):
        assert not list(judged(gold["name"], score([(gold, gold)]).faults, score([(gold, gold)]).faults, ""))
        lost = list(judged(gold["name"], [], score([(gold, {})]).faults, ""))
        assert len(lost) == len(score([(gold, {})]).faults)
        assert {change.verdict for change in lost} == {"loss"}


def test_what_cannot_be_compared_is_said(folders: Path) -> None:
    put(folders / "new", found() | {"sha256": "0" * 64})
    comparison = run(folders)
    assert comparison.compared == 0
    assert any("another text" in remark for remark in comparison.remarks)
    assert "not on the new side" in " ".join(run(folders, gold=True).remarks)


def test_parts_of_one_file_come_together(folders: Path) -> None:
    whole = found()
    first, second = ({**whole, **{name: [] for name in FIELDS}} for _ in range(2))
    first["statements"], second["quantities"] = whole["statements"], whole["quantities"]
    lines = "\n".join(json.dumps(part, ensure_ascii=False) for part in (first, second))
    (folders / "parts.jsonl").write_text(lines, encoding="utf-8")
    side = read_side(folders / "parts.jsonl")
    assert len(side.found) == 1
    assert side.found[0].items["statements"] == whole["statements"]
    assert side.found[0].items["quantities"] == whole["quantities"]


@pytest.mark.parametrize("content", ["[]", "{", '{"name": "x"}', '{"headline": 1, "documents": {"x": {}}}'])
def test_sides_must_be_stand_off_or_figures(tmp_path: Path, content: str) -> None:
    (tmp_path / "side.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"side\.json"):
        read_side(tmp_path / "side.json")


def test_figures_of_two_runs_are_compared(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, faults in (("a", []), ("b", [{"field": "time", "what": "missed", "item": found()["times"][0]}])):
        content = {"headline": 1.0, "documents": {"plan": {"faults": faults}}}
        (folders / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    files = [str(folders / "a.json"), str(folders / "b.json")]
    assert main(["evaluate", "--compare", *files, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["totals"] == {"time": {"loss": 1}}
    assert shown["changes"][0]["quote"] == "到2027年"
    assert main(["evaluate", "--compare", files[0], str(folders / "old")]) == 2


class Checker(HTMLParser):
    """Collects the tags of a page and whether it asks for anything from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [name for name, _ in attrs if name in ("src", "href", "action", "onclick")]


def test_the_page_stands_by_itself_and_escapes_the_text(folders: Path) -> None:
    other = found()
    other["quantities"][0]["indicator"] = "<script>alert(1)</script>"
    put(folders / "new", other)
    shown = page(run(folders), "old <side>", "new")
    checker = Checker()
    checker.feed(shown)
    assert "script" not in checker.tags and "公园" not in checker.tags and not checker.fetched
    assert "url(" not in shown and "@import" not in shown
    assert "&lt;公园&gt;" in shown and "<mark>3个以上</mark>" in shown and "old &lt;side&gt;" in shown


def test_the_command_writes_table_and_page(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = found()
    other["times"] = []
    put(folders / "new", other)
    sides = [str(folders / "old"), str(folders / "new")]
    gold = ["--gold", str(folders / "gold"), "--html", str(folders / "out.html"), "--errors", "1"]
    assert main(["evaluate", "--compare", *sides, *gold]) == 0
    shown = capsys.readouterr().out
    assert "loss | time | plan.txt@" in shown and "all fields" in shown
    assert "到2027年" in (folders / "out.html").read_text(encoding="utf-8")
    assert main(["evaluate", "--compare", *sides, "--html", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert main(["evaluate", "--compare", *sides, "--field", "status"]) == 0
    assert "time" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--gold", "x"],
        ["x", "--html", "y"],
        ["x", "--documents"],
        ["x", "--reason", "because"],
        ["--compare", "x", "y", "--floors", "z"],
        ["--compare", "nowhere", "nowhere"],
    ],
)
def test_wrong_usage_is_two(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", *arguments]) == 2


def test_a_table_of_wide_names_is_aligned(folders: Path) -> None:
    other = found()
    other["times"] = []
    put(folders / "new", other)
    comparison = run(folders)
    lines = table(comparison).splitlines()
    assert lines[1].split() == ["plan", "time", "1"]
    assert lines[-1] == "1 documents compared"


# -- floors


def scores_of(spoil: bool = False) -> Scores:
    """Scores of the gold against itself, or with every time spoiled."""
    golds = load_gold(GOLD)
    pairs = [(gold, gold | ({"times": []} if spoil else {})) for gold in golds]
    scores = score(pairs)
    scores.genres = {"plan": score(pairs[:2])}
    scores.measured_on = {gold["name"]: {"gold": "a", "text": gold["sha256"]} for gold in golds}
    return scores


def test_only_a_reason_lowers_a_floor(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors(scores_of(), path)
    before = path.read_bytes()
    for reason in ("", "  "):
        with pytest.raises(UsageError, match="--reason"):
            write_floors(scores_of(spoil=True), path, reason)
    assert path.read_bytes() == before
    write_floors(scores_of(spoil=True), path, "times are measured anew")
    floors = read_floors(path)
    assert floors["time strict"] == 0.0 and floors["plan: time strict"] == 0.0
    fallen = {entry["field"]: entry for entry in floors.lowered}
    assert fallen["time strict"] == {"field": "time strict", "from": 1.0, "to": 0.0, "reason": "times are measured anew"}
    write_floors(scores_of(), path)
    assert read_floors(path).lowered == floors.lowered


def test_a_floor_that_is_no_longer_measured_needs_a_reason_too(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text('{"gone": 0.5}', encoding="utf-8")
    with pytest.raises(UsageError, match="gone"):
        write_floors(scores_of(), path)
    write_floors(scores_of(), path, "no longer measured")
    assert read_floors(path).lowered == [{"field": "gone", "from": 0.5, "to": None, "reason": "no longer measured"}]


def test_changed_gold_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    scores = scores_of()
    write_floors(scores, path)
    floors = read_floors(path)
    assert changed(scores, floors) == []
    names = sorted(scores.measured_on)
    scores.measured_on[names[0]] = {"gold": "b", "text": "c"}
    del scores.measured_on[names[1]]
    scores.measured_on["fresh"] = {"gold": "a", "text": "a"}
    lines = changed(scores, floors)
    assert len(lines) == 4 and any("its gold has changed" in line for line in lines)
    path.write_text('{"floors": {}, "measured_on": {"x": 1}}', encoding="utf-8")
    with pytest.raises(UsageError):
        read_floors(path)


def test_the_command_names_changed_gold_and_keeps_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.txt").write_text("到2027年，建成公园3个。\n", encoding="utf-8")
    gold = {"source": "plan.txt", "windows": [[0, 99]], "times": [{"start": 0, "end": 6, "kind": "by", "end_date": "2027-12-31"}]}
    put(tmp_path, gold)
    floors = tmp_path / "floors"
    assert main(["evaluate", str(tmp_path), "--write-floors", str(floors)]) == 0
    assert main(["evaluate", str(tmp_path), "--floors", str(floors)]) == 0
    assert any(": time found" in name for name in read_floors(floors))
    gold["times"][0]["end_date"] = "2028-12-31"  # type: ignore[index]
    put(tmp_path, gold)
    assert main(["evaluate", str(tmp_path), "--floors", str(floors)]) == 1
    assert "plan: its gold has changed" in capsys.readouterr().err
    assert main(["evaluate", str(tmp_path), "--write-floors", str(floors)]) == 2
    assert main(["evaluate", str(tmp_path), "--write-floors", str(floors), "--reason", "the plan was amended"]) == 0
    assert read_floors(floors).lowered[0]["reason"] == "the plan was amended"


def test_gold_is_dealt_out_by_genre() -> None:
    times = [{"start": 3, "end": 5, "kind": "by"}, {"start": 30, "end": 33, "kind": "by"}]
    gold: Item = {"name": "x", "windows": [[0, 25], [28, 60]], **{name: [] for name in FIELDS}, "times": times}
    parts = Case(gold, {}, [("plan", 0, 20), ("progress", 20, 60)], {}).parts()
    assert parts["plan"]["windows"] == [[0, 20]] and parts["progress"]["windows"] == [[20, 25], [28, 60]]
    assert parts["plan"]["times"] == times[:1] and parts["progress"]["times"] == times[1:]
    assert Case(gold, {}, [("plan", 0, 20), ("plan", 20, 60)], {}).parts() == {"plan": gold}


def test_figures_hold_those_of_the_genres() -> None:
    assert figures(scores_of())["plan: headline"] == 1.0
