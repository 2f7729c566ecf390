"""Puts the line together for one source: reading → structure → mentions → tasks → results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_extract import patterns, reading
from policy_extract.errors import PatternError
from policy_extract.mentions.quantities import find_quantities
from policy_extract.mentions.statuses import find_statuses
from policy_extract.mentions.times import find_times
from policy_extract.mentions.times_calendar import plan_years
from policy_extract.model import Clock, Document
from policy_extract.pausing import collector_paused
from policy_extract.result import DocumentResult
from policy_extract.structure import analyse, make_view
from policy_extract.structure.roles import period_of_headings
from policy_extract.tasks.indicators import link
from policy_extract.tasks.kinds import classify
from policy_extract.tasks.responsibilities import assign
from policy_extract.tasks.scope import govern
from policy_extract.tasks.tables import settle_mentions, settle_rows
from policy_extract.tasks.totals import check_totals
from policy_extract.text import Source, Unread, View

COMPLETE = "一、目标\n到2026年底前，建成公园3个以上。（责任单位：市教育局）\n"
"""A text on which every finder is made."""
AHEAD = frozenset({"outlook", "tasks", "goals", "measures", "safeguards"})
"""Roles of sections that speak of what is still to be done."""


@dataclass(slots=True)
class Draft:
    """A source on its way through the line: its documents are filled step by step."""

    source: Source
    view: View
    documents: list[Document]


class Extractor:
    """Reusable extractor: holds a loaded pattern pack and nothing that changes, so threads may share it and it pickles."""

    def __init__(self, packs: Sequence[Path | str | patterns.Layer] | Path | str | patterns.Layer = ()) -> None:
        """Load the built-in patterns with the given packs (folders, archives, names of installed ones) layered over them.

        Raises PatternError.
        """
        packs = (packs,) if isinstance(packs, (str, Path, patterns.Layer)) else packs
        self.pack = patterns.layered(*packs) if packs else patterns.load()
        if packs:
            self._complete()

    @classmethod
    def with_pack(cls, pack: patterns.Pack) -> Extractor:
        """An extractor over a pack that is loaded already."""
        extractor = cls.__new__(cls)
        extractor.pack = pack
        return extractor

    def _complete(self) -> None:
        """See that packs left every rule that the line cannot do without. Raises PatternError."""
        try:
            self.extract_text(COMPLETE)
        except (KeyError, StopIteration, IndexError, ValueError) as error:
            off = ", ".join(f"{name} ({place})" for name, place in self.pack.switched_off) or "no rule"
            raise PatternError(
                f"{self.pack.layers[-1].place}: the packs leave the patterns incomplete ({type(error).__name__}: {error}); "
                f"switched off: {off}; give a rule of the same id in its place"
            ) from error

    def extract_file(self, path: Path | str, options: reading.Options | None = None) -> list[DocumentResult]:
        """Read a file and extract every document in it. Raises ReadError naming file and remedy."""
        return self.extract_source(reading.read_file(Path(path), options))

    def extract_files(self, path: Path | str, options: reading.Options | None = None) -> Iterator[list[DocumentResult] | Unread]:
        """Read a file that may be an archive: the documents of each member, and what could not be read with the reason."""
        for found in reading.read_files(Path(path), options):
            yield found if isinstance(found, Unread) else self.extract_source(found)

    def extract_bytes(
        self, data: bytes, name: str = "", media_type: str | None = None, options: reading.Options | None = None
    ) -> list[DocumentResult]:
        """Read the bytes of a file and extract every document in it. Raises ReadError."""
        return self.extract_source(reading.read(data, name, media_type, options))

    def extract_text(self, text: str, name: str = "") -> list[DocumentResult]:
        """Extract every document of a decoded text."""
        return self.extract_source(reading.read_text(text, name))

    @collector_paused()
    def extract_source(self, source: Source) -> list[DocumentResult]:
        """Extract every document of a source, in text order."""
        draft = self.structure(source)
        self.find(draft)
        self.link(draft)
        return self.results(draft)

    def structure(self, source: Source) -> Draft:
        """First step: the documents of a source with their facts, headings and statements."""
        view = make_view(source, self.pack)
        return Draft(source, view, analyse(view, source, self.pack))

    def find(self, draft: Draft) -> None:
        """Second step: quantities, times and status marks, not yet linked to statements."""
        text, pack = draft.view.text, self.pack
        for document in draft.documents:
            start, end = document.start, document.end
            document.times = find_times(text, start, end, pack, clock_of(document))
            document.quantities = find_quantities(text, start, end, pack, document.times, document.statements)
            document.statuses = find_statuses(text, start, end, pack)
            settle_mentions(text, document, pack)

    def link(self, draft: Draft) -> None:
        """Third step: kinds of statements, who answers for them, and what each quantity and time belongs to."""
        text, pack = draft.view.text, self.pack
        for document in draft.documents:
            assign(text, document, pack)
            classify(text, document, pack)
            link(text, document, pack)
            govern(text, document, pack)
            settle_rows(text, document, pack)
            check_totals(text, document, pack)

    def results(self, draft: Draft) -> list[DocumentResult]:
        """What is known of the documents after the steps taken so far."""
        count = len(draft.documents)
        return [
            DocumentResult(document, draft.view, draft.source, number, count, self.pack)
            for number, document in enumerate(draft.documents, 1)
        ]


def clock_of(document: Document) -> Clock:
    """The document's own time: its date, year and period, and the years that section headings set."""
    meta = document.meta
    plan_year = meta.year
    if plan_year is None and meta.period_start is not None:
        plan_year = meta.period_start.year
    if plan_year is None and (plan := period_of_headings(document.headings)) is not None:
        plan_year = plan_years(plan)[0]
    sections = [(h.start, h.section_end, h.year) for h in document.headings if h.year is not None and h.level > 0]
    reviews: list[tuple[int, int]] = []
    for heading in document.headings:
        if heading.role == "review" and heading.level > 0 and (not reviews or heading.start >= reviews[-1][1]):
            reviews.append((heading.start, heading.section_end))
    ahead = [(h.start, h.section_end) for h in document.headings if h.role in AHEAD and h.level > 0]
    return Clock(
        meta.issued_on, meta.year, meta.period_start, meta.period_end, plan_year, sections, reviews,
        meta.genre == "progress", ahead,
    )  # fmt: skip
