"""Reads what the title block, the signature and the closing clauses say about a document (文件要素)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

import regex

from policy_extract.model import Meta
from policy_extract.patterns import Pack
from policy_extract.structure.genres import find_genre
from policy_extract.structure.numbering import number_value
from policy_extract.structure.parts import Body, Line
from policy_extract.structure.regions import find_region

HEAD_LINES, TAIL_LINES = 30, 12
GENERIC_TITLE = 8
SPACED = re.compile(r"(?:[㐀-鿿] ){3,20}[㐀-鿿]")
GLUED_PAGE = re.compile(r"^[IVX]{2,5}(?=[㐀-鿿])")
EXCEPTION = re.compile(r"除[^，,。]{1,40}外[，,]?")
BARE_PLACE = re.compile(r"[省市县区州]")
LONGEST_DATE_LINE = 26
MOST_ISSUERS = 8
NUMBERS = re.compile(r"\d+")
FRONT_FIELD = re.compile(
    r"^(title|source|date|issued|number|issuer|标题|文号|发文字号|日期|发文机关)[ \t]*:[ \t]*(.{1,300})$", re.M
)
OWN_WORDS = 6000
KEPT_ROLES = frozenset({"title", "signature"})
LABELS = ("成文日期", "成文时间", "发文日期", "印发日期")


@dataclass(slots=True)
class Facts:
    """What is gathered about a document before it is weighed."""

    head: str = ""
    front: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    collected: bool = False
    """True for one of several documents of a page: the page's own dates are not theirs."""


def read_meta(body: Body, preface: str, front_matter: str, pack: Pack, collected: bool = False) -> Meta:
    """Meta data of a document; `preface` is the page text above it, `front_matter` the file's own header block."""
    rules: dict[str, Any] = pack.cached("structure.metadata", _compile)
    text = body.text
    meta = Meta()
    facts = Facts(front={key: value.strip() for key, value in FRONT_FIELD.findall(front_matter)}, collected=collected)
    _read_titles(meta, body, facts, rules)
    above = "" if collected else preface[-400:]
    facts.head = above + "\n" + "\n".join(text[line.start : line.end] for line in _head(body))
    _read_number(meta, facts, rules)
    _read_dates(meta, body, facts, rules)
    _read_validity(meta, body, rules)
    _read_period(meta, facts, rules)
    meta.genre = find_genre(facts.titles[:3], preface + text[body.start : body.end], pack)
    region = find_region(facts.titles, meta.issuer, facts.head[:1500], _own_words(body), pack)
    if region is not None:
        meta.region_name, meta.region_code, meta.region_level = region
    _read_year(meta, facts, rules)
    return meta


def _read_titles(meta: Meta, body: Body, facts: Facts, rules: dict[str, Any]) -> None:
    """The title that is printed above the body, else the one that the file's header states; further titles behind it."""
    facts.titles = [_joined(body.text, body.lines[a : b + 1]) for a, b in body.titles]
    stated = facts.front.get("title") or facts.front.get("标题")
    stated = _undoubled(stated) if stated else None
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


def _compile(pack: Pack) -> dict[str, Any]:
    """Compiled rules of the titles family by the last part of their id."""
    rules = pack.family("titles").rules.values()
    compiled = {rule.id.rsplit(".", 1)[1]: regex.compile(rule.pattern) for rule in rules if rule.pattern}
    compiled["periods"] = pack.family("titles").vocabularies["stock_periods"]
    return compiled


def _joined(text: str, lines: list[Line]) -> str:
    """A title of several lines in one, without the blanks of wide spacing and a page number glued to its head."""
    title = re.sub(r"[ ]{2,}", " ", "".join(text[line.start : line.end] for line in lines)).strip()
    if SPACED.fullmatch(title):
        title = title.replace(" ", "")
    return GLUED_PAGE.sub("", title)


def _head(body: Body) -> list[Line]:
    """The lines of the title block: up to the first long paragraph, furniture included."""
    lines = []
    for line in body.lines[:HEAD_LINES]:
        lines.append(line)
        if line.end - line.start > 160:
            break
    return lines


def _read_number(meta: Meta, facts: Facts, rules: dict[str, Any]) -> None:
    """The document's own number: on its own line, behind a label, or glued to the title."""
    for line in facts.head.split("\n"):
        match = rules["document_number"].match(line.strip())
        if match and (len(line.strip()) <= match.end() + 40):
            meta.doc_number = re.sub(r"\s", "", match["number"])
            return
    stated = facts.front.get("number") or facts.front.get("文号") or facts.front.get("发文字号")
    if stated:
        meta.doc_number = re.sub(r"\s", "", stated)
        return
    for words in [*facts.titles, facts.head.strip().split("\n", 1)[0]]:
        match = rules["document_number_tail"].search(words)
        if match:
            meta.doc_number = match["number"]
            if meta.title and meta.title.endswith(match["number"]):
                meta.title = meta.title[: -len(match["number"])].strip()
            return


def _read_dates(meta: Meta, body: Body, facts: Facts, rules: dict[str, Any]) -> None:
    """Day of issue: of the meeting, as labelled, as signed, else as the page gives it; and the issuer."""
    meta.issuer = _title_issuer(body, facts, rules)
    meeting = rules["meeting"].search(" ".join([*facts.titles, facts.head[:1500]])) if facts.head else None
    text = body.text
    labelled = {m["label"]: m["date"] for m in rules["labelled_date"].finditer(facts.head)}
    tail = "\n".join(text[line.start : line.end] for line in body.lines[-TAIL_LINES:])
    labelled.update({m["label"]: m["date"] for m in rules["labelled_date"].finditer(tail) if m["label"] in LABELS})
    signed = _signature(meta, body, rules)
    labelled_issuer = rules["labelled_issuer"].search(facts.head)
    if meta.issuer is None and labelled_issuer:
        meta.issuer = _listed(labelled_issuer["issuer"])
    meta.issuer = meta.issuer or facts.front.get("issuer") or facts.front.get("发文机关")
    candidates: list[str | None] = [meeting["date"] if meeting else None]
    candidates += [labelled.get(label) for label in LABELS]
    candidates += [signed, *labelled.values()]
    if not facts.collected:
        lost = any(line.role == "lost_date" for line in body.lines)
        near = None if lost else rules["line_date"].search(_page_lines(facts.head))
        candidates.append(near["date"] if near else None)
        candidates.append(facts.front.get("date") or facts.front.get("issued") or facts.front.get("日期"))
    meta.issued_on = next((day for day in map(parse_date, candidates) if day is not None), None)


def _title_issuer(body: Body, facts: Facts, rules: dict[str, Any]) -> str | None:
    """The offices that open the title, on lines of their own or before 关于."""
    if not facts.titles:
        return None
    if body.titles:
        first, last = body.titles[0]
        offices = []
        for line in body.lines[first : last + 1]:
            words = body.text[line.start : line.end].strip()
            if not rules["organisation_line"].fullmatch(words):
                break
            offices.append(words.removesuffix("文件"))
        if len(offices) > 1:
            return "、".join(map(_listed, offices))
    prefix = rules["issuer_prefix"].match(facts.titles[0])
    return _listed(prefix["issuer"]) if prefix else None


def _listed(words: str) -> str:
    """Several offices printed with blanks between them, as a list."""
    return re.sub(r"[ 　]+", "、", words.strip())


def _page_lines(head: str) -> str:
    """The short lines of a title block: dates inside sentences are no issue dates."""
    return "\n".join(line for line in head.split("\n") if len(line) <= 80 and not re.search("[。，,；]|://", line))


def _signature(meta: Meta, body: Body, rules: dict[str, Any]) -> str | None:
    """The date of the first signature, and the offices that stand above it."""
    text = body.text
    for index, line in enumerate(body.lines):
        if line.end - line.start > LONGEST_DATE_LINE or not index:
            continue
        match = rules["date_line"].match(text[line.start : line.end])
        if match:
            offices = []
            for above in reversed(body.lines[max(0, index - MOST_ISSUERS) : index]):
                if above.role != "signature":
                    break
                above.other = True
                offices.append(_listed(text[above.start : above.end]))
            if offices and (meta.issuer is None or BARE_PLACE.match(meta.issuer)):
                meta.issuer = "、".join(reversed(offices))
            line.other, line.role = True, "date"
            return str(match["date"])
    last = body.lines[-1] if body.lines else None
    if last is not None:
        match = rules["closing_date"].search(text, max(last.start, last.end - 80), last.end)
        if match:
            meta.issuer = meta.issuer or match["issuer"]
            return str(match["date"])
    return None


def _read_validity(meta: Meta, body: Body, rules: dict[str, Any]) -> None:
    """From when and until when a document is in force, as a sentence about the document itself says."""
    size = 1500
    opening = body.text[body.start : min(body.end, body.start + 2 * size)]
    closing = body.text[max(body.start + 2 * size, body.end - size) : body.end]
    for match in (*rules["validity"].finditer(closing), *rules["validity"].finditer(opening)):
        sentence = EXCEPTION.sub("", match[0])
        begin = rules["effective_from"].search(sentence)
        until = rules["effective_to"].search(sentence)
        years = rules["effective_years"].search(sentence)
        if begin and meta.effective_from is None:
            meta.effective_from = _beginning(meta, begin)
        if until:
            meta.effective_to = parse_date(until["to"])
        elif years and meta.effective_from is not None:
            meta.effective_to = _last_day(meta.effective_from, number_value(years["years"]))
        if begin or until:
            return


def _beginning(meta: Meta, match: Any) -> dt.date | None:
    """The first day in force; a day of publication that is stated beside it is the day of issue too."""
    if "之日" not in match["from"]:
        return parse_date(match["from"])
    stated = parse_date(match["day"])
    meta.issued_on = meta.issued_on or stated
    return stated or meta.issued_on


def _last_day(begin: dt.date, years: int) -> dt.date:
    """The last day of a validity of whole years."""
    try:
        return begin.replace(year=begin.year + years) - dt.timedelta(days=1)
    except ValueError:
        return dt.date(begin.year + years, 2, 28)


def _read_period(meta: Meta, facts: Facts, rules: dict[str, Any]) -> None:
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


def _read_year(meta: Meta, facts: Facts, rules: dict[str, Any]) -> None:
    """The year the document speaks in: of its date, its number, its period, its title, else of its first day in force."""
    numbered = rules["number_year"].search(meta.doc_number) if meta.doc_number else None
    if meta.issued_on is not None:
        meta.year = meta.issued_on.year
    elif numbered:
        meta.year = int(numbered["year"])
    elif meta.period_start is not None:
        meta.year = meta.period_start.year
    else:
        named = next((match for match in map(rules["year"].search, facts.titles) if match), None)
        if named:
            meta.year = int(named["year"])
        elif meta.effective_from is not None:
            meta.year = meta.effective_from.year


def parse_date(printed: str | None) -> dt.date | None:
    """A date printed with digits or Chinese numerals; None for what is no day of the calendar."""
    if not printed:
        return None
    if "年" in printed and not printed[:2].isdigit():
        parts = re.split("[年月日]", printed.replace("元月", "一月").replace("○", "〇").replace("零", "〇"))
        numbers = [number_value(part.replace("Ｏ", "〇").replace("O", "〇").replace("0", "〇")) for part in parts if part]
    else:
        numbers = [int(number) for number in NUMBERS.findall(printed)]
    if len(numbers) < 3:
        return None
    try:
        return dt.date(*numbers[:3])
    except ValueError:
        return None
