"""The scorer: perfect on gold itself, the same figures as the shared one, floors that hold."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS

from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.evaluation.gold import find_text, load_gold
from policy_extract.evaluation.matching import Tally, number_key, overlap, pairs, same_cover, same_name
from policy_extract.evaluation.report import below, figures, read_floors, table, write_floors
from policy_extract.evaluation.scorer import FIELDS, STRICT, score

GOLD = CORPUS / "gold"


def spoiled(gold: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A gold annotation with faults of every kind, as an extractor would make them."""
    found = copy.deepcopy({field: gold[field] for field in FIELDS})
    for field in FIELDS:
        kept = []
        for item in found[field]:
            fate = chance.random()
            if fate < 0.1:
                continue
            if fate < 0.3:
                item["start"] += 1
                key = chance.choice([k for k in item if k not in ("start", "end", "covers", "value", "low", "high")] or ["kind"])
                item[key] = chance.choice([None, "other", "planned", "by", "lead", "ge"])
            if fate > 0.9 and "covers" in item:
                item["covers"] = [item["covers"][0], item["covers"][0] + 3]
            if item.get("kind") is None and field == "statements":
                item["kind"] = "task"
            kept.append(item)
            if fate > 0.95:
                kept.append(copy.deepcopy(item))
        found[field] = kept
    return found | {"sha256": gold["sha256"]}


def test_gold_scores_perfectly_against_itself() -> None:
    golds = load_gold(GOLD)
    scores = score((gold, gold) for gold in golds)
    assert scores.headline == 1.0
    assert scores.kind_macro_f1 == 1.0
    assert all(tally.f1 == 1.0 for tally in scores.tallies.values() if tally.present)
    assert not scores.faults


def test_nothing_found_scores_nothing() -> None:
    scores = score((gold, {}) for gold in load_gold(GOLD))
    assert scores.headline == 0.0
    assert scores.tallies["quantity found"].missed > 0
    assert "headline (mean of" in table(scores)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_same_figures_as_the_shared_scorer(shared_root: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pairs_made = []
    for gold in load_gold(shared_root / "gold"):
        found = spoiled(gold, chance)
        (tmp_path / f"{gold['name']}.json").write_text(json.dumps(found), encoding="utf-8")
        pairs_made.append((gold, found))
    command = [sys.executable, shared_root / "eval" / "score.py", shared_root / "gold", tmp_path, "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = score(pairs_made).to_dict()
    assert 0.2 < ours["headline"] < 0.99
    # The exchange form's own scorer does not look at what a mark of progress covers.
    ours["accuracy"].pop("status.covers")
    assert ours == theirs


def test_pairs_take_the_best_overlap_first() -> None:
    gold = [{"start": 0, "end": 10}, {"start": 10, "end": 20}]
    found = [{"start": 8, "end": 20}, {"start": 0, "end": 9}]
    assert sorted(pairs(gold, found, lambda g, p: True)) == [(0, 1), (1, 0)]
    assert overlap(gold[0], found[0]) == 2


def test_optional_items_cost_nothing() -> None:
    tally = Tally()
    gold = [{"start": 0, "end": 4, "optional": True}, {"start": 5, "end": 9}]
    outcome = tally.add(gold, [{"start": 0, "end": 4}, {"start": 20, "end": 22}], lambda g, p: True)
    assert (tally.right, tally.extra, tally.missed) == (0, 1, 1)
    assert outcome.extra == [{"start": 20, "end": 22}]
    tally.add([], [{"start": 1, "end": 2}], lambda g, p: True, free=lambda item: True)
    assert tally.extra == 1


def test_numbers_names_and_covers_compare_with_tolerance() -> None:
    assert number_key({"value": 0.1 + 0.2}) == number_key({"value": 0.3})
    assert number_key({"value": "1∶2"}) == number_key({"value": "1:2"})
    assert number_key({"low": 1, "high": 2}) != number_key({"value": 1})
    assert same_name("市发展改革委", "发展改革委") and not same_name("市财政局", "市民政局长")
    assert not same_name("", "市财政局")
    assert same_cover({"start": 0, "end": 1, "covers": [0, 10]}, {"start": 0, "end": 9})


def test_windows_and_fields_limit_what_counts() -> None:
    item = {"start": 50, "end": 60, "kind": "by"}
    gold = {"name": "x", "windows": [[0, 40]], **{field: [] for field in FIELDS}}
    assert score([(gold, {"times": [item]})]).tallies["time found"].extra == 0
    gold["windows"] = [[0, 100]]
    assert score([(gold, {"times": [item]})]).tallies["time found"].extra == 1
    gold["fields"] = ["quantities"]
    assert score([(gold, {"times": [item]})]).tallies["time found"].extra == 0


def test_floors_are_written_and_held(tmp_path: Path) -> None:
    golds = load_gold(GOLD)
    perfect, empty = score((g, g) for g in golds), score((g, {}) for g in golds)
    write_floors(perfect, tmp_path / "floors.json")
    floors = read_floors(tmp_path / "floors.json")
    assert below(perfect, floors) == []
    assert len(below(empty, floors)) > len(STRICT)
    assert below(perfect, {"nothing of this name": 0.1}) == ["nothing of this name: not measured, floor 0.1000"]
    assert figures(perfect)["headline"] == 1.0


def test_floors_must_be_numbers(tmp_path: Path) -> None:
    for content in ("[]", '{"a": "b"}', "{"):
        (tmp_path / "f.json").write_text(content, encoding="utf-8")
        with pytest.raises(UsageError, match=r"f\.json"):
            read_floors(tmp_path / "f.json")


def test_texts_are_found_above_the_gold_or_below_the_root(tmp_path: Path) -> None:
    gold = load_gold(GOLD)[0]
    assert find_text(gold, GOLD, None).parent == CORPUS
    with pytest.raises(UsageError, match="--texts"):
        find_text(gold, GOLD, tmp_path)


def test_the_command_holds_floors_and_names_what_fell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    floors = tmp_path / "floors.json"
    assert main(["evaluate", str(GOLD), "--write-floors", str(floors), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["headline"] >= 0
    assert main(["evaluate", str(GOLD), "--floors", str(floors)]) == 0
    floors.write_text('{"headline": 1.1}', encoding="utf-8")
    assert main(["evaluate", str(GOLD), "--floors", str(floors), "--errors", "2"]) == 1
    assert "below its floor: headline" in capsys.readouterr().err


def test_the_command_refuses_what_is_no_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path)]) == 2
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    assert main(["evaluate", str(tmp_path)]) == 2
    assert "not a gold file" in capsys.readouterr().err


def test_the_command_refuses_a_changed_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = {"name": "a", "source": "a.txt", "sha256": "0" * 64, "windows": [[0, 9]]}
    (tmp_path / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    (tmp_path / "a.txt").write_text("推进改革。", encoding="utf-8")
    assert main(["evaluate", str(tmp_path)]) == 2
    assert "hash differs" in capsys.readouterr().err
