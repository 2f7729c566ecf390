"""Bare numbers of table cells (单元格中的数值): value, bounds and brackets of the cell, the unit from wherever it is printed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from policy_extract.mentions.comparators import comparator_table
from policy_extract.mentions.numbers import multiply, tidy
from policy_extract.mentions.units import unit_table
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

LABEL = re.compile(r"[\u4e00-\u9fffA-Za-z“”]{2,16}$")
MULTIPLIERS = re.compile(r"[十百千万亿]+")
CUMULATIVE = frozenset("〔[［【")
SPACE = re.compile(r"\s+")
LONGEST_CELL = 80


class CellReader:
    """Reads the numbers of cells; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rule, the comparators and the units."""
        family = pack.family("tables")
        rule = family.rules["tables.number"]
        self.number, self.rule = rule.compiled, rule.id
        self.comparators, self.units = comparator_table(pack), unit_table(pack)
        self.falling = family.words("falling_words")

    def unit(self, words: str) -> tuple[Decimal, str]:
        """Factor and canonical unit of a printed unit: 万元 is 10000 and 元."""
        compact = SPACE.sub("", words).strip("（）()：:")
        if compact in self.units.names:
            return Decimal(1), self.units.names[compact].canonical
        match = MULTIPLIERS.match(compact)
        if match is not None and match.end() < len(compact):
            factor, rest = multiply(match[0]), compact[match.end() :]
            known = self.units.names.get(rest)
            return factor, known.canonical if known is not None else rest
        return Decimal(1), compact

    def read(self, text: str, start: int, end: int, unit: str) -> list[Quantity]:
        """The quantities of text[start:end]; `unit` holds for those that print none of their own."""
        found: list[Quantity] = []
        if end - start > LONGEST_CELL:
            return found
        for match in self.number.finditer(text, start, end):
            quantity = self._quantity(text, match, start, end, unit)
            before = LABEL.search(text, found[-1].end if found else start, quantity.start)
            if before is not None:
                quantity.scope = before[0]
            found.append(quantity)
        if len(found) > 1 and not all(quantity.scope for quantity in found):
            return []  # several numbers of which nothing says what each is
        return found

    def _quantity(self, text: str, match: Any, start: int, end: int, unit: str) -> Quantity:
        """One number of a cell."""
        factor, own = self.unit(match["unit"]) if match["unit"] else (Decimal(1), "")
        if not own:
            multiplier, own = self.unit(unit) if unit else (Decimal(1), "")
            factor *= multiplier
        elif own in ("万", "亿", "千", "百"):
            multiplier, own = self.unit(unit) if unit else (Decimal(1), "")
            factor = multiply(match["unit"]) * (multiplier if multiplier != multiply(match["unit"]) else Decimal(1))
        low = _decimal(match["low"]) * factor
        quantity = Quantity(match.start(), match.end(), unit=own, measure="level", direction="none", rules=[self.rule])
        quantity.core_start, quantity.core_end = match.start("low"), match.end("unit")
        if match["high"]:
            quantity.low, quantity.high, quantity.comparator = tidy(low), tidy(_decimal(match["high"]) * factor), "range"
        else:
            quantity.value = tidy(low)
        sign = match["sign"] or ""
        if sign in ("-", "－", "−"):
            quantity.direction = "down"
        elif sign.endswith(self.falling):
            quantity.measure, quantity.direction = "change", "down"
        elif sign not in ("", "+", "＋"):
            quantity.measure, quantity.direction = "change", "up"
        if match["bracket"] in CUMULATIVE:
            quantity.measure = "change"
            quantity.rules.append("tables.cumulative")
        bound = self.comparators.before(text, match.end("before"), start) if match["before"] else None
        behind = self.comparators.after(text, match.start("after"), end) if match["after"] else None
        bound = bound or behind
        if bound is not None:
            quantity.comparator = bound.comparator
            quantity.rules.append(bound.rule)
        return quantity


def _decimal(digits: str) -> Decimal:
    """The value of printed digits."""
    return Decimal(digits.replace(",", "").replace("，", ""))


def cell_reader(pack: Pack) -> CellReader:
    """The reader of a pack, made once."""
    reader: CellReader = pack.cached("tables.numbers", CellReader)
    return reader
