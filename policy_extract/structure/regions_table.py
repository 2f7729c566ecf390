"""The table of known places, found by the last characters of names and told apart by what lies above (行政区划表)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from policy_extract.patterns import Pack

SHORT_LEVELS = frozenset({"province", "prefecture"})
PEOPLES = (
    "朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族|蒙古|哈萨克族|哈萨克|柯尔克孜|满族|瑶族|"
    "黎族|纳西族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|仡佬族|水族|毛南族|仫佬族|畲族|土族|撒拉族|东乡族|保安族|裕固族|塔吉克|锡伯|各族"
)
AUTONOMOUS = re.compile(f"(?:{PEOPLES})+自治(?=[州县旗]$)")
SUFFIXES = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|[一-鿿]{1,8}族自治州|自治州|地区|省|市|盟)$")
LAST = re.compile("[省市县区州盟旗]")
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
NUMBER_HEAD = 3
COLUMNS = ("code", "name", "level", "until", "now", "abbreviation", "everyday", "unless")
SHORT_LENGTHS = tuple(range(10, 1, -1))


class Place(NamedTuple):
    """A row of the table."""

    name: str
    code: str
    level: str
    until: int
    """Last year in which it stood under this name and code, 0 for a place of today."""
    now: str
    """Code of the place that took its stead; empty when there is none or nobody said."""


class Region(NamedTuple):
    """A place as a document names it."""

    name: str
    code: str | None
    level: str
    parents: tuple[str, ...] = ()
    """Names of the places it lies in, the province first."""
    current_code: str | None = None
    """For a place that was renamed or reformed: the code of what stands there now."""


@dataclass(slots=True)
class Gazetteer:
    """The table by full name, by unambiguous short name and by code."""

    full: dict[str, list[Place]]
    """A district's name may belong to several cities."""
    short: dict[str, Place]
    heads: frozenset[str]
    """First two characters of the short names: only there the table is asked."""
    never: tuple[str, ...]
    """Words that begin like a place and are none: 长治久安."""
    codes: dict[str, Place]
    longest: int
    common: frozenset[str]
    """Names of counties that are everyday words too: 新城区."""
    abbreviations: dict[str, str]
    """One-character names of provinces and cities, as they stand in document numbers, to codes."""
    rules: dict[str, Any]
    """Compiled rules of the titles family that speak of places, by the last part of their id."""

    def names(self, words: str) -> list[tuple[int, str]]:
        """Full names in a text with their offsets, the longest at each place, none over another."""
        found: list[tuple[int, str]] = []
        taken = 0
        for match in LAST.finditer(words):
            end = match.end()
            for start in range(max(taken, end - self.longest), end - 1):
                name = words[start:end]
                if name in self.full:
                    found.append((start, name))
                    taken = end
                    break
        return found

    def short_names(self, words: str) -> list[tuple[int, str]]:
        """Short names of provinces and prefectures in a text with their offsets."""
        heads, found, taken = self.heads, [], 0
        for start in [place for place in range(len(words) - 1) if words[place : place + 2] in heads]:
            if start < taken or words.startswith(self.never, start):
                continue
            name = next((words[start : start + n] for n in SHORT_LENGTHS if words[start : start + n] in self.short), None)
            if name is not None:
                found.append((start, name))
                taken = start + len(name)
        return found

    def parents(self, code: str) -> tuple[str, ...]:
        """Names of the places above a code, the province first."""
        upper = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00"))
        return tuple(self.codes[own].name for own in upper if own != code and own in self.codes)

    def region(self, place: Place) -> Region:
        """A place of the table as the region of a document."""
        return Region(place.name, place.code, place.level, self.parents(place.code), place.now or None)

    def one(self, name: str, above: Place | None = None, year: int | None = None, number: str = "") -> Region:
        """The place of a name: the one inside the place above it, of its time, of the document's number; else without a code."""
        places = self.full[name]
        if above is not None:
            inside = [place for place in places if is_inside(place.code, above)]
            if not inside and above.level != "county":
                # 甲市桥东区 is no 桥东区 of 乙市, even when the table knows only that one.
                return Region(name, None, places[0].level, (*self.parents(above.code), above.name))
            places = inside or places
        standing = [place for place in places if not place.until or (year is not None and year <= place.until)]
        places = standing or [place for place in places if place.until == max(place.until for place in places)]
        if len(places) > 1 and number:
            hinted = [place for place in places if self._is_hinted(place, number[:NUMBER_HEAD])]
            places = hinted if len(hinted) == 1 else places
        if len(places) == 1:
            return self.region(places[0])
        lowest = places[0].level if len({place.level for place in places}) == 1 else min(places, key=_rank).level
        return Region(name, None, lowest)

    def _is_hinted(self, place: Place, head: str) -> bool:
        """Whether the first characters of a document's number name the city above a place."""
        city = self.codes.get(f"{place.code[:4]}00")
        own = f"{place.code[:4]}00" if city else f"{place.code[:2]}0000"
        if any(self.abbreviations.get(character) == own for character in head):
            return True
        return city is not None and city.name[0] == head[:1]

    def by_suffix(self, name: str) -> Place | None:
        """The place of today that a full or short name means, when there is only one."""
        for full in (name, f"{name}县", f"{name}市", f"{name}区"):
            places = [place for place in self.full.get(full, ()) if not place.until]
            if len(places) == 1:
                return places[0]
        return self.short.get(name)

    def is_common(self, name: str) -> bool:
        """Whether a name may be no place where it stands: 和县 in 市和县, 新城区."""
        return name in self.common


def is_inside(code: str, above: Place) -> bool:
    """Whether a code lies in a place above it."""
    width = 2 if above.level == "province" else 4
    return code != above.code and code[:width] == above.code[:width]


def _rank(place: Place) -> int:
    """Levels from the highest down."""
    return ("province", "prefecture", "county").index(place.level)


def gazetteer(pack: Pack) -> Gazetteer:
    """The gazetteer of a pack, built once, when the first document asks for it."""
    made: Gazetteer = pack.cached("structure.gazetteer", _build)
    return made


def _build(pack: Pack) -> Gazetteer:
    """Index the table."""
    full: dict[str, list[Place]] = {}
    short: dict[str, Place] = {}
    codes: dict[str, Place] = {}
    common: set[str] = set()
    never: set[str] = set()
    abbreviations: dict[str, str] = {}
    for row in pack.table("regions.csv", COLUMNS):
        place = Place(row["name"], row["code"], row["level"], int(row["until"] or 0), row["now"])
        if not place.until or place.code not in codes:
            codes[place.code] = place
        full.setdefault(place.name, []).append(place)
        if row["everyday"]:
            common.add(place.name)
        if row["unless"]:
            never.add(row["unless"])
        if row["abbreviation"]:
            abbreviations[row["abbreviation"]] = place.code
        if "自治" in place.name:
            brief = AUTONOMOUS.sub("", place.name)
            if brief != place.name:
                full.setdefault(brief, []).append(place)
        if place.level in SHORT_LEVELS and not place.until:
            brief = SUFFIXES.sub("", place.name)
            if len(brief) >= 2 and brief != place.name:
                short.setdefault(brief, place)
    return Gazetteer(
        full, short, frozenset(name[:2] for name in short), tuple(sorted(never)), codes, max(map(len, full)), frozenset(common),
        abbreviations, _rules(pack),
    )  # fmt: skip


def _rules(pack: Pack) -> dict[str, Any]:
    """The compiled rules that speak of places."""
    rules = pack.family("titles").rules.values()
    return {rule.id.rsplit(".", 1)[1]: rule.compiled for rule in rules if _speaks(rule.id) and rule.pattern}


def _speaks(identifier: str) -> bool:
    """Whether a rule of the titles family is about places."""
    name = identifier.rsplit(".", 1)[1]
    return name.startswith("speaks_") or name in (
        "invented_region", "nation", "nation_issuer", "organisation", "congress", "addresses_provinces", "own_place",
        "place_anchor", "place_followed",
    )  # fmt: skip
