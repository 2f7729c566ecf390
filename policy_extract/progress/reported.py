"""What a progress or rectification report says was reached, statement by statement (报告所述进展)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import msgspec

from policy_extract import rows
from policy_extract.compare.results import row_id
from policy_extract.feed.wording import LEAD_NUMBER, joined
from policy_extract.finder import find_mentions
from policy_extract.patterns import Pack
from policy_extract.records import Mention

Statement = rows.TaskRow | rows.AchievementRow
SAYING = frozenset(("done", "partial", "ongoing", "undone", "not_started"))
OF_A_PART = "statuses.running"
"""Begins the ids of rules for marks in running text (某工程已完工)."""
CLAUSES = re.compile(r"[，,；;。：:]")
TAIL = re.compile(r"(?:工程|项目|工作|任务|建设|目前|现|均|已|正在|也|还|尚|仍)+$")
SHORTEST = 4
"""Characters by which a thing can be told."""
COMPARED = ("比", "较", "由", "从", "自", "同比", "占")
"""Words before a time that is no time of the number behind it (比2020年下降)."""


class Piece(msgspec.Struct, kw_only=True):
    """One statement of a report that speaks of progress (一条进展)."""

    number: int
    """Its place among the pieces of the report."""
    words: str
    section: str
    problem: bool
    """Whether it names a finding to be put right; its state is that of the whole finding."""
    object: str = ""
    """What a mark within the statement is said of; empty without such a mark."""
    state: str = ""
    """What its mark says; empty without one, and where marks contradict each other."""
    said: tuple[str, ...] = ()
    """Further words that belong to it: the mark, and what was done about a finding."""
    numbers: list[rows.QuantityRow] = msgspec.field(default_factory=list)
    bodies: frozenset[str] = frozenset()


class Reported(msgspec.Struct, kw_only=True):
    """One report (进展报告)."""

    doc_id: str
    title: str
    source: str
    region: str
    as_of: str
    """The day it speaks of, ISO 8601: that of its issue, else the latest day that its marks name; empty when none is known."""
    pieces: list[Piece]


def read(document: rows.DocumentRow, statements: Sequence[Statement], pack: Pack, as_of: str = "") -> Reported:
    """What a document reports. `as_of` (ISO 8601) speaks for a report without a date."""
    found = sorted(statements, key=lambda row: (row.start, row.end))
    day = day_of(as_of or _day(document, found))
    pieces = [piece for number in range(len(found)) if (piece := _piece(found, number, day, pack)) is not None]
    for number, piece in enumerate(pieces):
        piece.number = number
    return Reported(
        doc_id=document.doc_id, title=joined(document.title or document.source), source=document.source,
        region=(document.region.name if document.region is not None else None) or "",
        as_of=day.isoformat() if day is not None else "", pieces=pieces,
    )  # fmt: skip


def _day(document: rows.DocumentRow, found: Sequence[Statement]) -> str:
    """The day that a report speaks of."""
    if document.issued_on is not None:
        return document.issued_on.isoformat()
    marked = [status.as_of for row in found for status in row.statuses if status.as_of is not None]
    return max(marked).isoformat() if marked else ""


def _piece(found: Sequence[Statement], number: int, day: dt.date | None, pack: Pack) -> Piece | None:
    """A statement as a piece; None when it reports nothing."""
    row = found[number]
    problem = row.kind == "problem"
    reached = [quantity for quantity in row.quantities if quantity.phase == "achieved" and quantity.indicator]
    finding = _finding(found, number) if problem else []
    marks = _own_marks(row, finding)
    states = {mark.state for mark in marks if mark.state in SAYING}
    state = states.pop() if len(states) == 1 else ""
    if not (row.kind == "achievement" or state or reached):
        return None
    return Piece(
        number=number, words=joined(row.quote), section="\x1f".join(row.section_path), problem=problem, state=state,
        said=_said(finding, marks), numbers=_dated(row, reached, day, pack),
        bodies=frozenset(body.name for body in row.responsibilities if not body.generic),
        object=_object(row, marks),
    )  # fmt: skip


def _dated(row: Statement, reached: list[rows.QuantityRow], day: dt.date | None, pack: Pack) -> list[rows.QuantityRow]:
    """The numbers with their times: their own, else the last one before them that is no point of comparison (比2020年)."""
    if not reached or not any(character in row.quote for character in "年月季") or all(each.when is not None for each in reached):
        return reached
    times = [
        mention for mention in find_mentions(row.quote, day, pack)
        if mention.end_date is not None and mention.every is None and not row.quote[: mention.start].rstrip().endswith(COMPARED)
    ]  # fmt: skip
    return [_with_time(quantity, row, times) for quantity in reached]


def _with_time(quantity: rows.QuantityRow, row: Statement, times: Sequence[Mention]) -> rows.QuantityRow:
    """One number with the last of these times that stands before it."""
    before = [time for time in times if row.start + time.start < quantity.start]
    if quantity.when is not None or not before:
        return quantity
    last = before[-1]
    when = rows.TimeRow(
        row.start + last.start, row.start + last.end, last.quote, last.kind or "during", last.start_date, last.end_date, None,
        None, None, None, [],
    )  # fmt: skip
    return msgspec.structs.replace(quantity, when=when)


def _finding(found: Sequence[Statement], number: int) -> list[Statement]:
    """A finding with all that is said of it: further sentences of the finding, then measures, up to the next finding."""
    row = found[number]
    whole = [row]
    for other in found[number + 1 :]:
        between = any(row.start <= mark.start < other.start for mark in row.statuses)
        if other.kind == "problem" and (between or whole[-1].kind != "problem"):
            break
        whole.append(other)
    return whole


def _own_marks(row: Statement, finding: Sequence[Statement]) -> list[rows.StatusRow]:
    """The marks that speak of one statement: within it; for a finding also those of the finding up to the next one.

    A mark that covers a whole section speaks of none of its statements by itself, nor does that of a part (某工程已完工) speak of
    the finding.
    """
    inside = [mark for mark in row.statuses if row.start <= mark.start < row.end]
    if inside or not finding:
        return inside
    until = finding[-1].end
    if len(finding) == 1:
        # The mark stands on a line of its own behind a finding without measures.
        until = next((mark.start + 1 for mark in row.statuses if mark.start >= until), until)
    marks = {mark.start: mark for other in finding for mark in other.statuses if row.start <= mark.start < until}
    return [mark for _, mark in sorted(marks.items()) if not any(rule.startswith(OF_A_PART) for rule in mark.rules)]


def _object(row: Statement, marks: Sequence[rows.StatusRow]) -> str:
    """What a mark within a statement is said of: the clause before it without the empty word at its end."""
    mark = next((mark for mark in marks if row.start < mark.start < row.end), None)
    if mark is None:
        return ""
    clause = CLAUSES.split(LEAD_NUMBER.sub("", row.quote[: mark.start - row.start]))[-1]
    bare = TAIL.sub("", joined(clause))
    return bare if len(bare) >= SHORTEST else ""


def _said(finding: Sequence[Statement], marks: Sequence[rows.StatusRow]) -> tuple[str, ...]:
    """What was done about a finding, in the words of the report: its measures, and a mark that stands by itself."""
    own = {row_id(row) for row in finding if row.kind == "problem"}
    done = [joined(row.quote) for row in finding if row.kind == "achievement" and row.parent_id in own]
    said = [*done, *(joined(row.quote) for row in finding[:1])]
    alone = [joined(mark.quote) for mark in marks if not any(mark.quote in words for words in said)] if finding else []
    return tuple(dict.fromkeys([*done, *alone]))


def day_of(text: str) -> dt.date | None:
    """A day out of ISO 8601; None for no day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
