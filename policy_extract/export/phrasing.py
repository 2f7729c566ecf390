"""Quantities, times and bodies in short readable words, for cells and the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from policy_extract import rows

COMPARATOR_SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": ""}
LEAD_ROLES = ("lead",)
ANSWERING_ROLES = ("responsible", "implement")
SUPPORTING_ROLES = ("cooperate", "guide", "supervise")


def number_text(row: rows.QuantityRow) -> str:
    """The number of a quantity with sign and unit: `≥40%`, `2–3家`, `1:2`."""
    if row.ratio is not None:
        said = row.ratio
    elif row.value is not None:
        said = format(row.value, "f")
    else:
        low, high = ("" if bound is None else format(bound, "f") for bound in (row.low, row.high))
        said = f"{low}–{high}"
    return f"{COMPARATOR_SIGNS.get(row.comparator, '')}{said}{row.unit}"


def quantity_text(row: rows.QuantityRow) -> str:
    """A quantity in one phrase: scope, indicator, change, number, period and date."""
    name = " ".join(filter(None, (row.scope, row.indicator)))
    change = {"up": "↑", "down": "↓"}.get(row.direction or "", "") if row.measure in ("change", "growth") else ""
    tail = [row.per] if row.per else []
    if row.when is not None and row.when.end_date is not None:
        tail.append(f"→{row.when.end_date.isoformat()}")
    return " ".join(filter(None, (name, change + number_text(row), *tail)))


def time_text(row: rows.TimeRow) -> str:
    """A time in one phrase: its words and the days they mean."""
    start = row.start_date.isoformat() if row.start_date else ""
    end = row.end_date.isoformat() if row.end_date else ""
    if start and end:
        days = f"{start}–{end}"
    elif start or end:
        days = f"{start}→{end}"
    else:
        days = row.every or row.duration or ""
    words = "".join(row.quote.split())
    return f"{words} ({days})" if days else words


def names(bodies: Iterable[rows.ResponsibilityRow], roles: Iterable[str]) -> list[str]:
    """The names of the bodies in these roles, each once, in order."""
    wanted = frozenset(roles)
    return list(dict.fromkeys(body.name for body in bodies if body.role in wanted))


def deadline(row: rows.StatementRow) -> str:
    """The latest day that a statement's own times or its quantities' times name, or nothing."""
    times = [*row.times, *(q.when for q in row.quantities if q.when is not None and q.phase == "planned")]
    days = [time.end_date for time in times if time.end_date is not None and time.kind != "past"]
    return max(days).isoformat() if days else ""
