"""What a column holds by the words of its header (表头含义): the longest known word that the header ends with counts."""

from __future__ import annotations

import re

from policy_extract.model import TableColumn
from policy_extract.patterns import Pack, Rule

BRACKET = re.compile(r"[（(〔\[【]([^（()）〔〕\[\]【】]{0,40})[）)〕\]】]")
SPACE = re.compile(r"\s")
TRIMMED = '：:。.、，,；;*|“”"‘’·_-—'
PARTS = re.compile(r"[及和与、/／]")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?(?!\d)")
YEARS = re.compile(r"(?:19|20)\d{2}年?\s*[-—–~至到]{1,2}\s*(?:19|20)\d{2}")
NO_UNIT = re.compile(r"\d|[的、，：]|累计|年均|合计|可比|现价|不变价|[选必]填|单位|部门|属性|性$")
LONGEST_HEADER = 30
LONGEST_YEAR_HEADER = 16
SHORTEST_PREFIX = 3
NUMERALS = {"十": 10, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16, "十七": 17, "十八": 18}
PLAN_ORIGIN = 1955
"""The n-th five-year plan ends 5 n years after this one (from the third on)."""
NUMBERS = frozenset({"year", "growth", "amount", "investment"})
"""Roles of columns whose cells are numbers."""
SAID = frozenset({"task", "content", "target", "problem", "progress", "indicator"})
"""Roles of columns that say what a row is about."""


class HeaderReader:
    """Reads header cells; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Collect the words of all roles of the family `tables`."""
        family = pack.family("tables")
        self.words: dict[str, Rule] = {}
        for rule in family.rules.values():
            for word in family.words(rule.fields["words"]) if "words" in rule.fields else ():
                self.words[word] = rule
        self.longest = max(map(len, self.words))
        self.base, self.target = family.words("base_words"), family.words("target_words")
        self.foreign = frozenset(family.words("foreign_header"))
        self.period = family.rules["tables.plan_period"].compiled
        self.year_rule = family.rules["tables.year"].id
        self.notes, self.totals = family.words("note_words"), frozenset(family.words("total_words"))
        self.attributes = frozenset(family.words("attribute_value"))
        self.number = family.rules["tables.number"].compiled

    def rule(self, words: str) -> Rule | None:
        """The rule of the longest known word that the header is, ends with or, failing that, begins with."""
        for start in range(max(0, len(words) - self.longest), len(words)):
            rule = self.words.get(words[start:])
            if rule is not None and not (start and rule.fields.get("whole")):
                return rule
        parts = [part for part in PARTS.split(words) if part]
        if len(parts) > 1:
            return next((rule for rule in map(self.rule, parts) if rule is not None), None)
        for end in range(len(words) - 1, SHORTEST_PREFIX - 1, -1):
            rule = self.words.get(words[:end])
            if rule is not None and not rule.fields.get("whole"):
                return rule
        return None

    def known(self, header: str) -> bool:
        """Whether a header is one of a ledger or indicator table."""
        words = plain(header)
        return 0 < len(words) <= LONGEST_HEADER and (self.rule(words) is not None or _year(words) is not None)

    def column(self, texts: list[str], span: tuple[int, int]) -> TableColumn:
        """The column under these header cells, upper first; the lowest header that says something counts."""
        said = [text for text in texts if text]
        column = TableColumn(*span, " > ".join(SPACE.sub("", text) for text in said))
        for text in reversed(said):
            words = plain(text)
            rule = self.rule(words) if len(words) <= LONGEST_HEADER else None
            if column.year is None and len(words) <= LONGEST_YEAR_HEADER:
                column.year = _year(words) or self._period_end(words)
            if rule is not None and not column.role:
                column.role, column.given, column.rule = rule.fields["role"], rule.fields.get("as", ""), rule.id
            column.unit = column.unit or _unit(text)
        column.standing = self._standing("".join(map(plain, said)))
        if column.year is not None and not column.role:
            column.role, column.rule = "year", self.year_rule
        return column

    def _standing(self, words: str) -> str:
        """Whether the header says target or base; of both the last word counts (目标完成情况)."""
        places = {"base": max(map(words.rfind, self.base)), "target": max(map(words.rfind, self.target))}
        last = max(places, key=lambda name: places[name])
        return last if places[last] >= 0 else ""

    def _period_end(self, words: str) -> int | None:
        """Last year of the five-year plan that a header names."""
        match = self.period.search(words)
        if match is None or match["numeral"] not in NUMERALS:
            return None
        return PLAN_ORIGIN + 5 * NUMERALS[match["numeral"]]


def plain(header: str) -> str:
    """The words of a header without blanks, brackets and marks."""
    words = SPACE.sub("", header)
    return BRACKET.sub("", words).strip(TRIMMED) or words.strip("（()）")


def _year(words: str) -> int | None:
    """The single year that a header names."""
    found = YEAR.findall(words)
    return int(found[0]) if len(found) == 1 and not YEARS.search(words) else None


def _unit(header: str) -> str:
    """A unit in brackets: （万元）, （%）."""
    match = BRACKET.search(SPACE.sub("", header))
    inner = match[1].removeprefix("单位：").removeprefix("单位:") if match else ""
    return inner if inner and len(inner) <= 8 and not NO_UNIT.search(inner) else ""


def header_reader(pack: Pack) -> HeaderReader:
    """The reader of a pack, made once."""
    reader: HeaderReader = pack.cached("tables.headers", HeaderReader)
    return reader
