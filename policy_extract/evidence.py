"""What speaks for or against the fields of a record (依据): facts of the row itself, and the names that weights know them by.

Facts are plain values that can be compared: rows with the same facts have the same evidence, so its weights are summed once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from policy_extract import rows

LENGTHS: Final = (2, 4, 8, 14, 20)
DISTANCES: Final = (0, 4, 12, 30)
CROWDS: Final = (1, 3, 6)
STATEMENT_LENGTHS: Final = (12, 30, 80, 160)
CUTS: Final = frozenset("，；。：,;:")
JOINERS: Final = frozenset("和与及、或的")
CLOSERS: Final = frozenset("。；！？;）)")

BRACKET: Final = re.compile("[（(）)]")
OPENING: Final = frozenset("（(")

Facts = tuple[Any, ...]
Depths = tuple[list[int], list[int]]


class Place(NamedTuple):
    """Where a record stands: what its own words do not tell."""

    genre: str
    role: str
    """Role of the section, empty when it has none."""


def step(value: int, steps: Sequence[int]) -> str:
    """The bucket of a length, distance or count: the first step that it does not exceed."""
    return bucket(bisect_left(steps, value), steps)


def bucket(number: int, steps: Sequence[int]) -> str:
    """The name of a bucket by its number, as `bisect_left` gives it."""
    return f"<={steps[number]}" if number < len(steps) else f">{steps[-1]}"


def common_facts(row: rows.StatementRow, place: Place) -> Facts:
    """What counts of a statement for everything in it."""
    words, quantities = row.quote, row.quantities
    planned = achieved = False
    for quantity in quantities:
        if quantity.phase == "planned":
            planned = True
        elif quantity.phase == "achieved":
            achieved = True
    return (
        tuple(row.rules), row.kind, place, bisect_left(STATEMENT_LENGTHS, len(words)),
        bisect_left(CROWDS, len(quantities)) if quantities else -1, planned, achieved,
        not words or words[-1] in CLOSERS, not row.section_path,
    )  # fmt: skip


def common_evidence(facts: Facts) -> list[str]:
    """Evidence about the statement that speaks for or against everything in it."""
    rules, kind, place, length, crowd, planned, achieved, closed, rootless = facts
    found = [f"rule:{rule}" for rule in rules]
    found += [f"kind:{kind}", f"genre:{place.genre}", f"kind:{kind}&role:{place.role}", f"kind:{kind}&genre:{place.genre}"]
    found.append(f"length:{bucket(length, STATEMENT_LENGTHS)}")
    found.append(f"numbers:{bucket(crowd, CROWDS)}" if crowd >= 0 else "numbers:none")
    if planned and achieved:
        found.append("planned and achieved")
    if (kind == "achievement" and planned) or (kind != "achievement" and achieved):
        found.append("phase against kind")
    if not closed:
        found.append("unclosed")
    if rootless:
        found.append("no section")
    return found


def bracket_depths(words: str) -> Depths:
    """Places of the brackets of a statement, and how many more are open than closed behind each."""
    places: list[int] = []
    depths: list[int] = []
    if "（" not in words and "(" not in words and "）" not in words and ")" not in words:
        return places, depths
    depth = 0
    for match in BRACKET.finditer(words):
        depth += 1 if match[0] in OPENING else -1
        places.append(match.start())
        depths.append(depth)
    return places, depths


def quantity_facts(quantity: rows.QuantityRow, row: rows.StatementRow, brackets: Depths) -> Facts:
    """What counts of a number and of how its indicator and time were found; `brackets` are those of the statement."""
    start, words = row.start, row.quote
    at = quantity.start - start
    before = bisect_left(brackets[0], at)
    bracketed = before > 0 and brackets[1][before - 1] > 0
    name, span, when = quantity.indicator, quantity.indicator_span, quantity.when
    standing: tuple[bool, int, bool] | None = None
    if span is not None:
        ahead = span[1] - start <= at
        between = words[span[1] - start : at] if ahead else words[quantity.end - start : span[0] - start]
        standing = ahead, bisect_left(DISTANCES, len(between)), not CUTS.isdisjoint(between)
    distance, time_rules = -1, None
    if when is not None:
        time_rules = tuple(when.rules)
        if start <= when.start < row.end:
            distance = bisect_left(DISTANCES, abs(quantity.start - when.end))
    return (
        tuple(quantity.rules), quantity.measure, quantity.comparator, quantity.phase, row.kind, quantity.implicit,
        not quantity.unit, bracketed, bisect_left(LENGTHS, len(name)) if name else -1, not JOINERS.isdisjoint(name),
        not name.isalpha() and any(map(str.isdigit, name)), standing, time_rules, distance, quantity.group is not None,
    )  # fmt: skip


def quantity_evidence(facts: Facts) -> list[str]:
    """Evidence about a number and how its indicator and time were found."""
    rules, measure, comparator, phase, kind, implicit, unitless, bracketed = facts[:8]
    time_rules, distance, dealt = facts[12:]
    found = [f"rule:{rule}" for rule in rules]
    found += [f"measure:{measure}", f"comparator:{comparator}", f"phase:{phase}&kind:{kind}"]
    if implicit:
        found.append("implicit")
    if unitless:
        found.append("no unit")
    if bracketed:
        found.append("in brackets")
    found += name_evidence(*facts[8:12])
    if time_rules is None:
        found.append("time:none")
    else:
        found.append(f"time:{bucket(distance, DISTANCES)}" if distance >= 0 else "time:elsewhere")
        found += [f"time:{rule}" for rule in time_rules]
    if dealt:
        found.append("dealt out")
    return found


def name_evidence(length: int, joined: bool, numbered: bool, standing: tuple[bool, int, bool] | None) -> list[str]:
    """Evidence about the name of an indicator and its distance from the number."""
    found = [f"name:{bucket(length, LENGTHS)}" if length >= 0 else "name:none"]
    if joined:
        found.append("name with joiner")
    if numbered:
        found.append("name with number")
    if standing is None:
        return [*found, "name:put together"]
    ahead, distance, cut = standing
    found.append(f"name:{'ahead' if ahead else 'behind'}{bucket(distance, DISTANCES)}")
    if cut:
        found.append("name in another clause")
    return found


def time_facts(time: rows.TimeRow) -> Facts:
    """What counts of a time expression."""
    return tuple(time.rules), time.kind, time.granularity, time.anchor, time.end_date is None and time.every is None


def time_evidence(facts: Facts) -> list[str]:
    """Evidence about a time expression."""
    rules, kind, granularity, anchor, undated = facts
    found = [f"rule:{rule}" for rule in rules]
    found += [f"time:{kind}", f"grain:{granularity}", f"anchor:{anchor}"]
    if undated:
        found.append("undated")
    return found


def body_facts(body: rows.ResponsibilityRow, row: rows.StatementRow) -> Facts:
    """What counts of a body and of what it answers for."""
    return (
        tuple(body.rules), body.role, bisect_left(LENGTHS, len(body.name)), bisect_left(CROWDS, len(row.responsibilities)),
        body.generic, body.person is not None, body.organisation_id is None, not row.start <= body.start < row.end,
    )  # fmt: skip


def body_evidence(facts: Facts) -> list[str]:
    """Evidence about a body and what it answers for."""
    rules, role, length, crowd, generic, person, unknown, elsewhere = facts
    found = [f"rule:{rule}" for rule in rules]
    found += [f"role:{role}", f"body:{bucket(length, LENGTHS)}", f"bodies:{bucket(crowd, CROWDS)}"]
    if generic:
        found.append("generic")
    if person:
        found.append("person")
    if unknown:
        found.append("unknown body")
    if elsewhere:
        found.append("stands elsewhere")
    return found


def status_facts(status: rows.StatusRow, row: rows.StatementRow) -> Facts:
    """What counts of a progress mark."""
    return tuple(status.rules), status.state, not row.start <= status.start < row.end


def status_evidence(facts: Facts) -> list[str]:
    """Evidence about a progress mark."""
    rules, state, elsewhere = facts
    return [*(f"rule:{rule}" for rule in rules), f"state:{state}", *(["stands elsewhere"] if elsewhere else [])]
