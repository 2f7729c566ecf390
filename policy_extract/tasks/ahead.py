"""Deadlines in sentences that tell what was done (剩余工程将于10月完工): their times look past."""

from __future__ import annotations

from policy_extract.model import Document

REACH = 60
"""Characters behind a number or a word of what is to come in which its time stands."""


def set_deadline(document: Document, start: int, end: int) -> None:
    """Make the first time behind a place a deadline when it was taken for a past one but ends after the document was issued."""
    end, issued = min(end, start + REACH), document.meta.issued_on
    for time in document.times:
        if start <= time.start < end:
            if time.kind == "past" and time.end_date is not None and (issued is None or time.end_date >= issued):
                time.kind, time.deadline = "by", True
            return
