"""Bodies with their roles (责任主体): brackets, lines and subjects that charge them."""

from __future__ import annotations

import csv
import functools
import random
from pathlib import Path

from composing.expected import Charge, Piece

PATTERNS = Path(__file__).resolve().parents[2] / "patterns"


@functools.cache
def names() -> tuple[str, ...]:
    """Names of offices that a city has, from the table of bodies."""
    with (PATTERNS / "bodies.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = [name for row in rows if row["kind"] == "government" for name in (row["name"], *row["aliases"].split("|"))]
    return tuple(
        sorted(
            {
                name
                for name in found
                if name.endswith("局") and 3 <= len(name) <= 9 and "国家" not in name and not name.endswith("总局")
            }
        )
    )


def listed(dice: random.Random, role: str, chosen: list[str], first: bool = True) -> Piece:
    """Bodies one after another; 市 may stand before the first alone."""
    piece = Piece()
    once = dice.random() < 0.5
    for number, name in enumerate(chosen):
        text = name if once and (number or not first) else f"市{name}"
        piece += Piece(
            ("、" if number else "") + text, charges=[Charge(1 if number else 0, len(text) + bool(number), f"市{name}", role)]
        )
    return piece


def bracket(dice: random.Random) -> Piece:
    """A closing bracket that says who answers."""
    chosen = dice.sample(names(), 4)
    head, rest = chosen[:1], chosen[1 : dice.randint(2, 4)]
    opening, closing = dice.choice((("（", "）"), ("(", ")")))
    lead = functools.partial(listed, dice, "lead")
    match dice.randrange(8):
        case 0:
            inner = Piece("责任单位：") + listed(dice, "responsible", head + rest)
        case 1:
            inner = lead(head) + "牵头，" + listed(dice, "cooperate", rest) + "配合"
        case 2:
            inner = Piece("牵头单位：") + lead(head) + "；配合单位：" + listed(dice, "cooperate", rest)
        case 3:
            inner = Piece("牵头单位：") + lead(head) + "，责任单位：" + listed(dice, "responsible", rest)
        case 4:
            inner = listed(dice, "responsible", head + rest) + "按职责分工负责"
        case 5:
            inner = lead(head) + "牵头，" + listed(dice, "responsible", rest) + "按职责分工负责"
        case 6:
            inner = listed(dice, "responsible", head + rest) + "负责"
        case _:
            inner = Piece("牵头单位：") + lead(head)
    return Piece(opening) + inner + closing


def subject(dice: random.Random) -> Piece:
    """Bodies that a sentence charges with what it says next: 市教育局要…; 由市教育局牵头，市财政局配合，…"""
    chosen = dice.sample(names(), 3)
    head, rest = chosen[:1], chosen[1 : dice.randint(2, 3)]
    match dice.randrange(7):
        case 0:
            return listed(dice, "responsible", head) + dice.choice(("要", "应", "负责"))
        case 1:
            return listed(dice, "responsible", head + rest) + dice.choice(("要", "应"))
        case 2:
            return Piece("由") + listed(dice, "responsible", head) + "负责"
        case 3:
            return Piece("由") + listed(dice, "lead", head) + "牵头，"
        case 4:
            return listed(dice, "lead", head) + "牵头，" + listed(dice, "cooperate", rest) + "配合，"
        case 5:
            return listed(dice, "lead", head) + "会同" + listed(dice, "cooperate", rest)
        case _:
            return Piece("由") + listed(dice, "lead", head) + "牵头，会同" + listed(dice, "cooperate", rest)
