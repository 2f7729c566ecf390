"""Puts composed sentences into a plan with title, date, headings and items (文件)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from composing import bodies, changes, frames, giving, moments, series
from composing.expected import ANY, Amount, Charge, Moment, Piece

HEAD = "云泽市2026年{}工作方案\n2026年3月10日\n\n一、重点任务\n"
TOPICS = ("城市更新", "民生改善", "产业发展", "生态保护", "卫生健康", "乡村振兴")
NUMBERS: dict[str, Callable[[int], str]] = {
    "arabic": lambda n: f"{n}.",
    "bracket": lambda n: f"（{'一二三四五六七八九十'[n - 1]}）",
    "half_bracket": lambda n: f"（{n}）",
    "circle": lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1],
    "none": lambda n: "",
    "is": lambda n: f"{'一二三四五六七八九十'[n - 1]}是",
}
"""How items are numbered."""
ITEMS = 8
CLAUSES = (*frames.FRAMES, *changes.CHANGES, *series.SERIES)
"""All forms of clauses that may follow each other."""
DEEDS = (frames.made, series.counted, series.closed_by_count)
"""Clauses that open with a verb: what bodies are charged with."""


@dataclass
class Composed:
    """A composed document and what must be found in it, item by item."""

    text: str
    items: list[tuple[int, int, Piece]]
    """Start, end and content of each item; places in the pieces are those of the document."""


def sentence(dice: random.Random, bracketed: bool) -> Piece:
    """A time, one to three clauses, and perhaps a bracket that says who answers for them."""
    if dice.random() < 0.12 and not bracketed:
        return often(dice)
    if dice.random() < 0.12:
        return dice.choice(giving.GIVING)(dice) + closed(dice, bracketed)
    lead = dice.choice(moments.WHEN)(dice) if dice.random() < 0.7 else Piece()
    due = (lead.moments[0].first, lead.moments[0].last) if lead.moments else None
    piece = lead
    if lead.text:
        piece += dice.choice(("，", "，", "，全市", "，力争"))
    if not bracketed and not piece.text.endswith(("全市", "力争")) and dice.random() < 0.1:
        return piece + bodies.subject(dice) + due_by(dice.choice(DEEDS)(dice), due) + "。"
    for number in range(dice.choice((1, 1, 2, 3))):
        clause = due_by(dice.choice(CLAUSES)(dice), due)
        piece = piece + (dice.choice(("，", "，", "；")) if number else "") + clause
        if piece.text[-len(clause.text) - 1 :][:1] == "；":
            # Behind a semicolon a time of its own sentence still holds only where it is said so: leave it open.
            piece.text = piece.text[: -len(clause.text) - 1] + "，" + clause.text
    return piece + closed(dice, bracketed)


def due_by(clause: Piece, due: tuple[dt.date | None, dt.date | None] | None) -> Piece:
    """The clause with the time that governs its sentence."""
    clause.amounts = [replace(amount, due=due) for amount in clause.amounts]
    return clause


def closed(dice: random.Random, bracketed: bool) -> Piece:
    """The end of a sentence: a full stop, or a bracket of bodies with or without one before it."""
    return Piece(dice.choice(("。", ""))) + bodies.bracket(dice) if bracketed else Piece("。")


def often(dice: random.Random) -> Piece:
    """每季度召开2次调度会: how often something is done."""
    lead = moments.recurring(dice)
    times = dice.choice((1, 2, 3, 4))
    words = dice.choice((str(times), {1: "一", 2: "两", 3: "三", 4: "四"}[times]))
    deed, thing = dice.choice((("召开", "调度会"), ("开展", "专项检查"), ("组织", "应急演练"), ("举办", "专场招聘会")))
    at = len(lead.text)
    gap = dice.choice(("", "至少", "不少于"))
    start = at + len(deed) + len(gap)
    text = f"{lead.text}{deed}{gap}{words}次{thing}。"
    amount = Amount(
        start, start + len(words) + 1, f"often/{words}", thing, "次", "ge" if gap else "eq", frames.Decimal(times),
        per=lead.moments[0].every,
    )  # fmt: skip
    return Piece(text, [amount], lead.moments)


def compose(dice: random.Random, count: int = ITEMS) -> Composed:
    """A plan of so many items."""
    text = HEAD.format(dice.choice(TOPICS))
    way, always = dice.choice(list(NUMBERS)), dice.random() < 0.3
    items = []
    for number in range(1, count + 1):
        # Where items bear no numbers of their own a bracket may close all of them: there each has one, or none.
        content = sentence(dice, dice.random() < 0.3 if way in ("arabic", "bracket", "half_bracket", "circle") else always)
        if any(earlier.moments for _, _, earlier in items):
            # A goal without a time of its own may take that of a goal before it.
            content.amounts = [replace(amount, due=amount.due or ANY) for amount in content.amounts]
        piece = Piece(text + NUMBERS[way](number)) + content
        start = len(text)
        end = len(piece.text)
        items.append((start, end, Piece(content.text, piece.amounts, piece.moments, piece.charges)))
        text = piece.text + "\n"
    return Composed(text, items)


__all__ = ["Amount", "Charge", "Composed", "Moment", "compose"]
