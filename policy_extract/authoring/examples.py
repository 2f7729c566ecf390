"""Runs the examples of a pack's entries (词条例句自检): each unit, body and table column must be read as its entry says."""

from __future__ import annotations

from policy_extract import patterns
from policy_extract.compare import catalogue
from policy_extract.finder import find_mentions
from policy_extract.mentions.bodies import body_names
from policy_extract.mentions.units import unit_table
from policy_extract.patterns import Pack
from policy_extract.patterns.entries import Entry
from policy_extract.structure.tables_headers import header_reader


def check_pack(pack: Pack) -> tuple[int, list[str]]:
    """Run the examples of rules, indicators and entries; returns the number of cases and the complaints."""
    count, complaints = patterns.check(pack)
    if catalogue.FAMILY in pack.families:
        more, wrong = catalogue.check(pack)
        count, complaints = count + more, complaints + wrong
    for entry in pack.entries:
        if entry.approved and entry.sort in CHECKS:
            more, wrong = CHECKS[entry.sort](pack, entry)
            count, complaints = count + more, complaints + wrong
    return count, complaints


def _check_unit(pack: Pack, entry: Entry) -> tuple[int, list[str]]:
    """Each name is the unit's, and each example holds a quantity with it."""
    name, table = entry.words[0], unit_table(pack)
    wrong = [
        f"{entry.place}: {word!r} is read as {table.names[word].canonical}, not as {name}; take it out of one of them"
        for word in entry.words
        if word in table.names and table.names[word].canonical != name
    ]
    if not entry.examples:
        wrong.append(f"{entry.place}: {entry.id} has no examples; add one such as {{text: 3{name}, quote: 3{name}}}")
    for example in entry.examples:
        found = [mention for mention in find_mentions(example.text, None, pack) if mention.unit == name]
        said = ", ".join(mention.quote for mention in found)
        if not found:
            wrong.append(f"{entry.place}: no quantity in {name} in the example {example.text!r}; mend it or give reading: free")
        elif example.quote is not None and example.quote not in [mention.quote for mention in found]:
            wrong.append(f"{entry.place}: the example {example.text!r} gives {said}, not {example.quote}; mend it")
    return len(entry.words) + len(entry.examples), wrong


def _check_body(pack: Pack, entry: Entry) -> tuple[int, list[str]]:
    """Each name and example is the body's."""
    name, names = entry.words[0], body_names(pack)
    cases = [*entry.words, *(example.text for example in entry.examples)]
    found = [(case, names.organisation_id(case)) for case in cases]
    return len(cases), [
        f"{entry.place}: {case!r} is read as {said}, not as {name}; give it as an alias"
        for case, said in found
        if not said.endswith(name)
    ]


def _check_column(pack: Pack, entry: Entry) -> tuple[int, list[str]]:
    """Each word of a header, and each example, means the column."""
    reader = header_reader(pack)
    cases = [*entry.words, *(example.text for example in entry.examples)]
    want, wrong = "tables." + entry.id.partition(".")[2], []
    for case in cases:
        rule = reader.rule(case)
        if rule is None or rule.id != want:
            wrong.append(f"{entry.place}: the header {case!r} is {rule.id if rule else 'not known'}, not {want}; mend the entry")
    return len(cases), wrong


CHECKS = {"units": _check_unit, "bodies": _check_body, "columns": _check_column}
