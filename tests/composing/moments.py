"""Times in a document of 2026 (时间表达): how they are written, and the days that they mean."""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable

from composing.expected import Moment, Piece
from composing.numerals import WIDE

ISSUED = dt.date(2026, 3, 10)
YEAR = ISSUED.year
CHINESE = "〇一二三四五六七八九"


def written(dice: random.Random, year: int) -> str:
    """A year in digits, full-width digits or Chinese numerals."""
    text = str(year)
    way = dice.randrange(6)
    if way == 0:
        return text.translate(WIDE)
    return "".join(CHINESE[int(c)] for c in text) if way == 1 else text


def last_day(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def moment(text: str, kind: str, first: dt.date | None, last: dt.date | None, every: str | None = None) -> Piece:
    """A piece that is one time."""
    return Piece(text, moments=[Moment(0, len(text), kind, first, last, every)])


def by_year(dice: random.Random) -> Piece:
    """到2027年, 2027年底前 …"""
    year = dice.randint(YEAR + 1, YEAR + 9)
    form = dice.choice(("到{}年", "{}年底前", "到{}年底", "到{}年末", "{}年年底前", "{}年底之前", "{}年12月底前", "{}年末前"))
    return moment(form.format(written(dice, year)), "by", None, dt.date(year, 12, 31))


def before_year(dice: random.Random) -> Piece:
    """2027年前: before the year begins."""
    year = dice.randint(YEAR + 2, YEAR + 9)
    return moment(f"{year}{dice.choice(('年前', '年以前'))}", "by", None, dt.date(year - 1, 12, 31))


def by_month(dice: random.Random) -> Piece:
    """2027年6月底前, 6月底前 …"""
    month = dice.randint(4, 12)
    named = dice.random() < 0.6
    year = dice.randint(YEAR, YEAR + 4) if named else YEAR
    form = dice.choice(("{}月底前", "{}月底之前", "{}月末前", "{}月底"))
    text = (f"{written(dice, year)}年" if named else "") + form.format(month)
    return moment(text, "by", None, last_day(year, month))


def by_day(dice: random.Random) -> Piece:
    """2027年6月30日前, 6月30日前 …"""
    year, month, day = dice.randint(YEAR, YEAR + 4), dice.randint(4, 12), dice.randint(1, 28)
    named = dice.random() < 0.6
    form = dice.choice(("{}月{}日前", "{}月{}日之前", "{}月{}日以前"))
    text = (f"{written(dice, year)}年" if named else "") + form.format(month, day)
    return moment(text, "by", None, dt.date(year if named else YEAR, month, day))


def in_this_year(dice: random.Random) -> Piece:
    """年底前, 上半年, 三季度末 …"""
    text, last = dice.choice(
        (
            ("年底前", dt.date(YEAR, 12, 31)), ("今年底前", dt.date(YEAR, 12, 31)), ("年内", dt.date(YEAR, 12, 31)),
            ("上半年", dt.date(YEAR, 6, 30)), ("今年上半年", dt.date(YEAR, 6, 30)), ("三季度末", dt.date(YEAR, 9, 30)),
            ("二季度末前", dt.date(YEAR, 6, 30)), ("明年底前", dt.date(YEAR + 1, 12, 31)), ("三季度前", dt.date(YEAR, 9, 30)),
            ("明年6月底前", dt.date(YEAR + 1, 6, 30)), ("9月上旬", dt.date(YEAR, 9, 10)), ("10月中旬前", dt.date(YEAR, 10, 20)),
        )
    )  # fmt: skip
    return moment(text, "by", None, last)


def span_of_years(dice: random.Random) -> Piece:
    """2026—2028年 …"""
    first = dice.randint(YEAR, YEAR + 2)
    last = dice.randint(first + 1, first + 5)
    form = dice.choice(("{}—{}年", "{}-{}年", "{}年至{}年", "{}年—{}年", "{}至{}年", "{}～{}年", "{}年到{}年"))
    return moment(form.format(first, last), "during", dt.date(first, 1, 1), dt.date(last, 12, 31))


def plan(dice: random.Random) -> Piece:
    """“十五五”期间, 到“十六五”末 …"""
    words, year = dice.choice((("十五五", 2026), ("十六五", 2031)))
    name = dice.choice(("“{}”", "“{}”", "{}")).format(words)
    if dice.random() < 0.5:
        return moment(f"{name}{dice.choice(('期间', '时期'))}", "during", dt.date(year, 1, 1), dt.date(year + 4, 12, 31))
    return moment(dice.choice(("到{}末", "{}期末", "到{}期末", "{}末")).format(name), "by", None, dt.date(year + 4, 12, 31))


def onwards(dice: random.Random) -> Piece:
    """自2027年1月1日起 …"""
    year, month, day = dice.randint(YEAR, YEAR + 2), dice.randint(4, 12), dice.randint(1, 28)
    form = dice.choice(("自{}年{}月{}日起", "从{}年{}月{}日起"))
    return moment(form.format(year, month, day), "from", dt.date(year, month, day), None)


def in_years(dice: random.Random) -> Piece:
    """三年内, 用两年时间 …"""
    years = dice.choice((2, 3, 5))
    # 6.5年内 behind an item number could be six and a half years: there the words are Chinese.
    words = {2: "两", 3: "三", 5: "五"}[years]
    form = dice.choice(("{}年内", "用{}年时间", "力争用{}年左右时间"))
    return moment(form.format(words), "relative", ISSUED, ISSUED.replace(year=YEAR + years))


def coming_years(dice: random.Random) -> Piece:
    """今后五年, 未来三年: whole calendar years."""
    years = dice.choice((3, 5))
    text = dice.choice(("今后{}年", "未来{}年")).format({3: "三", 5: "五"}[years])
    return moment(text, "during", dt.date(YEAR, 1, 1), dt.date(YEAR + years - 1, 12, 31))


def before_event(dice: random.Random) -> Piece:
    """汛期前: no date in the text."""
    return moment(dice.choice(("汛期前", "主汛期前", "供暖季前", "入冬前", "春节前")), "by", None, None)


RECURRING = {"每年": "P1Y", "每季度": "P3M", "每月": "P1M", "每半年": "P6M", "每两个月": "P2M", "每学期": "P6M", "每周": "P1W"}


def recurring(dice: random.Random) -> Piece:
    """每年, 每季度 …"""
    text, every = dice.choice(list(RECURRING.items()))
    return moment(text, "recurring", None, None, every)


WHEN: tuple[Callable[[random.Random], Piece], ...] = (
    by_year, by_year, before_year, by_month, by_day, in_this_year, span_of_years, plan, onwards, in_years, coming_years,
    before_event,
)  # fmt: skip
"""Times that may open a sentence."""
