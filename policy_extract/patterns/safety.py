"""Looks for patterns that run away (灾难性回溯): each repeat is tried on texts made to feed it, in bounded time.

The texts are made from the pattern itself: what leads to a repeat, the repeat's own characters many times over, a character that
spoils the match, what should follow. A pattern that takes longer than a limit on one of them is refused. What this cannot find is
stopped while texts are read (see `timed`).
"""

from __future__ import annotations

import functools
import importlib
import itertools
import re
import time
from collections.abc import Iterator
from typing import Any

import regex

LENGTHS = (26, 300, 1500)
"""Repetitions: few for what grows exponentially, many for what grows with the third power."""
PATIENCE = 0.5
"""Seconds of processor time that one search may take."""
BUDGET = 2.0
"""Seconds of processor time for one pattern; texts left over are not tried."""
MOST_REPEATS = 40
MOST_BODIES = 6
LEAST_REPEAT = 10
"""A repeat that can go further than this is tried."""
SPOILERS = ("\0", "")
NAMED = re.compile(r"\(\?P<\w+>")
PROPERTY = re.compile(r"\\[pP]\{[^}]*\}|\\[XhR]")
BACK_REFERENCE = re.compile(r"\(\?P=\w+\)")
SOUP = "0a一 "


@functools.lru_cache(maxsize=4096)
def runaway(pattern: str) -> str:
    """How a pattern runs away, empty when it does not. Raises regex.error for one that does not compile."""
    compiled = regex.compile(pattern)
    began = time.process_time()
    for text in _texts(pattern):
        if time.process_time() - began > BUDGET:
            break
        try:
            compiled.search(text, timeout=PATIENCE)
        except TimeoutError:
            return f"more than {PATIENCE:g} s on {len(text)} characters, {text[:16]!r}…"
    return ""


def _texts(pattern: str) -> Iterator[str]:
    """Texts that feed the repeats of a pattern, short ones first."""
    attacks = list(dict.fromkeys(_attacks(pattern)))
    for length in LENGTHS:
        for before, body, after in attacks:
            for spoiler in SPOILERS:
                yield before + body * max(1, length // len(body)) + spoiler + after


def _attacks(pattern: str) -> Iterator[tuple[str, str, str]]:
    """What leads to each repeat, what feeds it, and what should follow."""
    plain = PROPERTY.sub("[一a]", NAMED.sub("(?:", BACK_REFERENCE.sub("", pattern)))
    parser: Any = importlib.import_module("re._parser")
    try:
        tree = parser.parse(plain)
    except (re.error, RecursionError, OverflowError):
        # Syntax that only `regex` knows: feed it its own characters.
        own = [mark for mark in dict.fromkeys(regex.sub(r"[\\()\[\]{}|*+?^$<>=!:.]", "", pattern)) if mark.isprintable()]
        for mark in dict.fromkeys([*SOUP, *own[:20]]):
            yield "", mark, ""
        return
    for before, body, after in itertools.islice(_repeats(list(tree), "", ""), MOST_REPEATS):
        for one in list(dict.fromkeys(filter(None, body)))[:MOST_BODIES]:
            yield before, one, after


def _repeats(tokens: list[Any], before: str, after: str) -> Iterator[tuple[str, list[str], str]]:
    """Every long repeat in a sequence of tokens and below it, with samples of its body and of its neighbours."""
    for index, (operation, argument) in enumerate(tokens):
        lead = before + _sample(tokens[:index], 0)
        tail = _sample(tokens[index + 1 :], 0) + after
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            if int(most) > LEAST_REPEAT:
                samples = [_sample(list(body), choice) for choice in range(4)]
                yield lead, [*samples, _sample(tokens[index + 1 : index + 2], 0)[:1], lead[-1:]], tail
            yield from _repeats(list(body), lead, tail)
        else:
            for inner in _below(name, argument):
                yield from _repeats(inner, lead, tail)


def _below(name: str, argument: Any) -> list[list[Any]]:
    """The sequences of tokens within a token."""
    if name == "SUBPATTERN":
        return [list(argument[-1])]
    if name == "ATOMIC_GROUP":
        return [list(argument)]
    if name == "BRANCH":
        return [list(branch) for branch in argument[1][:12]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [list(argument[1])]
    return []


def _sample(tokens: list[Any], choice: int) -> str:
    """A short text that the tokens match, more or less; `choice` picks among branches and classes."""
    return "".join(_sample_one(str(operation), argument, choice) for operation, argument in tokens)[:200]


def _sample_one(name: str, argument: Any, choice: int) -> str:
    """A text for one token."""
    if name == "LITERAL":
        return chr(argument)
    if name in ("ANY", "NOT_LITERAL"):
        return SOUP[choice % len(SOUP)]
    if name == "IN":
        return _sample_class(argument, choice)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _sample(list(argument[2]), choice) * min(max(int(argument[0]), choice % 2), 5)
    if name == "BRANCH":
        branches = argument[1]
        return _sample(list(branches[choice % len(branches)]), choice)
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _sample(_below(name, argument)[0], choice)
    return ""


def _sample_class(items: list[Any], choice: int) -> str:
    """A character of a class; of one that is negated, any that it does not name."""
    if str(items[0][0]) == "NEGATE":
        return SOUP[choice % len(SOUP)]
    operation, argument = items[choice % len(items)]
    name = str(operation)
    if name == "LITERAL":
        return chr(argument)
    if name == "RANGE":
        return chr(argument[0])
    return {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}.get(str(argument), "一")
