"""The review desk without a browser: decisions, corrections, figures, exports."""

from __future__ import annotations

import csv
import io
import json
import math
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS, HAND_TEXT, hand_result
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import batch, extract
from policy_extract.cli import main
from policy_extract.errors import UsageError
from policy_extract.review import exports
from policy_extract.review.context import around, context
from policy_extract.review.corrections import corrected, light, missed, number_of
from policy_extract.review.desk import Desk, passages
from policy_extract.review.figures import Share, agreement, agreements, changed_fields, disputed, estimate
from policy_extract.review.sources import enter_results, enter_run

AT = "2031-05-06T07:08:09+00:00"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """A desk with the document made by hand."""
    found = Desk(tmp_path / "desk.sqlite")
    assert enter_results(found, [hand_result()]) == 1 and enter_results(found, [hand_result()]) == 0
    yield found
    found.close()


def goal(desk: Desk) -> Any:
    """The entry of the goal."""
    return next(entry for entry in desk.entries() if entry.row["kind"] == "goal")


def test_the_most_doubtful_comes_first_and_every_decision_is_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk.sqlite")
    enter_results(desk, extract(CORPUS / "plan-collection.txt"))
    waiting = list(desk.undecided("甲"))
    doubts = [desk.entry(record).confidence for record in waiting]
    assert doubts == sorted(doubts) and len(waiting) > 40 and len(desk.documents()) == 3
    desk.decide(waiting[0], "甲", "accept", None, "", AT)
    desk.decide(waiting[0], "甲", "reject", None, "看错了", AT)
    assert next(desk.undecided("甲")) == waiting[1] and next(desk.undecided("乙")) == waiting[0]
    assert [one.verdict for one in desk.decisions(waiting[0])] == ["accept", "reject"]
    assert desk.standing()[waiting[0]]["甲"].verdict == "reject" and desk.standing()[waiting[0]]["甲"].at == AT
    assert desk.sampled(5) == desk.sampled(20)[:5] and list(desk.undecided("甲", 5)) == [
        r for r in desk.sampled(5) if r != waiting[0]
    ]
    desk.close()
    again = Desk(tmp_path / "desk.sqlite")
    assert len(again.decisions()) == 2
    with pytest.raises(UsageError, match="unknown verdict"):
        again.decide(waiting[0], "甲", "maybe", None, "", AT)
    with pytest.raises(UsageError, match="no record 999999"):
        again.decide(999999, "甲", "accept", None, "", AT)
    again.close()
    (tmp_path / "other").write_text("no database, whatever its name says" * 50)
    with pytest.raises(UsageError, match="not a file of a review"):
        Desk(tmp_path / "other")


def test_every_field_can_be_corrected(desk: Desk) -> None:
    row = goal(desk).row
    start, base = HAND_TEXT.index("市民政局"), HAND_TEXT.index("1200张")
    form = {
        "kind": "task", "modality": "strive", "quantity.0.number": "2500.5", "quantity.0.unit": "个",
        "quantity.0.indicator": "床位",
        "quantity.0.comparator": "gt", "quantity.0.when": "2027-06-30", "quantity.1.drop": "1", "time.0.end_date": "2027-12-31",
        "body.0.name": "市民政局养老科", "body.0.role": "lead", "body.1.start": str(start), "body.1.end": str(start + 4),
        "body.1.name": "市民政局", "quantity.2.start": str(base), "quantity.2.end": str(base + 5),
        "quantity.2.indicator": "护理床位", "quantity.2.number": "1,200", "quantity.2.unit": "张",
        "quantity.2.phase": "reference", "end": str(row["end"] - 1), "start": str(row["start"]),
    }  # fmt: skip
    made = corrected(row, form, HAND_TEXT)
    first, new = made["quantities"]
    assert (first["value"], first["unit"], first["indicator"], first["comparator"]) == (Decimal("2500.5"), "个", "床位", "gt")
    assert first["when"]["end_date"] == "2027-06-30" and first["indicator_span"] is None
    assert (new["quote"], new["value"], new["phase"]) == ("1200张", 1200, "reference")
    assert [(b["name"], b["role"]) for b in made["responsibilities"]] == [("市民政局养老科", "lead"), ("市民政局", "responsible")]
    assert made["quote"] == row["quote"][:-1] and made["times"][0]["end_date"] == "2027-12-31"
    assert light(made).quantities[0].value == Decimal("2500.5") and row["quantities"][0]["value"] == 2000
    names = {"kind", "modality", "span", "quantity extra", "quantity missed", "quantity.value", "quantity.unit", "body missed"}
    assert names <= set(changed_fields(row, made)) and "status.state" not in changed_fields(row, made)
    assert corrected(row, {}, None) == row
    achieved = corrected(row, {"kind": "achievement"}, HAND_TEXT)
    assert achieved["record"] == "achievement" and achieved["achievement_id"] == row["task_id"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"quantity.0.number": "许多"}, "is no number"), ({"quantity.0.number": "NaN"}, "is no number"),
        ({"kind": "wish"}, "kind: "), ({"body.0.role": "boss"}, "role"), ({"time.0.end_date": "soon"}, "end_date"),
        ({"start": "5", "end": "3"}, "is no span"), ({"start": "0", "end": "99999"}, "is no span"),
        ({"start": "-1", "end": "3"}, "is no place"), ({"quantity.900.start": "1", "quantity.900.end": "2"}, "more than"),
    ],
)  # fmt: skip
def test_a_wrong_correction_is_refused_with_its_reason(desk: Desk, form: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        corrected(goal(desk).row, form, HAND_TEXT)


@given(st.decimals(-(10**12), 10**12, places=3), st.decimals(0, 10**6, places=2))
def test_numbers_go_through_a_form_exactly(one: Decimal, other: Decimal) -> None:
    row = json.loads(json.dumps(hand_result().to_dict()["tasks"][0]))
    for typed, key in ((format(one, "f"), "value"), (f"{format(other, 'f')}–{format(other + 1, 'f')}", "low")):
        made = corrected(row, {"quantity.0.number": typed}, HAND_TEXT)["quantities"][0]
        assert made[key] == (one if key == "value" else other)
        again = corrected(row, {"quantity.0.number": number_of(made)}, HAND_TEXT)["quantities"][0]
        assert again[key] == made[key]


def test_a_missed_record_is_added_with_its_section(desk: Desk) -> None:
    number = desk.documents()[0]
    document = desk.document(number)[2]
    start = HAND_TEXT.index("家庭病床")
    row = missed(document, HAND_TEXT, start, start + 4, "task")
    record = desk.add(number, row, "甲", AT)
    assert desk.entry(record).added_by == "甲" and desk.entry(record).row["section_path"] == ["一、主要目标"]
    with pytest.raises(UsageError, match="added already"):
        desk.add(number, row, "乙", AT)
    with pytest.raises(UsageError, match="no words are selected"):
        missed(document, HAND_TEXT, 5, 5, "task")


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [("accept", "accept")] * 20 + [("accept", "reject")] * 5 + [("reject", "accept")] * 10 + [("reject", "reject")] * 15
    found = agreement("甲", "乙", pairs)
    assert found.kappa == pytest.approx(0.4) and (found.both, found.same) == (50, 35)
    assert agreement("甲", "乙", [("accept", "accept")] * 3).kappa is None and agreement("甲", "乙", []).kappa is None


def test_intervals_are_wilsons() -> None:
    low, high = Share(9, 10).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)
    assert Share(0, 0).value is None and Share(0, 0).interval is None
    assert all(
        0 <= bound <= 1 and not math.isnan(bound) for n in (1, 7) for k in range(n + 1) for bound in Share(k, n).interval or ()
    )


def test_reviewers_who_differ_are_settled(desk: Desk) -> None:
    entry = goal(desk)
    desk.decide(entry.record, "甲", "accept", None, "", AT)
    assert disputed(desk) == []
    fixed = corrected(entry.row, {"quantity.0.number": "2100"}, HAND_TEXT)
    desk.decide(entry.record, "乙", "correct", fixed, "", AT)
    assert disputed(desk) == [entry.record] and agreements(desk)[0].same == 0
    assert b"2100" not in exports.gold(desk)
    desk.decide(entry.record, "丙", "correct", fixed, "", AT, final=True)
    assert disputed(desk) == [] and json.loads(exports.gold(desk))["quantities"][0]["value"] == 2100


def test_estimates_and_exports_follow_the_decisions(desk: Desk) -> None:
    entries = list(desk.entries())
    first = goal(desk)
    for entry in entries:
        verdict = "reject" if entry.row["kind"] == "achievement" else "accept"
        desk.decide(entry.record, "甲", verdict, None, "", AT)
    desk.decide(first.record, "甲", "correct", corrected(first.row, {"quantity.0.unit": "=个"}, HAND_TEXT), "单位", AT)
    number = desk.documents()[0]
    start = HAND_TEXT.index("家庭病床")
    desk.add(number, missed(desk.document(number)[2], HAND_TEXT, start, start + 4, "task"), "甲", AT)
    found = estimate(desk, 100, 100)
    assert (found.right, found.real) == (Share(1, 3), Share(2, 3)) and found.fields == {"quantity.unit": Share(1, 2)}
    assert found.found == Share(0, 0) and found.open_passages == len(desk.passages(100)) == 1
    desk.check(desk.passages(100)[0][0], "甲", AT)
    assert estimate(desk, 100, 100).found == Share(2, 3)
    lines = list(csv.DictReader(io.StringIO(exports.ledger(desk).decode("utf-8-sig"))))
    assert [line["复核结论 verdict"] for line in lines].count("correct") == 1 and len(lines) == 3
    assert all(line["复核人 reviewer"] == "甲" and line["复核时间 at"] == AT for line in lines)
    gold = json.loads(exports.gold(desk))
    assert all(HAND_TEXT[q["start"] : q["end"]] == q["quote"] for q in gold["quantities"]) and len(gold["windows"]) >= 2
    assert {s["kind"] for s in gold["statements"]} == {"goal", "assignment", "task"}
    rules = exports.rules(desk)
    assert rules["quantities.number"].wrong == {"unit": 1} and rules["quantities.number"].fired == 1
    assert next(iter(rules)) and json.loads(exports.candidates(desk).splitlines()[0])["wrong"] >= 1
    kept = [json.loads(line) for line in exports.decisions(desk).splitlines()]
    assert len(kept) == len(entries) + 2 and kept[-1]["verdict"] == "add" and kept[3]["note"] == "单位"


def test_gold_of_a_review_is_read_by_the_scorer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path / "desk.sqlite")
    (tmp_path / "plan.txt").write_text((CORPUS / "work-points-2025.txt").read_text(encoding="utf-8"), encoding="utf-8")
    enter_results(desk, extract(tmp_path / "plan.txt"))
    for entry in list(desk.entries()):
        desk.decide(entry.record, "甲", "accept", None, "", AT)
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "plan.json").write_bytes(exports.gold(desk))
    desk.close()
    assert main(["evaluate", str(tmp_path / "gold"), "--texts", str(tmp_path)]) == 0
    assert "quantit" in capsys.readouterr().out


def test_a_run_comes_with_the_texts_that_are_still_there(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("work-points-2025.txt", "plan-collection.txt"):
        (tmp_path / "in" / name).write_bytes((CORPUS / name).read_bytes())
    batch.run([str(tmp_path / "in")], tmp_path / "run", batch.Settings(workers=1))
    (tmp_path / "in" / "work-points-2025.txt").write_text("方案\n别的字句。\n", encoding="utf-8")
    desk = Desk(tmp_path / "desk.sqlite")
    assert enter_run(desk, tmp_path / "run") == (4, 1) and enter_run(desk, tmp_path / "run") == (0, 0)
    for entry in desk.entries():
        text = desk.document(entry.document)[3]
        assert text is None or text[entry.start : entry.end] == entry.row["quote"]
    desk.close()


@given(st.text(alphabet="山\n。", max_size=4000))
def test_passages_hold_the_whole_text_once(text: str) -> None:
    spans = passages(text, 0, len(text))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join(text[s:e] for s, e in spans).replace("\n", "") == text.replace("\n", "")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc")), max_size=6))
def test_pieces_hold_the_whole_text_with_all_its_marks(spans: list[tuple[int, int, str]]) -> None:
    text = "0123456789甲乙丙丁戊己庚辛壬癸abcdefghij"
    shown = context(text, 2, 28, [(min(a, b), max(a, b), name) for a, b, name in spans])
    assert "".join(piece.text for piece in shown.pieces) == text[2:28]
    at = shown.start
    for piece in shown.pieces:
        wanted = {n for a, b, n in spans if min(a, b) <= at and at + len(piece.text) <= max(a, b)}
        assert set(piece.classes.split()) == wanted
        at += len(piece.text)
    assert around(text, 5, 6) == (0, len(text))


def test_the_command_exports_without_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = tmp_path / "desk.sqlite"
    assert main(["review", "--desk", str(desk)]) == 2 and "no such desk" in capsys.readouterr().err
    target = tmp_path / "ledger.csv"
    command = ["review", str(CORPUS / "work-points-2025.txt"), "--desk", str(desk), "--export", "ledger", "-o", str(target)]
    assert main(command) == 0 and target.read_bytes().startswith("\ufeff任务编号".encode())
