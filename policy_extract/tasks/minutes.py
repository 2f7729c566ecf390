"""Minutes of meetings (会议纪要): what a meeting hears reported is done, what it demands is to be done."""

from __future__ import annotations

from policy_extract.model import Statement
from policy_extract.patterns import Pack
from policy_extract.tasks.cues import Reading

Kind = tuple[str, str]
"""A kind and the rule that gave it."""
HEARD, DEMANDED = "kinds.meeting.heard", "kinds.meeting.demanded"
SEMICOLONS = frozenset("；;")


class Minutes:
    """The rules for what a meeting hears and demands; made once for a pack."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.family("kinds").rules
        self._hears, self._heard, self._demanded = rules["kinds.meeting.hears"].quick, rules[HEARD].quick, rules[DEMANDED].quick
        self._state = rules["kinds.meeting.state"].anchored

    def hears(self, words: str) -> bool:
        """Whether a sentence says that the meeting heard a report."""
        return self._hears.search(words) is not None

    def demands(self, words: str) -> bool:
        """Whether the meeting demands something in a sentence, or something is still to be done in it."""
        return self._demanded.search(words) is not None

    def told(self, words: str) -> Kind | None:
        """Kind of a sentence about a meeting with numbers: a demand behind the report is a task, the report itself is done."""
        match = self._heard.search(words)
        if match is None:
            return None
        return ("task", DEMANDED) if self.demands(words[match.end() :]) else ("achievement", HEARD)

    def opens_with_state(self, words: str) -> bool:
        """Whether a sentence opens with how things stand or with a period gone by (上半年, 目前)."""
        return self._state.match(words) is not None


class Hearing:
    """Follows, through the statements of a document, what a meeting has just heard."""

    def __init__(self, minutes: Minutes) -> None:
        """Begin before the first statement."""
        self._minutes = minutes
        self._paragraph = -1
        """The paragraph in which a report was heard and nothing demanded since."""
        self._runs_on = False
        """Whether the last statement of the report ended with a semicolon."""

    def kind(self, statement: Statement, reading: Reading, holds_number: bool) -> Kind | None:
        """Kind of a statement by what the meeting heard; None where that says nothing."""
        words = reading.words
        if self._minutes.hears(words):
            self._paragraph, self._runs_on = statement.paragraph, words[-1:] in SEMICOLONS
            return self._minutes.told(words) if holds_number else None
        if statement.paragraph != self._paragraph:
            return None
        if self._minutes.demands(words):
            self._paragraph = -1
            return None
        told = holds_number and (self._runs_on or self._minutes.opens_with_state(words))
        self._runs_on = self._runs_on and words[-1:] in SEMICOLONS
        return ("achievement", HEARD) if told else None


def minutes_of(pack: Pack) -> Minutes:
    """The rules of a pack, made once."""
    minutes: Minutes = pack.cached("kinds.minutes", Minutes)
    return minutes
