"""What parts of a counted whole do (分项进度): 42个项目已有9个投产，15个正在加紧建设 counts projects three times."""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import StatementContext
from policy_extract.tasks.linking.units import RATES

FURTHEST_PART = 4
"""Numbers behind a whole that may count parts of it."""
ENDS = frozenset("。；;\n")


class PartsAtWork:
    """Names parts by the whole; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rule on what a part does from the family `linking`."""
        self._does = pack.family("linking").rules["linking.part_does"].anchored

    def name(self, context: StatementContext) -> None:
        """Give numbers that are followed by nothing but what they do the name of the whole counted before them."""
        for position, whole in enumerate(context.quantities):
            if whole.phase == "reference" and whole.indicator and whole.unit not in RATES:
                self._name_parts(context, position, whole)

    def _name_parts(self, context: StatementContext, position: int, whole: Quantity) -> None:
        """Name the parts of one whole, up to the first number that is none."""
        text, end = context.text, whole.end
        for part in context.quantities[position + 1 : position + 1 + FURTHEST_PART]:
            if part.unit != whole.unit or not ENDS.isdisjoint(text[end : part.start]):
                return
            end = part.end
            if self._does.match(text, part.end, context.statement.end):
                part.indicator, part.indicator_span, part.scope = whole.indicator, whole.indicator_span, whole.scope
                part.rules.append("linking.part_does")
