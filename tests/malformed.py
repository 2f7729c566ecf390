"""Makes files that are broken or hostile, each small, for the tests of reading: what a mailbox may bring in a year."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Iterator

from ole_files import excel_file, ole_file, record

SECRET = "绝密内容不得外传"
SENTENCE = "到2027年底，云溪市新建社区食堂20个。"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10)
)  # fmt: skip
Case = tuple[str, bytes]
"""File name and content."""


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # The member that says what an OpenDocument file is stands first and unpacked.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def office(main: str, kind: str, parts: dict[str, str | bytes]) -> bytes:
    """An Office file with a main part and others."""
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    relations = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{LINKS}/officeDocument" '
        f'Target="{main}"/></Relationships>'
    )
    return zipped({"[Content_Types].xml": types, "_rels/.rels": relations, **parts})


def word(body: str, before: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body and `more` parts; `before` goes in front of the root element."""
    document = f'{XML}{before}<w:document xmlns:w="{WORD_SPACE}" xmlns:r="{LINKS}"><w:body>{body}</w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return office("word/document.xml", kind, {"word/document.xml": document, **(more or {})})


def sheet(data: str, before: str = "", behind: str = "") -> bytes:
    """An Excel file with one sheet of these rows."""
    content = f'{XML}{before}<worksheet xmlns="{SHEET_SPACE}"><sheetData>{data}</sheetData>{behind}</worksheet>'
    return sheet_part(content)


def sheet_part(content: str | bytes) -> bytes:
    """An Excel file with this part as its one sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    book = (
        f'{XML}<workbook xmlns="{SHEET_SPACE}" xmlns:r="{LINKS}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>"
    )
    relations = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{LINKS}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    parts = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": relations, "xl/worksheets/sheet1.xml": content}
    return office("xl/workbook.xml", kind, parts)


def inline(place: str, words: str) -> str:
    """A cell with its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def good_sheet() -> bytes:
    """A sound Excel file."""
    heads = "".join(inline(f"{column}1", words) for column, words in zip("ABC", ("序号", "任务", "责任单位"), strict=True))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n - 1}</v></c>{inline(f"B{n}", SENTENCE)}{inline(f"C{n}", "市民政局")}</row>'
        for n in range(2, 12)
    )
    return sheet(f'<row r="1">{heads}</row>{rows}')


def good_word() -> bytes:
    """A sound Word file."""
    return word("".join(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>" for _ in range(20)))


def good_excel() -> bytes:
    """A sound binary Excel file."""
    return excel_file([["序号", "任务", "责任单位"], *([n, SENTENCE, "市民政局"] for n in range(1, 40))])


def good_open_sheet() -> bytes:
    """A sound OpenDocument spreadsheet."""
    office_space, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0" for kind in ("office", "table", "text"))
    cell = f"<t:table-cell><x:p>{SENTENCE}</x:p></t:table-cell><t:table-cell><x:p>市民政局</x:p></t:table-cell>"
    rows = f"<t:table-row>{cell}</t:table-row>" * 10
    content = (
        f'{XML}<o:document-content xmlns:o="{office_space}" xmlns:t="{table}" xmlns:x="{text}"><o:body><o:spreadsheet>'
        f'<t:table t:name="台账">{rows}</t:table></o:spreadsheet></o:body></o:document-content>'
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def good_pdf(words: str = "Plan 2027", before: bytes = b"", trailer: str = "") -> bytes:
    """A PDF file of one page."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(before + b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size 6 /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def good_ofd(before: str = "") -> bytes:
    """An OFD file of one page."""
    space = "http://www.ofdspec.org/2016"
    head = f'<ofd:OFD xmlns:ofd="{space}" DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
    document = (
        f'{XML}<ofd:Document xmlns:ofd="{space}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>'
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "</ofd:Document>"
    )
    page = (
        f'{XML}{before}<ofd:Page xmlns:ofd="{space}"><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" '
        f'Boundary="20 20 160 6" Font="1" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {len(SENTENCE) - 1} 4">{SENTENCE}'
        "</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )
    main = f"{XML}{head}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    return zipped({"OFD.xml": main, "Doc_0/Document.xml": document, "Doc_0/Pages/Page_0/Content.xml": page})


def sound() -> dict[str, bytes]:
    """A sound file of every format, by name."""
    return {
        "good.docx": good_word(), "good.xlsx": good_sheet(), "good.xls": good_excel(), "good.ods": good_open_sheet(),
        "good.pdf": good_pdf(), "good.ofd": good_ofd(),
    }  # fmt: skip


def truncated() -> Iterator[Case]:
    """Files that break off: at the end, in the middle, right after they begin."""
    for name, data in sound().items():
        for part in (0.98, 0.5, 0.1):
            yield f"{int(part * 100)}-{name}", data[: int(len(data) * part)]


def flipped(seeds: int) -> Iterator[Case]:
    """Files with some bytes changed, the same ones on every run."""
    for name, data in sound().items():
        for seed in range(seeds):
            chance = random.Random(f"{name}{seed}")
            broken = bytearray(data)
            for _ in range(chance.choice((1, 5, 50))):
                broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            yield f"{seed}-{name}", bytes(broken)


def bombs() -> Iterator[Case]:
    """Small files that are huge when unpacked, or that grow while they are read."""
    spaces = b" " * 1_000_000
    yield "spaces.xlsx", _bomb("xl/worksheets/sheet1.xml", sheet_part(""), spaces, 260)
    yield "spaces.docx", _bomb("word/document.xml", good_word(), spaces, 260)
    yield "spaces.zip", _bomb("方案.txt", zipped({}), spaces, 260)
    yield "empty_rows.xlsx", sheet("<row/>" * 3_000_000)
    yield "empty_paragraphs.docx", word("<w:p/>" * 3_000_000)
    yield "many_cells.xlsx", sheet('<row r="1">' + "<c><v>1</v></c>" * 2_500_000 + "</row>")
    yield "laughs.xlsx", sheet(f'<row r="1">{inline("A1", "&l9;")}</row>', f"<!DOCTYPE worksheet [{LAUGHS}]>")
    yield "laughs.docx", word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f"<!DOCTYPE w:document [{LAUGHS}]>")
    yield "laughs.ofd", good_ofd(f"<!DOCTYPE ofd:Page [{LAUGHS}]>")
    yield "many.zip", zipped({f"{n}.txt": SENTENCE for n in range(5002)})


def _bomb(part: str, package: bytes, piece: bytes, times: int) -> bytes:
    """A package with one more part that is a piece many times over."""
    stream = io.BytesIO(package)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")
        information = zipfile.ZipInfo(part)
        information.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(information, "w", force_zip64=True) as member:
            for _ in range(times):
                member.write(piece)
    return stream.getvalue()


def spying(path: str) -> Iterator[Case]:
    """Files that ask their reader to put another file into the text (XXE)."""
    entity = f'[<!ENTITY x SYSTEM "file://{path}">]'
    yield "spy.xlsx", sheet(f'<row r="1">{inline("A1", "&x;")}{inline("B1", SENTENCE)}</row>', f"<!DOCTYPE worksheet {entity}>")
    yield "spy.docx", word(f"<w:p><w:r><w:t>&x;{SENTENCE}</w:t></w:r></w:p>", f"<!DOCTYPE w:document {entity}>")
    yield "spy.ofd", good_ofd(f"<!DOCTYPE ofd:Page {entity}>")
    yield "spy.html", f"<!DOCTYPE html {entity}><html><body><p>&x;{SENTENCE}</p></body></html>".encode()


def wide() -> Iterator[Case]:
    """Files with extents, attributes and depths that no document has."""
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    yield "attributes.html", f"<html><body><p {attributes}>{SENTENCE}</p></body></html>".encode()
    yield "attributes.xlsx", sheet(f'<row r="1" {attributes}>{inline("A1", SENTENCE)}</row>')
    yield "attributes.docx", word(f"<w:p {attributes}><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>")
    yield "far_cell.xlsx", sheet(f'<row r="1">{inline("A1", SENTENCE)}</row><row r="1048576">{inline("XFD1048576", "终")}</row>')
    yield (
        "merged_all.xlsx",
        sheet(
            f'<row r="1">{inline("A1", SENTENCE)}</row>',
            "",
            '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
    )
    yield "merges.xlsx", sheet(
        f'<row r="1">{inline("A1", SENTENCE)}</row>', "",
        "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 150_000 + "</mergeCells>",
    )  # fmt: skip
    yield (
        "columns.xlsx",
        sheet(
            "".join(f'<row r="{n}">{inline("A" + str(n), "甲")}{inline(_column(n) + str(n), "乙")}</row>' for n in range(2, 9000))
        ),
    )
    yield "divisions.html", (b"<html><body>" + b"<div>" * 60_000 + SENTENCE.encode() + b"</div>" * 60_000)
    table = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    yield "tables.docx", word(table[0] * 3000 + f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>" + table[1] * 3000)
    deep = "<r>" * 100_000 + "<t>终</t>" + "</r>" * 100_000
    yield "runs.xlsx", sheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{deep}</is></c></row>')
    nest = zipped({"方案.txt": SENTENCE})
    for depth in range(12):
        nest = zipped({f"{depth}.zip": nest})
    yield "nested.zip", nest


def _column(number: int) -> str:
    """The letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cyclic() -> Iterator[Case]:
    """OLE files whose chains of sectors and entries lead in circles."""
    for name, data in (
        ("plan.xls", good_excel()),
        ("plan.doc", ole_file({"WordDocument": b"\xec\xa5" * 4000, "1Table": b"x" * 5000})),
    ):
        tables = struct.unpack_from("<L", data, 76)[0]
        place = (tables + 1) * 512
        first = bytearray(data)
        struct.pack_into("<L", first, place, 0)
        yield f"sector_{name}", bytes(first)
        directory = struct.unpack_from("<L", data, 48)[0]
        second = bytearray(data)
        struct.pack_into("<L", second, place + directory * 4, directory)
        struct.pack_into("<LL", second, (directory + 1) * 512 + 128 + 68, 1, 1)
        yield f"directory_{name}", bytes(second)
        third = bytearray(data)
        struct.pack_into("<LL", third, 68, 0, 1)
        yield f"tables_{name}", bytes(third)


def encrypted() -> Iterator[Case]:
    """Files behind a password."""
    yield "locked.docx", ole_file({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 5000})
    yield "locked.xlsx", ole_file({"EncryptedPackage": b"x" * 5000})
    data = good_excel()
    place = data.index(record(0x42, struct.pack("<H", 1200)))
    yield "locked.xls", data[:place] + record(0x2F, b"\1\0") + data[place + 6 :]
    yield (
        "locked.pdf",
        good_pdf(trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00> <00>]"),
    )
    archive = bytearray(zipped({"方案.txt": SENTENCE}))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        archive[archive.index(sign) + offset] |= 1
    yield "locked.zip", bytes(archive)


def empty() -> Iterator[Case]:
    """Files with nothing in them."""
    for suffix in ("txt", "docx", "xlsx", "pdf", "ofd", "zip", "html", "csv"):
        yield f"nothing.{suffix}", b""
        yield f"zeros.{suffix}", b"\0" * 10_000
    yield "no_rows.xlsx", sheet("")
    yield "no_members.zip", zipped({})


def misnamed() -> Iterator[Case]:
    """Sound files with the suffix of another format."""
    for (name, data), suffix in zip(sound().items(), ("pdf", "docx", "doc", "xls", "ofd", "html"), strict=True):
        yield f"{name}.{suffix}", data
    yield "page.doc", f"<html><body><p>{SENTENCE}</p></body></html>".encode()
    yield "plan.xlsx", SENTENCE.encode()
    yield "picture.docx", b"\x89PNG\r\n\x1a\n" + bytes(200)
