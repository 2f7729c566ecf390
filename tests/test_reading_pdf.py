"""PDF files: paragraphs, tables, page furniture, places, and files that are no documents."""

from __future__ import annotations

import ctypes
import io
import random
import subprocess
import time
import zlib
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from office_pages import STYLES, flat_odt, render, ruled_table, soffice
from same_records import ONE_PAGE, check_form, compare, folded, plans, table_rows

from policy_extract.errors import ReadError
from policy_extract.reading.pdf import read_pdf, reread_pdf

WORDS = "推进城乡供水一体化改造建设标准厂房完善公共服务设施提升基层治理能力加强生态环境保护落实安全生产责任"
HEAD = "砚溪县规范性文件"


def ledger() -> tuple[list[list[str]], dict[tuple[int, int], int]]:
    """A ledger of some pages with merged cells, and the rows that each merged cell spans."""
    chance = random.Random(3)

    def words(least: int, most: int) -> str:
        return "".join(chance.choice(WORDS) for _ in range(chance.randint(least, most)))

    rows = [["序号", "任务", "具体内容", "量化指标", "牵头单位", "完成时限"]]
    for number in range(1, 31):
        content = "；".join(words(12, 40) for _ in range(chance.randint(1, 3))) + "。"
        bodies = f"市{words(3, 3)}局、市{words(3, 3)}局"
        term = f"2025年{chance.randint(1, 12)}月底前" if number % 4 else ""
        rows.append([str(number), words(4, 9), content, f"{chance.randint(2, 90)}%以上", bodies, term])
    spans = {(3, 1): 3, (14, 4): 2, (20, 1): 2}
    for (row, column), count in spans.items():
        for below in range(1, count):
            rows[row + below][column] = ""
    return rows, spans


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every plan in every style, and the ledger, all printed in one run of LibreOffice."""
    documents = {}
    for name, paragraphs in plans().items():
        for style in STYLES:
            head = HEAD if style == "official" and sum(map(len, paragraphs)) > ONE_PAGE else ""
            documents[f"{name}--{style}"] = flat_odt(paragraphs, style, head)
    rows, spans = ledger()
    text = ["重点任务台账", "下表列出全部任务。", "以上任务按月调度。"]
    documents["ledger"] = flat_odt(text, "official", HEAD, {2: ruled_table(rows, spans)})
    return render(documents, tmp_path_factory.mktemp("printed"))


@pytest.mark.parametrize(("style", "least"), [("official", 0.995), ("ragged", 0.99), ("bare", 0.97)])
def test_same_plan_same_records(printed: dict[str, bytes], style: str, least: float) -> None:
    """A printed plan has the paragraphs and records of its text; without indent, gap or stretching some ends cannot be seen."""
    texts = plans()
    sources = {name: read_pdf(printed[f"{name}--{style}"], name) for name in texts}
    for source in sources.values():
        check_form(source)
        assert HEAD not in source.text and "— 1 —" not in source.text
    paragraphs, wanted, equal, total = compare(sources, texts)
    assert paragraphs >= least * wanted, f"{paragraphs} of {wanted} paragraphs"
    assert equal >= least * total, f"{equal} of {total} records"


def test_places_are_read_again(printed: dict[str, bytes]) -> None:
    """The locator of every block and cell leads to its words."""
    for name in ("rectification-2025--official", "plan-collection--bare", "ledger"):
        source = read_pdf(printed[name])
        step = 1 if len(source.blocks) < 100 else 7
        for block in source.blocks[::step]:
            assert folded(reread_pdf(printed[name], block.locator)) == folded(source.text[block.start : block.end])
        for cell in [cell for table in source.tables for cell in table.cells if cell.end > cell.start][::9]:
            assert folded(reread_pdf(printed[name], cell.locator)) == folded(source.text[cell.start : cell.end])


def test_ledger_over_pages(printed: dict[str, bytes]) -> None:
    """A ruled table over several pages has exactly its rows, the repeated header once, merged cells once."""
    rows, spans = ledger()
    source = read_pdf(printed["ledger"])
    check_form(source)
    assert len(source.tables) == 1 and source.tables[0].row_count == len(rows)
    covered = {(row + below, column) for (row, column), count in spans.items() for below in range(1, count)}
    wanted = {
        (row, column): (words, spans.get((row, column), 1))
        for row, line in enumerate(rows)
        for column, words in enumerate(line)
        if (row, column) not in covered
    }
    assert table_rows(source) == wanted
    outside = [source.text[block.start : block.end] for block in source.blocks if block.kind != "cell"]
    assert outside == ["重点任务台账", "下表列出全部任务。", "以上任务按月调度。"]
    assert source.facts["running_heads"] == HEAD


def _scan(data: bytes, pages: int) -> bytes:
    """A PDF of which the first pages are pictures of themselves."""
    document = pypdfium2.PdfDocument(data)
    made = pypdfium2.PdfDocument.new()
    for number in range(len(document)):
        if number >= pages:
            made.import_pages(document, [number])
            continue
        bitmap = document[number].render(scale=0.5)
        picture = pypdfium2.PdfImage.new(made)
        picture.set_bitmap(bitmap)
        width, height = document[number].get_size()
        picture.set_matrix(pypdfium2.PdfMatrix(width, 0, 0, height, 0, 0))
        page = made.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_pictures_need_recognition(printed: dict[str, bytes]) -> None:
    """Pages without a text layer are named; a file of nothing else is refused."""
    data = printed["supervision-circular--official"]
    source = read_pdf(_scan(data, 1))
    assert source.status == "partial" and any("needs_ocr" in warning and "1" in warning for warning in source.warnings)
    with pytest.raises(ReadError) as error:
        read_pdf(_scan(data, 99), "scan.pdf")
    assert error.value.reason == "needs_ocr" and "scan.pdf" in str(error.value) and "pypdfium2" in error.value.reader


def test_locked_file(tmp_path: Path) -> None:
    """A file with a password is refused as such."""
    source = tmp_path / "locked.fodt"
    source.write_text(flat_odt(["加锁的文件", "不能读。"]), encoding="utf-8")
    options = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    command = [soffice(), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += [f"pdf:writer_pdf_Export:{options}", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pytest.raises(ReadError) as error:
        read_pdf((tmp_path / "locked.pdf").read_bytes())
    assert error.value.reason == "encrypted"


def _by_hand(content: bytes, filters: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of one page with a content stream, its filters and further entries of the page."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%s>>" % page,
        b"<<%s/Length %d>>\nstream\n%s\nendstream" % (filters, len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(data),
    )


def test_words_of_a_line_are_parted() -> None:
    """Latin words set apart by position alone get their blank; the text is read in the order of the page."""
    source = read_pdf(_by_hand(b"BT /F 12 Tf 72 700 Td (second line) Tj 0 20 Td (first) Tj 40 0 Td (line) Tj ET"))
    assert source.text == "first line\nsecond line"


@pytest.mark.parametrize(
    ("turn", "matrix"), [(90, b"0 1 -1 0 595 0 cm"), (180, b"-1 0 0 -1 595 842 cm"), (270, b"0 -1 1 0 0 842 cm")]
)
def test_turned_pages(turn: int, matrix: bytes) -> None:
    """A page that lies on its side in the file, its text with it, reads as it is seen; the ruled lines turn too."""
    across = b"".join(b"100 %d m 300 %d l " % (y, y) for y in (300, 330, 360))
    grid = across + b"".join(b"%d 300 m %d 360 l " % (x, x) for x in (100, 200, 300)) + b"S "
    words = b"BT /F 12 Tf 72 500 Td (above the table) Tj ET "
    cells = b"".join(
        b"BT /F 12 Tf %d %d Td (cell %d) Tj ET " % (x, y, n)
        for n, (x, y) in enumerate(((110, 340), (210, 340), (110, 310), (210, 310)))
    )
    source = read_pdf(_by_hand(matrix + b" " + grid + words + cells, page=b"/Rotate %d" % turn))
    assert source.text == "above the table\ncell 0\ncell 1\ncell 2\ncell 3"
    assert table_rows(source) == {(n // 2, n % 2): (f"cell {n}", 1) for n in range(4)}


@pytest.mark.parametrize("twice", [False, True])
def test_bomb(twice: bool) -> None:
    """A small file that unpacks to hundreds of megabytes is refused at once."""
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * (24 * 1024 * 1024), 9)
    filters = b"/Filter/FlateDecode"
    if twice:
        packed, filters = zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"
    begin = time.monotonic()
    with pytest.raises(ReadError) as error:
        read_pdf(_by_hand(packed, filters))
    assert error.value.reason == "too_large" and time.monotonic() - begin < 10


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00" * 5000, b"no pdf at all"])
def test_no_pdf(data: bytes) -> None:
    """What is no PDF is refused as damaged."""
    with pytest.raises(ReadError) as error:
        read_pdf(data, "file.pdf")
    assert error.value.reason == "damaged" and "file.pdf" in str(error.value)


def test_empty_page() -> None:
    """A page with nothing on it is empty, no scan."""
    with pytest.raises(ReadError) as error:
        read_pdf(_by_hand(b" "))
    assert error.value.reason == "empty"


def test_damaged_files_are_bounded(printed: dict[str, bytes]) -> None:
    """Cut and flipped files give a source or a reason, soon."""
    data = printed["supervision-circular--official"]
    chance = random.Random(7)
    for round_number in range(30):
        broken = bytearray(data)
        if round_number % 3 == 0:
            del broken[chance.randrange(len(broken)) :]
        for _ in range(40):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        begin = time.monotonic()
        try:
            check_form(read_pdf(bytes(broken)))
        except ReadError as error:
            assert error.reason in {"damaged", "empty", "needs_ocr", "encrypted", "too_large"}
        assert time.monotonic() - begin < 10


def test_real_files(shared_root: Path) -> None:
    """Published PDFs: every character that their printed text holds, no page number, places that lead back."""
    files = sorted((shared_root / "corpus").rglob("*.pdf"))
    assert files
    for path in files:
        data = path.read_bytes()
        source = read_pdf(data, path.name)
        check_form(source)
        assert not any(line.strip("—- ").isdigit() and len(line) < 8 for line in _outside_tables(source)), path.name
        for block in source.blocks[:: max(1, len(source.blocks) // 25)]:
            assert folded(reread_pdf(data, block.locator)) == folded(source.text[block.start : block.end])
        printed_text = shared_root / "corpus" / "messy" / f"{path.stem}.layout.txt"
        if printed_text.exists():
            wanted = _hanzi(printed_text.read_text(encoding="utf-8"))
            found = _hanzi(source.text)
            assert len(found) >= len(wanted) - 3, path.name


def _outside_tables(source: Any) -> list[str]:
    """Lines that stand in no table."""
    return [source.text[block.start : block.end] for block in source.blocks if block.kind != "cell"]


def _hanzi(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(character for character in text if "\u2e80" <= character <= "\u9fff")


def test_pdfium_keeps_its_interface() -> None:
    """The calls for characters fill what they are given: the reader leans on it."""
    document = pypdfium2.PdfDocument(_by_hand(b"BT /F 12 Tf 72 700 Td (A) Tj ET"))
    page = document[0]
    text = pdfium.FPDFText_LoadPage(page.raw)
    x, y = ctypes.c_double(), ctypes.c_double()
    assert pdfium.FPDFText_GetCharOrigin(text, 0, ctypes.byref(x), ctypes.byref(y))
    assert (round(x.value), round(y.value)) == (72, 700)
    pdfium.FPDFText_ClosePage(text)
