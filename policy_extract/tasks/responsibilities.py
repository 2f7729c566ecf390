"""Who answers for what (责任主体): labels, closing brackets and sentences give each statement its bodies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from policy_extract.mentions.bodies import body_names
from policy_extract.mentions.statuses import OF_ITEM, apart, find_running_statuses
from policy_extract.model import Document, Responsibility, Status
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_covers import BLANKS, Coverage, ItemSpans
from policy_extract.tasks.responsibilities_entries import Assignment, Entry
from policy_extract.tasks.responsibilities_lists import list_reader
from policy_extract.tasks.responsibilities_owners import owners
from policy_extract.tasks.responsibilities_sentences import sentence_reader
from policy_extract.tasks.responsibilities_tables import inside_rows, read_tables, settle_statuses
from policy_extract.tasks.responsibilities_tense import tenses

SAID = "statuses.said"
"""Rule of the marks that a sentence says of a finding (已整改到位)."""
COUNTED = re.compile(r"[0-9]+(?:个|项|条|件)[^，,。；;]{0,8}$")
"""Words before a mark that sum up how many findings have come so far (仍有21个问题正在整改); they speak of no item."""
OF_ITSELF = frozenset({SAID, OF_ITEM})
"""Rules of marks in sentences: several in one item that differ speak of themselves."""
MOST_MARKS = 60
"""Marks that speak of one item together: where there are more, each speaks of its sentence, or there would be no end of them."""
LED = frozenset({"responsible", "implement"})
"""Roles of those among whom the first may lead."""
PROGRESS = frozenset({"progress", "rectification", "ledger"})
"""Genres whose running text tells how far each matter is (进展)."""


def assign(text: str, document: Document, pack: Pack) -> None:
    """Fill `document.responsibilities` from its headings and statements, and the covers of its statuses."""
    reader = list_reader(pack)
    starts = [statement.start for statement in document.statements]
    assignments = [
        assignment
        for assignment in reader.read(text, document.start, document.end)
        if not _is_furniture(document, _statement_at(document, starts, assignment.start))
    ]
    said = reader.first_leads_from(text, document.start, document.end) if assignments else -1
    if said >= 0:
        # Said inside a list (…，列第一位的为牵头单位，下同), it holds from there on; said beside them, for all.
        since = next((item.start for item in assignments if item.start <= said < item.end), document.start)
        _first_leads([item for item in assignments if item.start >= since])
    coverage = Coverage(text, document)
    found = _from_lists(coverage, document, assignments)
    found += _from_sentences(coverage, document, assignments, pack)
    told = {(item.start, item.end) for item in found}
    found += [
        _responsibility(entry, covers) for entry, covers in owners(text, document, reader) if (entry.start, entry.end) not in told
    ]
    found = inside_rows(document, found)
    found += [_responsibility(entry, covers) for entry, covers in read_tables(text, document, reader)]
    names = body_names(pack)
    for responsibility in found:
        responsibility.statement = _statement_at(document, starts, responsibility.start)
        if not responsibility.generic and not responsibility.person:
            responsibility.organisation_id = names.organisation_id(responsibility.name)
    found.sort(key=lambda item: (item.start, item.end))
    document.responsibilities = found
    _cover_statuses(text, document, starts, pack)
    settle_statuses(text, document, pack)


def _is_furniture(document: Document, statement: int) -> bool:
    """Whether a statement is furniture of the page (页脚的主办单位：…), not the document's own text."""
    return statement >= 0 and document.statements[statement].kind == "other"


def _responsibility(entry: Entry, covers: tuple[int, int]) -> Responsibility:
    """The light record of one entry."""
    body = entry.body
    return Responsibility(
        entry.start, entry.end, body.name, entry.role, entry.shared, body.generic, body.person, covers, rule=entry.rule
    )


def _first_leads(assignments: list[Assignment]) -> None:
    """列第一位的为牵头单位: the first of a list that names no leader leads."""
    for assignment in assignments:
        entries = [entry for entry in assignment.entries if entry.role in LED and not entry.body.person]
        if entries and not any(entry.role == "lead" for entry in assignment.entries):
            entries[0].role = "lead"


def _from_lists(coverage: Coverage, document: Document, assignments: list[Assignment]) -> list[Responsibility]:
    """Responsibilities of labels, lines and brackets with the spans they govern."""
    found: list[Responsibility] = []
    previous = document.start
    for group in coverage.groups(assignments):
        covers = coverage.of(group, previous)
        for assignment in group:
            found += [_responsibility(entry, covers) for entry in assignment.entries]
            found += [_responsibility(entry, (covers[0], document.end)) for entry in assignment.inherited]
        previous = group[-1].end
    return found


def _from_sentences(coverage: Coverage, document: Document, assignments: list[Assignment], pack: Pack) -> list[Responsibility]:
    """Responsibilities that sentences state, outside the assignments; they cover their statement, or the item they close."""
    text, reader = coverage.text, sentence_reader(pack)
    taken = [(assignment.start, assignment.end) for assignment in assignments]
    starts = [span[0] for span in taken]
    spans = [(statement.start, statement.end) for statement in document.statements]
    lefts = [span[0] for span in spans]
    by_statement: dict[int, list[Entry]] = {}
    for entry in reader.read(text, document.start, document.end, spans, taken, tenses(text, document, pack)):
        index = bisect_right(starts, entry.start) - 1
        if index >= 0 and entry.start < assignments[index].end:
            continue
        place = bisect_right(lefts, entry.start) - 1
        if place >= 0 and entry.start < spans[place][1] and not _is_furniture(document, place):
            by_statement.setdefault(place, []).append(entry)
    found: list[Responsibility] = []
    for place, entries in by_statement.items():
        covers = spans[place]
        if reader.only_assigns(text, covers, entries):
            index = bisect_right(starts, covers[0]) - 1
            before = assignments[index].end if index >= 0 else document.start
            covers = coverage.closed_by(*covers, before)
        found += [_responsibility(entry, covers) for entry in entries]
    return found


def _statement_at(document: Document, starts: list[int], at: int) -> int:
    """Index of the statement around a place, -1 outside all."""
    index = bisect_right(starts, at) - 1
    return index if index >= 0 and at < document.statements[index].end else -1


def _cover_statuses(text: str, document: Document, starts: list[int], pack: Pack) -> None:
    """A mark governs the numbered item it stands in, one in running text its statement; 截至… in the statement dates it."""
    in_text: set[int] = set()
    if document.meta.genre in PROGRESS:
        running = find_running_statuses(text, document.start, document.end, pack)
        in_text = {status.start for status in running if status.rule != OF_ITEM} - {status.start for status in document.statuses}
        document.statuses = apart([*document.statuses, *running])
    items = ItemSpans(text, document)
    dated = [time for time in document.times if text.startswith("截至", time.start) or text.startswith("截至", time.start - 2)]
    said: dict[tuple[int, int], list[str]] = defaultdict(list)
    for status in document.statuses:
        index = _statement_at(document, starts, status.start)
        own = (document.statements[index].start, document.statements[index].end) if index >= 0 else (status.start, status.end)
        counted = status.rule == SAID and COUNTED.search(text, own[0], status.start) is not None
        item = None if counted or status.start in in_text else items.around(status.start)
        status.covers = item or own
        if item is not None:
            said[item].append(status.state if status.rule in OF_ITSELF else "")
        status.as_of = next((time.end_date for time in dated if own[0] <= time.start < own[1]), None)
    for status in document.statuses:
        states = said.get(status.covers or (0, 0), [])
        index = _statement_at(document, starts, status.start)
        if index < 0:
            continue
        if len(states) > MOST_MARKS:
            status.covers = document.statements[index].start, document.statements[index].end
        elif status.rule in OF_ITSELF and len({state for state in states if state}) > 1:
            # Sentences or paragraphs of one item that differ in how far they have come speak of themselves.
            status.covers = _own_stretch(text, document, index, status)


def _own_stretch(text: str, document: Document, index: int, status: Status) -> tuple[int, int]:
    """The statement of a mark; for a mark on a whole item its line, the topic that opens it included."""
    statement = document.statements[index]
    if status.rule != OF_ITEM:
        return statement.start, statement.end
    begin, end = text.rfind("\n", document.start, statement.start) + 1, text.find("\n", statement.end, document.end)
    begin = max(begin, document.start)
    while text[begin] in BLANKS:
        begin += 1
    return begin, end if end >= 0 else document.end
