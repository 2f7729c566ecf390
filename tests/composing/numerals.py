"""Numbers in all the ways they are written, with their values (数的写法)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


@dataclass(frozen=True)
class Number:
    """A number as written, without its unit, and what it is worth; `way` names the notation."""

    text: str
    value: Decimal
    way: str
    says_unit: bool = False
    """百分之三十 says its unit itself."""
    more: bool = False
    """400多: more than the value."""


def in_chinese(number: int) -> str:
    """A whole number below 10^12 in full Chinese numerals."""
    if number == 0:
        return "零"
    groups = []
    for mark in ("", "万", "亿"):
        number, group = divmod(number, 10**4)
        groups.append((group, mark))
    text = ""
    for group, mark in reversed(groups):
        if not group:
            text += "" if text.endswith("零") or not text else "零"
            continue
        part = ""
        for place, multiplier in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // place % 10
            if digit:
                part += DIGITS[digit] + multiplier
            elif (part or text) and not (part or text).endswith("零"):
                part += "零"
        text += part.rstrip("零") + mark if not mark or part.rstrip("零") else ""
        if group % 10 == 0 and mark:
            text += "零"
    return text.replace("零零", "零").rstrip("零")


def spoken(number: int) -> str:
    """Chinese numerals as people write them: 十二, not 一十二; 两 before 百 and at the head of a count."""
    text = in_chinese(number)
    return text[1:] if text.startswith("一十") else text


def plainly(value: Decimal) -> str:
    """A decimal without exponent and closing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(dice: random.Random, most: int, places: int = 2) -> Decimal:
    """A positive number of so many decimals at most."""
    return (Decimal(dice.randint(1, most)) + Decimal(dice.randint(0, 10**places - 1)).scaleb(-places)).normalize() + 0


def count(dice: random.Random, low: int = 2, high: int = 9999) -> Number:
    """A whole number of things."""
    value = dice.randint(low, high)
    way = dice.choice(("digits", "digits", "commas", "wide", "wide_commas", "chinese", "ten_thousands", "more", "more_first"))
    digits = str(value)
    match way:
        case "commas" if value >= 1000:
            return Number(f"{value:,}", Decimal(value), way)
        case "wide":
            return Number(digits.translate(WIDE), Decimal(value), way)
        case "wide_commas" if value >= 1000:
            return Number(f"{value:,}".replace(",", "，"), Decimal(value), way)
        case "chinese" if value >= 11:
            return Number(spoken(value), Decimal(value), way)
        case "ten_thousands":
            found = decimal(dice, 90, 1)
            return Number(f"{plainly(found)}万", found * 10000, way)
        case "more":
            value = dice.randint(2, 99) * 10
            return Number(f"{value}{dice.choice('多余')}", Decimal(value), way, more=True)
        case "more_first":
            value = dice.randint(2, 99)
            return Number(f"{value}{dice.choice('多余')}万", Decimal(value * 10000), way, more=True)
    return Number(digits, Decimal(value), "digits")


def measured(dice: random.Random, high: int = 900) -> Number:
    """A number that may have decimals: metres, tons, money in 万 and 亿."""
    way = dice.choice(("digits", "decimals", "wide", "commas", "ten_thousands", "hundred_millions", "chinese"))
    match way:
        case "decimals":
            value = decimal(dice, high)
            return Number(plainly(value), value, way)
        case "wide":
            value = decimal(dice, high, 1)
            return Number(plainly(value).translate(WIDE), value, way)
        case "commas":
            value = Decimal(dice.randint(1000, 99999))
            return Number(f"{value:,}", value, way)
        case "ten_thousands":
            value = decimal(dice, 500)
            return Number(f"{plainly(value)}万", value * 10**4, way)
        case "hundred_millions":
            value = decimal(dice, 500)
            return Number(f"{plainly(value)}亿", value * 10**8, way)
        case "chinese":
            found = dice.randint(11, high)
            return Number(spoken(found), Decimal(found), way)
    found = dice.randint(2, high)
    return Number(str(found), Decimal(found), "digits")


def money(dice: random.Random) -> Number:
    """An amount before 元."""
    way = dice.choice(("ten_thousands", "hundred_millions", "digits", "commas", "trillions", "chinese", "wide"))
    match way:
        case "ten_thousands":
            value = decimal(dice, 9000, 1)
            return Number(f"{plainly(value)}万", value * 10**4, way)
        case "hundred_millions":
            value = decimal(dice, 900)
            return Number(f"{plainly(value)}亿", value * 10**8, way)
        case "trillions":
            value = decimal(dice, 9)
            return Number(f"{plainly(value)}万亿", value * 10**12, way)
        case "commas":
            value = Decimal(dice.randint(1000, 999999))
            return Number(f"{value:,}", value, way)
        case "chinese":
            found, mark, factor = dice.randint(2, 99), *dice.choice((("万", 10**4), ("亿", 10**8)))
            return Number(spoken(found) + mark, Decimal(found * factor), way)
        case "wide":
            value = decimal(dice, 900, 1)
            return Number(plainly(value).translate(WIDE) + "亿", value * 10**8, way)
    found = dice.randint(100, 99999)
    return Number(str(found), Decimal(found), "digits")


def share(dice: random.Random, low: int = 1, high: int = 99) -> Number:
    """A share in per cent, its sign with it."""
    way = dice.choice(("digits", "decimals", "wide", "words", "tenths", "half"))
    match way:
        case "decimals":
            value = min(decimal(dice, high, dice.choice((1, 2))), Decimal(high))
            return Number(f"{plainly(value)}%", value, way)
        case "wide":
            value = Decimal(dice.randint(low, high))
            return Number(f"{value}%".translate(WIDE), value, way)
        case "words":
            found = dice.randint(low, high)
            part, more = dice.choice((("", Decimal(0)), ("点五", Decimal("0.5"))))
            return Number(f"百分之{spoken(found)}{part}", found + more, way, True)
        case "tenths" if low <= 20 and high >= 90:
            found = dice.randint(2, 9)
            part, more = dice.choice((("", 0), ("半", 5), ("五", 5)))
            return Number(f"{DIGITS[found]}成{part}", Decimal(found * 10 + more), way, True)
        case "half" if low <= 50 <= high:
            return Number("一半", Decimal(50), way, True)
    value = Decimal(dice.randint(low, high))
    return Number(f"{value}%", value, "digits")
