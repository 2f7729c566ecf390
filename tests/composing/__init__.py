"""Composes plan-like texts out of a grammar, with what must be found in them: every name and sentence is made by it."""

from composing.checking import Tally, check
from composing.documents import Composed, compose

__all__ = ["Composed", "Tally", "check", "compose"]
