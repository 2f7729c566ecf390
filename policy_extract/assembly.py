"""Puts rows together from a light document: view offsets become source offsets, mentions go to their statements."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from policy_extract import identity, rows
from policy_extract.confidence import Judge, Place
from policy_extract.model import Document, Heading, Quantity, Responsibility, Span, Statement, Status, TableRow, Time
from policy_extract.tasks.tables_kinds import row_problems
from policy_extract.text import Source, View
from policy_extract.version import VERSION

RECORDED_KINDS = frozenset({"goal", "task", "assignment", "problem", "achievement"})
"""Kinds of statements that become records."""
RECORDED_PHASES = frozenset({"planned", "achieved", "condition", "reference"})
"""Phases of quantities that are written; a number that is no quantity has none of these."""

TEXT_TYPES = frozenset({"text/plain", "text/markdown"})
"""Media types of files that are located by line and column."""
DECODED = "decoded"

AnySpan = TypeVar("AnySpan", bound=Span)
Mark = TypeVar("Mark", Responsibility, Status)


def plain(number: Decimal | None) -> Decimal | None:
    """A decimal without exponent and trailing zeros, so that it is written as it is read."""
    if number is None:
        return None
    text = str(number)
    if "E" not in text and (text[-1] != "0" or "." not in text):
        return number
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal(text)


class Kept(Generic[AnySpan]):
    """Mentions of one kind in text order, asked for by the spans of statements."""

    def __init__(self, items: Iterable[AnySpan]) -> None:
        """Sort the items by their start; a last start beyond every text closes the list."""
        self._items = sorted(items, key=lambda item: item.start)
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
    for mark in sorted(marks, key=lambda m: m.start):
        indices = governed(statements, starts, mark.covers)
        own = bisect_right(starts, mark.start) - 1
        if own >= 0 and mark.start < statements[own].end and own not in indices:
            indices.append(own)
        for index in indices:
            found[index].append(mark)
    return found


class Quoter:
    """Source spans and quotes of view spans, and the rows of the mentions made with them."""

    def __init__(self, view: View, source: Source) -> None:
        """Quote from this source through this view."""
        self.span = view.span
        self.text = source.text
        self._view = view.text

    def number(self, heading: Heading) -> str:
        """The number of a heading as printed in the source (1．, not the 1. of the view)."""
        end = heading.start + len(heading.number)
        if not heading.number or self._view[heading.start : end] != heading.number:
            return heading.number
        start, end = self.span(heading.start, end)
        return self.text[start:end]

    def time(self, time: Time) -> rows.TimeRow:
        """The row of a time expression."""
        start, end = self.span(time.start, time.end)
        return rows.TimeRow(
            start, end, self.text[start:end], time.kind, time.start_date, time.end_date, time.granularity, time.every,
            time.duration, time.anchor, [time.rule] if time.rule else [],
        )  # fmt: skip

    def quantity(self, quantity: Quantity) -> rows.QuantityRow:
        """The row of a quantity with its baseline and the time that governs it."""
        start, end = self.span(quantity.start, quantity.end)
        baseline = None
        if quantity.baseline_value is not None or quantity.baseline_date is not None:
            baseline = rows.BaselineRow(plain(quantity.baseline_value), quantity.baseline_unit, quantity.baseline_date)
        low = high = None
        if quantity.low is not None or quantity.high is not None:
            low, high = plain(quantity.low), plain(quantity.high)
        return rows.QuantityRow(
            start, end, self.text[start:end], quantity.phase, quantity.indicator,
            self.span(*quantity.indicator_span) if quantity.indicator_span else None, quantity.scope, quantity.comparator,
            plain(quantity.value), low, high, quantity.ratio, quantity.fraction,
            quantity.unit, quantity.measure, quantity.direction, baseline, quantity.per, quantity.hedge, quantity.implicit,
            self.time(quantity.when) if quantity.when is not None else None,
            quantity.group if quantity.group >= 0 else None, quantity.rules,
        )  # fmt: skip

    def responsibility(self, body: Responsibility) -> rows.ResponsibilityRow:
        """The row of a body or person that answers."""
        start, end = self.span(body.start, body.end)
        quote = self.text[start:end]
        return rows.ResponsibilityRow(
            start, end, quote, None if body.person else identity.wording(quote), body.organisation_id,
            body.name if body.person else None, body.name, body.role, body.shared, body.generic,
            self.span(*body.covers), [body.rule] if body.rule else [],
        )  # fmt: skip

    def status(self, status: Status) -> rows.StatusRow:
        """The row of a progress mark."""
        start, end = self.span(status.start, status.end)
        return rows.StatusRow(
            start, end, self.text[start:end], status.state, status.as_of, self.span(*status.covers),
            [status.rule] if status.rule else [],
        )  # fmt: skip


class Locators:
    """Says where in the file a place of the text stands (出处定位)."""

    def __init__(self, source: Source) -> None:
        """Take the blocks with a locator in text order; a text without any is located by line and column."""
        self._text = source.text
        blocks = [block for block in source.blocks if block.locator]
        self._by_line = source.media_type in TEXT_TYPES and source.encoding != DECODED
        self._blocks = [] if self._by_line else sorted(blocks, key=lambda block: (block.start, -block.end))
        self._starts = [block.start for block in self._blocks]
        self._line, self._line_start = 1, 0

    def at(self, offset: int) -> str | None:
        """The locator of the place; offsets are asked for in text order, so that lines are counted once."""
        if self._by_line:
            if offset < self._line_start:
                self._line, self._line_start = 1, 0
            self._line += self._text.count("\n", self._line_start, offset)
            self._line_start = self._text.rfind("\n", 0, offset) + 1
            return f"text[{self._line}:{offset - self._line_start + 1}]"
        index = bisect_right(self._starts, offset) - 1
        return self._blocks[index].locator if index >= 0 and offset < self._blocks[index].end else None


class SectionTree:
    """Rows, paths and titles of a document's sections by heading index."""

    def __init__(self, headings: Sequence[Heading], quoter: Quoter, document_end: int) -> None:
        """Walk the headings once; parents stand before their children."""
        self.rows: list[rows.SectionRow] = []
        self._paths: dict[int, list[str]] = {-1: []}
        self._titles: dict[int, tuple[str, ...]] = {-1: ()}
        self._places: dict[int, tuple[tuple[str, ...], list[str], str | None]] = {}
        self._headings = headings
        for index, heading in enumerate(headings):
            start, end = quoter.span(heading.start, heading.end)
            parent = heading.parent if heading.parent < index else -1
            above = self._paths[parent], self._titles[parent]
            number = quoter.number(heading)
            shown = [number + heading.title] if heading.level > 0 else []
            self._paths[index] = above[0] + shown
            self._titles[index] = above[1] + ((heading.title,) if shown else ())
            below = max(heading.section_end, heading.end)
            self.rows.append(
                rows.SectionRow(
                    self.name(index) or "", self.name(parent), number, heading.level, heading.title, start, end,
                    quoter.text[start:end], quoter.span(heading.start, min(below, max(document_end, heading.end)))[1],
                    heading.role or None, heading.year, [heading.rule] if heading.rule else [],
                )
            )  # fmt: skip

    @staticmethod
    def name(index: int) -> str | None:
        """The id of a section within its document."""
        return f"s{index + 1}" if index >= 0 else None

    def place(self, index: int) -> tuple[tuple[str, ...], list[str], str | None]:
        """Titles without numbers (what identity hangs on), path and id of a section."""
        known = self._places.get(index)
        if known is None:
            known = self._places[index] = self._titles.get(index, ()), self._paths.get(index, []), self.name(index)
        return known

    def holds(self, upper: int, lower: int) -> bool:
        """Whether a section is another one or stands above it."""
        while lower > upper:
            lower = self._headings[lower].parent if lower < len(self._headings) else -1
        return lower == upper


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

    def statements(self) -> list[rows.TaskRow | rows.AchievementRow]:
        """The task and achievement rows in text order; fills `items`."""
        document, quoter = self.document, self.quoter
        statements = sorted(document.statements, key=lambda s: s.start)
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
            row = self._row(
                statement,
                [quoter.quantity(q) for q in quantities.within(start, end)],
                [quoter.time(t) for t in times.within(start, end)],
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
            self.judge.fill(row, self._place_of(statement))
            found.append(row)
        self.items = items.close()
        return found

    def _place_of(self, statement: Statement) -> Place:
        """Genre of the document and role of the section, for judging how sure a record is."""
        section = statement.section
        role = self.document.headings[section].role if 0 <= section < len(self.document.headings) else ""
        return Place(self.document.meta.genre, role)

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
            region = rows.RegionRow(meta.region_name, meta.region_code, meta.region_level)
        issues = []
        for issue in document.issues:
            a, b = self.quoter.span(issue.start, issue.end)
            issues.append(rows.IssueRow(issue.code, issue.message, a, b, self.source.text[a:b]))
        counts = []
        for count in document.counts:
            a, b = self.quoter.span(count.start, count.end)
            counts.append(rows.CountRow(count.state, count.stated, count.found, a, b, self.source.text[a:b]))
        return rows.DocumentRow(
            doc_id=self.doc_id, source=self.source.name, sha256=self.sha256, container=list(self.source.container),
            media_type=self.source.media_type, declared_type=self.source.declared_type, encoding=self.source.encoding,
            reader=self.source.reader, status=self.source.status, number=self.place[0], count=self.place[1], start=start, end=end,
            title=meta.title,
            title_span=self.quoter.span(*meta.title_span) if meta.title_span else None, issuer=meta.issuer,
            doc_number=meta.doc_number, issued_on=meta.issued_on, effective_from=meta.effective_from,
            effective_to=meta.effective_to, period=period, region=region, genre=meta.genre, year=meta.year,
            sections=self.tree.rows, items=self.items, counts=counts, issues=issues, warnings=list(self.source.warnings),
            extractor_version=VERSION, pack_hash=self.pack_hash,
        )  # fmt: skip


class RowBook:
    """What a table row gives to its statements beside their own words: times, bare numbers, cells that no field holds."""

    def __init__(self, document: Document, statements: Sequence[Statement], starts: Sequence[int]) -> None:
        """Note the row of each statement, the bare numbers of the row's first one, and the problem that it answers to."""
        self._rows: dict[int, TableRow] = {}
        self._first: dict[int, int] = {}
        for table in document.tables:
            for row in table.rows:
                for index in range(bisect_left(starts, row.start), bisect_left(starts, row.end)):
                    if statements[index].column and statements[index].kind in RECORDED_KINDS:
                        self._rows[index] = row
                        self._first.setdefault(id(row), index)
        self._statements = statements
        self._problems = row_problems(document)
        self._named: dict[int, str] = {}

    def add(self, index: int, row: rows.TaskRow | rows.AchievementRow, quoter: Quoter) -> None:
        """Put what the table row says into the row of a statement."""
        table_row = self._rows.get(index)
        if table_row is None:
            return
        own = self._statements[index]
        row.columns = dict(table_row.columns)
        row.times += [quoter.time(time) for time in table_row.times if not own.start <= time.start < own.end]
        if self._first[id(table_row)] == index:
            quantities = [q for q in table_row.quantities if q.phase in RECORDED_PHASES]
            row.quantities += [quoter.quantity(q) for q in quantities if not own.start <= q.start < own.end]

    def parent(self, index: int, identifier: str) -> str | None:
        """Id of the problem that a statement's row names, if it was given before."""
        self._named[index] = identifier
        problem = self._problems.get(index)
        return self._named.get(problem) if problem is not None else None


class ItemBook:
    """Gathers the records of one numbered item or paragraph under an item row, whose id is made from its first record's."""

    def __init__(self, quoter: Quoter) -> None:
        """Begin with no items."""
        self._quoter = quoter
        self._items: dict[int, rows.ItemRow] = {}

    def add(self, statement: Statement, row: rows.TaskRow | rows.AchievementRow, identifier: str) -> str:
        """Put a record into its statement's item; returns the item's id."""
        item = self._items.get(statement.item)
        if item is None:
            item = rows.ItemRow(f"item-{identifier}", row.section_id, row.section_path, row.start, row.end, "", [])
            self._items[statement.item] = item
        item.members.append(identifier)
        item.end = row.end
        return item.item_id

    def close(self) -> list[rows.ItemRow]:
        """The item rows in text order."""
        found = list(self._items.values())
        for item in found:
            item.quote = self._quoter.text[item.start : item.end]
        return found


class ProblemLinks:
    """In a rectification report: which problem a measure answers to (问题 → 整改措施)."""

    def __init__(self, tree: SectionTree) -> None:
        """Begin before the first problem."""
        self._tree = tree
        self._problem: tuple[int, str] | None = None

    def parent(self, statement: Statement, identifier: str) -> str | None:
        """The id of the last problem whose section holds this statement; a problem itself has none."""
        if statement.kind == "problem":
            self._problem = statement.section, identifier
            return None
        if self._problem is not None and self._tree.holds(self._problem[0], statement.section):
            return self._problem[1]
        return None
