"""Several numbers in one list (并列): dealt out by 分别, counted one after another, or summed up at the end."""

from __future__ import annotations

import random
from decimal import Decimal

from composing import numerals
from composing.expected import Amount, Piece
from composing.frames import COUNTED, MAKING, indicators

SIMPLE = ("个", "家", "所", "座", "张", "公里", "亩", "套")
"""Units whose things all go with the common verbs."""
VERBS_FOR_ALL = ("建成", "新增")
CLOSINGS = (("", "eq"), ("", "eq"), ("以上", "ge"), ("左右", "approx"), ("以内", "le"))


def written(dice: random.Random, low: int = 2, high: int = 99) -> tuple[str, Decimal]:
    """A plain number with or without decimals."""
    value = Decimal(dice.randint(low, high)) if dice.random() < 0.6 else numerals.decimal(dice, high, 1)
    return numerals.plainly(value), value


def dealt_levels(dice: random.Random) -> Piece:
    """A、B、C分别达到90%、85%、60%以上."""
    count = dice.choice((2, 2, 3, 4))
    names = [name for name, _ in dice.sample(indicators()["share"], count)]
    joint = dice.choice(("和", "与", "、"))
    if any(mark in name for name in names for mark in "和与及"):
        joint = "、"
    closing, comparator = dice.choice(CLOSINGS)
    verb, direction = dice.choice((("达到", "none"), ("提高到", "up"), ("保持在", "none")))
    if comparator == "le":
        verb, direction = "控制在", "none"
    piece = Piece(f"{'、'.join(names[:-1])}{joint}{names[-1]}分别{verb}")
    last = dice.choice(("、", "和"))
    for number, name in enumerate(names):
        text, value = written(dice)
        mark = ("" if number == 0 else last if number == count - 1 else "、") + text
        amount = Amount(
            len(mark) - len(text), len(mark) + 1, f"dealt_levels/{closing or 'plain'}", name, "%", comparator, value,
            measure="level", direction=direction,
        )  # fmt: skip
        piece += Piece(f"{mark}%", [amount])
    return piece + closing


def dealt_counts(dice: random.Random) -> Piece:
    """口袋公园、公共厕所分别新增12个、8座."""
    units = dice.sample(SIMPLE, dice.choice((2, 2, 3)))
    things = [dice.choice(COUNTED[unit]) for unit in units]
    verb = dice.choice(("新增", "建成", "达到"))
    more = {"新增": {"measure": "change", "direction": "up"}, "达到": {"measure": "level", "direction": "none"}}.get(verb, {})
    piece = Piece(f"{'、'.join(things)}分别{verb}")
    for number, (unit, thing) in enumerate(zip(units, things, strict=True)):
        value = dice.randint(2, 999)
        mark = dice.choice("、和") if number == len(units) - 1 else "、" if number else ""
        text = f"{value}{unit}"
        amount = Amount(len(mark), len(mark) + len(text), f"dealt_counts/{verb}", thing, unit, "eq", Decimal(value), **more)
        piece += Piece(mark + text, [amount])
    return piece


def counted(dice: random.Random) -> Piece:
    """新建口袋公园12个、公共厕所8座、普通高中2所."""
    verb = dice.choice(VERBS_FOR_ALL)
    units = dice.sample(SIMPLE, dice.choice((2, 3, 3, 4)))
    left = dice.random() < 0.6
    more = {"measure": "change", "direction": "up"} if verb == "新增" else {}
    piece = Piece(verb)
    for number, unit in enumerate(units):
        thing, value = dice.choice(COUNTED[unit]), dice.randint(2, 999)
        mark = "、" if number else ""
        text = f"{mark}{thing}{value}{unit}" if left else f"{mark}{value}{unit}{thing}"
        at = len(mark) + (len(thing) if left else 0)
        amount = Amount(at, at + len(f"{value}{unit}"), f"counted/{'left' if left else 'right'}", thing, unit, "eq",
                        Decimal(value), **more)  # fmt: skip
        piece += Piece(text, [amount])
    return piece


PLACES = ("东渡", "松陵", "清江", "云溪", "石桥", "南浦", "白鹤", "平湖")


def closed_by_count(dice: random.Random) -> Piece:
    """建成东渡、松陵等12个口袋公园: a partial list keeps its count; a complete list is not counted twice."""
    verb, unit = dice.choice(MAKING[:5]), dice.choice(("个", "家", "所", "座"))
    thing = dice.choice(COUNTED[unit])
    places = dice.sample(PLACES, dice.choice((2, 3)))
    count = dice.randint(4, 60)
    head = f"{verb}{'、'.join(places)}等"
    text = f"{count}{unit}"
    more = {"measure": "change", "direction": "up"} if verb == "新建" else {}
    amount = Amount(len(head), len(head) + len(text), "closed_by_count", thing, unit, "eq", Decimal(count), **more)
    return Piece(f"{head}{text}{thing}", [amount])


SERIES = (dealt_levels, dealt_counts, counted, counted, closed_by_count)
"""All forms of lists."""
