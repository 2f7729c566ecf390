"""The command `explain`: what stands at one place of a file, which rules made it, and which rules lost."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policy_extract.explain import explain
from policy_extract.extractor import Extractor

SAID = {
    "quantities": (
        "phase", "indicator", "scope", "comparator", "value", "low", "high", "ratio", "unit", "measure", "direction", "per",
        "hedge", "implicit", "baseline",
    ),
    "times": ("kind", "start_date", "end_date", "granularity", "every", "duration", "anchor"),
    "responsibilities": ("name", "role", "shared", "generic", "organisation_id", "covers"),
    "statuses": ("state", "as_of", "covers"),
}  # fmt: skip
"""What is shown of a record of each sort."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `explain`."""
    parser = commands.add_parser("explain", help="say why a place was read as it was", description=run_explain.__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="the file, read as `extract` reads it")
    parser.add_argument("--at", type=int, required=True, metavar="OFFSET", help="code point of the source text, as in records")
    parser.add_argument("--json", action="store_true", help="the explanation as JSON")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    parser.set_defaults(run=run_explain)


def run_explain(arguments: argparse.Namespace) -> int:
    """Show section, statement and records at a source offset, the rules that made them, and the rules that matched and lost."""
    extractor = Extractor(tuple(arguments.patterns))
    found = explain(extractor.extract_file(arguments.file), extractor.pack, arguments.at)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: dict[str, Any]) -> Iterator[str]:
    """The explanation as lines."""
    yield f"{found['source']} at {found['at']}: {_flat(found['before'])}▶{_flat(found['character'])}{_flat(found['behind'])}"
    if found["document"] is None:
        yield "no document stands here"
        return
    document = found["document"]
    yield f"document {document['name']}: {document['title'] or 'without a title'} (genre {document['genre']})"
    for section in found["sections"]:
        role = f", role {section['role']}" if section["role"] else ""
        year = f", year {section['year']}" if section["year"] else ""
        place = f"[{section['start']}:{section['end']}]"
        yield f"section {section['number']}{section['title']} {place} level {section['level']}{role}{year}"
        yield from _rules(section["rules"], "  made by")
    yield from _statement(found["statement"])
    for sort, entries in found["records"].items():
        for entry in entries:
            yield from _record(sort, entry)
    yield from _lost(found["lost"])


def _statement(statement: dict[str, Any] | None) -> Iterator[str]:
    """The statement with the rules that decided and the cues in it."""
    if statement is None:
        yield "no statement stands here"
        return
    modality = f", {statement['modality']}" if statement["modality"] else ""
    yield f"statement [{statement['start']}:{statement['end']}] {statement['kind']}{modality}: {_flat(statement['quote'])}"
    yield f"  record {statement['record']}" if statement["record"] else "  no record of its own"
    yield from _rules(statement["rules"], "  decided by")
    for cue in statement["cues"]:
        if cue["outcome"] != "decided":
            said = ", ".join(f"{key} {value}" for key, value in cue["says"].items()) or "nothing by itself"
            yield f"  cue {cue['id']} says {said}: {cue['outcome']}; {_words(cue['matched'])} ({cue['place']})"


def _record(sort: str, entry: dict[str, Any]) -> Iterator[str]:
    """One record with the rules that made it; ▶ marks those that stand at the place."""
    said = ", ".join(f"{key} {_value(entry[key])}" for key in SAID[sort] if key in entry)
    mark = "▶ " if entry["here"] else "  "
    yield f"{mark}{sort} [{entry['start']}:{entry['end']}] {_flat(entry['quote'])}: {said}"
    when = entry.get("when")
    if when:
        date = f" {when['end_date']}" if when.get("end_date") else ""
        yield f"    when: {_flat(when['quote'])} [{when['start']}:{when['end']}] {when['kind']}{date}"
    if "not_recorded" in entry:
        yield f"    {entry['not_recorded']}"
    yield from _rules(entry["rules"], "    made by")


def _lost(entries: list[dict[str, Any]]) -> Iterator[str]:
    """What matched at the place and made no record."""
    if entries:
        yield "matched here and made no record:"
    for entry in entries:
        if "id" in entry:
            yield f"  {entry['sort']}: {entry['id']} {_words(entry['matched'])}; {entry['why']} ({entry['place']})"
        else:
            yield f"  {entry['sort']}: {_flat(entry['quote'])} [{entry['start']}:{entry['end']}] {entry['why']}"
            yield from _rules(entry["rules"], "    by")


def _rules(rules: list[dict[str, Any]], label: str) -> Iterator[str]:
    """The rules that fired, a line each."""
    for rule in rules:
        yield f"{label} {rule['id']}: {rule['description']}; {_words(rule['matched'])} ({rule['place']})"


def _words(matched: list[dict[str, Any]]) -> str:
    """The words that a rule matched."""
    return "matched " + ", ".join(f"“{_flat(match['quote'])}”" for match in matched) if matched else "no words of its own"


def _value(value: Any) -> str:
    """A value as it is read."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _flat(words: str) -> str:
    """Words on one line."""
    return words.replace("\r", "").replace("\n", "⏎")
