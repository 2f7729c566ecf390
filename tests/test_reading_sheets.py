"""Spreadsheets: what is printed, where it stands, which cells are merged or hidden; the same from every format."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from ole_files import excel_file, record
from openpyxl.worksheet.worksheet import Worksheet

from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.reading.sheets_grid import address, place_of, range_of
from policy_extract.reading.sheets_numbers import printed, text_printed
from policy_extract.text import Source

TITLE = "云溪市2026年重点任务分解表"
GRID = [
    (0, 0, 2, 1, "序号"), (0, 1, 2, 1, "任务"), (0, 2, 1, 2, "责任单位"), (0, 4, 2, 1, "目标"), (0, 5, 2, 1, "完成时限"),
    (1, 2, 1, 1, "牵头单位"), (1, 3, 1, 1, "配合单位"),
    (2, 0, 1, 1, "1"), (2, 1, 1, 1, "新建社区食堂20个\n改造老旧小区"), (2, 2, 1, 1, "市民政局"), (2, 3, 1, 1, "市财政局"),
    (2, 4, 1, 1, "85.3%"), (2, 5, 1, 1, "2026年12月31日"),
    (3, 0, 1, 1, "2"), (3, 1, 2, 1, "修建绿道"), (3, 2, 1, 1, "市园林局"), (3, 3, 1, 1, ""), (3, 4, 1, 1, "12.50公里"),
    (3, 5, 1, 1, "2026/6/30"),
    (4, 0, 1, 1, "3"), (4, 2, 1, 1, ""), (4, 3, 1, 1, "市水务局"), (4, 4, 1, 1, "1,234,567.89"), (4, 5, 1, 1, "年底前"),
]  # fmt: skip
"""Row, column, spans and text of every cell of the ledger."""


def ledger() -> openpyxl.Workbook:
    """A ledger with a title, a line of fields, a two-row head, merges, formats and a note."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    sheet.title = "任务分解表"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["E2"] = "填报单位：市政府办公室", "日期：2026年1月5日"
    for column, words in zip("ABCEF", ("序号", "任务", "责任单位", "目标", "完成时限"), strict=True):
        sheet[f"{column}3"] = words
    sheet["C4"], sheet["D4"] = "牵头单位", "配合单位"
    for merged in ("C3:D3", "A3:A4", "B3:B4", "E3:E4", "F3:F4", "B6:B7", "A9:F9"):
        sheet.merge_cells(merged)
    lines = [
        [1, "新建社区食堂20个\n改造老旧小区", "市民政局", "市财政局", 0.853, dt.date(2026, 12, 31)],
        [2, "修建绿道", "市园林局", None, 12.5, dt.date(2026, 6, 30)],
        [3, None, None, "市水务局", 1234567.891, "年底前"],
    ]
    for number, line in enumerate(lines, 5):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column, value)
    for place, code in {"E5": "0.0%", "F5": 'yyyy"年"m"月"d"日"', "F6": "yyyy/m/d", "E6": '0.00"公里"', "E7": "#,##0.00"}.items():
        sheet[place].number_format = code
    sheet["A9"] = "注：完成时限以文件为准。"
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def grid(source: Source, table: int = 0) -> list[tuple[int, int, int, int, str]]:
    """Places, spans and texts of the cells of a table."""
    cells = source.tables[table].cells
    return [(c.row, c.column, c.row_span, c.column_span, source.text[c.start : c.end]) for c in cells]


def fold(words: str) -> str:
    """Words without white space."""
    return "".join(words.split())


def check_places(data: bytes, source: Source) -> None:
    """Every block is found again at its locator; blocks are the lines of the text."""
    assert [source.text[b.start : b.end] for b in source.blocks] == source.text.split("\n")
    for block in source.blocks:
        assert fold(reading.reread(data, block.locator)) == fold(source.text[block.start : block.end]), block
    for table in source.tables:
        for cell in table.cells:
            assert reading.reread(data, cell.locator) == source.text[cell.start : cell.end]
            assert table.start <= cell.start <= cell.end <= table.end


def check_ledger(data: bytes, source: Source) -> None:
    """The ledger was read with all that it says."""
    lines = source.text.split("\n")
    assert lines[:3] == [TITLE, "填报单位：市政府办公室", "日期：2026年1月5日"]
    assert lines[-1] == "注：完成时限以文件为准。"
    assert grid(source) == GRID
    assert [block.kind for block in source.blocks[:4]] == ["paragraph", "paragraph", "paragraph", "cell"]
    assert source.blocks[0].locator == "sheet[任务分解表!A1]"
    check_places(data, source)


def test_a_ledger_is_read_as_printed() -> None:
    data = saved(ledger())
    source = reading.read(data, "台账.xlsx")
    assert source.reader.startswith("xlsx (lxml ") and source.warnings == [] and source.status == "ok"
    check_ledger(data, source)


def office(data: bytes, suffix: str, folder: Path) -> bytes:
    """The workbook saved in another format by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        assert not os.environ.get("CI"), "LibreOffice is needed here: apt-get install libreoffice-calc"
        pytest.skip("LibreOffice is not installed")
    (folder / "book.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(folder / "book.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"book.{suffix}").read_bytes()


@pytest.mark.parametrize(("suffix", "name"), [("xls", "台账.xls"), ("xls", "台账.et"), ("ods", "台账.ods"), ("xlsx", "台账.et")])
def test_every_format_gives_the_same_ledger(suffix: str, name: str, tmp_path: Path) -> None:
    data = office(saved(ledger()), suffix, tmp_path)
    source = reading.read(data, name)
    assert source.warnings == []
    check_ledger(data, source)


def test_binary_sheets_are_read_by_record() -> None:
    hidden = record(0x208, b"\2\0" + bytes(10) + b"\x20\0\0\0") + record(0xE5, b"\1\0\1\0\3\0\1\0\1\0")
    rows = [["序号", "任务", "目标"], [1, "修建绿道", (0.125, 200)], [2, None, (46022.0, 201)], [3, None, "年底前"]]
    data = excel_file(rows, "绿道", {200: "0.0%", 201: 'yyyy"年"m"月"'}, hidden)
    source = reading.read(data, "绿道.xls")
    assert grid(source) == [
        (0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务"), (0, 2, 1, 1, "目标"), (1, 0, 1, 1, "1"), (1, 1, 2, 1, "修建绿道"),
        (1, 2, 1, 1, "12.5%"), (2, 0, 1, 1, "3"), (2, 2, 1, 1, "年底前"),
    ]  # fmt: skip
    assert source.warnings == ["sheet 绿道: 1 hidden rows were left out: 3"]
    assert source.facts["title"] == "绿道"
    check_places(data, source)


def test_texts_that_run_over_the_end_of_a_record_are_whole() -> None:
    rows = [["序号", "任务"], *([n, f"{n}" + "推进社区食堂建设" * 200] for n in range(40))]
    source = reading.read(excel_file(rows), "长.xls")
    assert [line for line in source.text.split("\n") if len(line) > 9] == [str(row[1]) for row in rows[1:]]


def test_what_is_hidden_is_left_out_and_named() -> None:
    book = ledger()
    sheet = book["任务分解表"]
    sheet["H5"] = "内部代码"
    sheet.column_dimensions["H"].hidden = True
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("选项")["A1"] = "市教育局"
    book["选项"].sheet_state = "hidden"
    data = saved(book)
    source = reading.read(data, "台账.xlsx")
    assert "内部代码" not in source.text and "市教育局" not in source.text and "市园林局" not in source.text
    assert "修建绿道" in source.text, "the text of a merged cell stays as long as one of its rows is shown"
    assert source.warnings == [
        "sheet 任务分解表: 1 hidden rows were left out: 6",
        "sheet 任务分解表: hidden columns were left out: H",
        "hidden sheets were left out: 选项",
    ]


def test_rows_hidden_by_a_filter_are_read() -> None:
    book = ledger()
    sheet = book["任务分解表"]
    sheet.auto_filter.ref = "A4:F7"
    sheet.auto_filter.add_filter_column(0, ["1"])
    sheet.row_dimensions[6].hidden = True
    source = reading.read(saved(book), "台账.xlsx")
    assert "市园林局" in source.text
    assert source.warnings == ["sheet 任务分解表: 1 rows hidden by a filter were read as well: 6"]


def test_a_formula_without_a_result_is_named() -> None:
    book = openpyxl.Workbook()
    book.active.append(["指标", "数值", "合计"])
    book.active.append(["床位", 5, "=B2*2"])
    source = reading.read(saved(book), "计算.xlsx")
    assert source.warnings == ["sheet Sheet: 1 formulas without a result: C2"]
    assert "title" not in source.facts


def test_two_tables_of_a_sheet_are_two() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["一、在建项目"],
        ["序号", "项目", "单位"],
        [1, "医院", "市卫健委"],
        [],
        ["二、新建项目"],
        ["序号", "项目", "单位"],
        [1, "学校", "市教育局"],
    ):
        book.active.append(row)
    source = reading.read(saved(book), "项目.xlsx")
    assert [table.row_count for table in source.tables] == [2, 2]
    assert [source.text[b.start : b.end] for b in source.blocks if b.kind == "paragraph"] == ["一、在建项目", "二、新建项目"]


def test_a_sheet_without_a_table_is_text() -> None:
    book = openpyxl.Workbook()
    for words in ("关于印发方案的通知", "一、主要目标", "到2027年新建食堂20个。"):
        book.active.append([words])
    source = reading.read(saved(book), "通知.xlsx")
    assert source.tables == [] and {block.kind for block in source.blocks} == {"paragraph"}


def test_a_far_cell_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["XFD1048576"] = "序号", "任务", "终"
    source = reading.read(saved(book), "远.xlsx")
    assert grid(source)[-1][:2] == (1, 2) and source.blocks[-1].locator == "sheet[Sheet!XFD1048576]"


@pytest.mark.parametrize("name", ["a'b", "任务!分解", "[一]组", "甲 乙"])
def test_any_name_of_a_sheet_can_be_found_again(name: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务"])
    book.active.append([1, "建设\n\n改造"])
    data = saved(book)
    stream = io.BytesIO(data)
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content.replace(b'name="Sheet"', f'name="{name}"'.encode()) if "workbook" in part else content)
    source = reading.read(changed.getvalue(), "x.xlsx")
    assert source.blocks[-1].locator == f"sheet[{name}!B2]/p[2]"
    check_places(changed.getvalue(), source)


def test_a_place_that_is_not_there_is_an_error() -> None:
    data = saved(ledger())
    for locator in ("sheet[没有!A1]", "sheet[任务分解表!A]", "html[1:2]"):
        with pytest.raises(ReadError):
            reading.reread(data, locator)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_tables_in_text(encoding: str, separator: str) -> None:
    rows = [["序号", "任务", "单位"], ["1", '"新建食堂20个\n改造小区"', "市民政局"], ["2", "修建绿道", ""]]
    data = ("\r\n".join(separator.join(row) for row in rows) + "\r\n").encode(encoding)
    source = reading.read(data, "台账.csv")
    assert source.media_type == "text/csv" and source.declared_type == "text/csv" and source.warnings == []
    assert [cell[4] for cell in grid(source)] == [
        "序号",
        "任务",
        "单位",
        "1",
        "新建食堂20个\n改造小区",
        "市民政局",
        "2",
        "修建绿道",
        "",
    ]
    check_places(data, source)


def test_a_text_with_the_suffix_of_a_table_stays_a_text() -> None:
    source = reading.read("一、主要目标\n到2027年新建食堂20个。\n".encode(), "方案.csv")
    assert source.media_type == "text/plain" and source.tables == []


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("0.853", "0.0%", "85.3%"), ("0.85299999999999998", "0.00%", "85.30%"), ("1234567.5", "#,##0.00", "1,234,567.50"),
        ("-12", "0;(0)", "(12)"), ("-12", "0.0", "-12.0"), ("0", "0;-0;;@", ""), ("5", '0"个"', "5个"),
        ("5", 'General"项"', "5项"),
        ("0.333333333333333", "General", "0.333333333"), ("0.29999999999999999", "General", "0.3"), ("2025", "General", "2025"),
        ("46022", 'yyyy"年"m"月"d"日"', "2025年12月31日"), 
        ("46022", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二五年十二月三十一日"),
        ("46022", "[$-F800]dddd, mmmm dd, yyyy", "2025年12月31日"), ("46022.75", "yyyy-mm-dd hh:mm", "2025-12-31 18:00"),
        ("1.5", "[h]:mm", "36:00"), ("12", "000", "012"), ("13800138000", "000-0000-0000", "138-0013-8000"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"), ("0.5", "# ?/?", "1/2"), ("0.5", "#.##", "0.5"),
        ("12345678", "#,##0.0,", "12,345.7"), ("12", '[>=10]0"大";0', "12大"), ("3", '[>=10]0"大";0', "3"), ("x", "0.0%", "x"),
        ("1E+400", "0", "1E+400"), ("46022", "aaaa", "星期三"), ("0.75", 'h"时"mm"分"', "18时00分"), ("-1", "yyyy/m/d", "-1"),
    ],
)  # fmt: skip
def test_numbers_are_printed_by_their_format(stored: str, code: str, shown: str) -> None:
    assert printed(stored, code) == shown


def test_dates_since_1904_and_texts_with_a_format() -> None:
    assert printed("44560", "yyyy/m/d", from_1904=True) == "2025/12/31"
    assert text_printed("张三", '@"同志"') == "张三同志"


def test_addresses() -> None:
    assert address(6, 2) == "C7" and address(1048575, 16383) == "XFD1048576" and place_of("$AA$10") == (9, 26)
    assert place_of("XFE1") is None and range_of("C7:A1") == (0, 0, 6, 2) and range_of("A") is None


def test_the_ledgers_of_others(shared_root: Path) -> None:
    for path in sorted((shared_root / "corpus" / "ledgers").glob("*.xlsx")):
        data = path.read_bytes()
        source = reading.read(data, path.name)
        assert source.warnings == [] and len(source.tables) == 1
        assert source.blocks[0].kind == "paragraph" and source.tables[0].row_count == 1
        check_places(data, source)
