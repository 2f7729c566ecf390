"""Tells a notice from the text that it issues and finds the annexes (印发通知、附件): one family, one document."""

from __future__ import annotations

import re

from policy_extract.model import Annex, Family, Meta
from policy_extract.structure.metadata_head import Facts, Rules
from policy_extract.structure.numbering import number_value
from policy_extract.structure.parts import Body, Line

LONGEST_ENTRY = 160
LONGEST_TITLE_LINE = 60
MOST_ANNEXES = 200
MARKS = re.compile(r"[\s“”\"《》〈〉<>（）()〔〕\[\]]")
SHORTEST_NAME = 4
ENDING = frozenset({"signature", "date", "title", "copies", "notes"})
TITLE_REACH = 3
ORDER_REACH = 400


def read_family(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """Fill the family; the document takes the title of the issued text when the file holds it."""
    annexes = _annexes(body, rules)
    named = _named(meta, body, rules)
    if named is None:
        meta.family = Family(annexes=annexes) if annexes else None
        return
    family = Family(
        meta.title, meta.title_span, meta.issuer, meta.doc_number, meta.issued_on, issued_title=named or None, annexes=annexes
    )
    meta.family = family
    index = _issued(body, facts.titles, named, annexes)
    if index is None:
        return
    first, last = body.titles[index]
    for annex in annexes:
        if annex.place is None and _same(annex.title, named):
            annex.place = (body.lines[first].start, body.end)  # the issued text is itself the annex
    later = [annex.place[0] for annex in annexes if annex.place and annex.place[0] > body.lines[first].start]
    family.issued_text = (body.lines[first].start, min(later, default=body.end))
    offset = len(facts.titles) - len(body.titles)
    title = facts.titles.pop(index + max(0, offset))
    facts.titles.insert(0, title)
    meta.title, meta.title_span = title, (body.lines[first].start, body.lines[last].end)


def _named(meta: Meta, body: Body, rules: Rules) -> str | None:
    """The text that a notice's title names, or that an order says it makes public; None for a text of its own."""
    notice = rules["issues"].search(meta.title) if meta.title else None
    if notice:
        return _unquoted(notice["named"])
    if meta.title is None or not rules["order_kind"].fullmatch(meta.title) or not body.titles:
        return None
    start = body.lines[body.titles[0][1]].end
    made_public = rules["citation"].search(body.text, start, min(body.end, start + ORDER_REACH))
    return made_public["title"] if made_public else None


def _unquoted(title: str) -> str:
    """A title without the quotation marks around the whole of it."""
    title = title.strip()
    for opening, closing in ("《》", "〈〉", "<>", "“”"):
        inner = title[1:-1]
        if title[:1] == opening and title[-1:] == closing and opening not in inner and closing not in inner:
            return inner.strip()
    return title


def _issued(body: Body, titles: list[str], named: str, annexes: list[Annex]) -> int | None:
    """The title below the notice that it names, else the first one that heads no annex."""
    if len(body.titles) < 2:
        return None
    name = MARKS.sub("", named)
    words = [MARKS.sub("", "".join(body.text[line.start : line.end] for line in body.lines[a : b + 1])) for a, b in body.titles]
    for index in range(1, len(words)):
        if len(name) >= SHORTEST_NAME and (name in words[index] or words[index] in name) and words[index] != words[0]:
            return index
    places = [annex.place for annex in annexes if annex.place]
    start = body.lines[body.titles[1][0]].start
    return None if any(a <= start < b for a, b in places) or not titles else 1


def _annexes(body: Body, rules: Rules) -> list[Annex]:
    """The annexes of the list below the text, each with the place of its own text; further ones by their headings."""
    annexes = _listed(body, rules)
    headings = [
        (index, line) for index, line in enumerate(body.lines) if _heads_annex(body, line, rules) and not _inside(annexes, line)
    ]
    # A word 附件 right above the first of several headings is the headline of a list.
    headings = [h for h, after in zip(headings, [*headings[1:], (-1, None)], strict=False) if after[0] != h[0] + 1]
    for place, (index, line) in enumerate(headings[:MOST_ANNEXES]):
        end = body.lines[headings[place + 1][0]].start if place + 1 < len(headings) else body.end
        match = rules["annex_heading"].match(body.text[line.start : line.end])
        number = _digits(match["number"]) if match else ""
        title = (match["title"] if match else "") or _title_below(body, index, rules)
        known = next((a for a in annexes if a.place is None and (a.number == number or len(headings) == len(annexes) == 1)), None)
        if known is None and not number and annexes:
            known = next((a for a in annexes if a.place is None and _same(a.title, title)), None)
        if known is not None:
            known.place = (line.start, end)
        else:
            annexes.append(Annex(line.start, line.end, number, title or None, (line.start, end)))
    return annexes


def _listed(body: Body, rules: Rules) -> list[Annex]:
    """Entries of the list of annexes: 附件：1.某表 with 2.某表 on the next line."""
    annexes: list[Annex] = []
    open_list = False
    for index, line in enumerate(body.lines):
        if len(annexes) >= MOST_ANNEXES:
            break
        if not open_list and body.text[line.start] != "附":
            continue
        words = body.text[line.start : line.end] if line.end - line.start <= LONGEST_ENTRY else ""
        entry = rules["annex_list"].fullmatch(words) if words else None
        if entry is None and open_list:
            entry = rules["annex_entry"].fullmatch(words) if words else None
        elif entry is not None and not _lists(body, index, words, rules):
            entry = None
        open_list = entry is not None or (bool(words) and rules["annex_label"].fullmatch(words) is not None)
        if entry is None:
            continue
        for start, end, number, title in _entries(words, entry.start("entries"), rules):
            title = _unquoted(title)
            if title and not any(_same(a.title, title) and a.number == number for a in annexes):
                annexes.append(Annex(line.start + start, line.start + end, number, title))
                line.other, line.role = True, "annex_list"
    return annexes[:MOST_ANNEXES]


def _lists(body: Body, index: int, words: str, rules: Rules) -> bool:
    """Whether 附件：某表 is an entry of a list: several in one line, or an entry, a signature or the end below it."""
    if len(rules["annex_number"].findall(words)) > 1 or index + 1 >= len(body.lines):
        return True
    below = body.lines[index + 1]
    under = body.text[below.start : below.end]
    if below.other or below.role in ENDING or rules["date_line"].match(under) or under.startswith("附"):
        return True
    return rules["annex_entry"].fullmatch(under) is not None and rules["annex_number"].search(words) is not None


def _entries(words: str, start: int, rules: Rules) -> list[tuple[int, int, str, str]]:
    """The entries of one line: span, number and title of each."""
    marks = list(rules["annex_number"].finditer(words, start))
    own = rules["annex_own_number"].match(words)
    if not marks or marks[0].start() > start + 2:
        return [(start, len(words), _digits(own["number"]) if own else "", words[start:])]
    ends = [*(mark.start() for mark in marks[1:]), len(words)]
    return [
        (mark.start(), end, _digits(mark["number"]), words[mark.end() : end].strip("；;。 "))
        for mark, end in zip(marks, ends, strict=True)
    ]


def _heads_annex(body: Body, line: Line, rules: Rules) -> bool:
    """Whether a line is the heading over an annex: 附件1 alone, or with the annex's title."""
    return (
        body.text[line.start] == "附"
        and line.end - line.start <= LONGEST_TITLE_LINE
        and line.role not in ("annex_list", "second_copy")
        and rules["annex_heading"].fullmatch(body.text[line.start : line.end]) is not None
    )


def _inside(annexes: list[Annex], line: Line) -> bool:
    """Whether a line is itself an entry of the list."""
    return any(line.start <= annex.start < line.end for annex in annexes)


def _title_below(body: Body, index: int, rules: Rules) -> str:
    """The title under a bare 附件1: the first short line that is one."""
    for below in body.lines[index + 1 : index + 1 + TITLE_REACH]:
        words = body.text[below.start : below.end]
        if len(words) <= LONGEST_TITLE_LINE and words[-1] not in "。；：，、":
            return words
    return ""


def _digits(printed: str | None) -> str:
    """A number of an annex in digits."""
    value = number_value(printed) if printed else 0
    return str(value) if value else ""


def _same(one: str | None, other: str | None) -> bool:
    """Whether two titles are the same, quotation marks and blanks apart."""
    return bool(one and other) and MARKS.sub("", one or "") == MARKS.sub("", other or "")
