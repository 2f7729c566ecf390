"""The formats of files (文件格式): what each is called, which suffixes it bears and which function reads it.

A new format is a line in FORMATS and a module with `read_x(data, name) -> Source` and `reread_x(data, locator) -> str`;
readers of decoded text (`decoded=True`) get text in place of bytes. Reader modules are imported when the first file of
their format comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

HOME = "policy_extract.reading"


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files."""

    key: str
    media_type: str
    words: str
    """What it is called in messages: `a Word file (.docx)`."""
    suffixes: tuple[str, ...]
    reader: str = ""
    """`.module:function` in the reading room, or `package.module:function`; empty for a format that is known and not read."""
    rereader: str = ""
    extra: str = ""
    """The extra of this package that brings the library, empty when the core holds it."""
    decoded: bool = False
    """Whether the reader takes decoded text; such readers run in this process, all others in a guarded child."""
    archive: bool = False
    recogniser: str = ""
    """What reads the file by character recognition, when the reader finds pictures only and the caller asked for it."""
    rerecogniser: str = ""
    patience: float = 0.0
    """Seconds beyond the usual ones for readers that start a program, which has a time-out of its own."""
    remedy: str = ""
    """What to do with a file of a format that is not read."""

    @property
    def isolated(self) -> bool:
        """Whether the reader runs in a child process."""
        return not self.decoded


OFFICE_PATIENCE, OCR_PATIENCE = 25.0, 900.0
SAVE_AS = "save it as DOCX, PDF or text first"
UNPACK = "unpack it and give the files, or pack them as ZIP"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

FORMATS: tuple[Format, ...] = (
    Format("text", "text/plain", "a text", (".txt", ".text"), ".plain:read_plain", ".plain:reread_plain", decoded=True),
    Format(
        "markdown", "text/markdown", "a Markdown text", (".md", ".markdown"),
        ".plain:read_plain", ".plain:reread_plain", decoded=True,
    ),
    Format(
        "html", "text/html", "an HTML page", (".html", ".htm", ".shtml", ".xhtml"),
        ".html:read_html", ".html:reread_html", decoded=True,
    ),
    Format(
        "mht", "multipart/related", "a web archive (.mht)", (".mht", ".mhtml"),
        ".web_archive:read_mht", ".web_archive:reread_mht",
    ),
    Format(
        "csv", "text/csv", "a table in text (.csv)", (".csv", ".tsv"),
        ".delimited:read_delimited", ".delimited:reread_delimited", decoded=True,
    ),
    Format("docx", WORD, "a Word file (.docx)", (".docx", ".docm", ".dotx", ".wps"), ".docx:read_docx", ".docx:reread_docx"),
    Format(
        "doc", "application/msword", "a Word file (.doc, .wps)", (".doc", ".dot", ".wps", ".wpt"),
        ".word:read_doc", ".word:reread_doc", patience=OFFICE_PATIENCE,
    ),
    Format("rtf", "application/rtf", "an RTF file", (".rtf",), ".word:read_rtf", ".word:reread_rtf", patience=OFFICE_PATIENCE),
    Format(
        "odt", "application/vnd.oasis.opendocument.text", "an OpenDocument text", (".odt", ".ott"),
        ".odt:read_odt", ".odt:reread_odt",
    ),
    Format(
        "pdf", "application/pdf", "a PDF file", (".pdf",), ".pdf:read_pdf", ".pdf:reread_pdf",
        recogniser=".ocr:read_ocr", rerecogniser=".ocr:reread_ocr",
    ),
    Format("ofd", "application/ofd", "an OFD file", (".ofd",), ".ofd:read_ofd", ".ofd:reread_ofd"),
    Format(
        "xlsx", SPREADSHEET, "an Excel file (.xlsx)", (".xlsx", ".xlsm", ".xltx", ".et"),
        ".sheets:read_xlsx", ".sheets:reread_sheet",
    ),
    Format(
        "xls", "application/vnd.ms-excel", "an Excel file (.xls, .et)", (".xls", ".xlt", ".et", ".ett"),
        ".sheets:read_xls", ".sheets:reread_sheet",
    ),
    Format(
        "ods", "application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet", (".ods",),
        ".sheets:read_ods", ".sheets:reread_sheet",
    ),
    Format("png", "image/png", "a PNG image", (".png",), ".ocr:read_ocr", ".ocr:reread_ocr", patience=OCR_PATIENCE),
    Format("jpeg", "image/jpeg", "a JPEG image", (".jpg", ".jpeg"), ".ocr:read_ocr", ".ocr:reread_ocr", patience=OCR_PATIENCE),
    Format("tiff", "image/tiff", "a TIFF image", (".tif", ".tiff"), ".ocr:read_ocr", ".ocr:reread_ocr", patience=OCR_PATIENCE),
    Format("bmp", "image/bmp", "a BMP image", (".bmp",), ".ocr:read_ocr", ".ocr:reread_ocr", patience=OCR_PATIENCE),
    Format("zip", "application/zip", "a zip archive", (".zip",), archive=True, remedy="its members are read one by one"),
    Format("gif", "image/gif", "a GIF image", (".gif",), remedy="save it as PNG and ask for character recognition"),
    Format("rar", "application/vnd.rar", "a RAR archive", (".rar",), remedy=UNPACK),
    Format("7z", "application/x-7z-compressed", "a 7z archive", (".7z",), remedy=UNPACK),
    Format("gzip", "application/gzip", "a gzip archive", (".gz", ".tgz"), remedy=UNPACK),
    Format("tar", "application/x-tar", "a tar archive", (".tar",), remedy=UNPACK),
    Format("pptx", SLIDES, "a PowerPoint file (.pptx)", (".pptx",), remedy=SAVE_AS),
    Format("ppt", "application/vnd.ms-powerpoint", "a PowerPoint file (.ppt, .dps)", (".ppt", ".dps"), remedy=SAVE_AS),
    Format("opendocument", "application/vnd.oasis.opendocument", "an OpenDocument file", (".odp", ".odg"), remedy=SAVE_AS),
    Format("word_xml", "application/msword+xml", "a Word 2003 XML file", (), remedy=SAVE_AS),
    Format("sheet_xml", "application/vnd.ms-excel+xml", "an Excel 2003 XML file", (), remedy="save it as XLSX first"),
    Format(
        "xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12", "an Excel file (.xlsb)", (".xlsb",),
        remedy="save it as XLSX first",
    ),
    Format("ole", "application/x-ole-storage", "an OLE file that is no Word or Excel file", (), remedy=SAVE_AS),
    Format("sqlite", "application/vnd.sqlite3", "an SQLite database", (), remedy=SAVE_AS),
)  # fmt: skip
"""All formats that are told apart."""

BY_KEY = {entry.key: entry for entry in FORMATS}
IMAGES = frozenset({"png", "jpeg", "tiff", "bmp", "gif"})
FOLDER_SUFFIXES = tuple(
    dict.fromkeys(
        suffix
        for entry in FORMATS
        if entry.key not in IMAGES and (entry.reader or entry.archive or entry.remedy in (UNPACK, SAVE_AS))
        for suffix in entry.suffixes
    )
)
"""Files that are taken from a folder, readable or not, so that none is left out in silence; images only when asked."""
IMAGE_SUFFIXES = tuple(suffix for entry in FORMATS if entry.key in IMAGES for suffix in entry.suffixes)


def suffix_of(name: str) -> str:
    """The suffix of a file name in small letters, `` when it has none."""
    return PurePath(name.replace("\\", "/")).suffix.lower() if name else ""


def declared_formats(name: str, media_type: str | None) -> tuple[str, list[Format]]:
    """What a stated media type, else the suffix, says that a file is: the declared type and the formats it may mean."""
    stated = (media_type or "").partition(";")[0].strip().lower()
    if stated and stated not in ("application/octet-stream", "binary/octet-stream"):
        return stated, [entry for entry in FORMATS if entry.media_type == stated]
    suffix = suffix_of(name)
    found = [entry for entry in FORMATS if suffix and suffix in entry.suffixes]
    return (found[0].media_type if found else ""), found
