"""Runs the examples and counter-examples of the rules (例句自检)."""

from __future__ import annotations

import regex

from policy_extract.errors import RuleTimeout
from policy_extract.patterns.pack import Pack
from policy_extract.patterns.rules import Rule

PATIENCE = 2.0
"""Seconds that one example may take."""


def check(pack: Pack) -> tuple[int, list[str]]:
    """Run every rule's examples and counter-examples; returns the number of cases and the complaints."""
    count = 0
    complaints: list[str] = []
    for rule in pack.rules():
        if rule.pattern is not None:
            more, wrong = check_rule(rule)
            count, complaints = count + more, complaints + wrong
    return count, complaints


def check_rule(rule: Rule) -> tuple[int, list[str]]:
    """Run the cases of one rule."""
    try:
        compiled = rule.compiled
    except regex.error as error:
        return 0, [f"{rule.place}: rule {rule.id} does not compile: {error}"]
    count, name = 0, f"{rule.place}: rule {rule.id}"
    complaints: list[str] = []
    try:
        for example in rule.examples:
            count += 1
            match = compiled.search(example.text, timeout=PATIENCE)
            if match is None:
                complaints.append(f"{name} does not match its example {example.text!r}; mend the pattern or the example")
            elif example.quote is not None and match[0] != example.quote:
                complaints.append(f"{name} finds {match[0]!r} in {example.text!r}, not {example.quote!r}; mend one of them")
        for text in rule.counter_examples:
            count += 1
            match = compiled.search(text, timeout=PATIENCE)
            if match is not None:
                complaints.append(f"{name} matches its counter-example {text!r} at {match[0]!r}; make the pattern narrower")
    except (TimeoutError, RuleTimeout):
        complaints.append(f"{name} takes too long on its own examples; make the pattern simpler")
    return count, complaints
