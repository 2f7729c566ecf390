"""Reads simple HTML: the visible main text, one line a block, each with its place in the file (网页)."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from policy_extract.errors import ReadError
from policy_extract.text import Block, Source

MAXIMUM_CHARACTERS = 32_000_000
SKIPPED = frozenset(
    {"script", "style", "nav", "select", "header", "footer", "button", "noscript", "template", "iframe", "svg", "head", "object"}
    | {"textarea", "audio", "video", "canvas"}
)
RAW = frozenset(("script", "style"))
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "main", "ol"}
    | {"option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
OPENING = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--[^>]{0,500}-->\s{0,50})*+"
    r"<(?:!doctype html|html|head|body|div|table|p|meta|h[1-6])\b",
    re.I,
)
TAGS = re.compile(r"</?(?:p|div|td|tr|span|body|br)\b[^<>]{0,300}>", re.I)
LOOSE = re.compile(r"<(?![A-Za-z/!])|<(?=!(?!--|doctype))", re.I)
SPACE = re.compile(r"[ \t\r\n\f\v]+")
STAND_IN = "\ue9a1"
"""Takes the place of a `<` that opens no tag, so that the parser neither stumbles nor slows down over it."""
CELL_LIMIT = 80
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.I)


def looks_like_html(text: str, media_type: str | None = None) -> bool:
    """Whether the text is an HTML page: by its opening, or by its tags when the media type says so."""
    if OPENING.match(text, 0, 5000):
        return True
    if media_type and "html" in media_type:
        return TAGS.search(text, 0, 20000) is not None
    return False


def read_html(text: str, name: str = "") -> Source:
    """The visible text of a page as a source. Raises ReadError for a page beyond the size limit."""
    if len(text) > MAXIMUM_CHARACTERS:
        label = name or "<data>"
        raise ReadError(f"{label}: a page of {len(text)} characters is too large (at most {MAXIMUM_CHARACTERS}); split it")
    guarded = _guard(text)
    reader = _Reader(guarded, SKIPPED)
    warnings: list[str] = []
    while reader.skipping in SKIPPED and reader.skipping not in RAW:
        # An unclosed <nav> or <header> would swallow the document: read again with that element kept.
        warnings.append(f"unclosed <{reader.skipping}>: its text is kept")
        reader = _Reader(guarded, reader.skipped - {reader.skipping})
    source = Source("\n".join(reader.lines), name, media_type="text/html", warnings=warnings)
    position = 0
    for line, (kind, level, begin, end) in zip(reader.lines, reader.kinds, strict=True):
        source.blocks.append(Block(position, position + len(line), kind, level, f"html[{begin}:{end}]"))
        position += len(line) + 1
    return source


def _guard(text: str) -> str:
    """Same-length text on which the parser is linear: no `<` that opens nothing, none without a `>` after it."""
    last = text.rfind(">")
    text = LOOSE.sub(STAND_IN, text[: last + 1]) + text[last + 1 :].replace("<", STAND_IN)
    comment = text.rfind("-->")
    return text[: comment + 1] + text[comment + 1 :].replace("<!--", STAND_IN + "!--")


class _Reader(HTMLParser):
    """Collects lines of visible text; one instance reads one page."""

    def __init__(self, text: str, skipped: frozenset[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.skipped = skipped
        self.skipping = ""
        self._skip_depth = 0
        self.lines: list[str] = []
        self.kinds: list[tuple[str, int | None, int, int]] = []
        self._pieces: list[str] = []
        self._begin = 0
        self._end = 0
        self._heading: int | None = None
        self._links = 0
        self._bold = 0
        self._linked = 0
        self._emboldened = 0
        self._cells: list[int] = []
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.feed(text)
        self.close()
        self._break()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element: block elements end the line, skipped ones swallow their content."""
        if self.skipping:
            self._skip_depth += tag == self.skipping
            return
        hidden = tag not in VOID and any(k == "style" and v and HIDDEN.search(v) for k, v in attrs)
        if tag in self.skipped or (hidden and tag in ("div", "p", "span", "ul", "table")):
            self.skipping, self._skip_depth = tag, 1
            return
        if tag == "a":
            self._links += any(key == "href" for key, _ in attrs)
        elif tag in ("b", "strong"):
            self._bold += 1
        elif tag in BLOCKS or tag == "br":
            self._break()
            if tag in HEADINGS:
                self._heading = HEADINGS[tag]
            elif tag in ("td", "th"):
                self._cells.append(len(self.lines))

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self.skipping:
            if tag == self.skipping:
                self._skip_depth -= 1
                if not self._skip_depth:
                    self.skipping = ""
            return
        if tag == "a":
            self._links = max(0, self._links - 1)
        elif tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif tag in BLOCKS:
            self._break()
            self._links = 0  # pages forget to close links; a block ends them
            if tag in HEADINGS:
                self._heading = None
            elif tag in ("td", "th") and self._cells:
                self._close_cell(self._cells.pop())

    def handle_data(self, data: str) -> None:
        """Visible characters."""
        if self.skipping:
            return
        data = data.replace(STAND_IN, "<")
        begin = self._offset()
        if not self._pieces:
            self._begin = begin
        self._end = begin + len(data)
        self._pieces.append(data)
        visible = len(data.strip())
        self._linked += visible if self._links else 0
        self._emboldened += visible if self._bold else 0

    def handle_entityref(self, name: str) -> None:
        """A named character such as `&nbsp;`."""
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A numbered character such as `&#12288;`."""
        self.handle_data(unescape(f"&#{name};"))

    def _offset(self) -> int:
        """Place of the parser in the page."""
        line, column = self.getpos()
        return self._starts[min(line, len(self._starts)) - 1] + column

    def _break(self) -> None:
        """End the line that is being collected."""
        line = SPACE.sub(" ", "".join(self._pieces)).strip(" ")
        if line.strip():
            kind = "paragraph"
            length = len(line)
            if self._linked * 10 >= length * 7 and length < 60:
                kind = "furniture"
            elif self._heading or (self._emboldened * 10 >= length * 9 and length <= 60):
                kind = "heading"
            self.lines.append(line)
            self.kinds.append((kind, self._heading, self._begin, self._end))
        self._pieces = []
        self._linked = self._emboldened = 0

    def _close_cell(self, first: int) -> None:
        """Join the lines of a short table cell; cells with paragraphs of their own are page layout."""
        lines = self.lines[first:]
        if not lines or sum(map(len, lines)) > CELL_LIMIT or any(kind[1] for kind in self.kinds[first:]):
            return
        kinds = self.kinds[first:]
        self.lines[first:] = ["".join(lines)]
        self.kinds[first:] = [("cell", None, kinds[0][2], kinds[-1][3])]
