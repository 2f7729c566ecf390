"""Uses what a reader found beside the text where the text says nothing; the text wins (旁证要素)."""

from __future__ import annotations

import re

from policy_extract.model import Issue, Meta
from policy_extract.structure.metadata_dates import parse_date, split_offices
from policy_extract.structure.metadata_head import Facts, Rules

SITE = re.compile(r"[ ]?[_|｜－][ ]?.*$|[ ]+[-—–][ ]+.*$")
MARKS = re.compile(r"[\s“”\"《》〈〉<>（）()〔〕\[\]［］【】·,，、]")
LONGEST = 200


def read_beside(meta: Meta, start: int, facts: Facts, rules: Rules) -> None:
    """Fill gaps from facts beside the text and note where they contradict it."""
    beside = {name: words.strip()[:LONGEST] for name, words in facts.beside.items() if words and words.strip()}
    title = SITE.sub("", beside.get("title", "")).strip()
    if title and rules["line"].match(title):
        if meta.title is None:
            meta.title = title
            facts.titles.append(title)
        elif not any(_agree(title, own) for own in facts.titles):
            _note(meta, meta.title_span, start, "title", title, meta.title)
    number = rules["document_number"].match(beside.get("doc_number", ""))
    if number:
        printed = re.sub(r"\s+", "", number["number"])
        if meta.doc_number is None:
            meta.doc_number = printed
        elif MARKS.sub("", printed) != MARKS.sub("", meta.doc_number):
            _note(meta, meta.doc_number_span, start, "document number", printed, meta.doc_number)
    _issuer(meta, start, beside.get("issuer", ""))
    day = parse_date(beside.get("date"))
    if day is None and meta.issued_on is None:
        meta.issued_on = parse_date(beside.get("published"))
    elif day is not None:
        if meta.issued_on is None:
            meta.issued_on = day
        elif meta.issued_on is not None and day < meta.issued_on:
            # A page is published on the day of issue or later; earlier it cannot be.
            _note(meta, meta.issued_on_span, start, "date", day.isoformat(), meta.issued_on.isoformat())


def fill_force(meta: Meta, facts: Facts) -> None:
    """First and last day in force as the page head states them, where the text does not."""
    meta.effective_from = meta.effective_from or parse_date(facts.beside.get("effective"))
    meta.effective_to = meta.effective_to or parse_date(facts.beside.get("expiry"))


def _issuer(meta: Meta, start: int, stated: str) -> None:
    """The issuing body beside the text."""
    if not stated:
        return
    if meta.issuer is None:
        meta.issuers = split_offices(stated)
        meta.issuer = "、".join(meta.issuers)
    elif not any(_agree(office, own) for office in split_offices(stated) for own in meta.issuers):
        _note(meta, None, start, "issuer", stated, meta.issuer)


def _agree(one: str, other: str) -> bool:
    """Whether one name holds the other."""
    one, other = MARKS.sub("", one), MARKS.sub("", other)
    return one in other or other in one


def _note(meta: Meta, span: tuple[int, int] | None, start: int, what: str, stated: str, own: str) -> None:
    """Note a contradiction at the place of the text's own words."""
    first, end = span or (start, start)
    message = f"{what} beside the text: {stated}; the text says {own}"
    meta.issues.append(Issue(first, end, "fact_mismatch", message))
