"""Makes the visible lines of a page from its events: one line a paragraph, with its span and place in the tree (网页段落)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from policy_extract.errors import ReadError
from policy_extract.reading.html_tree import BLOCKS, Break, Node, Tree

SKIPPED = frozenset(
    {"nav", "select", "button", "noscript", "template", "iframe", "svg", "object", "audio", "video", "canvas", "datalist"}
    | {"aside", "footer", "xml", "rt", "rp", "applet", "map"}
)
"""Elements without words of the document."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong"))
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.I)
STATED = re.compile(r"display|hidden", re.I)
TINY = re.compile(r"font-size\s{0,3}:\s{0,3}[0-5](?:\.\d{1,4})?\s{0,3}p[tx]", re.I)
BULLET = re.compile(r"mso-list\s{0,3}:\s{0,3}ignore", re.I)
BLANKS = re.compile(r"[ \t\r\n\f\v]++")
EDGE = " \t\r\n\f\v\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
EDGE += "\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u2060\xad\x00"
"""Blanks and invisible characters that no line begins or ends with."""
APART = frozenset(("aside", "footer"))
OWN_ARTICLE = frozenset(("article", "main", "section"))
MAXIMUM_LINES = 300_000
"""Lines of a page; each costs some hundred bytes of memory and some ten microseconds."""
SHORTEST_PROSE = 30
"""Characters of a hidden text that has sentences, from which leaving it out is worth a warning."""


@dataclass(slots=True)
class Line:
    """A paragraph of the page as a browser shows it (段落)."""

    text: str
    start: int
    end: int
    node: int
    """Index of the innermost element at its beginning."""
    linked: int
    """Characters that are words of links."""
    bold: int
    heading: int | None
    outer: bool
    """Stands in the page's own `<header>`."""


def collect(tree: Tree, kept: frozenset[str] = frozenset()) -> tuple[list[Line], int]:
    """The lines of a page, and the number of characters in hidden sentences; elements of the `kept` names are not skipped.

    Raises ReadError for a page with too many lines.
    """
    collector = _Collector(tree, kept)
    collector.run()
    if collector.apart:
        tree.warnings.append(f"{collector.apart} characters with sentences in <nav>, <aside> or <footer> are left out")
    return collector.lines, collector.hidden


class _Collector:
    """The state of one walk over the events."""

    def __init__(self, tree: Tree, kept: frozenset[str]) -> None:
        self.tree = tree
        self.skipped = SKIPPED - kept
        self.show_hidden = "hidden" in kept
        self.lines: list[Line] = []
        self.hidden = self.apart = 0
        self.stack: list[Node] = [tree.nodes[0]]
        self.pieces: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.node = 0
        self.links = self.bolds = self.linked = self.emboldened = 0
        self.open_links = self.open_bolds = 0
        self.preformatted = self.outer = self.odd = 0
        self.heading: int | None = None
        self.heading_ends = True

    def run(self) -> None:
        """Walk over the events."""
        events = self.tree.events
        index, count = 0, len(events)
        while index < count:
            event = events[index]
            index += 1
            if event.__class__ is tuple:
                self._text(*event)
            elif event is None:
                self._leave()
            elif isinstance(event, Break):
                self._break()
            elif isinstance(event, Node):
                if event.closed and self._is_skipped(event):
                    index = event.events_end
                else:
                    self._enter(event)
        self._break()

    def _is_skipped(self, node: Node) -> bool:
        """Whether an element shows no words; one that is never closed would swallow the page and is not skipped."""
        if node.tag in self.skipped:
            if node.tag in APART and any(above.tag in OWN_ARTICLE for above in self.stack):
                return False
            self.apart += self._sentences(node) if node.tag in APART or node.tag == "nav" else 0
            return True
        if self.show_hidden or not node.raw or STATED.search(node.raw) is None:
            return False
        if "hidden" not in node.attributes and HIDDEN.search(node.attributes.get("style", "")) is None:
            return False
        self.hidden += self._sentences(node)
        return True

    def _sentences(self, node: Node) -> int:
        """Characters of an element that is left out, 0 when it holds no sentence."""
        words = re.sub(r"<[^<>]{0,2000}>|\s", "", self.tree.text[node.start : node.end])
        return len(words) if "。" in words and len(words) >= SHORTEST_PROSE else 0

    def _enter(self, node: Node) -> None:
        """Open an element."""
        tag = node.tag
        self.stack.append(node)
        if tag in BLOCKS:
            self._break()
            if tag in HEADINGS:
                self.heading, self.heading_ends = HEADINGS[tag], node.closed
            elif tag in ("pre", "xmp"):
                self.preformatted += 1
            elif tag == "header" and node.closed and not any(above.tag in OWN_ARTICLE for above in self.stack):
                self.outer += 1
        elif tag == "a":
            if node.closed:
                self.links += "href" in node.raw.lower()
            else:
                self.open_links += 1
        elif tag in BOLD:
            if node.closed:
                self.bolds += 1
            else:
                self.open_bolds += 1
        if node.raw and _is_odd(node):
            self.odd += 1

    def _leave(self) -> None:
        """Close the innermost element."""
        node = self.stack.pop()
        tag = node.tag
        if tag in BLOCKS:
            self._break()
            if tag in HEADINGS:
                self.heading = None
            elif tag in ("pre", "xmp"):
                self.preformatted -= 1
            elif tag == "header" and node.closed and not any(above.tag in OWN_ARTICLE for above in self.stack):
                self.outer -= 1
        elif tag == "a" and node.closed:
            self.links -= "href" in node.raw.lower()
        elif tag in BOLD and node.closed:
            self.bolds -= 1
        if node.raw and _is_odd(node):
            self.odd -= 1

    def _text(self, start: int, end: int) -> None:
        """Visible characters."""
        raw = self.tree.text[start:end]
        if self.preformatted and ("\n" in raw or "\r" in raw):
            for piece in re.finditer(r"[^\r\n]++|\r\n|\r|\n", raw):
                if piece[0] in ("\r\n", "\r", "\n"):
                    self._break()
                else:
                    self._piece(piece[0], start + piece.start(), start + piece.end())
        else:
            self._piece(raw, start, end)

    def _piece(self, raw: str, start: int, end: int) -> None:
        """A piece of a line; blanks wait for the words that they stand between."""
        words = unescape(raw) if "&" in raw else raw
        visible = len(words.strip(EDGE))
        if self.odd and visible <= 2 and self._is_ornament(words.strip(EDGE)):
            return
        if not self.pieces:
            if not visible:
                return
            self.node = self.stack[-1].index
            start += len(raw) - len(raw.lstrip(EDGE))
        self.pieces.append(words)
        if visible:
            self.spans.append((start, end - len(raw) + len(raw.rstrip(EDGE))))
            self.linked += visible if self.links or self.open_links else 0
            self.emboldened += visible if self.bolds or self.open_bolds else 0

    def _is_ornament(self, words: str) -> bool:
        """Blanks in a font too small to see within a title, and the letter that a symbol font shows as a bullet."""
        for node in reversed(self.stack[-4:]):
            if not words and TINY.search(node.raw):
                return True
            if words and not words[0].isdigit() and len(words) == 1 and not "一" <= words <= "十" and BULLET.search(node.raw):
                return words.isascii() or words in "·§Ø"
        return False

    def _break(self) -> None:
        """End the line that is being collected."""
        self.open_links = self.open_bolds = 0
        if not self.pieces:
            return
        words = "".join(self.pieces)
        if "\n" in words or "\r" in words or "  " in words or "\t" in words:
            words = BLANKS.sub(_blank, words)
        words = words.strip(EDGE)
        if words:
            start, end = self.spans[0][0], self.spans[-1][1]
            line = Line(words, start, end, self.node, self.linked, self.emboldened, self.heading, self.outer > 0)
            self.lines.append(line)
            if len(self.lines) > MAXIMUM_LINES:
                raise ReadError(f"more than {MAXIMUM_LINES} lines; split the page", reason="too_large")
            if not self.heading_ends:
                self.heading = None  # a heading that is never closed is one line
        self.pieces = []
        self.spans = []
        self.linked = self.emboldened = 0


def _is_odd(node: Node) -> bool:
    """Whether the style of an inline element may make its content an ornament."""
    raw = node.raw
    return node.tag in ("font", "span", "i") and ("ont-" in raw or "ONT-" in raw or "mso-list" in raw)


def _blank(match: re.Match[str]) -> str:
    """Blanks of the page's source are one blank; a line end beside a wide character is none, since Chinese has no blanks."""
    blanks, words = match[0], match.string
    if "\n" in blanks or "\r" in blanks:
        before = words[match.start() - 1] if match.start() else ""
        after = words[match.end()] if match.end() < len(words) else ""
        if before >= "\u2e80" or after >= "\u2e80":
            return ""
    return " "
