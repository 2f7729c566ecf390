"""What a time says about a number behind it (时间与计划、完成): a deadline still ahead plans it, a span gone by tells of it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left

from policy_extract.anchored import Anchored
from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.tasks.clauses import clause_start

OPENERS = frozenset({"", "其中", "全市", "全省", "全县", "全区", "我市", "我省", "我县", "我区", "同时", "但", "并"})
"""What may stand before a time that opens its clause."""
ATTRIBUTES = ("的", "基础上", "水平", "平均", "同期")
"""What follows a time that only describes a noun or is compared with (近三年的问题, 近三年平均产值)."""
COUNTED_BY_DEED = re.compile("[^，,。；;]的[0-9]")
"""What a time says of the things counted alone (今年以来开工的6个项目全部投产), and not of what becomes of them."""
THINGS_BEFORE = Anchored("[^，,。；;、0-9]{2,10}的[一-龥]")
"""What a date with 前 says of the things meant alone (2000年底前建成的小区应改尽改)."""
MARKS = "，,；;。：:"


def last_time(text: str, document: Document, statement: Statement, quantity: Quantity) -> Time | None:
    """The last time before a number that opens a clause of its statement; nothing but its clause may lie between.

    That is the number's own clause, or one that the time fills alone (近三年，…).
    """
    times = document.times
    index = bisect_left(times, quantity.start, key=lambda time: time.start) - 1
    if index < 0 or times[index].start < statement.start or times[index].end > quantity.start:
        return None
    time = times[index]
    opening = clause_start(text, statement.start, time.start, MARKS)
    if text[opening : time.start].strip() not in OPENERS or text.startswith(ATTRIBUTES, time.end):
        return None
    if COUNTED_BY_DEED.search(text, time.end, quantity.end):
        return None
    if text[time.end - 1] == "前" and THINGS_BEFORE.match(text, time.end, quantity.end):
        return None
    own = clause_start(text, statement.start, quantity.start, MARKS)
    return time if own <= time.start or not text[time.end : own].strip(MARKS + " ") else None


def lies_ahead(time: Time, document: Document) -> bool:
    """Whether a deadline ends after the document: 到2026年底达到95家 in a report of what was reached before."""
    if not time.deadline or time.kind not in ("by", "during") or time.end_date is None:
        return False
    issued, year = document.meta.issued_on, document.meta.year
    if issued is not None:
        return time.end_date > issued
    return year is not None and time.end_date > dt.date(year, 12, 31)


def has_passed(time: Time) -> bool:
    """Whether a time looks back on a span up to the document (近三年, “十四五”以来, 今年以来)."""
    return time.kind == "past" and not time.deadline


def time_between(document: Document, start: int, end: int) -> bool:
    """Whether a time begins in text[start:end]."""
    index = bisect_left(document.times, start, key=lambda time: time.start)
    return index < len(document.times) and document.times[index].start < end
