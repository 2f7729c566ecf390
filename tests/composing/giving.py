"""Money that is given and who qualifies for it (奖补与条件): 对年营业收入达到2000万元以上的企业，给予最高50万元奖励."""

from __future__ import annotations

import random
from decimal import Decimal

from composing import numerals
from composing.bounds import Bound
from composing.expected import ANY, Amount, Piece

NOUNS = ("奖励", "补助", "补贴", "奖补", "资助")
TAKERS = (
    "新认定的省级企业技术中心",
    "首次入库的工业企业",
    "新建的普惠托育机构",
    "获评的示范农民合作社",
    "新引进的物流企业",
    "参保的灵活就业人员",
    "当年开工的技术改造项目",
)
"""Whom a grant is for; all of ours."""
MEASURED_BY = ("年营业收入", "固定资产投资额", "年销售额", "年主营业务收入", "年进出口额", "实缴税收")
"""What a threshold is about."""
QUALIFIED = ("企业", "项目", "合作社", "商贸企业", "工业企业")
EACH = {
    "户": "元/户",
    "人": "元/人",
    "亩": "元/亩",
    "张": "元/张",
    "平方米": "元/平方米",
    "辆": "元/辆",
    "家": "元/家",
    "个": "元/个",
}
LIMITS = (
    Bound("", "", "eq"),
    Bound("", "", "eq"),
    Bound("最高", "", "le"),
    Bound("不超过", "", "le"),
    Bound("最高不超过", "", "le"),
    Bound("一次性", "", "eq"),
)
REACHED = (
    Bound("达到", "以上", "ge"),
    Bound("超过", "", "gt"),
    Bound("在", "以上", "ge"),
    Bound("不低于", "", "ge"),
    Bound("达到", "", "eq"),
)
LEVEL, GROWTH = {"measure": "level", "direction": "none"}, {"measure": "growth", "direction": "up"}


def sum_of_money(dice: random.Random) -> tuple[str, Decimal]:
    """An amount as grants are written, and what it is worth in 元."""
    if dice.random() < 0.7:
        value = Decimal(dice.choice((1, 2, 3, 5, 8, 10, 20, 30, 50, 80, 100, 200, 500, 1000)))
        return f"{numerals.plainly(value)}万元", value * 10**4
    if dice.random() < 0.5:
        value = numerals.decimal(dice, 20, 1)
        return f"{numerals.plainly(value)}万元", value * 10**4
    found = dice.randint(2, 90) * 100
    return f"{found}元", Decimal(found)


def given(dice: random.Random, frame: str, noun: str, due: object = None) -> Piece:
    """给予最高50万元奖励."""
    text, value = sum_of_money(dice)
    limits = dice.choice(LIMITS)
    head = f"{dice.choice(('给予', '给予', '予以'))}{limits.before}"
    amount = Amount(len(head), len(head) + len(text), f"{frame}/{limits.before or 'plain'}", noun, "元", limits.comparator, value)
    return Piece(f"{head}{text}{dice.choice(('', '', '的'))}{noun}", [amount])


def grant(dice: random.Random) -> Piece:
    """对首次入库的工业企业给予最高50万元奖励."""
    noun = dice.choice(NOUNS)
    return Piece(f"对{dice.choice(TAKERS)}{dice.choice(('', '，'))}") + given(dice, "grant", noun)


def grant_each(dice: random.Random) -> Piece:
    """对…按每亩300元的标准给予补助; 给予每户5万元补助."""
    noun, (each, unit) = dice.choice(NOUNS), dice.choice(list(EACH.items()))
    text, value = sum_of_money(dice)
    form = dice.choice(
        (
            "给予每{each}{text}{noun}",
            "按每{each}{text}的标准给予{noun}",
            "按每{each}{text}给予{noun}",
            "按照每{each}{text}标准给予{noun}",
        )
    )
    words = form.format(each=each, text=text, noun=noun)
    at = words.index(text)
    amount = Amount(at, at + len(text), f"grant_each/{form}", noun, unit, "eq", value)
    return Piece(f"对{dice.choice(TAKERS)}{dice.choice(('', '，'))}") + Piece(words, [amount])


def grant_share(dice: random.Random) -> Piece:
    """对…按实际投资额的10%给予补助，最高不超过200万元."""
    noun, share = dice.choice(NOUNS), dice.choice((5, 8, 10, 15, 20, 30, 50))
    base = dice.choice(("实际投资额", "设备投资额", "贷款利息", "研发投入", "合同金额"))
    head = f"按{dice.choice(('照', ''))}{base}的"
    amount = Amount(len(head), len(head) + len(f"{share}%"), "grant_share", noun, "%", "eq", Decimal(share))
    piece = Piece(f"{head}{share}%给予{noun}", [amount])
    text, value = sum_of_money(dice)
    limit = dice.choice(("，最高不超过", "，最高", "，单个项目最高不超过"))
    cap = Amount(len(limit), len(limit) + len(text), "grant_share/cap", noun, "元", "le", value)
    return Piece(f"对{dice.choice(TAKERS)}，") + piece + Piece(limit + text, [cap])


def condition(dice: random.Random) -> Piece:
    """对年营业收入达到2000万元以上的企业，给予50万元奖励: the first number qualifies, the second is given."""
    text, value = sum_of_money(dice)
    limits = dice.choice(REACHED)
    name, noun = dice.choice(MEASURED_BY), dice.choice(NOUNS)
    head = f"对{name}{limits.before}"
    threshold = Amount(
        len(head), len(head) + len(text), f"condition/{limits.before}{limits.behind}", name, "元", limits.comparator, value,
        phase="condition", due=ANY, **LEVEL if limits.before != "在" else {},
    )  # fmt: skip
    tail = f"{limits.behind}的{dice.choice(QUALIFIED)}{dice.choice(('，', '，', ''))}"
    return Piece(f"{head}{text}{tail}", [threshold]) + given(dice, "conditioned", noun)


def condition_of_growth(dice: random.Random) -> Piece:
    """对产值增速达到15%以上的企业，给予20万元奖励."""
    share = dice.randint(5, 40)
    name, noun = dice.choice(("产值增速", "营业收入增速", "销售额增速", "研发投入强度", "本地配套率")), dice.choice(NOUNS)
    limits = dice.choice(REACHED)
    head = f"对{name}{limits.before}"
    threshold = Amount(
        len(head), len(head) + len(f"{share}%"), "condition/share", name, "%", limits.comparator, Decimal(share),
        phase="condition", due=ANY, **GROWTH if name.endswith("增速") else LEVEL,
    )  # fmt: skip
    return Piece(f"{head}{share}%{limits.behind}的{dice.choice(QUALIFIED)}，", [threshold]) + given(dice, "conditioned", noun)


GIVING = (grant, grant_each, grant_share, condition, condition_of_growth)
"""All forms of giving."""
