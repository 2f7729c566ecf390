"""What goes on the desk: the records of files, or those that a run holds, with their texts where these are at hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from policy_extract import reading, rows
from policy_extract.identity import text_hash
from policy_extract.result import DocumentResult
from policy_extract.review.desk import Desk, plain
from policy_extract.text import Source


def enter(desk: Desk, result: DocumentResult, text: str | None) -> bool:
    """Put one document on the desk. Tells whether it was new."""
    document, statements = result.rows
    records = [plain(rows.encode(row)) for row in statements]
    return desk.enter(plain(rows.encode(document)), result.name, text, records)


def enter_results(desk: Desk, results: Iterable[DocumentResult]) -> int:
    """Put extracted documents on the desk; returns how many were new."""
    return sum(enter(desk, result, result.text) for result in results)


def enter_run(desk: Desk, folder: Path) -> tuple[int, int]:
    """Put the documents of a run on the desk; returns how many were new, and how many of them are without their text.

    The texts are read again from the files that the run read; one that is gone or has changed since is left out, and the
    words of the records are all there is to look at. Raises UsageError for a folder that is no run.
    """
    from policy_extract.batch.stored import results

    new = bare = 0
    for stored in results(folder):
        texts = texts_of(stored.input_id, folder) if stored.results else {}
        for result in stored.results:
            text = texts.get(result.rows[0].sha256)
            if enter(desk, result, text):
                new += 1
                bare += text is None
    return new, bare


def texts_of(input_id: str, folder: Path) -> dict[str, str]:
    """The texts of an input by their hash: of a file, or of all members of the archive that it lies in."""
    path = Path(input_id)
    while not path.is_file() and path != path.parent:
        path = path.parent
    if not path.is_file():
        return {}
    try:
        found = [source for source in reading.read_files(path, reading.Options()) if isinstance(source, Source)]
    except (OSError, ValueError, LookupError, MemoryError):
        return {}
    return {text_hash(source.text): source.text for source in found}
