"""Lists of bodies (并列的责任主体): 市教育局、财政局，各区县政府 cut into members, each with its full name."""

from __future__ import annotations

import re

from policy_extract.mentions.bodies import CLOSING, OPENING, REMARK, Body, BodyNames

BARE_TAILS = frozenset({"单位", "部门", "机构", "地方", "各单位", "人员", "个人", "方面"})
TRIMMED = ' \t\u3000\n*|“”"。．'
LONGEST_LIST = 1500
PLACE_HEAD = re.compile(r"[省市州盟县旗区](人民政府|政府|管委会|管理委员会)$")
BARE_PLACE = re.compile(r"^[^各]{1,8}[省市州盟县旗区]$")


def cut_list(text: str, start: int, end: int, names: BodyNames, prefix: str = "") -> tuple[list[Body], str]:
    """The bodies of text[start:end] and the prefix that a following list would share.

    Cuts at 、，; and blanks outside brackets and at 和, 及 between complete bodies; joins 各市、州、县人民政府.
    """
    spans = [
        part for whole in _members(text, start, min(end, start + LONGEST_LIST), names) for part in _joined(text, *whole, names)
    ]
    spans = _grouped(text, spans, names)
    bodies: list[Body] = []
    for first, last in spans:
        first, last = _trimmed(text, first, last, names)
        if first >= last or not any(map(str.isalnum, text[first:last])):
            continue
        body = _body(text[first:last], first, last, names, prefix)
        own = names.prefix_of(body.name)
        prefix = own or prefix
        bodies.append(body)
    _give_back_head(bodies)
    return bodies, prefix


def _body(quote: str, start: int, end: int, names: BodyNames, prefix: str) -> Body:
    """The body of one list member."""
    name = "".join(quote.split())
    if names.is_post(name):
        return Body(start, end, name, generic=True, person=True)
    if names.is_generic(name):
        return Body(start, end, name, generic=True)
    full = names.restored(name, prefix)
    return Body(start, end, full, generic=names.is_generic(full))


def _members(text: str, start: int, end: int, names: BodyNames) -> list[tuple[int, int]]:
    """Pieces between separators that stand outside brackets."""
    spans: list[tuple[int, int]] = []
    depth, first = 0, start
    for match in names.cuts.finditer(text, start, end):
        mark, position = match[0], match.start()
        if mark in OPENING:
            depth += 1
        elif mark in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            if mark == "\n" and _is_broken(text, first, position, end, names):
                continue
            if position > first:
                spans.append((first, position))
            first = position + 1
    if end > first:
        spans.append((first, end))
    return spans


def _is_broken(text: str, start: int, line_end: int, limit: int, names: BodyNames) -> bool:
    """Whether a printed line ends inside a name: 县水 + 利局."""
    left, right = text[start:line_end].strip(TRIMMED), text[line_end + 1 : line_end + 2]
    if not left or line_end + 1 >= limit or not "\u4e00" <= right <= "\u9fff":
        return False
    return not names.ends_like_a_body(left) and not names.is_generic(left)


def _joined(text: str, start: int, end: int, names: BodyNames) -> list[tuple[int, int]]:
    """Cut at 和, 及, 与 where a complete body stands before it and something of its own behind."""
    spans: list[tuple[int, int]] = []
    first = start
    if names.joining.search(text, start, end) is None or text[start:end] in names.canonical_names:
        return [(start, end)]
    for match in names.joining.finditer(text, start, end):
        left, right = text[first : match.start()], text[match.end() : end]
        if not left or len(right) < 2 or right in BARE_TAILS or right.strip("、") in BARE_TAILS:
            continue
        if names.ends_like_a_body(_without_bracket(left)) or names.group_head.match(left) or left.endswith("等"):
            spans.append((first, match.start()))
            first = match.end()
    spans.append((first, end))
    return spans


def _without_bracket(name: str) -> str:
    """The name before its closing bracket: 市场监管局（知识产权局） → 市场监管局."""
    if name and name[-1] in CLOSING:
        cut = max(name.rfind(mark) for mark in OPENING)
        return name[:cut] if cut > 0 else name
    return name


def _grouped(text: str, spans: list[tuple[int, int]], names: BodyNames) -> list[tuple[int, int]]:
    """Join level words that wait for their head noun: 各市 + 州 + 县人民政府 is one body."""
    grouped: list[tuple[int, int]] = []
    index = 0
    while index < len(spans):
        start, end = spans[index]
        last = index
        if names.group_head.match(text[start:end].strip(TRIMMED)):
            while last + 1 < len(spans) and names.group_rest.match(text[spans[last + 1][0] : spans[last + 1][1]].strip(TRIMMED)):
                last += 1
                if not names.group_head.match(text[spans[last][0] : spans[last][1]]):
                    break
        grouped.append((start, spans[last][1]))
        index = last + 1
    return grouped


def _trimmed(text: str, start: int, end: int, names: BodyNames) -> tuple[int, int]:
    """Without blanks, 等部门 and remarks in brackets (含开发区) at the edges."""
    changed = True
    while changed and start < end:
        changed = False
        while start < end and text[start] in TRIMMED:
            start += 1
        while end > start and text[end - 1] in TRIMMED:
            end -= 1
        remark = REMARK.search(text, start, end)
        if remark and remark.start() > start:
            end, changed = remark.start(), True
            continue
        tail = names.list_tail.search(text, start, end)
        if tail and tail.start() > start:
            end, changed = tail.start(), True
    return start, end


def _give_back_head(bodies: list[Body]) -> None:
    """某某市、某某州人民政府: the head noun of the last member is given back to the bare places before it."""
    head = ""
    for body in reversed(bodies):
        match = PLACE_HEAD.search(body.name)
        if match:
            head = match[1]
        elif head and not body.generic and BARE_PLACE.search(body.name):
            body.name += head
        else:
            head = ""


def cut_people(text: str, start: int, end: int, names: BodyNames) -> list[Body]:
    """Leaders named behind 责任人：, 牵头领导：; a post without a name is generic."""
    bodies, _ = cut_list(text, start, end, names)
    for body in bodies:
        named = names.titled_person.match(text, body.start, body.end)
        if named is not None and not names.ends_like_a_body(named["name"]):
            body.start, body.end = named.span("name")
            body.name = "".join(named["name"].split())
            body.person, body.generic = True, False
    return bodies
