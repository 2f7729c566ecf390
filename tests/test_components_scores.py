"""Scores inside spaCy are those of `policy-extract evaluate`, in memory and by the command of spaCy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS

import policy_extract
from policy_extract.errors import UsageError
from policy_extract.evaluation.gold import evaluate

spacy = pytest.importorskip("spacy", reason="spaCy is not installed; pip install 'policy-extract[spacy]'")

from spacy.tokens import DocBin  # noqa: E402
from spacy.training import Example  # noqa: E402

from policy_extract.components import gold_examples, scoring  # noqa: E402

FEW = ("rectification-2025", "yunze-hospital-plan-2024", "county-livelihood-projects", "work-points-2025")


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few gold annotations with their texts."""
    root = tmp_path_factory.mktemp("gold")
    (root / "corpus" / "gold").mkdir(parents=True)
    for name in FEW:
        shutil.copy(CORPUS / "gold" / f"{name}.json", root / "corpus" / "gold")
        shutil.copy(CORPUS / f"{name}.txt", root / "corpus")
    return root / "corpus" / "gold"


@pytest.fixture(scope="module")
def nlp() -> Any:
    """A pipeline by characters."""
    return policy_extract.load()


def test_the_figures_of_evaluate(nlp: Any, gold: Path) -> None:
    """Every figure is that of the project's own evaluation."""
    wanted = evaluate(policy_extract.Extractor(), gold)
    found = nlp.evaluate(gold_examples(nlp, gold))
    assert found["policy_headline"] == wanted.headline > 0.5
    assert found["policy_kind_macro_f"] == wanted.kind_macro_f1
    for name, tally in wanted.tallies.items():
        key = "policy_" + name.replace(" ", "_").replace("-", "_").replace(":", "_")
        assert (found[f"{key}_p"], found[f"{key}_r"], found[f"{key}_f"]) == (tally.precision, tally.recall, tally.f1), name
    assert 0.5 < found["spans_policy.quantities_f"] <= 1
    assert {"lead", "responsible"} <= set(found["spans_policy.bodies_per_type"])


def test_spacy_evaluate(nlp: Any, gold: Path, tmp_path: Path) -> None:
    """A saved pipeline and a DocBin of references, scored by the function behind `spacy evaluate`."""
    from spacy.cli.evaluate import evaluate as spacy_evaluate

    examples = gold_examples(nlp, gold)
    nlp.to_disk(tmp_path / "pipeline")
    DocBin(docs=[example.reference for example in examples], store_user_data=True).to_disk(tmp_path / "gold.spacy")
    found = spacy_evaluate(str(tmp_path / "pipeline"), tmp_path / "gold.spacy", output=tmp_path / "scores.json")
    assert found["policy_headline"] == nlp.evaluate(examples)["policy_headline"]
    assert "policy_quantity_strict_f" in (tmp_path / "scores.json").read_text(encoding="utf-8")


def test_spans_alone(nlp: Any) -> None:
    """A reference made by other tools, with spans of one group only, is scored on that group; a wrong label costs."""
    text = "工作方案\n一、主要目标\n到2027年，建成公园3个、书屋5处。\n"
    reference = nlp.make_doc(text)
    places = [(text.index("3个"), "planned"), (text.index("5处"), "achieved")]
    reference.spans["policy.quantities"] = [reference.char_span(start, start + 2, label=label) for start, label in places]
    found = nlp.evaluate([Example(nlp.make_doc(text), reference)])
    assert found["spans_policy.quantities_f"] == 0.5
    assert found["spans_policy.quantities_per_type"]["planned"]["r"] == 1
    assert not any(key.startswith(("policy_", "spans_policy.bodies")) for key in found)


def test_changed_text_is_refused(nlp: Any, gold: Path) -> None:
    """Gold that was made on another text is refused by name."""
    text = gold.parent / "work-points-2025.txt"
    kept = text.read_bytes()
    try:
        text.write_bytes(kept + "末尾。".encode())
        with pytest.raises(UsageError, match="work-points-2025"):
            gold_examples(nlp, gold)
    finally:
        text.write_bytes(kept)


def test_reference_has_the_gold_spans(nlp: Any, gold: Path) -> None:
    """References carry the spans of the annotation; a perfect prediction scores one."""
    example = gold_examples(nlp, gold)[0]
    perfect = scoring.score([Example(example.reference, example.reference)])
    filled = {f"spans_{key}_f" for key, group in example.reference.spans.items() if len(group)}
    assert len(filled) >= 4 and {perfect[key] for key in filled} == {1.0}
