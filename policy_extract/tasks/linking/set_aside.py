"""Shares of something that is set aside, paid, charged or spared (提取、缴纳、扣除的比例).

按投资额的30%用于…: the purpose; 提取3%作为教育经费: what is set aside; 按20%的税率缴纳X税: what is charged by the rate.
"""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.units import RATES

WHOLE_OPENS = ("比例", "份额", "额度", "的比例")
NO_THING = ("比例", "标准", "额度", "幅度")
"""Words of measure behind a share: they name nothing that is set aside."""
LONGEST_PHRASE = 40


class SetAside:
    """Names shares that are set aside, paid, charged or spared; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._aside_share, self._funds = rules["linking.aside_share"].anchored, rules["linking.funds"].anchored
        self._sets_aside, self._aside_end = rules["linking.sets_aside"].anchored, rules["linking.aside_end"].quick
        self._taken_by, self._deals_with = rules["linking.taken_by"].anchored, rules["linking.deals_with"].quick
        self._spared_in, self._policy = rules["linking.spared_in"].quick, rules["linking.policy"].quick
        self._charges, self._charged_by = rules["linking.charges"].anchored, rules["linking.charged_by"].quick
        self._taxed, self._part_of = rules["linking.taxed"].anchored, rules["linking.part_of"].anchored
        self._reduced_rate = rules["linking.reduced_rate"].quick

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A share of something that is set aside, paid, charged or spared."""
        if near.quantity.unit.startswith("元/"):
            return self._charged(context, near)
        if near.quantity.unit not in RATES and not near.quantity.fraction:
            return False
        return (
            self._for_purpose(context, near)
            or self._put_aside(context, near)
            or self._taken(context, near)
            or self._charged(context, near)
            or self._part(context, near)
        )

    def reduced(self, context: StatementContext, near: Neighbourhood) -> bool:
        """减按15%的税率征收企业所得税: the tax and its rate, or the base that is counted less."""
        reduced = self._reduced_rate.match(near.right) if near.left.endswith("减按") else None
        if reduced is None:
            return False
        name = (reduced["tax"] or reduced["base"]) + (reduced["rate"] or "")
        context.write(near.quantity, name, None, "linking.reduced_rate")
        return True

    def _for_purpose(self, context: StatementContext, near: Neighbourhood) -> bool:
        """土地出让收益的10%用于…: money that is used for something by shares."""
        purpose = self._aside_share.match(near.right)
        if purpose is None:
            return False
        what = context.name_before(near.left)[0]
        what = what if self._funds.search(what) else ""
        aside = "用于" + purpose["purpose"] if what else context.phrases.right(purpose["purpose"])
        whole = "比例" if near.right.startswith(WHOLE_OPENS) else ""
        context.write(near.quantity, what + aside + whole, None, "linking.purpose")
        return True

    def _put_aside(self, context: StatementContext, near: Neighbourhood) -> bool:
        """提取3%作为教育经费: what the share is set aside as."""
        phrases, right = context.phrases, near.right
        if not self._sets_aside.search(near.left) or phrases.gives(right[:LONGEST_PHRASE]):
            return False
        name = self._aside_end.split(phrases.right(right))[0]
        if not phrases.names(name) or name.startswith(NO_THING) or phrases.right_empty.match(right):
            return False
        context.write(near.quantity, name, None, "linking.set_aside")
        return True

    def _taken(self, context: StatementContext, near: Neighbourhood) -> bool:
        """What is charged, paid or spared by a rate that opens its clause (按20%的税率缴纳X税; 按实际发生额的100%在税前扣除)."""
        left, right = near.left, near.right
        if left.endswith("加计") and right.startswith(("抵减", "扣除")):
            context.write(near.quantity, "加计" + right[:2], None, "linking.taken_by")
            return True
        by = left.rpartition("、")[2]
        deals = self._deals_with.match(right) if self._taken_by.match(by if by.startswith("按") else left) else None
        if deals is None:
            return False
        if deals["spared"]:
            name = self._spared_in.sub("", deals["spared"])
        else:
            rate = deals["rate"] or ""
            name = self._policy.sub("", context.phrases.right(deals["thing"])) + (rate if rate.endswith("率") else "")
        context.write(near.quantity, name, None, "linking.taken_by")
        return True

    def _charged(self, context: StatementContext, near: Neighbourhood) -> bool:
        """X税按N%征收: what is charged stands before the rate; whose taxes they are, before their quoted name."""
        charged = self._charged_by.match(near.left) if self._charges.match(near.right) else None
        if charged is None:
            return False
        name, scope, _ = context.name_before(charged["what"])
        if not context.phrases.names(name):
            return False
        taxed = self._taxed.match(name)
        name, scope = (taxed["tax"], scope or taxed["who"] or None) if taxed is not None else (name, scope)
        context.write(near.quantity, name, scope, "linking.charged_by")
        return True

    def _part(self, context: StatementContext, near: Neighbourhood) -> bool:
        """其中X占N%: the share of a part in what was measured before."""
        part, previous = self._part_of.match(near.left), context.previous
        if part is None or previous is None:
            return False
        context.write(near.quantity, f"{previous.indicator}中{part['part']}占比", None, "linking.part_of")
        return True
