"""People's progress beside the extraction, and what was pushed where (进展回收)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from policy_extract.feed.ledger import Ledger
from policy_extract.feed.model import Entry, Index
from policy_extract.feed.profiles import Field

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
TOLD = ("title", "content", "deadline", "lead", "responsible")
"""Fields of the feed that stand beside people's progress."""


def lines(
    index: Index, fields: Mapping[str, Field], entries: Mapping[str, Entry], documents: Mapping[str, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """One object a row of the target, in the order of external ids."""
    for external_id in sorted(index):
        entry = entries.get(external_id)
        for remote in index[external_id]:
            own = {name: remote.values.get(name, "") for name in TOLD if name in fields}
            people = {
                name: remote.values.get(name, "")
                for name, field in fields.items()
                if field.owner == "people" and name != "number"
            }
            sent = entry.sent if entry is not None else {}
            edited = {
                name: {"sent": sent[name], "now": value}
                for name, value in remote.values.items()
                if name in sent and name in fields and fields[name].owner != "people" and sent[name] != value
            }
            yield {
                "id": external_id, "task_id": entry.task_id if entry else "", "remote_id": remote.remote_id,
                "document": documents.get(entry.scope, ("", ""))[0] if entry else "", **own, **people,
                "columns": remote.people, "edited": edited, "withdrawn": entry.withdrawn if entry else False,
                "tracked": entry is not None,
            }  # fmt: skip


def write(found: Sequence[Mapping[str, Any]], stream: BinaryIO, form: str) -> None:
    """Write the objects as JSON Lines or as CSV with a byte order mark, cells that look like formulas as text."""
    if form == "jsonl":
        for line in found:
            stream.write(msgspec.json.encode(line) + b"\n")
        return
    titles = list(dict.fromkeys(name for line in found for name in _flat(line)))
    text = io.StringIO()
    cells = csv.writer(text, lineterminator="\r\n")
    cells.writerow(titles)
    for line in found:
        flat = _flat(line)
        cells.writerow([safe(flat.get(name, "")) for name in titles])
    stream.write(("\ufeff" + text.getvalue()).encode("utf-8", "replace"))


def _flat(line: Mapping[str, Any]) -> dict[str, str]:
    """An object as cells: people's columns by their own titles, edits as one text."""
    flat = {name: str(value) for name, value in line.items() if name not in ("columns", "edited")}
    flat["edited"] = "; ".join(f"{name}: {both['sent']} → {both['now']}" for name, both in line["edited"].items())
    return flat | {f"[{title}]": value for title, value in line["columns"].items()}


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(FORMULA_SIGNS) else cell


def overview(ledger: Ledger) -> Iterator[str]:
    """What is where, in lines."""
    targets = ledger.targets()
    if not targets:
        yield "nothing was pushed yet"
    for target in targets:
        entries = ledger.entries(target)
        last = ledger.last_push(target)
        open_ones = sum(entry.pending is not None for entry in entries.values())
        yield target
        if last is not None:
            begun, ended, summary = last
            yield f"  last push {begun}: {summary if ended else 'was cut off; the same push goes on'}"
        if open_ones:
            yield f"  {open_ones} tasks were under way; the next push looks them up"
        live = Counter(entry.scope for entry in entries.values() if not entry.withdrawn)
        gone = Counter(entry.scope for entry in entries.values() if entry.withdrawn)
        for scope, (title, source) in ledger.titles(target).items():
            yield f"  {live[scope]:5} tasks, {gone[scope]} withdrawn  {title}  ({source})"
        yield from _reported(ledger, target)


def _reported(ledger: Ledger, target: str) -> Iterator[str]:
    """What reports proposed, and what of it a person accepted."""
    proposals = ledger.proposals(target).values()
    if not proposals:
        return
    counts = Counter(proposal.state for proposal in proposals)
    waiting = ledger.accepted(target)
    said = ", ".join(f"{counts[state]} {state}" for state in ("open", "ambiguous", "accepted", "rejected") if counts[state])
    yield f"  proposals of reports: {said}; {len(waiting)} wait for the next push"
    for proposal in proposals:
        if proposal.state == "accepted":
            until = "waits for the next push" if proposal.external_id in waiting else "written"
            said = f"{proposal.status or 'progress'} as of {proposal.as_of}, accepted by {proposal.by}, {until}"
            yield f"    {said}: {proposal.task}"
