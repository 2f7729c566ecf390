"""Who stands beside a charged body (句中其他单位): those it reports to, fields of work it acts with, cases it belongs to."""

from __future__ import annotations

import re

from policy_extract.mentions.bodies import Body, BodyNames

FIELD_LIST = re.compile("(?P<fields>[一-龥]{2,7}(?:、[一-龥]{2,7}){0,9})等(?:有关|相关|职能|主管|行政)?部门")
"""发展改革、自然资源等部门: fields of work whose departments act."""
CLAUSE_END = re.compile("[，,。；;：:\n]")
SHORT_FIELD = 2
PLACES = ("县", "区", "市", "镇", "乡", "街道", "）", ")")
"""What names of places end with that report to a body."""
COMMAS = frozenset("，,")
BARE_GOVERNMENT = "政府"
NOUN_VERBS = frozenset({"采购", "补助", "奖补", "引导"})
"""With the bare word 政府 before them these are one noun (政府采购工程)."""


def addresser_end(text: str, first: int, end: int, names: BodyNames) -> int:
    """End of those who report, where those they report to follow (各县区政府向市发展改革委报送…); else `end`."""
    at = text.rfind("向", first, end)
    if at <= first + 1 or not names.looks_like_a_body(text[at + 1 : end]):
        return end
    last = max(text.rfind(mark, first, at) for mark in "、和及") + 1
    who = text[max(first, last) : at]
    return at if who.endswith(PLACES) or names.looks_like_a_body(who) else end


def field_bodies(text: str, at: int, limit: int, names: BodyNames) -> list[Body]:
    """The departments of fields of work behind 会同; none when the list names bodies."""
    match = FIELD_LIST.match(text, at, limit)
    if match is None:
        return []
    bodies, place = [], at
    for field in match["fields"].split("、"):
        if len(field) > SHORT_FIELD and names.looks_like_a_body(field):
            return []
        bodies.append(Body(place, place + len(field), field + "部门", generic=True))
        place += len(field) + 1
    return bodies


def tells_a_case(text: str, at: int, limit: int) -> bool:
    """Whether a clause only says who qualifies for what follows it (企业参与制定标准的，每项奖励…)."""
    end = CLAUSE_END.search(text, at, limit)
    return end is not None and end[0] in COMMAS and text[end.start() - 1] == "的"


def is_one_noun(text: str, first: int, end: int, verb: str | None) -> bool:
    """Whether 政府 and the verb behind it are one noun (政府采购)."""
    return verb in NOUN_VERBS and text[first:end] == BARE_GOVERNMENT
