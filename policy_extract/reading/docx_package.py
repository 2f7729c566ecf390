"""Opens the zip package of a Word or OpenDocument file and parses its parts, hostile ones refused (文件包)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.sniff import ZIP_FAULTS

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
MOST_MEMBERS = 10_000
LARGEST_PART = 64 * 1024 * 1024
LARGEST_RATIO, RATIO_FREE = 300, 2 * 1024 * 1024
"""A part beyond RATIO_FREE bytes may not be packed tighter than this; repetitive tables reach about 100."""
MOST_TAGS = 2_000_000
"""Markup of this many tags takes up to half a gigabyte as a tree; a document of 500 pages has about 300,000."""
DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
PROLOG = 4096
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""Namespaces of strict files and the usual ones in their place."""
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Package:
    """The parts of a zip package, read one by one under limits."""

    def __init__(self, data: bytes, label: str, reader: str) -> None:
        """Open the package. Raises ReadError when it is damaged, encrypted or oversized."""
        self.label = label
        self.reader = reader
        if data.startswith(OLE_MAGIC):
            self._refuse_ole(data)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except ZIP_FAULTS as error:
            raise self.damaged("the package", error) from error
        if len(members) > MOST_MEMBERS:
            raise self.error(f"{len(members)} members are too many (at most {MOST_MEMBERS})", "too_large")
        self._members = {info.filename.replace("\\", "/").lstrip("/"): info for info in members}
        self._folded = {name.lower(): name for name in self._members}

    def error(self, message: str, reason: str) -> ReadError:
        """An error that names the file and this reader."""
        return ReadError(f"{self.label}: {message}", reason, self.reader)

    def damaged(self, what: str, error: Exception) -> ReadError:
        """An error for a part that cannot be read."""
        return self.error(f"{what} is damaged ({error}); ask for an intact copy or save the document anew", "damaged")

    def _refuse_ole(self, data: bytes) -> None:
        """A password turns the package into an OLE file."""
        if ENCRYPTED_PART in data:
            raise self.error("the file is protected by a password; save it without one", "encrypted")
        raise self.error("this is an older binary document under another name; give it to the DOC reader", "unsupported")

    def names(self) -> Iterator[str]:
        """Names of all members."""
        return iter(self._members)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._folded

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises ReadError when it is missing, damaged, encrypted or oversized."""
        info = self._members.get(self._folded.get(name.lower(), name))
        if info is None:
            raise self.error(f"the part {name} is missing; ask for an intact copy or save the document anew", "damaged")
        if info.flag_bits & 1:
            raise self.error("the file is protected by a password; save it without one", "encrypted")
        if info.file_size > LARGEST_PART:
            raise self.error(f"{name} has {info.file_size} bytes (at most {LARGEST_PART}); split the document", "too_large")
        if info.file_size > RATIO_FREE and info.file_size > LARGEST_RATIO * max(1, info.compress_size):
            raise self.error(
                f"{name} is packed {info.file_size // max(1, info.compress_size)} times, as no document is", "too_large"
            )
        try:
            with self._archive.open(info) as stream:
                data = stream.read(LARGEST_PART + 1)
        except ZIP_FAULTS as error:
            raise self.damaged(name, error) from error
        if len(data) > LARGEST_PART:
            raise self.error(f"{name} has more than {LARGEST_PART} bytes; split the document", "too_large")
        return data

    def tree(self, name: str) -> etree._Element:
        """The root element of an XML part. Raises ReadError also for a part with a document type."""
        return self.parsed(self.read(name), name)

    def parsed(self, data: bytes, name: str) -> etree._Element:
        """The root element of the bytes of a part."""
        if DOCTYPE.search(data, 0, PROLOG):
            raise self.error(f"{name} has a document type definition, which no office program writes; it is refused", "damaged")
        if data.count(b"<") > MOST_TAGS:
            raise self.error(f"{name} has more than {MOST_TAGS} tags; split the document", "too_large")
        if b"purl.oclc.org" in data:
            for strict, usual in STRICT:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged(name, error) from error
        if root.getroottree().docinfo.doctype:
            raise self.error(f"{name} has a document type definition, which no office program writes; it is refused", "damaged")
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part (`""` for the package): kind and target by id; targets are part names or addresses."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self:
            return {}
        found = {}
        for relation in self.tree(name).iter(RELATION):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found
