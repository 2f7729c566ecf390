"""The working form of a time between assembly and judgement (时间草稿)."""

from __future__ import annotations

import datetime as dt

import msgspec

from policy_extract.model import Time


class Draft(msgspec.Struct):
    """A time with how the text says it, before it is judged in its context."""

    time: Time
    form: str
    """`point`, `range`, `plan`, `length`, `recurring` or `word`."""
    core_start: int
    """Start of the time without its prefix."""
    unit: str = ""
    prefix: str = ""
    """`until`, `through`, `from`, `baseline` or empty."""
    suffix: str = ""
    """`before`, `from`, `after`, `since`, `span`, `stop` or empty."""
    edge: bool = False
    """True when a named part (底, 上旬) ends the period."""
    relative: bool = False
    """True when the year is told from the document's (今年, 明年)."""
    last: dt.date | None = None
    """Last day of the named period, whatever the kind."""
    first: dt.date | None = None
    whole: str = ""
    """全年, 年内 … as printed."""
    condition: bool = False
    """True for a length that runs from somebody's own event (毕业2年内)."""
