"""The command `learn`: suggest entries of a pack out of corrections; nothing is used before a person approves it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from policy_extract.authoring.cases import cases_of
from policy_extract.authoring.drafts import Effect, effect_of, said, write_draft
from policy_extract.authoring.learning import Suggestion, suggestions
from policy_extract.extractor import Extractor

MOST = 30


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `learn`."""
    parser = commands.add_parser("learn", help="suggest pack entries from corrections", description=run_learn.__doc__)
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="FROM",
        help="the file of a review desk, its gold export, or a folder of gold files",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="PACK", help="folder to write as a pack of drafts")
    parser.add_argument("--texts", type=Path, metavar="ROOT", help="folder that the `source` of gold is relative to")
    parser.add_argument("--least", type=int, default=1, metavar="N", help="suggest what was met N times or more (default: 1)")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help=f"suggestions at the most (default: {MOST})")
    parser.add_argument("--catalogue", action="store_true", help="also names that were read rightly but stand in no catalogue")
    parser.add_argument("--no-effect", action="store_true", help="do not try each suggestion on the texts (quicker)")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    parser.set_defaults(run=run_learn)


def run_learn(arguments: argparse.Namespace) -> int:
    """Suggest names of units, bodies and indicators that people had to put right, by frequency, with quotes, conflicts and what
    each would change in the given texts. With -o they are written as drafts (`approved: false`): nothing is learned silently.
    """
    extractor = Extractor(arguments.patterns)
    cases = cases_of(arguments.sources, arguments.texts)
    chosen = [each for each in suggestions(cases, extractor, arguments.catalogue) if each.count >= arguments.least]
    found: list[tuple[Suggestion, Effect | None]] = []
    for suggestion in chosen[: arguments.most]:
        effect = None if arguments.no_effect else effect_of(suggestion, cases, extractor)
        found.append((suggestion, effect))
    # What would change nothing stands last; the order by frequency is kept within both.
    found.sort(key=lambda pair: pair[1] is not None and pair[1].is_nothing)
    for suggestion, effect in found:
        name = suggestion.entry.get("name") or suggestion.entry["id"]
        print(f"{suggestion.sort}  {name}")
        for line in said(suggestion, effect):
            print(f"    {line}")
    left = f", {len(chosen) - len(found)} more with --most" if len(chosen) > len(found) else ""
    print(f"policy-extract: {len(cases)} corrected texts, {len(found)} suggestions{left}", file=sys.stderr)
    if arguments.output is not None and found:
        path = write_draft(arguments.output, found)
        print(f"policy-extract: {path}: drafts only; look at each and set approved: true", file=sys.stderr)
    return 0
