"""Numbers and units: values, multipliers, fractions; every text here is invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from composing.numerals import in_chinese
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import patterns
from policy_extract.errors import PatternError
from policy_extract.mentions.numbers import Number, NumberScanner, multiply, parse_chinese, tidy
from policy_extract.mentions.units import UnitTable, unit_table
from policy_extract.patterns import Pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The built-in pack."""
    return patterns.load()


def scan(text: str, pack: Pack) -> list[Number]:
    """All numbers of a text, also those without a unit."""
    return list(NumberScanner(pack, unit_table(pack).starts).scan(text, 0, len(text), everything=True))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三千二百", "3200"),
        ("一百零五", "105"),
        ("一万零十二", "10012"),
        ("两千三", "2300"),
        ("一百七", "170"),
        ("十", "10"),
        ("二十亿", "2000000000"),
        ("一万五千亿", "1500000000000"),
        ("四万万", "400000000"),
        ("二〇二六", "2026"),
        ("六点二五", "6.25"),
        ("五亿零六", "500000006"),
    ],
)
def test_chinese_numerals(text: str, value: str) -> None:
    assert parse_chinese(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "一一", "点", "三点"])
def test_what_is_no_chinese_numeral(text: str) -> None:
    assert parse_chinese(text) is None or text == "三点"


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert parse_chinese(in_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5万亿", "1500000000000"),
        ("12,500", "12500"),
        ("1,200.75万", "12007500"),
        ("3千万", "30000000"),
        ("千亿", "100000000000"),
        ("5百万", "5000000"),
        ("百分之三十五", "35"),
        ("千分之五", "5"),
        ("三分之二", "0.666667"),
        ("16分之5", "0.3125"),
        ("一半", "50"),
        ("0.85", "0.85"),
        ("12，000", "12000"),
    ],
)
def test_written_numbers(text: str, value: str, pack: Pack) -> None:
    (number,) = scan(text, pack)
    assert (number.start, number.end, number.value) == (0, len(text), Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "fraction"), [("百分之八", "%", None), ("千分之八", "‰", None), ("五分之三", "", "3/5")]
)
def test_fractions_say_their_unit(text: str, unit: str, fraction: str | None, pack: Pack) -> None:
    (number,) = scan(text, pack)
    assert (number.unit, number.fraction) == (unit, fraction)


@pytest.mark.parametrize("text", ["400多", "2万余", "十余", "500余万", "二十几"])
def test_more_than_said(text: str, pack: Pack) -> None:
    assert scan(text, pack)[0].more


@pytest.mark.parametrize(("text", "low", "high"), [("三四百", 300, 400), ("七八", 7, 8), ("数十亿", 10**9, 10**10)])
def test_ranges_said_in_one_word(text: str, low: int, high: int, pack: Pack) -> None:
    (number,) = scan(text, pack)
    assert (number.value, number.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["十分重要", "唯一", "统一", "A3", "版本1.2.3", "百千万工程", "多元化"])
def test_what_is_no_number(text: str, pack: Pack) -> None:
    assert [text[n.start : n.end] for n in scan(text, pack)] == []


@given(st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False))
def test_tidy_keeps_the_value(value: Decimal) -> None:
    assert tidy(value) == value
    assert "E" not in format(tidy(value), "f")


def test_multipliers_multiply() -> None:
    assert multiply("千万") == 10**7
    assert multiply("") == 1


def test_the_table_is_large_and_free_of_doubles(pack: Pack) -> None:
    rows = pack.table("units.csv", ("canonical", "aliases"))
    names = [name for row in rows for name in (row["canonical"], *row["aliases"].split("|")) if name]
    assert len(rows) >= 300
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "canonical", "length"),
    [
        ("个百分点", "百分点", 4),
        ("平方公里", "平方公里", 4),
        ("名", "人", 1),
        ("kWh", "千瓦时", 3),
        ("万", None, 0),
        ("人次", "人次", 2),
        ("微克/立方米", "微克/立方米", 6),
        ("元旦", None, 0),
        ("km以内", "公里", 2),
        ("kmx", None, 0),
        ("吨标煤", "吨标准煤", 3),
    ],
)
def test_the_longest_unit_counts(text: str, canonical: str | None, length: int, pack: Pack) -> None:
    found = unit_table(pack).match(text, 0)
    assert (found[1].canonical, found[0]) == (canonical, length) if canonical and found else found is None


def test_a_unit_never_reaches_beyond_the_text(pack: Pack) -> None:
    for name in unit_table(pack).names:
        found = unit_table(pack).match(name, 0)
        assert found is None or found[0] <= len(name)


def test_a_wrong_reading_is_named(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "canonical,aliases,dimension,reading,not_before,note\n桶,,count,often,,\n", encoding="utf-8"
    )
    with pytest.raises(PatternError, match="often"):
        UnitTable(patterns.load((tmp_path,)))
