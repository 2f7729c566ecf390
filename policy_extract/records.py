"""The public contract: what `policy-extract` finds, as validated records.

Offsets (`start`, `end`, `covers`, `*_span`) are half-open Unicode code points into the decoded source text before any
clean-up: `text[start:end] == quote` holds for every record. Dates are ISO 8601 calendar dates, periods and durations ISO 8601
durations. Numbers are exact decimals in `unit`, with 万 and 亿 already multiplied in; in JSON they are plain numbers.
JSON Schemas in docs/schema are generated from this module.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema


def _json_number(value: Decimal) -> int | float:
    """A decimal as a plain JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    PlainSerializer(_json_number, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""An exact decimal, written to JSON as a plain number."""

TaskKind = Literal["goal", "task", "assignment", "problem"]
Modality = Literal["require", "strive", "encourage", "explore", "permit", "forbid"]
Phase = Literal["planned", "achieved", "condition", "reference"]
Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx", "range"]
Measure = Literal["level", "change", "growth", "multiple", "rank", "ratio", "coverage"]
Direction = Literal["up", "down", "none"]
TimeKind = Literal["by", "during", "from", "to", "recurring", "relative", "ongoing", "immediate", "vague", "past"]
Granularity = Literal["year", "half", "quarter", "month", "day", "plan"]
Anchor = Literal["document", "unknown"]
Role = Literal["lead", "responsible", "cooperate", "guide", "supervise", "implement"]
State = Literal["done", "partial", "ongoing", "not_started", "undone"]
ReadStatus = Literal["ok", "partial", "damaged", "list", "stub"]
Genre = Literal["plan", "work_report", "progress", "rectification", "ledger", "other"]
RegionLevel = Literal["nation", "province", "prefecture", "county", "township", "organisation"]


class Record(BaseModel):
    """Common ground of all records: immutable, no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class SpanRecord(Record):
    """Something that stands at one place of the source (出处)."""

    start: int = Field(ge=0, description="First code point of the quote in the source text.")
    end: int = Field(ge=0, description="Code point behind the last one of the quote.")
    quote: str = Field(description="The exact words of the source: text[start:end].")


class Baseline(Record):
    """The stated starting point of a change (基期值)."""

    value: Number | None = Field(None, description="Starting value in `unit`; null when only the date is stated.")
    unit: str | None = Field(None, description="Unit of the starting value.")
    date: str | None = Field(None, description="Starting year or date as stated, ISO 8601 (`2020`, `2020-12-31`).")
    ratio: str | None = Field(None, description="Starting proportion, as `13.3:41.7:45.0`; then there is no value.")


class TimeRecord(SpanRecord):
    """A time expression with the days it means (时间要求)."""

    kind: TimeKind = Field(description="by (到…前), during, from, to, recurring, relative, ongoing, immediate, vague or past.")
    start_date: dt.date | None = Field(None, description="First day, null when open or unknown.")
    end_date: dt.date | None = Field(None, description="Last day, null when open or unknown.")
    granularity: Granularity | None = Field(None, description="How fine the expression is.")
    every: str | None = Field(None, description="Period of a recurring time, ISO 8601 duration (每季度 is P3M).")
    duration: str | None = Field(None, description="Length of a relative time, ISO 8601 duration (三年内 is P3Y).")
    anchor: Anchor | None = Field(
        None, description="document: read against the document's own date; unknown: cannot be dated (20xx年)."
    )
    rules: list[str] = Field(default_factory=list, description="Ids of the pattern rules that fired.")
    confidence: float = Field(0.0, ge=0, le=1, description="Probability that kind and dates are right (置信度).")


class QuantityConfidence(Record):
    """How sure the parts of a quantity are (置信度): probabilities from 0 to 1."""

    number: float = Field(description="Value, unit and comparator, and that it is a planned or achieved quantity at all.")
    indicator: float = Field(description="The name of the thing measured.")
    phase: float = Field(description="Planned, achieved, condition or reference.")
    when: float = Field(description="The time it holds for.")


class QuantityRecord(SpanRecord):
    """A number with its unit, its indicator and its phase (量化指标)."""

    phase: Phase = Field(
        description="planned: committed to; achieved: reported as attained; condition: a threshold; reference: another's figure."
    )
    indicator: str = Field(description="The thing measured, as the text names it (指标); empty when none could be named.")
    indicator_span: tuple[int, int] | None = Field(None, description="Source span of the indicator's words.")
    scope: str | None = Field(None, description="Whose number it is (范围): 全市三级医院.")
    comparator: Comparator = Field(
        description="eq, ge (以上/不低于), gt (超过/突破), le (以内/不超过), lt (低于), approx (左右), range."
    )
    value: Number | None = Field(None, description="The number in `unit`, 万 and 亿 multiplied in.")
    low: Number | None = Field(None, description="Lower end of a range, in `unit`.")
    high: Number | None = Field(None, description="Upper end of a range, in `unit`.")
    ratio: str | None = Field(None, description="A proportion as `1:2`; then there is no value.")
    fraction: str | None = Field(None, description="A fraction as printed, `2/3`; `value` holds it rounded to six places.")
    unit: str = Field(description="Canonical unit: %, 百分点, 元, 元/户, 公里, 人 …; empty when there is none.")
    measure: Measure | None = Field(
        None, description="level, change (a difference), growth (a rate), multiple, rank, ratio or coverage."
    )
    direction: Direction | None = Field(None, description="up, down or none.")
    baseline: Baseline | None = Field(None, description="The stated starting value or date.")
    per: str | None = Field(None, description="The period the number is for, ISO 8601 duration (每年 is P1Y).")
    hedge: str | None = Field(None, description="A softening word as printed: 力争, 左右, 约.")
    implicit: bool = Field(False, description="True when the number is said in words only: 全覆盖, 翻番.")
    when: TimeRecord | None = Field(None, description="The time it holds for: its own, else the governing one.")
    group: int | None = Field(None, description="Quantities dealt out by one 分别 share this number.")
    rules: list[str] = Field(default_factory=list, description="Ids of the pattern rules that fired.")
    confidence: QuantityConfidence | None = Field(None, description="How sure its parts are, each by itself (置信度).")


class ResponsibilityRecord(SpanRecord):
    """A body or person that acts or answers (责任主体)."""

    organisation: str | None = Field(None, description="The body as printed, without role words; null for a person.")
    organisation_id: str | None = Field(None, description="Canonical name of the body, level and place kept.")
    person: str | None = Field(None, description="A leader named by the text, or a post (院长) with generic true.")
    name: str = Field(description="Name of the body or person with a shared prefix restored: 市财政局.")
    role: Role = Field(description="lead, responsible, cooperate, guide, supervise or implement.")
    shared: bool = Field(False, description="True for 按职责分工负责.")
    generic: bool = Field(False, description="True when no particular body is meant: 各部门, 有关单位.")
    covers: tuple[int, int] = Field(description="Source span of what the body answers for.")
    rules: list[str] = Field(default_factory=list, description="Ids of the pattern rules that fired.")
    confidence: float = Field(0.0, ge=0, le=1, description="Probability that name, role and cover are right (置信度).")


class StatusRecord(SpanRecord):
    """A progress mark (完成状态)."""

    state: State = Field(description="done, partial, ongoing, not_started or undone.")
    as_of: dt.date | None = Field(None, description="The day the mark speaks of, when stated.")
    covers: tuple[int, int] = Field(description="Source span of what the mark speaks of.")
    rules: list[str] = Field(default_factory=list, description="Ids of the pattern rules that fired.")
    confidence: float = Field(0.0, ge=0, le=1, description="Probability that the state is right (置信度).")


class StatementRecord(SpanRecord):
    """What task and achievement records share: one statement (语句) and everything linked to it."""

    doc_id: str = Field(description="The document it stands in.")
    modality: Modality | None = Field(None, description="require, strive, encourage, explore, permit or forbid.")
    locator: str | None = Field(
        None, description="Where it begins in the file: html[…], sheet[…], text[line:column] …; null for a decoded text."
    )
    section_path: list[str] = Field(description="Headings above it from the outermost, numbers as printed.")
    section_id: str | None = Field(None, description="The innermost section in the document record.")
    item_id: str = Field(description="The item (numbered paragraph) it belongs to, in the document record.")
    parent_id: str | None = Field(None, description="For a measure reported under a problem: the id of the problem's record.")
    quantities: list[QuantityRecord] = Field(
        default_factory=list, description="Quantities that stand in the statement, or in bare cells of its table row."
    )
    times: list[TimeRecord] = Field(
        default_factory=list,
        description="Time expressions in the statement, in its table row's column of times, or in the line or bracket that "
        "gives the deadline of its item.",
    )
    responsibilities: list[ResponsibilityRecord] = Field(
        default_factory=list, description="Bodies and persons that answer for the statement, wherever they stand."
    )
    statuses: list[StatusRecord] = Field(default_factory=list, description="Progress marks that speak of the statement.")
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="For a table row: header and text of the cells that no other field holds (类别, 属性, unknown headers).",
    )
    rules: list[str] = Field(default_factory=list, description="Ids of the rules that decided kind and modality.")
    confidence: float = Field(0.0, ge=0, le=1, description="Probability that nothing in the record is wrong or missing (置信度).")
    kind_confidence: float = Field(0.0, ge=0, le=1, description="Probability that the kind is right.")
    content_hash: str = Field(description="Hash of the statement's words, white space apart: equal wherever the wording is.")
    extractor_version: str = Field(description="Version of policy-extract.")
    pack_hash: str = Field(description="Hash of the pattern pack.")


class TaskRecord(StatementRecord):
    """Something planned, required, assigned or found wanting (任务)."""

    record: Literal["task"] = "task"
    task_id: str = Field(description="Stable id from document, section titles and wording; free of offsets and numbering.")
    kind: TaskKind = Field(description="goal, task, assignment or problem.")


class AchievementRecord(StatementRecord):
    """Something reported as done or reached (成效): never a task."""

    record: Literal["achievement"] = "achievement"
    achievement_id: str = Field(description="Stable id, made like a task_id.")
    kind: Literal["achievement"] = "achievement"


class Period(Record):
    """The plan period named in the title (规划期)."""

    text: str | None = Field(None, description="As printed: 2021—2025年, “十四五”.")
    start_date: dt.date | None = Field(None, description="First day.")
    end_date: dt.date | None = Field(None, description="Last day.")


class Region(Record):
    """The place a document governs, or the organisation it is of (适用地区)."""

    name: str | None = Field(None, description="Name of the place or organisation.")
    code: str | None = Field(
        None, description="GB/T 2260 code; null when the table has none or when namesakes (鼓楼区) cannot be told apart."
    )
    level: RegionLevel | None = Field(None, description="nation, province, prefecture, county, township or organisation.")
    parents: list[str] = Field(default_factory=list, description="Names of the places it lies in, the province first.")
    current_code: str | None = Field(None, description="For a place since renamed or reformed (撤县设区): the code of today.")


class BasisRecord(SpanRecord):
    """A document that this one says it is founded on (制定依据): 根据《…》（国发〔2021〕4号）."""

    title: str | None = Field(None, description="Its title; null when only its number is given.")
    doc_number: str | None = Field(None, description="Its number; null when only its title is given.")


class AnnexRecord(SpanRecord):
    """An annex (附件); the span is its entry in the list of annexes, else the heading over its text."""

    number: str = Field(description="Digits of its number; empty when it is the only one.")
    title: str | None = Field(None, description="Its title.")
    place: tuple[int, int] | None = Field(None, description="Where its text stands in this file; null when it is only listed.")


class Family(Record):
    """A notice, the text that it issues and the annexes (文件族), told as one document.

    The document's own title is that of the issued text when it stands in the file; what the notice says is kept here.
    """

    notice_title: str | None = Field(
        None, description="Title of the notice (关于印发…的通知); null for a text with annexes only."
    )
    notice_title_span: tuple[int, int] | None = Field(None, description="Source span of the notice's title.")
    issuer: str | None = Field(None, description="Who issued the notice.")
    doc_number: str | None = Field(None, description="Number of the notice.")
    issued_on: dt.date | None = Field(None, description="Date of the notice.")
    issued_title: str | None = Field(None, description="Title of the issued text as the notice names it.")
    issued_text: tuple[int, int] | None = Field(
        None, description="Source span of the issued text; null when the file holds the notice alone."
    )
    annexes: list[AnnexRecord] = Field(default_factory=list, description="Annexes, listed or attached, in order.")


class ValidityRecord(SpanRecord):
    """The sentence about the document's own force (施行、有效期、废止)."""

    years: int | None = Field(None, description="Validity in whole years, as printed.")
    repealed: list[str] = Field(default_factory=list, description="Documents that it repeals (同时废止), titles or numbers.")


class SectionRecord(SpanRecord):
    """A heading (标题) and its place in the section tree; the span is that of the heading's own text."""

    section_id: str = Field(description="Running id within the document: s1, s2 …")
    parent_id: str | None = Field(None, description="Id of the section above, null at the top.")
    number: str = Field(description="Number as printed: （一）; empty when there is none.")
    level: int = Field(ge=0, description="0 the document title, then by order of nesting in this document.")
    title: str = Field(description="Title without number.")
    section_end: int = Field(description="End of everything below the heading.")
    role: str | None = Field(None, description="What the section is for: goals, tasks, safeguards, review, problems …")
    year: int | None = Field(None, description="The year that the heading sets for what is below.")
    rules: list[str] = Field(default_factory=list, description="Ids of the pattern rules that fired.")


class ItemRecord(SpanRecord):
    """A numbered item or paragraph (条目): the parent of the statements in it."""

    item_id: str = Field(description="Stable id, made from the id of its first record.")
    section_id: str | None = Field(None, description="The innermost section.")
    section_path: list[str] = Field(description="Headings above it from the outermost.")
    members: list[str] = Field(description="Ids of the task and achievement records in it, in text order.")


class IssueRecord(SpanRecord):
    """Something noticed that could not be trusted (疑点)."""

    code: str = Field(
        description="lost_characters, unknown_year, count_mismatch, duplicate_number, missing_number, fact_mismatch …"
    )
    message: str = Field(description="What was noticed, in words.")


class CountRecord(SpanRecord):
    """A count that a rectification report states of its own list (总数), held against the status marks of the list."""

    state: str = Field(description="done, partial, ongoing, not_started, undone, or all for the number of problems.")
    stated: int = Field(description="The number printed.")
    found: int = Field(description="The number of marks found in the list.")


class DocumentRecord(Record):
    """One document (文件); a file that holds several gives several."""

    record: Literal["document"] = "document"
    doc_id: str = Field(description="Hash of the source text, plus #n when one file holds several documents.")
    source: str = Field(description="Name of the file as given by the caller.")
    sha256: str = Field(description="SHA-256 of the decoded source text in UTF-8.")
    container: list[str] = Field(default_factory=list, description="Names of the archives around the file, outermost first.")
    media_type: str = Field(description="Media type of the file by its content.")
    declared_type: str = Field("", description="Media type that the file's name or sender states; empty when none does.")
    encoding: str = Field(description="Encoding of a text file; `decoded` when a decoded text was given, empty for binary files.")
    reader: str = Field("", description="What read the file, with the version of its library.")
    status: ReadStatus = Field(
        "ok", description="ok; partial: some of it could not be read; damaged; list: a page of links; stub: no body."
    )
    number: int = Field(ge=1, description="Place of the document in its file, from 1.")
    count: int = Field(ge=1, description="Number of documents in the file.")
    start: int = Field(ge=0, description="First code point of the document in the source text.")
    end: int = Field(ge=0, description="Code point behind the last one.")
    title: str | None = Field(None, description="Title as printed, line ends taken out.")
    title_span: tuple[int, int] | None = Field(None, description="Source span of the title.")
    issuer: str | None = Field(None, description="Issuing body (发文机关); joint ones joined by 、.")
    issuers: list[str] = Field(default_factory=list, description="Issuing bodies one by one (联合发文).")
    doc_number: str | None = Field(None, description="Document number (发文字号), white space apart as printed.")
    doc_number_span: tuple[int, int] | None = Field(None, description="Source span of the number.")
    issued_on: dt.date | None = Field(None, description="Date of issue (成文日期).")
    issued_on_span: tuple[int, int] | None = Field(None, description="Source span of the date.")
    addressees: list[str] = Field(default_factory=list, description="Whom it addresses (主送机关), one class of bodies each.")
    copied_to: list[str] = Field(default_factory=list, description="Who gets a copy (抄送).")
    bases: list[BasisRecord] = Field(default_factory=list, description="Documents it is founded on (根据、依据、落实).")
    family: Family | None = Field(None, description="The notice that issues the text, and the annexes.")
    validity: ValidityRecord | None = Field(None, description="The sentence about its own force.")
    trial: bool = Field(False, description="True when the title or that sentence says 试行 or 暂行.")
    effective_from: dt.date | None = Field(None, description="First day it is in force.")
    effective_to: dt.date | None = Field(None, description="Last day it is in force (有效期至).")
    period: Period | None = Field(None, description="The plan period named in the title.")
    region: Region | None = Field(None, description="The place it governs.")
    genre: Genre = Field(description="plan, work_report, progress, rectification, ledger or other.")
    year: int | None = Field(None, description="The year the document speaks in: 今年, 年底前.")
    sections: list[SectionRecord] = Field(default_factory=list, description="Headings in text order; parent_id makes the tree.")
    items: list[ItemRecord] = Field(default_factory=list, description="Items that hold task or achievement records.")
    counts: list[CountRecord] = Field(default_factory=list, description="Counts stated of the document's own list, checked.")
    issues: list[IssueRecord] = Field(default_factory=list, description="What could not be trusted.")
    warnings: list[str] = Field(default_factory=list, description="Remarks from reading the file.")
    extractor_version: str = Field(description="Version of policy-extract.")
    pack_hash: str = Field(description="Hash of the pattern pack.")


class Mention(SpanRecord):
    """A number or time found in any text by `find_mentions`."""

    value: Number | None = Field(None, description="The number in `unit`.")
    low: Number | None = Field(None, description="Lower end of a range.")
    high: Number | None = Field(None, description="Upper end of a range.")
    ratio: str | None = Field(None, description="A proportion as `1:2`.")
    unit: str | None = Field(None, description="Canonical unit; null for a bare number or a time.")
    comparator: Comparator | None = Field(None, description="As in a quantity record; null for a time.")
    measure: Measure | None = Field(None, description="As in a quantity record.")
    kind: TimeKind | None = Field(None, description="Kind of a time; null for a number.")
    start_date: dt.date | None = Field(None, description="First day.")
    end_date: dt.date | None = Field(None, description="Last day.")
    every: str | None = Field(None, description="Period of a recurring time, ISO 8601 duration.")
    duration: str | None = Field(None, description="Length, ISO 8601 duration.")


PUBLIC_MODELS: tuple[type[Record], ...] = (DocumentRecord, TaskRecord, AchievementRecord, Mention)
"""The models that get a JSON Schema of their own."""
