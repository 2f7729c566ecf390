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
NUMBERS = re.compile(r"\d+")
FRONT_FIELD = re.compile(r"^(title|source|date|issued|number|标题|文号|日期)[ \t]*:[ \t]*(.{1,300})$", re.M)
LABELS = ("成文日期", "成文时间", "发文日期", "印发日期")


@dataclass(slots=True)
class Facts:
    """What is gathered about a document before it is weighed."""

    head: str = ""
    front: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)


def read_meta(body: Body, preface: str, front_matter: str, pack: Pack) -> Meta:
    """Meta data of a document; `preface` is the page text above it, `front_matter` the file's own header block."""
    rules: dict[str, Any] = pack.cached("structure.metadata", _compile)
    text = body.text
    meta = Meta()
    facts = Facts(front={key: value.strip() for key, value in FRONT_FIELD.findall(front_matter)})
    facts.titles = [_joined(text, body.lines[a : b + 1]) for a, b in body.titles]
    if body.titles:
        first, last = body.titles[0]
        meta.title_span = (body.lines[first].start, body.lines[last].end)
    stated = facts.front.get("title") or facts.front.get("标题")
    if stated and (not facts.titles or len(facts.titles[0]) <= GENERIC_TITLE):
        facts.titles.insert(0, stated)
    elif stated:
        facts.titles.append(stated)
    meta.title = facts.titles[0] if facts.titles else None
    facts.head = preface[-400:] + "\n" + "\n".join(text[line.start : line.end] for line in _head(body))
    _read_number(meta, facts, rules)
    _read_dates(meta, body, facts, rules)
    _read_validity(meta, body, rules)
    _read_period(meta, facts, rules)
    meta.genre = find_genre(" ".join(facts.titles[:3]), preface + text[body.start : body.end], pack)
    region = find_region(facts.titles, meta.issuer, facts.head[:1500], text[body.start : body.end], pack)
    if region is not None:
        meta.region_name, meta.region_code, meta.region_level = region
    _read_year(meta, facts, rules)
    return meta


def _compile(pack: Pack) -> dict[str, Any]:
    """Compiled rules of the titles family by the last part of their id."""
    rules = pack.family("titles").rules.values()
    compiled = {rule.id.rsplit(".", 1)[1]: regex.compile(rule.pattern) for rule in rules if rule.pattern}
    compiled["periods"] = pack.family("titles").vocabularies["stock_periods"]
    return compiled


def _joined(text: str, lines: list[Line]) -> str:
    """A title of several lines in one."""
    return re.sub(r"[ ]{2,}", " ", "".join(text[line.start : line.end] for line in lines)).strip()


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
    for words in [*facts.titles, facts.head.strip().split("\n", 1)[0]]:
        match = rules["document_number_tail"].search(words)
        if match:
            meta.doc_number = match["number"]
            if meta.title and meta.title.endswith(match["number"]):
                meta.title = meta.title[: -len(match["number"])].strip()
            return


def _read_dates(meta: Meta, body: Body, facts: Facts, rules: dict[str, Any]) -> None:
    """Day of issue: of the meeting, as labelled, as signed, else as the page gives it; and the issuer."""
    prefix = rules["issuer_prefix"].match(facts.titles[0]) if facts.titles else None
    if prefix:
        meta.issuer = prefix["issuer"].strip()
    meeting = rules["meeting"].search(" ".join([*facts.titles, facts.head[:1500]])) if facts.head else None
    text = body.text
    labelled = {m["label"]: m["date"] for m in rules["labelled_date"].finditer(facts.head)}
    tail = "\n".join(text[line.start : line.end] for line in body.lines[-TAIL_LINES:])
    labelled.update({m["label"]: m["date"] for m in rules["labelled_date"].finditer(tail) if m["label"] in LABELS})
    signed = _signature(meta, body, rules)
    candidates: list[str | None] = [meeting["date"] if meeting else None]
    candidates += [labelled.get(label) for label in LABELS]
    candidates += [signed, *labelled.values()]
    near = None if any(line.role == "lost_date" for line in body.lines) else rules["line_date"].search(_page_lines(facts.head))
    candidates.append(near["date"] if near else None)
    candidates.append(facts.front.get("date") or facts.front.get("日期"))
    meta.issued_on = next((day for day in map(parse_date, candidates) if day is not None), None)


def _page_lines(head: str) -> str:
    """The short lines of a title block: dates inside sentences are no issue dates."""
    return "\n".join(line for line in head.split("\n") if len(line) <= 40 and not re.search("[。，,；]", line))


def _signature(meta: Meta, body: Body, rules: dict[str, Any]) -> str | None:
    """The date of the first signature, and the office that stands above it."""
    text = body.text
    for index, line in enumerate(body.lines):
        words = text[line.start : line.end]
        if len(words) <= 26:
            match = rules["date_line"].match(words)
            if match and index:
                above = body.lines[index - 1]
                if above.role == "signature" and meta.issuer is None:
                    meta.issuer = text[above.start : above.end].strip()
                line.other, line.role = True, "date"
                if above.role == "signature":
                    above.other = True
                return str(match["date"])
    last = body.lines[-1] if body.lines else None
    if last is not None:
        match = rules["closing_date"].search(text, max(last.start, last.end - 80), last.end)
        if match:
            meta.issuer = meta.issuer or match["issuer"]
            return str(match["date"])
    return None


def _read_validity(meta: Meta, body: Body, rules: dict[str, Any]) -> None:
    """From when and until when a document is in force, as its first or last paragraphs say."""
    size = 1500
    closing = body.text[max(body.start, body.end - size) : body.end]
    match = rules["effective_from"].search(closing)
    if match:
        stated = match["from"]
        meta.effective_from = meta.issued_on if "之日" in stated else parse_date(stated)
    until = rules["effective_to"].search(closing)
    years = rules["effective_years"].search(closing)
    if until:
        meta.effective_to = parse_date(until["to"])
    elif years and meta.effective_from is not None:
        count = number_value(years["years"])
        begin = meta.effective_from
        try:
            meta.effective_to = begin.replace(year=begin.year + count) - dt.timedelta(days=1)
        except ValueError:
            meta.effective_to = dt.date(begin.year + count, 2, 28)


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
    """The year the document speaks in: from its date, else its title, else its period."""
    if meta.issued_on is not None:
        meta.year = meta.issued_on.year
        return
    if meta.period_start is not None:
        meta.year = meta.period_start.year
        return
    for title in facts.titles:
        if match := rules["year"].search(title):
            meta.year = int(match["year"])
            return


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
