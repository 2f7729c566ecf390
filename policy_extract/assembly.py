"""Puts rows together from a light document: view offsets become source offsets, mentions go to their statements."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final, Generic, TypeVar

from policy_extract import identity, rows
from policy_extract.books import RECORDED_KINDS, RECORDED_PHASES, ItemBook, ProblemLinks, RowBook, SectionTree
from policy_extract.confidence import Judge
from policy_extract.evidence import Place
from policy_extract.model import Document, Responsibility, Span, Statement, Status
from policy_extract.quoting import Locators, Quoter
from policy_extract.text import Source, View
from policy_extract.version import VERSION

START: Final = attrgetter("start")
AnySpan = TypeVar("AnySpan", bound=Span)
Mark = TypeVar("Mark", Responsibility, Status)


class Kept(Generic[AnySpan]):
    """Mentions of one kind in text order, asked for by the spans of statements."""

    def __init__(self, items: Iterable[AnySpan]) -> None:
        """Sort the items by their start; a last start beyond every text closes the list."""
        self._items = sorted(items, key=START)
        self._starts = [item.start for item in self._items]
        self._starts.append(sys.maxsize)

    def within(self, start: int, end: int) -> Sequence[AnySpan]:
        """The items that begin inside a span."""
        starts = self._starts
        first = bisect_left(starts, start)
        return self._items[first : bisect_left(starts, end, first)] if starts[first] < end else ()


def governed(statements: Sequence[Statement], starts: Sequence[int], covers: tuple[int, int]) -> list[int]:
    """Indices of the statements that a covering span governs: the overlap is half of the shorter of the two."""
    start, end = covers
    found = []
    for index in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
        statement = statements[index]
        shared = min(end, statement.end) - max(start, statement.start)
        if shared > 0 and shared * 2 >= min(end - start, statement.end - statement.start):
            found.append(index)
    return found


def dealt(marks: Sequence[Mark], statements: Sequence[Statement], starts: Sequence[int]) -> dict[int, list[Mark]]:
    """Marks by index of the statements that they cover or stand in."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted(marks, key=START):
        indices = governed(statements, starts, mark.covers)
        own = bisect_right(starts, mark.start) - 1
        if own >= 0 and mark.start < statements[own].end and own not in indices:
            indices.append(own)
        for index in indices:
            found[index].append(mark)
    return found


class Assembler:
    """Makes the rows of one document."""

    def __init__(
        self, document: Document, view: View, source: Source, place: tuple[int, int], pack_hash: str, judge: Judge
    ) -> None:
        """Prepare; `place` is the document's number in its file and the number of documents there."""
        self.document = document
        self.source = source
        self.place = place
        self.pack_hash = pack_hash
        self.judge = judge
        self.quoter = Quoter(view, source)
        self.locators = Locators(source)
        self.sha256 = identity.text_hash(source.text)
        self.doc_id = identity.document_id(self.sha256, *place)
        self.tree = SectionTree(document.headings, self.quoter, document.end)
        meta = document.meta
        named = (meta.title, meta.issuer, meta.doc_number, meta.region_name, str(meta.year or ""))
        self.book = identity.IdentityBook(identity.document_key(named, self.doc_id))
        self.items: list[rows.ItemRow] = []
        self.places: dict[int, Place] = {}

    def statements(self) -> list[rows.TaskRow | rows.AchievementRow]:
        """The task and achievement rows in text order; fills `items`."""
        document, quoter = self.document, self.quoter
        statements = sorted(document.statements, key=START)
        starts = [s.start for s in statements]
        quantities = Kept(q for q in document.quantities if q.phase in RECORDED_PHASES)
        times = Kept(t for t in document.times if t.deadline)
        bodies = dealt(document.responsibilities, statements, starts)
        marks = dealt(document.statuses, statements, starts)
        parents = ProblemLinks(self.tree) if document.meta.genre == "rectification" else None
        table_rows = RowBook(document, statements, starts) if document.tables else None
        found: list[rows.TaskRow | rows.AchievementRow] = []
        items = ItemBook(quoter)
        for index, statement in enumerate(statements):
            if statement.kind not in RECORDED_KINDS:
                continue
            start, end = statement.start, statement.end
            numbers, dates = quantities.within(start, end), times.within(start, end)
            if statement.deadline is not None:
                dates = [*dates, statement.deadline]
            row = self._row(
                statement,
                [quoter.quantity(q) for q in numbers] if numbers else [],
                [quoter.time(t) for t in dates] if dates else [],
                [quoter.responsibility(r) for r in bodies[index]] if index in bodies else [],
                [quoter.status(s) for s in marks[index]] if index in marks else [],
            )
            if table_rows is not None:
                table_rows.add(index, row, quoter)
            identifier = row.achievement_id if isinstance(row, rows.AchievementRow) else row.task_id
            if parents is not None:
                row.parent_id = parents.parent(statement, identifier)
            if table_rows is not None:
                row.parent_id = table_rows.parent(index, identifier) or row.parent_id
            row.item_id = items.add(statement, row, identifier)
            self.judge.fill(row, self._place_of(statement.section))
            found.append(row)
        self.items = items.close()
        return found

    def _place_of(self, section: int) -> Place:
        """Genre of the document and role of the section, for judging how sure a record is."""
        place = self.places.get(section)
        if place is None:
            role = self.document.headings[section].role if 0 <= section < len(self.document.headings) else ""
            place = self.places[section] = Place(self.document.meta.genre, role)
        return place

    def _row(
        self,
        statement: Statement,
        quantities: list[rows.QuantityRow],
        times: list[rows.TimeRow],
        bodies: list[rows.ResponsibilityRow],
        marks: list[rows.StatusRow],
    ) -> rows.TaskRow | rows.AchievementRow:
        """The row of one statement; item and parent are filled in by the caller."""
        start, end = self.quoter.span(statement.start, statement.end)
        quote = self.source.text[start:end]
        section = statement.section
        words = identity.wording(quote)
        titles, path, name = self.tree.place(section)
        identifier, content_hash = self.book.give(titles, words)
        make = rows.AchievementRow if statement.kind == "achievement" else rows.TaskRow
        return make(
            self.doc_id, statement.kind, statement.modality or None, start, end, quote, self.locators.at(start), path, name, "",
            None, quantities, times, bodies, marks, {}, statement.rules, 0.0, 0.0, content_hash, VERSION,
            self.pack_hash, identifier,
        )  # fmt: skip

    def document_row(self) -> rows.DocumentRow:
        """The row of the document itself; call it after `statements`, which fills the items."""
        document, meta = self.document, self.document.meta
        start, end = self.quoter.span(document.start, document.end)
        period = region = None
        if meta.period_text or meta.period_start or meta.period_end:
            period = rows.PeriodRow(meta.period_text, meta.period_start, meta.period_end)
        if meta.region_name or meta.region_code or meta.region_level:
            region = rows.RegionRow(
                meta.region_name, meta.region_code, meta.region_level, meta.region_parents, meta.region_current_code
            )
        quoted = self.quoter.quoted
        issues = [rows.IssueRow(issue.code, issue.message, *quoted(issue)) for issue in document.issues]
        counts = [rows.CountRow(count.state, count.stated, count.found, *quoted(count)) for count in document.counts]
        validity = (
            rows.ValidityRow(*quoted(meta.validity), meta.validity.years, meta.validity.repealed) if meta.validity else None
        )
        return rows.DocumentRow(
            doc_id=self.doc_id, source=self.source.name, sha256=self.sha256, container=list(self.source.container),
            media_type=self.source.media_type, declared_type=self.source.declared_type, encoding=self.source.encoding,
            reader=self.source.reader, status=self.source.status, number=self.place[0], count=self.place[1], start=start, end=end,
            title=meta.title, title_span=self.quoter.maybe(meta.title_span), issuer=meta.issuer, issuers=meta.issuers,
            doc_number=meta.doc_number, doc_number_span=self.quoter.maybe(meta.doc_number_span),
            issued_on=meta.issued_on, issued_on_span=self.quoter.maybe(meta.issued_on_span), addressees=meta.addressees,
            copied_to=meta.copied_to, bases=[rows.BasisRow(*quoted(b), b.title, b.doc_number) for b in meta.bases],
            family=self.quoter.family(meta.family) if meta.family else None, validity=validity, trial=meta.trial,
            effective_from=meta.effective_from, effective_to=meta.effective_to, period=period, region=region,
            genre=meta.genre, year=meta.year, sections=self.tree.rows, items=self.items, counts=counts, issues=issues,
            warnings=list(self.source.warnings), extractor_version=VERSION, pack_hash=self.pack_hash,
        )  # fmt: skip
