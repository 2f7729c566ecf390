"""What people are told about a change, in the words of a ledger (变更说明)."""

from __future__ import annotations

from collections.abc import Mapping

from policy_extract.feed.model import Accepted, Delivery, Values
from policy_extract.feed.profiles import Field

SHOWN = 120
"""Characters of a value that a note shows."""
UNSAID = frozenset({"document_status", "title", "id", "parent"})
"""Fields whose change says nothing beyond that of the others."""


def source(delivery: Delivery, same_text: bool) -> str:
    """What a change rests on: the amended document, or the same text extracted again."""
    return f"《{delivery.title}》{'（重新抽取）' if same_text else ''}"


def reported(accepted: Accepted) -> str:
    """A report that a person accepted as progress."""
    return f"《{accepted.report}》（{accepted.by}采纳）"


def _cut(text: str) -> str:
    """A value in a note."""
    text = " ".join(text.split())
    return f"{text[: SHOWN - 1]}…" if len(text) > SHOWN else text or "（空）"


def changed(fields: Mapping[str, Field], before: Values, after: Values, basis: str) -> str:
    """Old and new values of an update."""
    said: dict[tuple[str, str], str] = {}
    for name, value in after.items():
        if name not in UNSAID:
            # The same words in two columns (工作内容, 整改措施) are one change.
            said.setdefault((before[name], value), f"{fields[name].title}：{_cut(before[name])} → {_cut(value)}")
    return f"依据{basis}变更。{'；'.join(said.values())}" if said else ""


def withdrawn(delivery: Delivery, status: str) -> str:
    """A task that its document no longer holds."""
    before = f"原状态 {status}。" if status else ""
    return f"{source(delivery, False)}已无此项，标记为已撤回。{before}"


def reinstated(basis: str) -> str:
    """A task that its document holds again."""
    return f"{basis}重新列入此项。"
