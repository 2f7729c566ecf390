"""Fields that stand in a free text, a line each, beside lines of people (备注中的字段)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policy_extract.feed.model import Values
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Field

COLON = "："


class NotedLines:
    """Reads and writes such a text."""

    def __init__(self, fields: Mapping[str, Field], names: Sequence[str]) -> None:
        """These fields stand in it, in this order, each behind its title."""
        self.names = tuple(names)
        self._marks = {name: f"{fields[name].title}{COLON}" for name in names}

    def read(self, text: str) -> tuple[Values, list[str]]:
        """The values of the fields, and the lines of people; a field on several lines is joined again."""
        values = dict.fromkeys(self.names, "")
        people = []
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            name = next((name for name, mark in self._marks.items() if line.startswith(mark)), None)
            if name is None:
                people.append(line)
            else:
                said = canonical(line.removeprefix(self._marks[name]))
                values[name] = f"{values[name]}\n{said}" if values[name] else said
        return values, [line for line in people if line.strip()]

    def write(self, values: Values, people: Sequence[str]) -> str:
        """The text with these values, the lines of people behind them."""
        lines = [f"{self._marks[name]}{line}" for name in self.names if values.get(name) for line in values[name].split("\n")]
        return "\n".join([*lines, *people])
