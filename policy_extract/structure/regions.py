"""Finds the place that a document governs (行政区划): by table where it is known, by its suffix where it is not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import regex

from policy_extract.patterns import Pack

SAMPLE = 5000
LEAST_VOTES = 2
EARLY, EARLY_WEIGHT = 400, 3
ADDRESSED = re.compile(r"^.{0,300}[：:]$", re.M)
CITED = re.compile("《[^《》]{0,80}》")
NATION = "全国"
SPEAKING = ("nation", "province", "prefecture", "county")
ADDRESS_REACH = 1500
MOST_VOTES_OF_NATION = 4
"""A text that speaks of 我国 but names one province more often than this is that province's own."""
SHORT_LEVELS = frozenset({"province", "prefecture"})
PEOPLES = "朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族|蒙古|哈萨克|柯尔克孜"
AUTONOMOUS = re.compile(f"(?:{PEOPLES})+自治州$")
SUFFIXES = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|[一-鿿]{1,8}族自治州|自治州|地区|省|市|盟)$")
LEVELS = {
    "省": "province", "自治区": "province", "市": "prefecture", "自治州": "prefecture", "地区": "prefecture", "盟": "prefecture",
    "县": "county", "自治县": "county", "旗": "county", "自治旗": "county", "区": "county", "新区": "county", "开发区": "county",
    "示范区": "county", "镇": "township", "乡": "township", "街道": "township",
}  # fmt: skip


class Region(NamedTuple):
    """A place: name as it is officially written, GB/T 2260 code where known, level."""

    name: str
    code: str | None
    level: str


@dataclass(slots=True)
class Gazetteer:
    """The table of known places, by full name and by unambiguous short name."""

    full: dict[str, list[Region]]
    """A district's name may belong to several cities."""
    short: dict[str, list[Region]]
    heads: frozenset[str]
    """First two characters of every name: only there the table is asked."""
    lengths: tuple[int, ...]
    invented: Any
    nation: Any
    organisation: Any
    congress: Any
    codes: dict[str, Region]
    speaking: dict[str, Any]
    """Finders of the words by which a text speaks as nation, province, prefecture or county."""
    addresses_provinces: Any


def gazetteer(pack: Pack) -> Gazetteer:
    """The gazetteer of a pack, built once."""
    made: Gazetteer = pack.cached("structure.gazetteer", _build)
    return made


def _build(pack: Pack) -> Gazetteer:
    """Index the table."""
    full: dict[str, list[Region]] = {}
    short: dict[str, list[Region]] = {}
    for row in pack.table("regions.csv", ("code", "name", "level")):
        region = Region(row["name"], row["code"] or None, row["level"])
        full.setdefault(region.name, []).append(region)
        if AUTONOMOUS.search(region.name):
            full.setdefault(AUTONOMOUS.sub("州", region.name), []).append(region)
        brief = SUFFIXES.sub("", region.name)
        if region.level in SHORT_LEVELS and len(brief) >= 2 and brief != region.name:
            short.setdefault(brief, [region])
    names = full.keys() | short.keys()
    rules = pack.family("titles").rules
    return Gazetteer(
        full,
        short,
        frozenset(name[:2] for name in names),
        tuple(sorted({len(name) for name in names}, reverse=True)),
        regex.compile(rules["titles.invented_region"].pattern or ""),
        regex.compile(rules["titles.nation"].pattern or ""),
        regex.compile(rules["titles.organisation"].pattern or ""),
        regex.compile(rules["titles.congress"].pattern or ""),
        {region.code: region for regions in full.values() for region in regions if region.code},
        {level: regex.compile(rules[f"titles.speaks_{level}"].pattern or "(?!)") for level in SPEAKING},
        regex.compile(rules["titles.addresses_provinces"].pattern or "(?!)"),
    )


def find_region(titles: list[str], issuer: str | None, head: str, text: str, pack: Pack) -> Region | None:
    """The place a document governs: its title, its issuer, its congress, else the place its text names most."""
    made = gazetteer(pack)
    for words in (*titles[:1], issuer or "", *titles[1:]):
        organisation = made.organisation.search(words)
        if organisation:
            return Region(organisation["name"].removeprefix("中共"), None, "organisation")
        region = _in_words(words, made)
        if region is not None:
            return region
    congress = made.congress.search(head)
    if congress:
        region = Region(NATION, None, "nation") if congress["national"] else _place(congress["place"], made)
        if region is not None:
            return region
    return _by_votes(text[:SAMPLE], made)


def _place(name: str, made: Gazetteer) -> Region | None:
    """A bare place name: known, or judged by its suffix."""
    region = _in_words(name, made)
    if region is not None:
        return region
    suffix = max((s for s in LEVELS if name.endswith(s)), key=len, default="")
    return Region(name, None, LEVELS[suffix]) if suffix and len(name) > len(suffix) else None


def _in_words(words: str, made: Gazetteer) -> Region | None:
    """The place in a title or issuer's name; the most specific one of a chain (某省某市)."""
    plain = re.sub(r"\s+", "", words)
    found = _names(plain, made.full, made)
    if found:
        start, name = found[0]
        region = _one(made.full[name], None)
        for place, following in found[1:]:
            if place == start + len(name):
                start, name = place, following
                region = _one(made.full[name], region)
        return region
    invented = made.invented.match(plain)
    if invented:
        return Region(invented["name"], None, LEVELS[invented["suffix"]])
    if made.nation.search(plain):
        return Region(NATION, None, "nation")
    brief = _names(plain, made.short, made)
    return made.short[brief[0][1]][0] if brief else None


def _one(regions: list[Region], above: Region | None) -> Region:
    """The one of several places of a name that lies in the place above; without a code when that cannot be told."""
    if len(regions) == 1:
        return regions[0]
    if above is not None and above.code:
        prefix = above.code.rstrip("0") if above.level == "province" else above.code[:4]
        inside = [region for region in regions if region.code and region.code.startswith(prefix)]
        if len(inside) == 1:
            return inside[0]
    return Region(regions[0].name, None, regions[0].level)


def _names(words: str, table: dict[str, list[Region]], made: Gazetteer) -> list[tuple[int, str]]:
    """Places of a table in a text, longest name first, with their offsets."""
    found: list[tuple[int, str]] = []
    heads, taken = made.heads, 0
    for position in [place for place in range(len(words) - 1) if words[place : place + 2] in heads]:
        if position < taken:
            continue
        for length in made.lengths:
            name = words[position : position + length]
            if name in table:
                found.append((position, name))
                taken = position + length
                break
    return found


def _by_votes(text: str, made: Gazetteer) -> Region | None:
    """The place that a text names most often, of the level at which it speaks (我省, 我县); one mention is no ground."""
    plain = ADDRESSED.sub("", CITED.sub("", text))  # a cited paper of a higher level names another place
    if made.addresses_provinces.search(text, 0, ADDRESS_REACH):
        return Region(NATION, None, "nation")
    level = _speaking_level(text, made)
    votes = _votes(plain, made)
    if level == "nation" and max(_rolled_up(votes, made, "province").values(), default=0) <= MOST_VOTES_OF_NATION:
        return Region(NATION, None, "nation")
    if level == "province":
        votes = _rolled_up(votes, made, "province")
    elif level == "prefecture":
        own = Counter({region: count for region, count in votes.items() if _is_city(region)})
        votes = own or _rolled_up(votes, made, "prefecture")
    elif level == "county":
        votes = Counter({region: count for region, count in votes.items() if region.level in ("county", "township")})
    if not votes:
        return None
    (region, count), *_ = votes.most_common(1)
    near = sum(own for other, own in votes.items() if _is_inside(region, other) or _is_inside(other, region))
    return region if count >= LEAST_VOTES and near * 2 >= sum(votes.values()) else None


def _speaking_level(text: str, made: Gazetteer) -> str:
    """The level of the one who speaks, by the words for the own place; empty when there are none."""
    counts = Counter({level: sum(1 for _ in finder.finditer(text)) for level, finder in made.speaking.items()})
    most = max(counts.values())
    if most < LEAST_VOTES:
        return ""
    # A city speaks of its province too, a province seldom of one city: the lower level wins when it is named often enough.
    return next(level for level in reversed(SPEAKING) if counts[level] * 2 >= most)


def _votes(text: str, made: Gazetteer) -> Counter[Region]:
    """How often a text names each known place, the opening counting more."""
    votes: Counter[Region] = Counter()
    for weight, piece in ((EARLY_WEIGHT, text[:EARLY]), (1, text[EARLY:])):
        full = _names(piece, made.full, made)
        inside = {place + offset for place, name in full for offset in range(len(name))}
        for _, name in full:
            votes[_one(made.full[name], None)] += weight
        for place, name in _names(piece, made.short, made):
            if place not in inside:
                votes[made.short[name][0]] += weight
    return votes


def _is_city(region: Region) -> bool:
    """Whether a place may call itself 我市 or 我州: a prefecture, a city under the State Council, a city of county level."""
    return region.level == "prefecture" or region.name.endswith("市")


def _rolled_up(votes: Counter[Region], made: Gazetteer, level: str) -> Counter[Region]:
    """Votes for places counted for the province or prefecture that they lie in."""
    width = 2 if level == "province" else 4
    upper: Counter[Region] = Counter()
    for region, count in votes.items():
        above = made.codes.get(region.code[:width].ljust(6, "0")) if region.code else None
        if above is not None and (level == "province" or above.level == level):
            upper[above] += count
    return upper


def _is_inside(inner: Region, outer: Region) -> bool:
    """Whether a place is another one or lies in it, by their codes."""
    if inner.code is None or outer.code is None:
        return inner == outer
    return inner.code.startswith(outer.code[:2] if outer.level == "province" else outer.code.removesuffix("00"))
