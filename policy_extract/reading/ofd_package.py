"""The zip package of an OFD file: parts by path, whatever their spelling, within bounds (OFD 包)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.sniff import ZIP_FAULTS

MOST_PARTS = 20_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_SUM = 256 * 1024 * 1024
HIGHEST_RATIO = 300
FARTHEST = 1e7
"""Numbers beyond this are cut to it: no page is so large."""
SMALL_PART = 4 * 1024 * 1024
"""Parts up to this size are no bombs, however well they pack."""

Element = Any
"""An element of lxml, which has no types."""


class Package:
    """Reads the XML parts of an OFD file (包)."""

    def __init__(self, data: bytes, label: str, reader: str) -> None:
        """Open the package. Raises ReadError when it is no zip file or has too many parts."""
        self.label, self.reader = label, reader
        self.read_bytes = 0
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_FAULTS as error:
            raise ReadError(f"{label}: the OFD package is cut off or damaged; get the file anew", "damaged", reader) from error
        entries = self.archive.infolist()
        if len(entries) > MOST_PARTS:
            raise ReadError(f"{label}: {len(entries)} parts are too many (at most {MOST_PARTS})", "too_large", reader)
        self.parts = {_key(entry.filename): entry for entry in reversed(entries)}

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        return _key(path) in self.parts

    def xml(self, path: str) -> Element:
        """The root of an XML part. Raises ReadError when it is missing, too large, locked or broken."""
        entry = self.parts.get(_key(path))
        if entry is None:
            raise ReadError(f"{self.label}: the part {path} is missing; get the file anew", "damaged", self.reader)
        data = self._unpacked(entry)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            locked = self.has("Encryptions.xml") or self.has("Doc_0/Encryptions.xml")
            if locked:
                raise ReadError(
                    f"{self.label}: the OFD is encrypted; save it without a lock", "encrypted", self.reader
                ) from error
            raise ReadError(
                f"{self.label}: the part {path} is no sound XML ({error}); get the file anew", "damaged", self.reader
            ) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReadError(f"{self.label}: the part {path} declares a DTD, which no OFD may; refused", "damaged", self.reader)
        return root

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of a part, counted while they are unpacked."""
        if entry.flag_bits & 1:
            raise ReadError(f"{self.label}: the package is locked by a password; save it without one", "encrypted", self.reader)
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > LARGEST_PART or (entry.file_size > SMALL_PART and ratio > HIGHEST_RATIO):
            raise self._too_large(entry)
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(LARGEST_PART + 1)
        except ZIP_FAULTS as error:
            raise ReadError(
                f"{self.label}: the part {entry.filename} is damaged; get the file anew", "damaged", self.reader
            ) from error
        self.read_bytes += len(data)
        if len(data) > LARGEST_PART or self.read_bytes > LARGEST_SUM:
            raise self._too_large(entry)
        return data

    def _too_large(self, entry: zipfile.ZipInfo) -> ReadError:
        """The error for a part that unpacks to more than any page holds."""
        return ReadError(
            f"{self.label}: the part {entry.filename} unpacks to too much; this is no document", "too_large", self.reader
        )


def resolve(base: str, path: str) -> str:
    """A path as written in a part, seen from the root of the package."""
    path = path.strip().replace("\\", "/")
    if path.startswith("/"):
        return path.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))


def _key(path: str) -> str:
    """A path whatever its case and slashes."""
    return posixpath.normpath(path.strip().replace("\\", "/").lstrip("/")).lower()


def children(element: Element, name: str) -> list[Element]:
    """Child elements of a name, whatever their namespace."""
    return [child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name]


def child(element: Element, *names: str) -> Element | None:
    """The first child along a path of names."""
    for name in names:
        found = children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def numbers(value: str | None) -> list[float]:
    """The numbers of an attribute; what is none counts as 0."""
    result = []
    for piece in (value or "").replace(",", " ").split():
        try:
            number = float(piece)
        except ValueError:
            number = 0.0
        result.append(min(max(number, -FARTHEST), FARTHEST) if number == number else 0.0)
    return result
