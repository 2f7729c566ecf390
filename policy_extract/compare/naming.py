"""Names of indicators (指标名称) brought to one form, and what must never be mixed up between two of them.

`Naming.read` gives the keys of a name: brackets, quotes, whole-place words (全市) and openers (力争) are taken off, words that
mean the same are written alike (规模以上 → 规上), and words that say how the number is meant (增速, 涨幅) are taken off the end
and kept apart. `Naming.marks` gives the contrasts of a name (城镇 or 农村, 新增 or 累计 …): two names whose contrasts differ
are never the same indicator, however alike they look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

import msgspec

from policy_extract.errors import PatternError
from policy_extract.patterns import Family, Pack, alternation

FAMILY = "naming"
NEW = "新增"
"""Is brought to the front of a key: 城镇新增就业 and 新增城镇就业 are one."""
NET = "净增"
SHORTEST = 2
"""Characters that must be left of a name when something is taken off."""
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")
CLUTTER = re.compile(r"[\s\"'“”‘’《》〈〉「」『』·•,，。;；:：、_()\[\]*]+")
NUMBERS = re.compile(
    r"[0-9]+(?:\.[0-9]+)?[A-Z]*|[A-Z]+[0-9.]*|[一二三四五六七八九十百千万亿]+(?=[级类等产流次线个项大号期元座])|[十百千万]+亿"
)
NOT_A_GRADE = frozenset("级场民容域内外直会政际块间位长")
"""Characters behind 市, 区 … that make another word of them (市场, 区域)."""


class Name(msgspec.Struct, frozen=True):
    """A name as it was read."""

    plain: str
    """Without brackets, quotes and white space."""
    keys: tuple[str, ...]
    """The same with synonyms written alike: first whole, then without one opener (全市), two, …"""
    shorter: str
    """The last key without words of growth at its end (增速); empty when there are none."""
    said: str
    """What the name itself says of its number: `growth` (增速), `change` (增量), `level` (总里程), else empty."""


class Naming:
    """The words of the family `naming`, ready for reading names."""

    def __init__(self, pack: Pack) -> None:
        """Read the vocabularies. Raises PatternError when one is missing or has the wrong form."""
        family = pack.family(FAMILY)
        self._openers = _longest_first(family, "openers")
        self._growth = _longest_first(family, "growth_endings")
        self._change = _longest_first(family, "change_endings")
        self._measuring = _longest_first(family, "measuring_endings")
        self._per_head = re.compile(alternation(family.words("per_head")))
        self._making = _longest_first(family, "making")
        self._dropped = re.compile(alternation(family.words("dropped")))
        self._light = re.compile(alternation(family.words("light")))
        self._tails = _longest_first(family, "empty_tails")
        synonyms = _mapping(family, "synonyms")
        self._same = {word: str(head) for head, words in synonyms.items() for word in words}
        self._same_words = re.compile(alternation(self._same))
        contrasts = _mapping(family, "contrasts")
        self._mark = {
            word: (group, side) for group, sides in contrasts.items() for side, words in sides.items() for word in words
        }
        self._leading = {str(word): str(side) for word, side in family.vocabularies["leading_grades"].items()}
        measures = _mapping(family, "measures")
        ends = [(word, name) for name, words in measures.items() for word in words]
        self._measures = tuple(ends)
        words = _mapping(family, "measure_words")
        self.measure_words = {word: name for name, members in words.items() for word in members}
        """The class of things that a measure word counts: 家 of bodies, 辆 of vehicles."""
        self._marks = re.compile(alternation(self._mark))

    def plain(self, name: str) -> str:
        """A name without brackets, quotes, punctuation and white space, compatibility forms resolved, letters upper case."""
        text = unicodedata.normalize("NFKC", name).upper()
        bare = BRACKETS.sub("", text)
        return str(CLUTTER.sub("", bare) or CLUTTER.sub("", text))

    def read(self, name: str) -> Name:
        """The reading of a name."""
        plain = self.plain(name)
        steps = [plain]
        while (shorter := _without_start(steps[-1], self._openers)) != steps[-1]:
            steps.append(shorter)
        for said, endings in (("growth", self._growth), ("change", self._change)):
            without = steps[-1]
            while (shorter := _without_end(without, endings)) != without:
                without = shorter
            if without != steps[-1]:
                return Name(plain, tuple(map(self.alike, steps)), self.alike(without), said)
        said = "level" if plain.endswith(self._measuring) else ""
        return Name(plain, tuple(map(self.alike, steps)), "", said)

    def alike(self, text: str) -> str:
        """Synonyms written alike, empty words dropped, the tail of counting (数量, 总数) taken off."""
        text = self._same_words.sub(lambda match: self._same[match[0]], text)
        text = self._dropped.sub("", text) or text
        if NEW in text[1:]:
            text = NEW + text.replace(NEW, "")
        return _without_end(text, self._tails)

    def _grades(self, text: str) -> Iterator[str]:
        """The grades that open a text: 省市重点项目 is of province and city."""
        for at, character in enumerate(text):
            if character not in self._leading or text[at + 1 : at + 2] in NOT_A_GRADE:
                return
            yield self._leading[character]

    def form(self, name: str) -> str:
        """The shortest key of a name: what is left when openers and words of growth are taken off."""
        read = self.read(name)
        return read.shorter or read.keys[-1]

    def core(self, form: str) -> str:
        """A form without light words (化, 性, 总, 有效): equal cores are very likely one indicator."""
        core = self._light.sub("", form)
        return core if len(core) >= SHORTEST else form

    def without_making(self, key: str) -> str:
        """A key without the verbs of making in front of it (改造农村危房 → 农村危房)."""
        while (shorter := _without_start(key, self._making)) != key:
            key = shorter
        return key

    def per_head(self, name: str) -> bool:
        """Whether a name is of an amount for each (人均, 每千人口), of which nothing can be built."""
        return self._per_head.search(name) is not None

    def marks(self, name: str) -> frozenset[tuple[str, str]]:
        """What must be equal in two names of one indicator, as pairs of group and side.

        Contrasts `("residence", "rural")`, numbers `("number", "4A")`, and what the end measures `("measure", "rate")`.
        """
        read = self.read(name)
        whole, text = read.keys[-1], self.form(name)
        found = {self._mark[match[0]] for match in self._marks.finditer(whole)}
        found |= {("number", match[0]) for match in NUMBERS.finditer(whole)}
        found |= {("grade", side) for part in name.split("、") for side in self._grades(part)}
        found |= {("measure", kind) for word, kind in self._measures if text.endswith(word)}
        if read.said in ("growth", "change"):
            found.add(("said", read.said))
        return frozenset(found)


def _without_end(text: str, words: tuple[str, ...]) -> str:
    """The text without the longest of the words at its end, or whole when too little would be left."""
    if not text.endswith(words):
        return text
    word = next(word for word in words if text.endswith(word))
    return text[: -len(word)] if len(text) - len(word) >= SHORTEST else text


def _without_start(text: str, words: tuple[str, ...]) -> str:
    """The text without the longest of the words at its start, or whole when too little would be left."""
    if not text.startswith(words):
        return text
    word = next(word for word in words if text.startswith(word))
    return text[len(word) :] if len(text) - len(word) >= SHORTEST else text


def _longest_first(family: Family, name: str) -> tuple[str, ...]:
    """The words of a vocabulary, longest first."""
    return tuple(sorted(family.words(name), key=lambda word: (-len(word), word)))


def _mapping(family: Family, name: str) -> Mapping[str, dict[str, list[str]]]:
    """A vocabulary that is a mapping; raises PatternError when it is not."""
    found = family.vocabularies.get(name)
    if not isinstance(found, dict):
        raise PatternError(f"family {family.name}: vocabulary {name!r} must be a mapping; see patterns/indicators_naming.yaml")
    return found


def naming(pack: Pack) -> Naming:
    """The naming of a pack, read once."""
    found: Naming = pack.cached("compare.naming", Naming)
    return found
