"""What keeps the line fast: bounds on what could grow without end, and benchmarks that say what they did not measure."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from policy_extract.evidence import bracket_depths
from policy_extract.extractor import Extractor
from policy_extract.tasks.responsibilities_covers import LONGEST_RUN

sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "docs")]


def test_a_long_run_of_assignments_gives_rows_in_proportion() -> None:
    found = []
    for count in (2 * LONGEST_RUN, 4 * LONGEST_RUN):
        result = Extractor().extract_text("（责任单位：青禾市财政局）\n" * count)[0]
        found.append(sum(len(row.responsibilities) for row in result.rows[1]))
    assert 0 < found[1] <= 2.2 * found[0]


@given(st.text(alphabet="（）()建3", max_size=30))
def test_bracket_depths_count_what_is_open(words: str) -> None:
    places, depths = bracket_depths(words)
    for place, depth in zip(places, depths, strict=True):
        before = words[: place + 1]
        assert depth == sum(before.count(mark) for mark in "（(") - sum(before.count(mark) for mark in "）)")
    assert len(places) == sum(words.count(mark) for mark in "（()）")


def test_the_page_holds_what_the_results_say() -> None:
    import speed_page as page

    for path, text in page.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not current; run python docs/speed_page.py"


def test_the_slope_of_a_square_is_two() -> None:
    import linear

    assert linear.slope([(size, size**2 / 1e9) for size in (10_000, 100_000, 1_000_000)]) == pytest.approx(2)
    assert linear.slope([(1_000, 1.0)]) is None


def test_the_plain_script_finds_numbers() -> None:
    import naive

    assert '"count"' in naive.extract("到2027年建成公园3个。").decode()
