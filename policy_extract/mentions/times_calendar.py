"""Calendar arithmetic for time expressions (历法计算): numerals, plan periods, bounds of a point, sums of dates and lengths."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal, InvalidOperation

import msgspec
import regex

DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
FIRST_PLAN_YEAR = 1953
WORKING_DAYS = 5
ISO = regex.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


class Length(msgspec.Struct, frozen=True):
    """A length of time (时长) in calendar months and days; hours and minutes only live in `iso`."""

    months: int = 0
    days: int = 0
    iso: str = ""
    working: bool = False
    """Days are working days (工作日): Saturdays and Sundays do not count."""


def integer(text: str) -> int | None:
    """The whole number that Arabic or Chinese numerals below ten thousand say (十二, 两, 三百); None when they say none."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total, digit = 0, 0
    for character in text:
        if character in TENS:
            total += (digit or 1) * TENS[character]
            digit = 0
        elif character in DIGITS:
            digit = DIGITS[character]
        else:
            return None
    return total + digit


def year_number(text: str) -> int | None:
    """The year that four Arabic or Chinese digits name (2025, 二〇二五, 二零二五)."""
    if text.isascii():
        return int(text)
    try:
        return int("".join(str(DIGITS[character]) for character in text))
    except KeyError:
        return None


def full_year(short: int) -> int:
    """The year that two digits stand for (25年 → 2025, 98年 → 1998)."""
    return 2000 + short if short < 50 else 1900 + short


def plan_years(number: int) -> tuple[int, int]:
    """First and last year of the nth five-year plan (五年规划期): 一五 = 1953–1957, 十四五 = 2021–2025.

    The years 1963–1965 between the second and the third plan belong to none.
    """
    first = FIRST_PLAN_YEAR + 5 * (number - 1) if number <= 2 else 1966 + 5 * (number - 3)
    return first, first + 4


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None when the calendar has no such day (2月30日)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def add_months(date: dt.date, months: int) -> dt.date | None:
    """The same day so many months later, or the last day of a shorter month; None beyond the calendar."""
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def add(date: dt.date, length: Length, sign: int = 1) -> dt.date | None:
    """The date so long after (or, with sign -1, before) another; None beyond the calendar."""
    moved = add_months(date, sign * length.months)
    if moved is None:
        return None
    try:
        if length.working:
            return _add_working_days(moved, sign * length.days)
        return moved + dt.timedelta(days=sign * length.days)
    except OverflowError:
        return None


def _add_working_days(date: dt.date, days: int) -> dt.date:
    """So many days from Monday to Friday later; public holidays are not known here."""
    weeks, rest = divmod(abs(days), WORKING_DAYS)
    step = dt.timedelta(days=1 if days > 0 else -1)
    date += step * 7 * weeks
    while rest:
        date += step
        rest -= date.weekday() < WORKING_DAYS
    return date


def unit_iso(iso: str, count: int) -> str:
    """A count of an ISO unit (P3M × 2 → P6M)."""
    return str(regex.sub(r"\d+", lambda m: str(int(m[0]) * count), iso))


def length_of(count: Decimal, iso_unit: str, extra_months: int = 0, working: bool = False) -> Length | None:
    """The length of a count of units; halves become months or days (两年半 → P2Y6M, 半个月 → P15D); None beyond all calendars."""
    match = ISO.fullmatch(iso_unit)
    if match is None:
        return None
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    if hours or minutes:
        return Length(0, 0, f"PT{_plain(count)}{'H' if hours else 'M'}")
    total = count * (years * 12 + months) + extra_months
    whole = int(total)
    day_count = count * (weeks * 7 + days) + (total - whole) * 30
    if whole > 120_000 or day_count > 3_000_000:
        return None
    if weeks and count == int(count):
        return Length(0, int(day_count), f"P{int(count)}W")
    return Length(whole, int(day_count), iso_length(whole, int(day_count), bool(years)), working)


def _plain(count: Decimal) -> str:
    """A decimal without trailing zeros or exponent."""
    return format(count.normalize(), "f")


def iso_length(months: int, days: int, in_years: bool) -> str:
    """ISO 8601 text of months and days, years split off when the text said years."""
    years, rest = divmod(months, 12) if in_years else (0, months)
    text = "P" + (f"{years}Y" if years else "") + (f"{rest}M" if rest else "") + (f"{days}D" if days else "")
    return text if text != "P" else "P0D"


def decimal_count(text: str) -> Decimal | None:
    """The count that numerals say, Arabic decimals included; None when they say none."""
    if text.isascii():
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    whole = integer(text)
    return None if whole is None else Decimal(whole)


class Point(msgspec.Struct):
    """A calendar point as the text names it (时间点): what is not said is None."""

    year: int | None = None
    offset: int | None = None
    """Distance in years from the document's year (今年 0, 去年 -1), or from the year named before it (次年)."""
    following: bool = False
    """True when `offset` counts from the year named before (次年, 当年)."""
    lost: bool = False
    """True for a year printed with lost digits (20xx)."""
    month: int | None = None
    month_to: int | None = None
    day: int | None = None
    day_to: int | None = None
    edge: str = ""
    """`first`, `second`, `third` ten days (旬), `end`, `start` or empty."""
    unit: str = "year"
    """The smallest named unit: `year`, `half`, `quarter`, `month`, `day` or `plan`."""
    head_days: int | None = None
    """Only so many days from the start of the period (4月前4天)."""
    tail_days: int | None = None
    """Only so many days before its end (上月最后五天)."""
    years: int = 1
    """How many calendar years the text names at once (今明两年 = 2)."""
    month_offset: int | None = None
    """Distance in months from the document's month (本月 0, 下月 1)."""
    plan: int | None = None
    plan_part: tuple[int, int] | None = None
    """Offsets of the first and last year inside the plan period (前三年 = 0..2)."""

    @property
    def spans(self) -> bool:
        """Whether the text names both ends by itself (3—5月, 10日至12日)."""
        return self.day_to is not None or (self.unit == "month" and self.month != self.month_to) or self.years > 1

    @property
    def says_year(self) -> bool:
        """Whether the text itself tells the year, by number or from the document's."""
        return self.year is not None or self.offset is not None or self.lost or self.plan is not None


def bounds(point: Point, year: int | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a point in a given year; None, None when the year is unknown or the day does not exist."""
    if point.plan is not None:
        low, high = plan_years(point.plan)
        part = point.plan_part or (0, high - low)
        return dt.date(low + part[0], 1, 1), dt.date(low + part[1], 12, 31)
    if year is None or not 1 <= year <= 9998:
        return None, None
    low_month = point.month or 1
    high_month = point.month_to or point.month or 12
    if not (1 <= low_month <= 12 and 1 <= high_month <= 12):
        return None, None
    if point.day is not None:
        return date_or_none(year, low_month, point.day), date_or_none(year, high_month, point.day_to or point.day)
    first = dt.date(year, low_month, 1)
    last = month_end(year + (high_month < low_month) + point.years - 1, high_month)
    return _edge(point, first, last)


def _edge(point: Point, first: dt.date, last: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Narrow a period to its named part (上旬, 底, 初)."""
    if point.head_days is not None:
        return first, min(last, first + dt.timedelta(days=point.head_days - 1))
    if point.tail_days is not None:
        return max(first, last - dt.timedelta(days=point.tail_days - 1)), last
    if point.edge == "begin":
        return first, month_end(first.year, first.month)
    if point.edge == "end":
        return (last if point.unit == "month" else last.replace(day=1)), last
    if point.edge == "start":
        if point.unit == "month":
            return first, first.replace(day=5)
        return first, month_end(first.year, first.month + (point.month is None))
    if point.edge in TEN_DAYS:
        low, high = TEN_DAYS[point.edge]
        return last.replace(day=low), last.replace(day=high) if high else last
    return first, last


TEN_DAYS: dict[str, tuple[int, int]] = {"first": (1, 10), "second": (11, 20), "third": (21, 0)}
EDGES = {"上旬": "first", "中旬": "second", "下旬": "third", "底": "end", "末": "end", "初": "start", "伊始": "begin"}


def edge_of(word: str) -> str:
    """The part of a period that a word names (年底 → end, 月初 → start, 上旬 → first)."""
    return EDGES.get(word) or EDGES.get(word[-1:], "")
