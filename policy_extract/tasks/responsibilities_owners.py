"""Bodies that stand before what they have to do (职责分工): 市教育局：负责…, and headings that are nothing but a body."""

from __future__ import annotations

from typing import Final

from policy_extract.model import Document
from policy_extract.tasks.responsibilities_covers import BLANKS
from policy_extract.tasks.responsibilities_entries import Entry
from policy_extract.tasks.responsibilities_lists import ListReader

GENRES: Final = frozenset({"plan", "rectification", "ledger", "work_points", "other", "progress", "measures"})
RULE: Final = "roles.owner"


def owners(text: str, document: Document, reader: ListReader) -> list[tuple[Entry, tuple[int, int]]]:
    """Every body that owns what follows it, with the span that it answers for."""
    if document.meta.genre not in GENRES:
        return []
    found: list[tuple[Entry, tuple[int, int]]] = []
    for heading in document.headings:
        if heading.level > 0 and heading.title[-1:] in reader.body_ends and text[heading.end - 1] not in "：:":
            begin = heading.start + len(heading.number)
            end = min(heading.section_end, document.end)
            while end > heading.end and text[end - 1] in BLANKS:
                end -= 1
            if end > heading.end:
                found += [(entry, (heading.start, end)) for entry in _bodies(text, begin, begin + len(heading.title), reader)]
    for statement in document.statements:
        if statement.kind == "other" or statement.column:
            continue
        match = reader.owner.match(text, statement.start, statement.end)
        if match is not None and match["bodies"][-1] in reader.body_ends and not reader.label.match(text, match.start("bodies")):
            line_end = text.find("\n", statement.end, document.end)
            end = max(statement.end, line_end if line_end >= 0 else document.end)
            found += [(entry, (statement.start, end)) for entry in _bodies(text, *match.span("bodies"), reader)]
    return found


def _bodies(text: str, start: int, end: int, reader: ListReader) -> list[Entry]:
    """The bodies of a list that holds nothing else; none when a single name in it is not known."""
    entries = reader.listed(text, start, end, RULE)
    names = [entry.body.name for entry in entries]
    known = all(reader.names.is_generic(name) or reader.names.known_part(name.partition("（")[0]) for name in names)
    return entries if entries and known and all(map(reader.names.looks_like_a_body, names)) else []
