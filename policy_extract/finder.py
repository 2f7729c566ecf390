"""Numbers and times of any text, without documents, statements or tasks."""

from __future__ import annotations

import datetime as dt

from policy_extract import patterns
from policy_extract.mentions import quantities, times
from policy_extract.model import Quantity, Time
from policy_extract.patterns import Pack
from policy_extract.quoting import plain
from policy_extract.records import Mention
from policy_extract.structure import make_view
from policy_extract.text import Source, View


def find_mentions(text: str, reference_date: dt.date | None = None, pack: Pack | None = None) -> list[Mention]:
    """All quantities and times of a text in order; `reference_date` stands for the document's date, never the clock."""
    pack = pack or patterns.load()
    view = make_view(Source(text), pack)
    found_quantities = quantities.find_expressions(view.text, pack)
    found_times = not_swallowed(times.find_expressions(view.text, pack, reference_date), found_quantities)
    spans = {(q.start, q.end): q for q in found_quantities}
    paired: set[tuple[int, int]] = set()
    mentions = []
    for time in found_times:
        same = spans.get((time.start, time.end)) if is_bare_length(time) else None
        if same is not None:
            paired.add((same.start, same.end))
        mentions.append(mention(view, same, time))
    for quantity in outside(found_quantities, found_times):
        if (quantity.start, quantity.end) not in paired:
            mentions.append(mention(view, quantity, None))
    return sorted(mentions, key=lambda m: (m.start, m.end))


def is_bare_length(time: Time) -> bool:
    """Whether a time is only a length (3个月): such a one may be a number with a unit as well."""
    return time.duration is not None and time.start_date is None and time.end_date is None and time.every is None


def not_swallowed(times: list[Time], quantities: list[Quantity]) -> list[Time]:
    """The times without those that are only the beginning of a number with a longer unit (七周 in 七周岁)."""
    ends = {quantity.core_start: quantity.core_end for quantity in quantities}
    return [time for time in times if not (is_bare_length(time) and ends.get(time.start, 0) > time.end)]


def outside(quantities: list[Quantity], times: list[Time]) -> list[Quantity]:
    """The quantities that touch no time; both lists sorted by start."""
    kept = []
    index = 0
    ordered = sorted(times, key=lambda t: t.start)
    for quantity in sorted(quantities, key=lambda q: q.start):
        while index < len(ordered) and ordered[index].end <= quantity.start:
            index += 1
        if index == len(ordered) or ordered[index].start >= quantity.end:
            kept.append(quantity)
    return kept


def mention(view: View, quantity: Quantity | None, time: Time | None) -> Mention:
    """One mention out of a quantity, a time, or both where they are the same words."""
    span = quantity or time
    if span is None:
        raise ValueError("a mention needs a quantity or a time")
    said: dict[str, object] = {}
    if quantity is not None:
        said = {
            "value": plain(quantity.value), "low": plain(quantity.low), "high": plain(quantity.high), "ratio": quantity.ratio,
            "unit": quantity.unit or None, "comparator": quantity.comparator, "measure": quantity.measure,
        }  # fmt: skip
    if time is not None:
        said |= {
            "kind": time.kind, "start_date": time.start_date, "end_date": time.end_date, "every": time.every,
            "duration": time.duration,
        }  # fmt: skip
    start, end = view.span(span.start, span.end)
    return Mention.model_validate({"start": start, "end": end, "quote": view.source[start:end], **said})
