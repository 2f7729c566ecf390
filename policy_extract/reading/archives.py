"""Opens archives in memory and reads their members one by one (压缩包)."""

from __future__ import annotations

from collections.abc import Iterator

from policy_extract.errors import ReadError
from policy_extract.reading.dispatch import Options, read_as
from policy_extract.text import Source, Unread


def read_members(data: bytes, name: str, media_type: str | None, options: Options) -> Iterator[Source | Unread]:
    """The documents of a file or an archive, and what could not be read."""
    try:
        yield read_as(data, name, media_type, options)
    except ReadError as error:
        yield Unread(name, error.reason, str(error), reader=error.reader)
