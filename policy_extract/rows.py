"""Light rows: the same fields as `records`, as slotted structs, for the hot path to JSON Lines.

What each field means is said once, in `records`; a test keeps the two alike. All offsets are source offsets.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec


class BaselineRow(msgspec.Struct, gc=False):
    """Light form of `records.Baseline`."""

    value: Decimal | None
    unit: str | None
    date: str | None
    ratio: str | None = None


class TimeRow(msgspec.Struct, gc=False):
    """Light form of `records.TimeRecord`."""

    start: int
    end: int
    quote: str
    kind: str
    start_date: dt.date | None
    end_date: dt.date | None
    granularity: str | None
    every: str | None
    duration: str | None
    anchor: str | None
    rules: list[str]
    confidence: float = 0.0


class QuantityConfidenceRow(msgspec.Struct, gc=False):
    """Light form of `records.QuantityConfidence`."""

    number: float
    indicator: float
    phase: float
    when: float


class QuantityRow(msgspec.Struct, gc=False):
    """Light form of `records.QuantityRecord`."""

    start: int
    end: int
    quote: str
    phase: str
    indicator: str
    indicator_span: tuple[int, int] | None
    scope: str | None
    comparator: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    ratio: str | None
    fraction: str | None
    unit: str
    measure: str | None
    direction: str | None
    baseline: BaselineRow | None
    per: str | None
    hedge: str | None
    implicit: bool
    when: TimeRow | None
    group: int | None
    rules: list[str]
    confidence: QuantityConfidenceRow | None = None


class ResponsibilityRow(msgspec.Struct, gc=False):
    """Light form of `records.ResponsibilityRecord`."""

    start: int
    end: int
    quote: str
    organisation: str | None
    organisation_id: str | None
    person: str | None
    name: str
    role: str
    shared: bool
    generic: bool
    covers: tuple[int, int]
    rules: list[str]
    confidence: float = 0.0


class StatusRow(msgspec.Struct, gc=False):
    """Light form of `records.StatusRecord`."""

    start: int
    end: int
    quote: str
    state: str
    as_of: dt.date | None
    covers: tuple[int, int]
    rules: list[str]
    confidence: float = 0.0


class StatementRow(msgspec.Struct, gc=False):
    """What tasks and achievements share; light form of `records.StatementRecord`."""

    doc_id: str
    kind: str
    modality: str | None
    start: int
    end: int
    quote: str
    locator: str | None
    section_path: list[str]
    section_id: str | None
    item_id: str
    parent_id: str | None
    quantities: list[QuantityRow]
    times: list[TimeRow]
    responsibilities: list[ResponsibilityRow]
    statuses: list[StatusRow]
    columns: dict[str, str]
    rules: list[str]
    confidence: float
    kind_confidence: float
    content_hash: str
    extractor_version: str
    pack_hash: str


class TaskRow(StatementRow, gc=False, tag_field="record", tag="task"):
    """Light form of `records.TaskRecord`."""

    task_id: str


class AchievementRow(StatementRow, gc=False, tag_field="record", tag="achievement"):
    """Light form of `records.AchievementRecord`."""

    achievement_id: str


class PeriodRow(msgspec.Struct, gc=False):
    """Light form of `records.Period`."""

    text: str | None
    start_date: dt.date | None
    end_date: dt.date | None


class RegionRow(msgspec.Struct, gc=False):
    """Light form of `records.Region`."""

    name: str | None
    code: str | None
    level: str | None
    parents: list[str]
    current_code: str | None


class BasisRow(msgspec.Struct, gc=False):
    """Light form of `records.BasisRecord`."""

    start: int
    end: int
    quote: str
    title: str | None
    doc_number: str | None


class AnnexRow(msgspec.Struct, gc=False):
    """Light form of `records.AnnexRecord`."""

    start: int
    end: int
    quote: str
    number: str
    title: str | None
    place: tuple[int, int] | None


class FamilyRow(msgspec.Struct, gc=False):
    """Light form of `records.Family`."""

    notice_title: str | None
    notice_title_span: tuple[int, int] | None
    issuer: str | None
    doc_number: str | None
    issued_on: dt.date | None
    issued_title: str | None
    issued_text: tuple[int, int] | None
    annexes: list[AnnexRow]


class ValidityRow(msgspec.Struct, gc=False):
    """Light form of `records.ValidityRecord`."""

    start: int
    end: int
    quote: str
    years: int | None
    repealed: list[str]


class SectionRow(msgspec.Struct, gc=False):
    """Light form of `records.SectionRecord`."""

    section_id: str
    parent_id: str | None
    number: str
    level: int
    title: str
    start: int
    end: int
    quote: str
    section_end: int
    role: str | None
    year: int | None
    rules: list[str]


class ItemRow(msgspec.Struct, gc=False):
    """Light form of `records.ItemRecord`."""

    item_id: str
    section_id: str | None
    section_path: list[str]
    start: int
    end: int
    quote: str
    members: list[str]


class IssueRow(msgspec.Struct, gc=False):
    """Light form of `records.IssueRecord`."""

    code: str
    message: str
    start: int
    end: int
    quote: str


class CountRow(msgspec.Struct, gc=False):
    """Light form of `records.CountRecord`."""

    state: str
    stated: int
    found: int
    start: int
    end: int
    quote: str


class DocumentRow(msgspec.Struct, kw_only=True, gc=False, tag_field="record", tag="document"):
    """Light form of `records.DocumentRecord`."""

    doc_id: str
    source: str
    sha256: str
    container: list[str]
    media_type: str
    declared_type: str
    encoding: str
    reader: str
    status: str
    number: int
    count: int
    start: int
    end: int
    title: str | None
    title_span: tuple[int, int] | None
    issuer: str | None
    issuers: list[str]
    doc_number: str | None
    doc_number_span: tuple[int, int] | None
    issued_on: dt.date | None
    issued_on_span: tuple[int, int] | None
    addressees: list[str]
    copied_to: list[str]
    bases: list[BasisRow]
    family: FamilyRow | None
    validity: ValidityRow | None
    trial: bool
    effective_from: dt.date | None
    effective_to: dt.date | None
    period: PeriodRow | None
    region: RegionRow | None
    genre: str
    year: int | None
    sections: list[SectionRow]
    items: list[ItemRow]
    counts: list[CountRow]
    issues: list[IssueRow]
    warnings: list[str]
    extractor_version: str
    pack_hash: str


_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(row: msgspec.Struct | dict[str, Any]) -> bytes:
    """One row as a line of JSON (without the line end); decimals are plain JSON numbers."""
    return _ENCODER.encode(row)
