"""Quantities (数量、指标值): the numbers of a text that a plan commits to, grants or reports."""

from __future__ import annotations

from bisect import bisect_right
from heapq import merge

from policy_extract.mentions.comparators import without_remark
from policy_extract.mentions.quantities_conditions import condition_judge
from policy_extract.mentions.quantities_context import Context, cue_finder
from policy_extract.mentions.quantities_expressions import Reading, expression_reader
from policy_extract.mentions.quantities_lists import (
    goes_on,
    group_dealt,
    share_counts,
    share_denominators,
    share_units,
    spread_conditions,
)
from policy_extract.mentions.quantities_measure import MeasureReader, measure_reader
from policy_extract.mentions.quantities_names import TimeSpans, name_judge
from policy_extract.mentions.quantities_pairs import join_bounds
from policy_extract.mentions.quantities_words import word_finder
from policy_extract.model import Quantity, Statement, Time
from policy_extract.patterns import Pack


def find_quantities(
    text: str, start: int, end: int, pack: Pack, times: list[Time], statements: list[Statement] | None = None
) -> list[Quantity]:
    """Every number of text[start:end] that can be a quantity, in order, with offsets into `text`.

    `times` are the times found before (a number inside one is none); with `statements`, numbers outside of
    them (headings, furniture) are left out. Indicator, scope and planned or achieved are linked later.
    """
    context = Context(text, start, end, cue_finder(pack))
    explicit = expression_reader(pack).read(text, start, end, everything=False)
    share_units(explicit, context)
    implicit = word_finder(pack).find(text, start, end)
    readings = (
        list(merge(join_bounds(explicit, text), implicit, key=lambda reading: reading.quantity.start))
        if implicit
        else join_bounds(explicit, text)
    )
    if statements is not None:
        readings = _inside(readings, statements)
    judge, spans = name_judge(pack), TimeSpans(times)
    measures = measure_reader(pack)
    kept: list[Reading] = []
    starting: set[int] = set()
    for reading in readings:
        if judge.is_quantity(reading, context, spans) or goes_on(kept, reading, context):
            kept.append(reading)
        elif measures.baselines.starts(reading, context):
            kept.append(reading)
            starting.add(id(reading))
    kept = [reading for reading in _described(kept, context, measures) if id(reading) not in starting]
    conditions = condition_judge(pack)
    for reading in kept:
        if conditions.is_condition(reading, context):
            reading.quantity.phase = "condition"
        elif conditions.is_reference(reading, context):
            reading.quantity.phase = "reference"
    spread_conditions(kept, context)
    group_dealt(kept, context)
    share_counts(kept, context)
    share_denominators(kept, context)
    return [without_remark(text, reading.quantity) for reading in kept]


def find_expressions(text: str, pack: Pack) -> list[Quantity]:
    """All numbers of any text, also bare ones: counts, money, shares, ranges, ratios; nothing is filtered by policy sense."""
    readings = expression_reader(pack).read(text, 0, len(text), everything=True)
    found = []
    for reading in join_bounds(readings, text):
        number, unit = reading.number, reading.unit
        if unit is not None and unit.dimension == "time":
            continue
        # A lone Chinese numeral without a unit is a syllable of some word far more often than a number.
        syllable = number.kind == "bare" or (number.kind == "chinese" and number.end - number.start < 2)
        if reading.bare and syllable and reading.quantity.comparator == "eq":
            continue
        found.append(reading.quantity)
    return found


def _described(readings: list[Reading], context: Context, measures: MeasureReader) -> list[Reading]:
    """Describe each reading; a starting value becomes the baseline of the one it leads to."""
    kept: list[Reading] = []
    for reading in readings:
        measures.describe(reading, kept[-1] if kept else None, context)
        if kept and measures.baselines.of(kept[-1], reading, context):
            kept.pop()
        kept.append(reading)
    return measures.baselines.dealt(kept, context)


def _inside(readings: list[Reading], statements: list[Statement]) -> list[Reading]:
    """The readings that lie in a statement of the body."""
    spans = sorted((statement.start, statement.end) for statement in statements if statement.kind not in ("other", "status"))
    starts = [span[0] for span in spans]
    kept = []
    for reading in readings:
        index = bisect_right(starts, reading.quantity.core_start) - 1
        if index >= 0 and reading.quantity.core_start < spans[index][1]:
            kept.append(reading)
    return kept
