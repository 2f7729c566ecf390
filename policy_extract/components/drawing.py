"""Pictures by displaCy: a colour for each label, and all kinds of mentions in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policy_extract.components.colours import COLOURS
from policy_extract.components.kept import GROUPS, PREFIX
from policy_extract.errors import UsageError

if TYPE_CHECKING:
    from spacy.tokens import Doc

PAGE = """<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><title>policy-extract</title></head>
<body style="margin: 2em auto; max-width: 60em; font-family: sans-serif">
{body}
</body>
</html>
"""
SHOWN = ("tasks", "achievements", "quantities", "times", "bodies", "statuses")


def displacy_options(group: str = "quantities") -> dict[str, Any]:
    """Options for `displacy.render(doc, style="span", options=…)` of one group. Raises UsageError for an unknown one."""
    _check((group,))
    return {"spans_key": PREFIX + group, "colors": COLOURS}


def render(doc: Doc, groups: Sequence[str] = SHOWN, page: bool = False) -> str:
    """HTML of a Doc with several groups at once, a block for each line; `page` makes it a whole page.

    Raises UsageError for an unknown group.
    """
    from spacy import displacy

    _check(groups)
    spans = [span for group in groups for span in doc.spans.get(PREFIX + group, ())]
    settings = {"lang": "zh", "direction": "ltr"}
    blocks = []
    for first, last in _lines(doc):
        inside = [_part(span, first, last) for span in spans if span.start < last and span.end > first]
        tokens = [token.text for token in doc[first:last]]
        blocks.append({"text": doc[first:last].text, "spans": inside, "title": None, "settings": settings, "tokens": tokens})
    html: str = displacy.render(blocks, style="span", manual=True, jupyter=False, options={"colors": COLOURS})
    return PAGE.format(body=html) if page else html


def _lines(doc: Doc) -> list[tuple[int, int]]:
    """Runs of tokens between line ends, which displaCy would run together."""
    ends = [token.i for token in doc if "\n" in token.text] + [len(doc)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _part(span: Any, first: int, last: int) -> dict[str, Any]:
    """What displaCy needs of the part of a span that stands in a line."""
    start, end = max(span.start, first) - first, min(span.end, last) - first
    return {"start_token": start, "end_token": end, "label": span.label_, "kb_id": "", "kb_url": "#"}


def _check(groups: Sequence[str]) -> None:
    """See that there are such groups."""
    for group in groups:
        if group not in GROUPS:
            raise UsageError(f"no spans {group!r}; take some of {', '.join(GROUPS)}")
