"""Why a place of a text was read as it was: what stands there, which rules made it, and which rules matched there and lost."""

from __future__ import annotations

import ast
import functools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import regex

from policy_extract import rows
from policy_extract.assembly import AnySpan, governed
from policy_extract.books import RECORDED_KINDS, RECORDED_PHASES
from policy_extract.errors import RuleTimeout, UsageError
from policy_extract.mentions import quantities, times
from policy_extract.model import Document, Heading, Quantity, Responsibility, Span, Statement
from policy_extract.patterns import Pack, Rule
from policy_extract.quoting import Quoter
from policy_extract.result import DocumentResult
from policy_extract.tasks.cues import LONGEST

FAMILIES = {
    "quantities": ("quantities", "numbers", "comparators", "phase", "linking"),
    "times": ("times", "scope"),
    "responsibilities": ("bodies", "roles"),
    "statuses": ("statuses",),
}
"""The pattern families whose rules can make a record of each sort."""
CONTEXT = 30
PATIENCE = 2
"""Seconds that one pattern may take on one statement."""
MOST_MATCHES = 3
IDENTIFIER = regex.compile(r"[a-z_]+(?:\.[a-z_]+)+")
ROOMS = ("structure", "mentions", "tasks")
NOT_A_DEADLINE = "found, but no record: a date of a citation, a title, a past event or of the document itself"
NOT_A_QUANTITY = "found, but no record: neither planned nor achieved, no condition and no reference"
ONLY_A_NUMBER = "read as a number in any text, but no record: a name, a date, a reference or outside the body"
ONLY_A_TIME = "read as a time in any text, but no record here"


def explain(results: Sequence[DocumentResult], pack: Pack, offset: int) -> dict[str, Any]:
    """What stands at a source offset and why. Raises UsageError for an offset outside the text."""
    text = results[0].text
    if not 0 <= offset < len(text):
        raise UsageError(f"--at {offset}: the text has {len(text)} code points; give one from 0 to {len(text) - 1}")
    found: dict[str, Any] = {
        "source": results[0].source.name,
        "at": offset,
        "before": text[max(0, offset - CONTEXT) : offset],
        "character": text[offset],
        "behind": text[offset + 1 : offset + 1 + CONTEXT],
    }
    for result in results:
        start, end = result.view.span(result.document.start, result.document.end)
        if start <= offset < end:
            return found | Explainer(result, pack, result.view.at(offset)).all()
    return found | {"document": None}


class Explainer:
    """Explains one place of one document; offsets inside are of the view, those in the answer of the source."""

    def __init__(self, result: DocumentResult, pack: Pack, at: int) -> None:
        """Take the place `at` of the view."""
        self.result, self.pack, self.at = result, pack, at
        self.document: Document = result.document
        self.text = result.view.text
        self.quoter = Quoter(result.view, result.source)
        self.rules = {rule.id: rule for rule in pack.rules()}
        self.statement = _around(self.document.statements, at)
        self.heading = _around(self.document.headings, at)
        self.window = self._window()

    def all(self) -> dict[str, Any]:
        """The whole explanation."""
        meta = self.document.meta
        records = self._records()
        return {
            "document": {
                "name": self.result.name, "doc_id": self.result.doc_id, "genre": meta.genre, "title": meta.title,
                "year": meta.year,
            },
            "sections": [self._section(heading) for heading in self._path()],
            "statement": self._statement() if self.statement is not None else None,
            "records": records,
            "lost": list(self._lost(records)),
        }  # fmt: skip

    def _window(self) -> tuple[int, int]:
        """The statement around the place, else the heading, else the line."""
        span = self.statement or self.heading
        if span is not None:
            return span.start, span.end
        end = self.text.find("\n", self.at)
        return self.text.rfind("\n", 0, self.at) + 1, end if end >= 0 else len(self.text)

    # -- sections and statement -------------------------------------------------------------------------------

    def _path(self) -> list[Heading]:
        """The headings from the outermost down to the place."""
        headings = self.document.headings
        if self.heading is not None:
            index = next(i for i, heading in enumerate(headings) if heading is self.heading)
        elif self.statement is not None:
            index = self.statement.section
        else:
            index = bisect_right([heading.start for heading in headings], self.at) - 1
        path: list[Heading] = []
        while 0 <= index < len(headings) and (not path or headings[index].start < path[0].start):
            path.insert(0, headings[index])
            index = headings[index].parent
        return path

    def _section(self, heading: Heading) -> dict[str, Any]:
        """A heading and what it says for what is below."""
        said = {"number": heading.number, "title": heading.title, "level": heading.level, "role": heading.role or None}
        made = self._made([heading.rule], heading, (heading.start, heading.end))
        return self._place(heading) | said | {"year": heading.year, "rules": made}

    def _statement(self) -> dict[str, Any]:
        """The statement, the rules that decided its kind, and all cues that stand in it."""
        statement = self.statement
        if statement is None:
            raise ValueError("no statement stands here")
        start, _ = self.quoter.span(statement.start, statement.end)
        identifier = None
        for row in self.result.rows[1]:
            if row.start == start:
                identifier = row.task_id if isinstance(row, rows.TaskRow) else row.achievement_id
        return self._place(statement) | {
            "kind": statement.kind or "other",
            "modality": statement.modality,
            "record": identifier if statement.kind in RECORDED_KINDS else None,
            "rules": self._made(statement.rules, None, self.window),
            "cues": list(self._cues(statement)),
        }

    def _cues(self, statement: Statement) -> Iterator[dict[str, Any]]:
        """Every rule of the family `kinds` that matches the statement, and what it would have said."""
        window = statement.start, min(statement.end, statement.start + LONGEST)
        for rule in self.pack.family("kinds").rules.values():
            words = self._matches(rule, *window)
            if words:
                says = {key: value for key, value in rule.fields.items() if key in ("kind", "modality")}
                agrees = statement.kind == says.get("kind") or (says.get("modality") or "") == statement.modality
                outcome = "decided" if rule.id in statement.rules else "agrees" if agrees else "overruled"
                yield self._rule(rule.id, words) | {"says": says, "outcome": outcome if says else "helps another rule"}

    # -- records ----------------------------------------------------------------------------------------------

    def _records(self) -> dict[str, list[dict[str, Any]]]:
        """The mentions in the statement and the bodies and marks that govern it, each with the rules that made it."""
        document, quoter = self.document, self.quoter
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in FAMILIES}
        for quantity in self._inside(document.quantities):
            kept = quantity.phase in RECORDED_PHASES
            entry = self._entry(quoter.quantity(quantity), quantity, quantity.rules)
            found["quantities"].append(entry if kept else entry | {"not_recorded": NOT_A_QUANTITY})
        for time in self._inside(document.times):
            entry = self._entry(quoter.time(time), time, [time.rule])
            found["times"].append(entry if time.deadline else entry | {"not_recorded": NOT_A_DEADLINE})
        for body in self._governing(document.responsibilities):
            found["responsibilities"].append(self._entry(quoter.responsibility(body), body, [body.rule]))
        for status in self._governing(document.statuses):
            found["statuses"].append(self._entry(quoter.status(status), status, [status.rule]))
        return found

    def _inside(self, items: Iterable[Any]) -> Iterator[Any]:
        """The mentions that begin in the window."""
        return (item for item in items if self.window[0] <= item.start < self.window[1])

    def _governing(self, items: Iterable[Any]) -> Iterator[Any]:
        """The bodies or marks that stand in the window or cover its statement."""
        for item in items:
            own = self.window[0] <= item.start < self.window[1]
            if own or (self.statement is not None and governed([self.statement], [self.statement.start], item.covers)):
                yield item

    def _entry(self, row: Any, item: Span, identifiers: Sequence[str]) -> dict[str, Any]:
        """A record as it is written, whether it stands at the place, and its rules in full."""
        written: dict[str, Any] = msgspec.json.decode(rows.encode(row))
        said = {key: value for key, value in written.items() if value not in (None, False, "", [])}
        window = self.window
        if isinstance(item, Responsibility) and not window[0] <= item.start < window[1]:
            around = _around(self.document.statements, item.start) or item
            window = around.start, around.end
        return said | {"here": item.start <= self.at < item.end, "rules": self._made(identifiers, item, window)}

    # -- rules ------------------------------------------------------------------------------------------------

    def _made(self, identifiers: Sequence[str], item: Span | None, window: tuple[int, int]) -> list[dict[str, Any]]:
        """The rules that fired, with the words that they match at or near the item."""
        made = []
        for identifier in dict.fromkeys(filter(None, identifiers)):
            rule = self.rules.get(identifier)
            made.append(self._rule(identifier, self._words(rule, item, window) if rule is not None else []))
        return made

    def _rule(self, identifier: str, words: list[dict[str, Any]]) -> dict[str, Any]:
        """A rule with its description and place; one that lies in code has those of its function."""
        rule = self.rules.get(identifier)
        description, place = (rule.description, rule.place) if rule is not None else code_rules().find(identifier)
        return {"id": identifier, "description": description, "place": place, "matched": words}

    def _words(self, rule: Rule, item: Span | None, window: tuple[int, int]) -> list[dict[str, Any]]:
        """What a rule matches: over the item, else nearest to it before or behind, or anywhere in the window."""
        if item is None:
            return self._matches(rule, *window)
        over = [found for found in self._spans(rule, *window) if found[0] < item.end and found[1] > item.start]
        own = over or self._spans(rule, item.start, item.end)
        if not own:
            sides = self._spans(rule, window[0], item.start)[::-1] + self._spans(rule, item.end, window[1])
            sides.sort(key=lambda span: (not self._gives(rule, item, span), max(item.start - span[1], span[0] - item.end)))
            own = sides[:1] or self._spans(rule, *window)
        return [self._quoted(start, end) for start, end in own[:MOST_MATCHES]]

    def _gives(self, rule: Rule, item: Span, span: tuple[int, int]) -> bool:
        """Whether the words of a match are those that give a body its role (配合 → cooperate)."""
        if not isinstance(item, Responsibility):
            return True
        tables = self.pack.family(rule.id.partition(".")[0]).vocabularies.values()
        giving = {word for table in tables if isinstance(table, dict) for word, role in table.items() if role == item.role}
        words = self.text[span[0] : span[1]]
        return any(word in words for word in giving)

    def _matches(self, rule: Rule, start: int, end: int) -> list[dict[str, Any]]:
        """The first matches of a rule in a window."""
        return [self._quoted(*span) for span in self._spans(rule, start, end)[:MOST_MATCHES]]

    def _spans(self, rule: Rule, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of all matches of a rule that are not empty; the window is read as a text of its own."""
        words = self.text[start:end]
        if rule.pattern is None or not words or (rule.literals and not any(literal in words for literal in rule.literals)):
            return []
        try:
            matches = rule.compiled.finditer(words, timeout=PATIENCE)
            return [(start + match.start(), start + match.end()) for match in matches if match[0].strip()]
        except (TimeoutError, RuleTimeout):
            return []

    def _quoted(self, start: int, end: int) -> dict[str, Any]:
        """A view span as source span with its words."""
        begin, stop = self.quoter.span(start, end)
        return {"start": begin, "end": stop, "quote": self.quoter.text[begin:stop]}

    def _place(self, span: Span) -> dict[str, Any]:
        """Source span and words of an item."""
        return self._quoted(span.start, span.end)

    # -- what lost --------------------------------------------------------------------------------------------

    def _lost(self, records: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        """What was read at the place without becoming a record, then the rules that match there and made none."""
        yield from self._mere_expressions(records)
        for sort, families in FAMILIES.items():
            here = [entry for entry in records[sort] if entry["here"]]
            fired = {rule["id"] for entry in here for rule in entry["rules"]}
            winner = next((entry for entry in here if "not_recorded" not in entry), None)
            for rule in (
                rule for name in families if name in self.pack.families for rule in self.pack.family(name).rules.values()
            ):
                spans = [span for span in self._spans(rule, *self.window) if span[0] <= self.at < span[1]]
                if spans and rule.id not in fired:
                    why = (
                        f"the record {winner['quote']} was made by other rules"
                        if winner
                        else "no record of this sort stands here"
                    )
                    yield {"sort": sort, **self._rule(rule.id, [self._quoted(*spans[0])]), "why": why}

    def _mere_expressions(self, records: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        """Numbers and times that the finder reads in any text, where the line made no record of them."""
        start, end = self.window
        words, at = self.text[start:end], self.at - start
        issued = self.document.meta.issued_on
        readings: tuple[tuple[str, str, Sequence[Any]], ...] = (
            ("quantities", ONLY_A_NUMBER, quantities.find_expressions(words, self.pack)),
            ("times", ONLY_A_TIME, times.find_expressions(words, self.pack, issued)),
        )
        for sort, why, found in readings:
            if any(entry["here"] for entry in records[sort]):
                continue
            for item in found:
                if item.start <= at < item.end:
                    why = _baseline(item, records["quantities"]) or why
                    identifiers = getattr(item, "rules", None) or [getattr(item, "rule", "")]
                    moved = Span(start + item.start, start + item.end)
                    yield {"sort": sort, **self._place(moved), "rules": self._made(identifiers, moved, self.window), "why": why}


def _baseline(item: Span, entries: Sequence[dict[str, Any]]) -> str:
    """Says so when a number is the starting value of a record."""
    value = item.value if isinstance(item, Quantity) else None
    for entry in entries:
        if value is not None and entry.get("baseline", {}).get("value") == value:
            return f"no record of its own: the starting value (baseline) of {entry['quote']}"
    return ""


def _around(items: Sequence[AnySpan], at: int) -> AnySpan | None:
    """The innermost item around a place."""
    found = [item for item in items if item.start <= at < item.end]
    return min(found, key=lambda item: item.end - item.start, default=None)


class CodeRules:
    """Rules that lie in code and not in a pattern: where their id stands, and the line that describes the function."""

    def __init__(self, folder: Path) -> None:
        """Look through the rooms that make records."""
        self._known: dict[str, tuple[str, str]] = {}
        self._composed: list[tuple[regex.Pattern[str], tuple[str, str]]] = []
        for room in ROOMS:
            for path in sorted((folder / room).rglob("*.py")):
                self._read(path, path.relative_to(folder.parent).as_posix())

    def find(self, identifier: str) -> tuple[str, str]:
        """Description and `file:line` of a rule."""
        if identifier in self._known:
            return self._known[identifier]
        composed = (place for pattern, place in self._composed if pattern.fullmatch(identifier))
        return next(composed, ("a rule in code", ""))

    def _read(self, path: Path, name: str) -> None:
        """Keep every text of a module that looks like a rule's id, with the innermost function or class around it."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        scopes = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        for node in ast.walk(tree):
            if not isinstance(node, (ast.Constant, ast.JoinedStr)):
                continue
            around = [scope for scope in scopes if scope.lineno <= node.lineno <= (scope.end_lineno or 0)]
            inner = max(around, key=lambda scope: scope.lineno, default=None)
            described = (ast.get_docstring(inner) if inner is not None else None) or ast.get_docstring(tree) or ""
            place = described.partition("\n")[0], f"{name}:{node.lineno}"
            if isinstance(node, ast.JoinedStr):
                pieces = [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values]
                if IDENTIFIER.fullmatch("".join(piece or "x" for piece in pieces)):
                    pattern = "".join(regex.escape(piece) if piece else "[a-z_]+" for piece in pieces)
                    self._composed.append((regex.compile(pattern), place))
            elif isinstance(node.value, str) and IDENTIFIER.fullmatch(node.value):
                self._known.setdefault(node.value, place)


@functools.cache
def code_rules() -> CodeRules:
    """The rules in the code of this package, read once."""
    return CodeRules(Path(__file__).parent)
