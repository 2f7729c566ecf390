"""Time grows with the length and no faster, whatever the text is made of; `python benchmarks/linear.py` measures up to 10 MB."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import linear

from policy_extract.extractor import Extractor
from policy_extract.tasks.clauses import clause_start

SMALL, TIMES = 6_000, 8
MOST = 20.0
"""Eight times the length may take so many times as long: linear is 8, quadratic 64; the rest is left to a busy machine."""
TOO_SHORT = 0.4
"""Seconds of processor time below which nothing is compared."""
SHAPES = linear.shapes()


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One extractor for all texts, warm."""
    found = Extractor()
    seconds(found, "到2027年，建成公园3个（责任单位：市园林局）。\n" * 20)
    return found


def seconds(extractor: Extractor, text: str) -> float:
    """Processor time of reading a text and making its rows."""
    began = time.process_time()
    for result in extractor.extract_bytes(text.encode(), "text.txt"):
        assert result.rows
    return time.process_time() - began


@pytest.mark.parametrize("shape", SHAPES)
def test_eight_times_the_text_takes_eight_times_as_long(shape: str, extractor: Extractor) -> None:
    make = SHAPES[shape]
    large = seconds(extractor, make(SMALL * TIMES))
    if large > TOO_SHORT:
        small = min(seconds(extractor, make(SMALL)) for _ in range(2))
        large = min(large, seconds(extractor, make(SMALL * TIMES)))
        assert large <= MOST * small, f"{small:.3f} s for {SMALL} bytes, {large:.3f} s for {TIMES} times as many"


def test_nothing_is_searched_before_the_first_clause() -> None:
    """Before offset 0 there is no clause; -1 is no place near the end: that searched the whole text for each of its numbers."""
    assert clause_start("建设，推进，提高", 0, -1) == 0
    assert clause_start("建设，推进，提高", 3, 2) == 3
    assert clause_start("建设，推进，提高", 0, 5) == 3


def test_every_family_of_patterns_has_shapes(extractor: Extractor) -> None:
    """A new family needs a text that makes it work hard, or a reason why it meets none."""
    families = set(extractor.pack.families) - linear.FOLDERS_ONLY
    assert families == set(linear.SHAPES_OF)
    assert {shape for shapes in linear.SHAPES_OF.values() for shape in shapes} <= set(SHAPES)
