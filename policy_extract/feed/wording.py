"""Words for the cells of a ledger: short titles, targets, deadlines, bodies (台账用语).

The quote of a number holds the number alone (12%左右); what it does (增长, 减少) and how often (每年) are put back in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policy_extract import rows
from policy_extract.patterns import Pack

TITLE_LENGTH = 60
"""Characters of a task's short title; trackers take 45 to 255."""
JOINT = "；"
CLAUSE_ENDS = re.compile(r"[，,；;。！!？?]")
SOFT_BREAK = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")
TABS = re.compile(r"[ \t]*\t[ \t]*")
BARE = re.compile(r"[0-9０-９.,，．]+")
"""A number alone, as in a cell: its unit stands in another one."""
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈"}
LEAD_NUMBER = re.compile(
    r"^\s*(?:[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[)）]|[0-9]{1,3}[.．、](?![0-9])|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)


def joined(text: str) -> str:
    """A text as one line: breaks inside Chinese words vanish, others become a space, and so do tabs between cells."""

    def put(match: re.Match[str]) -> str:
        start, end = match.span()
        narrow = start > 0 and end < len(text) and text[start - 1].isascii() and text[end].isascii()
        return " " if narrow else ""

    return TABS.sub(" ", SOFT_BREAK.sub(put, text.strip()))


def short_title(quote: str) -> str:
    """The opening words of a statement, cut where a clause ends if one does."""
    text = LEAD_NUMBER.sub("", joined(quote)).rstrip("。；;")
    if len(text) <= TITLE_LENGTH:
        return text
    ends = [match.start() for match in CLAUSE_ENDS.finditer(text, 8, TITLE_LENGTH)]
    return text[: ends[-1] if ends else TITLE_LENGTH - 1] + "…"


class Phrases:
    """The words of the pattern family `feed_profiles` that sentences are put together with."""

    def __init__(self, pack: Pack) -> None:
        """Take the words. Raises PatternError when one of the vocabularies is missing."""
        family = pack.family("feed_profiles")
        for name in ("phrases", "periods", "role_marks", "precisions"):
            family.words(name)
        self._said: dict[str, str] = family.vocabularies["phrases"]
        self._periods: dict[str, str] = family.vocabularies["periods"]
        self.role_marks: dict[str, str] = family.vocabularies["role_marks"]
        self.precisions: dict[str, str] = family.vocabularies["precisions"]

    def quantity(self, row: rows.QuantityRow) -> str:
        """A planned number with what it measures: 四级手术占比 21%（基期：2020年16.3%）（到2025年）."""
        quote = "".join(row.quote.split())
        if BARE.fullmatch(quote) and row.value is not None and row.unit:
            quote = f"{SIGNS.get(row.comparator, '')}{row.value:f}{row.unit}"
        name = f"{row.scope or ''}{row.indicator}"
        period = self._periods.get(row.per or "", row.per or "")
        verb = self._said.get(f"{row.measure}_{row.direction}", "")
        hedge = row.hedge if row.hedge and row.hedge not in quote and row.hedge not in name else ""
        said = "".join(part for part in (period, hedge, verb) if part and part not in quote) + quote
        tail = self._baseline(row)
        if row.when is not None:
            tail += f"（{''.join(row.when.quote.split())}）"
        return " ".join(filter(None, (name, said))) + tail

    def _baseline(self, row: rows.QuantityRow) -> str:
        """The stated starting point in brackets."""
        if row.baseline is None:
            return ""
        date = f"{row.baseline.date}年" if row.baseline.date and row.baseline.date.isdigit() else row.baseline.date or ""
        value = (
            (row.baseline.ratio or "") if row.baseline.value is None else f"{row.baseline.value:f}{row.baseline.unit or row.unit}"
        )
        return f"（{self._said['baseline']}：{date}{value}）" if date or value else ""

    def target(self, quantities: Iterable[rows.QuantityRow]) -> str:
        """All planned numbers of a task in one cell."""
        return JOINT.join(dict.fromkeys(self.quantity(row) for row in quantities if row.phase == "planned"))

    def deadline(self, times: Sequence[rows.TimeRow]) -> tuple[str, str, str]:
        """The latest day that the times name, how fine that is said, and all of their words.

        No day is made up: an open or recurring time gives words only.
        """
        spoken = [time for time in times if time.kind != "past"]
        words = JOINT.join(dict.fromkeys("".join(time.quote.split()) for time in spoken))
        dated = [time for time in spoken if time.end_date is not None and time.kind != "recurring"]
        if not dated:
            return "", "", words
        latest = max(dated, key=lambda time: str(time.end_date))
        precision = self.precisions.get(latest.granularity or "", latest.granularity or "")
        return str(latest.end_date), precision, words


def times_of(row: rows.StatementRow) -> list[rows.TimeRow]:
    """The times of a statement and those that govern its planned numbers."""
    return [*row.times, *(q.when for q in row.quantities if q.when is not None and q.phase == "planned")]
