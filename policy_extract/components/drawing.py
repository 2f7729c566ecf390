"""Pictures by displaCy: a colour for each label, and all kinds of mentions in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policy_extract.components.colours import COLOURS
from policy_extract.components.kept import GROUPS, PREFIX
from policy_extract.errors import UsageError

if TYPE_CHECKING:
    from spacy.tokens import Doc

SHOWN = ("tasks", "achievements", "quantities", "times", "bodies", "statuses")


def displacy_options(group: str = "quantities") -> dict[str, Any]:
    """Options for `displacy.render(doc, style="span", options=…)` of one group. Raises UsageError for an unknown one."""
    _check((group,))
    return {"spans_key": PREFIX + group, "colors": COLOURS}


def render(doc: Doc, groups: Sequence[str] = SHOWN, page: bool = False) -> str:
    """HTML of a Doc with several groups at once; `page` makes it a whole page. Raises UsageError for an unknown group."""
    from spacy import displacy

    _check(groups)
    spans = [
        {
            "start": span.start_char, "end": span.end_char, "start_token": span.start, "end_token": span.end,
            "label": span.label_, "kb_id": "", "kb_url": "#",
        }
        for group in groups
        for span in doc.spans.get(PREFIX + group, ())
    ]  # fmt: skip
    parsed = {"text": doc.text, "spans": spans, "title": None, "settings": {"lang": "zh", "direction": "ltr"}}
    parsed["tokens"] = [token.text for token in doc]
    html: str = displacy.render(parsed, style="span", manual=True, page=page, jupyter=False, options={"colors": COLOURS})
    return html


def _check(groups: Sequence[str]) -> None:
    """See that there are such groups."""
    for group in groups:
        if group not in GROUPS:
            raise UsageError(f"no spans {group!r}; take some of {', '.join(GROUPS)}")
