"""Draft packs (规则包草稿): suggestions tried one by one on the given texts, and written so that a person can approve them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from policy_extract.authoring.cases import Case
from policy_extract.authoring.difference import found_in
from policy_extract.authoring.learning import Suggestion
from policy_extract.compare.catalogue import Catalogue
from policy_extract.errors import PatternError, UsageError
from policy_extract.evaluation.compare import judged
from policy_extract.evaluation.scorer import score
from policy_extract.extractor import Extractor
from policy_extract.patterns import Layer
from policy_extract.patterns.manifest import NAME

MOST_QUOTES = 3
HEAD = """\
# 由更正记录建议的草稿，均未启用。逐条核对例句、效果与冲突，同意的把 approved 改为 true，不同意的删去；
# 然后运行 policy-extract patterns test。
# Drafts suggested by corrections; none is in use. Look at quotes, effect and conflicts of each, set `approved: true` on those you
# agree with, delete the others, then run policy-extract patterns test.
"""
MANIFEST = """\
name: {name}
version: '0.1.0'
licence: CC0-1.0
description: 由更正记录建议的草稿 / drafts suggested by corrections
"""
TRIED = "name: suggestion\nversion: '0'\nlicence: none\n"


@dataclass(slots=True)
class Effect:
    """What adopting a suggestion would change in the given texts."""

    gains: Counter[str] = field(default_factory=Counter)
    """By field: right with the suggestion, wrong without."""
    losses: Counter[str] = field(default_factory=Counter)
    named: int = 0
    """Quantities of the texts that only with the suggestion have an indicator of the catalogue."""
    conflicts: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.gains or self.losses or self.named)

    def line(self) -> str:
        """The effect in one line."""
        parts = [f"+{count} {name}" for name, count in sorted(self.gains.items())]
        parts += [f"−{count} {name}" for name, count in sorted(self.losses.items())]
        parts += [f"+{self.named} catalogued"] if self.named else []
        return ", ".join(parts) or "nothing"


def effect_of(suggestion: Suggestion, cases: Sequence[Case], base: Extractor) -> Effect:
    """Run the texts that hold a name of the suggestion without and with it, and judge the difference by the corrections."""
    effect = Effect()
    try:
        extractor = Extractor((*base.pack.layers[1:], _layer(suggestion)))
    except PatternError as error:
        effect.conflicts.append(str(error).partition(": ")[2])
        return effect
    own = [remark.partition(": ")[2] for remark in extractor.pack.remarks if remark not in base.pack.remarks]
    effect.conflicts += own
    names = [*suggestion.words, *filter(None, [suggestion.entry.get("name")])]
    for number, case in enumerate(cases):
        if number not in suggestion.documents and not any(name in case.source.text for name in names):
            continue
        before, after = found_in(base, case.source, False), found_in(extractor, case.source, False)
        old, new = (score([(case.gold, found.items)]).faults for found in (before, after))
        for change in judged(case.source.name, old, new, case.source.text):
            if change.verdict in ("gain", "loss"):
                (effect.gains if change.verdict == "gain" else effect.losses)[change.field] += 1
        if suggestion.sort == "indicators":
            effect.named += _named(after.items["quantities"], extractor) - _named(before.items["quantities"], base)
    return effect


def _named(quantities: Sequence[dict[str, Any]], extractor: Extractor) -> int:
    """Quantities that have an indicator of the catalogue."""
    catalogue = Catalogue.load(extractor.pack)
    return sum(catalogue.match(each["indicator"], each.get("unit", ""), each.get("measure")) is not None for each in quantities)


def _layer(suggestion: Suggestion) -> Layer:
    """A pack of one suggestion, approved."""
    entries = yaml.safe_dump({suggestion.sort: [suggestion.entry]}, allow_unicode=True)
    files = (("entries.yaml", entries.encode()), ("pack.yaml", TRIED.encode()))
    return Layer("suggestion", files)


def write_draft(folder: Path, found: Sequence[tuple[Suggestion, Effect | None]]) -> Path:
    """Write the suggestions as a pack of drafts; returns the file to look at. Raises UsageError."""
    name = folder.name.lower()
    if not NAME.fullmatch(name):
        raise UsageError(f"{folder.name}: no name for a pack; use small letters, digits, Chinese characters, - and _ only")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: exists already; give the name of a new folder, drafts are never written over")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(MANIFEST.format(name=name), encoding="utf-8", newline="\n")
    path = folder / "learned.yaml"
    path.write_text("\n".join([HEAD, *_sections(found)]) + "\n", encoding="utf-8", newline="\n")
    return path


def _sections(found: Sequence[tuple[Suggestion, Effect | None]]) -> list[str]:
    """The lines of the entries, section by section."""
    lines = []
    for sort in ("indicators", "units", "bodies"):
        own = [(suggestion, effect) for suggestion, effect in found if suggestion.sort == sort]
        lines += [f"{sort}:"] if own else []
        for suggestion, effect in own:
            lines += [f"  # {line}" for line in said(suggestion, effect)]
            entry = {"approved": False, **suggestion.entry}
            written = yaml.safe_dump(entry, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6)
            lines += [f"  - {written.strip()}", ""]
    return lines


def said(suggestion: Suggestion, effect: Effect | None) -> list[str]:
    """What speaks for a suggestion and against it, in lines without line ends."""
    words = "、".join(f"{word} × {count}" for word, count in suggestion.words.items())
    lines = [f"{suggestion.count} ×: {words}", *(f"“…{quote}…”" for quote in suggestion.quotes[:MOST_QUOTES])]
    lines += [f"效果 effect: {effect.line()}"] if effect is not None else []
    lines += [f"冲突 conflict: {conflict}" for conflict in (effect.conflicts if effect is not None else ())]
    lines += [f"注意 note: {note}" for note in suggestion.notes]
    return [" ".join("".join(mark if mark.isprintable() else " " for mark in line).split()) for line in lines]
