"""Sections that look back (工作回顾): times inside them are past, whatever their form."""

from __future__ import annotations

from policy_extract.mentions.times_grammar import Grammar

LONGEST_TITLE = 60
"""Characters of a line that may be a title or a heading."""


def review_zones(grammar: Grammar, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sections that look back (工作回顾): from their heading to the next heading of the same order."""
    zones: list[tuple[int, int]] = []
    reached = start
    for word in grammar.review_words.finditer(text, start, end):
        if word.start() < reached:
            continue
        opens = text.rfind("\n", max(start, word.start() - LONGEST_TITLE), word.start()) + 1
        closes = text.find("\n", word.end(), min(end, word.end() + LONGEST_TITLE))
        if not opens and word.start() > start + LONGEST_TITLE:
            continue
        heading = grammar.review_heading.match(text[max(opens, start) : end if closes < 0 else closes])
        if heading is None:
            continue
        # Without a closing heading the whole rest would count as past: rather no zone.
        stop = _next_heading(grammar, text, word.end(), end, numbered=heading["number"] is not None)
        if stop is not None:
            zones.append((opens, stop))
        reached = end if stop is None else stop
    return zones


def _next_heading(grammar: Grammar, text: str, start: int, end: int, numbered: bool) -> int | None:
    """Start of the next heading of the first order, numbered like the one before; None when there is none."""
    for following in grammar.outlook_heading.finditer(text, start, end):
        if not numbered or following["number"] is not None:
            return following.start()
    return None
