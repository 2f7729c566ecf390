"""What a target system must be able to do (对接系统)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from policy_extract.feed.model import Change, Index, Outcome, Values
from policy_extract.feed.profiles import Field

ALL_AT_ONCE = 1_000_000
UNFIT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]")
"""Control characters and halves of surrogate pairs."""


class Target(Protocol):
    """A place that tasks are fed into; used inside its own `hold`."""

    name: str
    """What the ledger and the journal call it: the same for every push to the same place, without secrets."""
    batch: int
    """Changes that are written together, all or none."""

    def hold(self) -> AbstractContextManager[None]:
        """Be the only writer until the block ends. Raises FeedError when another one is at work or the place is not fit."""

    def fields(self) -> Mapping[str, Field]:
        """The fields it has a place for."""

    def index(self) -> Index:
        """All that it holds, by external id, with people's fields. Raises FeedError."""

    def refusal(self, values: Values) -> str:
        """Why it cannot hold these values, or nothing."""

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write a batch; an outcome for every change, in order. What was accepted is read back later."""


def unfit(values: Values) -> str:
    """Why a value cannot go into any target: characters that no file of text may hold."""
    for name, value in values.items():
        found = UNFIT.search(value)
        if found is not None:
            return f"{name} holds the character U+{ord(found[0]):04X}, which no ledger can keep; mend the source text"
    return ""
