"""What a pack changes (规则包影响): the same texts read without and with it, compared by document and field."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from policy_extract import rows
from policy_extract.compare.catalogue import Catalogue
from policy_extract.evaluation.compare import Comparison, compare
from policy_extract.evaluation.sides import Found, Side
from policy_extract.extractor import Extractor
from policy_extract.patterns import Pack
from policy_extract.result import DocumentResult
from policy_extract.standoff import merge
from policy_extract.text import Source

Item = dict[str, Any]
OLD, NEW = Path("without"), Path("with")
NEITHER = "not on the old and new side"
"""What is said of gold whose text is not among those compared."""


def found_in(extractor: Extractor, source: Source, named: bool) -> Found:
    """What an extractor finds in a source, in the stand-off form; `named`: quantities have the id of their indicator."""
    results = extractor.extract_source(source)
    return of_results(results, source.name, extractor.pack if named else None)


def of_results(results: Iterable[DocumentResult], name: str, pack: Pack | None) -> Found:
    """Results in the stand-off form."""
    parts = [result.standoff() for result in results]
    whole: Item = msgspec.json.decode(rows.encode(merge(parts, name)))
    if pack is not None:
        _name_indicators(whole, pack)
    found = Found(name, str(whole.get("source") or ""), str(whole.get("sha256") or ""))
    found.add(whole)
    return found


def _name_indicators(whole: Item, pack: Pack) -> None:
    """Give quantities the id of their indicator, where the catalogue has one."""
    catalogue = Catalogue.load(pack)
    for item in whole.get("quantities") or ():
        match = catalogue.match(item["indicator"], item.get("unit", ""), item.get("measure"))
        if match is not None:
            item["indicator_id"] = match.id


def difference(old: Extractor, new: Extractor, sources: Iterable[Source], gold: Path | None, root: Path | None) -> Comparison:
    """Compare what two extractors find in some sources; with gold each change is a gain or a loss. Raises UsageError."""
    sides = Side(OLD), Side(NEW)
    for source in sources:
        for side, extractor in zip(sides, (old, new), strict=True):
            side.found.append(found_in(extractor, source, gold is None))
    found = compare(*sides, gold, root)
    found.remarks = [remark for remark in found.remarks if NEITHER not in remark]
    return found
