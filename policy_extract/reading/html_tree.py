"""Reads the tags of a page into nodes and events with character spans, in one pass that is linear on any input (网页标签树).

The tree is what a browser would make of the page as far as text is concerned: end tags that are missing are implied, those
that fit nothing are ignored, a second `<html>` or `<body>` begins nothing. No text is lost to a tag that is never closed.
"""

from __future__ import annotations

import re
from html import unescape

from policy_extract.errors import ReadError

MAXIMUM_ELEMENTS = 300_000
"""Elements of a page; each costs some hundred bytes of memory and some microseconds."""
MAXIMUM_TAGS = 1_000_000
MAXIMUM_DEPTH = 200
"""Elements nested deeper than this become children of the last level; real pages have up to 42."""

OPENING = re.compile(r"<(?:/?[A-Za-z]|[!?])")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_.-]*+)((?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>")
"""A tag whose attribute values hold neither `<` nor `>`; fails at the next of them, so failing is cheap."""
WIDE_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_.-]*+)((?:[^<>\"']++|\"[^\"]{0,8192}+(?<!=)\"|'[^']{0,8192}+(?<!=)')*+)>")
"""A tag with markup in its values. A value that ends with `=` is the text between two tags, one of which lost a quote."""
NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:_.-]*+)")
REACH = 65_536
"""Characters in which a tag with markup in its values must end."""
ATTRIBUTE = re.compile(r"([^\s=/\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']*+)))?")

VOID = frozenset(
    {"area", "base", "basefont", "bgsound", "col", "embed", "frame", "img", "input", "keygen", "link", "meta", "param"}
    | {"source", "spacer", "track", "wbr"}
)
DOCUMENT_PARTS = frozenset(("html", "head", "body", "frameset"))
"""Tags that make no node: pages have several of them, often one inside the other."""
RAW = frozenset(("script", "style", "title", "textarea"))
"""Elements whose content is text up to their end tag, whatever it holds."""
TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "marquee", "menu", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "ul", "xmp"}
    | TABLE_PARTS
)
INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdo", "big", "blink", "button", "cite", "code", "del", "dfn", "em", "font", "i", "iframe"}
    | {"ins", "kbd", "label", "mark", "nobr", "noscript", "object", "q", "rp", "rt", "ruby", "s", "samp", "small", "span"}
    | {"strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "br", "input", "img", "script", "style", "link", "meta"}
)
KNOWN = BLOCKS | INLINE | VOID | RAW | DOCUMENT_PARTS
CELL_EDGE = frozenset(("td", "th", "table", "caption"))
TABLE_EDGE = frozenset(("table",))
LIST_EDGE = CELL_EDGE | {"ul", "ol", "menu", "dir"}
CLOSED_BY: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), LIST_EDGE),
    "dt": (frozenset(("dt", "dd")), CELL_EDGE | {"dl"}),
    "dd": (frozenset(("dt", "dd")), CELL_EDGE | {"dl"}),
    "option": (frozenset(("option",)), frozenset(("select", "table"))),
    "td": (frozenset(("td", "th", "caption")), TABLE_EDGE | {"tr"}),
    "th": (frozenset(("td", "th", "caption")), TABLE_EDGE | {"tr"}),
    "tr": (frozenset(("tr", "caption")), TABLE_EDGE),
    "tbody": (frozenset(("tbody", "thead", "tfoot", "caption")), TABLE_EDGE),
    "thead": (frozenset(("tbody", "thead", "tfoot", "caption")), TABLE_EDGE),
    "tfoot": (frozenset(("tbody", "thead", "tfoot", "caption")), TABLE_EDGE),
    "a": (frozenset(("a",)), BLOCKS),
}
"""What an opening tag ends, and the elements that it cannot reach beyond."""
PARAGRAPH = frozenset(("p",))
LONGEST_REMARK = 80


class Node:
    """An element (元素): its span in the page from `<` to behind its end, and its place in the tree."""

    __slots__ = ("_attributes", "closed", "end", "events_end", "index", "last", "parent", "raw", "start", "tag")

    def __init__(self, tag: str, raw: str, start: int, index: int, parent: int) -> None:
        """A node that is still open; `raw` are its attributes as written."""
        self.tag = tag
        self.raw = raw
        self.start = start
        self.end = start
        self.index = index
        self.parent = parent
        self.last = index
        """Index of its last descendant."""
        self.events_end = 0
        """Index of the event behind its closing event."""
        self.closed = False
        """Whether its own end tag was found."""
        self._attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """Attributes by lower-case name; the first of a name counts."""
        if self._attributes is None:
            self._attributes = attributes(self.raw)
        return self._attributes


class Break:
    """Something that ends a line and holds nothing: `<br>`, `<hr>`, an end tag without a beginning."""


BREAK = Break()
Event = Node | Break | tuple[int, int] | None
"""A node that opens, a line end, the span of a piece of text, or None where the innermost open node ends."""


class Tree:
    """The nodes of a page in the order of their opening tags, and the events in the order of the page."""

    def __init__(self, text: str) -> None:
        """Read a page. Raises ReadError for one with too many tags."""
        self.text = text
        self.nodes: list[Node] = [Node("", "", 0, 0, 0)]
        self.events: list[Event] = []
        self.titles: list[str] = []
        self.heads: list[Node] = []
        """`meta`, `link` and `base` elements, which stand in no tree."""
        self.remarks: list[tuple[int, int]] = []
        """Spans of short comments: content systems mark the title and the text of a page with them."""
        self.scripts: list[tuple[int, int]] = []
        self.warnings: list[str] = []
        _Builder(self).build()


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag as written, by lower-case name."""
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(raw):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    return found


class _Builder:
    """The state of one pass over a page."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        self.stack: list[Node] = [tree.nodes[0]]
        self.open: dict[str, int] = {}
        self.last_close = self.text.rfind(">")
        self.last_remark = self.text.rfind("-->")
        self.count = 0
        self.budget = 4 * len(self.text) + 4_000_000
        self.unclosed: set[str] = set()
        self.piece = 0

    def build(self) -> None:
        """Walk over the page from `<` to `<`."""
        text, position = self.text, 0
        while (opening := OPENING.search(text, position, self.last_close + 1)) is not None:
            begin = opening.start()
            self.count += 1
            if self.count > MAXIMUM_TAGS:
                raise ReadError(f"more than {MAXIMUM_TAGS} tags; split the page", reason="too_large")
            match = TAG.match(text, begin)
            if match is not None:
                self._flush(begin)
                self.piece = position = self._tag(match[2].lower(), bool(match[1]), match[3], begin, match.end())
            else:
                position = self._other(begin)
        self._flush(len(text))
        while len(self.stack) > 1:
            self._pop(len(text))
        root = self.tree.nodes[0]
        root.end, root.last = len(text), len(self.tree.nodes) - 1

    def _flush(self, end: int) -> None:
        """The text since the last tag is an event."""
        if end > self.piece:
            self.tree.events.append((self.piece, end))

    def _other(self, begin: int) -> int:
        """What is no plain tag: a remark, a declaration, a tag with markup in its values, or a `<` of the text."""
        text = self.text
        following = text[begin + 1 : begin + 2]
        if following == "!" and text.startswith("<!--", begin) and begin + 4 <= self.last_remark:
            end = text.find("-->", begin + 2) + 3
            if end - begin <= LONGEST_REMARK:
                self.tree.remarks.append((begin, end))
        elif following and following in "!?":
            end = text.find(">", begin) + 1
        else:
            return self._crooked_tag(begin)
        self._flush(begin)
        self.piece = end
        return end

    def _crooked_tag(self, begin: int) -> int:
        """A tag with `<` or `>` in its values, or one that is never closed; returns where to go on."""
        text = self.text
        name = NAME.match(text, begin)
        if name is None or name[1].lower() not in KNOWN:
            return begin + 1
        if self.budget > 0:
            match = WIDE_TAG.match(text, begin, begin + REACH)
            self.budget -= REACH if match is None else match.end() - begin
            if match is not None:
                self._flush(begin)
                self.piece = self._tag(match[2].lower(), bool(match[1]), match[3], begin, match.end())
                return self.piece
        other = text.find("<", name.end())
        close = text.find(">", name.end(), other if other >= 0 else len(text))
        end = close + 1 if close >= 0 else other
        self._flush(begin)
        raw = text[name.end() : end].rstrip(">")
        self.piece = self._tag(name[1].lower(), text[begin + 1] == "/", raw, begin, end)
        return self.piece

    def _tag(self, name: str, closing: bool, raw: str, begin: int, end: int) -> int:
        """Take a tag; returns where the page goes on."""
        if closing:
            self._end(name, begin, end)
        elif name in RAW:
            return self._raw(name, begin, end)
        elif name in ("br", "hr"):
            self.tree.events.append(BREAK)
        elif name in VOID:
            if name in ("meta", "link", "base"):
                self.tree.heads.append(Node(name, raw, begin, 0, 0))
        elif name in DOCUMENT_PARTS:
            self.tree.events.append(BREAK)
        else:
            self._start(name, raw, begin)
        return end

    def _start(self, name: str, raw: str, begin: int) -> None:
        """Open an element, ending those that it implies are over."""
        stack = self.stack
        block = name in BLOCKS
        if block and self.open.get("p") and name != "option":
            self._imply(PARAGRAPH, CELL_EDGE, begin)
        rule = CLOSED_BY.get(name)
        if rule is not None:
            self._imply(rule[0], rule[1], begin)
        if len(stack) > MAXIMUM_DEPTH:
            if block:
                self.tree.events.append(BREAK)
            return
        nodes = self.tree.nodes
        if len(nodes) > MAXIMUM_ELEMENTS:
            raise ReadError(f"more than {MAXIMUM_ELEMENTS} elements; split the page", reason="too_large")
        node = Node(name, raw, begin, len(nodes), stack[-1].index)
        nodes.append(node)
        self.tree.events.append(node)
        stack.append(node)
        self.open[name] = self.open.get(name, 0) + 1

    def _imply(self, names: frozenset[str], edges: frozenset[str], position: int) -> None:
        """Close the innermost element of the names, with all inside it, unless an edge stands between."""
        opened = self.open
        if not any(opened.get(name) for name in names):
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag in names:
                while len(self.stack) > depth:
                    self._pop(position)
                return
            if tag in edges:
                return

    def _end(self, name: str, begin: int, end: int) -> None:
        """Close the element that an end tag belongs to; without one it ends a line or means nothing."""
        if not self.open.get(name):
            if name in BLOCKS or name in ("br", "hr"):
                self.tree.events.append(BREAK)
            return
        edges = TABLE_EDGE if name in TABLE_PARTS else CELL_EDGE if name in BLOCKS else BLOCKS
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag == name:
                while len(self.stack) > depth + 1:
                    self._pop(begin)
                self.stack[depth].closed = True
                self._pop(end)
                return
            if tag in edges:
                if name in BLOCKS:
                    self.tree.events.append(BREAK)
                return

    def _pop(self, position: int) -> None:
        """End the innermost open element."""
        node = self.stack.pop()
        node.end = position
        node.last = len(self.tree.nodes) - 1
        self.open[node.tag] -= 1
        self.tree.events.append(None)
        node.events_end = len(self.tree.events)

    def _raw(self, name: str, begin: int, end: int) -> int:
        """Skip a script or style, keep a page title; one that is never closed is read as text."""
        found = None if name in self.unclosed else re.compile(f"</{name}", re.I).search(self.text, end)
        close = self.text.find(">", found.end()) if found else -1
        if found is None or close < 0:
            if name not in self.unclosed and name != "textarea":
                self.tree.warnings.append(f"unclosed <{name}>: its text is kept")
            self.unclosed.add(name)
            return end
        if name == "title":
            self.tree.titles.append(" ".join(unescape(self.text[end : found.start()][:1000]).split()))
        elif name == "textarea" and "。" in self.text[end : found.start()]:
            self.tree.warnings.append(f"{found.start() - end} characters in a <textarea> are left out")
        elif name == "script":
            self.tree.scripts.append((end, found.start()))
        return close + 1
