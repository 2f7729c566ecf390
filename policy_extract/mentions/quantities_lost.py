"""Numbers beside characters that could not be read (缺字): a digit may be missing, so they are none."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.text import UNMAPPED

LOST = "\ufffd"
LOST_BEFORE = re.compile(f"{UNMAPPED.pattern}$")
LONGEST_LOST = 12
LINE_REACH = 200
"""Characters of a long line that are looked at to either side of a number."""
WORDS = re.compile("[一-龥]")


def beside_lost(text: str, reading: Reading) -> bool:
    """Whether a character that could not be read, a digit perhaps, is beside the digits (3(cid:9)0人次) or fills their line."""
    start, last = reading.number.start, reading.last or reading.number
    if text.find("(cid:", max(0, start - LINE_REACH), start + LINE_REACH) >= 0 and _fills_line(text, start):
        return True
    before, after = text[start - 1 : start], text[last.end : last.end + 1]
    if before == LOST or after == LOST or text.startswith("(cid:", last.end):
        return True
    if before == ")":
        return LOST_BEFORE.search(text, max(0, start - LONGEST_LOST), start) is not None
    return text.endswith("(cid:", 0, start)


def _fills_line(text: str, start: int) -> bool:
    """Whether the line of a place has as many characters that could not be read as words: its other signs are no better."""
    near = max(0, start - LINE_REACH)
    end = text.find("\n", start, start + LINE_REACH)
    line = text[max(near, text.rfind("\n", near, start) + 1) : end if end >= 0 else start + LINE_REACH]
    lost = len(UNMAPPED.findall(line))
    return lost > 0 and 2 * lost >= len(WORDS.findall(line))
