"""Changes of form leave the records alone; a changed digit changes one value and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from composing.numerals import in_chinese
from metamorphic import SAME, alike_but_for_value, other_digits, unchanged, wrapped

from policy_extract.extractor import Extractor

FLOORS = {
    "blank lines": 0.98,
    "indented paragraphs": 0.98,
    "missing full stops": 0.97,
    "paraphrased comparators": 0.995,
    "wrapped lines": 0.96,
}
"""Share of records that must say the same; all of them where no share is given.

An empty line inside a sentence that a page had broken looks like a new paragraph; a title without a full stop like one with it.
"""


@pytest.fixture(scope="module")
def plans(corpus_files: list[Path]) -> list[str]:
    """Every third text of the sample corpus; `python -m benchmarks.metamorphic` takes all of any folder."""
    return [path.read_text(encoding="utf-8-sig") for path in corpus_files[::3]]


@pytest.mark.parametrize("name", SAME)
def test_a_change_of_form_changes_no_record(name: str, extractor: Extractor, plans: list[str]) -> None:
    if name == "traditional characters":
        pytest.importorskip("opencc", reason="traditional texts are made with OpenCC")
    outcome = unchanged(extractor, plans, SAME[name])
    assert outcome.records > 200
    assert outcome.share >= FLOORS.get(name, 1.0), outcome.examples[:2]


def test_a_changed_digit_changes_one_value(extractor: Extractor, plans: list[str]) -> None:
    dice = random.Random(5)
    pairs = [pair for text in plans for pair in other_digits(extractor, text, dice)]
    wrong = [(before.quote, value, after) for before, after, value in pairs if not alike_but_for_value(before, after, value)]
    assert len(pairs) > 200
    assert len(wrong) <= len(pairs) * 0.005, wrong[:3]


@pytest.mark.parametrize("width", [22, 30, 40, 55])
def test_a_page_of_any_width_is_joined(extractor: Extractor, plans: list[str], width: int) -> None:
    outcome = unchanged(extractor, plans[:3], lambda text: wrapped(text, width))
    assert outcome.share >= 0.93, outcome.examples[:2]


def test_traditional_characters_are_read_and_quoted_as_printed(extractor: Extractor) -> None:
    """臺灣-style forms read like simplified ones; the quote keeps what is printed."""
    text = "雲澤市2026年工作方案\n\n一、重點任務\n到2027年，新建養老驛站不少於12個（責任單位：市民政局）。\n"
    task = extractor.extract_text(text)[0].rows[1][0]
    (quantity,) = task.quantities
    assert (quantity.quote, quantity.comparator, quantity.value, quantity.indicator) == ("不少於12個", "ge", 12, "养老驿站")
    assert [(body.quote, body.role) for body in task.responsibilities] == [("市民政局", "responsible")]
    assert task.quote.startswith("到2027年，新建養老驛站")


def test_rare_forms_of_simplified_texts_stay(extractor: Extractor) -> None:
    """乾县 is a place and 昇 a name in simplified texts: such characters are no traditional forms of others."""
    text = "乾县2026年工作方案\n\n一、重点任务\n支持鸿昇公司建设厂房3万平方米。\n"
    result = extractor.extract_text(text)[0]
    assert "乾县" in result.view.text and "鸿昇" in result.view.text


def test_numbers_in_characters_read_like_digits(extractor: Extractor, plans: list[str]) -> None:
    """新建公园12个 and 新建公园十二个 say the same."""
    form = "云泽市2026年工作方案\n\n一、重点任务\n到2027年，新建公园{}个，培训{}人次。\n"
    for number in (12, 35, 108, 1260, 23005):
        first, second = (extractor.extract_text(form.format(words, words))[0] for words in (str(number), in_chinese(number)))
        assert [q.value for q in first.document.quantities] == [q.value for q in second.document.quantities] == [number, number]
