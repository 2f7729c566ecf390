"""Reads from when and until when a document is in force, and what it repeals (施行、有效期、废止)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from policy_extract.model import Meta, Validity
from policy_extract.structure.metadata_dates import parse_date
from policy_extract.structure.metadata_head import Facts, Rules
from policy_extract.structure.numbering import number_value
from policy_extract.structure.parts import Body

EXCEPTION = re.compile(r"除[^，,。]{1,40}外[，,]?")
REACH = 1500


def read_validity(meta: Meta, body: Body, facts: Facts, rules: Rules) -> None:
    """First and last day in force, as a sentence about the document itself says."""
    opening = (body.start, min(body.end, body.start + 2 * REACH))
    closing = (max(opening[1], body.end - REACH), body.end)
    meta.trial = any(rules["trial"].search(title) for title in facts.titles[:2])
    for start, end in (closing, opening):
        for match in rules["validity"].finditer(body.text, start, end):
            if _apply(meta, match, rules):
                meta.validity = Validity(match.start(), match.end(), _years(match[0], rules), _repealed(body, match, rules))
                meta.trial = meta.trial or rules["trial"].search(match[0]) is not None
                return


def _apply(meta: Meta, match: Any, rules: Rules) -> bool:
    """Take the days of one sentence; False when it says none."""
    sentence = EXCEPTION.sub("", match[0])
    begin = rules["effective_from"].search(sentence)
    until = rules["effective_to"].search(sentence)
    years = _years(match[0], rules)
    if begin and meta.effective_from is None:
        meta.effective_from = _beginning(meta, begin)
    if until:
        meta.effective_to = parse_date(until["to"])
    elif years and meta.effective_from is not None:
        meta.effective_to = _last_day(meta.effective_from, years)
    return bool(begin or until or years)


def _years(words: str, rules: Rules) -> int | None:
    """Length of validity in years."""
    match = rules["effective_years"].search(EXCEPTION.sub("", words))
    return number_value(match["years"]) if match else None


def _beginning(meta: Meta, match: Any) -> dt.date | None:
    """The first day in force; a day of publication that is stated beside it is the day of issue too."""
    if "之日" not in match["from"]:
        return parse_date(match["from"])
    stated = parse_date(match["day"])
    meta.issued_on = meta.issued_on or stated
    return stated or meta.issued_on


def _last_day(begin: dt.date, years: int) -> dt.date | None:
    """The last day of a validity of whole years; none beyond the calendar."""
    try:
        return begin.replace(year=begin.year + years) - dt.timedelta(days=1)
    except ValueError:
        return dt.date(begin.year + years, 2, 28) if begin.year + years <= dt.MAXYEAR else None


def _repealed(body: Body, match: Any, rules: Rules) -> list[str]:
    """What the sentences around the one about its force repeal."""
    found: list[str] = []
    for repeal in rules["repeals"].finditer(body.text, match.start(), min(body.end, match.end() + 400)):
        for cited in rules["citation"].finditer(repeal["what"]):
            name = cited["title"] or cited["alone"]
            if name and name not in found:
                found.append(name)
    return found
