"""Cutting the name of what is counted out of the words behind its number (数量之后的指标名)."""

from __future__ import annotations

import re

from policy_extract.patterns import Pack, alternation
from policy_extract.tasks.linking.nouns import Nouns
from policy_extract.tasks.words import WordSet

TRAILING = (
    *("均已", "都已", "已", "全部实现", "均实现", "实现", "达到", "全部", "均达到", "均"),
    *("逐一", "逐个", "逐项", "逐件", "逐户", "逐条"),
)
"""What may be left behind a counted thing when its predicate has been read as another number."""
FREELY = re.compile("(?<=..)(?:逐[一件个户项人]|免费|无偿|稳定|成功|累计|全部|直接|优先|就近|上门|共同|合作|综合)$")
"""Adverbs before the verb that says how the counted ones are helped."""
SOMEWHERE = re.compile("(?<=..)(?<![存所潜现内外实好])在[^，,在]{2,20}$")
"""Where the counted ones do what was cut off behind it (N家企业在“新三板”挂牌)."""
CHOSEN_AS = ("作为", "列为", "确定为")
"""Verbs that give things a use (确定N家企业作为监测对象): the things are counted; a title won (N人被评为…) is counted itself."""
CHOSEN = re.compile("[一-龥](?<!资金)(?<!经费)[一-龥](?<!资金)(?<!经费)$")
"""The things before such a verb; money is named by its use (1亿元资金作为专项经费)."""
PART_OF_WHOLE = re.compile("(?<=..)(?<![其高初集])中的?$")
"""Behind a whole of which a part is counted next (20个行业中的19个)."""
WHEN = re.compile("^时(?![间代期段速候限节刻任空常有至下效装尚务事评政令装蔬鲜])")
"""Behind a level at which something is done."""
NAMING = re.compile("[为予任成]")
"""Characters without which no naming verb stands in a phrase: a cheap look before the rule."""


class NamesBehind:
    """The compiled rules of the family `linking` on names behind numbers; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words."""
        family, verbs = pack.family("linking"), pack.family("verbs")
        rules = family.rules
        self._nouns: Nouns = pack.cached("linking.nouns", Nouns)
        self._named_as, self._standard = rules["linking.named_as"].quick, rules["linking.standard"].quick
        self._list_end, self._predicate = rules["linking.right_list_end"].quick, rules["linking.right_predicate"].quick
        self._and_many = rules["linking.right_and_many"].anchored
        self._clause, self._yield = rules["linking.right_clause"].quick, rules["linking.right_yield"].anchored
        self._measured, self._observed = rules["linking.right_measured"].quick, rules["linking.right_observed"].quick
        self._tail, self._reached = rules["linking.right_tail"].quick, rules["linking.reached"].anchored
        self._whither = rules["linking.whither"].quick
        self._makes_noun = re.compile("的?(?:" + alternation(family.words("makes_noun")) + ")")
        dealings = (*verbs.words("making"), *verbs.words("action"), *family.words("dealings"))
        self._dealings = WordSet(word for word in dealings if len(word) > 1)
        self._short_names = frozenset(family.words("short_names"))

    def read(self, words: str, counted: bool = False, led: bool = False) -> str:
        """Name behind the number: up to where another predicate begins, without 的 and 一次性.

        `counted`: the number counts the things named, so what they do (N家企业入选…) is no part of the name; `led`: they are
        helped or dealt with (为N家企业发放贷款), so any verb behind them is none.
        """
        words = words.lstrip(" 的")
        if WHEN.match(words):
            return ""  # 积水深度达到27厘米时自动封闭: what is done then is not what reaches the level.
        words = self._standard.sub("", words)
        for opener in ("一次性", "以上的", "以上", "左右的", "左右", "以内的"):
            words = words.removeprefix(opener).lstrip("的")
        if words.startswith(("以", "在", "由", "集", "面向", "具有", "符合")) and "的" in words[2:-2]:
            words = words[words.rindex("的", 0, len(words) - 2) + 1 :]
        named = self._named_as.search(words) if NAMING.search(words) else None
        if named is not None and not (named[0].startswith(CHOSEN_AS) and CHOSEN.search(words[: named.start()])):
            return closed(named[1])
        first = self._and_many.match(words) if "等一" in words else None
        words = first["first"] if first is not None else self._list_end.split(words)[0]
        words = self._predicate.split(words)[0]
        words = PART_OF_WHOLE.sub("", words) if words.rstrip("\n").endswith(("中", "中的")) else words
        reached = self._reached.match(words) if counted else None
        if reached is not None:
            return closed(words[reached.end() :])
        if counted:
            words = self._counted(self._dealt_with(words) if led else words)
            words = self._tail.sub("", words)
        words = closed(words).removesuffix("的")
        trailing = next((t for t in TRAILING if words.endswith(t) and len(words) > len(t) + 1), "")
        return words[: len(words) - len(trailing)]

    def _dealt_with(self, words: str) -> str:
        """Those who are helped, up to the verb that says how; a verb inside a noun (服务企业, 建设项目) is none."""
        if self._dealings.prefix(words):
            return words
        for at in range(1 if words[:1] in self._short_names else 2, len(words) - 1):
            verb = self._dealings.at(words, at)
            end = at + len(verb)
            if verb and (end == len(words) or not self._describes(words, at, end)):
                return self._whither.sub("", FREELY.sub("", words[:at]))
        return words

    def _describes(self, words: str, start: int, end: int) -> bool:
        """Whether a verb only describes the noun behind it, or is part of a noun."""
        return (
            bool(self._nouns.protected.at(words, start))
            or len(self._nouns.protected.at(words, start - 1)) > 1  # 党组织
            or self._makes_noun.match(words, end) is not None
            or self._nouns.made_of(words[end:])
        )

    def _counted(self, words: str) -> str:
        """The things counted, without what they do (N处煤矿复产) or what the next number measures (N户企业产值增长)."""
        if words[:1] in self._short_names and (alone := self._clause.search("个" + words)) and alone.start() == len("个") + 1:
            return words[:1]  # a thing of one character is a subject too (38个村成功脱贫)
        does = next((d for d in self._clause.finditer(words) if not _quoted(words, d.start())), None)
        if does is not None:
            words = SOMEWHERE.sub("", words[: does.start()])
        measured = self._measured.match(words) or self._yield.match(words) or self._observed.match(words)
        known = measured is not None and (len(measured["things"]) > 1 or measured["things"] in self._short_names)
        return measured["things"] if known and measured is not None else words


def _quoted(words: str, place: int) -> bool:
    """Whether a place lies in a quotation (“产城同步”示范镇)."""
    return words.count("“", 0, place) > words.count("”", 0, place)


def closed(words: str) -> str:
    """A phrase without a trailing bracket remark, list mark or unbalanced bracket."""
    words = words.strip(" 　、，,；;。：:")
    if words.endswith(("）", ")")):
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1:
            words = words[:opened]
    else:
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1 and "）" not in words[opened:] and ")" not in words[opened:]:
            words = words[:opened]
    return words.strip(" 　、，,；;。：:")
