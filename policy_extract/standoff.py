"""The stand-off form of a document: flat lists by source offset, as annotation tools and the scorer read it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from policy_extract import rows
from policy_extract.books import RECORDED_PHASES
from policy_extract.identity import text_hash
from policy_extract.model import Document, Heading, Statement
from policy_extract.quoting import Quoter
from policy_extract.text import Source, View

LISTS = ("headings", "statements", "quantities", "times", "responsibilities", "statuses")
"""The lists of a stand-off object, in the order in which they are written."""


def compact(item: dict[str, Any]) -> dict[str, Any]:
    """An item without the keys that say nothing."""
    return {key: value for key, value in item.items() if value is not None and value is not False and value != []}


def heading_item(heading: Heading, quoter: Quoter) -> dict[str, Any]:
    """A heading by its source span."""
    start, end = quoter.span(heading.start, heading.end)
    return {"start": start, "end": end, "number": quoter.number(heading), "level": heading.level, "title": heading.title}


def statement_item(statement: Statement, quoter: Quoter) -> dict[str, Any]:
    """A statement with its kind; one that no rule has named is `other`."""
    start, end = quoter.span(statement.start, statement.end)
    return compact({"start": start, "end": end, "kind": statement.kind or "other", "modality": statement.modality})


def quantity_item(row: rows.QuantityRow) -> dict[str, Any]:
    """A quantity with a ratio as string value and the end of the time that governs it."""
    value: Decimal | str | None = row.ratio if row.ratio is not None else row.value
    item = {
        "start": row.start, "end": row.end, "quote": row.quote, "phase": row.phase, "indicator": row.indicator,
        "comparator": row.comparator, "value": value, "low": row.low, "high": row.high, "unit": row.unit,
        "fraction": row.fraction, "measure": row.measure, "direction": row.direction,
        "when_end": row.when.end_date if row.when is not None else None, "scope": row.scope, "per": row.per,
        "hedge": row.hedge, "implicit": row.implicit, "rules": row.rules,
    }  # fmt: skip
    if row.baseline is not None:
        baseline = row.baseline
        item["baseline"] = compact(
            {"value": baseline.value, "unit": baseline.unit, "date": baseline.date, "ratio": baseline.ratio}
        )
    return compact(item)


def time_item(row: rows.TimeRow) -> dict[str, Any]:
    """A time expression; its dates are always written, null when open."""
    item = {
        "start": row.start, "end": row.end, "quote": row.quote, "kind": row.kind, "start_date": row.start_date,
        "end_date": row.end_date, "granularity": row.granularity, "every": row.every,
    }  # fmt: skip
    return item | compact({"duration": row.duration, "anchor": row.anchor, "rules": row.rules})


def responsibility_item(row: rows.ResponsibilityRow) -> dict[str, Any]:
    """A body or person that answers, with the span it answers for."""
    item = {
        "start": row.start, "end": row.end, "quote": row.quote, "name": row.name, "role": row.role, "shared": row.shared,
        "generic": row.generic, "covers": list(row.covers),
    }  # fmt: skip
    return item | compact({"organisation_id": row.organisation_id, "person": row.person, "rules": row.rules})


def status_item(row: rows.StatusRow) -> dict[str, Any]:
    """A progress mark with the span it speaks of."""
    item = {"start": row.start, "end": row.end, "quote": row.quote, "state": row.state, "covers": list(row.covers)}
    return item | compact({"as_of": row.as_of, "rules": row.rules})


def standoff(document: Document, view: View, source: Source, title: str = "") -> dict[str, Any]:
    """The stand-off object of one document; decimals and dates are left as they are for the encoder."""
    quoter = Quoter(view, source)
    taken = {s.start for s in document.statements}
    statements = [statement_item(s, quoter) for s in document.statements]
    for heading in document.headings:
        if heading.start not in taken:
            start, end = quoter.span(heading.start, heading.end)
            statements.append({"start": start, "end": end, "kind": "heading"})
    statements.sort(key=lambda item: (item["start"], item["end"]))
    return {
        "name": title,
        "source": source.name,
        "sha256": text_hash(source.text),
        "headings": [heading_item(h, quoter) for h in document.headings],
        "statements": statements,
        "quantities": [quantity_item(quoter.quantity(q)) for q in document.quantities if q.phase in RECORDED_PHASES],
        "times": [time_item(quoter.time(t)) for t in document.times if t.deadline],
        "responsibilities": [responsibility_item(quoter.responsibility(r)) for r in document.responsibilities],
        "statuses": [status_item(quoter.status(s)) for s in document.statuses],
    }


def merge(parts: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """One object for a whole file out of the objects of its documents."""
    whole: dict[str, Any] = {"name": name}
    for part in parts:
        for key in ("source", "sha256"):
            whole.setdefault(key, part[key])
        for key in LISTS:
            whole.setdefault(key, []).extend(part[key])
    return whole
