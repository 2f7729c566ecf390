"""Cutting the name of an indicator (指标名) out of the words before or behind its number."""

from __future__ import annotations

import re

from policy_extract.anchored import Anchored
from policy_extract.patterns import Pack, alternation
from policy_extract.patterns.rules import Family
from policy_extract.tasks.linking.aims import AIMS, JOINED, Aims
from policy_extract.tasks.linking.names_behind import WHEN, NamesBehind
from policy_extract.tasks.linking.nouns import Nouns
from policy_extract.tasks.words import WordSet

TITLED = (
    "级", "性", "所有制", "重点实验室", "百强", "十强", "百佳", "文明", "示范", "先进集体", "先进个人", "先进单位", "先进工作者",
    "先进典型", "先进基层", "先进县", "先进村", "劳动模范", "一流", "重点文物", "重点和", "重点镇", "一村一品",
)  # fmt: skip
"""What makes a title of the place before it (全国重点实验室, 全省百强县): the place stays in the name."""
PROGRAMMES = ("稳增长", "保增长", "促增长")
"""Names of programmes that end like a predicate (稳增长20条措施)."""
PLEDGED = ("必保增长", "确保增长", "力保增长")
"""Predicates that end like the name of a programme; all of one length."""
BASE_ONLY = re.compile(
    "(?:可?按照?|以)?(?:不超过|不低于|不少于|不高于|不得超过|不得低于|低于|高于)[^，,]{1,30}(?:数|总额|总量|总价|价款|面积|产值|预算|收入)$"
)
"""A comparison with a base and nothing before it (职工教育经费支出，不超过工资薪金总额8%): the name stands further left."""
WIDENED = Anchored("(?:扩大|覆盖|延伸|推广)到全[省市县区州国]$")
"""覆盖面扩大到全省50%以上的城市: the whole is no part of the name."""
NO_NAMES = ("牵头", "台阶", "大关", "基础上", "前提下", "情况下", "条件下")
"""What ends in these is where somebody arrived or how something is done (在自愿的基础上，确保应退尽退)."""
BRACKETS = frozenset("（(")
LONGEST_MEASURE = 6
"""A verb and its measure (种植面积, 养殖存栏量) are no longer than this."""
NO_SUBJECT = frozenset("新或")
"""Before a verb these make no subject of what stands there (来访或设立机构的企业)."""
PER_HEAD = ("均", "均月", "均年")
"""Last words of an amount for each person (养老金人均月增…)."""
REACHED = ("实现", "完成")
"""Verbs of reaching, whose object may be a verb (民生工程完成投入)."""
ANNIVERSARY = re.compile("[0-9一二三四五六七八九十百]+周年")
INCLUDING = re.compile("^[（(]?(?:其中)?含(?:有)?(?![水氧量硫税金绿新沙煤盐氮磷碳糖油铅])(?=[一-龥“]{2})")
"""What opens a bracket on a part of what was counted (新建公园14个（含口袋公园6个）)."""
MEANT, SPENDING = ("计划", "需", "拟"), frozenset({"投资", "投入", "履行"})
"""Words of what is meant to be done before its verb; 计划投资 is a measure of its own."""
ADDED = ("加上级", "加上年")
"""What a budget adds to its own revenue (加上级补助收入): 加上 is no word there."""
PER_THOUSANDS = ("每百", "每千", "每万", "每十万")
"""What opens a measure of how many there are among so many people."""
WAYS = frozenset({"方式", "途径"})
"""Nouns behind 等 that close a list of ways (收回资金、调整账目等方式)."""
LISTED_WITH = ("和", "及")
SUMS = ("金额", "总额", "总量", "余额")
SHORTEST_AFTER, SHORTEST_SUBJECT, LONGEST_SUBJECT = 6, 3, 20
"""Fewer characters behind a deed with 后 are no name, or before 累计 no subject; more before a verb are no subject alone."""
Name = tuple[str, str | None, int]
"""A name, its scope, and the offset of the name in the words that it was read from."""
ITEM = re.compile(
    r"\s*(?:[0-9]{1,3}[.．、] ?|[一二三四五六七八九十]{1,3}[、.．](?![一二三四五六七八九十两]{1,2}(?:[、和级类]|产))"
    r"|[（(][0-9一二三四五六七八九十]{1,3}[）)][、.．]?|[一二三四五六七八九十]{1,2}是|[①-⒛]|第[一二三四五六七八九十百]{1,4}条\s{1,2})(?=[一-龥“])"
)
"""The number of an item before its first words (42.参保率达98%, 一是建设桥梁5座)."""
NOUN_OF_MEASURE = re.compile(
    "(?:率|比重|比例|占比|度|寿命|年限|系数|投资|收入|(?:补助|经费)标准|增加值|总产值|住院日|(?:保护|供热|灌溉)面积|床位数?)$"
)
"""Names of the catalogue that end so are nouns through and through, whatever verb or hedge they seem to open with."""
CLOSING_OF_LIST = re.compile("(?<![高中初平均同对优特上下一二三四五])等(?![级次候量额值式同效待])")


class Phrases:
    """Compiled trimming patterns of the family `linking`; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take rules, verbs and names from the families `linking`, `verbs` and `indicators`."""
        self._nouns: Nouns = pack.cached("linking.nouns", Nouns)
        self._behind: NamesBehind = pack.cached("linking.names_behind", NamesBehind)
        self._aims: Aims = pack.cached("linking.aims", Aims)
        family = pack.family("linking")
        self._take_rules(family)
        self._take_verbs(pack.family("verbs"), family)
        self._take_words(family)
        self.catalogue = catalogue_names(pack)
        nouns = [name for name in self.catalogue if NOUN_OF_MEASURE.search(name)]
        self.measure_nouns = WordSet(nouns)
        self.noun_tails = WordSet(n[i:] for n in nouns for i in range(2, len(n)) if self.inner_making.at(n, i))
        """What follows inside such a noun from a seeming verb on (改造投资 in 技术改造投资)."""

    def _take_rules(self, family: Family) -> None:
        """Patterns that cut names."""
        rules = {identifier.removeprefix("linking."): rule.quick for identifier, rule in family.rules.items()}
        opening = {identifier.removeprefix("linking."): rule for identifier, rule in family.rules.items()}
        self.item = Anchored(ITEM.pattern)
        self.per_head, self.pioneering = rules["per_head"], rules["pioneering"]
        self.tail, self.leading_time, self.announced = rules["tail"], rules["leading_time"], rules["announced"]
        self.secures = opening["secures"].anchored
        self.charged, self.base, self.base_bare = rules["charged"], rules["base"], rules["base_bare"]
        self.receiver, self.right_empty = rules["receiver"], rules["right_empty"]
        self.place_bracket = re.compile("[（(][一-龥、､]{1,8}[）)]")
        """Kinds of a place behind it (各县（市、区）)."""
        self.described, self.measure = rules["described"], rules["measure"]
        self.submitted, self.disposed, self.branch = opening["submitted"].anchored, rules["disposed"], rules["branch"]

    def _take_verbs(self, verbs: Family, family: Family) -> None:
        """Verbs by what they do to a name."""
        making, action, openers = verbs.words("making"), verbs.words("action"), family.words("openers")
        self.predicates = WordSet(verbs.words("level") + verbs.words("change") + family.words("tail_adverbs"))
        self.changes = frozenset(verbs.words("change"))
        self.making = WordSet(making)
        self.verbs = frozenset(making + action) - frozenset(openers)
        self.inner_making = WordSet(family.words("inner_making"))
        self.heads_off = WordSet(openers + making + action)
        self.aspects = frozenset(family.words("aspects"))
        self.deed_names = frozenset(family.words("deed_names"))

    def _take_words(self, family: Family) -> None:
        """Places, levels, heads and other words by their part in a name."""
        self.keep_tail = family.words("keep_tail")
        self.places = WordSet(family.words("scopes"))
        self.relational = frozenset(family.words("relational"))
        self.short_names = frozenset(family.words("short_names"))
        self.nameless = frozenset(family.words("nameless"))
        self.listed_people = family.words("listed_people")
        self.bare_levels = WordSet(family.words("bare_levels"))
        self.shared_modifiers = WordSet(family.words("shared_modifiers"))
        self.heads = WordSet(family.words("heads"))
        self.bare_things = frozenset(family.words("bare_things"))
        self.areas = frozenset(family.words("areas"))
        self.grant_noun = re.compile(alternation(family.words("grant_nouns")))
        self.charged_hint = re.compile(alternation(family.rules["linking.charged"].literals))

    def predicate_ends(self, words: str) -> bool:
        """Whether words end with a predicate of level or change."""
        return not words.endswith(PROGRAMMES) and bool(self.predicates.suffix(words.rstrip("了约近")))

    def makes(self, words: str) -> bool:
        """Whether words end with a verb of making or winning."""
        return bool(self.making.suffix(words.rstrip("了")))

    def action_opens(self, words: str) -> bool:
        """Whether words open with a verb that is no part of a noun."""
        taken = self.heads_off.prefix(words)
        return len(taken) > 1 and not self._nouns.made_of(words[len(taken) :]) and not self._nouns.protected.prefix(words)

    def does(self, words: str) -> bool:
        """Whether a verb with an object stands behind a subject (缴存人购买保障性住房)."""
        places = range(2, len(words) - 3)
        return any(
            words[i : i + 2] in self.verbs and words[i + 2] != "、" and not self._nouns.made_of(words[i + 2 :]) for i in places
        )

    def gives(self, words: str) -> bool:
        """Whether a noun of giving stands in the words."""
        return self.grant_noun.search(words) is not None

    def left(self, words: str, rate: bool = False, deed: bool = False) -> Name:
        """Name before the number: (name, scope, offset of the name in `words`); the name is empty when nothing is left.

        `rate`: the number is a share, so no subject is parted from its deed; `deed`: it counts deeds (次), so a verb is a name.
        """
        if rate and BASE_ONLY.match(words):
            return "", None, 0
        if "要" in words or "须" in words or "应当" in words or "务必" in words:
            seen_to = self.secures.match(words)
            words = words[seen_to.end() :] if seen_to is not None else words
        disposed = self.disposed.search(words) if "将" in words or "把" in words else None
        if disposed is not None:
            words = disposed["what"]
        base = self.base.match(words) if words.endswith("的") else self.base_bare.match(words) if rate else None
        if base is not None:
            if base[1].strip():
                words = base[1]
        else:
            words = self._without_tail(words)
        return self._without_head(words, rate, deed)

    def parallel(self, earlier: str, words: str) -> str:
        """A measure named beside another one with the modifier they share (优势产业种植面积…、养殖存栏量), or nothing."""
        name = self._without_tail(words.lstrip("、 "))
        if name[:2] not in self.verbs or not self.measure.search(name) or not self.measure.search(earlier):
            return ""
        shared = next((i for i in range(len(earlier) - 3, 1, -1) if earlier[i : i + 2] in self.verbs), 0)
        return earlier[:shared] + name if shared and len(earlier) - shared <= LONGEST_MEASURE else ""

    def given(self, words: str) -> str:
        """Name of what is given, from words that end with a noun of giving: without who receives it."""
        return self.receiver.sub("", self._without_head(words)[0])

    def right(self, words: str, counted: bool = False, led: bool = False) -> str:
        """Name behind the number, as `NamesBehind.read` cuts it."""
        return self._behind.read(words, counted, led)

    def names(self, name: str) -> bool:
        """Whether a name says what is measured: more than a conjunction, a particle or a word that only points elsewhere."""
        if len(name) < 2:
            return name in self.short_names
        heard = name.startswith("会议") and name.endswith("汇报")
        return name not in self.nameless and not heard and not name.endswith(NO_NAMES)

    def _without_tail(self, words: str) -> str:
        """Take predicates, hedges and particles off the end."""
        words = words.rstrip(" 　")
        widened = WIDENED.search(words)
        if widened is not None:
            words = words[: widened.start()]
        if "人均" in words:
            words = self.per_head.sub("", words)
        if words.endswith(PLEDGED):
            words = words[: -len(PLEDGED[0])]
        while words and not words.endswith(self.keep_tail):
            predicate = self.predicates.suffix(words)
            if predicate:
                words = words[: -len(predicate)]
            else:
                match = self.tail.search(words, max(0, len(words) - 24))
                if match is None:
                    break
                words = words[: match.start()]
            words = words.rstrip(" 　、")
        return self.per_head.sub("", words) if words.endswith(PER_HEAD) else words

    def _without_head(self, words: str, rate: bool = False, deed: bool = False) -> Name:
        """Take openers, verbs, times and the place off the beginning."""
        whole = self._without_number(words)
        rest, scope = self._without_subject(whole, rate)
        rest, place, deed_name = self._without_openers(rest, deed)
        scope = place or scope
        offset = len(words) - len(rest)
        if not rest:
            summed = whole.find("累计") >= SHORTEST_SUBJECT and not rate
            return (whole.replace("累计", ""), None, 0) if summed and not deed_name else (deed_name, scope, offset)
        if rest[:1] in AIMS and (aimed := self._aims.behind(rest)):
            rest, offset = rest[aimed:], offset + aimed
        inner = 0 if rate else self._inner(rest)
        branch = self.branch.match(rest) if inner else None
        if branch is not None and branch["measure"] in self.heads:
            return branch["branch"] + branch["measure"], scope, offset
        if inner and not (deed and len(rest) - inner < 2):
            scope = (scope or "") + (self._subject(rest[:inner]) or "") or None
            rest, offset = rest[inner:], offset + inner
            whose = self.places.prefix(rest)
            if whose and len(rest) - len(whose) > 1:
                # 省财政厅核定我市政府债务限额: whose it is stands behind the verb.
                rest, scope, offset = rest[len(whose) :], whose, offset + len(whose)
        return self._without_list(rest, scope, offset)

    def _without_number(self, words: str) -> str:
        """The words behind the number of an item and what announces them (主要目标是…)."""
        item = self.item.match(words)
        words = words[item.end() :] if item is not None else words
        words = WHEN.sub("", words)
        words = INCLUDING.sub("", words) if words[:1] in ("含", "（", "(") else words
        words = words[1:] if words.startswith(ADDED) else words
        if words.startswith(MEANT):
            meant = 2 if words[0] == "计" else 1
            deed = words[meant : meant + 2]
            planned = deed in self.verbs and deed not in SPENDING  # 计划修复路段, 需重建住房
            words = words[meant:] if planned or deed in ("城镇", "农村") else words
        after = words[2:3] == "后" and len(words) > SHORTEST_AFTER and words[:2] in self.verbs
        if after and not self.grant_noun.match(words):
            words = words[3:]  # 改造后小区物业服务覆盖率
        words = self.pioneering.sub("", words) if "率先" in words else words
        announced = self.announced.match(words) if "是" in words or "为" in words else None
        return words[announced.end() :] if announced is not None and len(words) - announced.end() >= 2 else words

    def _without_subject(self, words: str, rate: bool) -> tuple[str, str | None]:
        """The words behind 累计, an assembly that deliberates and a charged body; the subject that stood there."""
        scope: str | None = None
        total = words.find("累计")
        total = -1 if words.startswith(SUMS, total + 2) else total  # 结算累计金额
        if total >= SHORTEST_SUBJECT and not rate:
            scope, words = words[:total], words[total + 2 :]
        elif total > 0 and not rate and words[total - 1] not in "年月":
            # 城镇累计新增就业: too short for a subject, so it stays in the name.
            words = words[:total].removesuffix("在") + words[total + 2 :]
        submitted = self.submitted.match(words) if "审" in words or "人大" in words else None
        words = words[submitted.end() :] if submitted is not None else words
        subject = not rate and words[:1] not in AIMS
        charged = self.charged.match(words) if subject and self.charged_hint.search(words) else None
        return (words[charged.end() :], charged[0]) if charged is not None else (words, scope)

    def _without_openers(self, words: str, deed: bool) -> tuple[str, str | None, str]:
        """The words behind openers, verbs, times and places; the last place, and a verb that is a name by itself."""
        scope: str | None = None
        deed_name, verbs = "", 0
        while not (words[2:3] == "或" and words[5:6] == "的"):
            # 新增或更新的公交车: two verbs before 的 describe the thing.
            words = words.lstrip(" 　、，,）)的")
            if words.startswith("了") and not words.startswith("了解"):
                words = words[1:]
            place = self.places.prefix(words)
            if place and words.startswith(LISTED_WITH, len(place)):
                break  # 主城区和东部三区5G网络: a list of places is no scope by its first one.
            if place and not words.startswith(TITLED, len(place)):
                bracket = self.place_bracket.match(words, len(place))
                taken = scope = place + (bracket[0] if bracket is not None else "")
            else:
                taken = self._opener(words)
                rest = len(words) - len(taken)
                if not taken:
                    break
                if taken == "或":
                    verbs = 0
                elif taken in self.verbs:
                    if 0 < rest < 2 or (verbs and 0 < rest < 4) or (deed and rest < 3):
                        break
                    verbs += 1
                    deed_name = taken if taken in self.deed_names else deed_name
            words = words[len(taken) :]
        return words, scope, deed_name

    def _without_list(self, words: str, scope: str | None, offset: int) -> Name:
        """The name behind a list closed by 等 that only says in which matters, or inside a quoted description."""
        cut = _list_end(words) if "等" in words else -1
        behind = words[cut + 1 :] if cut > 1 else ""
        if behind.startswith(self.listed_people):
            return words.strip(" 　、，,"), scope, offset
        verb = self._opener(behind) if behind else ""
        if (verb in self.verbs or verb in WAYS) and len(behind) - len(verb) > 1:
            # 围绕A、B等签署协议: the list before 等 only says in which matters.
            return behind[len(verb) :], None, offset + cut + 1 + len(verb)
        listed = cut > 3 and ("、" in words[:cut] or words[cut - 1] == "”")
        if listed and (len(words) - cut > 5 or (len(words) - cut > 2 and words[cut - 1] == words[-1])):
            words, offset = words[cut + 1 :], offset + cut + 1
        described = self.described.match(words) if words.endswith("”") else None
        if described is not None:
            words, offset = described["name"], offset + described.start("name")
        return words.strip(" 　、，,"), scope, offset

    def _opener(self, words: str) -> str:
        """An opener, verb or time at the beginning that is no part of a noun."""
        if self._nouns.protected.prefix(words) or self.measure_nouns.prefix(words):
            return ""
        taken = self.heads_off.prefix(words)
        rest = words[len(taken) : len(taken) + 4]
        if taken == "基本" and not self.heads_off.prefix(rest):
            # 基本养老保险: an adverb before verbs only.
            return ""
        if len(taken) > 1 and rest[:1] in BRACKETS:
            # 审计（调查）单位: the verb and its bracket are part of the name.
            return ""
        if taken and not self._nouns.ending.match(rest) and not (taken in self.verbs and self._nouns.made.match(rest)):
            return taken
        time = self.leading_time.match(words) if words[:1] in '到分0123456789“"一二三四五六七八九十' else None
        return time[0] if time is not None else ""

    def _inner(self, words: str) -> int:
        """Offset behind the last verb inside the words that parts a subject from the thing counted, or 0."""
        if words.startswith(PER_THOUSANDS):
            return 0  # 每千名老年人配备社会工作者: one measure.
        firsts = self.inner_making.firsts
        for start in range(min(len(words) - 4, 60), 1, -1):
            verb = self.inner_making.at(words, start) if words[start] in firsts else ""
            if not verb or words[start - 1] in NO_SUBJECT or _quoted(words, start) or self._nouns.protected.at(words, start):
                continue
            if self.noun_tails.at(words, start):
                continue
            end = start + len(verb)
            if words[end : end + 1] == "了":
                end += 1
            rest = words[end:]
            if (
                rest[:1] in JOINED
                or rest[:1] == "等"
                or rest[:1] == "的"
                or (verb not in self.aspects and (rest in self.bare_things or rest.startswith("工程")))
            ):
                continue
            if (rest in self.verbs and verb not in REACHED) or ANNIVERSARY.match(rest):
                # 棚户区改造开工: a verb behind the verb says how far the thing has come; 成立70周年活动 is a name.
                continue
            if len(rest) >= 2 and not rest.startswith(("资金", "投资额", "工作")) and not self._nouns.made_of(rest):
                return end
        return 0

    def _subject(self, words: str) -> str | None:
        """The subject before an inner verb, when it is short enough to be one and no mere plan (计划新建改扩建)."""
        words = words.removesuffix("了")
        subject = words[: -max(2, len(self.making.suffix(words)))].removesuffix("计划")
        return subject if 0 < len(subject) <= LONGEST_SUBJECT else None


def catalogue_names(pack: Pack) -> frozenset[str]:
    """Names and aliases of the indicators of the catalogue (规范指标)."""
    rules = pack.family("indicators").rules.values()
    return frozenset(name for rule in rules for name in (str(rule.fields["name"]), *rule.fields.get("aliases", ())))


def _quoted(words: str, place: int) -> bool:
    """Whether a place of the words lies in a quotation (“民营企业招聘月”等活动)."""
    closed = words.find("”", place)
    return closed >= 0 and words.rfind("“", 0, place) > words.rfind("”", 0, place)


def _list_end(words: str) -> int:
    """Offset of the last 等 that closes a list and is no part of a word (高等教育, 中等职业学校), -1 without one."""
    found = -1
    for match in CLOSING_OF_LIST.finditer(words):
        found = match.start()
    return found
