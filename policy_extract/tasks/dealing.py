"""Dealing out (分别): A、B、C分别达到1、2、3 gives each member of the list its number, in order."""

from __future__ import annotations

import re
from collections.abc import Callable

from policy_extract.model import Quantity
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.indicator_phrases import Phrases

LIST_MARKS = frozenset({"、", "和", "与", "及", "，", ",", "以及"})
TURN = re.compile(r"[、和与及，,](?:增长|下降|提高|降低|增加|减少|上升|提升)")
"""分别下降3.8%和增长5.1%: the numbers of one list may turn their direction."""
NUMERAL = re.compile("[一二三四五六]")
PAIR_MARKS = frozenset({"、", "和", "与", "及", "以及"})
CLOSING = frozenset("，,。；;：:\n")
PLACE = re.compile(
    r"[^，,、]{1,5}(?:县|区|市|镇|乡|街道|州|旗|省)|[^，,、]{1,6}(?:地区|流域|城市群|湾区|三角洲?)|京津冀|[东中西]部|东北|城[镇市区]|[农乡]村"
)
POOR_RELIEF = re.compile("低保|最低生活保障|特困")
"""Standards that are set for 城市 and 农村; all others are for 城镇 and 农村."""
PLACE_ENDS = "区市县镇村乡城业级"
SHARE_OF = re.compile("占(?P<base>[^比，,]{1,12}?)的?")
"""分别占全市的48%和60%: the share of what is part of the names."""
THINGS = ("企业", "项目", "平台", "基地", "中心", "园区", "人才", "人员", "机构", "学校", "医院", "床位")
"""Heads that only a bare level or kind before them shares (国家级、省级中心): a longer name is whole without them."""
LONGEST_KIND_OF_THING = 4
CLAUSE_MARK = re.compile("[，,。；;]")
LONGEST_LIST = 40
LONGEST_KIND = 6
"""Members that differ in one word only (存款余额、贷款余额) are no longer than this."""
SHORTEST_MODIFIER = 2
NO_MODIFIER = re.compile("[的“”]")


def mates(text: str, clause_end: int, quantities: list[Quantity], position: int) -> list[Quantity]:
    """The numbers listed from `position` on (A、B和C), when 分别 stands shortly before the first or 和 before the last."""
    first = quantities[position]
    if text.rfind("分别", max(0, first.start - 16), first.start) < 0:
        return _pair(text, clause_end, quantities, position)
    found = [first]
    for other in quantities[position + 1 : position + LONGEST_LIST]:
        between = text[found[-1].end : other.start].strip()
        if other.start > clause_end or (between not in LIST_MARKS and not TURN.fullmatch(between)):
            break
        found.append(other)
    return found


def _pair(text: str, clause_end: int, quantities: list[Quantity], position: int) -> list[Quantity]:
    """Numbers in one unit joined by marks alone and closed by 和 (达到3万元和1万元), with nothing counted behind them."""
    found = [quantities[position]]
    mark = ""
    if position and text[quantities[position - 1].end : found[0].start].strip() in LIST_MARKS:
        return []
    for other in quantities[position + 1 : position + LONGEST_LIST]:
        mark = text[found[-1].end : other.start].strip()
        if other.start > clause_end or mark not in PAIR_MARKS or other.unit != found[0].unit:
            break
        found.append(other)
    last = found[-1].end
    closed = len(found) > 1 and (last >= clause_end or text[last] in CLOSING)
    return found if closed and not found[0].implicit else []


def deal(
    text: str,
    clause: tuple[int, int],
    quantities: list[Quantity],
    statement: list[Quantity],
    position: int,
    phrases: Phrases,
    words_of: Callable[[int, int], str],
) -> bool:
    """Deal the members named before 分别 out to the quantities; False when there is nothing to deal.

    `words_of` gives the words of a span without the times in it.
    `statement` holds all quantities of the statement, the list begins at `position`: 较上年分别增加1个、4个 takes the
    indicators of as many numbers before it.
    """
    earlier = statement[max(0, position - len(quantities)) : position]
    first = quantities[0]
    at = text.rfind("分别", max(0, first.start - 16), first.start)
    dealt = at >= 0
    at = at if dealt else first.start
    start = max(clause[0], at - REACH)
    if earlier and start < earlier[-1].end <= at:
        start = earlier[-1].end
    words = words_of(start, at)
    if phrases.gives(text[at : first.start]) or phrases.gives(
        CLAUSE_MARK.split(text[quantities[-1].end : quantities[-1].end + 12])[0]
    ):
        return False
    if not dealt and phrases.gives(words):
        return False
    name, scope, _ = phrases.left(words.strip("，,、 "))
    members = [m for m in phrases.separator.split(name) if m]
    if not phrases.names(name):
        if _earlier_indicators(quantities, earlier):
            return True
        members = _listed_before(text, clause[0], phrases) if dealt else []
        if len(members) != len(quantities):
            return False
    if len(members) == len(quantities) and all(PLACE.fullmatch(m) for m in members):
        return _places(text[at + 2 : first.start], members, quantities, earlier)
    classed = phrases.classes.match(members[0]) if len(members) == len(quantities) else None
    if classed is not None and not any(phrases.measure.search(m) for m in (classed["class"], *members[1:])):
        return _classes(classed, members[1:], quantities)
    behind = text[at + 2 : first.start] if dealt else ""
    if behind.startswith("占比"):
        members = [member + "占比" for member in members]
    share = SHARE_OF.fullmatch(behind)
    if share is not None:
        members = [f"{member}占{share['base']}比重" for member in members]
    noun = "" if behind.startswith("占") or behind.endswith("的") else phrases.left(behind)[0]
    if len(noun) > 1 and phrases.measure.search(noun) and not phrases.measure.search(members[-1]):
        # 一、二、三产业分别实现增加值: the thing measured stands behind 分别.
        members[-1] += noun
    if len(members) != len(quantities):
        if not dealt:
            return False
        if len(quantities) == 2 and name.startswith("城乡") and len(name) > 3:
            return _town_and_country(name, quantities)
        return _whole(name, scope, quantities)
    for quantity, member in zip(quantities, completed(members, phrases, len({q.unit for q in quantities}) == 1), strict=True):
        quantity.indicator = member
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt")
    return True


def joined(names: list[str]) -> str:
    """The members of a list as one name again, for what is said of all of them (增速均居第一)."""
    shared = next((i for i, characters in enumerate(zip(*names, strict=False)) if len(set(characters)) > 1), 0)
    return "、".join([names[0]] + [name[shared:] for name in names[1:]]) if len(set(names)) > 1 else ""


def _places(words: str, places: list[str], quantities: list[Quantity], earlier: list[Quantity]) -> bool:
    """Places dealt out (甲县、乙区分别完成年度计划的58%和53%): they are whose number it is, not what is measured."""
    indicator = words.removesuffix("的").strip()
    if len(indicator) < 3 and earlier:
        indicator = earlier[-1].indicator
    if not indicator:
        return False
    for quantity, place in zip(quantities, places, strict=True):
        quantity.indicator, quantity.scope = indicator, place
        quantity.rules.append("linking.dealt_places")
    return True


def _listed_before(text: str, clause: int, phrases: Phrases) -> list[str]:
    """The things listed as the subject of the clause before (工业总产值和增加值…得以改变，分别突破…)."""
    end = max(clause - 1, 0)
    start = max(text.rfind(mark, max(0, end - REACH // 3), end) for mark in CLOSING) + 1
    members = [m for m in phrases.separator.split(phrases.left(text[start:end])[0]) if m]
    last = phrases.heads.prefix(members[-1]) if len(members) > 1 else ""
    return [*members[:-1], last] if last else []


def _classes(classed: re.Match[str], others: list[str], quantities: list[Quantity]) -> bool:
    """Classes dealt out behind their measure (补助标准小学、初中分别提高到…): they are whose number it is."""
    for quantity, member in zip(quantities, [classed["class"], *others], strict=True):
        quantity.indicator, quantity.scope = classed["what"], member
        quantity.rules.append("linking.dealt_classes")
    return True


def _earlier_indicators(quantities: list[Quantity], earlier: list[Quantity]) -> bool:
    """As many numbers as the statement has just named things for: each takes the indicator of its place."""
    if len(earlier) < len(quantities):
        return False
    for quantity, other in zip(quantities, earlier[-len(quantities) :], strict=True):
        quantity.indicator, quantity.scope = other.indicator, quantity.scope or other.scope
        quantity.rules.append("linking.dealt_earlier")
    return True


def _town_and_country(name: str, quantities: list[Quantity]) -> bool:
    """城乡X分别N、M: 城乡 names two groups in one word; the first number is of the towns."""
    towns = "城市" if POOR_RELIEF.search(name) else "城镇"
    for quantity, group in zip(quantities, (towns, "农村"), strict=True):
        quantity.indicator = group + name[2:]
        quantity.rules.append("linking.dealt")
    return True


def _whole(name: str, scope: str | None, quantities: list[Quantity]) -> bool:
    """The counts differ: one thing with several numbers, or a list we cannot divide; all get the whole name."""
    if not name:
        return False
    for quantity in quantities:
        quantity.indicator = name
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt_whole")
    return True


def completed(members: list[str], phrases: Phrases, alike: bool = True) -> list[str]:
    """Give shared parts back to the members of a list: the head noun of the last one (城镇、农村居民人均可支配收入), the
    modifier of the first one (限额以上批发、零售业; 热线诉求办结率、满意率). Numbers in unlike units share no head."""
    first, last = members[0], members[-1]
    bound = phrases.bounded_class.match(last)
    if bound is not None and all(phrases.bounded_class.fullmatch(m) for m in members[:-1]):
        return [m + last[bound.end() :] for m in members[:-1]] + [last]
    if all(phrases.rate.search(m) for m in members):
        prefix = first[:-3]
        return [first] + [m if len(m) > 4 or not prefix else prefix + m for m in members[1:]]
    word, behind = _behind_common(members[-2], last) if alike else ("", "")
    named = phrases.catalogue
    if behind:
        done = [m + behind if m.endswith(word) else m for m in members[:-1]]
    else:
        head = _shared_head(members, phrases) if alike else ""
        done = [
            m if not head or m in named or phrases.measure.search(m) or phrases.heads.suffix(m) else m + head
            for m in members[:-1]
        ]
    done.append(last)
    prefix = (phrases.shared_modifiers.prefix(first) if alike and len(members) > 2 else "") or _shared_modifier(
        done, phrases, alike
    )
    # 软件业务收入和财政收入: two names of the catalogue share nothing, unless the catalogue has the joined name too.
    apart = {m for m in done[1:] if done[0] in named and m in named and prefix + m not in named}
    return [done[0]] + [m if m.startswith(prefix) or m in apart else prefix + m for m in done[1:]]


COUNTS_OF_CASES = ("起数", "件数", "宗数", "案件数")
"""Counts of cases, whose modifier goes on to what else is counted of them (安全事故起数和死亡人数)."""
VALUES = ("产值", "总产值", "增加值", "营业收入", "主营业务收入", "销售收入", "利润", "利润总额", "利税", "税收")
"""What a branch of the economy yields; listed, they are all of the branch that the first one names (规上工业产值、增加值)."""
BRANCH_VALUES = re.compile(
    f"(?P<branch>.*(?:工业|农业|产业|企业|行业|经济|集群|园区|制造业|服务业|建筑业))(?:{'|'.join(VALUES)})"
)
COUNTS = re.compile("^.{2}(?:[人起件宗户]数|金额|损失)$")


def _shared_modifier(members: list[str], phrases: Phrases, alike: bool) -> str:
    """What stands before the first member when the others are like its last word (金融机构存款、贷款; 工业用电量、用气量).

    Things in unlike units (养老服务站12个、变电站3座) must differ in one character only.
    """
    first, length = members[0], len(members[1])
    if first.endswith(COUNTS_OF_CASES) and len(first) > 4 and all(COUNTS.match(m) for m in members[1:]):
        return first[:-2]
    branch = BRANCH_VALUES.fullmatch(first)
    if branch is not None and all(m in VALUES for m in members[1:]):
        return branch["branch"]
    modifier, core = first[:-length], first[-length:]
    if not 2 <= length <= LONGEST_KIND or len(modifier) < SHORTEST_MODIFIER or NO_MODIFIER.search(first):
        return ""
    if length == 3 and len(phrases.heads.suffix(first)) == 2:
        # 规上工业产值、增加值: the first one's word is shorter, so it does not end where the others begin.
        return ""
    return modifier if all(_of_kind(core, modifier, m, alike) for m in members[1:]) else ""


def _of_kind(core: str, modifier: str, member: str, alike: bool) -> bool:
    """Whether a member differs from the core of the first one by one character, or by its first word of two."""
    if len(member) != len(core) or member[-1] != core[-1] or member.startswith(modifier[-2:]):
        return False
    unlike = [i for i, character in enumerate(member) if core[i] != character]
    return len(unlike) == 1 or (alike and unlike == [0, 1])


def _behind_common(neighbour: str, last: str) -> tuple[str, str]:
    """The word that closes the neighbour and stands in the last member too, and what the last one has behind it.

    城镇居民、农村居民人均收入: 居民 and 人均收入; of two kinds of places (设市城市、县城建成区X率) any such word will do.
    """
    for length in range(min(4, len(neighbour) - 1), 1, -1):
        at = last.find(neighbour[-length:], 1)
        if at > 0:
            behind = last[at + length :]
            return (neighbour[-length:], behind) if len(behind) > 1 else ("", "")
    if neighbour[-1] in PLACE_ENDS:
        at = max(last.rfind(character) for character in PLACE_ENDS)
        if 0 < at < len(last) - 3:
            return neighbour[-1], last[at + 1 :]
    return "", ""


def _shared_head(members: list[str], phrases: Phrases) -> str:
    """The head noun that closes the last member and belongs to all."""
    last, neighbour = members[-1], members[-2]
    known = phrases.heads.suffix(last)
    if all(NUMERAL.fullmatch(m) for m in members[:-1]) and NUMERAL.match(last):
        return last[1:]
    alike = {len(m) for m in (members[1:-1] if len(members) > 4 else members[:-1])}
    if 2 <= len(known) < len(last) and known != "化率" and (len(alike) > 1 or len(neighbour) < 2):
        # Only members of one length show by their place where the head begins (养老、失业、工伤保险人数).
        return known
    if len(neighbour) <= 3 and len(last) - len(neighbour) >= 2 and phrases.measure.search(last):
        return last[len(neighbour) :]
    head = phrases.heads.suffix(last)
    if head in THINGS and len(neighbour) > LONGEST_KIND_OF_THING:
        return ""
    if head == "化率" and len(last) > 4:
        # 种植、收获机械化率: the word that 化 makes is shared too.
        head = last[-4:]
    return head if head != last else ""
