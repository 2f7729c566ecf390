"""Completing the members of a list (并列省略): the head noun or the modifier that they share is given back to each of them.

城镇、农村居民人均可支配收入: the last one's head; 限额以上批发、零售业: the first one's modifier.
"""

from __future__ import annotations

import re

from policy_extract.patterns import Pack
from policy_extract.tasks.linking.phrases import Phrases

NUMERAL = re.compile("[一二三四五六]")
ORDINAL = re.compile("第[一二三四五六]")
NO_MODIFIER = re.compile("[的“”]")
LONGEST_KIND_OF_THING = 4
LONGEST_KIND = 6
"""Members that differ in one word only (存款余额、贷款余额) are no longer than this."""
OF_SUBSTANCES = ("浓度", "排放量", "排放总量", "减排量")
"""Heads that measure a substance, whatever its name."""
STEPS = frozenset("中高初小")
"""Single characters for steps of schools and grades (中、高等职业教育)."""
SHORTEST_MODIFIER = 2
HEADCOUNTS = frozenset({"户数", "家数", "数量", "总数"})
COUNTED_BODIES = ("企业", "公司", "工商户", "合作社", "农场", "机构")
MEASURES = frozenset("率额量值")
RATES = ("率", "占比", "比重")
COUNTED = frozenset("率额量值数度费价入出资口")
"""Last characters of measures, and of those that may stand beside one of them."""
LONGEST_COMMON = 4
GUESTS = ("游客", "旅客", "游人", "客商")
EARNING, SPENT = "收入", "支出"
"""财政收入、支出分别…: the spending is of the same purse."""
EARNED = frozenset({"收入", "总收入", "消费"})


class Completing:
    """Gives shared parts back to the members of a list; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._bounded, self._rate = rules["linking.bounded_class"].quick, rules["linking.rate"].anchored
        self._branch_values, self._case_count = rules["linking.branch_values"].anchored, rules["linking.case_count"].anchored
        self._sized = rules["linking.sized_member"].anchored
        self._passing, self._things = family.words("passing"), frozenset(family.words("head_things"))
        self._place_ends = family.words("place_ends")
        self._case_counts, self._stages = family.words("case_counts"), frozenset(family.words("stages"))
        self._values = frozenset(family.words("branch_values"))

    def completed(self, members: list[str], phrases: Phrases, alike: bool = True) -> list[str]:
        """The members with what they share. Numbers in unlike units (`alike` is False) share no head."""
        if ORDINAL.fullmatch(members[0]) and all(NUMERAL.match(member) for member in members[1:]):
            # 第一、二、三产业: the ordinal of the first one holds for all.
            members = [members[0], *("第" + member for member in members[1:])]
        first, last = members[0], members[-1]
        sized = [self._sized.match(member) for member in members] if last.find("元") > 0 else [None]
        if all(sized):
            return _of_sizes([match for match in sized if match is not None])
        level = phrases.bare_levels.prefix(last)
        if level and len(last) > len(level) and all(member in phrases.bare_levels for member in members[:-1]):
            return [*(member + last[len(level) :] for member in members[:-1]), last]  # 国家级、省级龙头企业
        bound = self._bounded.match(last)
        if bound is not None and all(self._bounded.fullmatch(member) for member in members[:-1]):
            return [member + last[bound.end() :] for member in members[:-1]] + [last]
        if all(self._rate.search(member) for member in members):
            return [first] + [
                member if len(member) > 4 else self._owner(first, member, phrases) + member for member in members[1:]
            ]
        if last == SPENT and len(members) > 1 and len(first) > len(EARNING) and first.endswith(EARNING):
            return [*members[:-1], first.removesuffix(EARNING) + SPENT]
        alike = alike or last.endswith(self._passing)
        return self._with_modifier([*self._with_head(members, phrases, alike), last], first, phrases, alike)

    def _owner(self, first: str, member: str, phrases: Phrases) -> str:
        """What a short rate shares with the first one: whatever makes it a name of the catalogue (建成区绿化覆盖率、绿地率)."""
        named = (first[:at] for at in range(len(first) - 3, -1, -1) if first[:at] + member in phrases.catalogue)
        return next(named, first[:-3])

    def _with_head(self, members: list[str], phrases: Phrases, alike: bool) -> list[str]:
        """All members but the last with the head that closes it."""
        word, behind = self._behind_common(members[-2], members[-1]) if alike else ("", "")
        if behind:
            return [member + behind if member.endswith(word) else member for member in members[:-1]]
        head = self._shared_head(members, phrases) if alike else ""
        return [member + head if head and _lacks(member, head, phrases) else member for member in members[:-1]]

    def _with_modifier(self, members: list[str], first: str, phrases: Phrases, alike: bool) -> list[str]:
        """All members with the modifier of the first one."""
        prefix = phrases.shared_modifiers.prefix(first) if alike and len(members) > 2 else ""
        prefix = max(prefix, self._shared_modifier(members, phrases, alike), key=len)
        named = phrases.catalogue
        # 软件业务收入和财政收入: two names of the catalogue share nothing, unless the catalogue has the joined name too.
        apart = {m for m in members[1:] if members[0] in named and m in named and prefix + m not in named}
        return [members[0]] + [m if m.startswith(prefix) or m in apart else prefix + m for m in members[1:]]

    def _shared_modifier(self, members: list[str], phrases: Phrases, alike: bool) -> str:
        """What stands before the first member when the others are like its last word (金融机构存款、贷款; 工业用电量、用气量).

        Things in unlike units (养老服务站12个、变电站3座) must differ in one character only.
        """
        first, length = members[0], len(members[1])
        if first.endswith(self._case_counts) and len(first) > 4 and all(self._case_count.match(m) for m in members[1:]):
            return first[:-2]
        branch = self._branch_values.match(first)
        if branch is not None and all(m in self._values for m in members[1:]):
            return branch["branch"]
        modifier, core = first[:-length], first[-length:]
        if core in self._stages and all(m in self._stages for m in members[1:]) and len(modifier) >= SHORTEST_MODIFIER:
            return modifier
        if length == 1 and first[-1:] in self._place_ends and all(m in self._place_ends for m in members[1:]):
            return first[:-1]  # 省级示范村、镇
        if not 2 <= length <= LONGEST_KIND or len(modifier) < SHORTEST_MODIFIER or NO_MODIFIER.search(first):
            return ""
        if length == 3 and len(phrases.heads.suffix(first)) == 2:
            # 规上工业产值、增加值: the first one's word is shorter, so it does not end where the others begin.
            return ""
        return modifier if all(_of_kind(core, modifier, m, alike) for m in members[1:]) else ""

    def _behind_common(self, neighbour: str, last: str) -> tuple[str, str]:
        """The word that closes the neighbour and stands in the last member too, and what the last one has behind it.

        城镇居民、农村居民人均收入: 居民 and 人均收入; of two kinds of places (设市城市、县城建成区X率) any such word will do.
        """
        for length in range(min(LONGEST_COMMON, len(neighbour) - 1), 1, -1):
            at = last.find(neighbour[-length:], 1)
            if at > 0:
                behind = last[at + length :]
                return (neighbour[-length:], behind) if len(behind) > 1 else ("", "")
        if neighbour.endswith(self._place_ends):
            at = max(last.rfind(character) for character in self._place_ends)
            if 0 < at < len(last) - 3:
                return neighbour[-1], last[at + 1 :]
        return "", ""

    def _shared_head(self, members: list[str], phrases: Phrases) -> str:
        """The head noun that closes the last member and belongs to all; 命案 has it already (命案、盗窃案件)."""
        last, neighbour = members[-1], members[-2]
        known = phrases.heads.suffix(last)
        if all(NUMERAL.fullmatch(m) for m in members[:-1]) and NUMERAL.match(last):
            return last[1:]
        if all(ORDINAL.fullmatch(m) for m in members[:-1]) and ORDINAL.match(last):
            return last[2:]
        steps = {*self._place_ends, *STEPS}
        if last[:1] in steps and all(m in steps for m in members[:-1]) and len(last) > LONGEST_COMMON:
            return last[1:]  # 区、市最低工资标准: what stands behind the one character of the last member
        alike = {len(m) for m in (members[1:-1] if len(members) > 4 else members[:-1])}
        if 2 <= len(known) < len(last) and known != "化率" and (len(alike) > 1 or len(neighbour) < 2):
            # Only members of one length show by their place where the head begins (养老、失业、工伤保险人数).
            return known
        made = known == "化率" and len(last) - len(neighbour) > len("标准化率")  # 卫生院、村医务室标准化率
        if len(neighbour) <= 3 and len(last) - len(neighbour) >= 2 and phrases.measure.search(last) and not made:
            # 港口和集装箱吞吐量: one character before the known head is the end of another word.
            return known if len(last) - len(neighbour) - len(known) == 1 < len(known) else last[len(neighbour) :]
        head = phrases.heads.suffix(last)
        if not head and len(neighbour) == LONGEST_KIND_OF_THING and last[-1] in MEASURES and neighbour[-1] not in COUNTED:
            # 义务教育、普通高中大班额: a head that no list knows stands behind a kind of the same length.
            return last[len(neighbour) :] if len(last) - len(neighbour) > 1 else ""
        if head in self._things and len(neighbour) > LONGEST_KIND_OF_THING:
            return ""
        if head == "化率" and len(last) > 4:
            # 种植、收获机械化率: the word that 化 makes is shared too.
            head = last[-4:]
        return head if head != last else ""


def _of_sizes(sized: list[re.Match[str]]) -> list[str]:
    """Classes by size, each with what is measured before the first and the thing behind the last (产值超10亿元、超亿元的企业)."""
    measure, thing = sized[0]["measure"], sized[-1]["thing"]
    bound = "以上" if sized[-1]["size"].endswith("以上") else ""  # 百亿元、十亿元以上企业
    sizes = [match["size"] + bound * match["size"].endswith("元") for match in sized]
    return [(match["measure"] or measure) + size + (match["thing"] or thing) for match, size in zip(sized, sizes, strict=True)]


def _lacks(member: str, head: str, phrases: Phrases) -> bool:
    """Whether a member is no name of its own without the head."""
    named = phrases.catalogue
    if head.endswith(OF_SUBSTANCES) and not member.endswith(OF_SUBSTANCES):
        # 化学需氧量、氨氮排放量: an indicator of the catalogue is also the substance that is measured.
        return True
    if head in HEADCOUNTS and member.endswith(COUNTED_BODIES):
        return True  # 私营企业、个体工商户户数: firms are not said to be a number.
    measured = phrases.measure.search(member) is not None
    if member + head not in named and (measured or (member in named and not head.endswith(RATES))):
        return False
    if member.endswith(GUESTS) and head in EARNED:
        # 接待游客和旅游收入: guests are counted, they earn nothing.
        return False
    if head.endswith(RATES) and not member.endswith(RATES):
        return True  # 养老服务中心、服务站覆盖率: things are no rates, whatever noun closes them.
    return not phrases.heads.suffix(member) and not (member[-1] == "案" == head[0])


def _of_kind(core: str, modifier: str, member: str, alike: bool) -> bool:
    """Whether a member differs from the core of the first one by one character, or by its first word of two."""
    if len(member) != len(core) or member[-1] != core[-1] or member.startswith(modifier[-2:]):
        return False
    unlike = [i for i, character in enumerate(member) if core[i] != character]
    return len(unlike) == 1 or (alike and unlike == [0, 1])
