"""What stands right before a number (数前的词): verbs that count, cues of level or growth that reach it."""

from __future__ import annotations

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.patterns import Pack

LEADING = {"reach", "raise_to", "lower_to", "rise", "fall"}
COUNTING = LEADING | {"deed", "fresh", "select", "award"}
BOUNDING = {"ge", "gt", "le", "lt"}
CHANGES = {"rise", "fall", "fresh", "raise_to", "lower_to"}


DEALT_WITH = ("办结", "办理完毕", "办成", "办好")
"""Behind a length of time that says how long a service takes."""
FROM_EVENT = ("日起", "后", "起", "在", "，", "、", "或")
"""Before a length that is a term for somebody."""
TO_LEVEL = "到至为"
LONGEST_LISTING = 70
"""Characters behind a count within which the rate or the sum of those counted is told."""
WON = ("力争", "确保", "推动", "实现", "有", "使", "让")
"""Words right before a count that is itself to be reached (力争5家企业产值增长20%)."""
LONGEST_SAID_AGAIN = 10
"""What is shortened may be said again behind 至 (缩短至连续缴存6个月)."""

URGED = ("推动", "促进", "督促", "指导", "支持", "帮助", "带动")
"""Verbs that make nothing of their own: 推动28个乡镇污水治理率达到60% counts those whose rate it is."""


class Leads:
    """Tells whether a verb or cue leads up to a number; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile what may stand between a cue and its number."""
        rules = pack.family("quantities").rules
        self._link = rules["quantities.link"].quick
        self._to_level = rules["quantities.to_level"].quick
        self._subject = rules["quantities.time_subject"].anchored
        self._of_rate, self._of_amount = (rules[f"quantities.members_of_{name}"].anchored for name in ("rate", "amount"))

    def reaches(self, context: Context, place: int) -> bool:
        """Whether a cue of level or growth stands right before, or in the same list."""
        if context.short_cue(place) in LEADING:
            return context.text[place - 1] != "为" or (
                context.clause_start(place) < place - 1 and context.text[place - 2] != "、"
            )
        for cue in context.cues_before(context.clause_start(place), place):
            if cue.kind in LEADING:
                gap = context.text[cue.end : place]
                near = not gap or self._link.match(gap) or (len(gap) <= 6 and self._to_level.match(gap))
                return len(gap) <= 12 and bool(near)
            return False
        return False

    @staticmethod
    def near_verb(context: Context, place: int, distance: int) -> bool:
        """Whether a verb that counts what is done stands at most `distance` characters before."""
        if place > context.start and context.text[place - 1] in "了出成约":
            place -= 1
        if context.short_cue(place) is not None:
            return context.text[place - 1] != "为"
        cue = next(iter(context.cues_before(place - distance - 6, place)), None)
        known = cue is not None and cue.kind in COUNTING and place - cue.end <= distance
        # 发展 right before a number is a noun far more often (金融发展三项…).
        return known and not context.text.endswith("发展", 0, place)

    def has_measure(self, reading: Reading, context: Context) -> bool:
        """12座水电站责任人落实率达100%: those counted have the rate or sum that follows, unless a verb makes them."""
        start, end = reading.quantity.start, reading.quantity.end
        behind = context.text[end : end + LONGEST_LISTING]
        if ("率" in behind or "满意度" in behind) and self._of_rate.match(behind):
            return context.text.endswith(URGED, 0, start) or not self.near_verb(context, start, 0)
        if context.text[end - 1] in "大级" or not self._of_amount.match(behind):
            # 6大产业, 千亿级产业: names.
            return False
        return not (context.text.endswith(WON, 0, start) or self.near_verb(context, start, 0))

    def measured_time(self, reading: Reading, context: Context) -> bool:
        """缩短至8天以内, 期限不超过一年: a length of time right behind a verb of change or a noun is a value, no deadline."""
        quantity, unit = reading.quantity, reading.unit
        if unit is None or unit.dimension != "time" or quantity.measure == "rank":
            return False
        place = quantity.start
        clause_start = context.clause_start(place)
        if context.text.startswith(DEALT_WITH, quantity.end) and quantity.comparator == "eq":
            # 企业开办1个工作日办结; 自受理之日起3个工作日办结 is a term that runs from an event.
            # 企业开办3日、不动产登记5日办结 lists several of them, and nothing names the last one alone.
            alone = not any(character.isdecimal() for character in context.text[clause_start:place].rpartition("办结")[2])
            return place > clause_start and alone and not context.text.endswith(FROM_EVENT, clause_start, place)
        if quantity.comparator in BOUNDING and self._subject.search(context.text[clause_start:place]):
            return True
        cue = next(iter(context.cues_before(clause_start, place)), None)
        if cue is None or cue.kind not in CHANGES:
            return False
        gap = context.text[cue.end : place]
        return (
            not gap
            or gap in ("到", "至", "为", "了")
            or (not gap.endswith("后") and gap[0] in TO_LEVEL and len(gap) <= LONGEST_SAID_AGAIN)
        )


def leads(pack: Pack) -> Leads:
    """The leads of a pack, compiled once."""
    made: Leads = pack.cached("quantities.leads", Leads)
    return made
