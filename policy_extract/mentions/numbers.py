"""Numbers as they are written (数): Arabic digits, Chinese numerals, fractions, multipliers; all values are Decimal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import msgspec

from policy_extract.patterns import Pack, timed

DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MULTIPLIERS: Final = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4), "亿": Decimal(10**8)}
ONE: Final = Decimal(1)
BARE: Final = re.compile(r"(?:[十百千]?万|[十百千])?亿?")
"""Multipliers that make a number by themselves; 百千万 in 百千万工程 does not."""
SMALL: Final = tuple(map(Decimal, range(10)))
MILLIONTH: Final = Decimal("0.000001")


class Number(msgspec.Struct, gc=False):
    """One written number (数) and where it stands."""

    start: int
    end: int
    kind: str
    """`arabic`, `chinese`, `bare` (only multipliers: 千亿, 百) or `share` (a fraction, per cent or one half)."""
    value: Decimal
    high: Decimal | None = None
    """Upper end when one word says a range: 数十, 三四百."""
    more: bool = False
    """多, 余, 几: the number is somewhat larger."""
    multiplier: Decimal = Decimal(1)
    """The closing multiplier (万, 亿, 万亿), which an earlier member of a range or list may share."""
    unit: str | None = None
    """`%` or `‰` when the number says it itself, an empty string for a plain fraction."""
    fraction: str | None = None
    over: bool = False
    """过半: more than the value."""

    @property
    def small(self) -> bool:
        """A single Chinese numeral up to ten: often part of a name (三大, 两个) rather than a count."""
        return self.kind == "chinese" and self.high is None and not self.more and self.value <= 10 and self.end - self.start == 1


def tidy(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def multiply(text: str) -> Decimal:
    """The product of multiplier characters: 千万 is 10,000,000."""
    product = Decimal(1)
    for character in text:
        product *= MULTIPLIERS.get(character, 1)
    return product


def parse_chinese(text: str) -> Decimal | None:
    """The value of a run of Chinese numerals (三千二百, 一百七, 二〇二五, 十五点七); None when it is none."""
    whole, _, part = text.partition("点")
    value = _positional(whole) if not any(c in MULTIPLIERS for c in whole) else _structured(whole)
    if value is None or any(c not in DIGITS for c in part):
        return None
    return tidy(value + Decimal("0." + "".join(str(DIGITS[c]) for c in part))) if part else value


def _positional(text: str) -> Decimal | None:
    """Digits one after another: 二〇二五."""
    if not text or any(c not in DIGITS for c in text) or (len(text) == 2 and not set(text) & {"零", "〇"}):
        return None
    return Decimal("".join(str(DIGITS[c]) for c in text))


def _structured(text: str) -> Decimal | None:
    """Digits with multipliers: 四亿五千六百四十二万零一十五, 一万五千亿, 两千三 (= 2300)."""
    high = middle = section = Decimal(0)
    digit: int | None = None
    last = Decimal(0)
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character] or None
            if digit is None:
                last = Decimal(0)
            continue
        size = MULTIPLIERS[character]
        if size <= 1000:
            section += (1 if digit is None else digit) * size
        elif size == 10**4:
            middle = ((middle + section + (digit or 0)) or Decimal(1)) * size
            section = Decimal(0)
        else:
            high = ((high + middle + section + (digit or 0)) or Decimal(1)) * size
            middle = section = Decimal(0)
        digit, last = None, size
    if digit:
        # 两千三 leaves out the next lower multiplier; 两千零三 does not.
        section += digit * (last / 10 if last > 10 else 1)
    return tidy(high + middle + section)


def _approximate_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Two neighbouring digits said for a range: 三四百, 七八个, 十七八."""
    for index in range(len(text) - 1):
        first, second = DIGITS.get(text[index], 0), DIGITS.get(text[index + 1], 0)
        if first and second == first + 1:
            low = parse_chinese(text[: index + 1] + text[index + 2 :])
            high = parse_chinese(text[:index] + text[index + 1 :])
            return (low, high) if low is not None and high is not None and low < high else None
    return None


class NumberScanner:
    """Finds the numbers of a text; compiled once for a pack."""

    def __init__(self, pack: Pack, unit_starts: str) -> None:
        """Compile the rules; `unit_starts` are the characters that may follow a Chinese numeral meant as a quantity."""
        family = pack.family("numbers")
        rules = family.rules
        parts = {name: rules[f"numbers.{name}"].pattern or "" for name in ("fraction", "half", "arabic", "chinese")}
        lead = "(?=[0-9零〇一二三四五六七八九十百千万亿两数几半过])"
        follow = (
            f"(?:(?= ?[{re.escape(unit_starts)}以之上左成倍大])|(?<=[第前][一二三四五六七八九十])"
            "|(?<=[超破过达近逾][百千万]亿)(?=[，,。；;、]))"
        )
        skipped = family.compose("(?<![0-9.第前])(?!<<no_quantity>>)|(?<=[第前])")
        uncounted = family.compose("(?!<<no_count>>)")
        share = f"{parts['fraction']}|{parts['half']}"
        quantities = f"{lead}(?:{share}|(?:{skipped}){parts['arabic']}|{uncounted}{parts['chinese']}{follow})"
        made = [rules[f"numbers.{name}"] for name in parts]
        self.quantities = timed(re.compile(quantities), *made)
        self.everything = timed(re.compile(f"{lead}(?:{share}|{parts['arabic']}|{parts['chinese']})"), *made)

    def scan(self, text: str, start: int, end: int, everything: bool) -> Iterator[Number]:
        """Numbers of text[start:end] in order; `everything` also gives Chinese numerals without a unit behind them."""
        pattern = self.everything if everything else self.quantities
        arabic = pattern.groupindex["arabic"]
        for match in pattern.finditer(text, start, end):
            digits = match[arabic]
            number = self._read(match) if digits is None else _arabic(match, digits)
            if number is not None:
                yield number

    @staticmethod
    def _read(match: re.Match[str]) -> Number | None:
        """The number of one match in words."""
        run = match["chinese"]
        if run is not None:
            return _chinese(match, run)
        if match["above"] is not None:
            return _fraction(match, match["below"], match["above"])
        half = Decimal(5 if match["tenth"] else 50)
        return Number(match.start(), match.end(), "share", half, unit="%", over=match["over"] is not None)


def _arabic(match: re.Match[str], digits: str) -> Number:
    """A number in Arabic digits."""
    start, end = match.span()
    if end - start == len(digits) and digits.isdecimal():
        return Number(start, end, "arabic", Decimal(digits))
    value = Decimal(digits.replace(",", "").replace("，", "").replace(" ", ""))
    factor = multiply(match["multiplier"]) if match["multiplier"] else ONE
    if factor is not ONE or "." in digits:
        value = tidy(value * factor)
    return Number(start, end, "arabic", value, more=bool(match["more_first"] or match["more"]), multiplier=factor)


def _chinese(match: re.Match[str], run: str) -> Number | None:
    """A number in Chinese numerals."""
    start, end = match.span()
    if end - start == 1 and run in DIGITS:
        return Number(start, end, "chinese", SMALL[DIGITS[run]])
    tail = match["tail"]
    factor = multiply(tail)
    more = match["chinese_more"] is not None
    if run[0] in "数几":
        low = multiply(run[1:]) * factor
        return Number(start, end, "chinese", low, high=low * 10, multiplier=factor)
    pair = _approximate_pair(run) if match["decimals"] is None else None
    if pair:
        return Number(start, end, "chinese", pair[0] * factor, high=pair[1] * factor, multiplier=factor)
    value = parse_chinese(run)
    if value is None and len(run) == 2 and match.string[end : end + 1] == "折":
        # 八五折 says its two digits one after the other.
        value = Decimal(DIGITS.get(run[0], 0) * 10 + DIGITS.get(run[1], 0))
    if value is None:
        return None
    if run[0] in MULTIPLIERS and run[0] != "十" and not BARE.fullmatch(run):
        return None
    closing = run[len(run.rstrip("万亿")) :]
    kind = "chinese" if any(c in DIGITS for c in run) or run[0] == "十" else "bare"
    multiplier = factor if tail else multiply(closing)
    return Number(start, end, kind, value * factor, more=more, multiplier=multiplier)


def _fraction(match: re.Match[str], below: str, above: str) -> Number | None:
    """百分之, 千分之, 万分之 and plain fractions."""
    top = _plain(above)
    if top is None:
        return None
    scale = {"百": Decimal(1), "千": Decimal(1), "万": Decimal("0.01")}.get(below)
    if scale is not None:
        return Number(match.start(), match.end(), "share", tidy(top * scale), unit="‰" if below == "千" else "%")
    bottom = _plain(below)
    if not bottom:
        return None
    return Number(
        match.start(), match.end(), "share", quotient(top, bottom), unit="", fraction=f"{format(top, 'f')}/{format(bottom, 'f')}"
    )


def quotient(top: Decimal, bottom: Decimal) -> Decimal:
    """top / bottom, exact when it ends within six decimals, else rounded to six."""
    return tidy((top / bottom).quantize(MILLIONTH, rounding=ROUND_HALF_EVEN))


def _plain(text: str) -> Decimal | None:
    """The value of digits or of Chinese numerals."""
    return tidy(Decimal(text)) if text[:1].isascii() and text[:1].isdigit() else parse_chinese(text)
