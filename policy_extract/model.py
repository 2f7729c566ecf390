"""The light objects that flow through the rooms: slotted, mutable, with offsets into the view.

The public records (pydantic, source offsets) are made from these at the end of the line, in `records`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec


class Span(msgspec.Struct, gc=False):
    """A half-open span of the view."""

    start: int
    end: int


class Issue(Span, gc=False):
    """Something noticed that cannot be trusted (疑点): lost characters, unknown years, sums that do not add up."""

    code: str
    """`lost_characters`, `unknown_year`, `count_mismatch`, `duplicate_number`, `missing_number`, …"""
    message: str


class Heading(Span, gc=False):
    """A heading (标题) and its place in the section tree; the span is the heading's own text, number included."""

    number: str
    """As printed: `一、`, `（一）`, `1.`, `一是`; empty for an unnumbered heading or a title."""
    level: int
    """0 the document title, then by order of nesting in this document."""
    title: str
    parent: int = -1
    """Index of the parent heading in the document's list, -1 for none."""
    section_end: int = 0
    """End of everything below this heading."""
    role: str = ""
    """`basis`, `guidance`, `principles`, `goals`, `tasks`, `safeguards`, `review`, `problems`, `measures`,
    `outlook`, `annex`, `glossary` or empty; inherited from the parent when the own title says nothing."""
    year: int | None = None
    """The year that the heading sets for what is below (三、2026年重点工作)."""
    run_in: bool = False
    """True when the heading is the head of a sentence (一是X，做了Y。): a statement has the same span."""
    rule: str = ""


class Statement(Span, gc=False):
    """One sentence-like unit of the body (语句), the carrier of a task."""

    section: int
    """Index of the innermost heading in the document's list, -1 before the first one."""
    paragraph: int
    """Running number of the paragraph (line) in the document."""
    item: int
    """Running number of the item: the statements below one heading or numbered paragraph share it."""
    kind: str = ""
    """`goal`, `task`, `assignment`, `achievement`, `problem`, `background`, or `status`/`other` for marks and furniture."""
    modality: str | None = None
    rules: list[str] = msgspec.field(default_factory=list)
    column: str = ""
    """What the table column that it stands in holds: `task`, `content`, `target`, `problem`, `progress`, or `indicators`
    for a row of an indicator table; empty outside of tables."""
    deadline: Time | None = None
    """The time in the line or bracket that closes its item (完成时限：…), outside of the statement itself."""


class Time(Span, gc=False):
    """A time expression (时间表达)."""

    kind: str
    """`by`, `during`, `from`, `recurring`, `relative`, `ongoing`, `immediate`, `vague` or `past` (a past event's date)."""
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    granularity: str | None = None
    """`year`, `half`, `quarter`, `month`, `day` or `plan`."""
    every: str | None = None
    """ISO 8601 period of a recurring time."""
    duration: str | None = None
    """ISO 8601 duration of a relative time or a bare length."""
    anchor: str | None = None
    """`document` when read against the document's date, `unknown` for 20xx years, None when complete in itself."""
    deadline: bool = True
    """False for dates in citations, titles, past events: kept for `find_mentions`, no mention of the record."""
    rule: str = ""


class Quantity(Span, gc=False):
    """A number with its unit and everything said about it (数量、指标值)."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    ratio: str | None = None
    fraction: str | None = None
    unit: str = ""
    comparator: str = "eq"
    measure: str | None = None
    direction: str | None = None
    per: str | None = None
    hedge: str | None = None
    implicit: bool = False
    core_start: int = 0
    """Start of the number itself, behind a comparator or verb that belongs to the quote."""
    core_end: int = 0
    """End of number and unit, before a comparator that follows."""
    indicator: str = ""
    indicator_span: tuple[int, int] | None = None
    scope: str | None = None
    phase: str = ""
    """`planned`, `achieved`, `condition`, `reference`; empty before linking; `none` for a number that is no quantity."""
    baseline_value: Decimal | None = None
    baseline_unit: str | None = None
    baseline_date: str | None = None
    baseline_ratio: str | None = None
    when: Time | None = None
    statement: int = -1
    group: int = -1
    """Quantities dealt out by one 分别 share a group number."""
    rules: list[str] = msgspec.field(default_factory=list)


class Responsibility(Span, gc=False):
    """A body (or person) that acts or answers (责任主体) and what it answers for."""

    name: str
    role: str
    shared: bool = False
    generic: bool = False
    person: bool = False
    covers: tuple[int, int] = (0, 0)
    organisation_id: str | None = None
    statement: int = -1
    rule: str = ""


class Status(Span, gc=False):
    """A progress mark (整改、完成状态)."""

    state: str
    """`done`, `partial`, `ongoing`, `not_started` or `undone`."""
    covers: tuple[int, int] = (0, 0)
    as_of: dt.date | None = None
    rule: str = ""


class Count(Span, gc=False):
    """A count that a report states of its own list (总数), with what the list holds."""

    state: str
    """A status state, or `all` for the number of problems."""
    stated: int
    found: int


class TableColumn(Span, gc=False):
    """A column of a table (列); the span is that of its lowest header cell."""

    name: str
    """The header as printed, upper and lower header joined by ` > `."""
    role: str = ""
    """`ordinal`, `category`, `task`, `content`, `target`, `amount`, `investment`, `problem`, `progress`, `status`, `bodies`,
    `people`, `time`, `remark`, `indicator`, `unit`, `attribute`, `growth`, `year`; empty when the header says nothing known."""
    given: str = ""
    """Role that the bodies or persons of the column have: `lead`, `responsible` …"""
    year: int | None = None
    """The year that the header names."""
    standing: str = ""
    """`base` or `target` when the header says which of the two its numbers are."""
    unit: str = ""
    """Unit in the header's brackets: 万元 of 总投资（万元）."""
    rule: str = ""


class TableCell(Span, gc=False):
    """A cell (单元格) as one row reads it; a cell merged over several rows is read by each of them."""

    column: int
    own: bool = True
    """False when the cell is printed in a row above and carried down."""


class TableRow(Span, gc=False):
    """A data row (行): one item. The span runs over its own cells."""

    cells: list[TableCell]
    """The cells that hold anything, by column."""
    times: list[Time] = msgspec.field(default_factory=list)
    """What the time columns say: it governs all statements of the row."""
    quantities: list[Quantity] = msgspec.field(default_factory=list)
    """Bare numbers in cells of their own: they belong to the row's first statement."""
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    """Header and text of the cells that no other field of a record holds."""

    def cell(self, column: int) -> TableCell | None:
        """The cell of a column, if it holds anything."""
        return next((cell for cell in self.cells if cell.column == column), None)


class LedgerTable(Span, gc=False):
    """A table whose columns are understood (任务分解表、指标表)."""

    kind: str
    """`ledger` or `indicators`."""
    columns: list[TableColumn]
    rows: list[TableRow]
    left: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """Spans of header cells, sums and notes: kept, but no statements."""
    groups: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """Spans of cells that name the rows below them (一、稳定增长): lines like any other, so that they may be headings."""


class Basis(Span, gc=False):
    """A document that this one is founded on (制定依据)."""

    title: str | None
    doc_number: str | None


class Annex(Span, gc=False):
    """An annex (附件): the span is its entry in the list of annexes, else its heading."""

    number: str
    """Digits of its number; empty when it is the only one."""
    title: str | None
    place: tuple[int, int] | None = None
    """Where its text stands in the file; None when it is only listed."""


class Family(msgspec.Struct, gc=False):
    """A notice, the text that it issues and the annexes (文件族)."""

    notice_title: str | None = None
    notice_title_span: tuple[int, int] | None = None
    issuer: str | None = None
    doc_number: str | None = None
    issued_on: dt.date | None = None
    issued_title: str | None = None
    """Title of the issued text as the notice names it."""
    issued_text: tuple[int, int] | None = None
    """Where the issued text stands; None when the file holds the notice alone."""
    annexes: list[Annex] = msgspec.field(default_factory=list)


class Validity(Span, gc=False):
    """The sentence about the document's own force (施行、有效期、废止)."""

    years: int | None = None
    repealed: list[str] = msgspec.field(default_factory=list)


class Meta(msgspec.Struct, gc=False):
    """What the title block says about a document (文件要素)."""

    title: str | None = None
    title_span: tuple[int, int] | None = None
    issuer: str | None = None
    issuers: list[str] = msgspec.field(default_factory=list)
    doc_number: str | None = None
    doc_number_span: tuple[int, int] | None = None
    issued_on: dt.date | None = None
    issued_on_span: tuple[int, int] | None = None
    addressees: list[str] = msgspec.field(default_factory=list)
    copied_to: list[str] = msgspec.field(default_factory=list)
    bases: list[Basis] = msgspec.field(default_factory=list)
    family: Family | None = None
    validity: Validity | None = None
    trial: bool = False
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    period_text: str | None = None
    region_name: str | None = None
    region_code: str | None = None
    region_level: str | None = None
    region_parents: list[str] = msgspec.field(default_factory=list)
    region_current_code: str | None = None
    genre: str = "other"
    year: int | None = None
    """The year the document speaks in: 今年, 年底前; from its date, else its title, else its period."""
    issues: list[Issue] = msgspec.field(default_factory=list)
    """Where what stands beside the text (page head, file properties) says otherwise than the text."""


class Document(msgspec.Struct, gc=False):
    """One document of a source: its range in the view and everything found in it."""

    start: int
    end: int
    meta: Meta
    headings: list[Heading] = msgspec.field(default_factory=list)
    statements: list[Statement] = msgspec.field(default_factory=list)
    quantities: list[Quantity] = msgspec.field(default_factory=list)
    times: list[Time] = msgspec.field(default_factory=list)
    responsibilities: list[Responsibility] = msgspec.field(default_factory=list)
    statuses: list[Status] = msgspec.field(default_factory=list)
    issues: list[Issue] = msgspec.field(default_factory=list)
    counts: list[Count] = msgspec.field(default_factory=list)
    tables: list[LedgerTable] = msgspec.field(default_factory=list)


class Clock(msgspec.Struct, gc=False):
    """What a document tells about its own time, never the computer's clock (文件自身的时间基准)."""

    issued_on: dt.date | None = None
    year: int | None = None
    """The year the document speaks in."""
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    plan_year: int | None = None
    """First planned year: 今后五年 begins here."""
    sections: list[tuple[int, int, int]] = msgspec.field(default_factory=list)
    """(start, end, year) of sections whose heading sets a year, outer before inner."""
    reviews: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """(start, end) of sections that look back (工作回顾), sorted and disjoint."""
    looks_back: bool = False
    """True for a text that reports what was done (总结, 先进事迹): a bare year in it is past outside `ahead`."""
    ahead: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """(start, end) of sections that look ahead (下一步打算), for a text that looks back."""

    def year_at(self, offset: int) -> int | None:
        """The year that 今年, 年底前, 全年 mean at this view offset."""
        year = self.year
        for start, end, own in self.sections:
            if start <= offset < end:
                year = own
        return year
