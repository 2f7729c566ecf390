"""Patterns with a time limit: what a pack brings may run away on a text that nobody thought of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

import regex

from policy_extract.errors import RuleTimeout

if TYPE_CHECKING:
    from policy_extract.patterns.rules import Rule

AnyPattern = TypeVar("AnyPattern", re.Pattern[str], regex.Pattern[str])
LIMIT = 1.0
"""Seconds of processor time that one search of one pattern may take."""


class Timed:
    """A compiled pattern whose every search is limited in time; one that takes longer raises RuleTimeout with the rule's name."""

    __slots__ = ("_compiled", "_name")

    def __init__(self, compiled: regex.Pattern[str], name: str) -> None:
        """`name`: the rule with its place, as the message says it."""
        self._compiled = compiled
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._compiled, attribute)

    def __reduce__(self) -> tuple[Any, ...]:
        return Timed, (self._compiled, self._name)

    def _limited(self, method: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a method of the pattern. Raises RuleTimeout."""
        named["timeout"] = min(named.get("timeout") or LIMIT, LIMIT)
        try:
            return getattr(self._compiled, method)(*arguments, **named)
        except TimeoutError as error:
            raise self._error(named["timeout"]) from error

    def _error(self, seconds: float) -> RuleTimeout:
        """The error that names the rule."""
        return RuleTimeout(
            f"{self._name} takes more than {seconds:g} s on this text; make the pattern simpler or switch the rule off"
        )

    def search(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.search`."""
        return self._limited("search", arguments, named)

    def match(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.match`."""
        return self._limited("match", arguments, named)

    def fullmatch(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.fullmatch`."""
        return self._limited("fullmatch", arguments, named)

    def findall(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.findall`."""
        return self._limited("findall", arguments, named)

    def split(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.split`."""
        return self._limited("split", arguments, named)

    def sub(self, *arguments: Any, **named: Any) -> Any:
        """As `regex.Pattern.sub`."""
        return self._limited("sub", arguments, named)

    def finditer(self, *arguments: Any, **named: Any) -> Iterator[Any]:
        """As `regex.Pattern.finditer`; the limit is that of the whole walk."""
        named["timeout"] = min(named.get("timeout") or LIMIT, LIMIT)
        try:
            yield from self._compiled.finditer(*arguments, **named)
        except TimeoutError as error:
            raise self._error(named["timeout"]) from error


def limited(compiled: regex.Pattern[str], name: str) -> regex.Pattern[str]:
    """The pattern with a limit of time, under the type that callers know."""
    return cast("regex.Pattern[str]", Timed(compiled, name))


def timed(compiled: AnyPattern, *rules: Rule) -> AnyPattern:
    """A pattern made of those of several rules, with a limit of time when a pack has a hand in one of them."""
    names = [f"{rule.place}: rule {rule.id}" for rule in rules if rule.limited]
    return cast("AnyPattern", Timed(regex.compile(compiled.pattern), " or ".join(names))) if names else compiled
