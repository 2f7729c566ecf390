"""Literals of cues over a whole document: the quick look-up says the same as asking for each literal in each statement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policy_extract.model import Statement
from policy_extract.patterns.rules import Rule
from policy_extract.tasks.cues import CueBook

LETTERS = st.text(alphabet="甲乙丙^]-", min_size=1, max_size=4)


def rule_of(number: int, literals: list[str]) -> Rule:
    """A rule with these literals."""
    return Rule(f"kinds.r{number}", "", "甲", tuple(literals), {}, (), (), "here:1")


@given(st.lists(st.lists(LETTERS, max_size=4), min_size=1, max_size=5), st.lists(LETTERS, max_size=6))
def test_masks_are_those_of_a_plain_search(vocabularies: list[list[str]], sentences: list[str]) -> None:
    book = CueBook()
    cues = [book.cue(rule_of(number, literals)) for number, literals in enumerate(vocabularies)]
    book.close()
    text, statements = "", []
    for sentence in sentences:
        statements.append(Statement(len(text), len(text) + len(sentence), -1, 0, 0))
        text += sentence + "。"
    expected = [
        sum(
            cue.bit
            for cue, literals in zip(cues, vocabularies, strict=True)
            if not literals or any(text.startswith(literal, at) for at in range(s.start, s.end) for literal in literals)
        )
        for s in statements
    ]
    found = book.masks(text, statements)
    # A literal may reach over the end of its statement; the pattern that it stands for is searched in the statement alone.
    within = [
        sum(
            cue.bit
            for cue, literals in zip(cues, vocabularies, strict=True)
            if not literals or any(literal in text[s.start : s.end] for literal in literals)
        )
        for s in statements
    ]
    assert [mask & own for mask, own in zip(found, within, strict=True)] == within
    assert [mask | more for mask, more in zip(found, expected, strict=True)] == expected
