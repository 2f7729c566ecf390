"""Names of indicators (指标名称) brought to one form, and what must never be mixed up between two of them.

`Naming.read` gives the key of a name: brackets, quotes, whole-place words (全市) and openers (力争) are taken off, words that
mean the same are written alike (规模以上 → 规上), and words that say how the number is meant (增速, 涨幅) are taken off the end
and kept apart. `Naming.marks` gives the contrasts of a name (城镇 or 农村, 新增 or 累计 …): two names whose contrasts differ
are never the same indicator, however alike they look.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import msgspec
import regex

from policy_extract.errors import PatternError
from policy_extract.patterns import Family, Pack, alternation

FAMILY = "naming"
NEW = "新增"
"""Is brought to the front of a key: 城镇新增就业 and 新增城镇就业 are one."""
SHORTEST = 2
"""Characters that must be left of a name when something is taken off."""
BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")
CLUTTER = regex.compile(r"[\s\"'“”‘’《》〈〉「」『』·•,，。;；:：、_()\[\]*]+")
NUMBERS = regex.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+[0-9.]*|[一二三四五六七八九十百千万亿]+(?=[级类等产流级次线个项大])")


class Name(msgspec.Struct, frozen=True):
    """A name as it was read."""

    plain: str
    """Without brackets, quotes and white space."""
    key: str
    """The same with openers, whole places and words of growth taken off and synonyms written alike."""
    said: str
    """What the name itself says of its number: `growth` (增速), `change` (增量), `level` (总里程), else empty."""


class Naming:
    """The words of the family `naming`, ready for reading names."""

    def __init__(self, pack: Pack) -> None:
        """Read the vocabularies. Raises PatternError when one is missing or has the wrong form."""
        family = pack.family(FAMILY)
        self._openers = regex.compile(f"^(?:{alternation(family.words('openers'))})+")
        self._growth = regex.compile(f"(?:{alternation(family.words('growth_endings'))})+$")
        self._change = regex.compile(f"(?:{alternation(family.words('change_endings'))})+$")
        self._measuring = regex.compile(f"(?:{alternation(family.words('measuring_endings'))})$")
        self._per_head = regex.compile(alternation(family.words("per_head")))
        self._making = regex.compile(f"^(?:{alternation(family.words('making'))})+")
        self._dropped = regex.compile(alternation(family.words("dropped")))
        self._tails = regex.compile(f"(?:{alternation(family.words('empty_tails'))})$")
        synonyms = _mapping(family, "synonyms")
        self._same = {word: str(head) for head, words in synonyms.items() for word in words}
        self._same_words = regex.compile(alternation(self._same))
        contrasts = _mapping(family, "contrasts")
        self._mark = {
            word: (group, side) for group, sides in contrasts.items() for side, words in sides.items() for word in words
        }
        self._marks = regex.compile(alternation(self._mark))

    def plain(self, name: str) -> str:
        """A name without brackets, quotes, punctuation and white space, compatibility forms resolved, letters upper case."""
        text = unicodedata.normalize("NFKC", name).upper()
        bare = BRACKETS.sub("", text)
        return str(CLUTTER.sub("", bare) or CLUTTER.sub("", text))

    def read(self, name: str) -> Name:
        """The reading of a name; the key of an empty name is empty."""
        plain = self.plain(name)
        key = _cut(self._openers, plain)
        said = ""
        shorter = _cut(self._growth, key)
        if shorter != key:
            said, key = "growth", shorter
        else:
            shorter = _cut(self._change, key)
            if shorter != key:
                said, key = "change", shorter
            elif self._measuring.search(plain):
                said = "level"
        return Name(plain, self.alike(key), said)

    def alike(self, text: str) -> str:
        """Synonyms written alike, empty words dropped, the tail of counting (数量, 总数) taken off."""
        text = self._same_words.sub(lambda match: self._same[match[0]], text)
        text = self._dropped.sub("", text) or text
        if NEW in text[1:]:
            text = NEW + text.replace(NEW, "")
        return _cut(self._tails, text)

    def without_making(self, key: str) -> str:
        """A key without the verbs of making in front of it (改造农村危房 → 农村危房)."""
        return _cut(self._making, key)

    def per_head(self, name: str) -> bool:
        """Whether a name is of an amount for each (人均, 每千人口), of which nothing can be built."""
        return self._per_head.search(name) is not None

    def marks(self, name: str) -> frozenset[tuple[str, str]]:
        """The contrasts and numbers of a name: pairs of group and side, `("residence", "rural")`, `("number", "4A")`."""
        plain = self.plain(name)
        found = {self._mark[match[0]] for match in self._marks.finditer(plain)}
        return frozenset(found | {("number", match[0]) for match in NUMBERS.finditer(plain)})


def _cut(pattern: regex.Pattern[str], text: str) -> str:
    """The text without what the pattern finds, or the text itself when too little would be left."""
    shorter = pattern.sub("", text, count=1)
    return shorter if len(shorter) >= SHORTEST else text


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
