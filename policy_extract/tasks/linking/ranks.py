"""Ranks (位次): 在全省评价中，甲县居第二位 measures the contest, and the place that takes the rank is whose it is."""

from __future__ import annotations

from typing import NamedTuple

from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext

MARKS = "，,、；; "
ALL = "均都"
SHORT_WHO = range(1, 4)
"""Lengths of the short name of a place before a verb of ranking."""


class Stood(NamedTuple):
    """What stands before a rank, parted at the verb of ranking."""

    who: str
    """Who or what is ranked; empty when an earlier clause says it."""
    contest: str
    """In what it is ranked, when that is more than a class of places; else empty."""
    ranking: bool
    """Whether that is a contest or a ranking by itself (督查考评, 百强榜)."""


class Ranks:
    """Names ranks by the contest in which they are taken; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._contest, self._place = rules["linking.ranked_contest"].anchored, rules["linking.ranked_place"].quick
        self._won, self._ranked_in = rules["linking.with_rank"].anchored, rules["linking.ranked_inside"].anchored
        self._head, self._tail = rules["linking.rank_head"].quick, rules["linking.rank_tail"].quick
        self._verb, self._class = rules["linking.rank_stood"].quick, rules["linking.rank_class"].quick
        self._list, self._within = rules["linking.rank_list"].quick, rules["linking.rank_within"].quick
        self._everywhere = rules["linking.rank_everywhere"].quick
        self._holder, self._adverbs = rules["linking.rank_holder"].quick, rules["linking.rank_adverbs"].quick
        self._in_contest = rules["linking.in_contest"].anchored

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A place that takes a rank: the contest named before is what is measured, or what is won with the rank."""
        won = self._won.match(near.right) if near.left.endswith("以") else None
        if won is not None:
            context.write(near.quantity, won["what"], context.name_before(near.left)[1], "linking.with_rank")
            return True
        if near.quantity.measure != "rank":
            return False
        inside = self._ranked_in.match(near.left) if "中" in near.left else None
        if inside is not None:
            context.write(near.quantity, inside["what"], inside["who"] or None, "linking.ranked_in")
            return True
        near = _with_frame(context, near)
        return self._placed(context, near) or self._of_contest(context, near)

    def _placed(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A county or town with a rank: in the contest that the clause before opens, or in that of the rank before."""
        place = self._place.match(near.left)
        if place is None:
            return False
        name = self._contest_before(context, near)
        if not name:
            return False
        context.write(near.quantity, name, place["who"], "linking.ranked_in")
        return True

    def _of_contest(self, context: StatementContext, near: Neighbourhood) -> bool:
        """芦川新区位居“创新园区百强榜”第3: the ranking is measured, of the park; 出口总额居全国第3 is left to other ways."""
        stood, phrases = self._stood(near.left), context.phrases
        name, scope, _ = context.name_before(stood.who.strip(MARKS).rstrip(ALL))
        who = (scope or "") + name
        if who in phrases.relational or phrases.measure.search(who):
            return False
        held = not self._class.search(who) and (
            len(who) in SHORT_WHO or self._holder.search(who) is not None or phrases.places.prefix(who) != ""
        )
        contest = stood.contest if stood.ranking or held else ""
        if not contest and held and not stood.contest:
            contest = self._contest_before(context, near)
        if not contest:
            return False
        context.write(near.quantity, contest, None if "被" in who else who or None, "linking.ranked_in")
        return True

    def _contest_before(self, context: StatementContext, near: Neighbourhood) -> str:
        """The contest that the clause before opens, or that of the rank before; empty when there is none."""
        start = max(context.statement.start, near.clause[0] - REACH // 5)
        contest = self._contest.search(context.text[start : near.clause[0]])
        if contest is not None:
            return contest["what"]
        previous = context.previous
        return previous.indicator if previous is not None and previous.measure == "rank" and previous.scope else ""

    def _stood(self, left: str) -> Stood:
        """The words before a rank as who is ranked and in what."""
        verb = self._verb.match(left)
        who, kind = (verb["what"], verb["class"].removesuffix("的")) if verb is not None else (left, "")
        outer = self._verb.match(who) if verb is not None and self._class.search(kind) else None
        if outer is not None and not self._class.search(outer["class"]):
            # 桐湖跃居创新指数排名全国第5: the first verb parts who from what.
            who, kind = outer["what"], outer["class"]
        who = self._adverbs.sub("", who)
        within = self._within.search(who) if "在" in who else None
        if within is not None:
            who = self._adverbs.sub("", within["who"] or "")
            kind = kind if self._class.search(within["list"]) else within["list"] + (within["order"] or "").removeprefix("的")
        contest = "" if self._class.search(kind) else self._everywhere.sub("", kind)
        return Stood(who, contest, bool(contest) and self._list.search(contest) is not None)

    def without_rank(self, context: StatementContext, near: Neighbourhood) -> Neighbourhood:
        """The words before a rank without those that only say it is one (位居全国前列); nothing behind a rank is counted."""
        if context.previous is not None and self._head.match(near.left) is not None:
            return near.with_words("", "")
        near = _with_frame(context, near)
        if self._verb.match(near.left) is not None:
            stood = self._stood(near.left)
            if context.previous is not None or context.name_before(stood.who)[0]:
                return near.with_words(stood.who, "")
        left = self._tail.sub("", near.left)
        contest = self._in_contest.match(left) if "在" in left else None
        if contest is None:
            return near.with_words(left, "")
        near.quantity.scope = near.quantity.scope or contest["who"]
        return near.with_words(contest["what"], "")


def _with_frame(context: StatementContext, near: Neighbourhood) -> Neighbourhood:
    """The rank with the words before the count among which it is taken (空气质量在全国74个城市中排名第一)."""
    start = near.clause[0]
    among = near.position and context.quantities[near.position - 1]
    if not among or among.phase != "reference" or among.start < start:
        return near
    return near.with_words(context.words(start, among.start) + near.left, near.right, near.behind)
