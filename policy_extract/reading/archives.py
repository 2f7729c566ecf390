"""Opens zip archives in memory and reads their members one by one (压缩包).

Nothing is unpacked to disk. Sizes, ratios, numbers and nesting are bounded; a member that cannot be read is named with
its reason. Names written by Chinese systems without a sign of their encoding are read as GB18030.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from policy_extract.errors import ReadError
from policy_extract.reading.decoding import share
from policy_extract.reading.dispatch import MAXIMUM_BYTES, Options, read_as
from policy_extract.reading.sniff import END_OF_LIST, LARGEST_LIST, ZIP_FAULTS, sniff
from policy_extract.text import Source, Unread

MOST_MEMBERS = 5000
MOST_BYTES = 200_000_000
"""Bytes that all members of a file, in all its archives, may have together."""
HIGHEST_RATIO, RATIO_FROM = 300, 1_000_000
DEEPEST = 3
READER = "zip"
UTF8_NAME = 0x800
ENCRYPTED = 0x1
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
SYSTEM_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
REMEDY = "unpack it and give the files"


@dataclass(slots=True)
class Budget:
    """What is left to be unpacked of one file."""

    bytes: int = MOST_BYTES
    members: int = MOST_MEMBERS


def read_members(data: bytes, name: str, media_type: str | None, options: Options) -> Iterator[Source | Unread]:
    """The documents of a file or an archive, and what could not be read. Never raises for what the file holds."""
    if len(data) <= MAXIMUM_BYTES and sniff(data) == "zip":
        yield from _archive(data, name, [], Budget(), options)
        return
    yield _document(data, name, [], media_type, options)


def _document(data: bytes, name: str, container: list[str], media_type: str | None, options: Options) -> Source | Unread:
    """One document, or why it could not be read."""
    shown = "/".join([*container, name])
    try:
        source = read_as(data, shown, media_type, options)
    except ReadError as error:
        return Unread(name, error.reason, str(error), list(container), error.reader)
    source.name = name
    source.container = list(container)
    return source


def _archive(data: bytes, name: str, container: list[str], budget: Budget, options: Options) -> Iterator[Source | Unread]:
    """The documents of an archive; `container` are the archives around it."""
    shown = "/".join([*container, name]) or "<data>"
    inside = [*container, PurePosixPath(name.replace("\\", "/")).name or "<data>"]
    try:
        if len(inside) > DEEPEST:
            raise ReadError(f"{shown}: archives nested deeper than {DEEPEST}; {REMEDY}", "too_large", READER)
        archive, members = _members(data, shown, budget)
    except ReadError as error:
        yield Unread(name, error.reason, str(error), list(container), error.reader)
        return
    read = 0
    with archive:
        for member, own in members:
            label = "/".join([*inside, own])
            if is_left_by_system(own):
                continue
            read += 1
            try:
                content = member_content(archive, member, label, budget)
            except ReadError as error:
                yield Unread(own, error.reason, str(error), inside, error.reader)
                continue
            if content and sniff(content) == "zip":
                yield from _archive(content, own, inside, budget, options)
            else:
                yield _document(content, own, inside, None, options)
    if not read:
        message = f"{shown}: no document in this archive ; check what was packed"
        yield Unread(name, "empty", message, list(container), READER)


def is_left_by_system(name: str) -> bool:
    """Whether a member was put there by the system that packed the archive, or by an open editor."""
    return any(sign in name for sign in SYSTEM_FILES) or PurePosixPath(name).name.startswith((".", "~$"))


def _members(data: bytes, shown: str, budget: Budget) -> tuple[zipfile.ZipFile, list[tuple[zipfile.ZipInfo, str]]]:
    """The files of an archive with their names. Raises ReadError."""
    place = data.rfind(END_OF_LIST, max(0, len(data) - 66_000))
    if place >= 0 and len(data) >= place + 22 and struct.unpack_from("<L", data, place + 12)[0] > LARGEST_LIST:
        raise ReadError(f"{shown}: more than {MOST_MEMBERS} members; {REMEDY}", "too_large", READER)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_FAULTS as error:
        raise ReadError(f"{shown}: a zip archive that is damaged ({error}); pack it anew", "damaged", READER) from error
    files = [member for member in archive.infolist() if not member.filename.endswith("/")]
    budget.members -= len(files)
    if budget.members < 0:
        raise ReadError(f"{shown}: more than {MOST_MEMBERS} members; {REMEDY}", "too_large", READER)
    return archive, [(member, member_name(member)) for member in files]


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member as its author wrote it."""
    if member.flag_bits & UTF8_NAME or member.orig_filename.isascii():
        return member.filename
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    found = []
    for encoding in ("utf-8", "gb18030"):
        try:
            found.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return max(found, key=share).replace("\\", "/") if found else member.filename


def member_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, budget: Budget) -> bytes:
    """The bytes of a member. Raises ReadError."""
    if member.flag_bits & ENCRYPTED:
        raise ReadError(f"{label}: the member is encrypted; unpack the archive with its password", "encrypted", READER)
    if member.compress_type not in METHODS:
        raise ReadError(f"{label}: packed by a method that is not read; pack the archive anew as ZIP", "unsupported", READER)
    if member.file_size > RATIO_FROM and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        raise ReadError(f"{label}: grows more than {HIGHEST_RATIO} times when unpacked; {REMEDY}", "too_large", READER)
    budget.bytes -= member.file_size
    if budget.bytes < 0:
        megabytes = MOST_BYTES // 1_000_000
        raise ReadError(f"{label}: the members of the archive have more than {megabytes} MB; {REMEDY}", "too_large", READER)
    try:
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
    except ZIP_FAULTS as error:
        raise ReadError(f"{label}: the member is damaged ({error}); pack the archive anew", "damaged", READER) from error
    if len(content) > member.file_size:
        raise ReadError(f"{label}: the member is larger than the archive says; {REMEDY}", "too_large", READER)
    return content
