"""Reads web pages: the main text, one line a paragraph, each with its place in the page (网页)."""

from __future__ import annotations

import re

from policy_extract.errors import ReadError
from policy_extract.reading.html_lines import SKIPPED, Line, collect
from policy_extract.reading.html_page import compose
from policy_extract.reading.html_tree import Tree
from policy_extract.text import Source

MAXIMUM_CHARACTERS = 32_000_000
OPENING = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--[^>]{0,500}-->\s{0,50})*+"
    r"<(?:!doctype html|html|head|body|div|table|p|meta|h[1-6])\b",
    re.I,
)
TAGS = re.compile(r"</?(?:p|div|td|tr|span|body|br)\b[^<>]{0,300}>", re.I)
LOCATOR = re.compile(r"html\[(\d{1,9}):(\d{1,9})\]")
READER = "html (own)"


def looks_like_html(text: str, media_type: str | None = None) -> bool:
    """Whether the text is an HTML page: by its opening, or by its tags when the media type says so."""
    if OPENING.match(text, 0, 5000):
        return True
    if media_type and "html" in media_type:
        return TAGS.search(text, 0, 20000) is not None
    return False


def read_html(text: str, name: str = "") -> Source:
    """The main text of a page as a source. Raises ReadError for a page beyond the limits of size and tags."""
    label = name or "<data>"
    if len(text) > MAXIMUM_CHARACTERS:
        raise ReadError(
            f"{label}: a page of {len(text)} characters is too large (at most {MAXIMUM_CHARACTERS}); split it",
            reason="too_large",
            reader=READER,
        )
    try:
        tree = Tree(text)
        lines, hidden = _visible_lines(tree)
    except ReadError as error:
        raise ReadError(f"{label}: {error}", reason=error.reason, reader=READER) from error
    source = Source("", name, media_type="text/html", warnings=tree.warnings, reader=READER)
    if hidden:
        source.warnings.append(f"{hidden} characters in elements that the page hides are left out")
    compose(tree, lines, source)
    return source


def _visible_lines(tree: Tree) -> tuple[list[Line], int]:
    """The lines of a page; of one that shows next to nothing also what it hides, since a script would show it."""
    for node in tree.nodes:
        if node.tag in SKIPPED and not node.closed:
            # An unclosed <nav> or <select> would swallow the document.
            tree.warnings.append(f"unclosed <{node.tag}>: its text is kept")
            break
    lines, hidden = collect(tree)
    if hidden > 4 * sum(len(line.text) for line in lines):
        tree.warnings.append("the page hides most of its text; it is read as if it were shown")
        return collect(tree, frozenset(("hidden",)))
    return lines, hidden


def reread_html(text: str, locator: str) -> str:
    """The words at a locator of a page, one paragraph a line. Raises ReadError for a locator of another kind."""
    match = LOCATOR.match(locator)
    if match is None or int(match[2]) > len(text):
        raise ReadError(f"{locator}: no place in this page; a locator is html[start:end]", reader=READER)
    tree = Tree(text[int(match[1]) : int(match[2])])
    return "\n".join(line.text for line in collect(tree, SKIPPED)[0])
