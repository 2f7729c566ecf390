"""The commands `patterns new`, `check`, `test`, `diff`, `explain`, `list`, `export-spacy` and `packs`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from policy_extract import patterns
from policy_extract.authoring.difference import difference
from policy_extract.authoring.examples import check_pack
from policy_extract.authoring.firing import Fired, firing
from policy_extract.authoring.scaffold import new_pack
from policy_extract.authoring.trials import run_trial, trials_of
from policy_extract.cli_attempts import attempt, documents
from policy_extract.cli_inputs import find_inputs, output_stream
from policy_extract.components.rulers import LABELS, ruler_lines
from policy_extract.errors import PatternError, RuleTimeout, UsageError
from policy_extract.evaluation import compare_page, compare_table
from policy_extract.extractor import Extractor
from policy_extract.patterns.manifest import manifest_of
from policy_extract.reading import Options
from policy_extract.result import DocumentResult
from policy_extract.text import Source, Unread

PACK_HELP = "patterns over the built-in: folder, archive or name; may be given several times"
MOST_PLACES = 5
"""Places of a rule that `explain` shows, unless more are asked for."""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `patterns`."""
    parser = commands.add_parser("patterns", help="make, check and explain pattern packs")
    actions = parser.add_subparsers(required=True, metavar="new|check|test|diff|explain|list|export-spacy|packs")
    new = actions.add_parser("new", help="make a new pack with commented examples", description=run_new.__doc__)
    new.add_argument("folder", type=Path, metavar="MYPACK", help="the folder to make; its name is that of the pack")
    new.set_defaults(run=run_new)
    packs = actions.add_parser("packs", help="list the packs that --patterns knows by name", description=run_packs.__doc__)
    packs.set_defaults(run=run_packs)
    check = actions.add_parser("check", help="validate the files and run every example", description=run_check.__doc__)
    test = actions.add_parser("test", help="check, then run the small texts that the packs ship", description=run_test.__doc__)
    listing = actions.add_parser("list", help="list families and rules", description=run_list.__doc__)
    listing.add_argument("--vocabularies", action="store_true", help="vocabularies with their words instead of rules")
    diff = actions.add_parser("diff", help="what changes in texts with the packs", description=run_diff.__doc__)
    explain = actions.add_parser("explain", help="where the entries of the packs fire", description=run_explain.__doc__)
    export = actions.add_parser(
        "export-spacy", help="vocabularies as JSON Lines for a SpanRuler of spaCy", description=run_export.__doc__
    )
    export.add_argument("output", nargs="?", default="-", metavar="OUT", help="file to write, - for standard output (default)")
    export.add_argument("--label", action="append", default=[], choices=LABELS, help="only these words (default: all)")
    runs = (
        (check, run_check),
        (test, run_test),
        (listing, run_list),
        (diff, run_diff),
        (explain, run_explain),
        (export, run_export),
    )
    for action, run in runs:
        action.add_argument("--patterns", action="append", default=[], metavar="PACK", help=PACK_HELP)
        action.set_defaults(run=run)
    for action in (check, test):
        action.add_argument("packs", nargs="*", metavar="PACK", help="the same as --patterns PACK")
    for action in (diff, explain):
        action.add_argument("inputs", nargs="+", metavar="INPUT", help="texts: files, folders, globs")
        action.add_argument("--json", action="store_true", help="everything as JSON")
        action.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    _diff_arguments(diff)
    explain.add_argument("--most", type=int, default=MOST_PLACES, metavar="N", help="places shown for each (default: 5)")


def _diff_arguments(diff: argparse.ArgumentParser) -> None:
    """Add what `diff` has of its own."""
    diff.add_argument("--beside", action="append", default=[], metavar="PACK", help="packs on both sides (default: none)")
    diff.add_argument("--gold", type=Path, metavar="GOLD_DIR", help="judge the changes against gold: gains and losses")
    diff.add_argument("--texts", type=Path, metavar="ROOT", help="folder that the `source` of gold is relative to")
    diff.add_argument("--errors", type=int, default=20, metavar="N", help="show the first N changes (default: 20)")
    diff.add_argument("--html", metavar="FILE", help="write the changes as one HTML page, - for standard output")


def run_new(arguments: argparse.Namespace) -> int:
    """Make a folder with pack.yaml, entries, rules and a trial, commented in Chinese and English; it checks as it stands."""
    for path in new_pack(arguments.folder):
        print(path)
    print(f"policy-extract patterns test {arguments.folder}  # 检查并试运行 / check and try it", file=sys.stderr)
    return 0


def run_packs(arguments: argparse.Namespace) -> int:
    """List the packs that can be asked for by name: the bundled examples and those of wheels. None is loaded unasked."""
    for name, place in patterns.available().items():
        manifest = _manifest(name)
        print(f"{name:20} {manifest:44} {place}")
    return 0


def _manifest(name: str) -> str:
    """What an available pack says of itself, or why it cannot be read."""
    try:
        found = manifest_of(patterns.find_layer(name))
        return f"{found.version:8} {found.description}"
    except PatternError as error:
        return str(error)


def _asked(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The packs that are named with and without --patterns."""
    return (*arguments.patterns, *arguments.packs)


def run_check(arguments: argparse.Namespace) -> int:
    """Validate the pattern files and run the examples and counter-examples of rules and entries; exit code 1 on a complaint."""
    pack = patterns.layered(*_asked(arguments))
    count, complaints = check_pack(pack)
    for name, family in sorted(pack.families.items()):
        matching = sum(rule.pattern is not None for rule in family.rules.values())
        print(f"{name:20}{len(family.rules):5} rules, {matching:5} with a pattern")
    _tell(pack)
    for complaint in complaints:
        print(f"policy-extract: {complaint}", file=sys.stderr)
    print(f"pack {pack.hash}: {count} examples, {len(complaints)} complaints")
    return 1 if complaints else 0


def _tell(pack: patterns.Pack) -> None:
    """What packs bring, what is switched off, what is a draft, and what one layer took from another."""
    for manifest in pack.manifests[1:]:
        entries = [entry for entry in pack.entries if entry.pack == manifest.label]
        known = {entry.id for entry in entries}
        rules = sum(rule.pack == manifest.label and rule.id not in known for rule in pack.rules())
        counts = f"{rules} rules, {sum(entry.approved for entry in entries)} entries"
        print(f"{manifest.label}: {counts}, licence {manifest.licence or '-'}")
    for identifier, place in pack.switched_off:
        print(f"switched off: {identifier} ({place})")
    drafts = [(entry.id, entry.place) for entry in pack.entries if not entry.approved]
    for identifier, place in [*drafts, *((rule.id, rule.place) for rule in pack.drafts)]:
        print(f"draft, not in use until `approved: true`: {identifier} ({place})")
    for remark in pack.remarks:
        print(f"note: {remark}")


def run_test(arguments: argparse.Namespace) -> int:
    """Check the packs, then run the trials in their folders `tests`: small texts with the records that they must give."""
    asked = _asked(arguments)
    if not asked:
        raise UsageError("patterns test needs a pack; name one, such as: policy-extract patterns test MYPACK")
    code = run_check(arguments)
    extractor, count = Extractor(asked), 0
    complaints: list[str] = []
    trials = [trial for layer in extractor.pack.layers for trial in trials_of(layer)]
    for trial in trials:
        try:
            more, wrong = run_trial(trial, extractor)
        except RuleTimeout as error:
            more, wrong = 1, [f"{trial.place}: {error}"]
        count, complaints = count + more, complaints + wrong
    for complaint in complaints:
        print(f"policy-extract: {complaint}", file=sys.stderr)
    print(f"{len(trials)} trials: {count} expectations, {len(complaints)} complaints")
    return 1 if complaints else code


def run_list(arguments: argparse.Namespace) -> int:
    """List the families and rules of the pattern pack with their places, or its vocabularies."""
    pack = patterns.layered(*arguments.patterns)
    if arguments.vocabularies:
        for name, family in sorted(pack.families.items()):
            for vocabulary, words in family.vocabularies.items():
                if isinstance(words, (list, dict)):
                    shown = "、".join(map(str, list(words)[:8]))
                    print(f"{name + '.' + vocabulary:44} {len(words):5}  {shown}{'…' if len(words) > 8 else ''}")
        return 0
    for rule in pack.rules():
        print(f"{rule.id:44} {rule.description}{f'  [{rule.pack}]' if rule.pack else ''}")
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    """Read texts without and with the packs and count what changes by document and field; with --gold as gains and losses."""
    if not arguments.patterns:
        raise UsageError("patterns diff needs a pack; give --patterns PACK")
    old, new = Extractor(arguments.beside), Extractor((*arguments.beside, *arguments.patterns))
    found = difference(old, new, _sources(arguments), arguments.gold, arguments.texts)
    if arguments.html:
        with output_stream(arguments.html) as stream:
            stream.write(compare_page.page(found, "without", "with " + ", ".join(arguments.patterns)).encode("utf-8", "replace"))
        if arguments.html == "-":
            return 0
    if arguments.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return 0
    for change in found.changes[: arguments.errors]:
        print(
            f"{change.verdict} | {change.field} | {change.document}@{change.start} | {change.old} → {change.new} | {change.quote}"
        )
    print(compare_table.table(found))
    return 0


def run_explain(arguments: argparse.Namespace) -> int:
    """Show for every rule and entry of the packs where it fired in texts, which never did, and what is switched off."""
    if not arguments.patterns:
        raise UsageError("patterns explain needs a pack; give --patterns PACK")
    extractor = Extractor(arguments.patterns)
    found = firing(_results(extractor, arguments), extractor.pack)
    if arguments.json:
        off = [{"id": identifier, "place": place} for identifier, place in extractor.pack.switched_off]
        print(json.dumps({"fired": [each.to_dict() for each in found], "switched_off": off}, ensure_ascii=False, indent=1))
        return 0
    for each in sorted(found, key=lambda each: -len(each.places)):
        print("\n".join(_shown(each, arguments.most)))
    _tell(extractor.pack)
    return 0


def _shown(fired: Fired, most: int) -> Iterator[str]:
    """A rule or entry with the first places where it fired."""
    count = f"{len(fired.places)} ×" if fired.places else "never"
    yield f"{count:>8}  {fired.id}  [{fired.pack}] ({fired.defined})"
    for place in fired.places[:most]:
        mark = "" if place.how == "record" else "  (in the text)"
        yield f"            {place.document}@{place.start}: {' '.join(place.quote.split())[:80]}{mark}"


def _sources(arguments: argparse.Namespace) -> Iterator[Source]:
    """The sources of the inputs; one that cannot be read is named."""
    for item in find_inputs(arguments.inputs, arguments.ocr):
        for found in documents(item, Options(ocr=arguments.ocr)):
            if isinstance(found, Unread):
                _complain(found)
            else:
                yield found


def _results(extractor: Extractor, arguments: argparse.Namespace) -> Iterator[DocumentResult]:
    """The documents of the inputs; one that cannot be read is named."""
    for item in find_inputs(arguments.inputs, arguments.ocr):
        for found in documents(item, Options(ocr=arguments.ocr)):
            results: Sequence[DocumentResult] | Unread = attempt(extractor, found, item)
            if isinstance(results, Unread):
                _complain(results)
            else:
                yield from results


def _complain(unread: Unread) -> None:
    """Name what could not be read."""
    print(f"policy-extract: {' '.join(unread.message.split())}", file=sys.stderr)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the vocabularies of the pattern pack as phrase patterns for spaCy's SpanRuler: a JSON object a line."""
    pack = patterns.layered(*arguments.patterns)
    with output_stream(arguments.output, []) as stream:
        for line in ruler_lines(pack, arguments.label or LABELS):
            stream.write((line + "\n").encode("utf-8"))
    return 0
