"""Reads a document's own number (发文字号): 国发〔2021〕4号, 令第5号, 公告2025年第3号."""

from __future__ import annotations

import re

from policy_extract.model import Meta
from policy_extract.structure.metadata_head import Facts, Rules
from policy_extract.structure.parts import Body

LONGEST_REST = 40
LONGEST_ORDER_LINE = 60
BLANKS = re.compile(r"\s+")


def read_number(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """The number on its own line or behind a label, of an order, as the file states it, or glued to the title."""
    if _on_a_line(meta, facts, rules) or _of_an_order(meta, body, facts, rules):
        return
    stated = facts.stated("number", "文号", "发文字号")
    if stated:
        meta.doc_number = BLANKS.sub("", stated)
        return
    for words in [*facts.titles, facts.head.text.strip().split("\n", 1)[0]]:
        match = rules["document_number_tail"].search(words)
        if match:
            meta.doc_number = BLANKS.sub("", match["number"])
            place = body.text.find(match["number"], body.start, body.end)
            meta.doc_number_span = (place, place + len(match["number"])) if place >= 0 else None
            if meta.title and meta.title.endswith(match["number"]):
                meta.title = meta.title[: -len(match["number"])].strip()
            return


def _on_a_line(meta: Meta, facts: Facts, rules: Rules) -> bool:
    """A number that opens a short line of the title block, or that stands behind its label."""
    labelled = None
    for words, place in facts.head.lines():
        start = len(words) - len(words.lstrip())
        match = rules["document_number"].match(words, start)
        if match and len(words.rstrip()) <= match.end() + LONGEST_REST and not rules["cited_number"].match(words, match.end()):
            _set(meta, match, place)
            return True
        labelled = labelled or _labelled(words, place, rules)
    if labelled is not None:
        _set(meta, *labelled)
    return labelled is not None


def _labelled(words: str, place: int, rules: Rules) -> tuple[re.Match[str], int] | None:
    """A number behind its label in the middle of a line of several labels."""
    match = rules["labelled_number"].search(words)
    return (match, place) if match else None


def _set(meta: Meta, match: re.Match[str], place: int) -> None:
    """Take the number of a match."""
    meta.doc_number = BLANKS.sub("", match["number"])
    meta.doc_number_span = (place + match.start("number"), place + match.end("number"))


def _of_an_order(meta: Meta, body: Body, facts: Facts, rules: Rules) -> bool:
    """The number of an order or announcement: 某市人民政府令第5号, on one line or with 第5号 on the line below."""
    before: tuple[str, int] | None = None
    for words, place in facts.head.lines():
        if not words.strip():
            continue
        short = len(words) <= LONGEST_ORDER_LINE
        match = rules["order_number"].fullmatch(words.strip()) if short else None
        if match:
            offset = place + words.index(match["number"])
            number, start = match["number"], offset
            if not match["kind"] and before is not None and rules["order_kind"].fullmatch(before[0].strip()):
                number, start = before[0].strip() + number, before[1] + len(before[0]) - len(before[0].lstrip())
            if match["kind"] or start != offset:
                meta.doc_number = BLANKS.sub("", number)
                meta.doc_number_span = (start, offset + len(match["number"]))
                return True
        before = (words, place)
    return False
