"""Which thing a number measures (指标关联): each quantity takes its indicator from the fitting side of its clause.

X达到N, 新增XN个: the name stands before the number; 建成N个X, 给予N元补助: behind it; A、B分别N、M: dealt out in order;
达到N、增长M: the second number inherits the first one's indicator. The rule id on each quantity says which way was taken;
`linking.order` says which way is tried when.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.charges import subject_ends
from policy_extract.tasks.linking.carried import Carried, name_by_case_before
from policy_extract.tasks.linking.context import StatementContext
from policy_extract.tasks.linking.cutting import Cutting
from policy_extract.tasks.linking.order import Order
from policy_extract.tasks.linking.phrases import Phrases
from policy_extract.tasks.linking.rates import EachRate
from policy_extract.tasks.linking.units import Units
from policy_extract.tasks.phase import Phases

MOST_COUNTED = 12
"""Numbers of earlier sentences of a paragraph among which the whole of a part is looked for."""


def link(text: str, document: Document, pack: Pack) -> None:
    """Give every quantity its statement, indicator, scope and phase; statements must have their kinds."""
    phrases: Phrases = pack.cached("phrases", Phrases)
    phases: Phases = pack.cached("phases", Phases)
    cutting: Cutting = pack.cached("linking.cutting", Cutting)
    order: Order = pack.cached("linking.order", Order)
    carried: Carried = pack.cached("linking.carried", Carried)
    units: Units = pack.cached("linking.units", Units)
    time_starts = [time.start for time in document.times]
    charged = subject_ends(text, document)
    counted, paragraph = None, -1
    named: list[Quantity] = []
    cases: dict[str, str] = {}
    last_places = pack.family("linking").rules["linking.last_places"].quick
    for index, quantities in _by_statement(text, document, last_places).items():
        statement = document.statements[index]
        if statement.paragraph != paragraph:
            counted, paragraph, named = None, statement.paragraph, []
            cases.clear()
        times = document.times[bisect_left(time_starts, statement.start) : bisect_left(time_starts, statement.end)]
        context = StatementContext(text, statement, quantities, times, phrases, cutting)
        context.charged_ends = charged[bisect_left(charged, statement.start) : bisect_left(charged, statement.end)]
        context.heading = document.headings[statement.section].title if statement.section >= 0 else ""
        context.counted = named
        order.link(context)
        carried.name_by_sentence_before(text, quantities[0], counted, phrases)
        for quantity in quantities:
            name_by_case_before(text, quantity, cases, statement.start)
        counted = next((quantity for quantity in reversed(quantities) if quantity.unit in units.counts), None)
        named = [*named, *(quantity for quantity in quantities if quantity.indicator)][-MOST_COUNTED:]
        phases.mark(text, document, statement, quantities)
    each_rate: EachRate = pack.cached("linking.each_rate", EachRate)
    document.quantities = each_rate.parted(text, [q for q in document.quantities if q.statement >= 0 and q.phase != "none"])


def _by_statement(text: str, document: Document, last_places: re.Pattern[str]) -> dict[int, list[Quantity]]:
    """The quantities of each statement, by its index; those outside of all statements keep none.

    How many places stand last (居全市后两位) is no quantity, unless it tells who is meant (排名后两位的单位).
    """
    starts = [statement.start for statement in document.statements]
    members: dict[int, list[Quantity]] = {}
    for quantity in document.quantities:
        index = bisect_right(starts, quantity.start) - 1
        if index >= 0 and quantity.start < document.statements[index].end:
            quantity.statement = index
            near = text[max(0, quantity.start - 2) : quantity.end]
            if near.endswith(("位", "名")) and not text.startswith("的", quantity.end) and last_places.search(near):
                quantity.phase = "none"
                continue
            members.setdefault(index, []).append(quantity)
    return members
