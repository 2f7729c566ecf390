"""Ranks (位次): 在全省营商环境评价中，甲县居第二位 measures the contest, and the place that takes the rank is whose it is."""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext


class Ranks:
    """Names ranks by the contest in which they are taken; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._contest, self._place = rules["linking.ranked_contest"].anchored, rules["linking.ranked_place"].quick
        self._won = rules["linking.with_rank"].anchored
        self._head, self._tail = rules["linking.rank_head"].quick, rules["linking.rank_tail"].quick
        self._in_contest = rules["linking.in_contest"].anchored

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A place that takes a rank: the contest named before is what is measured, or what is won with the rank."""
        won = self._won.match(near.right) if near.left.endswith("以") else None
        if won is not None:
            context.write(near.quantity, won["what"], context.name_before(near.left)[1], "linking.with_rank")
            return True
        place = self._place.match(near.left) if near.quantity.measure == "rank" else None
        if place is None:
            return False
        start = max(context.statement.start, near.clause[0] - REACH // 5)
        contest = self._contest.search(context.text[start : near.clause[0]])
        if contest is not None:
            name = contest["what"]
        elif context.previous is not None and context.previous.measure == "rank":
            name = context.previous.indicator
        else:
            return False
        context.write(near.quantity, name, place["who"], "linking.ranked_in")
        return True

    def without_rank(self, context: StatementContext, near: Neighbourhood) -> Neighbourhood:
        """The words before a rank without those that only say it is one (位居全国前列); nothing behind a rank is counted."""
        heads = context.previous is not None and self._head.match(near.left) is not None
        left = "" if heads else self._tail.sub("", near.left)
        contest = self._in_contest.match(left) if "在" in left else None
        if contest is None:
            return near.with_words(left, "")
        near.quantity.scope = near.quantity.scope or contest["who"]
        return near.with_words(contest["what"], "")
