"""Money given (奖补资金): what an amount or a rate of giving is called, by the noun of giving behind it or before it.

给予N元补助, 奖励N元: the noun of giving beside the number; 对完成股改的给予100万元: only the verb, so it is the thing granted
before; 设立N元的基金: what is founded. Who gets it is told by `takers`.
"""

from __future__ import annotations

import re

from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.dealing import LIST_MARKS
from policy_extract.tasks.linking.takers import Takers
from policy_extract.tasks.linking.units import Units

FURTHEST_NOUN = 16
"""Characters between an amount and the noun of what is given."""
LONGEST_GRANT = 14
"""A longer name of a grant holds who receives it; the bare noun is better then."""
LONGEST_PHRASE = 40
LONGEST_LIST = 12
ENDED = frozenset({"", "，", ",", "。", "；", ";", "（", "("})
MOST = ("最高", "最多", "最大", "至多")
"""Words of a cap before a verb of giving (最高补助90%), no part of what is given."""
MATCHED = re.compile("(?:的?比例)?(?:给予|予以|进行)?配套(?=[，,。；;]|$)")
"""Behind the share by which others give as well (市级财政按30%配套)."""
IN_YEAR = re.compile("(?:第[一二三四五]|[首次]|[前后][一二两三])年")
"""A year of a grant (第二年补贴50%)."""
PART_OF = re.compile("占[^，,]{2,20}的$")
"""Before the share of what was given (发放贷款36亿元，占新增贷款的57%)."""
SUPPORTING = ("支持", "扶持")
MONEY = ("资金", "资金用于")


class Grants:
    """Names amounts and rates that are given; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words of giving from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._takers: Takers = pack.cached("linking.takers", Takers)
        self._units: Units = pack.cached("linking.units", Units)
        self._grant = re.compile(family.compose("<<grant_nouns>>"))
        self._grant_end, self._each = rules["linking.grant_end"].quick, rules["linking.each"].quick
        self._level, self._shared_out = rules["linking.grant_level"].quick, rules["linking.shared_out"].quick
        self._together, self._listed_taker = rules["linking.given_together"].anchored, rules["linking.listed_taker"].quick
        self._last_taker, self._given_next = rules["linking.last_taker"].anchored, rules["linking.given_next"].anchored
        self._handed, self._given_thing = rules["linking.handed"].anchored, rules["linking.given_thing"].anchored
        self._spared = rules["linking.spared"].quick
        self._pool, self._fund = rules["linking.pool"].anchored, rules["linking.fund"].quick
        self._amounts, self._base = rules["linking.listed_amounts"].anchored, rules["linking.base"].anchored
        self._funded, self._acts = rules["linking.funded"].anchored, rules["linking.acts_for"].anchored
        self._giving, self._founding = family.words("giving_verbs"), family.words("founding_verbs")
        self._level_ends, self._by_each = (*family.words("level_ends"), "至", "到"), family.words("by_each")

    def may_be_given(self, context: StatementContext, near: Neighbourhood) -> bool:
        """Whether a number is money or a rate, or another member of a list of what is granted."""
        quantity = near.quantity
        if quantity.phase == "condition" and near.right.startswith("的") and not context.phrases.gives(near.left):
            # 营业收入超过5亿元的企业分别奖励…: a threshold is not what is given behind it.
            return False
        if quantity.measure == "coverage":
            return False  # 营养补助实现全覆盖: all are covered, nothing is given by a share.
        if quantity.unit.startswith(("元", "%", "‰")) or quantity.fraction:
            return True
        if quantity.unit == "百分点" and context.phrases.gives(near.right[:4]):
            return True
        return (
            quantity.unit in self._units.granted
            and near.left.endswith(self._giving)
            and context.text.startswith("、", quantity.end)
        )

    def by_noun(self, context: StatementContext, near: Neighbourhood) -> bool:
        """Money or rates given: the noun of giving behind the number or before it names the indicator."""
        quantity, phrases = near.quantity, context.phrases
        behind = self._behind_list(context, near)
        tail = behind.split("、")[0]
        thing = self._handed_out(context, near, tail, behind is not near.right)
        if thing:
            context.write(quantity, thing, self._takers.told(context, quantity, near.clause), "linking.grant_behind")
            return True
        if self._funded.search(near.left) and self._acts.match(tail):
            return False
        if quantity.unit == "元" and near.left.endswith(self._founding) and (fund := self._fund.match(tail)) is not None:
            context.write(quantity, fund["name"], None, "linking.grant_behind")
            return True
        # 征收率由3%降至1%的优惠政策: the rate is measured, the favour is the policy.
        lowered = quantity.baseline_value is not None and tail.startswith("的") and phrases.predicate_ends(near.left)
        match = self._grant.search(tail, 0, LONGEST_PHRASE) if phrases.gives(tail[:LONGEST_PHRASE]) and not lowered else None
        if match is None or match.start() > FURTHEST_NOUN or tail[:1] in "，,。；;":
            return self._by_noun_before(context, near, tail)
        if match[0].endswith(SUPPORTING) and _money_supports(tail, match):
            # 20亿元专项债券支持的项目, 20亿元专项资金支持养老: the money is named, not its support.
            context.write(quantity, phrases.right(tail[: match.end() - 2]), None, "linking.right")
            return True
        name = phrases.receiver.sub("", phrases.right(tail[: match.end()]))
        pool = self._pool.match(tail, match.end())
        name = (name if 0 < len(name) <= LONGEST_GRANT else match[0]) + (pool[0] if pool is not None else "")
        context.write(quantity, name, self._takers.told(context, quantity, near.clause), "linking.grant_behind")
        return True

    def same(self, context: StatementContext, near: Neighbourhood) -> bool:
        """Words that only divide a grant already named (每户最高N元, 单个项目最高N元): of the grant before."""
        previous = context.previous
        base = self._base.match(near.left) if near.left.endswith("的") else None
        divides = self._shared_out.match(base[1] if base else near.left) is not None
        if divides and previous is not None and any("grant" in rule for rule in previous.rules):
            context.write(near.quantity, previous.indicator, previous.scope, "linking.same_grant")
            return True
        return False

    def _handed_out(self, context: StatementContext, near: Neighbourhood, tail: str, listed: bool) -> str:
        """What is given by whatever name: behind a list of takers and amounts, or by a share of something; or nothing."""
        phrases, unit = context.phrases, near.quantity.unit
        handed = self._handed.match(tail) if listed and not phrases.gives(tail[:FURTHEST_NOUN]) else None
        if handed is not None and unit.startswith("元"):
            return handed["thing"]
        share = unit in ("%", "‰") and not phrases.gives(near.right[:FURTHEST_NOUN])
        if share and near.left.endswith(("按", "按照")) and MATCHED.match(near.right):
            return "配套"
        given = self._given_thing.match(near.right) if share else None
        return given["thing"] if given is not None else ""

    def _by_noun_before(self, context: StatementContext, near: Neighbourhood, tail: str) -> bool:
        """Money or rates given: the noun of giving stands before the number, or only the verb does."""
        phrases, quantity, left = context.phrases, near.quantity, near.left
        match = self._grant_end.search(left) if phrases.gives(left) else None
        if match is None and left.endswith("给予") and quantity.unit.startswith("元") and tail[:1] in ENDED:
            self._by_verb(context, near)
            return True
        if match is None or left.rstrip().endswith(self._level_ends) or self._level.search(match[2]) or PART_OF.search(left):
            return False
        spared = self._spared.search(left) if quantity.unit == "元" and match[2] else None
        if spared is not None:
            context.write(quantity, spared["name"], self._takers.told(context, quantity, near.clause), "linking.grant_before")
            return True
        # 贷款贴息N元: the second noun is what is given.
        twice = bool(match[2]) and phrases.grant_noun.fullmatch(match[2]) is not None
        noun, end = (match[2], match.end()) if twice else (match[1], match.end(1))
        alone = match[2] and not twice and not match[2].startswith(self._by_each)
        name = "" if alone or self._each.search(left[:end]) else _given_name(context, left[:end], noun)
        name = name if 0 < len(name) <= LONGEST_GRANT and name[1:] != noun else noun
        name = noun if name.endswith(noun) and (name.startswith(MOST) or IN_YEAR.match(name)) else name
        taker = name.removesuffix(noun)
        if taker and self._takers.graded(taker):
            context.write(quantity, noun, taker, "linking.grant_before")
        else:
            context.write(quantity, name, self._takers.told(context, quantity, near.clause), "linking.grant_before")
        return True

    def _by_verb(self, context: StatementContext, near: Neighbourhood) -> None:
        """对完成股改的给予100万元: nothing says what is given but the verb."""
        quantity = near.quantity
        listed = self._amounts.match(context.text, quantity.end)
        shared = self._grant.match(context.text, listed.end()) if listed is not None else None
        name = shared[0] if shared is not None else self._takers.thing_granted(context, quantity) or "补助"
        scope = self._takers.case(near.left) or self._takers.told(context, quantity, near.clause)
        context.write(quantity, name, scope, "linking.given")

    def _behind_list(self, context: StatementContext, near: Neighbourhood) -> str:
        """What follows a number, or the list of numbers it opens (50万元、20万元奖励) or closes."""
        text, quantities, right, clause = context.text, context.quantities, near.right, near.clause
        closed = self._last_taker.match(right + "，")
        if closed is not None and closed.end() > len(right):
            end = near.quantity.end + len(right) + 1
            following = text[end : end + REACH // 5]
            if self._given_next.match(following):
                return following
        if right.lstrip(" ")[:1] not in ("", "、", "(", "（") and not self._together.match(right.strip()):
            return right
        last = near.position
        for other in range(near.position + 1, min(near.position + LONGEST_LIST, len(quantities))):
            between = text[quantities[last].end : quantities[other].start].strip()
            if quantities[other].end > clause[1] or not self._joins(between):
                break
            last = other
        end = quantities[last].end
        classed = self._last_taker.match(text, end, end + REACH // 5)
        if classed is not None:
            return text[classed.end() : end + REACH]
        return text[end : min(clause[1], end + REACH)] if last != near.position else right

    def _joins(self, between: str) -> bool:
        """Whether the words between two amounts keep them in one list."""
        return between in LIST_MARKS or self._together.match(between) is not None or self._listed_taker.match(between) is not None


def _given_name(context: StatementContext, words: str, noun: str) -> str:
    """What is given, from words that end with a noun of giving; a verb before it is part of it (培训补贴)."""
    name = context.phrases.given(words)
    return name if name.endswith(noun) else context.phrases.receiver.sub("", words.lstrip("，,、 ").removeprefix("累计"))


def _money_supports(tail: str, match: re.Match[str]) -> bool:
    """Whether 支持 is what money does to those behind it (专项资金支持养老), or is in a clause on things (债券支持的项目)."""
    end = match.end()
    if tail.startswith("的", end):
        return match[0] == "支持" and match.start() > 2
    return len(tail) > end + 1 and tail[end : end + 2].isalpha() and tail.endswith(MONEY, 0, end - 2)
