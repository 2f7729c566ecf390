"""Names that stand on both sides of a number (前后合成的指标名): 总投资N的X, X N%的缴费比例, 减税降费N亿元.

The words of the clause before and behind the number make one name.
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.cutting import KEPT_MARK
from policy_extract.tasks.linking.phrases import Phrases
from policy_extract.tasks.linking.units import SHARES
from policy_extract.tasks.words import WordSet

LONGEST_THING = 30
"""A longer thing is a sentence of its own; its measure is name enough then."""
LONGEST_SCOPE = 60
SHORTEST_SCOPE = 2

Named = tuple[str, str | None, str]
"""Name, scope and the rule that found them."""


class BothSides:
    """The compiled rules of the family `linking` on names of both sides; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self._attributive, self._described = rules["linking.attribute"].anchored, rules["linking.attribute_of"].quick
        self._rate_of, self._relief = rules["linking.rate_of"].quick, rules["linking.relief"].anchored
        self._serves_as = rules["linking.serves_as"].quick
        self._scope_noise = rules["linking.scope_noise"].quick
        self._no_scope, self._short_scope = rules["linking.no_scope"].quick, rules["linking.short_scope"].quick
        self._actions = WordSet(word for word in pack.family("verbs").words("action") if len(word) > 1)

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A name that both sides of the number make: no look at other numbers."""
        named = self._name(near.quantity, near.left, near.right, context.phrases)
        if named is not None:
            context.write(near.quantity, *named)
        return named is not None

    def clean_scopes(self, context: StatementContext) -> None:
        """Take adverbs, prepositions and marks off what was found as subjects; what can be none is dropped."""
        for quantity in context.quantities:
            if quantity.scope is not None:
                quantity.scope = self._scope(quantity.scope.replace(KEPT_MARK, "、"))

    def _name(self, quantity: Quantity, left: str, right: str, phrases: Phrases) -> Named | None:
        """Name, scope and rule of a number whose name both sides make; None for every other number."""
        if right.startswith("的"):
            return self._of_thing(left, right, phrases) or self._of_rate(quantity, left, right, phrases)
        if quantity.unit == "元" and right.startswith("规模") and phrases.predicate_ends(left):
            name, scope, _ = phrases.left(left)
            return (name + "规模", scope, "linking.attribute") if name else None
        if quantity.unit in SHARES and (serves := self._serves_as.match(right)) is not None:
            return serves["thing"], None, "linking.serves_as"
        if quantity.unit == "元" and (relief := self._relief.search(left)) is not None:
            return relief["name"], None, "linking.relief"
        return None

    def _of_thing(self, left: str, right: str, phrases: Phrases) -> Named | None:
        """总投资N亿元的X: the measure before the number is of the thing behind it."""
        attribute = self._attributive.search(left)
        if attribute is None or self._described.match(right) is None:
            return None
        thing = phrases.right(right, counted=True)
        if not phrases.names(thing):
            return None
        name = thing + attribute["measure"] if len(thing) <= LONGEST_THING else attribute["measure"]
        return name, None, "linking.attribute"

    def _of_rate(self, quantity: Quantity, left: str, right: str, phrases: Phrases) -> Named | None:
        """X N%的缴费比例: the rate behind the number is that of those named before it."""
        rate = self._rate_of.match(right) if quantity.unit in SHARES else None
        if rate is None or phrases.predicate_ends(left) or phrases.makes(left):
            return None
        return rate["rate"], phrases.left(left)[0] or None, "linking.rate_of"

    def _scope(self, scope: str) -> str | None:
        """A scope without adverbs, prepositions and marks around it; None when nothing that can be a subject is left."""
        scope = self._scope_noise.sub("", scope.strip(" 　、，,：:；;.．" + ("" if "“" in scope else "”")))
        if self._actions.suffix(scope) or scope.endswith(("和", "及", "与")):
            return None
        if len(scope) == SHORTEST_SCOPE and self._short_scope.fullmatch(scope) is None:
            return None
        return scope if SHORTEST_SCOPE <= len(scope) <= LONGEST_SCOPE and self._no_scope.fullmatch(scope) is None else None
