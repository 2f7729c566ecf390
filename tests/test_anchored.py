"""Looking at first characters changes no match: the patterns that are tried in vain, and the collector that rests meanwhile."""

from __future__ import annotations

import gc
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import patterns
from policy_extract.anchored import Anchored, first_characters, last_characters
from policy_extract.errors import RuleTimeout
from policy_extract.patterns import Rule
from policy_extract.pausing import collector_paused

PATTERNS = (
    "^截[至止]",
    "(?:[（(]?[0-9一二]+[、.]|首先)?", r"\s*年", "(?<!不)能", "(?:(?=年)年|月)", "[^年]月", ".年", "年*月?", "(?>年)月", "(年)|",
    "年$", "(?:年|[月不])(?:能*)$", "年(?:月$|首$)", "(?:年|月$)", "年?$", r"年\Z", "[^年]月(?!x)$", "(?m:年$)", "年$|月",
)  # fmt: skip
WORDS = st.text(alphabet="年月一二3（(、. \n\u3000截止至首先不能x", max_size=8)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(words=WORDS, position=st.integers(0, 8))
def test_the_look_at_first_characters_changes_no_match(pattern: str, words: str, position: int) -> None:
    plain, quick = re.compile(pattern), Anchored(pattern)
    position = min(position, len(words))
    there = plain.match(words, position)
    assert _span(quick.match(words, position)) == _span(there)
    assert _span(quick.search(words)) == _span(plain.search(words))
    assert _span(quick.last(words)) == _span(next(reversed(list(plain.finditer(words))), None))
    assert quick.skip(words, position) == (there.end() if there is not None else position)


def test_rules_find_the_same_in_their_own_examples() -> None:
    tried = 0
    for rule in patterns.load().rules():
        if rule.pattern is None:
            continue
        for text in (*(example.text for example in rule.examples), *rule.counter_examples):
            try:
                plain = re.compile(rule.pattern)
            except re.error:
                continue
            assert _span(Anchored(rule.pattern).search(text)) == _span(plain.search(text)), rule.id
            tried += 1
    assert tried > 500


def test_first_characters_are_known_or_not() -> None:
    assert first_characters("(?:(?<=a)年|[一二三]+月)") == frozenset("年一二三")
    assert first_characters(r"\s+") is not None
    for unknown in (".年", "[^年]", "年?", "[一-龥]", r"\w", "(?i:a)", r"(年)\1?|\1", "(?=年)"):
        assert first_characters(unknown) is None


def test_last_characters_are_known_or_not() -> None:
    assert last_characters("前(?:年|[一二]月)(?:底|末)?$") == frozenset("年月底末\n")
    assert last_characters(r"(?:年$|月\Z)") == frozenset("年月\n")
    for unknown in ("年", "年?$", "年$|月", "(?:年|月$)", ".$", "(?m)年$", "(?i:a)$", r"(年)\1?$", "年$月"):
        assert last_characters(unknown) is None


def test_a_pattern_that_only_regex_reads_is_tried_everywhere() -> None:
    quick = Anchored(r"(?P<year>今年)|(?P<year>明年)")
    assert quick.match("到明年", 1) is not None
    assert quick.match("到明年") is None


def test_a_rule_of_a_pack_keeps_its_limit_of_time() -> None:
    rule = Rule("kinds.mark", "runs away", "(?:嗯|嗯)*好", (), {}, (), (), "mine.yaml:3", "mine", limited=True)
    quick = rule.anchored
    assert quick.match("办嗯好", 1) is not None
    assert quick.match("办嗯好") is None
    assert quick.match("嗯嗯好", 0, 2) is None
    assert quick.skip("办嗯好", 1) == 3
    with pytest.raises(RuleTimeout, match=r"mine\.yaml:3: rule kinds\.mark takes more than"):
        quick.search("嗯" * 40 + "建成公园3个，办好")


def test_a_date_that_lost_characters_holds_the_hint() -> None:
    rule = patterns.load().family("titles").rules["titles.lost_date"]
    assert rule.examples
    assert all(re.search(rule.fields["hint"], example.text) for example in rule.examples)


def test_the_collector_is_left_as_it_was_found() -> None:
    was = gc.isenabled()
    try:
        gc.enable()
        with pytest.raises(ValueError, match="on purpose"), collector_paused():
            assert not gc.isenabled()
            raise ValueError("on purpose")
        assert gc.isenabled()
        gc.disable()
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        (gc.enable if was else gc.disable)()


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    """Where a match stands."""
    return match.span() if match is not None else None
