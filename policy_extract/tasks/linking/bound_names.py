"""Statistics named by the least size of what they count (统计起点): 500万元以上固定资产投资30亿元 holds one number, not two."""

from __future__ import annotations

from policy_extract.tasks.linking.context import StatementContext

RULE = "quantities.bound_statistic"


def name_with_bound(context: StatementContext) -> None:
    """Give numbers whose name stands right behind such a size the size as the beginning of their name."""
    text = context.text
    for position, size in enumerate(context.quantities):
        if RULE not in size.rules:
            continue
        short, whole = "", (0, 0)
        for quantity in context.quantities[position + 1 :]:
            span = quantity.indicator_span
            if not short and span is not None and 0 <= span[0] - size.end <= 1 and text[size.end : span[0]] in ("", "的"):
                short, whole = quantity.indicator, (size.start, span[1])
            if not short or quantity.indicator != short:
                break
            quantity.indicator, quantity.indicator_span = text[whole[0] : whole[1]], whole
            quantity.rules.append(RULE)
