"""Books kept while the rows of a document are made: its sections, table rows, items and the problems that measures answer to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from policy_extract import rows
from policy_extract.model import Document, Heading, Statement, TableRow
from policy_extract.quoting import Quoter
from policy_extract.tasks.tables_kinds import row_problems

RECORDED_KINDS: Final = frozenset({"goal", "task", "assignment", "problem", "achievement"})
"""Kinds of statements that become records."""
RECORDED_PHASES: Final = frozenset({"planned", "achieved", "condition", "reference"})
"""Phases of quantities that are written; a number that is no quantity has none of these."""


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
