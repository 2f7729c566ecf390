"""`explain`: what stands at a place, which rules made it, and which rules lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.explain import code_rules, explain
from policy_extract.extractor import Extractor

TEXT = (
    "栗溪市供水保障工作方案\n"
    "一、主要目标\n"
    "到2027年，供水普及率由92%提高到98%以上。\n"
    "二、重点任务\n"
    "（一）改造管网。由市水务局牵头，市财政局配合，2026年底前改造管网120公里。\n"
    "落实《栗溪市2024年供水要点》。目前，已建成水厂3座。\n"
)
EXTRACTOR = Extractor()
RESULTS = EXTRACTOR.extract_text(TEXT, "plan.txt")


def at(words: str) -> dict[str, Any]:
    """The explanation of the place where some words begin."""
    return explain(RESULTS, EXTRACTOR.pack, TEXT.index(words))


def identifiers(rules: list[dict[str, Any]]) -> set[str]:
    """Ids of rules."""
    return {rule["id"] for rule in rules}


def here(found: dict[str, Any], sort: str) -> list[dict[str, Any]]:
    """The records of a sort that stand at the place."""
    return [entry for entry in found["records"][sort] if entry["here"]]


def test_statement_section_and_records_of_a_place() -> None:
    found = at("120公里")
    assert [section["number"] for section in found["sections"]] == ["", "二、", "（一）"]
    assert found["statement"]["kind"] == "task" and found["statement"]["record"]
    assert TEXT[found["statement"]["start"] : found["statement"]["end"]] == found["statement"]["quote"]
    (quantity,) = here(found, "quantities")
    assert (quantity["value"], quantity["unit"]) == (120, "公里")
    assert all(rule["description"] and rule["place"] for rule in quantity["rules"])
    assert {body["name"] for body in found["records"]["responsibilities"]} == {"市水务局", "市财政局"}


def test_rules_name_their_file_line_and_words() -> None:
    found = at("以上")
    (quantity,) = here(found, "quantities")
    rule = next(rule for rule in quantity["rules"] if rule["id"] == "comparators.ge_after")
    path, line = rule["place"].rsplit(":", 1)
    assert "comparators.ge_after" in Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert [match["quote"] for match in rule["matched"]] == ["以上"]


def test_a_body_is_explained_by_the_word_that_gave_its_role() -> None:
    (body,) = here(at("市财政局"), "responsibilities")
    assert body["role"] == "cooperate"
    assert any("配合" in match["quote"] for rule in body["rules"] for match in rule["matched"])


def test_a_starting_value_is_no_record_and_says_so() -> None:
    found = at("92%")
    assert not here(found, "quantities")
    assert any("baseline" in entry["why"] for entry in found["lost"] if entry["sort"] == "quantities")


def test_a_time_in_a_title_is_found_but_no_record() -> None:
    found = at("2024年")
    assert not [time for time in here(found, "times") if "not_recorded" not in time]
    assert any(entry["sort"] == "times" for entry in found["lost"]) or here(found, "times")


def test_cues_of_a_statement_say_what_they_would_have_said() -> None:
    cues = at("已建成")["statement"]["cues"]
    assert any(cue["says"].get("kind") == "achievement" for cue in cues)
    assert {cue["outcome"] for cue in cues} <= {"decided", "agrees", "overruled", "helps another rule"}


def test_rules_that_matched_and_lost_are_named() -> None:
    lost = at("配合")["lost"]
    named = [entry for entry in lost if "id" in entry]
    assert named and all(entry["description"] and entry["place"] and entry["why"] for entry in named)
    assert all(match["start"] <= TEXT.index("配合") < match["end"] for entry in named for match in entry["matched"])


def test_rules_in_code_have_a_place_and_a_line_about_them() -> None:
    description, place = code_rules().find("kinds.task.section")
    assert description and place.startswith("policy_extract/tasks/kinds.py:")
    assert code_rules().find("nothing.like.this") == ("a rule in code", "")


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(TEXT) - 1))
def test_every_place_has_an_explanation_that_quotes_the_source(offset: int) -> None:
    found = explain(RESULTS, EXTRACTOR.pack, offset)
    json.dumps(found, ensure_ascii=False)

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if {"start", "end", "quote"} <= value.keys():
                assert TEXT[value["start"] : value["end"]] == value["quote"]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(found)


@pytest.mark.parametrize("offset", [-1, len(TEXT)])
def test_an_offset_outside_is_refused(offset: int) -> None:
    with pytest.raises(UsageError, match="code points"):
        explain(RESULTS, EXTRACTOR.pack, offset)


def test_the_command_prints_text_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    for words in ("栗溪", "120公里", "92%", "配合", "\n二、"):
        assert main(["explain", str(path), "--at", str(TEXT.index(words))]) == 0
        shown = capsys.readouterr().out
        assert "document plan.txt" in shown and "section" in shown
    assert main(["explain", str(path), "--at", "30", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["at"] == 30
    assert main(["explain", str(path), "--at", "9999"]) == 2
    assert main(["explain", str(tmp_path / "none.txt"), "--at", "0"]) == 2


def test_offsets_are_those_of_the_source_before_clean_up(tmp_path: Path) -> None:
    text = "栗溪市方案\n一、任务\n新建水厂１２座。\n"
    results = EXTRACTOR.extract_text(text, "wide.txt")
    found = explain(results, EXTRACTOR.pack, text.index("１２"))
    assert found["character"] == "１"
    assert found["statement"]["quote"] == "新建水厂１２座。"
