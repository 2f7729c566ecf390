"""Packs at work: in runs, under a limit of time, by the commands, and drafts learned from corrections."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml
from test_packs import MANIFEST, TEXT, layer, written, zipped

from policy_extract import Extractor, patterns
from policy_extract.authoring.cases import cases_of
from policy_extract.authoring.drafts import effect_of, write_draft
from policy_extract.authoring.learning import suggestions
from policy_extract.authoring.trials import run_trial, trials_of
from policy_extract.cli import main
from policy_extract.errors import RuleTimeout, UsageError

SLOW = """family: kinds
rules:
  - id: kinds.goal.opener
    description: runs away
    pattern: '(?:嗯|嗯)*好'
    examples: [嗯好]
"""
UNITS = "units:\n  - {name: 轮次, examples: [{text: 达到45轮次, quote: 45轮次}]}\n"
SLOW_TEXT = "安澜市工作方案\n一、任务\n到2026年底，" + "嗯" * 40 + "建成公园3个，办好。\n二、要求\n各县要完成植树20亩。\n"


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack whose pattern runs away, with the search for such patterns at loading switched off."""
    monkeypatch.setattr("policy_extract.patterns.pack.runaway", lambda pattern: "")
    return written(tmp_path / "slow", {"slow.yaml": SLOW})


def test_a_slow_rule_is_named(slow: Path) -> None:
    extractor = Extractor([slow])
    with pytest.raises(RuleTimeout, match=r"slow\.yaml:3: rule kinds\.goal\.opener takes more than 1 s on this text; make"):
        extractor.extract_text(SLOW_TEXT)
    assert extractor.extract_text(TEXT)[0].tasks


def test_a_slow_rule_fails_only_its_document(slow: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(SLOW_TEXT, encoding="utf-8")
    (texts / "b.txt").write_text(TEXT, encoding="utf-8")
    assert main(["extract", str(texts), "--patterns", str(slow), "-o", str(tmp_path / "out.jsonl"), "-q"]) == 1
    said = capsys.readouterr().err
    assert "a.txt: " in said and "rule kinds.goal.opener" in said
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["source"].endswith("a.txt") for line in lines if line["record"] == "failure"] == [True]
    assert any(line["record"] == "task" for line in lines)


def test_a_slow_rule_is_a_failure_row_of_a_run(slow: Path) -> None:
    kernel = pytest.importorskip("policy_extract.batch.kernel", reason="needs the extra batch")
    made = kernel.Kernel(Extractor([slow]))
    gathered = kernel.Gathered()
    for name, text in (("a", SLOW_TEXT), ("b", TEXT)):
        made.gather(kernel.Given(name, name, None, text, "text/plain", [], {}), gathered)
    assert [(line.name, line.reason) for line in gathered.lines["failures"]] == [("a", "timeout")]
    assert "rule kinds.goal.opener" in gathered.lines["failures"][0].message
    assert len(gathered.lines["documents"]) == 1


def test_a_run_takes_archives_and_does_again_what_another_pack_made(tmp_path: Path) -> None:
    batch = pytest.importorskip("policy_extract.batch", reason="needs the extra batch")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT, encoding="utf-8")
    path = zipped(tmp_path / "mine.zip", {"pack.yaml": MANIFEST, "entries.yaml": UNITS})

    def run() -> int:
        settings = batch.Settings(workers=1, patterns=(path,))
        return int(batch.run([tmp_path / "texts"], tmp_path / "run", settings).done)

    assert run() == 1
    zipped(path, {"pack.yaml": MANIFEST.replace("1.0.0", "1.0.1"), "entries.yaml": UNITS})
    assert run() == 1


def test_patterns_are_shipped_as_data(tmp_path: Path) -> None:
    packs = pytest.importorskip("policy_extract.batch.packs", reason="needs the extra batch")
    path = zipped(tmp_path / "mine.zip", {"pack.yaml": MANIFEST, "entries.yaml": UNITS})
    shipped = packs.Shipped.of([path])
    path.unlink()
    folders = shipped.unpack(tmp_path / "there")
    assert patterns.load(tuple(map(Path, folders))).hash == shipped.hash


@pytest.mark.parametrize("name", ["hospital", "environment"])
def test_the_example_packs_hold_what_they_promise(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "test", name]) == 0
    said = capsys.readouterr().out
    assert " 0 complaints" in said and "trials: 0" not in said
    assert main(["patterns", "packs"]) == 0
    assert name in capsys.readouterr().out


def test_a_new_pack_checks_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "city-pack"
    assert main(["patterns", "new", str(folder)]) == 0
    assert main(["patterns", "test", str(folder)]) == 0
    assert "1 trials: 2 expectations, 0 complaints" in capsys.readouterr().out
    assert main(["patterns", "new", str(folder)]) == 2
    assert main(["patterns", "new", str(tmp_path / "My Pack")]) == 2
    trial = folder / "tests" / "sample.yaml"
    trial.write_text(trial.read_text(encoding="utf-8").replace("value: 95", "value: 96"), encoding="utf-8")
    (wrong,) = trials_of(patterns.find_layer(folder))
    assert run_trial(wrong, Extractor([folder]))[1][0].startswith(f"{trial}: no record has {{quote: 示例合格率")


def test_the_worked_example_of_the_docs_holds(tmp_path: Path) -> None:
    written_down = (Path(__file__).parent.parent / "docs" / "packs.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in written_down.split("```yaml\n")[1:]]
    entries, trial, rules = blocks
    pack = written(tmp_path / "my-pack", {"entries.yaml": entries, "rules.yaml": rules})
    (pack / "tests").mkdir()
    (pack / "tests" / "turnover.yaml").write_text(trial, encoding="utf-8")
    extractor = Extractor(pack)
    (made,) = trials_of(patterns.find_layer(pack))
    assert run_trial(made, extractor) == (2, [])
    assert patterns.check_rule(extractor.pack.family("themes").rules["themes.hospital_quality"]) == (2, [])
    record = next(line for line in written_down.splitlines() if line.startswith("Now the record has"))
    promised = json.loads(record[record.index("{") : record.index("}") + 1])
    found = extractor.extract_text("一、目标\n到2027年，病床周转次数达到45轮次以上。\n")[0].tasks[0].quantities[0]
    assert {key: getattr(found, key) for key in promised} == promised


def test_an_example_that_fails_is_a_complaint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "e.yaml": (
            "units:\n  - {name: 轮次, examples: [{text: 达到45班次, quote: 45班次}]}\n  - {name: 台例}\n"
            "indicators:\n  - {id: a, name: 床位周转, unit: 轮次, examples: ['床位使用|轮次']}\n"
        )
    }
    assert main(["patterns", "check", str(written(tmp_path / "mine", files))]) == 1
    said = capsys.readouterr().err
    assert "e.yaml:2: no quantity in 轮次 in the example" in said
    assert "e.yaml:3: units.台例 has no examples; add one such as" in said
    assert "e.yaml:5: '床位使用|轮次' is nothing, not a" in said


def test_diff_and_explain_show_what_a_pack_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = str(written(tmp_path / "mine", {"e.yaml": UNITS}, MANIFEST + "disable: [themes.growth]\n"))
    text = tmp_path / "a.txt"
    text.write_text(TEXT, encoding="utf-8")
    assert main(["patterns", "diff", "--patterns", pack, str(text), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["field"], each["verdict"], each["quote"]) for each in found["changes"]] == [("quantity", "added", "45轮次以上")]
    assert main(["patterns", "diff", "--patterns", pack, str(text)]) == 0
    assert "all documents" in capsys.readouterr().out
    assert main(["patterns", "explain", "--patterns", pack, str(text), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["fired"]) for each in told["fired"]] == [("units.轮次", 1)]
    assert told["fired"][0]["places"][0]["quote"] == "45轮次以上"
    assert [each["id"] for each in told["switched_off"]] == ["themes.growth"]
    assert main(["patterns", "explain", "--patterns", pack, str(text)]) == 0
    assert "switched off: themes.growth" in capsys.readouterr().out
    assert main(["patterns", "diff", str(text)]) == 2


def corrected(folder: Path) -> Path:
    """Gold that people made of two texts: a unit, a body and an indicator that had to be put right."""
    folder.mkdir()
    for number, times in enumerate((45, 52)):
        text = TEXT.replace("45", str(times)) + "二、任务\n由市惠民卡工作室负责，建成服务站3个。\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        quote = f"{times}轮次以上"
        at, body = text.index(quote), text.index("市惠民卡工作室")
        quantity = {
            "start": at, "end": at + len(quote), "quote": quote, "phase": "planned", "indicator": "病床周转次数",
            "comparator": "ge", "value": times, "unit": "轮次", "measure": "level",
        }  # fmt: skip
        answering = {
            "start": body, "end": body + 7, "quote": "市惠民卡工作室", "name": "市惠民卡工作室", "role": "responsible",
            "organisation_id": "市惠民服务中心", "covers": [body - 1, len(text)],
        }  # fmt: skip
        start = text.index("到2027年")
        gold = {
            "name": str(number), "source": f"{number}.txt", "windows": [[start, len(text)]], "quantities": [quantity],
            "responsibilities": [answering],
        }  # fmt: skip
        (folder / f"{number}.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return folder


def test_corrections_become_drafts_that_a_person_approves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "draft"
    assert main(["learn", str(corrected(tmp_path / "gold")), "-o", str(draft)]) == 0
    said = capsys.readouterr().out
    assert "units  轮次" in said and "2 ×: 轮次 × 2" in said and "达到45轮次以上" in said and "+2 quantity" in said
    path = draft / "learned.yaml"
    learned = yaml.safe_load(path.read_text(encoding="utf-8"))
    every = [entry for entries in learned.values() for entry in entries]
    assert every and not any(entry["approved"] for entry in every)
    assert {entry["name"]: entry.get("aliases") for entry in learned["bodies"]} == {"惠民服务中心": ["惠民卡工作室"]}
    assert [entry["name"] for entry in learned["indicators"]] == ["病床周转次数"]
    assert "45轮次以上" not in [q.quote for q in Extractor([draft]).extract_text(TEXT)[0].tasks[0].quantities]
    path.write_text(path.read_text(encoding="utf-8").replace("approved: false", "approved: true"), encoding="utf-8")
    first = Extractor([draft]).extract_text(TEXT)[0].tasks[0].quantities[0]
    assert (first.quote, first.unit, first.indicator) == ("45轮次以上", "轮次", "病床周转次数")
    assert main(["learn", str(tmp_path / "gold"), "-o", str(draft)]) == 2
    assert "drafts are never written over" in capsys.readouterr().err


def test_the_effect_of_a_suggestion_names_conflicts(tmp_path: Path) -> None:
    base = Extractor()
    cases = cases_of([corrected(tmp_path / "gold")], None)
    unit = next(each for each in suggestions(cases, base) if each.sort == "units")
    assert (unit.count, unit.words) == (2, {"轮次": 2})
    effect = effect_of(unit, cases, base)
    assert effect.gains["quantity"] == 2 and not effect.losses and not effect.conflicts
    unit.entry["aliases"] = ["元"]
    assert "'元' is units.元" in effect_of(unit, cases, base).conflicts[0]


def test_a_desk_and_its_export_teach_the_same(tmp_path: Path) -> None:
    from policy_extract.review.desk import Desk
    from policy_extract.review.exports import gold
    from policy_extract.review.sources import enter_results

    text = tmp_path / "a.txt"
    text.write_text(TEXT, encoding="utf-8")
    base = Extractor()
    desk = Desk(tmp_path / "review.sqlite")
    enter_results(desk, base.extract_file(text))
    entry = next(desk.entries())
    at = TEXT.index("45轮次以上")
    row = copy.deepcopy(entry.row)
    row["quantities"].insert(
        0, {**row["quantities"][0], "start": at, "end": at + 6, "quote": "45轮次以上", "value": 45, "unit": "轮次"}
    )
    row["quantities"][0] |= {"indicator": "病床周转次数", "indicator_span": None, "comparator": "ge"}
    desk.decide(entry.record, "甲", "correct", row, "", "2026-01-01T00:00:00Z")
    (tmp_path / "gold.jsonl").write_bytes(gold(desk))
    desk.close()
    found = [suggestions(cases_of([tmp_path / name], tmp_path), base) for name in ("review.sqlite", "gold.jsonl")]
    assert [each.words for each in found[0] if each.sort == "units"] == [{"轮次": 1}]
    assert found[0] == found[1]
    (tmp_path / "none.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not gold"):
        cases_of([tmp_path / "none.jsonl"], None)


def test_write_draft_keeps_quotes_from_breaking_the_file(tmp_path: Path) -> None:
    base = Extractor()
    found = suggestions(cases_of([corrected(tmp_path / "gold")], None), base)
    found[0].quotes = ["第一行\n- {name: 混入}\u2028units: 1"]
    path = write_draft(tmp_path / "draft", [(each, None) for each in found])
    assert "混入" not in str(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert patterns.find_layer(path.parent).files
    assert layer({}).files
