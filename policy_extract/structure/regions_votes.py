"""Finds the place that a text speaks of when neither its title nor its issuer names one (文中地名)."""

from __future__ import annotations

import re
from collections import Counter

from policy_extract.structure.regions_table import Gazetteer, Region

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
LEVELS_ABOVE = {"prefecture": ("province",), "county": ("province", "prefecture")}


def by_votes(text: str, made: Gazetteer) -> Region | None:
    """The place that a text names most often, of the level at which it speaks (我省, 我县); one mention is no ground."""
    text = text[:SAMPLE]
    plain = ADDRESSED.sub("", CITED.sub("", text))  # a cited paper of a higher level names another place
    if made.rules["addresses_provinces"].search(text, 0, ADDRESS_REACH):
        return Region(NATION, None, "nation")
    level = speaking_level(text, made)
    own = _own_place(plain, level, made)
    if own is not None:
        return own
    votes = _votes(plain, made)
    if level == "nation" and max(_rolled_up(votes, made, "province").values(), default=0) <= MOST_VOTES_OF_NATION:
        return Region(NATION, None, "nation")
    if level == "province":
        votes = _rolled_up(votes, made, "province")
    elif level == "prefecture":
        cities = Counter({region: count for region, count in votes.items() if _is_city(region)})
        votes = cities or _rolled_up(votes, made, "prefecture")
    elif level == "county":
        votes = Counter({region: count for region, count in votes.items() if region.level in ("county", "township")})
    if not votes:
        return None
    (region, count), *_ = votes.most_common(1)
    near = sum(own for other, own in votes.items() if _holds(region, other) or _holds(other, region))
    return region if count >= LEAST_VOTES and near * 2 >= sum(votes.values()) else None


def speaking_level(text: str, made: Gazetteer) -> str:
    """The level of the one who speaks, by the words for the own place; empty when there are none."""
    counts = Counter({level: sum(1 for _ in made.rules[f"speaks_{level}"].finditer(text)) for level in SPEAKING})
    if "自治区" not in text:  # 我区 is an autonomous region there
        counts["county"] += sum(1 for _ in made.rules["speaks_district"].finditer(text))
    most = max(counts.values())
    if most < LEAST_VOTES:
        return ""
    # A city speaks of its province too, a province seldom of one city: the lower level wins when it is named often enough.
    return next(level for level in reversed(SPEAKING) if counts[level] * 2 >= most)


def _own_place(text: str, level: str, made: Gazetteer) -> Region | None:
    """The place in 结合某市实际, the formula by which a text names its own; it must be of the level at which the text speaks."""
    for match in made.rules["own_place"].finditer(text):
        place = made.by_suffix(match["place"])
        if place is not None and (not level or place.level == level):
            return made.region(place)
    return None


def _votes(text: str, made: Gazetteer) -> Counter[Region]:
    """How often a text names each known place, the opening counting more."""
    votes: Counter[Region] = Counter()
    for weight, piece in ((EARLY_WEIGHT, text[:EARLY]), (1, text[EARLY:])):
        full = made.names(piece)
        inside = {place + offset for place, name in full for offset in range(len(name))}
        for _, name in full:
            if not made.is_common(name):
                votes[made.one(name)] += weight
        for place, name in made.short_names(piece):
            if place not in inside:
                votes[made.region(made.short[name])] += weight
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
            upper[made.region(above)] += count
    return upper


def _holds(inner: Region, outer: Region) -> bool:
    """Whether a place is another one or lies in it."""
    return inner == outer or outer.name in inner.parents
