"""A comparison as one HTML page that needs nothing from elsewhere: totals, then every change with its words and context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from policy_extract.evaluation.compare import Change, Comparison

CONTEXT = 40
"""Characters shown before and behind a quote."""
LONGEST_QUOTE = 400
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em; color: #222; background: #fff; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid #ccc; padding: .25em .6em; text-align: left; vertical-align: top; }
td.n { text-align: right; }
.changes { width: 100%; }
.gain, .added { background: #e3f4e3; }
.loss, .removed { background: #fbe3e3; }
.otherwise, .changed { background: #fdf5d9; }
mark { background: #ffe27a; }
.context { color: #666; }
td { overflow-wrap: anywhere; }
"""


def page(comparison: Comparison, old: str, new: str) -> str:
    """The whole page; every piece of text in it is escaped."""
    return "".join(_parts(comparison, old, new))


def _parts(comparison: Comparison, old: str, new: str) -> Iterator[str]:
    """The page piece by piece."""
    verdicts = comparison.verdicts
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
    yield """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n"""
    yield f"<title>{escape(old)} → {escape(new)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    yield f"<h1>{escape(old)} → {escape(new)}</h1>\n<p>{comparison.compared} documents compared, "
    yield f"{len(comparison.changes)} changes.</p>\n"
    if comparison.remarks:
        yield "<ul>\n" + "".join(f"<li>{escape(remark)}</li>\n" for remark in comparison.remarks) + "</ul>\n"
    yield "<h2>By field</h2>\n"
    yield _counts("field", ((field, counts) for field, counts in comparison.totals().items()), verdicts)
    for number, (name, changes) in enumerate(groupby(comparison.changes, key=lambda change: change.document), 1):
        own = list(changes)
        text = comparison.texts.get(name, "")
        yield f'<h2 id="d{number}">{escape(name)}</h2>\n'
        yield _counts("field", _by_field(own), verdicts)
        yield '<table class="changes">\n<tr><th></th><th>field</th><th>at</th><th>words</th><th>old</th><th>new</th></tr>\n'
        yield from (_row(change, text) for change in own)
        yield "</table>\n"
        if not text:
            yield "<p>The text is not at hand, so the words stand without their context.</p>\n"
    yield "</body>\n</html>\n"


def _by_field(changes: list[Change]) -> Iterator[tuple[str, Counter[str]]]:
    """Number of changes of each verdict by field."""
    for field in sorted({change.field for change in changes}):
        yield field, Counter(change.verdict for change in changes if change.field == field)


def _counts(label: str, found: Iterable[tuple[str, Counter[str]]], verdicts: tuple[str, ...]) -> str:
    """A table of counts."""
    head = "".join(f"<th>{verdict}</th>" for verdict in verdicts)
    lines = [f"<table>\n<tr><th>{label}</th>{head}</tr>\n"]
    for name, counts in found:
        cells = "".join(f'<td class="n">{counts[verdict] or ""}</td>' for verdict in verdicts)
        lines.append(f"<tr><td>{escape(name)}</td>{cells}</tr>\n")
    return "".join([*lines, "</table>\n"])


def _row(change: Change, text: str) -> str:
    """One change with its words in their context."""
    quote = change.quote if len(change.quote) <= LONGEST_QUOTE else change.quote[:LONGEST_QUOTE] + "…"
    before = text[max(0, change.start - CONTEXT) : change.start] if text else ""
    behind = text[change.end : change.end + CONTEXT] if text else ""
    words = (
        f'<span class="context">{escape(before)}</span><mark>{escape(quote)}</mark><span class="context">{escape(behind)}</span>'
    )
    cells = (escape(change.field), str(change.start), words, escape(change.old), escape(change.new))
    return f'<tr class="{change.verdict}"><td>{change.verdict}</td>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'
