"""Bodies (责任主体): what a name is - canonical organisation, own level prefix, one body or a class of bodies."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import regex

from policy_extract.model import Span
from policy_extract.patterns import Pack

TABLE = "bodies.csv"
COLUMNS = ("name", "kind", "aliases", "former", "since")
MEMORY = 4096
OPENING = "（(〔[【〈<《"
CLOSING = "）)〕]】〉>》"
REMARK = re.compile(r"[（(〔\[〈<](?:含|不含|包括|以下|下同|除|统称|简称)[^）)〕\]〉>]*[）)〕\]〉>]$")
TRAILING_BRACKET = re.compile(r"[（(〔\[〈<][^（(〔\[〈<）)〕\]〉>]*[）)〕\]〉>]$")
PLACE = re.compile(
    r"^(?:[^由于向请给受在对把将被让和与及是有为的\W\d]{1,6}?(?:省|自治区|市|自治州|州|地区|盟|县|旗|区)(?!场|政|容|域|划|民|委)|兵团)"
)
# Bodies of the vertical line and of the nation keep their own name beside a local prefix.
OWN_NAME = re.compile(
    r"^(?:人行|人民银行|中国|中央|国家|国务院|全国|国网|国开|中共|团[省市县区州旗]|共青团|各|有关|相关|驻|武警|南方电网)"
)
LEAGUE = re.compile(r"^团([省市县区州旗])委$")
# A count inside makes it no name (12家医院), 第101医院 is one.
DIGITS = re.compile(r"(?<![第\d])\d")
# Known names that alone are no one body.
NOT_ONE_BODY = frozenset({"财政", "人大", "政协", "工会", "法院", "支部"})
CLASS_MARKS = ("各", "有关", "相关")
# 局安委办, 院党委: a part of the organisation that speaks.
OWNED = re.compile(r"^(?:局|院|校|厅|委|所|集团|公司|机关)(?![\W\d])")
# 牵头单位, 责任部门: names that are made of a role word.
ROLE_NAME = re.compile(r"^(?:各|有关|相关)?(?:牵头|责任|配合|主办|承办|成员|协办)(?:责任)?(?:单位|部门|科室|处室|地区)$")
# Departments and groups inside an organisation: 护理部, 人事部门, 领导小组.
INNER = re.compile(r"^.{2,8}(?:部|科|处|室|股|组|专班|部门)$|.{2}(?:指挥部|专班|办公室|委员会)$|(?:领导小组|联席会议)$")
# The ministry of a field (部, 总局) is another body than the bureau of the same field.
NATIONAL = re.compile(r"(?:(?<![织传战作工装])部(?<!部门)|总局|总署|署)$")
ORGAN = re.compile(
    r"(?:局|厅|委|办|中心|委员会|办公室|支队|总会|工会|联合会|学会|协会|妇联|残联|科协|工商联|法院|检察院|监察组|所)$"
)


class Body(Span):
    """A body as printed (名称原文), with the shared prefix restored in `name`."""

    name: str
    generic: bool = False
    """A class of bodies (各地各部门) or a post (院长), not one body."""
    person: bool = False


class BodyNames:
    """Knowledge about the names of bodies (机构名录), made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the family `bodies` and the table of canonical bodies."""
        family = pack.family("bodies")
        self.canonical_names: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        for row in pack.table(TABLE, COLUMNS):
            former = [entry.partition(":")[0] for entry in row["former"].split("|")]
            aliases = list(filter(None, [row["name"], *row["aliases"].split("|"), *former]))
            national = next((alias for alias in aliases if NATIONAL.search(alias)), None)
            for alias in aliases:
                is_national = national is not None and NATIONAL.search(alias) is not None
                self.canonical_names.setdefault(alias, national if national and is_national else row["name"])
                self.kinds.setdefault(alias, row["kind"])
        self._fields = {alias[:2] for alias in self.canonical_names}
        self.longest_alias = max(map(len, self.canonical_names))
        self.ending = family.compose("<<ending>>")
        self._ends = regex.compile(f"(?:{self.ending})$")
        self._level = regex.compile(f"^{family.compose('<<prefix_level>>')}")
        self._generic = family.rules["bodies.generic"].compiled
        self._local = family.rules["bodies.local_government"].compiled
        self.group_head = family.rules["bodies.group_head"].compiled
        self.group_rest = family.rules["bodies.group_rest"].compiled
        self.cuts = re.compile(f"[{re.escape(''.join(family.words('separators')) + OPENING + CLOSING)}]")
        self.list_tail = family.compile("<<list_tail>>")
        self.joining = family.compile("<<joining_words>>")
        self._not_first = tuple(family.words("no_body_begins"))
        self._first = tuple(family.words("body_begins"))
        self._not_inside = family.compile("<<no_body_inside>>")
        self._not_bare = family.compile("<<not_a_bare_subject>>")
        self._planned = regex.compile(f"{family.compose('<<planned_institutions>>')}$")
        self._post = regex.compile(f"(?:{family.compose('<<posts>>')})$")
        han = "[\u4e00-\u9fff]"
        self.titled_person = regex.compile(
            rf"(?:{han}{{0,8}}?{family.compose('<<posts>>')})?+"
            rf"(?P<name>{han}(?:[\u4e00-\u9fff·]{{1,3}}| +{han}))(?=$|[（(、，,；; ])"
        )
        self._parties = frozenset(family.words("contract_parties"))
        # The same few names come again and again in a document, so what is known of each is kept.
        self.ends_like_a_body = lru_cache(MEMORY)(self._ends_like_a_body)
        self.looks_like_a_body = lru_cache(MEMORY)(self._looks_like_a_body)
        self.is_generic = lru_cache(MEMORY)(self._is_generic)
        self.is_local_government = lru_cache(MEMORY)(self._is_local_government)
        self.is_definite = lru_cache(MEMORY)(self._is_definite)
        self.can_act_unmarked = lru_cache(MEMORY)(self._can_act_unmarked)
        self.is_post = lru_cache(MEMORY)(self._is_post)
        self.known_part = lru_cache(MEMORY)(self._known_part)
        self.prefix_of = lru_cache(MEMORY)(self._prefix_of)
        self.restored = lru_cache(MEMORY)(self._restored)
        self.organisation_id = lru_cache(MEMORY)(self._organisation_id)

    def _ends_like_a_body(self, name: str) -> bool:
        """Whether the name ends in 局, 委员会, 公司 … or is a known body."""
        return name in self.canonical_names or name in self._parties or self._ends.search(name) is not None

    def _looks_like_a_body(self, name: str) -> bool:
        """Whether the whole string is a plausible name of a body, without verbs or particles."""
        bare = TRAILING_BRACKET.sub("", name)
        if not 2 <= len(bare) <= 30 or name in self.canonical_names:
            return name in self.canonical_names
        if ROLE_NAME.match(bare):
            return True
        if bare.startswith(self._not_first) and not bare.startswith(CLASS_MARKS + self._first) and self.known_part(bare) != bare:
            return False
        if self._not_inside.search(bare) or DIGITS.search(bare) or not "\u4e00" <= bare[0] <= "\u9fff":
            return False
        return self.ends_like_a_body(bare) or self.is_generic(bare) or self.is_post(bare)

    def could_be_a_body(self, name: str) -> bool:
        """Whether a string may be the name of a body that no list knows (某某铁路港): a noun without verbs or particles."""
        bare = TRAILING_BRACKET.sub("", name)
        if not 3 <= len(bare) <= 25 or bare.startswith(self._not_first) or DIGITS.search(bare):
            return False
        return self._not_inside.search(bare) is None and all("\u4e00" <= mark <= "\u9fff" for mark in bare)

    def _is_generic(self, name: str) -> bool:
        """泛指: 各地各部门, 有关单位, 医院; never a name that starts with its own place and organ."""
        if name in self.canonical_names:
            return name in NOT_ONE_BODY
        return self._generic.search(name) is not None

    def _is_definite(self, name: str) -> bool:
        """Whether the name says by itself that it is one body: known, with its level or place, or an inner department."""
        bare = TRAILING_BRACKET.sub("", name)
        if bare in self.canonical_names or bare in self._parties:
            return True
        if not self.ends_like_a_body(bare):
            return False
        if OWNED.match(bare):
            return True
        return bool(self._level.match(bare) or PLACE.match(bare) or OWN_NAME.match(bare)) or INNER.search(bare) is not None

    def _can_act_unmarked(self, name: str) -> bool:
        """Whether the name may be charged by a bare verb: one definite body, or a class of bodies that has an organ's noun."""
        if self._not_bare.search(name) is not None:
            return False
        if self.is_generic(name):
            return self.ends_like_a_body(TRAILING_BRACKET.sub("", name)) or (len(name) > 2 and name.startswith(CLASS_MARKS))
        return self.is_definite(name)

    def is_planned_institution(self, name: str) -> bool:
        """医院, 学校, 公司: a plan tells what becomes of it (某医院完成搬迁)."""
        return self._planned.search(TRAILING_BRACKET.sub("", name)) is not None

    def _is_local_government(self, name: str) -> bool:
        """各区县政府, 各镇, 各医院: those who carry out what the lists assign."""
        return self._local.search(name) is not None and self.is_generic(name)

    def _is_post(self, name: str) -> bool:
        """院长, 分管领导: a post, not a body."""
        return self._post.search(name) is not None and not self._ends.search(name)

    def _known_part(self, name: str) -> str:
        """The longest known body name at the end of a name, empty when none."""
        for length in range(min(len(name), self.longest_alias), 1, -1):
            if name[-length:] in self.canonical_names:
                return name[-length:]
        return ""

    def _prefix_of(self, name: str) -> str:
        """The level or place that a following member of a list shares (市 of 市财政局, 某某县 of 某某县财政局)."""
        bare = TRAILING_BRACKET.sub("", name)
        if bare in self.canonical_names or self.is_post(bare) or bare.endswith(("政府", "管委会", "管理委员会", "办事处")):
            return ""
        place = PLACE.match(bare)
        known = self.known_part(bare)
        if (OWN_NAME.match(bare) and not bare.startswith("各")) or self.kinds.get(known) == "vertical":
            return ""
        level = self._level.match(bare)
        prefix = level[0] if level else place[0] if place else ""
        if bare.startswith("各"):
            prefix = bare[: -len(known)] if known else ""
        if prefix == bare:
            return ""
        if self.kinds.get(known) == "party" and bare[len(prefix) :].startswith("委"):
            return prefix + "委"
        return prefix

    def _restored(self, name: str, prefix: str) -> str:
        """The full name of a list member: the shared prefix is given back when the member has none of its own."""
        if not prefix or (name.startswith(prefix.removesuffix("委")) and name not in self.canonical_names):
            return name
        kind = self.kinds.get(name)
        government = prefix.removesuffix("委") or prefix
        if kind is None:
            if OWN_NAME.match(name) or PLACE.match(name) or self._level.match(name) or not ORGAN.search(name):
                return name
            known = self.known_part(name)
            if (
                self.kinds.get(known) == "vertical"
                or self.is_generic(name)
                or self._is_place(name[: len(name) - len(known)], known)
            ):
                return name
            return government + name
        if kind in {"vertical", "institution"} or OWN_NAME.match(name):
            return name
        if (name.endswith("部") and kind != "party") or name.endswith(("总局", "总署")):
            return name
        return (government + "委" if kind == "party" and prefix.endswith("委") else government) + name

    def _is_place(self, before: str, known: str) -> bool:
        """Whether a known body follows a place without its level (某地公积金中心), not a second field (财政金融局)."""
        return bool(known) and 2 <= len(before) <= 4 and before[:2] not in self._fields

    def _organisation_id(self, name: str) -> str:
        """The canonical body with level and place kept: 市卫健委 and 市卫生健康局 both give 市卫生健康委员会."""
        bare = TRAILING_BRACKET.sub("", name)
        league = LEAGUE.match(bare)
        if league:
            return league[1] + self.canonical_names.get("团委", "团委")
        known = self.known_part(bare)
        if known == bare and bare.startswith("国家"):
            return "国家" + self.canonical_names[known].removeprefix("国家")
        rest = bare[: len(bare) - len(known)]
        if not known or (rest and not self._level.fullmatch(rest) and not PLACE.fullmatch(rest) and rest[-1] not in "委府国"):
            return bare
        return rest + self.canonical_names[known]


def body_names(pack: Pack) -> BodyNames:
    """The names of the pack, made once."""
    names: BodyNames = pack.cached("bodies.names", _make)
    return names


def _make(pack: Pack) -> Any:
    return BodyNames(pack)
