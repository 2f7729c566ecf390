"""What stands around the numbers of a text (语境): clause bounds, cue words, quotations, each found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import msgspec

from policy_extract.patterns import Pack, alternation

BOUNDS = re.compile(r"[。！？!?；;\n，,：:.](?:(?<!\.)(?![0-9](?<=[0-9][,，:：][0-9]))|(?<=[%一-龥]\.)(?=[一-龥]))")
STRONG = frozenset("。！？!?；;\n")
LONGEST_CLAUSE = 80
ITEM_MARK = re.compile(r"\s*(?:[一二三四五六七八九十]{1,2}是|[（(]?[0-9一二三四五六七八九十]{1,3}[)）]?[.、．]?|[①-⑳])(?=[^0-9])")

ITEM_FIRST = frozenset("（(0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""Characters that open an item, beside blanks."""


class Cue(msgspec.Struct, frozen=True, gc=False):
    """A cue word and its kind (`rise`, `reach`, `deed`, `award` …)."""

    start: int
    end: int
    kind: str


class CueFinder:
    """The cue words of the family `quantities`; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Collect the words of every rule that names a vocabulary; of a word given twice the first rule counts."""
        family = pack.family("quantities")
        self.kinds: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.openers: tuple[str, ...] = ()
        self.opener_firsts: frozenset[str] = frozenset()
        self.no_short_cue = frozenset(family.words("no_short_cue"))
        for rule in family.rules.values():
            if "words" not in rule.fields:
                continue
            kind = rule.id.split(".", 1)[1]
            words = family.words(rule.fields["words"])
            if kind == "opener":
                self.openers, self.opener_firsts = words, frozenset(word[0] for word in words)
                continue
            for word in words:
                (self.kinds if len(word) > 1 else self.short).setdefault(word, kind.removesuffix("_short"))
        self.pattern = re.compile(alternation(self.kinds))
        awards = tuple(word for word, kind in self.kinds.items() if kind == "award")
        named = alternation(word for word, kind in self.kinds.items() if kind == "no_cue" and word.startswith(awards))
        self.award_pattern = re.compile(f"(?!{named})(?:{alternation(awards)})")
        self.quoted = family.rules["quantities.quoted"].quick


class Context:
    """The surroundings of the numbers of text[start:end]."""

    def __init__(self, text: str, start: int, end: int, finder: CueFinder) -> None:
        """Scan once for bounds, cues and quotations."""
        self.text, self.start, self.end = text, start, end
        self.finder = finder
        self._clauses = [start]
        self._clauses += [match.end() for match in BOUNDS.finditer(text, start, end)]
        self._sentences = [start]
        self._sentences += [place for place in self._clauses[1:] if text[place - 1] in STRONG]
        self._awards = [match.start() for match in finder.award_pattern.finditer(text, start, end)]
        self._quotes = [match.span() for match in finder.quoted.finditer(text, start, end)]
        self._quote_starts = [span[0] for span in self._quotes]
        self._cues: dict[int, list[Cue]] = {}

    def clause_start(self, place: int) -> int:
        """Where the clause of `place` begins, at most a fixed number of characters back."""
        start = self._clauses[bisect_right(self._clauses, place) - 1]
        return start if place - start <= LONGEST_CLAUSE else place - LONGEST_CLAUSE

    def clause_end(self, place: int) -> int:
        """Where the clause of `place` ends, its closing mark included."""
        index = bisect_right(self._clauses, place)
        return min(self._clauses[index] if index < len(self._clauses) else self.end, place + LONGEST_CLAUSE)

    def member_start(self, clause_start: int, place: int) -> int:
        """Where the list member (between 、) of `place` begins in its clause."""
        return max(clause_start, self.text.rfind("、", clause_start, place) + 1)

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence (to 。 or ；) of `place`."""
        index = bisect_right(self._sentences, place)
        return self._sentences[index - 1], self._sentences[index] if index < len(self._sentences) else self.end

    def clauses(self, start: int, place: int) -> Iterator[int]:
        """Starts of the clauses from the one of `place` back to `start`, the nearest eight."""
        index = bisect_right(self._clauses, place) - 1
        for step in range(index, max(index - 8, -1), -1):
            if self._clauses[step] < start:
                return
            yield self._clauses[step]

    def cues_before(self, start: int, place: int) -> list[Cue]:
        """Cues that lie in [start, place), the nearest first."""
        clause = self._clauses[bisect_right(self._clauses, place) - 1]
        near = start >= clause and place - clause <= LONGEST_CLAUSE
        cues = self._clause_cues(clause) if near else self._read_cues(start, place)
        return [cue for cue in reversed(cues) if cue.start >= start and cue.end <= place] if cues else []

    def _clause_cues(self, clause: int) -> list[Cue]:
        """The cues of one clause, read when first asked for."""
        known = self._cues.get(clause)
        if known is None:
            known = self._cues[clause] = self._read_cues(clause, self.clause_end(clause))
        return known

    def _read_cues(self, start: int, end: int) -> list[Cue]:
        """The cues of text[start:end]."""
        kinds = self.finder.kinds
        return [
            Cue(*match.span(), kind)
            for match in self.finder.pattern.finditer(self.text, start, end)
            if (kind := kinds[match[0]]) != "no_cue"
        ]

    def short_cue(self, place: int) -> str | None:
        """Kind of the one-character cue directly before `place`, 了 or 出 in between left out."""
        if place > self.start and self.text[place - 1] in "了出成":
            place -= 1
        if place <= self.start or self.text[place - 2 : place] in self.finder.no_short_cue:
            return None
        return self.finder.short.get(self.text[place - 1])

    def award_in(self, start: int, end: int) -> bool:
        """Whether a word of granting begins in [start, end)."""
        index = bisect_left(self._awards, start)
        return index < len(self._awards) and self._awards[index] < end

    def opener(self, start: int, place: int) -> int | None:
        """Start of the nearest clause, from `place` back to `start`, that opens a description of who qualifies."""
        text = self.text
        for clause in self.clauses(start, place):
            head, first = clause, text[clause : clause + 1]
            if first in ITEM_FIRST or first.isspace():
                match = ITEM_MARK.match(text, clause, place)
                if match:
                    head = match.end()
            elif first not in self.finder.opener_firsts:
                continue
            if text.startswith(self.finder.openers, head):
                return clause
        return None

    def quote_around(self, place: int) -> tuple[int, int] | None:
        """The quotation or title that holds `place`."""
        index = bisect_right(self._quote_starts, place) - 1
        if index >= 0 and place < self._quotes[index][1]:
            return self._quotes[index]
        return None


def cue_finder(pack: Pack) -> CueFinder:
    """The cue words of a pack, collected once."""
    finder: CueFinder = pack.cached("quantities.cues", CueFinder)
    return finder
