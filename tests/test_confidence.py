"""Confidence: bounded, repeatable, explained by the record itself, and lower where the record is doubtful."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import msgspec
import pytest
from conftest import ROOT, built_in, hand_result

from policy_extract import rows
from policy_extract.confidence import CHAIN, FIELDS, INTERCEPT, Judge
from policy_extract.evidence import Place, bracket_depths, common_evidence, common_facts, quantity_evidence, quantity_facts, step
from policy_extract.extractor import Extractor


def weights() -> list[dict[str, str]]:
    """The lines of the table."""
    with (ROOT / "patterns" / "confidence.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_field_has_a_model() -> None:
    held = {line["field"] for line in weights()}
    assert held == set(FIELDS)
    assert {line["field"] for line in weights() if line["feature"] == INTERCEPT} == set(FIELDS)
    assert [line["field"] for line in weights() if line["feature"] == CHAIN] == ["record"]


def test_weights_of_documents_the_rules_were_tuned_on_are_left_out() -> None:
    assert not [line for line in weights() if "tuned" in line["feature"]]


def test_all_figures_are_probabilities(corpus_files: list[Path]) -> None:
    extractor = Extractor()
    for path in corpus_files[:4]:
        for result in extractor.extract_file(path):
            for row in result.rows[1]:
                figures = [
                    row.confidence,
                    row.kind_confidence,
                    *(m.confidence for m in (*row.times, *row.responsibilities, *row.statuses)),
                ]
                for quantity in row.quantities:
                    held = quantity.confidence
                    assert held is not None
                    figures += [held.number, held.indicator, held.phase, held.when]
                assert all(0 < figure <= 1 for figure in figures)


def test_the_same_text_gives_the_same_figures() -> None:
    first, second = hand_result().rows[1], hand_result().rows[1]
    assert [rows.encode(row) for row in first] == [rows.encode(row) for row in second]


def test_a_record_is_less_sure_the_more_it_holds() -> None:
    judge = Judge(built_in())
    row = next(row for row in hand_result().rows[1] if row.quantities)
    judge.fill(row, Place("plan", "goals"))
    with_numbers = row.confidence
    row.quantities.clear()
    judge.fill(row, Place("plan", "goals"))
    assert row.confidence > with_numbers


def test_a_number_without_a_name_is_doubtful() -> None:
    judge = Judge(built_in())
    row = next(row for row in hand_result().rows[1] if row.quantities)
    quantity = row.quantities[0]
    judge.fill(row, Place("plan", "goals"))
    named = quantity.confidence
    quantity.indicator, quantity.indicator_span = "和", None
    judge.fill(row, Place("plan", "goals"))
    nameless = quantity.confidence
    assert named is not None and nameless is not None
    assert nameless.indicator < named.indicator


def test_a_figure_can_be_worked_out_again_from_the_evidence_and_the_table() -> None:
    judge = Judge(built_in())
    models: dict[str, dict[str, float]] = {field: {} for field in FIELDS}
    for line in weights():
        models[line["field"]][line["feature"]] = float(line["weight"])
    for row in hand_result().rows[1]:
        place = Place("plan", "goals")
        judge.fill(row, place)
        common = common_evidence(common_facts(row, place))
        for quantity in row.quantities:
            evidence = common + quantity_evidence(quantity_facts(quantity, row, bracket_depths(row.quote)))
            held = quantity.confidence
            assert held is not None
            for field, figure in zip(("number", "indicator", "phase", "when"), msgspec.structs.astuple(held), strict=True):
                total = sum(models[field].get(feature, 0.0) for feature in (INTERCEPT, *evidence))
                assert figure == pytest.approx(1 / (1 + math.exp(-total)), abs=0.0005001)


@pytest.mark.parametrize(("value", "bucket"), [(0, "<=2"), (2, "<=2"), (3, "<=4"), (99, ">4")])
def test_buckets(value: int, bucket: str) -> None:
    assert step(value, (2, 4)) == bucket
