"""What tests of quantities share: the numbers of one invented sentence, as plain text."""

from __future__ import annotations

from policy_extract import patterns
from policy_extract.mentions.quantities import find_quantities
from policy_extract.model import Quantity

PACK = patterns.load()


def find(text: str) -> list[Quantity]:
    """The quantities of a text without times."""
    return find_quantities(text, 0, len(text), PACK, [])


def one(text: str) -> Quantity:
    """The only quantity of a text."""
    found = find(text)
    assert len(found) == 1, [text[q.start : q.end] for q in found]
    return found[0]


def amount(quantity: Quantity) -> str:
    """The number of a quantity as one text."""
    if quantity.ratio is not None:
        return quantity.ratio
    return format(quantity.value, "f") if quantity.value is not None else f"{quantity.low}~{quantity.high}"
