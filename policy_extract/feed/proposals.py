"""What a later report proposes for a task that is tracked: never applied before a person accepts it (进展建议)."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

State = Literal["open", "ambiguous", "accepted", "rejected"]


class Quote(msgspec.Struct, kw_only=True):
    """The words of both sides that one reason rests on (依据)."""

    task: str
    report: str
    place: str = ""
    """Titles of the sections of the report above, joined."""
    score: float = 0.0
    """How well the two belong together, from 0 to 1; it orders pairs and is no probability."""
    why: str = ""


class Proposal(msgspec.Struct, kw_only=True):
    """One proposal, or a question that only a person can answer (`ambiguous`)."""

    id: str
    state: State = "open"
    external_id: str
    task: str
    """Wording of the task."""
    section: str = ""
    document: str = ""
    """Title of the plan."""
    status: str = ""
    """The proposed state; empty when the report says nothing about it."""
    progress: str = ""
    """The proposed progress: the report's own words, its day and its title."""
    current: dict[str, str] = msgspec.field(default_factory=dict)
    """`status` and `progress` as the target held them."""
    quotes: list[Quote] = msgspec.field(default_factory=list)
    score: float = 0.0
    why: str = ""
    report: str = ""
    report_id: str = ""
    source: str = ""
    as_of: str = ""
    """The day that the report speaks of, ISO 8601."""
    by: str = ""
    """Who decided."""


def number_of(external_id: str, report_id: str, status: str, progress: str, kind: str) -> str:
    """The id of a proposal: the same report says the same of a task under the same id."""
    said = "\x1f".join((external_id, report_id, status, progress, kind))
    return "p" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:10]
