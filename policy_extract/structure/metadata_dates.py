"""Reads when a document was issued and by whom: from title, meeting, labels, signature (成文日期、发文机关)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from policy_extract.model import Meta
from policy_extract.structure.metadata_head import Facts, Rules
from policy_extract.structure.numbering import number_value
from policy_extract.structure.parts import Body

TAIL_LINES = 12
BARE_PLACE = re.compile(r"[省市县区州]")
LONGEST_DATE_LINE = 26
LONGEST_SIGNED_LINE = 60
LONGEST_REMARK = 160
MOST_ISSUERS = 24
NUMBERS = re.compile(r"\d+")
NO_PAGE_DATE = re.compile("[。，,；]|://|时限|期限|节点|[日号]之?前")
DATE_ENDS = frozenset("日）)发布0123456789")
LABELS = ("成文日期", "成文时间", "发文日期", "印发日期")
JOINED = re.compile(r"[、，,]|\s+")
SEVERAL = re.compile("等.{0,6}部门$")
HAN_ZEROS = str.maketrans(dict.fromkeys("○零ＯOοОо◯0０", "〇"))

Found = tuple[str, tuple[int, int] | None]
"""A printed date and its view span."""


def read_dates(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """Day of issue: of the meeting, as labelled, as signed, else as the page gives it; and the issuers."""
    offices = _title_issuers(body, facts, rules)
    head = facts.head
    labelled: dict[str, Found] = {}
    for match in rules["labelled_date"].finditer(head.text):
        labelled[match["label"]] = (match["date"], head.span(*match.span("date")))
    for line in body.lines[-TAIL_LINES:]:
        for match in rules["labelled_date"].finditer(body.text, line.start, line.end):
            if match["label"] in LABELS:
                labelled[match["label"]] = (match["date"], match.span("date"))
    signed, signers = _signature(body, rules)
    labelled_issuer = rules["labelled_issuer"].search(head.text)
    if not offices and labelled_issuer:
        offices = split_offices(labelled_issuer["issuer"])
    offices = _weighed(offices, signers)
    if not offices:
        stated = facts.stated("issuer", "发文机关")
        offices = split_offices(stated) if stated else _masthead(body, rules)
    meta.issuers = offices
    meta.issuer = "、".join(offices) or None
    candidates: list[Found | None] = [_meeting(facts, body, rules), *(labelled.get(label) for label in LABELS)]
    candidates += [signed, *labelled.values(), _printed(body, rules)]
    if not facts.collected:
        candidates += _page_dates(body, facts, rules)
    for found in filter(None, candidates):
        day = parse_date(found[0])
        if day is not None:
            meta.issued_on, meta.issued_on_span = day, found[1]
            return


def _weighed(offices: list[str], signers: list[str]) -> list[str]:
    """The issuers of title and signature: the signature spells out 某局等部门, a bare 市政府, and joint issuers."""
    if not signers:
        return offices
    if not offices or SEVERAL.search(offices[-1]) or BARE_PLACE.match(offices[0]):
        return signers
    return signers if len(signers) > len(offices) and offices[0] in signers else offices


def _title_issuers(body: Body, facts: Facts, rules: Rules) -> list[str]:
    """The offices that open the title, on lines of their own or before 关于."""
    if not facts.titles:
        return []
    if body.titles:
        first, last = body.titles[0]
        offices: list[str] = []
        for line in body.lines[first : last + 1]:
            words = body.text[line.start : line.end].strip()
            if not rules["organisation_line"].fullmatch(words):
                break
            offices += split_offices(words.removesuffix("文件"))
        if len(offices) > 1:
            return offices
    prefix = rules["issuer_prefix"].match(facts.titles[0])
    return split_offices(prefix["issuer"]) if prefix else []


def split_offices(words: str) -> list[str]:
    """Several offices printed in a row, one by one; a list whose members are no offices stays whole."""
    pieces = [piece for piece in JOINED.split(words.strip()) if piece]
    return pieces if all(len(piece) > 1 for piece in pieces) else ["".join(pieces)]


def _masthead(body: Body, rules: Rules) -> list[str]:
    """The office whose letterhead (某局文件) or cover line stands in the title block of a text without another issuer."""
    for index, line in enumerate(body.lines[:TAIL_LINES]):
        words = body.text[line.start : line.end] if line.end - line.start <= LONGEST_SIGNED_LINE else ""
        if words and rules["letterhead"].fullmatch(words):
            return split_offices(words.removesuffix("文件").removesuffix("令"))
        below = body.lines[index + 1] if index + 1 < len(body.lines) else None
        dated = below is not None and rules["month_line"].match(body.text[below.start : below.end])
        if dated and line.role != "title" and rules["organisation_line"].fullmatch(words):
            return split_offices(words)
    return []


def _meeting(facts: Facts, body: Body, rules: Rules) -> Found | None:
    """The day of the meeting at which a report was given or a text was passed."""
    for words, place in facts.head.lines():
        if len(words) > LONGEST_REMARK or (words.endswith(("。", "；")) and len(words) > LONGEST_SIGNED_LINE):
            continue
        match = rules["meeting"].search(words) or rules["adopted"].search(words)
        if match:
            return match["date"], (place + match.start("date"), place + match.end("date"))
    for title in facts.titles:
        match = rules["meeting"].search(title)
        if match:
            place = body.text.find(match["date"], body.start, body.end)
            return match["date"], (place, place + len(match["date"])) if place >= 0 else None
    return None


def _page_dates(body: Body, facts: Facts, rules: Rules) -> list[Found | None]:
    """What the page and the file say when the text does not."""
    near: Found | None = None
    if not any(line.role == "lost_date" for line in body.lines):
        for words, place in facts.head.lines():
            match = rules["line_date"].search(words) if len(words) <= 80 and not NO_PAGE_DATE.search(words) else None
            if match:
                near = match["date"], (place + match.start("date"), place + match.end("date"))
                break
    stated = facts.stated("date", "issued", "日期")
    return [near, (stated, None) if stated else None]


def _printed(body: Body, rules: Rules) -> Found | None:
    """The day on which the office had the copies printed (…办公室 2025年3月5日印发)."""
    for line in reversed(body.lines[-TAIL_LINES:]):
        if line.end - line.start <= LONGEST_SIGNED_LINE:
            match = rules["printed_on"].search(body.text, line.start, line.end)
            if match:
                return match["date"], match.span("date")
    return None


def _signature(body: Body, rules: Rules) -> tuple[Found | None, list[str]]:
    """The date of the first signature, and the offices that stand above it or on its line."""
    text = body.text
    for index, line in enumerate(body.lines):
        length = line.end - line.start
        if length > LONGEST_SIGNED_LINE or not index or line.role == "title" or text[line.end - 1] not in DATE_ENDS:
            continue
        words = text[line.start : line.end]
        match = rules["date_line"].match(words) if length <= LONGEST_DATE_LINE else None
        signed = None if match else rules["signed_line"].fullmatch(words)
        if match or signed:
            found: Any = match or signed
            offices = split_offices(signed["issuer"]) if signed else _signers(body, index, rules)
            line.other, line.role = True, "date"
            return (found["date"], (line.start + found.start("date"), line.start + found.end("date"))), offices
    last = body.lines[-1] if body.lines else None
    if last is not None:
        match = rules["closing_date"].search(text, max(last.start, last.end - 80), last.end)
        if match:
            return (match["date"], match.span("date")), split_offices(match["issuer"])
    return None, []


def _signers(body: Body, index: int, rules: Rules) -> list[str]:
    """The offices on the lines above a date; one that the title names too is no repeated title there."""
    lines: list[list[str]] = []
    for above in reversed(body.lines[max(0, index - MOST_ISSUERS) : index]):
        named = above.role == "title_again" and rules["organisation_line"].fullmatch(body.text, above.start, above.end)
        if above.role != "signature" and not named:
            break
        above.other = True
        lines.append(split_offices(body.text[above.start : above.end]))
    return [office for offices in reversed(lines) for office in offices]


def parse_date(printed: str | None) -> dt.date | None:
    """A date printed with digits or Chinese numerals; None for what is no day of the calendar."""
    if not printed:
        return None
    if "年" in printed and not printed[:2].isdigit():
        parts = re.split("[年月日号]", re.sub(r"\s+", "", printed).replace("元月", "一月"))
        numbers = [number_value(part.translate(HAN_ZEROS)) for part in parts if part]
    else:
        numbers = [int(number) for number in NUMBERS.findall(printed)]
    if len(numbers) < 3:
        return None
    try:
        return dt.date(*numbers[:3])
    except (ValueError, OverflowError):
        return None
