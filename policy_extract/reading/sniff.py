"""Tells what a file is by its bytes, never by its name (格式识别)."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from policy_extract.reading.sniff_ole import OLE_MAGIC, ole_format

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
)
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
PDF_REACH = 1024
"""Some writers put bytes before %PDF; readers accept it within this reach."""
PDF_HEAD = re.compile(rb"%PDF-\d")
MAIL_HEAD = re.compile(rb"\s{0,20}(?:[A-Za-z-]{2,40}:[^\n]{0,500}\r?\n(?:[ \t][^\n]{0,500}\r?\n){0,5}){1,20}?", re.M)
MAIL_SIGNS = (b"mime-version:", b"content-type: multipart/related")
XML_SIGNS = ((b'progid="Word.Document"', "word_xml"), (b'progid="Excel.Sheet"', "sheet_xml"))
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PARTS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("ofd.xml", "ofd"),
)
"""Members that tell what a zip file is, small letters."""
PART_FOLDERS: tuple[tuple[bytes, str], ...] = (
    (b"opendocument.spreadsheet", "ods"), (b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"OFD.xml", "ofd"),
    (b"content.xml", "odt"),
)  # fmt: skip
"""What tells it when the list of members is lost."""
ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError, LookupError, ArithmeticError, OSError, EOFError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the library raises on damaged zip files."""
TAR_SIGN_PLACE = 257
END_OF_LIST = b"PK\x05\x06"
LARGEST_LIST = 8_000_000
"""Bytes of a zip's list of members; beyond it the list is not parsed."""


def sniff(data: bytes) -> str:
    """The key of the format that the bytes are in; `text` when they open like none of the binary ones."""
    for magic, key in MAGIC:
        if data.startswith(magic):
            return key
    if data.startswith(OLE_MAGIC):
        return ole_format(data)
    if data.startswith(ZIP_MAGIC):
        return zip_format(data)
    head = data[:PDF_REACH]
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if opening.startswith(b"{\\rtf"):
        return "rtf"
    if PDF_HEAD.search(head) and b" obj" in data:
        return "pdf"
    if data.startswith(b"BM") and len(data) > 18 and data[14] in (12, 40, 52, 56, 64, 108, 124) and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data[TAR_SIGN_PLACE : TAR_SIGN_PLACE + 5] == b"ustar":
        return "tar"
    lowered = head.lower()
    if MAIL_SIGNS[0] in lowered and MAIL_HEAD.match(data, 0, 4000) and not lowered.lstrip().startswith(b"<"):
        return "mht"
    return next((key for sign, key in XML_SIGNS if sign in head and opening.startswith(b"<")), "text")


def zip_format(data: bytes) -> str:
    """What a zip file is by its members; `zip` for a plain archive."""
    names = member_names(data)
    if names is None:
        return next((key for sign, key in PART_FOLDERS if sign in data), "zip")
    lowered = {name.lower().replace("\\", "/").lstrip("/") for name in names}
    if "mimetype" in lowered and (kind := _open_document(data)):
        return kind
    for part, key in PARTS:
        if part in lowered:
            return key
    if "[content_types].xml" in lowered:
        return _by_content_types(lowered)
    return "zip"


def member_names(data: bytes) -> list[str] | None:
    """The names of a zip's members, None when the list is damaged, missing or too long to be looked at."""
    place = data.rfind(END_OF_LIST, max(0, len(data) - 66_000))
    if place < 0 or len(data) < place + 22 or struct.unpack_from("<L", data, place + 12)[0] > LARGEST_LIST:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except ZIP_FAULTS:
        return None


def _open_document(data: bytes) -> str:
    """The OpenDocument format that the member `mimetype` names, `` for another kind of file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("mimetype") as member:
            kind = member.read(200).decode("ascii", "replace").strip()
    except ZIP_FAULTS:
        return ""
    if not kind.startswith(OPEN_DOCUMENT):
        return ""
    kinds = {"text": "odt", "text-template": "odt", "spreadsheet": "ods", "spreadsheet-template": "ods"}
    return kinds.get(kind.removeprefix(OPEN_DOCUMENT), "opendocument")


def _by_content_types(lowered: set[str]) -> str:
    """An Office file whose main part has an unusual name: by the folders of its parts."""
    for folder, key in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in lowered):
            return key
    return "zip"
