"""Finds the place that a document governs: from its title, its issuer, or the places it names; unknown where it is not (地区)."""

from __future__ import annotations

import re

from policy_extract.patterns import Pack
from policy_extract.structure.regions_table import Gazetteer, Place, Region, gazetteer
from policy_extract.structure.regions_votes import NATION, by_votes

LEVELS = {
    "省": "province", "自治区": "province", "市": "prefecture", "自治州": "prefecture", "地区": "prefecture", "盟": "prefecture",
    "县": "county", "自治县": "county", "旗": "county", "自治旗": "county", "区": "county", "新区": "county", "开发区": "county",
    "示范区": "county", "工业园区": "county", "高新区": "county", "保税区": "county", "合作区": "county", "度假区": "county",
    "实验区": "county", "试验区": "county", "镇": "township", "乡": "township", "街道": "township",
}  # fmt: skip
THE_NATION = Region(NATION, None, "nation")


def find_region(
    titles: list[str], issuer: str | None, head: str, text: str, pack: Pack, year: int | None = None, number: str | None = None
) -> Region | None:
    """The place a document governs: its title, its issuer, its congress, else the place its text names most.

    `year` and `number` (发文字号) tell districts of one name apart.
    """
    made = gazetteer(pack)
    read = [(words, False) for words in titles[:1]] + [(words, True) for words in (issuer or "", *titles)]
    for words, loosely in read:
        organisation = made.rules["organisation"].search(words)
        if organisation:
            return _organisation(organisation["name"].removeprefix("中共"), made)
        region = _in_words(words, made, year, number or "", loosely)
        if region is not None:
            return region
    congress = made.rules["congress"].search(head)
    if congress:
        region = THE_NATION if congress["national"] else _place(congress["place"], made, year, number or "")
        if region is not None:
            return region
    return by_votes(text, made)


def _organisation(name: str, made: Gazetteer) -> Region:
    """A hospital, school or company; the places that its name begins with lie above it."""
    found = _chain(name, made)
    if not found or found[0][0]:
        return Region(name, None, "organisation")
    region = _resolved(name, found, made, None, "")
    return Region(name, None, "organisation", (*region.parents, region.name))


def _place(name: str, made: Gazetteer, year: int | None, number: str) -> Region | None:
    """A bare place name: known, or judged by its suffix."""
    region = _in_words(name, made, year, number, True)
    if region is not None:
        return region
    suffix = max((s for s in LEVELS if name.endswith(s)), key=len, default="")
    return Region(name, None, LEVELS[suffix]) if suffix and len(name) > len(suffix) else None


def _in_words(words: str, made: Gazetteer, year: int | None, number: str, loosely: bool) -> Region | None:
    """The place in a title or issuer's name; the most specific one of a chain (某省某市); `loosely` takes short names too."""
    plain = re.sub(r"\s+", "", words)
    if made.rules["nation_issuer"].match(plain):
        return THE_NATION
    invented = made.rules["invented_region"].match(plain)
    found = _chain(plain, made)
    if found and not (invented and invented.end("name") <= found[0][0]):
        region = _resolved(plain, found, made, year, number)
        end = found[-1][0] + len(found[-1][1])
        if invented and invented.start("name") <= end < invented.end("name") - 1:
            return _below(plain[end : invented.end("name")], LEVELS[invented["suffix"]], region)
        return region
    if invented:
        above = _before(plain, invented.start("name"), made)
        name, level = invented["name"], LEVELS[invented["suffix"]]
        if above is None and len(invented["suffix"]) > 1:
            above = next((made.short[name[:length]] for length in (4, 3, 2) if name[:length] in made.short), None)
        return _below(name, level, made.region(above)) if above is not None else Region(name, None, level)
    if not loosely:
        return None
    if made.rules["nation"].search(plain):
        return THE_NATION
    brief = made.short_names(plain)
    return made.region(made.short[brief[0][1]]) if brief else None


def _below(name: str, level: str, above: Region) -> Region:
    """A place that no table knows, in a known one."""
    return Region(name, None, level, (*above.parents, above.name))


def _chain(words: str, made: Gazetteer) -> list[tuple[int, str]]:
    """The first place that words surely name, with the places below it that stand right behind."""
    chain: list[tuple[int, str]] = []
    for start, name in made.names(words):
        if chain:
            if start != chain[-1][0] + len(chain[-1][1]):
                break
        elif not _is_meant(words, start, name, made):
            continue
        chain.append((start, name))
    return chain


def _is_meant(words: str, start: int, name: str, made: Gazetteer) -> bool:
    """Whether a name is a place where it stands: a county whose name is an everyday word needs more than the characters."""
    if any(place.level != "county" for place in made.full[name]):
        return True
    if made.rules["place_followed"].match(words, start + len(name)) or _before(words, start, made) is not None:
        return True
    if made.is_common(name):
        return False
    return len(made.full[name]) == 1 or made.rules["place_anchor"].fullmatch(words, 0, start) is not None


def _before(words: str, start: int, made: Gazetteer) -> Place | None:
    """The place whose short name stands right before a name (某省某市 without 省)."""
    for length in (2, 3, 4):
        place = made.short.get(words[start - length : start]) if start >= length else None
        if place is not None:
            return place
    return None


def _resolved(words: str, chain: list[tuple[int, str]], made: Gazetteer, year: int | None, number: str) -> Region:
    """The last place of a chain, told apart from its namesakes by the places before it."""
    above = _before(words, chain[0][0], made)
    region = made.one(chain[0][1], above, year, number)
    for _, name in chain[1:]:
        upper = made.codes.get(region.code) if region.code else None
        region = made.one(name, upper, year, number)
    return region
