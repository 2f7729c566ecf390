"""Patterns that are tried most of the time in vain (试配模式): a look at the characters they can begin with spares the trying.

Which characters a match can begin with is read off the pattern when it is compiled; nothing has to be declared, and a
pattern that says nothing about its beginning is tried everywhere.
"""

from __future__ import annotations

import re
import sys
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

WIDEST_RANGE = 64
"""Characters of a range that are listed; a class of all Chinese characters tells nothing."""
SPACES = frozenset(character for character in map(chr, range(0x3001)) if character.isspace())
FREE_OF_WIDTH = frozenset({constants.AT, constants.ASSERT, constants.ASSERT_NOT})


class Anchored:
    """A pattern of `re` for `match` at one place or `search` in few words, with the characters that it can begin with."""

    __slots__ = ("_firsts", "_match", "_opens", "_pattern")

    def __init__(self, pattern: str, compiled: regex.Pattern[str] | None = None) -> None:
        """Compile the pattern by `re`, or by `regex` when only that can read it. Raises regex.error when neither can.

        `compiled`: taken as it is and tried everywhere, for a pattern whose searches are limited in time.
        """
        self._pattern: Any = compiled
        self._opens: frozenset[str] | None = None
        empty = True
        if compiled is None:
            try:
                self._pattern = re.compile(pattern)
                self._opens, empty = _read(pattern)
            except re.error:
                self._pattern = regex.compile(pattern)
        self._match = self._pattern.match
        self._firsts = None if empty else self._opens

    def match(self, text: str, position: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at a place of the text."""
        if self._firsts is not None and text[position : position + 1] not in self._firsts:
            return None
        found: re.Match[str] | None = self._match(text, position, end)
        return found

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a few words."""
        if self._firsts is not None and self._firsts.isdisjoint(text):
            return None
        found: re.Match[str] | None = self._pattern.search(text)
        return found

    def last(self, text: str) -> re.Match[str] | None:
        """The last match in a few words: the one nearest to what follows."""
        found = None
        if self._firsts is None or not self._firsts.isdisjoint(text):
            for match in self._pattern.finditer(text):
                found = match
        return found

    def skip(self, text: str, position: int = 0) -> int:
        """Where the match that begins at a place ends, for patterns that may match nothing; the place itself without one."""
        if self._opens is not None and text[position : position + 1] not in self._opens:
            return position
        match = self._match(text, position)
        return match.end() if match is not None else position


def first_characters(pattern: str) -> frozenset[str] | None:
    """Every character that a match can begin with; None when that is not known or a match can be empty. Raises re.error."""
    found, empty = _read(pattern)
    return None if empty else found


def _read(pattern: str) -> tuple[frozenset[str] | None, bool]:
    """First characters of what a match holds, None for any; and whether a match can be empty."""
    parsed = parser.parse(pattern)
    if parsed.state.flags & (re.IGNORECASE | re.LOCALE):
        return None, True
    found, empty = _firsts(list(parsed))
    return None if found is None else frozenset(found), empty


def _firsts(items: list[Any]) -> tuple[set[str] | None, bool]:
    """First characters of a sequence, None for any; and whether the sequence can be empty."""
    found: set[str] = set()
    for operation, argument in items:
        if operation in FREE_OF_WIDTH:
            continue
        characters, empty = _of(operation, argument)
        if characters is None:
            return None, False
        found |= characters
        if not empty:
            return found, False
    return found, True


def _of(operation: Any, argument: Any) -> tuple[set[str] | None, bool]:
    """First characters of one item of a parsed pattern, and whether it can be empty."""
    if operation is constants.LITERAL:
        return {chr(argument)}, False
    if operation is constants.IN:
        return _members(argument), False
    if operation is constants.SUBPATTERN:
        return (None, False) if argument[1] or argument[2] else _firsts(list(argument[3]))
    if operation is constants.ATOMIC_GROUP:
        return _firsts(list(argument))
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        characters, empty = _firsts(list(argument[2]))
        return characters, empty or argument[0] == 0
    if operation is constants.BRANCH:
        ways = [_firsts(list(way)) for way in argument[1]]
        if any(characters is None for characters, _ in ways):
            return None, False
        return set().union(*(characters or () for characters, _ in ways)), any(empty for _, empty in ways)
    return None, False


def _members(members: list[Any]) -> set[str] | None:
    """The characters of a class that is short enough to list."""
    found: set[str] = set()
    for kind, value in members:
        if kind is constants.LITERAL:
            found.add(chr(value))
        elif kind is constants.RANGE and value[1] - value[0] < WIDEST_RANGE:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind is constants.CATEGORY and value is constants.CATEGORY_SPACE:
            found |= SPACES
        else:
            return None
    return found
