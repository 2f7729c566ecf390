"""What is fuzzed and what must hold for any input: a document with places inside its text, or an error with its reason."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.fuzzing.mutations import Change, change_bytes, change_markup, change_package, change_text
from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.reading.word import read_doc, read_rtf, reread_doc, reread_rtf
from policy_extract.text import Source, Unread

if TYPE_CHECKING:
    from policy_extract.extractor import Extractor
    from policy_extract.result import DocumentResult

OPTIONS = reading.Options(isolate=False)
"""Readers run in this process: whatever they raise but ReadError is a finding."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to fuzz."""

    name: str
    run: Callable[[bytes], None]
    change: Change
    largest: int = 20_000
    """Bytes of the largest input."""


class Broken(AssertionError):
    """A promise does not hold for an input."""


@functools.cache
def extractor() -> Extractor:
    """One extractor for all inputs; readers are fuzzed without loading it."""
    from policy_extract.extractor import Extractor

    return Extractor()


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a record that has a span and a quote."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def check_result(result: DocumentResult) -> None:
    """Quotes stand where they are said to stand. Raises Broken."""
    text = result.text
    for part in (result.to_dict(), result.to_standoff()):
        for item in spans(part):
            if not 0 <= item["start"] <= item["end"] <= len(text) or text[item["start"] : item["end"]] != item["quote"]:
                raise Broken(f"quote {item['quote']!r} does not stand at {item['start']}:{item['end']}")


def check_source(source: Source) -> None:
    """Blocks and cells lie in the text, in order. Raises Broken."""
    length = len(source.text)
    for block in source.blocks:
        if not 0 <= block.start <= block.end <= length:
            raise Broken(f"block {block} outside of {length} characters")
    for table in source.tables:
        for cell in table.cells:
            if not 0 <= table.start <= cell.start <= cell.end <= table.end <= length:
                raise Broken(f"cell {cell} outside of its table {table.start}:{table.end}")


def mentions(data: bytes) -> None:
    """`find_mentions` over any text."""
    from policy_extract.finder import find_mentions

    text = data.decode("utf-8", "ignore")
    for mention in find_mentions(text):
        if text[mention.start : mention.end] != mention.quote:
            raise Broken(f"mention {mention.quote!r} does not stand at {mention.start}:{mention.end}")


def extract(data: bytes) -> None:
    """The whole line over any text."""
    for result in extractor().extract_text(data.decode("utf-8", "ignore")):
        check_result(result)


def read_again(data: bytes, locator: str) -> str:
    """The words at a place of a file of any format."""
    return reading.reread(data, locator, OPTIONS)


def reader(read: Callable[[bytes], Source], reread: Callable[[bytes, str], str] = read_again) -> Callable[[bytes], None]:
    """A reader over any bytes; the places that it gives can be read again."""

    def run(data: bytes) -> None:
        try:
            source = read(data)
        except (ReadError, MemoryError):
            # The child process in which readers run is bounded in memory and names that as the reason.
            return
        check_source(source)
        for block in source.blocks[:2]:
            if block.locator:
                reread(data, block.locator.split(" + ")[0])

    return run


def by_suffix(suffix: str) -> Callable[[bytes], None]:
    """The reader that the content asks for, under a name with this suffix."""
    return reader(lambda data: reading.read(data, f"fuzz.{suffix}", options=OPTIONS))


def archive(data: bytes) -> None:
    """Members of an archive, each a document or a reason."""
    found = list(reading.read_all(data, "fuzz.zip", options=OPTIONS))
    if not found:
        raise Broken("neither a document nor a reason")
    for item in found:
        if isinstance(item, Unread):
            if not item.reason or not item.message:
                raise Broken(f"no reason: {item}")
        else:
            check_source(item)


OWN = {
    "doc": Target("doc", reader(lambda data: read_doc(data, office="never"), reread_doc), change_bytes, 60_000),
    "rtf": Target("rtf", reader(lambda data: read_rtf(data, office="never"), reread_rtf), change_markup),
}
"""Readers that would ask LibreOffice where it is installed: here they read alone."""
TARGETS = {
    "mentions": Target("mentions", mentions, change_text, 12_000),
    "extract": Target("extract", extract, change_text, 12_000),
    **{name: Target(name, by_suffix(name), change_markup) for name in ("html", "mht")},
    **{name: Target(name, by_suffix(name), change_package, 60_000) for name in ("docx", "odt", "ofd", "xlsx", "ods")},
    **{name: Target(name, by_suffix(name), change_bytes, 60_000) for name in ("csv", "pdf", "xls")},
    **OWN,
    "text": Target("text", by_suffix("txt"), change_bytes),
    "zip": Target("zip", archive, change_package, 60_000),
}
"""All targets by name."""
