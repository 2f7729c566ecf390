"""Texts into cells and back: real dates, numbers, and texts that no spreadsheet takes for a formula (单元格)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.styles.numbers import is_date_format

DATE_FORMAT = "yyyy-mm-dd"
LONGEST = 32_767
"""Characters that a cell can hold."""
GENERAL = "General"
PLACES = 15
"""Digits that a number cell keeps."""


def text_of(value: Any) -> str:
    """The value of a cell as text: dates ISO 8601, numbers plain decimals."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return plain(str(value))
    return str(value)


def plain(text: str) -> str:
    """A number without exponent and closing zeros; another text as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    said = f"{number:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def put(cell: Any, text: str, kind: str) -> None:
    """Write a text into a cell as what it is; the look of the cell stays, a date without a date format gets one."""
    if not text:
        cell.value = None
        return
    if kind == "date" and (day := day_of(text)) is not None:
        had_format = is_date_format(cell.number_format)
        kept = cell.number_format
        cell.value = day
        cell.number_format = kept if had_format else DATE_FORMAT
        return
    if kind == "number" and fits_number(text):
        cell.value = Decimal(text)
        return
    cell.value = text
    # Never a formula or an error value, whatever the text begins with; the mark keeps it so when a person edits the cell.
    cell.data_type = "s"
    cell.quotePrefix = text[0] in "=+-@"
    if is_date_format(cell.number_format):
        cell.number_format = GENERAL


def fits_number(text: str) -> bool:
    """Whether a number cell holds the text exactly."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and len(number.as_tuple().digits) <= PLACES


def day_of(text: str) -> dt.date | None:
    """An ISO 8601 day, or nothing. A sheet counts days from 1900-03-01 on without mistake."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and day >= dt.date(1900, 3, 1) else None
