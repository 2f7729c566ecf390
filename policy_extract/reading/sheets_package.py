"""Opens a zipped office file with bounds (文件包): sizes and ratios first, no DTD, no part outside the archive."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.sniff import ZIP_FAULTS

MOST_PARTS = 5000
MOST_BYTES = 200_000_000
HIGHEST_RATIO, RATIO_FROM = 300, 5_000_000
"""A part that grows more than this is a bomb, unless it is small anyway."""
ENCRYPTED = 0x1


class Package:
    """A zipped office file whose parts are read by name."""

    def __init__(self, data: bytes, label: str, words: str, reader: str) -> None:
        """Look at the list of parts; `words` says what the file is. Raises ReadError for a damaged or oversized file."""
        self.label, self.words, self.reader = label, words, reader
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_FAULTS as error:
            raise self.damaged(f"its list of parts is damaged ({error})") from error
        parts = self._archive.infolist()
        if len(parts) > MOST_PARTS:
            raise self.too_large(f"{len(parts)} parts (at most {MOST_PARTS})")
        if sum(part.file_size for part in parts) > MOST_BYTES:
            raise self.too_large(f"more than {MOST_BYTES // 1_000_000} MB when unpacked")
        for part in parts:
            if part.file_size > RATIO_FROM and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
                raise self.too_large(f"the part {part.filename} grows more than {HIGHEST_RATIO} times when unpacked")
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}

    def damaged(self, words: str) -> ReadError:
        """A ReadError for a damaged file."""
        return ReadError(
            f"{self.label}: {self.words} that cannot be read: {words}; open it and save it anew", "damaged", self.reader
        )

    def too_large(self, words: str) -> ReadError:
        """A ReadError for a file beyond the limits."""
        return ReadError(
            f"{self.label}: {self.words} beyond the limits: {words}; split it or save it as text", "too_large", self.reader
        )

    def has(self, name: str) -> bool:
        """Whether a part is there."""
        return name.lower().lstrip("/") in self._parts

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises ReadError."""
        info = self._parts.get(name.lower().lstrip("/"))
        if info is None:
            raise self.damaged(f"its part {name} is missing")
        if info.flag_bits & ENCRYPTED:
            raise ReadError(f"{self.label}: the file is encrypted; save it without a password first", "encrypted", self.reader)
        try:
            with self._archive.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except ZIP_FAULTS as error:
            raise self.damaged(f"its part {name} is damaged ({error})") from error
        if len(content) > info.file_size:
            raise self.too_large(f"the part {name} is larger than it says")
        return content

    def rows(self, name: str, tag: str | tuple[str, ...]) -> Iterator[Any]:
        """The elements of a part that bear a tag (in any namespace), each thrown away after use. Raises ReadError."""
        settings = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        events = etree.iterparse(io.BytesIO(self.part(name)), events=("end",), tag=tag, **settings)
        checked = False
        try:
            for _event, element in events:
                if not checked:
                    self._refuse_declarations(element, name)
                    checked = True
                yield element
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            raise self.damaged(f"its part {name} is damaged ({error.msg})") from error

    def tree(self, name: str) -> Any:
        """The root element of a part. Raises ReadError."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.part(name), parser)
        except etree.XMLSyntaxError as error:
            raise self.damaged(f"its part {name} is damaged ({error.msg})") from error
        self._refuse_declarations(root, name)
        return root

    def _refuse_declarations(self, element: Any, name: str) -> None:
        """A DTD has no place in an office file. Raises ReadError."""
        information = element.getroottree().docinfo
        if information.internalDTD is not None or information.doctype:
            raise self.damaged(f"its part {name} holds a DTD, which office files never do")

    def targets(self, name: str) -> dict[str, str]:
        """The parts that a part refers to, by relation id; empty when it has no relations."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if not self.has(relations):
            return {}
        found = {}
        for element in self.tree(relations).iter("{*}Relationship"):
            target = element.get("Target", "").replace("\\", "/")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id", "")] = place
        return found


def local(element: Any) -> str:
    """The name of an element without its namespace; `` for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
