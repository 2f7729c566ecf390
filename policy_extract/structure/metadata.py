"""Reads what the title block, the signature and the closing clauses say about a document (文件要素)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from policy_extract.model import Meta
from policy_extract.patterns import Pack
from policy_extract.structure.genres import find_genre
from policy_extract.structure.metadata_beside import fill_force, read_beside
from policy_extract.structure.metadata_dates import parse_date, read_dates
from policy_extract.structure.metadata_family import read_family
from policy_extract.structure.metadata_head import HEAD_LINES, Facts, Rules, make_head, title_rules
from policy_extract.structure.metadata_number import read_number
from policy_extract.structure.metadata_relations import read_addressees, read_bases, read_copies
from policy_extract.structure.metadata_validity import read_validity
from policy_extract.structure.parts import Body, Line
from policy_extract.structure.regions import find_region

__all__ = ["parse_date", "read_meta"]

DASHES = ("—", "－", "―")
LONGEST_SUBTITLE = 40
"""Characters of a line below the title that may be a second one."""
GENERIC_TITLE = 8
BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿]) +(?=[㐀-鿿])")
HAN = re.compile(r"[㐀-鿿]")
GLUED_PAGE = re.compile(r"^[IVX]{2,5}(?=[㐀-鿿])")
FRONT_FIELD = re.compile(
    r"^(title|source|date|issued|number|issuer|标题|文号|发文字号|日期|发文机关)[ \t]*:[ \t]*(.{1,300})$", re.M
)
OWN_WORDS = 6000
BELOW_TITLE = 2
"""Lines below a title among which its period may stand."""
OPENING_WORDS = 200
"""Characters in which a text without a title says what it is."""
KEPT_ROLES = frozenset({"title", "signature"})


def read_meta(
    body: Body, preface: str, front_matter: str, pack: Pack, collected: bool = False, beside: Mapping[str, str] | None = None
) -> Meta:
    """Meta data of a document; `preface` is the page text above it, `front_matter` the file's own header block.

    `beside` is what the reader found beside the text; it fills gaps only.
    """
    rules = title_rules(pack)
    text = body.text
    meta = Meta()
    front = {key: value.strip() for key, value in FRONT_FIELD.findall(front_matter)}
    facts = Facts(front=front, beside=beside or {}, collected=collected)
    _read_titles(meta, body, facts, rules)
    facts.head = make_head(body, preface, collected)
    read_number(meta, body, facts, rules)
    read_dates(meta, body, facts, rules)
    read_copies(meta, body, rules)
    read_addressees(meta, body, rules)
    read_bases(meta, body, rules)
    if not collected:
        read_beside(meta, body.start, facts, rules)
    read_family(meta, body, facts, rules)
    read_validity(meta, body, facts, rules)
    if not collected:
        fill_force(meta, facts)
    _read_period(meta, facts, rules)
    if meta.period_start is None:
        _read_period_of_body(meta, body, rules)
    meta.genre = find_genre([*facts.titles[:3], *_subtitle(body)], preface + text[body.start : body.end], pack)
    _read_year(meta, body, facts, rules)
    opening = facts.head.text[:1500]
    region = find_region(facts.titles, meta.issuer, opening, _own_words(body), pack, meta.year, meta.doc_number)
    if region is not None:
        meta.region_name, meta.region_code, meta.region_level = region.name, region.code, region.level
        meta.region_parents, meta.region_current_code = list(region.parents), region.current_code
    return meta


def _read_titles(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """The title that is printed above the body, else the one that the file's header states; further titles behind it."""
    facts.titles = [_joined(body.text, body.lines[a : b + 1], rules) for a, b in body.titles]
    stated = facts.stated("title", "标题")
    stated = _plain(_undoubled(stated), rules) if stated else None
    printed = bool(facts.titles) and body.titles[0][0] < HEAD_LINES and len(facts.titles[0]) > GENERIC_TITLE
    if stated and not (printed and rules["line"].match(facts.titles[0])):
        facts.titles.insert(0, stated)
    else:
        if body.titles:
            first, last = body.titles[0]
            meta.title_span = (body.lines[first].start, body.lines[last].end)
        if stated:
            facts.titles.append(stated)
    meta.title = facts.titles[0] if facts.titles else None


def _subtitle(body: Body) -> list[str]:
    """The line below the title that a dash opens and that says what the text is (副题：——某医院党委工作纪实)."""
    below = body.titles[0][1] + 1 if body.titles else len(body.lines)
    words = body.text[body.lines[below].start : body.lines[below].end].strip() if below < len(body.lines) else ""
    told = words.startswith(DASHES) and len(words) <= LONGEST_SUBTITLE and not words[-1:].isdigit() and "日在" not in words
    return [words.lstrip("".join(DASHES))] if told else []


def _undoubled(title: str) -> str:
    """A title that a page states twice in a row, once."""
    half = len(title) // 2
    return title[:half] if half > GENERIC_TITLE and title[:half] == title[half:] else title


def _own_words(body: Body) -> str:
    """The opening of a document without site furniture."""
    pieces: list[str] = []
    length = 0
    for line in body.lines:
        if line.other and line.role not in KEPT_ROLES:
            continue
        pieces.append(body.text[line.start : line.end])
        length += line.end - line.start
        if length > OWN_WORDS:
            break
    return "\n".join(pieces)


def _joined(text: str, lines: list[Line], rules: Rules) -> str:
    """A title of several lines in one, without wide spacing and a page number glued to its head."""
    title = re.sub(r"[ ]{2,}", " ", "".join(text[line.start : line.end] for line in lines)).strip()
    blanks = len(BETWEEN_HAN.findall(title))
    if blanks >= 2 and blanks * 2 >= len(HAN.findall(title)) - 1:
        title = BETWEEN_HAN.sub("", title)
    return _plain(GLUED_PAGE.sub("", title), rules)


def _plain(title: str, rules: Rules) -> str:
    """A title without a label in front and a remark of date and speaker behind."""
    label = rules["title_label"].match(title)
    title = title[label.end() :] if label else title
    remark = rules["title_remark"].search(title)
    return title[: remark.start()].strip() if remark and remark.start() > 1 else title


def _read_period(meta: Meta, facts: Facts, rules: Rules) -> None:
    """The period that a title names: 2021—2025年 or “十四五”."""
    for title in facts.titles:
        match = rules["period"].search(title)
        if match and int(match["start"]) < int(match["end"]) <= int(match["start"]) + 30:
            meta.period_start, meta.period_end = dt.date(int(match["start"]), 1, 1), dt.date(int(match["end"]), 12, 31)
            meta.period_text = match[0].strip()
            return
        stock = rules["stock_period"].search(title)
        if stock:
            first = rules["periods"].get(stock["name"] or f"{stock['ordinal']}五")
            if first:
                meta.period_start, meta.period_end = dt.date(first, 1, 1), dt.date(first + 4, 12, 31)
                meta.period_text = stock[0].strip()
                return


def _read_period_of_body(meta: Meta, body: Body, rules: Rules) -> None:
    """The period in brackets below the title; without a title, that of the plan which the first words name."""
    if body.titles:
        below = body.titles[0][1] + 1
        line = next((line for line in body.lines[below : below + BELOW_TITLE] if line.end > line.start), None)
        match = rules["period_line"].match(body.text[line.start : line.end]) if line is not None else None
    else:
        match = rules["own_plan"].search(body.text, body.start, min(body.end, body.start + OPENING_WORDS))
    if match is None:
        return
    first = rules["periods"].get(f"{match['ordinal']}五") if "ordinal" in match.groupdict() and match["ordinal"] else None
    start, end = (first, first + 4) if first else (int(match["start"] or 0), int(match["end"] or 0))
    if start < end <= start + 30:
        meta.period_start, meta.period_end, meta.period_text = dt.date(start, 1, 1), dt.date(end, 12, 31), match[0].strip()


def _year_of_meeting(body: Body, rules: Rules) -> int | None:
    """The year of the day that the first sentences of minutes name as that of the meeting."""
    for line in body.lines[:HEAD_LINES]:
        match = rules["met_on"].match(body.text[line.start : line.end])
        if match is not None:
            return int(match["year"])
    return None


def _cover_year(facts: Facts, rules: Rules) -> int | None:
    """The year of a line of the cover that holds a month and nothing else (2023年12月)."""
    if facts.collected:
        return None
    dated = next((match for match in (rules["month_line"].match(words) for words, _ in facts.head.lines()) if match), None)
    return int(dated["year"]) if dated else None


def _read_year(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """The year the document speaks in: of its date, number, period, title, first day in force, else of its cover."""
    numbered = rules["number_year"].search(meta.doc_number) if meta.doc_number else None
    if meta.issued_on is not None:
        meta.year = meta.issued_on.year
    elif numbered:
        meta.year = int(numbered["year"])
    elif meta.period_start is not None:
        # An account of a period (中期评估) speaks in the year of its cover, not in the first one of the period.
        cover = _cover_year(facts, rules) if meta.genre == "progress" else None
        meta.year = max(meta.period_start.year, cover or 0)
    else:
        named = next((match for match in map(rules["year"].search, facts.titles) if match), None)
        if named:
            meta.year = int(named["year"])
        elif meta.effective_from is not None:
            meta.year = meta.effective_from.year
        else:
            meta.year = _cover_year(facts, rules)
            if meta.year is None and "纪要" in (meta.title or ""):
                meta.year = _year_of_meeting(body, rules)
