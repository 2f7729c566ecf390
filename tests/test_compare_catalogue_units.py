"""Units made comparable: exact where a decimal can be, and nothing turned into what it is not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import find_mentions, patterns
from policy_extract.compare.units import UnitConversions, comparable, unit_conversions
from policy_extract.errors import PatternError
from policy_extract.records import QuantityRecord

UNITS = unit_conversions(patterns.load())
EXACT_PAIRS = (
    ("斤", "吨"),
    ("公顷", "平方公里"),
    ("元", "亿元"),
    ("‰", "%"),
    ("公里", "米"),
    ("千瓦时", "焦耳"),
    ("年", "个月"),
    ("公顷", "亩"),
)


def quantity(**fields: object) -> QuantityRecord:
    """A quantity record with these fields."""
    common = {"start": 0, "end": 1, "quote": "x", "phase": "planned", "indicator": "x", "comparator": "eq", "unit": "个"}
    return QuantityRecord.model_validate({**common, **fields})


@pytest.mark.parametrize(
    ("value", "unit", "to_unit", "expected"),
    [
        ("130e8", "斤", "万吨", "650"),
        ("15", "亩", "公顷", "1"),
        ("100", "公顷", "亩", "1500"),
        ("1", "亩", "平方米", "666.66666666666666667"),
        ("1.5e12", "元", "亿元", "15000"),
        ("3.5", "‰", "%", "0.35"),
        ("7", "成", "%", "70"),
        ("25", "基点", "百分点", "0.25"),
        ("0.5", "吨标准煤/万元", "千克标准煤/元", "0.05"),
        ("35", "微克/立方米", "毫克/立方米", "0.035"),
        ("300", "公斤/亩", "吨/公顷", "4.5"),
        ("12", "家", "个", "12"),
        ("5", "EFLOPS", "PFLOPS", "5000"),
        ("2", "立方公里", "亿立方米", "20"),
    ],
)
def test_conversions(value: str, unit: str, to_unit: str, expected: str) -> None:
    found = UNITS.number(Decimal(value), unit, to_unit)
    assert found == Decimal(expected)


@pytest.mark.parametrize(
    ("unit", "to_unit"),
    [
        ("%", "百分点"), ("‰", "百分点"), ("美元", "元"), ("人", "人次"), ("人", "个"), ("吨标准煤", "千瓦时"),
        ("吨", "立方米"), ("千瓦", "千瓦峰值"), ("千瓦", "千伏安"), ("个工作日", "天"), ("个月", "天"), ("元", "元/人"),
        ("吨/日", "吨/年"), ("", "%"), ("辆", "台次"), ("标准亩", "亩"),
    ],
)  # fmt: skip
def test_what_measures_different_things_is_not_converted(unit: str, to_unit: str) -> None:
    assert UNITS.number(Decimal(1), unit, to_unit) is None
    assert UNITS.number(Decimal(1), to_unit, unit) is None


@given(st.decimals("-1e12", "1e12", places=4), st.sampled_from(EXACT_PAIRS))
def test_there_and_back_is_the_same_number(value: Decimal, pair: tuple[str, str]) -> None:
    there = UNITS.number(value, *pair)
    assert there is not None
    back = UNITS.number(there, pair[1], pair[0])
    assert back is not None and abs(back - value) <= abs(value) * Decimal("1e-18")
    if pair != ("公顷", "亩"):
        assert back == value


@given(st.decimals("0", "1e9", places=2), st.decimals("0", "1e9", places=2))
def test_order_is_kept(first: Decimal, second: Decimal) -> None:
    one, other = UNITS.number(first, "亩", "公顷"), UNITS.number(second, "亩", "公顷")
    assert one is not None and other is not None
    assert (first < second) == (one < other)


def test_comparator_range_and_hedge_are_kept() -> None:
    least = UNITS.converted(quantity(value=Decimal("120e8"), unit="斤", comparator="ge", hedge="力争"), "万吨")
    assert least is not None
    assert (least.value, least.unit, least.comparator, least.hedge) == (Decimal(600), "万吨", "ge", "力争")
    between = UNITS.converted(quantity(low=Decimal(15), high=Decimal(30), unit="亩", comparator="range"), "公顷")
    assert between is not None
    assert (between.value, between.low, between.high, between.comparator) == (None, Decimal(1), Decimal(2), "range")
    assert UNITS.converted(quantity(value=Decimal(3), unit="%"), "百分点") is None


def test_the_value_alone() -> None:
    assert comparable(quantity(value=Decimal(15), unit="亩"), "公顷") == Decimal(1)
    assert comparable(quantity(low=Decimal(1), high=Decimal(2), unit="亩", comparator="range"), "公顷") is None
    assert comparable(quantity(value=Decimal(15), unit="亩"), "吨") is None


def test_units_as_the_extractor_writes_them_are_known() -> None:
    found = find_mentions("粮食产量达到48.5亿斤，新建高标准农田30万亩，PM2.5平均浓度控制在33微克/立方米以内")
    converted = [
        UNITS.number(each.value, each.unit or "", to_unit)
        for each, to_unit in zip(found, ("万吨", "公顷", "微克/立方米"), strict=True)
        if each.value is not None
    ]
    assert converted == [Decimal("242.5"), Decimal(20000), Decimal(33)]


def test_every_unit_of_the_table_is_one_the_extractor_knows() -> None:
    rows = patterns.load().table("unit_conversions.csv", ("unit", "base", "numerator", "denominator", "note"))
    known = {row["canonical"] for row in patterns.load().table("units.csv", ("canonical",))}
    known |= {alias for row in patterns.load().table("units.csv", ("aliases",)) for alias in row["aliases"].split("|")}
    assert [row["unit"] for row in rows if row["unit"] not in known] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("两箱,克,500,1,\n两箱,克,400,1,", r"unit_conversions\.csv:3: 两箱 is given twice"),
        ("两箱,克,0.5,1,", r"unit_conversions\.csv: the factor of '两箱' must be two whole numbers"),
        ("两箱,克,1,0,", r"unit_conversions\.csv: the factor of '两箱' must be two whole numbers"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "unit_conversions.csv").write_text(f"unit,base,numerator,denominator,note\n{line}\n", encoding="utf-8")
    with pytest.raises(PatternError, match=message):
        UnitConversions(patterns.Pack((patterns.builtin_folder(), tmp_path)))
