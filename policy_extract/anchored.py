"""Patterns that are tried most of the time in vain (试配模式): a look at the characters they can begin with spares the trying.

Which characters a match can begin with is read off the pattern when it is compiled; nothing has to be declared, and a
pattern that says nothing about its beginning is tried everywhere. The same for the last character of the words, where every
way of the pattern closes with `$`.
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
CLOSES = frozenset({constants.AT_END, constants.AT_END_STRING})


class Anchored:
    """A pattern of `re` for `match` at one place or `search` in few words, with the characters at its beginning and its end."""

    __slots__ = ("_firsts", "_lasts", "_match", "_opens", "_pattern")

    def __init__(self, pattern: str, compiled: regex.Pattern[str] | None = None) -> None:
        """Compile the pattern by `re`, or by `regex` when only that can read it. Raises regex.error when neither can.

        `compiled`: taken as it is and tried everywhere, for a pattern whose searches are limited in time.
        """
        self._pattern: Any = compiled
        self._opens: frozenset[str] | None = None
        self._lasts: frozenset[str] | None = None
        empty = True
        if compiled is None:
            try:
                self._pattern = re.compile(pattern)
                self._opens, empty = _read(pattern)
                self._lasts = last_characters(pattern)
            except re.error:
                self._pattern = regex.compile(pattern)
        self._match = self._pattern.match
        self._firsts = None if empty else self._opens

    def match(self, text: str, position: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at a place of the text."""
        if self._firsts is not None and text[position : position + 1] not in self._firsts:
            return None
        if self._lasts is not None and end == sys.maxsize and text[-1:] not in self._lasts:
            return None
        found: re.Match[str] | None = self._match(text, position, end)
        return found

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a few words."""
        if self._lasts is not None and text[-1:] not in self._lasts:
            return None
        if self._firsts is not None and self._firsts.isdisjoint(text):
            return None
        found: re.Match[str] | None = self._pattern.search(text)
        return found

    def last(self, text: str) -> re.Match[str] | None:
        """The last match in a few words: the one nearest to what follows."""
        found = None
        if self._lasts is not None and text[-1:] not in self._lasts:
            return None
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


def last_characters(pattern: str) -> frozenset[str] | None:
    """Every character that words can close with in which the pattern is found; None when that is not known. Raises re.error."""
    parsed = parser.parse(pattern)
    items = list(parsed)
    if parsed.state.flags & (re.IGNORECASE | re.LOCALE | re.MULTILINE) or not _closes(items):
        return None
    found, empty = _edge(items, -1)
    # A `$` also stands before a line end that closes the words.
    return None if found is None or empty else frozenset(found | {"\n"})


def _closes(items: list[Any]) -> bool:
    """Whether a sequence is found at the end of the words alone, whatever way it takes."""
    for operation, argument in items[::-1]:
        if operation is constants.AT and argument in CLOSES:
            return True
        if operation in FREE_OF_WIDTH:
            continue
        if operation is constants.BRANCH:
            return all(_closes(list(way)) for way in argument[1])
        return operation is constants.SUBPATTERN and not (argument[1] or argument[2]) and _closes(list(argument[3]))
    return False


def _read(pattern: str) -> tuple[frozenset[str] | None, bool]:
    """First characters of what a match holds, None for any; and whether a match can be empty."""
    parsed = parser.parse(pattern)
    if parsed.state.flags & (re.IGNORECASE | re.LOCALE):
        return None, True
    found, empty = _edge(list(parsed))
    return None if found is None else frozenset(found), empty


def _edge(items: list[Any], step: int = 1) -> tuple[set[str] | None, bool]:
    """First characters of a sequence, its last ones with a step of -1, None for any; and whether the sequence can be empty."""
    found: set[str] = set()
    for operation, argument in items[::step]:
        if operation in FREE_OF_WIDTH:
            continue
        characters, empty = _of(operation, argument, step)
        if characters is None:
            return None, False
        found |= characters
        if not empty:
            return found, False
    return found, True


def _of(operation: Any, argument: Any, step: int) -> tuple[set[str] | None, bool]:
    """First or last characters of one item of a parsed pattern, and whether it can be empty."""
    if operation is constants.LITERAL:
        return {chr(argument)}, False
    if operation is constants.IN:
        return _members(argument), False
    if operation is constants.SUBPATTERN:
        return (None, False) if argument[1] or argument[2] else _edge(list(argument[3]), step)
    if operation is constants.ATOMIC_GROUP:
        return _edge(list(argument), step)
    if operation in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        characters, empty = _edge(list(argument[2]), step)
        return characters, empty or argument[0] == 0
    if operation is constants.BRANCH:
        ways = [_edge(list(way), step) for way in argument[1]]
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
