"""Which way of linking is tried when (指标关联的次序), and what is mended once all numbers of a statement are linked."""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.linking.both_sides import BothSides
from policy_extract.tasks.linking.bound_names import name_with_bound
from policy_extract.tasks.linking.bracketed import Bracketed
from policy_extract.tasks.linking.carried import Carried
from policy_extract.tasks.linking.context import Neighbourhood, Pass, StatementContext, Way
from policy_extract.tasks.linking.counts import Counts
from policy_extract.tasks.linking.dealing import Dealing, joined
from policy_extract.tasks.linking.frames import Frames
from policy_extract.tasks.linking.grants import Grants
from policy_extract.tasks.linking.names_before import NamesBefore
from policy_extract.tasks.linking.owners import Owners
from policy_extract.tasks.linking.parts import Parts
from policy_extract.tasks.linking.parts_at_work import PartsAtWork
from policy_extract.tasks.linking.ranks import Ranks
from policy_extract.tasks.linking.reports import Reports
from policy_extract.tasks.linking.set_aside import SetAside
from policy_extract.tasks.linking.shares import Shares, beside

OCCASIONS = frozenset({"次", "轮", "回"})
"""Units of a frequency (每半月调度一次): what is done so often is not what a later number is about."""


class Order:
    """All ways of linking of a pack, in the order in which they are tried; made once for a pattern pack.

    A list dealt out by 分别 comes before everything, since its numbers cannot be told one by one. Then, for one number, the first
    way that links it wins. Behind the ways, a bare measure (完成投资) is given its owner before the next number is looked at,
    because that one may inherit the name.
    """

    def __init__(self, pack: Pack) -> None:
        """Make the parts and put them in order."""
        self._dealing, self._owners = Dealing(pack), Owners(pack)
        self._frames: Frames = pack.cached("linking.frames", Frames)
        self._counts: Counts = pack.cached("linking.counts", Counts)
        self._grants, self._ranks = Grants(pack), Ranks(pack)
        both_sides, set_aside, shares, names = BothSides(pack), SetAside(pack), Shares(pack), NamesBefore(pack)
        carried: Carried = pack.cached("linking.carried", Carried)

        self.at_once: tuple[Way, ...] = (
            self._frames.link,  # 句式: 契税按规定扣减N元的个人所得税和附加税
            set_aside.link,  # 提取、缴纳、扣除: 提取3%作为教育经费; 按20%的税率缴纳所得税
            set_aside.reduced,  # 减按: 减按15%的税率征收企业所得税
            both_sides.link,  # 前后合成: 总投资5亿元的水厂项目; 减税降费3亿元
            self._frames.discounted,  # 折扣: 跨行转账手续费实行九折优惠
        )
        """Ways whose words say enough by themselves; no look at other numbers."""

        self.given: tuple[Way, ...] = (
            self._grants.by_noun,  # 奖补: 给予10万元补助; 奖励10万元; 对达标企业给予10万元
            self._grants.same,  # 同一奖补: 单个项目最高10万元
        )
        """Ways for money and rates, and for numbers that are listed with them; before a name is looked for on either side,
        because the noun of giving would be taken for what is counted."""

        self.ranked: tuple[Way, ...] = (
            self._ranks.link,  # 位次: 在营商环境评价中，甲县居第二位
        )
        """Ways for ranks; behind them the words of ranking are cut off and nothing is counted behind the number."""

        self.named: tuple[Way, ...] = (
            shares.of_target,  # 任务数: 完成年度任务600公里的71%
            shares.all_of,  # 全部: 行政村全部通公交
            self._counts.link,  # 后置: 建成公园3个 / 3个公园; 为60名老人体检
            shares.of_whole,  # 占比: 占年度计划的55%; 完成年度任务的八成
            shares.for_each,  # 各: 市、县各50%
            shares.of_cost,  # 分担: 补贴资金由市、区按7∶3比例分担
            names.link,  # 前置、承前: 森林覆盖率达到40%; 再提高5%; 完成水库建设，投资3亿元
        )
        """Ways for names behind the number or before it; the last one also takes what earlier numbers and clauses name."""

        self.passes: tuple[Pass, ...] = (
            Bracketed(pack).close,  # 括号: compares with the number before, whose name must be its own
            carried.keep_fresh,  # 新增: needs the place of the name, and which numbers of that name are changes
            PartsAtWork(pack).name,  # 分项: 已有9个建成投产，15个在建 takes what the whole was named by
            carried.share_predicate,  # 蒙后: 80%的甲和60%的乙建成丙 takes what the number behind was named by
            Reports(pack).rename,  # 整改、排名: looks for the count whose things were dealt with, however it was named
            Parts(pack).rename,  # 部分: 已完成17个, 剩余3处; behind the reports, whose deeds have rules of their own
            name_with_bound,  # 统计起点: 500万元以上固定资产投资; behind all that name numbers by each other
            both_sides.clean_scopes,  # 主体: scopes of all ways; before the places, which only fill what is left empty
            carried.place,  # 地域: 全市… goes on to the next number without a subject of its own, known only now
        )
        """What is mended in a whole statement, in this order, when no name of it changes any more by linking."""

    def link(self, context: StatementContext) -> None:
        """Link all numbers of a statement from left to right, then mend what several of them say together."""
        position = 0
        while position < len(context.quantities):
            quantity = context.quantities[position]
            clause = context.clause_of(quantity)
            listed = self._dealing.link(context, position, clause)
            if listed:
                context.previous, context.listed = listed[-1], joined([q.indicator for q in listed])
                position += len(listed)
                continue
            near = context.neighbourhood(position, clause)
            self._try(context, self._frames.without_frame(near))
            self._owners.complete(context, near)
            if quantity.indicator and not beside(context, near) and not (quantity.per and quantity.unit in OCCASIONS):
                context.listed = context.listed if "linking.inherited" in quantity.rules else ""
                context.previous = quantity
            position += 1
        for mend in self.passes:
            mend(context)

    def _try(self, context: StatementContext, near: Neighbourhood) -> None:
        """Try the ways for one number, in order."""
        if _first(self.at_once, context, near):
            return
        if self._grants.may_be_given(context, near) and _first(self.given, context, near):
            return
        if near.quantity.measure == "rank":
            if _first(self.ranked, context, near):
                return
            near = self._ranks.without_rank(context, near)
        _first(self.named, context, self._counts.read(context, near))


def _first(ways: tuple[Way, ...], context: StatementContext, near: Neighbourhood) -> bool:
    """Whether one of the ways links a number; those behind it are not tried."""
    for way in ways:  # noqa: SIM110 - a generator costs as much as most of the ways
        if way(context, near):
            return True
    return False
