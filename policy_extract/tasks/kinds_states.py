"""Sentences that name an action and sentences that name a state to be reached (行动与状态), clause by clause."""

from __future__ import annotations

import re

from policy_extract.tasks.cues import Reading
from policy_extract.tasks.kinds_cues import Cues

CLAUSE = re.compile("[，,；;。：:]")


def acts(reading: Reading, cues: Cues) -> bool:
    """Whether a clause of a sentence without a target opens with an action and names no state."""
    if cues.goal_period.match(reading.words) or "力争" in reading.words:
        return False
    for clause in CLAUSE.split(reading.words):
        verb = cues.action.prefix(clause)
        if verb and verb not in cues.noun_verbs and cues.state.pattern.search(clause) is None:
            return True
    return False


def is_state(reading: Reading, cues: Cues) -> bool:
    """Whether a sentence names states to be reached and nothing to be done: a goal, wherever it stands."""
    opening = cues.goal_period.match(reading.words)
    if opening is not None and cues.attained_state.match(reading.words[opening.end() :]):
        return True
    if not reading.mask & cues.state.bit or cues.grant.search(reading):
        return False
    if (
        opening is not None
        and cues.state.pattern.search(reading.words)
        and not cues.action.prefix(reading.words[opening.end() :])
    ):
        return True
    found = False
    for clause in CLAUSE.split(reading.words):
        clause = cues.goal_head.sub("", clause)
        if not clause:
            continue
        verb, state = cues.action.prefix(clause), cues.state.pattern.search(clause) is not None
        if (verb and not (state and verb in cues.noun_verbs)) or cues.deed.search(clause):
            return False
        found = found or state
    return found
