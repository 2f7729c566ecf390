"""Reading and extracting inputs one by one, so that a fault in one of them stays with it."""

from __future__ import annotations

from collections.abc import Iterator

from policy_extract.cli_inputs import Input
from policy_extract.errors import RuleTimeout
from policy_extract.extractor import Extractor
from policy_extract.reading import Options
from policy_extract.result import DocumentResult
from policy_extract.text import Source, Unread

FAULTS = (OSError, MemoryError, RecursionError, ValueError, LookupError, TypeError, ArithmeticError, AttributeError)
"""What a fault of this program may raise; it is named and the other files go on."""


def documents(item: Input, options: Options) -> Iterator[Source | Unread]:
    """The documents of one input; a fault in a reader stays with its file."""
    try:
        yield from item.read(options)
    except FAULTS as error:
        yield Unread(item.name, "damaged", _fault(item.name, "read", error))


def attempt(extractor: Extractor, found: Source | Unread, item: Input) -> list[DocumentResult] | Unread:
    """The results of one document with its rows built, or the reason why there are none."""
    if isinstance(found, Unread):
        return found
    try:
        results = extractor.extract_source(found)
        for result in results:
            result.rows  # noqa: B018 - built here, so that a fault in one document stays with its file
        return results
    except RuleTimeout as error:
        message = f"{item.name_of(found)}: {error}"
        return Unread(found.name, "timeout", message, found.container, found.reader)
    except FAULTS as error:
        return Unread(found.name, "damaged", _fault(item.name_of(found), "extracted", error), found.container, found.reader)


def _fault(name: str, done: str, error: BaseException) -> str:
    """The message for a fault of this program."""
    return f"{name}: could not be {done} ({type(error).__name__}: {error}); please report the file"
