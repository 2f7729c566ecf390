"""Events of a named year that have no date in the text (2025年春耕前, 今年汛期前): year and event are one time."""

from __future__ import annotations

from policy_extract.mentions.times_draft import Draft
from policy_extract.model import Clock

BEFORE_EVENT = "times.before_event"


def join_events(drafts: list[Draft], clock: Clock) -> list[Draft]:
    """The judged drafts with each year right before an event taken into the event's time.

    The end of the year would be too late and the day of the event is not told: the time stays undated. A year that is
    over makes it a past one.
    """
    joined: list[Draft] = []
    for draft in drafts:
        year = joined[-1] if joined else None
        if year is not None and _opens_event(year, draft):
            joined.pop()
            if year.time.kind == "past" and _is_over(year, clock):
                draft.time.kind, draft.time.deadline = "past", False
            draft.time.start = year.time.start
        joined.append(draft)
    return joined


def _opens_event(year: Draft, draft: Draft) -> bool:
    """Whether a bare year stands right before the words of an event."""
    bare = year.form == "point" and year.unit == "year" and not year.suffix and not year.edge
    return bare and draft.time.rule == BEFORE_EVENT and year.time.end == draft.time.start


def _is_over(year: Draft, clock: Clock) -> bool:
    """Whether a year ended before the year of the document."""
    base = clock.issued_on.year if clock.issued_on is not None else clock.year
    return base is None or (year.last is not None and year.last.year < base)
