"""The report of a document (文件报告): the source with its marks beside the table of its records, as one HTML file."""

from __future__ import annotations

from collections.abc import Sequence

from policy_extract.report.page import page, spoken
from policy_extract.report.payload import payload
from policy_extract.result import DocumentResult
from policy_extract.text import Unread

SCRIPTS = (
    "words.js", "data.js", "marks.js", "source.js", "filters.js", "grid.js", "detail.js", "panels.js", "workbook.js",
    "files.js", "main.js",
)  # fmt: skip
STYLES = ("page.css", "source.css", "records.css", "detail.css")


def document_page(results: Sequence[Sequence[DocumentResult]], unread: Sequence[Unread] = (), language: str = "zh") -> str:
    """The page for the documents of a file; of an archive, for those of each member, and what could not be read.

    `language` is that of the interface when the page opens: `zh` or `en`; the reader can change it.
    """
    data = payload(results, unread)
    data |= spoken(language)
    first = next((documents[0] for documents in results if documents), None)
    title = (first.rows[0].title or first.source.name) if first else ""
    return page("document.html", title or "policy-extract", data, SCRIPTS, STYLES, language)
