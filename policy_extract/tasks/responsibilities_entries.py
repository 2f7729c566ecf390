"""What a list of bodies gives: a body with its role, and the bracket, line or labels that assign (责任分工)."""

from __future__ import annotations

from policy_extract.mentions.bodies import Body
from policy_extract.model import Span


class Entry(Span):
    """One body with the role that its list gives it."""

    body: Body
    role: str
    rule: str
    shared: bool = False


class Assignment(Span):
    """One bracket, line or run of labels that assigns (一处责任分工)."""

    form: str
    """`bracket`, `line` or `inline`."""
    entries: list[Entry]
    inherited: list[Entry]
    """Bodies said once for everything that follows (以下均需…落实)."""
