"""Makes the desired tasks of a document from its records (任务选取).

A statement that only says who answers or by when (牵头单位：…, 完成时限：…) is no row of its own: what it says stands in the rows
that it governs. A deadline line of an item holds for the item's tasks that name no day themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from policy_extract import identity, rows
from policy_extract.feed.model import VALID, Delivery, Goal, Promise, Task
from policy_extract.feed.wording import JOINT, Phrases, joined, short_title, times_of

Statements = Sequence[rows.TaskRow | rows.AchievementRow]
BRACKETS = ("（", "(", "【", "[", "〔")
COMPARATORS = {"eq": "=", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}
PLAIN_MEASURES = (None, "level", "coverage")
ATTAIN = ("达到", "达", "突破", "超过", "超", "提高到", "提升到", "提高至", "提升至", "增加到", "增至")
WHOLE = ("ok", "list")
"""States of a document that was read completely."""


def scope_of(document: rows.DocumentRow) -> str:
    """What stays when a document is amended, as 16 hex digits; from its text when it has no title."""
    region = document.region.name if document.region is not None else None
    named = (document.title, document.issuer, document.doc_number, region, str(document.year or ""))
    return hashlib.sha256(identity.document_key(named, document.doc_id).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_label(row: rows.TaskRow) -> bool:
    """Whether an assignment only speaks for other statements: a bracket, a line of bodies, a line with a deadline."""
    if row.kind != "assignment":
        return False
    own = [body for body in row.responsibilities if row.start <= body.start < row.end]
    far = any(body.covers[0] < row.start or body.covers[1] > row.end for body in own)
    return far or not own or row.quote.lstrip().startswith(BRACKETS)


def incomplete(document: rows.DocumentRow, statements: Statements) -> str:
    """Why the extraction of a document is not to be taken as whole, or nothing."""
    if document.status not in WHOLE:
        return f"the document was read as {document.status}"
    listed = {member for item in document.items for member in item.members}
    missing = listed - {_id(row) for row in statements}
    return f"{len(missing)} records that the document lists are missing" if missing else ""


def _id(row: rows.TaskRow | rows.AchievementRow) -> str:
    """The id of a record."""
    return row.task_id if isinstance(row, rows.TaskRow) else row.achievement_id


class Selector:
    """Turns the records of documents into desired tasks."""

    def __init__(self, kinds: Iterable[str], phrases: Phrases) -> None:
        """Choose statements of these kinds."""
        self._kinds = frozenset(kinds)
        self._phrases = phrases

    def delivery(self, document: rows.DocumentRow, statements: Statements) -> Delivery:
        """What the document wants tracked."""
        found = [row for row in statements if isinstance(row, rows.TaskRow)]
        chosen = [row for row in found if row.kind in self._kinds and not is_label(row)]
        lines = self._deadline_lines(found)
        by_id = {row.task_id: row for row in found}
        numbers = {row.task_id: number for number, row in enumerate(chosen, 1)}
        tasks = [
            self._task(document, row, numbers[row.task_id], by_id.get(row.parent_id or ""), lines.get(row.item_id, []))
            for row in chosen
        ]
        for task in tasks:
            task.parent = task.parent if task.parent in numbers else ""
        return Delivery(
            scope=scope_of(document), doc_id=document.doc_id, title=document.title or document.source, source=document.source,
            incomplete=incomplete(document, statements), tasks=_parents_first(tasks), present=set(by_id),
            notes=self._unattached(found),
        )  # fmt: skip

    @staticmethod
    def _deadline_lines(found: Sequence[rows.TaskRow]) -> dict[str, list[rows.TimeRow]]:
        """Times of label lines without bodies, by item (完成时限：2025年11月底前)."""
        lines: dict[str, list[rows.TimeRow]] = {}
        for row in found:
            if is_label(row) and row.times:
                lines.setdefault(row.item_id, []).extend(row.times)
        return lines

    def _unattached(self, found: Sequence[rows.TaskRow]) -> list[str]:
        """Label lines whose bodies answer for no statement that is fed: nobody may lose a duty in silence."""
        held = {body.start for row in found if not is_label(row) for body in row.responsibilities}
        lost = []
        for row in found:
            own = [body for body in row.responsibilities if row.start <= body.start < row.end]
            if is_label(row) and own and not any(body.start in held for body in own):
                lost.append(f"line of bodies that belongs to no task: {joined(row.quote)[:60]}")
        return lost

    def _task(
        self, document: rows.DocumentRow, row: rows.TaskRow, position: int, parent: rows.TaskRow | None, lines: list[rows.TimeRow]
    ) -> Task:
        """One desired task."""
        values = {name: make(document, row) for name, make in PLAIN.items()}
        times = times_of(row)
        day, precision, words = self._phrases.deadline(times or lines)
        if not day and lines and times:
            # Own words without a day (每季度) do not displace the day that the item's line names.
            day, precision, line_words = self._phrases.deadline(lines)
            words = JOINT.join(filter(None, (words, line_words)))
        values.update(deadline=day, deadline_precision=precision if day else "", deadline_words=words)
        values["target"] = self._phrases.target(row.quantities)
        values.update(_single_target(row))
        values.update(_problem(row, parent))
        words_only = identity.wording(row.quote)
        bodies = _bodies(row)
        promise = _promise(document, row, values["deadline"], [name for _, name in bodies])
        return Task(
            task_id=row.task_id, parent=row.parent_id or "", words=words_only, section="\x1f".join(row.section_path),
            position=position, values=values, bodies=bodies, promise=promise,
        )  # fmt: skip


def _bodies(row: rows.TaskRow) -> list[tuple[str, str]]:
    """Bodies by role in text order; persons have the role `leaders`."""
    pairs = [("leaders" if body.person else body.role, body.name) for body in row.responsibilities]
    return list(dict.fromkeys(pairs))


def _promise(document: rows.DocumentRow, row: rows.TaskRow, deadline: str, bodies: list[str]) -> Promise:
    """What a later report is held against."""
    year = f"{document.year}-01-01" if document.year is not None else ""
    return Promise(
        goals=[_goal(quantity, row) for quantity in row.quantities if quantity.phase == "planned" and quantity.indicator],
        kind=row.kind, issued=document.issued_on.isoformat() if document.issued_on else year,
        region=(document.region.name if document.region is not None else None) or "", bodies=bodies, deadline=deadline,
        until=_until(document), document=joined(document.title or document.source),
    )  # fmt: skip


def _until(document: rows.DocumentRow) -> str:
    """Last day of a plan's own time: of its period, or of the year in its title."""
    if document.period is not None and document.period.end_date is not None:
        return document.period.end_date.isoformat()
    return f"{document.year}-12-31" if document.year is not None and f"{document.year}年" in (document.title or "") else ""


def _goal(quantity: rows.QuantityRow, row: rows.TaskRow) -> Goal:
    """A planned number as the ledger keeps it."""
    when = quantity.when
    return Goal(
        indicator=quantity.indicator, scope=quantity.scope or "", comparator=quantity.comparator, value=quantity.value,
        low=quantity.low, high=quantity.high, unit=quantity.unit, measure=quantity.measure, direction=quantity.direction,
        per=quantity.per, attain=row.quote[: quantity.start - row.start].rstrip().endswith(ATTAIN), quote=joined(quantity.quote),
        since=when.start_date.isoformat() if when is not None and when.start_date is not None else "",
        until=when.end_date.isoformat() if when is not None and when.end_date is not None else "",
    )  # fmt: skip


def _single_target(row: rows.TaskRow) -> dict[str, str]:
    """Comparator, value and unit when the task has one planned number that these three say wholly.

    Several numbers, differences (下降20%), rates and periods (每季度1次) need words: they stand in `target` alone.
    """
    planned = [q for q in row.quantities if q.phase == "planned"]
    empty = {"target_comparator": "", "target_value": "", "target_unit": ""}
    if len(planned) != 1 or planned[0].value is None or planned[0].comparator not in COMPARATORS:
        return empty
    only = planned[0]
    if only.measure not in PLAIN_MEASURES or only.per is not None:
        return empty
    return {
        "target_comparator": COMPARATORS[only.comparator],
        "target_value": f"{only.value:f}",
        "target_unit": only.unit,
    }


def _problem(row: rows.TaskRow, parent: rows.TaskRow | None) -> dict[str, str]:
    """Problem and measure of a rectification ledger (问题、整改措施)."""
    if row.kind == "problem":
        return {"problem": joined(row.quote), "measure": ""}
    problem = joined(parent.quote) if parent is not None and parent.kind == "problem" else ""
    return {"problem": problem, "measure": joined(row.quote)}


def _parents_first(tasks: list[Task]) -> list[Task]:
    """Tasks with every parent before its children, else in text order; a task that is its own ancestor loses its parent."""
    by_id = {task.task_id: task for task in tasks}
    done: dict[str, Task] = {}
    for task in tasks:
        line: list[Task] = []
        at: Task | None = task
        while at is not None and at.task_id not in done:
            if at in line:
                at.parent = ""
                break
            line.append(at)
            at = by_id.get(at.parent)
        done.update((each.task_id, each) for each in reversed(line))
    return list(done.values())


def _status(document: rows.DocumentRow, row: rows.TaskRow) -> str:
    """The state that the document itself reports, when it is one; else not started."""
    states = {status.state for status in row.statuses}
    return states.pop() if len(states) == 1 else "not_started"


def _document(document: rows.DocumentRow, row: rows.TaskRow) -> str:
    """Title and number of the document."""
    title = joined(document.title or document.source)
    return f"{title}（{''.join(document.doc_number.split())}）" if document.doc_number else title


PLAIN: dict[str, Callable[[rows.DocumentRow, rows.TaskRow], str]] = {
    "title": lambda document, row: short_title(row.quote),
    "content": lambda document, row: joined(row.quote),
    "category": lambda document, row: row.kind,
    "modality": lambda document, row: row.modality or "",
    "status": _status,
    "document": _document,
    "issued_on": lambda document, row: document.issued_on.isoformat() if document.issued_on else "",
    "section": lambda document, row: " / ".join(map(joined, row.section_path)),
    "source": lambda document, row: document.source,
    "document_status": lambda document, row: VALID,
}
"""Fields that need nothing but the record."""
