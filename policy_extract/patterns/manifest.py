"""What a pack says of itself (pack.yaml): name, version, licence, which program it needs, what it switches off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_extract.errors import PatternError
from policy_extract.patterns.files import checked, parsed
from policy_extract.patterns.layers import MANIFEST, Layer
from policy_extract.version import VERSION

KINDS = {
    "name": "text", "version": "text", "needs": "text", "licence": "text", "title": "text", "description": "text",
    "authors": "texts", "homepage": "text", "disable": "texts",
}  # fmt: skip
NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff_-]{0,59}")
PUBLISHED = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,3}(?:[-+.a-z0-9]{1,30})?")
NEED = re.compile(r"\s*(>=|<=|==|<|>)\s*(\d{1,6}(?:\.\d{1,6}){0,2})\s*")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Facts of a pack."""

    name: str
    version: str = ""
    licence: str = ""
    description: str = ""
    disable: tuple[tuple[str, str], ...] = ()
    """Ids that are switched off, each with its place."""

    @property
    def label(self) -> str:
        """Name and version, as messages name the pack."""
        return f"{self.name} {self.version}".strip()


def manifest_of(layer: Layer) -> Manifest:
    """The manifest of a layer; one without pack.yaml is named after its folder. Raises PatternError."""
    raw = dict(layer.files).get(MANIFEST)
    if raw is None:
        return Manifest(layer.place.replace("\\", "/").rstrip("/").rpartition("/")[2])
    place = f"{layer.place}/{MANIFEST}"
    node, item = parsed(place, raw, True)
    lines = checked(place, node, item, KINDS, ("name", "version", "licence"), "pack")
    if not NAME.fullmatch(item["name"]):
        raise PatternError(
            f"{place}:{lines['name']}: `name` {item['name'][:60]!r}; use small letters, digits, Chinese characters, - and _ only"
        )
    if not PUBLISHED.fullmatch(item["version"]):
        raise PatternError(f"{place}:{lines['version']}: `version` {item['version'][:60]!r} is none; write one like '1.0.0'")
    if item.get("needs"):
        _met(f"{place}:{lines['needs']}", item["needs"])
    disable = tuple((one, f"{place}:{lines['disable']}") for one in item.get("disable") or ())
    return Manifest(item["name"], item["version"], item["licence"], item.get("description") or "", disable)


def _met(place: str, needs: str) -> None:
    """See that the program is one that the pack can work with. Raises PatternError."""
    have = _numbers(VERSION)
    for part in needs.split(","):
        found = NEED.fullmatch(part)
        if found is None:
            raise PatternError(f"{place}: `needs` {needs[:60]!r} is no range of versions; write one like '>=0.1,<2'")
        want, sign = _numbers(found[2]), found[1]
        met = {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}[sign]
        if not met:
            raise PatternError(f"{place}: the pack needs policy-extract {needs}, this is {VERSION}; install a version that fits")


def _numbers(version: str) -> tuple[int, ...]:
    """The first three numbers of a version."""
    found = [int(part) for part in re.findall(r"\d+", version)[:3]]
    return tuple(found + [0] * (3 - len(found)))
