"""The Excel ledger: merged in place, people's columns and looks kept, formulas impossible, killed without harm."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="workbooks need the extra excel")

import openpyxl
from feed_kills import LINUX, whole_after_kills
from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, push
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed import excel_cells
from policy_extract.feed.excel import ExcelLedger
from policy_extract.locking import Lock


def ledger(path: Path, profile: str = "任务分解表", sheet: str = "") -> ExcelLedger:
    """A workbook as a target."""
    return ExcelLedger(path, catalogue(), catalogue().profile(profile), sheet)


def sheet_of(path: Path) -> Any:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(path).worksheets[0]


def columns(sheet: Any, row: int = 2) -> dict[str, int]:
    """Column numbers by header."""
    return {cell.value: cell.column for cell in sheet[row] if cell.value}


def row_of(sheet: Any, words: str) -> int:
    """The row that holds some words."""
    (found,) = {cell.row for row in sheet.iter_rows() for cell in row if words in str(cell.value) and cell.column in (2, 3)}
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook that is not there yet, with a Chinese name."""
    return tmp_path / "泠浦𫍽任务台账.xlsx"


def test_new_workbook(path: Path, tmp_path: Path) -> None:
    """Title, header, real dates beside the words, a drop-down, no merged data cells; a second push leaves the bytes alone."""
    assert counts(push(ledger(path), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    before = path.read_bytes()
    assert counts(push(ledger(path), tmp_path, delivery())) == (0, 0, 0, 0, 4)
    assert path.read_bytes() == before
    sheet = sheet_of(path)
    at = columns(sheet)
    row = row_of(sheet, "滨河绿道")
    assert sheet.cell(row, at["完成时限"]).value == dt.datetime(2026, 12, 31)
    assert sheet.cell(row, at["完成时限（原文）"]).value == "2026年底前"
    assert "𫍽树2000株" in sheet.cell(row, at["工作内容"]).value
    assert sheet.cell(row, at["完成状态"]).value == "未启动"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:R1"]
    assert "未启动,推进中" in sheet.data_validations.dataValidation[0].formula1
    assert [sheet.cell(row, 1).value for row in range(3, 7)] == [1, 2, 3, 4]
    assert list(tmp_path.glob(".*.part")) == []


def test_people_at_work(path: Path, tmp_path: Path) -> None:
    """People sort, colour, add columns and rows and fill in progress; an amended document touches none of that."""
    push(ledger(path), tmp_path, delivery())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = columns(sheet)
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(3, 6)]
    for number, line in enumerate(reversed(lines), 3):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column).value = value
    mine = sheet.max_column + 1
    sheet.cell(2, mine).value = "值班电话"
    park = row_of(sheet, "口袋公园")
    sheet.cell(park, mine).value = "00123"
    sheet.cell(park, at["进展情况"]).value = "已开工5个"
    sheet.cell(park, at["完成状态"]).value = "推进中"
    sheet.cell(park, at["工作内容"]).fill = PatternFill("solid", fgColor="FF0000")
    sheet.cell(8, 2).value = "自己加的一行"
    sheet.row_dimensions[park].hidden = True
    sheet.conditional_formatting.add(
        "L3:L6", CellIsRule(operator="equal", formula=['"已完成"'], fill=PatternFill(bgColor="00FF00"))
    )
    book.save(path)
    report = push(ledger(path), tmp_path, delivery(AMENDED + WITH_MORE[len(PLAN) :]))
    assert counts(report) == (1, 1, 0, 0, 3) and report.clean
    sheet = sheet_of(path)
    assert row_of(sheet, "口袋公园15个") == park and sheet.row_dimensions[park].hidden
    values = {header: sheet.cell(park, column).value for header, column in columns(sheet).items()}
    assert (values["值班电话"], values["进展情况"], values["完成状态"]) == ("00123", "已开工5个", "推进中")
    assert values["文件状态"] == "已修订" and "12个" in values["变更说明"]
    assert sheet.cell(park, at["工作内容"]).fill.fgColor.rgb == "00FF0000"
    assert sheet.cell(8, 2).value == "自己加的一行" and row_of(sheet, "征集认养") == 7
    assert [str(ranges.sqref) for ranges in sheet.conditional_formatting] == ["L3:L7"]
    pulled = ledger(path)
    with pulled.hold():
        index = pulled.index()
    assert [rows[0].people["值班电话"] for rows in index.values() if "口袋公园" in rows[0].values["content"]] == ["00123"]
    assert counts(push(ledger(path), tmp_path, delivery(SHORTENED)))[2] == 2
    sheet = sheet_of(path)
    gone = row_of(sheet, "养护检查")
    assert sheet.cell(gone, at["完成状态"]).value == "已终止" and sheet.cell(gone, at["文件状态"]).value == "已撤回"


HEADERS = [
    "序号",
    "任务来源",
    "任务 内容",
    "牵头区领导",
    "牵头单位",
    "协办单位",
    "完成时间",
    "具体进展",
    "存在的困难或问题",
    "任务状态",
]


@pytest.fixture
def template(path: Path) -> Path:
    """A template of people's own: title, header in row 2, prepared rows, a footer."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["事项台账"])
    sheet.merge_cells("A1:J1")
    sheet.append(HEADERS)
    for number in range(1, 7):
        sheet.append([number])
    sheet.append([None, "填报人："])
    sheet.freeze_panes = "A3"
    sheet.column_dimensions["C"].width = 61.5
    choices = DataValidation(type="list", formula1='"待接收,正常推进,已完成"')
    sheet.add_data_validation(choices)
    choices.add("J3:J8")
    book.create_sheet("说明").append(["填写说明"])
    book.save(path)
    return path


def test_template(template: Path, tmp_path: Path) -> None:
    """A template of people's own is filled from its first free row; what has no column is not lost, and nothing is moved."""
    report = push(ledger(template, "督查台账"), tmp_path, delivery())
    assert report.done == {"create": 4}
    sheet = sheet_of(template)
    at = columns(sheet)
    assert list(at)[:10] == HEADERS
    assert list(at)[10:] == ["文件状态", "变更说明", "任务编号"]
    assert sheet.cell(9, 2).value == "填报人：" and sheet.cell(1, 1).value == "事项台账" and sheet.freeze_panes == "A3"
    assert [sheet.cell(row, 1).value for row in range(3, 9)] == [1, 2, 3, 4, 5, 6]
    checks = row_of(sheet, "养护检查")
    assert sheet.cell(checks, at["完成时间"]).value == "每季度；长期"
    assert sheet.cell(checks, at["牵头单位"]).value == "市园林绿化局（责任）、各区人民政府（落实）"
    assert sheet.cell(checks, at["任务状态"]).value == "待接收"
    assert sheet.column_dimensions["C"].width == 61.5
    more = WITH_MORE + "".join(f"（{n}）做事{n}。新建凉亭{n}处，改造广场。\n" for n in ("五", "六", "七"))
    assert push(ledger(template, "督查台账"), tmp_path, delivery(more)).done == {"create": 4}
    sheet = sheet_of(template)
    assert sheet.cell(9, 2).value == "填报人：" and sheet.cell(11, columns(sheet)["任务编号"]).value
    assert str(sheet.data_validations.dataValidation[0].sqref) == "J3:J11"
    assert counts(push(ledger(template, "督查台账"), tmp_path, delivery(more))) == (0, 0, 0, 0, 8)


def test_rectification(path: Path, tmp_path: Path) -> None:
    """A rectification ledger shows the problem beside each measure, and the state that the report itself names."""
    text = (
        "泠浦市中心医院关于巡察整改情况的通报\n一、整改情况\n（一）台账更新不及时\n问题：设备台账更新不及时。\n"
        "整改措施：2025年6月底前，完成全部设备盘点。\n整改状态：正在推进\n"
    )
    push(ledger(path, "整改台账"), tmp_path, delivery(text))
    sheet = sheet_of(path)
    at = columns(sheet)
    states = {sheet.cell(row, at["完成状态"]).value for row in range(3, sheet.max_row + 1)}
    problems = [sheet.cell(row, at["问题"]).value for row in range(3, sheet.max_row + 1)]
    assert states == {"整改中"} and any(value and "台账更新不及时" in value for value in problems)


@pytest.mark.parametrize("text", ['=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(A1)", "=1+1", "#N/A", "00123", "1e5"])
def test_no_formula(path: Path, tmp_path: Path, text: str) -> None:
    """What looks like a formula, an error or a number is text, in the file too."""
    wanted = delivery()
    wanted.tasks[0].values["content"] = text
    assert push(ledger(path), tmp_path, wanted).clean
    sheet = sheet_of(path)
    cell = sheet.cell(3, columns(sheet)["工作内容"])
    assert (cell.value, cell.data_type) == (text, "s")
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert counts(push(ledger(path), tmp_path, wanted)) == (0, 0, 0, 0, 4)


def test_long_and_broken_texts(path: Path, tmp_path: Path) -> None:
    """A text as long as a cell survives, a longer one and a control character are refused by name, the others go on."""
    wanted = delivery()
    wanted.tasks[0].values["content"] = "长" * excel_cells.LONGEST
    wanted.tasks[1].values["content"] = "长" * (excel_cells.LONGEST + 1)
    wanted.tasks[2].values["content"] = "断\x0b行"
    report = push(ledger(path), tmp_path, wanted)
    assert report.done == {"create": 2}
    assert [finding.kind for finding in report.findings] == ["refused", "refused"] and "U+000B" in report.findings[1].message


def test_table_and_filter_grow(path: Path, tmp_path: Path) -> None:
    """A table object and its filter take new rows in; one with totals is refused as a whole."""
    push(ledger(path), tmp_path, delivery())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.auto_filter.ref = None
    sheet.add_table(Table(displayName="tasks", ref="A2:R6"))
    book.save(path)
    assert push(ledger(path), tmp_path, delivery(WITH_MORE)).done == {"create": 1}
    assert sheet_of(path).tables["tasks"].ref == "A2:R7"
    book = openpyxl.load_workbook(path)
    table = book.worksheets[0].tables["tasks"]
    table.ref, table.totalsRowCount = "A2:R8", 1
    book.worksheets[0].cell(8, 1).value = "合计"
    book.save(path)
    more = WITH_MORE + "（五）做事五。新建凉亭5处。\n"
    report = push(ledger(path), tmp_path, delivery(more))
    assert [finding.kind for finding in report.findings] == ["failed"] and "totals" in report.findings[0].message


def test_open_elsewhere(path: Path, tmp_path: Path) -> None:
    """A workbook that an office program or another push holds is not touched."""
    push(ledger(path), tmp_path, delivery())
    before = path.read_bytes()
    sign = path.parent / f".~lock.{path.name}#"
    sign.write_text("someone")
    with pytest.raises(FeedError, match="close it"):
        push(ledger(path), tmp_path, delivery(AMENDED))
    sign.unlink()
    lock = Lock(path.parent / f".{path.name}.lock")
    with pytest.raises(UsageError, match="another push"):
        push(ledger(path), tmp_path, delivery(AMENDED))
    lock.release()
    assert path.read_bytes() == before


def test_saved_by_a_person_meanwhile(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that changes between reading and writing is left as the person saved it."""
    push(ledger(path), tmp_path, delivery())
    target = ledger(path)
    apply = target.apply

    def slow(changes: Any) -> Any:
        book = openpyxl.load_workbook(path)
        book.worksheets[0].cell(3, 11).value = "刚填的进展"
        book.save(path)
        return apply(changes)

    monkeypatch.setattr(target, "apply", slow)
    report = push(target, tmp_path, delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["failed"] and sheet_of(path).cell(3, 11).value == "刚填的进展"
    assert counts(push(ledger(path), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)


def test_what_would_be_lost(path: Path, tmp_path: Path) -> None:
    """A workbook with charts, pictures or newer drop-downs is refused rather than robbed of them."""
    push(ledger(path), tmp_path, delivery())
    before = path.read_bytes()
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/charts/chart1.xml", "<c/>")
    with pytest.raises(FeedError, match="would lose charts"):
        push(ledger(path), tmp_path, delivery(AMENDED))
    path.write_bytes(before[:2000])
    with pytest.raises(FeedError, match="no readable workbook"):
        push(ledger(path), tmp_path, delivery())


def test_merged_data_cells(path: Path, tmp_path: Path) -> None:
    """A cell that people merged away is named; the rows around it are brought up to date."""
    push(ledger(path), tmp_path, delivery())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    park, green = row_of(sheet, "口袋公园"), row_of(sheet, "滨河绿道")
    sheet.merge_cells(start_row=park, end_row=green, start_column=3, end_column=3)
    book.save(path)
    report = push(ledger(path), tmp_path, delivery(PLAN.replace("2000株", "2500株")))
    assert {finding.kind for finding in report.findings} <= {"failed", "conflict"} and not report.clean


def test_sheets(path: Path, tmp_path: Path) -> None:
    """Without a header, or with two tables and no choice, the push says what to do."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.save(path)
    with pytest.raises(FeedError, match="header row was not found"):
        push(ledger(path), tmp_path, delivery())
    for name in ("一处", "二处"):
        book.create_sheet(name).append(["任务名称", "牵头单位"])
    book.save(path)
    with pytest.raises(FeedError, match="--sheet"):
        push(ledger(path), tmp_path, delivery())
    assert push(ledger(path, sheet="二处"), tmp_path, delivery()).done == {"create": 4}
    assert openpyxl.load_workbook(path)["二处"].max_row == 5


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_real_office(path: Path, tmp_path: Path) -> None:
    """LibreOffice reads dates as dates and formula-like texts as texts."""
    wanted = delivery()
    wanted.tasks[0].values["content"] = "=1+1"
    push(ledger(path), tmp_path, wanted)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    lines = list(csv.reader((tmp_path / f"{path.stem}.csv").read_text(encoding="utf-8").splitlines()))
    assert lines[2][2] == "=1+1" and lines[2][7] == "2026-12-31" and "𫍽树" in lines[4][2]


@LINUX
def test_killed(path: Path, tmp_path: Path) -> None:
    """kill -9 inside the writing: the workbook is whole at any time, and a last push leaves every task once."""

    def look(place: str) -> None:
        if Path(place).exists():
            openpyxl.load_workbook(place)

    whole_after_kills(lambda number: str(path.with_stem(f"{path.stem}{number}")), tmp_path, look)
    for number in range(4):
        sheet = sheet_of(path.with_stem(f"{path.stem}{number}"))
        ids = [sheet.cell(row, columns(sheet)["任务编号"]).value for row in range(3, sheet.max_row + 1)]
        assert len(ids) == len(set(ids)) == 62
    assert list(tmp_path.glob(".*.part")) == []
