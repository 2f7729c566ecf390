"""Forms of sentences (句式): each puts an indicator, its number and the words around it together, with what they mean."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import yaml

from composing import numerals
from composing.bounds import Bound, bound
from composing.expected import Amount, Piece
from composing.numerals import Number

PATTERNS = Path(__file__).resolve().parents[2] / "patterns"
COUNTED = {
    "个": ("口袋公园", "便民服务点", "智慧停车场", "村级养老服务站", "科技创新平台", "产业项目"),
    "家": ("养老驿站", "专精特新企业", "普惠托育机构", "农民合作社"),
    "所": ("公办幼儿园", "普通高中", "社区学校"),
    "座": ("污水处理厂", "变电站", "人行天桥", "公共厕所"),
    "张": ("护理型床位", "托育床位"),
    "公里": ("供水管网", "农村公路", "城市绿道"),
    "万平方米": ("标准厂房", "保障性住房"),
    "亩": ("高标准农田", "设施蔬菜基地"),
    "人次": ("职业技能培训", "法律援助"),
    "名": ("全科医生", "科技特派员", "骨干教师"),
    "辆": ("新能源公交车",),
    "件": ("民生实事", "地方标准"),
    "套": ("人才公寓", "保障性租赁住房"),
}
"""Things that are made or got, by the measure word that counts them; all but the names of the units are ours."""
CANONICAL = {"名": "人", "万平方米": "平方米"}
MAKING = ("建成", "新建", "改造", "培育", "建设", "打造", "完成", "新增")
MADE_WITH = {
    "人次": ("完成", "组织", "开展"), "名": ("培养", "引进", "选派", "新增"), "件": ("办好", "完成", "制定", "实施"),
    "家": ("培育", "新增", "发展", "引进"), "亩": ("建成", "新建", "改造", "新增"), "辆": ("新增", "购置", "更新"),
    "张": ("新增", "建成", "改造"), "套": ("建成", "新增", "筹集"),
}  # fmt: skip
FRESH = frozenset(("新建", "新增"))


@functools.cache
def indicators() -> dict[str, list[tuple[str, str]]]:
    """Names and units of the catalogue, by the form in which plans state them."""
    found: dict[str, list[tuple[str, str]]] = {"share": [], "level": [], "growth": [], "money": []}
    for path in sorted(PATTERNS.glob("indicators*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ()):
            fields = rule.get("fields") or {}
            name, unit, form = fields.get("name", ""), str(fields.get("unit", "")), fields.get("form")
            if not name or any(c.isdigit() or c in "（(、“每万亿百千元" for c in name) or name.startswith("新增"):
                continue
            if unit == "%" and name.endswith(("率", "比重", "占比", "比例")) and "增长率" not in name:
                found["share"].append((name, unit))
            elif form == "growth" and unit in ("元", ""):
                found["growth"].append((name, unit))
            if unit == "元" and name.endswith(("收入", "总额", "产值", "增加值", "余额", "投资", "规模", "总值", "支出")):
                found["money"].append((name, unit))
            elif unit in ("公里", "亩", "吨", "平方米", "立方米", "千瓦") and name.endswith(
                ("面积", "里程", "量", "能力", "规模")
            ):
                found["level"].append((name, unit))
    return found


def numbered(before: str, number: Number, unit: str, limits: Bound, indicator: str, frame: str, **more: object) -> Piece:
    """Words, a number with its unit and its bound, and the quantity they make."""
    text = before + limits.before
    start = len(text)
    text += number.text + ("" if number.says_unit else unit)
    end = len(text)
    factor = 10000 if unit == "万平方米" else 1
    comparator = "gt" if number.more and limits.comparator == "eq" else limits.comparator
    amount = Amount(
        start, end, f"{frame}/{number.way}/{limits.before or limits.behind or 'plain'}", indicator, CANONICAL.get(unit, unit),
        comparator, number.value * factor, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return Piece(text + limits.behind, [amount])


def level(dice: random.Random) -> Piece:
    """X达到N, X控制在N以内, X提高到N."""
    kind = dice.choice(("share", "share", "level", "money"))
    name, unit = dice.choice(indicators()[kind])
    number = numerals.share(dice) if kind == "share" else numerals.money(dice) if kind == "money" else numerals.measured(dice)
    limits = bound(dice, "lt")
    verb, direction = dice.choice(
        (("达到", "none"), ("达到", "none"), ("达", "none"), ("保持在", "none"), ("稳定在", "none"), ("提高到", "up"),
         ("提升至", "up"), ("提高至", "up"), ("", "none"))
    )  # fmt: skip
    if limits.before and verb not in ("达到", ""):
        verb, direction = "", "none"
    if limits.before in ("突破", "超过", "高于", "大于", "低于") or (not verb and not limits.before):
        verb, direction = ("", "none") if limits.before else ("达到", "none")
    if limits.before in ("至多", "近", "接近", "约", "大约", "超") and not verb:
        verb = "达到" if limits.before != "超" else ""
    if limits.behind in ("以内", "以下", "之内", "及以下"):
        verb, direction = dice.choice((("控制在", "none"), ("降低到", "down"), ("压减至", "down")))
    unit = "" if kind == "share" else unit
    piece = numbered(f"{name}{verb}", number, unit, limits, name, "level", measure="level", direction=direction)
    return with_unit(piece, "%") if kind == "share" else piece


def with_unit(piece: Piece, unit: str) -> Piece:
    """The same with the canonical unit of its quantity."""
    from dataclasses import replace

    piece.amounts = [replace(amount, unit=unit) for amount in piece.amounts]
    return piece


def from_to(dice: random.Random) -> Piece:
    """X由A提高到B."""
    name = dice.choice(indicators()["share"])[0]
    low, high = sorted(dice.sample(range(2, 99), 2))
    limits = bound(dice, "lt", "gt", "le") if dice.random() < 0.4 else Bound("", "", "eq")
    if limits.before:
        limits = Bound("", "", "eq")
    verb = dice.choice(("提高到", "提升至", "上升到", "提高至"))
    down = dice.random() < 0.3
    if down:
        low, high, verb = high, low, dice.choice(("下降到", "降低至", "降至", "降到"))
        limits = Bound("", "以下", "le") if limits.comparator != "eq" else limits
    before = f"{name}{dice.choice('由从')}{low}%{verb}"
    piece = numbered(before, Number(f"{high}%", Decimal(high), "digits"), "", limits, name, "from_to",
                     measure="level", direction="down" if down else "up", baseline=Decimal(low))  # fmt: skip
    return with_unit(piece, "%")


def growth(dice: random.Random) -> Piece:
    """X增长N%, X年均增长N%左右."""
    name = dice.choice(indicators()["growth"])[0]
    number = numerals.share(dice, 1, 30)
    verb, direction, per = dice.choice(
        (("增长", "up", None), ("增长", "up", None), ("同比增长", "up", None), ("年均增长", "up", "P1Y"), ("下降", "down", None))
    )
    limits = bound(dice, "lt", "gt", "le")
    if limits.before in ("至少",) or limits.before.startswith("不能"):
        limits = Bound("", "以上", "ge")
    piece = numbered(name + verb, number, "", limits, name, "growth", measure="growth", direction=direction, per=per)
    return with_unit(piece, "%")


def points(dice: random.Random) -> Piece:
    """X提高N个百分点."""
    name = dice.choice(indicators()["share"])[0]
    number = dice.choice((numerals.decimal(dice, 9, 1), Decimal(dice.randint(1, 9))))
    verb, direction = dice.choice((("提高", "up"), ("提升", "up"), ("上升", "up"), ("下降", "down"), ("降低", "down")))
    limits = bound(dice, "lt", "gt", "le")
    if limits.before:
        limits = Bound("", "左右", "approx")
    unit = dice.choice(("个百分点", "个百分点", "百分点"))
    piece = numbered(name + verb, Number(numerals.plainly(number), number, "digits"), unit, limits, name, "points",
                     measure="change", direction=direction)  # fmt: skip
    return with_unit(piece, "百分点")


def made(dice: random.Random) -> Piece:
    """建成N个X, 新增XN个."""
    unit = dice.choice(list(COUNTED))
    thing = dice.choice(COUNTED[unit])
    number = numerals.measured(dice) if unit in ("公里", "万平方米", "亩") else numerals.count(dice)
    if unit == "万平方米" and number.way in ("ten_thousands", "hundred_millions"):
        number = Number("12.5", Decimal("12.5"), "decimals")
    if unit not in ("公里", "万平方米", "亩") and number.value != int(number.value):
        number = Number("12", Decimal(12), "digits")
    verb = dice.choice(MADE_WITH.get(unit, MAKING))
    limits = bound(dice, "lt", "le")
    if limits.before in ("突破", "高于", "大于", "≥", "接近", "超过") or number.more:
        limits = Bound("", "", "eq")
    fresh = {"measure": "change", "direction": "up"} if verb in FRESH else {}
    if dice.random() < 0.5 or limits.before:
        return numbered(f"{verb}{thing}", number, unit, limits, thing, "made_left", **fresh)
    piece = numbered(verb, number, unit, limits, thing, "made_right", **fresh)
    return piece + thing


def span(dice: random.Random) -> Piece:
    """建成3—5个X, X保持在10%—15%."""
    low, high = sorted(dice.sample(range(2, 90), 2))
    mark = dice.choice(("—", "-", "至", "～", "–", "到", "--"))
    if dice.random() < 0.5:
        name = dice.choice(indicators()["share"])[0]
        head, text = f"{name}保持在", dice.choice((f"{low}%{mark}{high}%", f"{low}{mark}{high}%"))
        unit, tail, verb = "%", "", "level"
    else:
        unit = dice.choice(("个", "家", "所", "座", "公里"))
        name = dice.choice(COUNTED[unit])
        head, text, tail, verb = "建成", f"{low}{mark}{high}{unit}", name, "none"
    amount = Amount(
        len(head), len(head) + len(text), f"span/{mark}", name, unit, "range", low=Decimal(low), high=Decimal(high),
        measure="level" if verb == "level" else None, direction="none" if verb == "level" else None,
    )  # fmt: skip
    return Piece(head + text + tail, [amount])


def dealt(dice: random.Random) -> Piece:
    """A、B分别增长5%、7%左右."""
    first, second = (name for name, _ in dice.sample(indicators()["growth"], 2))
    joined = dice.choice(("、", "和", "与"))
    if joined != "、" and any(mark in first + second for mark in "和与及"):
        joined = "、"
    one, two = (numerals.decimal(dice, 15, 1) for _ in range(2))
    behind, comparator = dice.choice((("", "eq"), ("左右", "approx"), ("以上", "ge")))
    text = f"{first}{joined}{second}分别增长"
    piece = Piece(text)
    for name, value, tail in ((first, one, dice.choice("、和")), (second, two, behind)):
        words = f"{numerals.plainly(value)}%"
        amount = Amount(
            0, len(words), f"dealt/{behind or 'plain'}", name, "%", comparator, value, measure="growth", direction="up"
        )
        piece = piece + Piece(words + tail, [amount])
    return piece


def multiple(dice: random.Random) -> Piece:
    """X翻一番, X增长1.5倍."""
    name = dice.choice(indicators()["money"])[0]
    text, value, direction = dice.choice(
        (("翻一番", 2, "up"), ("翻番", 2, "up"), ("翻两番", 4, "up"), ("增长两倍", 3, "up"), ("增长1.5倍", "2.5", "up"),
         ("提高到1.5倍", "1.5", "up"), ("增长1倍以上", 2, "up"))
    )  # fmt: skip
    comparator = "ge" if text.endswith("以上") else "eq"
    amount = Amount(len(name), len(name) + len(text), f"multiple/{text}", name, "", comparator, Decimal(value),
                    measure="multiple", direction=direction)  # fmt: skip
    return Piece(name + text, [amount])


def ratio(dice: random.Random) -> Piece:
    """床护比达到1∶0.6."""
    name = dice.choice(("床护比", "医护比", "师生比", "医患比"))
    right = numerals.plainly(numerals.decimal(dice, 9, 1))
    mark = dice.choice(":：∶")
    head = f"{name}{dice.choice(('达到', '提高到', '不低于'))}"
    comparator = "ge" if head.endswith("不低于") else "eq"
    text = f"1{mark}{right}"
    direction = "up" if head.endswith("提高到") else "none"
    amount = Amount(len(head), len(head) + len(text), f"ratio/{mark}", name, "", comparator, ratio=f"1:{right}",
                    measure="ratio", direction=direction)  # fmt: skip
    return Piece(head + text, [amount])


def fraction(dice: random.Random) -> Piece:
    """X占比超过三分之二."""
    name = dice.choice(indicators()["share"])[0]
    text, value = dice.choice((("三分之二", "0.666667"), ("四分之三", "0.75"), ("五分之三", "0.6"), ("三分之一", "0.333333")))
    limits = dice.choice(
        (Bound("超过", "", "gt"), Bound("不低于", "", "ge"), Bound("达到", "", "eq"), Bound("达到", "以上", "ge"))
    )
    return numbered(
        name, Number(text, Decimal(value), "fraction"), "", limits, name, "fraction", measure="level", direction="none"
    )


FRAMES: tuple[Callable[[random.Random], Piece], ...] = (
    level, level, level, from_to, growth, growth, points, made, made, made, span, dealt, multiple, ratio, fraction,
)  # fmt: skip
"""All forms; those that plans use most stand here more than once."""
