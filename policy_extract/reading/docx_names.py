"""Names of the elements of WordprocessingML that the reader looks at (WordprocessingML 元素名)."""

from __future__ import annotations

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VECTOR = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

P, R, T, TABLE, ROW, CELL = (WORD + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
PARAGRAPH_PROPERTIES, RUN_PROPERTIES = WORD + "pPr", WORD + "rPr"
VALUE = WORD + "val"
CONTENT, FALLBACK = WORD + "sdtContent", ALTERNATE + "Fallback"
OFF = frozenset(("0", "false", "off"))
"""Values that switch a property off; without a value it is on."""


def local(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag[tag.rfind("}") + 1 :]
