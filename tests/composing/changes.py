"""Where a number starts from, how often it holds, and between which bounds it lies (基数、周期、区间)."""

from __future__ import annotations

import random
from decimal import Decimal

from composing import numerals
from composing.expected import Amount, Moment, Piece
from composing.frames import COUNTED, MADE_WITH, MAKING, indicators

DASHES = ("—", "-", "至", "～", "–", "~")
RISING, FALLING = ("提高到", "增加到", "增至", "提升到", "扩大到"), ("减少到", "降到", "降低到", "压减到", "缩减至")


def from_count(dice: random.Random) -> Piece:
    """口袋公园由12个增加到30个."""
    unit = dice.choice(("个", "家", "所", "座", "张", "公里", "亩", "套"))
    thing = dice.choice(COUNTED[unit])
    low, high = sorted(dice.sample(range(3, 900), 2))
    rising = dice.random() < 0.8
    if not rising:
        low, high = high, low
    verb = dice.choice(RISING[1:3] + RISING[4:] if rising else FALLING[:1] + FALLING[3:])
    head = f"{thing}{dice.choice('由从')}{dice.choice(('', '', '目前的', '2025年的'))}{low}{unit}{verb}"
    amount = Amount(
        len(head), len(head) + len(f"{high}{unit}"), f"from_count/{verb}", thing, unit, "eq", Decimal(high),
        measure="level", direction="up" if rising else "down", baseline=Decimal(low),
    )  # fmt: skip
    return Piece(f"{head}{high}{unit}", [amount])


def from_money(dice: random.Random) -> Piece:
    """金融机构存款余额由800亿元增加到1200亿元."""
    name = dice.choice(indicators()["money"])[0]
    low, high = sorted(dice.sample(range(3, 900), 2))
    unit, factor = dice.choice((("亿元", 10**8), ("万元", 10**4)))
    verb = dice.choice(RISING)
    head = f"{name}{dice.choice('由从')}{low}{unit}{verb}"
    text = f"{high}{unit}"
    closing, comparator = dice.choice((("", "eq"), ("", "eq"), ("以上", "ge"), ("左右", "approx")))
    amount = Amount(
        len(head), len(head) + len(text), f"from_money/{closing or 'plain'}", name, "元", comparator, Decimal(high) * factor,
        measure="level", direction="up", baseline=Decimal(low) * factor,
    )  # fmt: skip
    return Piece(head + text + closing, [amount])


def against_year(dice: random.Random) -> Piece:
    """单位GDP能耗比2025年下降13.5%; X较上年提高2个百分点."""
    compared = dice.choice(("比2025年", "较2025年", "比上年", "较上年", "比2020年", "在2025年基础上"))
    if dice.random() < 0.5:
        name = dice.choice(indicators()["growth"])[0]
        verb, direction = dice.choice((("增长", "up"), ("下降", "down")))
        value, unit, measure = numerals.decimal(dice, 30, 1), "%", "growth"
        text = f"{numerals.plainly(value)}%"
    else:
        name = dice.choice(indicators()["share"])[0]
        verb, direction = dice.choice((("提高", "up"), ("下降", "down")))
        value, unit, measure = numerals.decimal(dice, 9, 1), "百分点", "change"
        text = f"{numerals.plainly(value)}个百分点"
    head = f"{name}{compared}{verb}"
    closing, comparator = dice.choice((("", "eq"), ("", "eq"), ("以上", "ge"), ("左右", "approx")))
    amount = Amount(
        len(head), len(head) + len(text), f"against_year/{compared}", name, unit, comparator, value,
        measure=measure, direction=direction,
    )  # fmt: skip
    return Piece(head + text + closing, [amount])


def rank(dice: random.Random) -> Piece:
    """X由全省第7位升至第3位."""
    name = dice.choice(indicators()["money"])[0]
    worse, better = dice.randint(6, 15), dice.randint(1, 5)
    place, verb = dice.choice(("", "全省", "全国")), dice.choice(("升至", "上升到", "提升到", "提升至"))
    head = f"{name}由{place}第{worse}位{verb}"
    text = f"第{better}位"
    amount = Amount(
        len(head), len(head) + len(text), "rank", name, "名", "eq", Decimal(better), measure="rank", direction="up",
        baseline=Decimal(worse),
    )  # fmt: skip
    return Piece(head + text, [amount])


def yearly(dice: random.Random) -> Piece:
    """每年新建口袋公园12个; 年均培训1000人次以上."""
    unit = dice.choice([unit for unit in COUNTED if unit not in ("万平方米",)])
    thing = dice.choice(COUNTED[unit])
    often, per = dice.choice((("每年", "P1Y"), ("每年", "P1Y"), ("年均", "P1Y"), ("每季度", "P3M"), ("每月", "P1M")))
    verb = dice.choice(MADE_WITH.get(unit, MAKING))
    value = dice.randint(2, 5000)
    limits = dice.choice(
        (("", "", "eq"), ("", "", "eq"), ("", "以上", "ge"), ("不少于", "", "ge"), ("至少", "", "ge"), ("", "左右", "approx"))
    )
    more = {"measure": "change", "direction": "up"} if verb in ("新建", "新增") else {}
    canonical = {"名": "人"}.get(unit, unit)
    left = bool(limits[0]) or dice.random() < 0.5
    head = f"{often}{verb}{thing if left else ''}{limits[0]}"
    text = f"{value}{unit}"
    amount = Amount(
        len(head), len(head) + len(text), f"yearly/{often}/{limits[0] or limits[1] or 'plain'}", thing, canonical, limits[2],
        Decimal(value), per=per, **more,
    )  # fmt: skip
    moments = [Moment(0, len(often), "recurring", None, None, per)] if often.startswith("每") else []
    return Piece(head + text + limits[1] + ("" if left else thing), [amount], moments)


def between(dice: random.Random) -> Piece:
    """X增长5%—7%; X提高1.5—2个百分点; 完成投资3亿—5亿元; X控制在5%至8%之间."""
    low, high = sorted({numerals.decimal(dice, 20, 1), numerals.decimal(dice, 60, 1) + 20})
    one, two = numerals.plainly(low), numerals.plainly(high)
    dash = dice.choice(DASHES)
    shape = dice.randrange(4)
    factor, unit, tail = Decimal(1), "%", ""
    if shape == 0:
        name = dice.choice(indicators()["growth"])[0]
        head, text = f"{name}增长", dice.choice((f"{one}%{dash}{two}%", f"{one}{dash}{two}%"))
        more = {"measure": "growth", "direction": "up"}
    elif shape == 1:
        name, unit = dice.choice(indicators()["share"])[0], "百分点"
        head, text = f"{name}提高", f"{one}{dash}{two}个百分点"
        more = {"measure": "change", "direction": "up"}
    elif shape == 2:
        name, unit, factor = dice.choice(indicators()["money"])[0], "元", Decimal(10**8)
        head, text = f"{name}达到", dice.choice((f"{one}{dash}{two}亿元", f"{one}亿{dash}{two}亿元", f"{one}亿元{dash}{two}亿元"))
        more = {"measure": "level", "direction": "none"}
    else:
        name = dice.choice(indicators()["share"])[0]
        head, text, tail = f"{name}{dice.choice(('保持在', '控制在'))}", f"{one}%{dice.choice((*DASHES, '到'))}{two}%", "之间"
        more = {"measure": "level", "direction": "none"}
    amount = Amount(
        len(head), len(head) + len(text), f"between/{shape}", name, unit, "range", low=low * factor, high=high * factor,
        **more,
    )  # fmt: skip
    return Piece(head + text + tail, [amount])


CHANGES = (from_count, from_money, against_year, against_year, rank, yearly, yearly, between, between)
"""All forms with a start, a rhythm or two bounds."""
