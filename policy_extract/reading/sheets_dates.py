"""Prints the date or time behind the number of a cell (日期单元格): days since 1900 or 1904."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

LAST_DAY = 2_958_466
"""The day after 9999-12-31."""
FALSE_LEAP_DAY = 60
"""1900-02-29, which the calendar of spreadsheets has and no other."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CHINESE_WEEKDAYS = "一二三四五六日"
DIGITS = ("", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")
TENS = ("", "十", "拾")


def date_text(number: Decimal, tokens: Sequence[tuple[str, str]], numerals: int, from_1904: bool) -> str | None:
    """The number as a date in the form of the format's tokens; None when it is no day of the calendar."""
    moment = moment_of(number, from_1904)
    if moment is None:
        return None
    half_day = any(kind == "noon" for kind, _text in tokens)
    pieces = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            pieces.append(_piece(moment, _meant(tokens, index), half_day, numerals))
        elif kind == "elapsed":
            pieces.append(_elapsed(number, text))
        elif kind == "noon":
            pieces.append(_noon(moment, text))
        elif kind == "literal" or text in ("/", ".", ","):
            pieces.append(text)
    return "".join(pieces).strip()


def moment_of(number: Decimal, from_1904: bool) -> dt.datetime | None:
    """The moment that a serial number means, to the second; None outside the calendar."""
    if number < 0 or number >= LAST_DAY:
        return None
    if from_1904:
        first = dt.datetime(1904, 1, 1)
    elif number < FALSE_LEAP_DAY:
        first = dt.datetime(1899, 12, 31)
    else:
        first = dt.datetime(1899, 12, 30)
    try:
        return first + dt.timedelta(seconds=int((number * 86_400).to_integral_value()))
    except OverflowError:
        return None


def _meant(tokens: Sequence[tuple[str, str]], index: int) -> str:
    """The token in small letters; `n` stands for minutes, which formats write as `m` beside hours or seconds."""
    text = tokens[index][1].lower()
    if not text.startswith("m") or len(text) > 2:
        return text
    times = [(place, token) for place, (kind, token) in enumerate(tokens) if kind in ("date", "elapsed")]
    here = next(number for number, (place, _token) in enumerate(times) if place == index)
    before = times[here - 1][1].lower() if here else ""
    behind = times[here + 1][1].lower() if here + 1 < len(times) else ""
    return "n" * len(text) if before.startswith("h") or behind.startswith("s") else text


def _piece(moment: dt.datetime, token: str, half_day: bool, numerals: int) -> str:
    """One part of a date."""
    letter, width = token[0], len(token)
    if letter in "ye":
        year = f"{moment.year:04d}" if width > 2 or letter == "e" else f"{moment.year % 100:02d}"
        return "".join(DIGITS[numerals][int(digit)] for digit in year) if numerals else year
    if letter == "m" and width > 2:
        return MONTHS[moment.month - 1][: 3 if width == 3 else 1 if width == 5 else None]
    if letter == "d" and width > 2:
        return WEEKDAYS[moment.weekday()][: 3 if width == 3 else None]
    if letter == "a":
        return ("星期" if width > 3 else "") + CHINESE_WEEKDAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if half_day else moment.hour
    value = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letter]
    if numerals:
        return chinese(value, numerals)
    return f"{value:02d}" if token.rstrip(".0")[1:2] else str(value)


def chinese(value: int, numerals: int) -> str:
    """A number below a hundred in Chinese numerals."""
    digits, ten = DIGITS[numerals], TENS[numerals]
    if value < 10:
        return digits[value]
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 and numerals == 1 else digits[tens]) + ten + (digits[ones] if ones else "")


def _elapsed(number: Decimal, text: str) -> str:
    """Hours, minutes or seconds that run on beyond a day."""
    factor = {"h": 24, "m": 1440, "s": 86_400}[text[0]]
    return str(int(number * factor)).zfill(len(text))


def _noon(moment: dt.datetime, text: str) -> str:
    """The half of the day."""
    before, _, behind = text.partition("/")
    return before if moment.hour < 12 else behind
