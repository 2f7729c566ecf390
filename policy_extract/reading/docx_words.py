"""Reads the words of one Word paragraph: runs, tracked changes, fields, symbols, line breaks (段落文字)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from policy_extract.reading.docx_names import ALTERNATE, DRAWING, FALLBACK, MATH, OFF, OFFICE, RUN_PROPERTIES, VALUE, VECTOR, WORD
from policy_extract.reading.docx_names import R as RUN
from policy_extract.reading.docx_names import T as TEXT
from policy_extract.reading.docx_styles import Styles, switched
from policy_extract.reading.word_numerals import UNKNOWN, numeral, symbol

DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
RAISED = dict(zip("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ", strict=True))
ENCLOSED = re.compile(r"\s*EQ\s+\\o\s*\\ac\s*\(\s*([○〇◯]|[^,，()]?)\s*[,，]\s*([^()]{1,4})\s*\)", re.I)
OVERLAID = re.compile(
    r"\s*EQ\s.{0,200}?\\o\s*\\a[dcl]\s*\(\s*\\s\s*\\up\s*-?\d+\s*\([^()]{0,80}\)\s*[,，]\s*([^()]{1,40})\s*\)", re.I
)
EQUATION = re.compile(r"\s*EQ\s", re.I)
BOLD = re.compile(rb"[:<]b[\s/>]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
NEWLINES = re.compile(r"[\r\n\u2028\u2029\x85]+")
IGNORED = frozenset(
    WORD + name
    for name in (
        *("pPr", "rPr", "delText", "delInstrText", "rt", "rubyPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData"),
        *("proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "softHyphen", "annotationRef", "footnoteRef"),
        *("commentRangeStart", "commentRangeEnd", "ffData", "pgNum"),
    )
) | {MATH + "fPr", MATH + "ctrlPr", MATH + "rPr", MATH + "oMathParaPr", OFFICE + "LinkType"}
(
    *(TAB, BREAK, SIGN, CHANGE, HYPHEN, CHOICE, BOX, REMOVED, FIELD, CODE, NOTE, LOST, DRAWN, FRACTION, POWER, WORDART, COMMENT),
) = range(17)
KINDS: dict[str, int] = {
    WORD + "tab": TAB,
    WORD + "ptab": TAB,
    WORD + "br": BREAK,
    WORD + "cr": BREAK,
    WORD + "sym": SIGN,
    WORD + "noBreakHyphen": HYPHEN,
    ALTERNATE + "AlternateContent": CHOICE,
    WORD + "txbxContent": BOX,
    WORD + "del": REMOVED,
    WORD + "moveFrom": REMOVED,
    WORD + "fldChar": FIELD,
    WORD + "instrText": CODE,
    WORD + "footnoteReference": NOTE,
    WORD + "endnoteReference": NOTE,
    PICTURE: LOST,
    VECTOR + "imagedata": LOST,
    OFFICE + "OLEObject": LOST,
    WORD + "control": LOST,
    DIAGRAM: LOST,
    CHART: LOST,
    DRAWING + "t": DRAWN,
    MATH + "t": DRAWN,
    MATH + "f": FRACTION,
    MATH + "sup": POWER,
    VECTOR + "textpath": WORDART,
    WORD + "commentReference": COMMENT,
}
LOST_NAMES = {
    PICTURE: "picture whose content is not read",
    VECTOR + "imagedata": "picture whose content is not read",
    OFFICE + "OLEObject": "embedded object that is not read; open it and save its content as a file of its own",
    WORD + "control": "form control that is not read",
    DIAGRAM: "diagram whose words are not read",
    CHART: "chart whose numbers are not read",
}
DELETED, HIDDEN_WORDS, COMMENTS = "tracked deletion left out", "hidden text left out", "comment left out"
FORMULA, STRANGE = "formula written in one line", "symbol of an unknown font read as U+FFFD"
FIELD_CODE = "equation field that cannot be written as text left out"


@dataclass(slots=True)
class Looks:
    """Which rare forms occur in a part at all; what does not occur is not looked for."""

    hidden: bool = True
    raised: bool = True
    symbols: bool = True
    bold: bool = True

    @classmethod
    def of(cls, data: bytes, styles: bytes = b"") -> Looks:
        """By the bytes of the part and of the styles."""
        hidden = b"vanish" in data or b"vanish" in styles
        private = any(
            lead in data for lead in (b"\xef\x80", b"\xef\x81", b"\xef\x82", b"\xef\x83", b"&#", b"\xfe\xff", b"\xff\xfe")
        )
        bold = BOLD.search(data) is not None or BOLD.search(styles) is not None
        return cls(hidden, b"superscript" in data, private, bold)


@dataclass(slots=True)
class Words:
    """Collects the words of paragraphs; one paragraph at a time, nothing is carried over to the next but what was noticed."""

    styles: Styles
    looks: Looks
    noticed: Counter[str] = field(default_factory=Counter)
    boxes: list[etree._Element] = field(default_factory=list)
    """Text boxes and WordArt of the paragraph read last."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Footnotes and endnotes that the paragraph refers to: kind and id."""
    _fields: list[list[str] | None] = field(default_factory=list)
    """Open fields, innermost last: the code so far, or None once the result has begun."""
    _coded: int = 0
    """How many of the open fields are still in their code."""
    _hidden: bool = False

    def read(self, paragraph: etree._Element, hidden: bool = False) -> str:
        """The words of a paragraph, line breaks as "\\n"."""
        self.boxes, self.notes = [], []
        pieces: list[str] = []
        self._fields, self._coded, self._hidden = [], 0, hidden
        self._walk(paragraph, pieces)
        if len(pieces) == 1:
            return pieces[0]
        return "".join(pieces)

    def _walk(self, parent: etree._Element, pieces: list[str]) -> None:
        """Collect what stands inside an element; unknown elements are looked into, so that no words are lost."""
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._run(child, pieces)
            elif tag == TEXT:
                self._text(child, pieces)
            elif tag not in IGNORED:
                kind = KINDS.get(tag)
                if kind is None:
                    self._walk(child, pieces)
                else:
                    self._special(kind, child, pieces)

    def _run(self, run: etree._Element, pieces: list[str]) -> None:
        """One run: its words, unless they are hidden."""
        looks = self.looks
        if looks.hidden or looks.raised or looks.symbols:
            self._careful_run(run, pieces)
        else:
            self._walk(run, pieces)

    def _text(self, element: etree._Element, pieces: list[str]) -> None:
        """The characters of a text element, unless they belong to a field code."""
        words = element.text
        if words and not self._coded:
            if not words.isprintable():
                words = NEWLINES.sub(" ", words)
            pieces.append(words)

    def _careful_run(self, run: etree._Element, pieces: list[str]) -> None:
        """A run of a file that has hidden, raised or symbol text somewhere."""
        properties = run.find(RUN_PROPERTIES)
        hidden = self._hides(properties)
        raised, font = False, ""
        if properties is not None:
            position = properties.find(WORD + "vertAlign")
            raised = position is not None and position.get(VALUE) == "superscript"
            fonts = properties.find(WORD + "rFonts")
            font = "" if fonts is None else fonts.get(WORD + "ascii") or fonts.get(WORD + "hAnsi") or ""
        own: list[str] = []
        self._walk(run, own)
        if raised:
            own = ["".join(RAISED.get(character, character) for character in piece) for piece in own]
        if hidden:
            left_out = "".join(own).strip()
            self.noticed[HIDDEN_WORDS] += 1 if left_out else 0
            own = ["\n"] if not left_out and "\n" in "".join(own) else []
        for piece in own:
            if PRIVATE.search(piece) and font.lower().startswith(("wingdings", "symbol", "webdings")):
                piece = "".join(self._symbol(character, font) for character in piece)
            pieces.append(piece)

    def _hides(self, properties: etree._Element | None) -> bool:
        """Whether a run is hidden by itself, by its style or by the style of its paragraph."""
        own = switched(properties, WORD + "vanish")
        if own is not None:
            return own
        style = properties.find(WORD + "rStyle") if properties is not None else None
        if style is not None and self.styles.get(style.get(VALUE, "")).hidden:
            return True
        return self._hidden

    def _special(self, kind: int, element: etree._Element, pieces: list[str]) -> None:
        """An element that is neither run nor text."""
        if kind == BOX:
            self.boxes.append(element)
        elif kind == REMOVED:
            self.noticed[DELETED] += 1 if next(element.iter(WORD + "delText", TEXT), None) is not None else 0
        elif kind == FIELD:
            self._field(element.get(WORD + "fldCharType"), pieces)
        elif kind == CODE:
            if self._fields and (code := self._fields[-1]) is not None:
                code.append(element.text or "")
        elif kind == CHOICE:
            self._choose(element, pieces)
        elif kind == NOTE:
            name = "footnote" if element.tag.endswith("}footnoteReference") else "endnote"
            self.notes.append((name, element.get(WORD + "id", "")))
        elif kind in (LOST, COMMENT):
            self.noticed[LOST_NAMES.get(element.tag, COMMENTS)] += 1
            self._walk(element, pieces)
        elif kind == WORDART:
            if (element.get("string") or "").strip():
                self.boxes.append(element)
        elif not self._coded:
            self._sign(kind, element, pieces)

    def _sign(self, kind: int, element: etree._Element, pieces: list[str]) -> None:
        """An element that stands for characters."""
        if kind == TAB:
            pieces.append("\t")
        elif kind == BREAK:
            pieces.append("\n")
        elif kind == HYPHEN:
            pieces.append("-")
        elif kind == SIGN:
            code = element.get(WORD + "char", "")
            try:
                character = chr(int(code, 16))
            except (ValueError, OverflowError):
                character = UNKNOWN
            pieces.append(self._symbol(character, element.get(WORD + "font", "")))
        elif kind == DRAWN:
            pieces.append(element.text or "")
        elif kind == FRACTION:
            self.noticed[FORMULA] += 1
            for place, child in enumerate(part for part in element if part.tag not in IGNORED):
                if place:
                    pieces.append("/")
                self._walk(child, pieces)
        elif kind == POWER:
            self.noticed[FORMULA] += 1
            own: list[str] = []
            self._walk(element, own)
            pieces.extend("".join(RAISED.get(character, character) for character in piece) for piece in own)

    def _symbol(self, character: str, font: str) -> str:
        """A character of a symbol font as a common one."""
        known = symbol(character, font)
        if known == UNKNOWN:
            self.noticed[STRANGE] += 1
        return known

    def _choose(self, element: etree._Element, pieces: list[str]) -> None:
        """Of several forms of the same content only the first is read."""
        chosen = next((child for child in element if child.tag != FALLBACK), None)
        if chosen is None or next(chosen.iter(), None) is None or not len(chosen):
            chosen = next((child for child in element if child.tag == FALLBACK), chosen)
        if chosen is not None:
            self._walk(chosen, pieces)

    def _field(self, kind: str | None, pieces: list[str]) -> None:
        """The beginning of a field, of its result, or its end."""
        if kind == "begin":
            self._fields.append([])
            self._coded += 1
        elif kind == "separate" and self._fields and self._fields[-1] is not None:
            self._fields[-1] = None
            self._coded -= 1
        elif kind == "end" and self._fields:
            code = self._fields.pop()
            if code is not None:
                self._coded -= 1
                if not self._coded:
                    pieces.append(self._without_result("".join(code)))

    def _without_result(self, code: str) -> str:
        """What a field prints that has a code only: numbers in circles (带圈字符) and characters with readings (拼音)."""
        if not EQUATION.match(code):
            return ""
        match = ENCLOSED.match(code)
        if match:
            words = match[2].strip()
            circled = match[1] in ("○", "〇", "◯") and words.isdecimal() and 0 < int(words) <= 50
            return numeral(int(words), "decimalEnclosedCircle") if circled else words
        match = OVERLAID.match(code)
        if match:
            return match[1]
        self.noticed[FIELD_CODE] += 1
        return ""


def bold_throughout(paragraph: etree._Element, by_style: bool) -> bool:
    """Whether every run of a paragraph that has words is bold."""
    seen = False
    for run in paragraph.iter(RUN):
        if not any((text.text or "").strip() for text in run.iterchildren(TEXT)):
            continue
        properties = run.find(RUN_PROPERTIES)
        bold = None if properties is None else properties.find(WORD + "b")
        if not (by_style if bold is None else bold.get(VALUE, "1").lower() not in OFF):
            return False
        seen = True
    return seen
