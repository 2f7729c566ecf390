"""When what is due and who leads it (任务时间轴): the dated measures of one plan by lead body."""

from __future__ import annotations

import datetime as dt

import msgspec

from policy_extract import rows
from policy_extract.compare.load import Plan

NOBODY = "未明确牵头单位"
ROLES = ("lead", "responsible", "implement")
"""Whose bar a measure is: the first of these roles that somebody has."""
LASTING = ("ongoing", "recurring")
"""Kinds of times without an end."""


class Bar(msgspec.Struct, gc=False):
    """One dated measure of one body."""

    body: str
    role: str
    start: dt.date | None
    """First day; None when the text names only the end."""
    end: dt.date | None
    """Last day; None for a lasting measure."""
    lasting: bool
    words: str
    """The time as printed."""
    text: str
    section: str
    record_id: str
    offset: int
    locator: str


class Timeline(msgspec.Struct, gc=False):
    """The bars of one plan by body and end, and how many measures bear no date."""

    name: str
    title: str
    start: dt.date | None
    end: dt.date | None
    bars: tuple[Bar, ...]
    undated: int
    dated: bool = False
    """True when the plan's own first day is known: from its period or its date of issue."""

    @property
    def drawable(self) -> bool:
        """Whether any bar has a place on a time axis."""
        return self.start is not None and bool(self.bars)

    def bodies(self) -> list[str]:
        """Lead bodies, those with the most measures first."""
        names = [bar.body for bar in self.bars]
        return sorted(set(names), key=lambda name: (name == NOBODY, -names.count(name), name))


def timeline(plan: Plan) -> Timeline:
    """The dated tasks and goals of a plan, once for each body that leads them."""
    bars: list[Bar] = []
    undated = 0
    for row in plan.tasks:
        if row.kind not in ("goal", "task"):
            continue
        time = _time(row)
        if time is None:
            undated += 1
            continue
        lasting = time.end_date is None
        for body, role in _leaders(row):
            bars.append(
                Bar(
                    body, role, time.start_date, time.end_date, lasting, "".join(time.quote.split())[:40], row.quote,
                    " / ".join(row.section_path), row.task_id, row.start, row.locator or "",
                )
            )  # fmt: skip
    bars.sort(key=lambda bar: (bar.end or dt.date.max, bar.offset, bar.body))
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    document = plan.document
    start = document.period.start_date if document.period and document.period.start_date else document.issued_on
    first = min([*days, start] if start else days, default=None)
    return Timeline(
        plan.name, document.title or plan.name, first, max(days, default=None), tuple(bars), undated, start is not None
    )


def _time(row: rows.TaskRow) -> rows.TimeRow | None:
    """The time that a measure is due: the latest end among its own times and its planned numbers, else a lasting one."""
    times = [*row.times, *(q.when for q in row.quantities if q.when is not None and q.phase == "planned")]
    ended = [time for time in times if time.end_date is not None and time.kind != "past"]
    if ended:
        return max(ended, key=lambda time: (time.end_date or dt.date.min, -time.start))
    return next((time for time in times if time.kind in LASTING), None)


def _leaders(row: rows.TaskRow) -> list[tuple[str, str]]:
    """The bodies whose bar a measure is."""
    for role in ROLES:
        names = dict.fromkeys(body.name for body in row.responsibilities if body.role == role and not body.person)
        if names:
            return [(name, role) for name in names]
    return [(NOBODY, "")]
