"""Labelling tools: what goes out comes back as it was, and what people change there is what changes."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import CORPUS, HAND_TEXT, hand_result
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract import extract, rows
from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.export.labelling import (
    ATTRIBUTES,
    FAMILIES,
    LIST_OF,
    QUOTED,
    Labelled,
    Span,
    decoded,
    labelled,
    meant,
    said,
    standoff_of,
)
from policy_extract.export.labelling_lines import labels
from policy_extract.export.labelling_studio import CHOICES
from policy_extract.export.labelling_tools import TOOLS
from policy_extract.standoff import LISTS, merge

GOLD = CORPUS / "gold"
Item = dict[str, Any]


def plain(standoff: Item) -> Item:
    """A stand-off object as it stands in a file, its lists in text order."""
    found: Item = decoded(rows.encode(standoff), "x")
    for name in LISTS:
        found[name] = sorted(found.get(name, []), key=lambda item: (item["start"], item["end"]))
    return found


def silent(standoff: Item) -> Item:
    """The same without attributes that say nothing, which annotations by hand may leave out or not."""
    lists = {name: [{k: v for k, v in i.items() if v is not None and v is not False} for i in standoff[name]] for name in LISTS}
    return standoff | lists


def back(tool: str, objects: list[Labelled]) -> list[Item]:
    """Stand-off objects after a way out and back."""
    return [standoff_of(one) for one in TOOLS[tool].read(TOOLS[tool].write(objects), "x")]


@pytest.mark.parametrize("tool", TOOLS)
def test_what_the_extractor_finds_comes_back_as_it_was(tool: str) -> None:
    for name in ("plan-collection.txt", "rectification-2025.txt", "damaged-scan-plan.txt", "tongzhu-hospital-plan-2022.txt"):
        results = extract(CORPUS / name)
        standoff = plain(merge([result.standoff() for result in results], name))
        assert back(tool, [labelled(standoff, results[0].text)]) == [standoff]
    hand = hand_result()
    standoff = plain(hand.standoff())
    assert any(q.get("value") == "1:4" for q in standoff["quantities"]) and standoff["quantities"][0]["baseline"]
    assert back(tool, [labelled(standoff, HAND_TEXT)]) == [standoff]


@pytest.mark.parametrize("tool", TOOLS)
def test_gold_annotations_come_back_as_they_were(tool: str) -> None:
    files = sorted(GOLD.glob("*.json"))[:8]
    golds = [decoded(file.read_bytes(), file.name) for file in files]
    texts = [(CORPUS.parent / gold["source"]).read_bytes().decode("utf-8-sig") for gold in golds]
    wanted = [silent(plain(gold)) for gold in golds]
    returned = back(tool, [labelled(gold, text) for gold, text in zip(golds, texts, strict=True)])
    known = {list_: set(ATTRIBUTES[family]) | {"start", "end", "quote"} for list_, family in FAMILIES.items()}
    for found, gold in zip(returned, wanted, strict=True):
        for name in LISTS:
            gold[name] = [{k: v for k, v in item.items() if k in known[name]} for item in gold[name]]
            found[name] = [{k: v for k, v in item.items() if k in known[name]} for item in found[name]]
        assert silent(found) == gold


words = st.text(alphabet=st.sampled_from("市到年%以上😀𠮷 |-:\"'<&"), min_size=1, max_size=8).map(str.strip).filter(bool)
spans = st.builds(
    lambda at, length, indicator, value, covers: Span(
        at, at + length, "quantity", {"phase": "planned", "indicator": indicator, "comparator": "ge", "value": value, "unit": "%"}
    ) if covers is None else Span(
        at, at + length, "responsibility",
        {"name": indicator, "role": "lead", "shared": False, "generic": True, "covers": list(covers)},
    ),
    st.integers(0, 10), st.integers(1, 10), words,
    st.one_of(st.integers(0, 10**12), st.decimals(0, 10**6, places=2).filter(lambda d: d != int(d)), st.just("1:4")),
    st.one_of(st.none(), st.tuples(st.integers(0, 9), st.integers(10, 20))),
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(spans, max_size=6), st.sampled_from(sorted(TOOLS)))
def test_any_spans_come_back_also_crossing_and_behind_pairs(made: list[Span], tool: str) -> None:
    text = "😀到2027年𠮷，建成公园3个以上，绿地率<42%&。"
    one = Labelled(text, {"name": "山|水", "source": "a/b.txt", "windows": [[0, 5]]}, made)
    assert back(tool, [one]) == [standoff_of(one)]


def test_attributes_are_read_as_what_they_are() -> None:
    for name, value in {
        "value": Decimal("31.60"), "low": 3, "ratio": "1:4", "implicit": True, "covers": [3, 40], "rules": ["a.b", "c"],
        "unit": "12", "baseline": {"value": Decimal("0.5"), "unit": "%", "date": "2020"}, "level": 2,
    }.items():  # fmt: skip
        assert meant(name, said(value)) == value
    assert meant("value", "1:4") == "1:4"


def test_a_corrected_field_of_label_studio_is_what_comes_back() -> None:
    task = json.loads(TOOLS["label-studio"].write([labelled(plain(hand_result().standoff()), HAND_TEXT)]))[0]
    result = task.pop("predictions")[0]["result"]
    old = json.loads(json.dumps(result))
    for part in result:
        if part["from_name"] == "quantity_value" and part["value"]["text"] == ["2000"]:
            part["value"]["text"] = ["2500"]
        if part["from_name"] == "quantity_comparator" and part["value"].get("choices") == ["ge"]:
            part["value"]["choices"] = ["gt"]
    task["annotations"] = [
        {"result": old, "updated_at": "2031-01-01"},
        {"result": result, "updated_at": "2031-01-02"},
        {"result": [], "updated_at": "2031-01-03", "was_cancelled": True},
    ]
    found = standoff_of(TOOLS["label-studio"].read(json.dumps([task]).encode(), "x")[0])
    quantity = next(q for q in found["quantities"] if q["indicator"] == "护理床位")
    assert (quantity["value"], quantity["comparator"], quantity["quote"]) == (2500, "gt", "2000张以上")


def test_label_studio_counting_in_units_is_understood_and_changed_text_refused() -> None:
    text = "😀到2027年，建成公园3个。"
    value = {"start": 2, "end": 8, "text": "到2027年", "labels": ["time"]}
    part = {"id": "a", "type": "labels", "from_name": "label", "value": value}
    task = {"id": 7, "data": {"text": text}, "annotations": [{"result": [part]}]}
    assert standoff_of(TOOLS["label-studio"].read(json.dumps([task]).encode(), "x")[0])["times"][0]["start"] == 1
    value["text"] = "别的"
    with pytest.raises(UsageError, match="task 7: the words at 2–8"):
        TOOLS["label-studio"].read(json.dumps([task]).encode(), "x")


def test_relabelled_and_new_spans_of_plain_tools() -> None:
    line = json.loads(TOOLS["doccano"].write([labelled(plain(hand_result().standoff()), HAND_TEXT)]))
    for entity in line["entities"]:
        if entity["label"] == "quantity:achieved":
            entity["label"] = "quantity:planned"
    line["entities"] = [e for e in line["entities"] if e["label"] != "status:done"]
    line["entities"].append({"id": 99, "label": "time:by", "start_offset": 0, "end_offset": 2})
    found = standoff_of(TOOLS["doccano"].read(json.dumps(line).encode(), "x")[0])
    assert {q["phase"] for q in found["quantities"]} == {"planned"} and found["statuses"] == []
    assert next(q for q in found["quantities"] if q["indicator"] == "养老驿站")["scope"] == "全市"
    assert found["times"][0] == {
        "start": 0, "end": 2, "quote": HAND_TEXT[:2], "kind": "by", "start_date": None, "end_date": None, "granularity": None,
        "every": None,
    }  # fmt: skip
    accepted = json.loads(TOOLS["prodigy"].write([labelled(plain(hand_result().standoff()), HAND_TEXT)]))
    lines = [accepted | {"answer": answer} for answer in ("accept", "reject", "ignore")]
    assert len(TOOLS["prodigy"].read("\n".join(map(json.dumps, lines)).encode(), "x")) == 1
    accepted["spans"][0]["label"] = "nonsense"
    with pytest.raises(UsageError, match="x:1: the label 'nonsense'"):
        TOOLS["prodigy"].read(json.dumps(accepted).encode(), "x")


def test_setups_hold_every_label_and_field() -> None:
    root = ElementTree.fromstring(TOOLS["label-studio"].setup())
    names = {element.get("name") for element in root.iter() if element.get("perRegion")}
    assert names == {f"{family}_{name}" for family, attributes in ATTRIBUTES.items() for name in attributes}
    assert {label.get("value") for label in root.iter("Label")} == set(LIST_OF)
    assert json.loads(TOOLS["doccano"].setup())[0]["text"] == labels()[0]
    types = TOOLS["inception"].setup()
    assert all(f"webanno.custom.Policy{family.capitalize()}" in types for family in ATTRIBUTES)
    assert set(labels()) >= {f"{family}:{value}" for (family, name), values in CHOICES.items() if name in ("phase", "role")
                             for value in values}  # fmt: skip
    assert set(ATTRIBUTES) > QUOTED


def test_commands_write_and_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "方案.txt"
    source.write_text("方案\n到2027年，建成公园3个。\n", encoding="utf-8")
    for tool in TOOLS:
        target, standoff = tmp_path / f"{tool}.out", tmp_path / f"{tool}.jsonl"
        assert main(["labels", "export", str(source), "-f", tool, "-o", str(target)]) == 0
        assert main(["labels", "import", str(target), "-f", tool, "-o", str(standoff)]) == 0
        assert main(["extract", str(source), "-f", "standoff", "--whole-file", "-q", "-o", str(tmp_path / "direct")]) == 0
        assert standoff.read_bytes() == (tmp_path / "direct").read_bytes(), tool
        assert main(["labels", "setup", "-f", tool, "-o", str(tmp_path / "setup")]) == 0
    gold = json.loads(standoff.read_text(encoding="utf-8"))
    gold["quantities"] = []
    (tmp_path / "gold.json").write_text(json.dumps(gold), encoding="utf-8")
    command = ["labels", "export", str(source), "-f", "prodigy", "-o", str(target), "--annotations", str(tmp_path / "gold.json")]
    assert main(command) == 0 and b"quantity" not in target.read_bytes()
    (tmp_path / "gold.json").write_text(json.dumps(gold | {"sha256": "0"}), encoding="utf-8")
    assert main(command) == 2
    assert "holds no annotations of this text" in capsys.readouterr().err


def test_what_cannot_be_held_or_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="characters that XML cannot hold"):
        TOOLS["inception"].write([Labelled("到\x012027年", {"name": "x"})])
    for tool, data in {"label-studio": b"{}", "doccano": b"[1]\n", "prodigy": b"{\n", "inception": b"no zip"}.items():
        with pytest.raises(UsageError, match="export"):
            TOOLS[tool].read(data, "x")
    with pytest.raises(UsageError, match="made on another text"):
        labelled({"sha256": "0", "name": "x"}, "text")
    made = [TOOLS["inception"].write([Labelled("到2027年", {"name": "x"})]) for _ in range(2)]
    assert made[0] == made[1] and zipfile.ZipFile(io.BytesIO(made[0])).namelist() == ["TypeSystem.xml", "0001.xmi"]
