"""Money given (奖补资金): what an amount or a rate of giving is called, who gets it, and which list or clause says so.

给予N元补助, 奖励N元: the noun of giving beside the number; 博士N元、硕士M元: takers, the grant is named elsewhere;
免征购置税，每辆不超过N元: the tax that is spared.
"""

from __future__ import annotations

import re

from policy_extract.anchored import Anchored
from policy_extract.model import Quantity, Statement
from policy_extract.tasks.both_sides import BothSides
from policy_extract.tasks.clauses import REACH, clause_start
from policy_extract.tasks.dealing import LIST_MARKS
from policy_extract.tasks.indicator_phrases import Name, Phrases

RATES = frozenset({"%", "百分点", "‰", "倍"})
GIVEN_BEFORE = re.compile(".*(?:给予|予以|享受|对)(?!公)")
LISTED_GRANTS = frozenset({"百分点", "年", "个月"})
GIVES = ("给予", "予以", "提供", "享受", "发放", "申请", "申领")
"""Behind one of these a list of a rate, a time and an amount is one grant (给予1个百分点、最长2年的贴息)."""
LEVEL_ENDS = ("达到", "达", "超过", "增长", "余额", "突破", "完成", "投入", "收入")
GIVEN_TOGETHER = re.compile(r"(?:的?(?:比例|标准|额度))?(?:给予|予以|奖励|补助|补贴)(?:最高|一次性|不超过)*")
"""Words that tie a share to the amount it is capped by (按30%给予最高50万元奖励)."""
CLASSED = re.compile(
    r"(?:[（(][^（()）]{1,24}[)）])?[、和]?(?:[^，,。；;、0-9]{0,12}|[^，,。；;、0-9]{1,12}[（(][^（()）]{1,24}[)）][^，,。；;、0-9]{0,8})"
)
"""Who gets each amount of a list of amounts (3万元(博士)、硕士毕业生1万元)."""
LAST_CLASS = Anchored(r"(?:[（(][^（()）]{1,24}[)）])?的?标准[，,]?(?=给予|发放|予以|$)")
"""The end of such a list, before what is given."""
ACCORDING = re.compile("参照|按照|根据|依据|按(?=规定|标准|[0-9])")
"""Where the rule begins by which somebody is given something."""
REACH_OF_TEXT = 1 << 60
"""Beyond every offset: no bracket opens behind."""
GIVEN_NEXT = re.compile("给予|发放|予以")
FURTHEST_CLAUSE = 4
"""How many clauses back the thing paid is looked for."""
KEPT_MARK = "､"
"""Stands for 、 in a bracket of kinds (县（市、区）) while names are cut."""
FURTHEST_NOUN = 16
"""Characters between an amount and the noun of what is given."""
LONGEST_GRANT = 14
"""A longer name of a grant holds who receives it; the bare noun is better then."""

LONGEST_TAKER = 8
"""Those who get something are parted from it when they are described at length (符合政策的二孩家庭最高贷款额度)."""
FURTHEST_GRANT = 160
"""How far back in a paragraph the thing granted is looked for."""
CLAUSE = re.compile("[，,。；;：:]")
HOUSEHOLDS = ("城市", "城镇", "农村", "城乡")
"""Kinds of people that a standard names itself (城乡低保标准，城市N元、农村M元)."""
HANDED = re.compile("(?:给予|发放|予以)(?:一次性)?(?P<thing>[^，,。；;、0-9]{2,10})(?=[，,。；;、]|$)")
"""What is handed out behind a list of takers and amounts, by whatever name (标准发放安家费)."""
BY_EACH = ("按每", "按照每", "每", "为每", "标准")
"""Between the noun of giving and the amount these only say by what it is counted (育儿补贴按每孩每年N元)."""
GIVEN_INSIDE = re.compile(
    "的?(?:再|另|额外|最高|一次性|分别|分阶段|分档|分类|分级|按规定|直接|统一|免费|每年|每[^，,年季月]{1,3})*(?:奖励|奖补|给予|予以|发放|提供|补助|补贴|资助|贴息|返还)"
)
FIGURE_INSIDE = re.compile("[0-9]")
POOL = re.compile("资金池|专项资金|资金|基金")
"""Money for giving, named behind what is given (风险补偿资金池)."""
GOES_ON = ("且", "并且", "并在", "以及")
"""Behind a comma these carry on the description of who gets something."""
NO_TOWARDS = frozenset("接外口比照标话策象应")
"""Behind 对 these make another word of it (对接活动)."""
DESCRIBED = re.compile("符合|购买|首次|具有|具备|参加|享受|持有|取得|生育|连续|正常")
"""Openings of a description of who gets something."""
GRADED = re.compile(
    "(?!各)(?:[每单][人户家个项件台套]|.*(?:级|等奖|等次|档|[一二三四五]星级?(?:饭店|酒店|民宿)?|[A-Z甲乙丙丁一二三四]类)$)"
)
"""Classes by grade: each gets its own amount of a grant (4A级奖励100万元)."""
FOUNDS = ("建立", "设立", "组建", "筹集", "安排", "统筹", "落实", "拨付", "投入")
FUND = re.compile(
    "(?:设立|建立|成立|组建|充实|用于)?(?P<name>[^，,。；;、的0-9（(]{2,20}?(?:资金池|专项资金|资金|基金))(?=[，,。；;、（(]|$)"
)
"""A fund that is founded with an amount, by its whole name (信用贷款风险补偿资金)."""
AMOUNTS = re.compile("(?:[，,、和][0-9.]+[百千万亿]*元)+")
LONGEST_CASE = 40
PART_OF_CASE = re.compile("且|并|以及|同时|按|在|.*[0-9]{4}年")
"""A clause that goes on a description, or only says until when, names nobody."""
ENDED = frozenset({"", "，", ",", "。", "；", ";", "（", "("})
POLICY = re.compile("(?<=..)(?:的|等|优惠|减免)*政策$")
"""What is only the policy by which a tax is charged (按20%的税率缴纳企业所得税政策)."""
FUNDED = re.compile("(?:资金|经费|基金|贷款|债券)$")
ACTS = re.compile("(?:支持|扶持|奖励|补助|补贴|资助)(?!资金|经费)(?=[一-龥]{2})")
"""Money before the number, and what it does behind it (安排专项资金N元支持企业): the money is the name."""
LOOSE = re.compile(r"^(?:其[他它]|一定比例的?|一定|相应的?|适当|分类(?=[补奖])|一次性)+")
"""Words before a grant that say nothing of it."""
FUNDS = re.compile("(?:收益|收入|资金|经费|利润|结余|财力|基金|税收|价款|[款额金])$")
"""What can be used for something by shares."""
CHOSEN_FIRST = re.compile(r".*(?:原则上|优先|应当|必须)+(?=.{2})")
"""Adverbs before the deed that a share is said of (出现空缺优先招录X，比例…)."""
TAXED = re.compile(r"(?P<who>[^“”]*?)(?P<tax>“[^“”]*[税费][^“”]*”)$")
"""Whose taxes, called by a quoted name (小微企业“六税两费”)."""


class Grants:
    """Links amounts that are given; the linker of a statement builds on it."""

    text: str
    statement: Statement
    quantities: list[Quantity]
    phrases: Phrases
    sides: BothSides
    previous: Quantity | None
    heading: str
    """The heading that the statement stands below."""
    names: dict[tuple[str, bool, bool], Name]

    def _left(self, words: str, rate: bool = False, deed: bool = False) -> Name:
        """The name that ends some words, as `Phrases.left` reads it; several ways of linking ask for the same."""
        known = self.names.get((words, rate, deed))
        if known is None:
            known = self.names[words, rate, deed] = self.phrases.left(words, rate, deed)
        return known

    def _set(self, quantity: Quantity, name: str, scope: str | None, rule: str) -> None:
        """Write a link with the rule that made it, and where the name stands when it stands in the statement as it is."""
        name = name.replace(KEPT_MARK, "、")
        quantity.indicator = name
        quantity.rules.append(rule)
        if scope is not None and quantity.scope is None:
            quantity.scope = scope
        if not name:
            return
        at = self.text.rfind(name, max(self.statement.start, quantity.start - 200), quantity.start)
        if at < 0:
            at = self.text.find(name, quantity.end, min(self.statement.end, quantity.end + 200))
        if at >= 0:
            quantity.indicator_span = (at, at + len(name))

    def _at_once(self, quantity: Quantity, clause: tuple[int, int], left: str, right: str) -> bool:
        """Frames, shares that are set aside, reduced rates, prices and names of both sides: no look at other numbers."""
        phrases = self.phrases
        framed = self.sides.frames.name(quantity, left, right, self.text[quantity.end : quantity.end + REACH // 5])
        if framed is not None:
            self._set(quantity, framed[0], framed[1] or self._given_to(quantity, clause), framed[2])
            return True
        if (quantity.unit in RATES or quantity.fraction) and self._set_aside(quantity, left, right):
            return True
        if left.endswith("减按") and (reduced := phrases.reduced_rate.match(right)) is not None:
            self._set(quantity, (reduced["tax"] or reduced["base"]) + (reduced["rate"] or ""), None, "linking.reduced_rate")
            return True
        if (both := self.sides.name(quantity, left, right, phrases)) is not None:
            self._set(quantity, *both)
            return True
        if quantity.unit == "折" and not right.startswith("的") and (priced := phrases.priced.search(left)) is not None:
            what = GIVEN_BEFORE.sub("", priced["what"])
            self._set(quantity, self._left(what)[0] or what, None, "linking.priced")
            return True
        return False

    def _grant(self, position: int, clause: tuple[int, int], left: str, right: str) -> bool:
        """Money or rates given: the noun of giving behind the number or before it names the indicator."""
        quantity, phrases = self.quantities[position], self.phrases
        behind = self._behind_list(position, clause, right)
        tail = behind.split("、")[0]
        thing = self._handed(quantity, tail, right, behind is not right)
        if thing:
            self._set(quantity, thing, self._given_to(quantity, clause), "linking.grant_behind")
            return True
        if FUNDED.search(left) and ACTS.match(tail):
            return False
        if quantity.unit == "元" and left.endswith(FOUNDS) and (fund := FUND.match(tail)) is not None:
            self._set(quantity, fund["name"], None, "linking.grant_behind")
            return True
        # 征收率由3%降至1%的优惠政策: the rate is measured, the favour is the policy.
        lowered = quantity.baseline_value is not None and tail.startswith("的") and phrases.predicate_ends(left)
        match = phrases.grant.search(tail, 0, 40) if phrases.gives(tail[:40]) and not lowered else None
        if match is None or match.start() > FURTHEST_NOUN or tail[:1] in "，,。；;":
            return self._grant_before(quantity, clause, left, tail)
        if match[0] == "支持" and tail.startswith("的", match.end()) and match.start() > 2:
            # 20亿元专项债券支持的项目: the money is named, not its support.
            self._set(quantity, phrases.right(tail[: match.start()]), None, "linking.right")
            return True
        name = phrases.receiver.sub("", phrases.right(tail[: match.end()]))
        pool = POOL.match(tail, match.end())
        name = (name if 0 < len(name) <= LONGEST_GRANT else match[0]) + (pool[0] if pool is not None else "")
        self._set(quantity, name, self._given_to(quantity, clause), "linking.grant_behind")
        return True

    def _handed(self, quantity: Quantity, tail: str, right: str, listed: bool) -> str:
        """What is given by whatever name: behind a list of takers and amounts, or by a share of something; or nothing."""
        handed = HANDED.match(tail) if listed and not self.phrases.gives(tail[:16]) else None
        if handed is not None and quantity.unit.startswith("元"):
            return handed["thing"]
        share = quantity.unit in ("%", "‰") and not self.phrases.gives(right[:16])
        given = self.phrases.given_thing.match(right) if share else None
        return given["thing"] if given is not None else ""

    def _grant_before(self, quantity: Quantity, clause: tuple[int, int], left: str, tail: str) -> bool:
        """Money or rates given: the noun of giving stands before the number, or only the verb does."""
        phrases, rule = self.phrases, "linking.grant_before"
        match = phrases.grant_end.search(left) if phrases.gives(left) else None
        if match is None and left.endswith("给予") and quantity.unit.startswith("元") and tail[:1] in ENDED:
            # 对完成股改的给予100万元: nothing says what is given but the verb.
            listed = AMOUNTS.match(self.text, quantity.end)
            shared = phrases.grant.match(self.text, listed.end()) if listed is not None else None
            name = shared[0] if shared is not None else self._thing_granted(quantity) or "补助"
            self._set(quantity, name, self._case(left) or self._given_to(quantity, clause), "linking.given")
            return True
        if match is None or left.rstrip().endswith((*LEVEL_ENDS, "至", "到")) or phrases.grant_level.search(match[2]):
            return False
        # 贷款贴息N元: the second noun is what is given.
        twice = bool(match[2]) and phrases.grant_noun.fullmatch(match[2]) is not None
        noun, end = (match[2], match.end()) if twice else (match[1], match.end(1))
        alone = match[2] and not twice and not match[2].startswith(BY_EACH)
        name = "" if alone or phrases.each.search(left[:end]) else self._given_name(left[:end], noun)
        name = name if 0 < len(name) <= LONGEST_GRANT else noun
        taker = name.removesuffix(noun)
        if taker and GRADED.match(taker) and phrases.taker_class.match(taker):
            self._set(quantity, noun, taker, rule)
        else:
            self._set(quantity, name, self._given_to(quantity, clause), rule)
        return True

    def _given_name(self, words: str, noun: str) -> str:
        """What is given, from words that end with a noun of giving; a verb before it is part of it (培训补贴)."""
        name = self.phrases.given(words)
        return name if name.endswith(noun) else self.phrases.receiver.sub("", words.lstrip("，,、 ").removeprefix("累计"))

    def _behind_list(self, position: int, clause: tuple[int, int], right: str) -> str:
        """What follows a number, or the list of numbers it opens (50万元、20万元奖励) or closes."""
        closed = LAST_CLASS.match(right + "，")
        if closed is not None and closed.end() > len(right):
            end = self.quantities[position].end + len(right) + 1
            following = self.text[end : end + REACH // 5]
            if GIVEN_NEXT.match(following):
                return following
        if right.lstrip(" ")[:1] not in ("", "、", "(", "（") and not GIVEN_TOGETHER.fullmatch(right.strip()):
            return right
        last = position
        for other in range(position + 1, min(position + 12, len(self.quantities))):
            between = self.text[self.quantities[last].end : self.quantities[other].start].strip()
            if self.quantities[other].end > clause[1]:
                break
            if between not in LIST_MARKS and not GIVEN_TOGETHER.fullmatch(between) and not CLASSED.fullmatch(between):
                break
            last = other
        end = self.quantities[last].end
        classed = LAST_CLASS.match(self.text, end, end + REACH // 5)
        if classed is not None:
            return self.text[classed.end() : end + REACH]
        return self.text[end : min(clause[1], end + REACH)] if last != position else right

    def _given_to(self, quantity: Quantity, clause: tuple[int, int]) -> str | None:
        """To whom: the phrase of 对… before the amount."""
        at = self.text.rfind("对", max(self.statement.start, clause[0] - 120), quantity.start)
        if at < 0 or quantity.start - at > 200 or self.text[at + 1] in NO_TOWARDS:
            return self._closed_by_de(clause)
        end = next((i for i in range(at + 1, quantity.start) if self.text[i] in "，,；;。：:"), -1)
        while end > 0 and self.text.startswith(GOES_ON, end + 1):
            # 对建设面积1万平方米以上，且年交易额达标的仓库，给予…: the description goes on.
            further = next((i for i in range(end + 1, quantity.start) if self.text[i] in "，,；;。：:"), -1)
            if further < 0:
                break
            end = further
        if 0 < self.text.find(")", at, quantity.start) < (self.text.find("(", at, quantity.start) % REACH_OF_TEXT):
            # B2B(企业对企业): a 对 inside a bracket opens no phrase of its own.
            return None
        words = ACCORDING.split(self.text[at + 1 : end if end > 0 else quantity.start])[0].removeprefix("于")
        given = GIVEN_INSIDE.search(words)
        if given is not None and (end < 0 or FIGURE_INSIDE.search(words, given.end())):
            # 对新评为甲级的奖励5万元，乙级奖励3万元: the amount before is of another taker.
            words = words[: given.start()] if end < 0 else ""
        elif end < 0:
            words = ""
        return words.removesuffix("的") if 2 <= len(words) <= 60 else self._closed_by_de(clause)

    def _closed_by_de(self, clause: tuple[int, int]) -> str | None:
        """获得省级称号的，一次性奖励20万元: a clause before it that 的 closes says who gets it."""
        end = clause[0] - 2
        if end <= self.statement.start or self.text[end + 1] not in "，," or self.text[end] != "的":
            return None
        words = self.text[clause_start(self.text, self.statement.start, end, "，,；;。：:\n") : end].strip()
        return words.lstrip("对凡") if 2 < len(words) <= LONGEST_CASE and PART_OF_CASE.match(words) is None else None

    def _case(self, left: str) -> str | None:
        """Who gets a further amount, in the clause of the amount itself (完成验收的再给予5万元)."""
        case = self.phrases.case.match(left)
        return case[1].removesuffix("的") if case is not None else None

    def _of_takers(self, quantity: Quantity, clause: tuple[int, int], name: str, scope: str | None) -> tuple[str, str | None]:
        """Parts who gets an amount from what is paid: X家庭租房提取额度; X家庭最高100万元 takes the thing named before."""
        if not quantity.unit.startswith(("元", "%", "百分点")) or quantity.measure == "growth" or quantity.implicit:
            return name, scope
        name = LOOSE.sub("", name) or name
        own = self.phrases.own_share.match(name)
        if own is not None:
            return name[own.end() :], scope or own[0]
        if name.endswith("贷款") and quantity.measure == "change":
            return name, scope
        if quantity.unit.startswith("元") and self.phrases.taker_class.match(name) and (thing := self._thing_granted(quantity)):
            if name in HOUSEHOLDS:
                return name + thing[2:] if thing.startswith(HOUSEHOLDS) else thing, scope
            return thing, scope or name
        provided = self.phrases.provided.match(name)
        if provided is not None:
            return LOOSE.sub("", provided["thing"]) or provided["thing"], scope or provided["who"]
        takers = self.phrases.takers.match(name)
        if takers is None:
            return name, scope
        if takers["thing"]:
            who = name[: takers.start("thing")]
            parted = "、" in who or "等" in who or (len(who) > LONGEST_TAKER and DESCRIBED.match(who) is not None)
            return (takers["thing"], scope or who) if parted else (name, scope)
        thing = self.previous.indicator if self.previous is not None else ""
        start = clause[0]
        for _ in range(FURTHEST_CLAUSE):
            if self.phrases.money_name.search(thing):
                return thing, scope or name
            end = start - 1
            start = clause_start(self.text, self.statement.start, end, "，,；;。：:\n")
            thing = self._left(self.text[start:end])[0] if 0 < end - start <= 60 else ""
        thing = self._thing_granted(quantity)
        return (thing, scope or name) if thing else (name, scope)

    def _thing_granted(self, quantity: Quantity) -> str:
        """What the paragraph says is given, spared or raised, looked for back from an amount, clause by clause."""
        for other in reversed(self.quantities[max(0, self.quantities.index(quantity) - FURTHEST_CLAUSE) :]):
            if other.start < quantity.start and other.phase != "condition" and self.phrases.money_name.search(other.indicator):
                return other.indicator
        first = max(self.text.rfind("\n", 0, quantity.start) + 1, quantity.start - FURTHEST_GRANT)
        for clause in reversed(CLAUSE.split(self.text[first : quantity.start])):
            granted = self.phrases.granted.search(clause)
            if granted is not None:
                return LOOSE.sub("", self.phrases.receiver.sub("", granted["thing"]))
        granted = self.phrases.granted.search(self.heading)
        return LOOSE.sub("", granted["thing"]) if granted is not None else ""

    def _taken(self, quantity: Quantity, left: str, right: str) -> bool:
        """What is charged, paid or spared by a rate that opens its clause (按20%的税率缴纳X税; 按实际发生额的100%在税前扣除)."""
        if left.endswith("加计") and right.startswith(("抵减", "扣除")):
            self._set(quantity, "加计" + right[:2], None, "linking.taken_by")
            return True
        by = left.rpartition("、")[2]
        deals = self.phrases.deals_with.match(right) if self.phrases.taken_by.match(by if by.startswith("按") else left) else None
        if deals is None:
            return False
        if deals["spared"]:
            name = re.sub("^(?:在|于|予以)", "", deals["spared"])
        else:
            name = POLICY.sub("", self.phrases.right(deals["thing"])) + (
                deals["rate"] if (deals["rate"] or "").endswith("率") else ""
            )
        self._set(quantity, name, None, "linking.taken_by")
        return True

    def _set_aside(self, quantity: Quantity, left: str, right: str) -> bool:
        """A share of something that is set aside, paid, charged or spared."""
        phrases = self.phrases
        purpose = phrases.aside_share.match(right)
        if purpose is not None:
            what = self._left(left)[0]
            what = what if FUNDS.search(what) else ""
            aside = "用于" + purpose["purpose"] if what else phrases.right(purpose["purpose"])
            whole = right.startswith(("比例", "份额", "额度", "的比例"))
            self._set(quantity, what + aside + ("比例" if whole else ""), None, "linking.purpose")
            return True
        if phrases.sets_aside.search(left) and not phrases.gives(right[:40]):
            name = phrases.aside_end.split(phrases.right(right))[0]
            if (
                phrases.names(name)
                and not name.startswith(("比例", "标准", "额度", "幅度"))
                and not phrases.right_empty.match(right)
            ):
                self._set(quantity, name, None, "linking.set_aside")
                return True
        if self._taken(quantity, left, right):
            return True
        charged = phrases.charged_by.match(left) if phrases.charges.match(right) else None
        if charged is not None:
            name, scope, _ = self._left(charged["what"])
            if phrases.names(name):
                taxed = TAXED.match(name)
                name, scope = (taxed["tax"], scope or taxed["who"] or None) if taxed is not None else (name, scope)
                self._set(quantity, name, scope, "linking.charged_by")
                return True
        part = phrases.part_of.match(left)
        if part is not None and self.previous is not None:
            self._set(quantity, f"{self.previous.indicator}中{part['part']}占比", None, "linking.part_of")
            return True
        return False
