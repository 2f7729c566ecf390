"""View offsets become source offsets: quotes, mention rows and locators of one document."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from typing import Final

from policy_extract import identity, rows
from policy_extract.model import Family, Heading, Quantity, Responsibility, Span, Status, Time
from policy_extract.text import Source, View

TEXT_TYPES: Final = frozenset({"text/plain", "text/markdown"})
"""Media types of files that are located by line and column."""
DECODED: Final = "decoded"
LINE_END: Final = re.compile("\n")


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


class Quoter:
    """Source spans and quotes of view spans, and the rows of the mentions made with them."""

    def __init__(self, view: View, source: Source) -> None:
        """Quote from this source through this view."""
        self.span = view.span
        self.text = source.text
        self._view = view.text

    def quoted(self, item: Span) -> tuple[int, int, str]:
        """Source span and words of an item."""
        start, end = self.span(item.start, item.end)
        return start, end, self.text[start:end]

    def maybe(self, span: tuple[int, int] | None) -> tuple[int, int] | None:
        """Source span of a view span that may be missing."""
        return self.span(*span) if span is not None else None

    def family(self, family: Family) -> rows.FamilyRow:
        """The row of a notice with its annexes."""
        annexes = [rows.AnnexRow(*self.quoted(a), a.number, a.title, self.maybe(a.place)) for a in family.annexes]
        return rows.FamilyRow(
            family.notice_title, self.maybe(family.notice_title_span), family.issuer, family.doc_number, family.issued_on,
            family.issued_title, self.maybe(family.issued_text), annexes,
        )  # fmt: skip

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
        if quantity.baseline_value is not None or quantity.baseline_date is not None or quantity.baseline_ratio is not None:
            value, unit = plain(quantity.baseline_value), quantity.baseline_unit
            baseline = rows.BaselineRow(value, unit, quantity.baseline_date, quantity.baseline_ratio)
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
        blocks = [block for block in source.blocks if block.locator]
        self._by_line = source.media_type in TEXT_TYPES and source.encoding != DECODED
        self._blocks = [] if self._by_line else sorted(blocks, key=lambda block: (block.start, -block.end))
        self._starts = [block.start for block in self._blocks]
        self._lines: list[int] = []
        if self._by_line:
            self._lines = [0]
            self._lines += [match.end() for match in LINE_END.finditer(source.text)]

    def at(self, offset: int) -> str | None:
        """The locator of the place."""
        if self._by_line:
            line = bisect_right(self._lines, offset)
            return f"text[{line}:{offset - self._lines[line - 1] + 1}]"
        index = bisect_right(self._starts, offset) - 1
        return self._blocks[index].locator if index >= 0 and offset < self._blocks[index].end else None
