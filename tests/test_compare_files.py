"""Comparisons as files, pages, pictures and on the command line."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pyarrow.parquet as pq
import pytest
from comparing import report
from test_compare_measures import EAST, NEW, OLD, WEST

from policy_extract import cli, compare
from policy_extract.compare import figures
from policy_extract.compare.coverage import cover
from policy_extract.compare.drawing import Scale, clipped, room, tick_step
from policy_extract.compare.files import text_safe, write
from policy_extract.compare.matrix import Matrix
from policy_extract.compare.pictures import dots, multiples
from policy_extract.compare.pictures_grids import gantt, heat
from policy_extract.compare.timeline import timeline
from policy_extract.errors import UsageError

NAMES = ["地区生产总值", "城镇新增就业", "社会消费品零售总额"]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """Two places, one of them with two years."""
    plans = [report("松坞市", 2024), report("松坞市", 2025), report("柏渡市", 2024, goals="地区生产总值增长7%—8%。")]
    return compare.target_matrix(plans, NAMES, "region")


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A folder of plans and one file that cannot be read."""
    for name, text in {"east.txt": EAST, "west.txt": WEST, "old.txt": OLD, "new.txt": NEW}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def written(matrix: Matrix, name: str) -> bytes:
    """What a file of that name holds."""
    stream = io.BytesIO()
    write(matrix, stream, name)
    return stream.getvalue()


def test_csv_holds_every_cell_and_its_words(matrix: Matrix) -> None:
    """A line a number, one for a silent cell; numbers open as numbers."""
    rows = list(csv.DictReader(io.StringIO(written(matrix, "out.csv").decode("utf-8-sig"))))
    assert {row["指标 name"] for row in rows} == set(NAMES)
    target = next(row for row in rows if row["情形 state"] == "stated")
    assert target["数值 value"] == "6" and target["原文数值 quote"] in target["原文 sentence"]
    assert {row["情形 state"] for row in rows} == {"stated", "unnumbered", "absent"}


def test_parquet_and_csv_say_the_same(matrix: Matrix) -> None:
    """Typed columns with the exact digits beside them."""
    table = pq.read_table(io.BytesIO(written(matrix, "out.parquet")))
    assert table.num_rows == len(written(matrix, "out.csv").decode("utf-8-sig").splitlines()) - 1
    assert table["value_exact"].to_pylist()[0] == "6" and str(table.schema.field("year").type) == "int32"


def test_workbook_links_numbers_to_their_words(matrix: Matrix) -> None:
    """Sheets, the cells of the matrix, and a link that leads to the right line; equal input gives equal bytes."""
    data = written(matrix, "out.xlsx")
    assert data == written(matrix, "out.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["矩阵", "明细", "位次与离散", "说明"]
    sheet = book["矩阵"]
    assert [cell.value for cell in sheet[1]][3] == "地区生产总值 增速" and sheet["D2"].value == "≈6% 力争 6.5%"
    line = int(re.search(r"A(\d+)$", sheet["D2"].hyperlink.location)[1])  # type: ignore[index]
    assert book["明细"].cell(line, 1).value == "松坞市" and "增长6%左右" in str([cell.value for cell in book["明细"][line]])


def test_page_stands_alone(matrix: Matrix) -> None:
    """No script, nothing from elsewhere; every link has its place."""
    page = written(matrix, "out.html").decode()
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#)', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    assert "<mark>6%左右</mark>" in page


def test_hostile_words_stay_words(matrix: Matrix) -> None:
    """Marks of HTML and formulas in a plan do nothing."""
    plans = [report(goals="地区生产总值增长6%，<b>固定资产投资</b>增长8%。", tasks="=cmd|' /C calc'!A1"), report("柏渡市")]
    page = written(compare.target_matrix(plans, ["地区生产总值"]), "x.html").decode()
    assert "<b>固定资产投资" not in page and "&lt;b&gt;" in page
    assert text_safe("=1+1") == "'=1+1" and text_safe("-3.2") == "-3.2"


def test_unknown_form_is_refused(matrix: Matrix) -> None:
    """The message names the forms."""
    with pytest.raises(UsageError, match=r"\.csv, \.parquet, \.xlsx, \.html"):
        written(matrix, "out.doc")


def test_pictures_are_whole_svg(matrix: Matrix) -> None:
    """Well-formed, with Chinese fonts, a mark for every number, and no label outside."""
    pictures = [dots(matrix), multiples(matrix), dots(matrix, 1)]
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        assert "Noto Sans CJK SC" in root.attrib["font-family"]
        width = float(root.attrib["width"])
        texts = root.findall(".//{http://www.w3.org/2000/svg}text")
        assert all(0 <= float(text.attrib["x"]) <= width for text in texts)
    assert dots(matrix).count("<circle") == 4 and "柏渡市 2024" in dots(matrix, 0, 2024)
    with pytest.raises(UsageError, match="no plan states a number"):
        dots(matrix, 2)


def test_grids_are_whole_svg() -> None:
    """The heat map and the time axis of small plans."""
    from comparing import plan

    assert ElementTree.fromstring(heat(cover([plan(EAST), plan(WEST)]))) is not None
    assert ElementTree.fromstring(gantt(timeline(plan(OLD)))) is not None
    with pytest.raises(UsageError, match="no dated measure"):
        gantt(timeline(plan("松坞市方案\n一、任务\n加强宣传。\n")))


def test_figures(matrix: Matrix) -> None:
    """matplotlib and altair draw the same numbers."""
    from comparing import plan

    axes = figures.dot_figure(matrix).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == "柏渡市 2024"
    assert len(figures.multiples_figure(matrix).axes[0].lines) == 1
    assert len(figures.heat_figure(cover([plan(EAST), plan(WEST)])).axes) == 1
    assert len(figures.gantt_figure(timeline(plan(OLD))).axes) == 1
    assert "增长6%左右" in figures.altair_dots(matrix).to_json(ensure_ascii=False)


def test_scale_and_labels() -> None:
    """Round ticks hold all numbers; labels are cut to their room."""
    scale = Scale(5.5, 12, 0, 100)
    assert scale.ticks()[0] <= 5.5 and scale.ticks()[-1] >= 12 and scale(scale.low) == 0
    assert tick_step(6.5) == 2 and room(clipped("很长很长的名称", 40)) <= 40


def test_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every comparison writes its files; wrong usage ends in 2, an unreadable file in 1."""
    east, west, old, new = (str(folder / name) for name in ("east.txt", "west.txt", "old.txt", "new.txt"))
    for show, names, suffix in (
        ("align", (east, west), "xlsx"), ("coverage", (east, west), "svg"), ("versions", (old, new), "html"),
        ("timeline", (old,), "html"), ("cascade", (east, west), "csv"), ("results", (east, west), "parquet"),
    ):  # fmt: skip
        target = folder / f"{show}.{suffix}"
        assert cli.main(["compare", *names, "--show", show, "-o", str(target), "-q"]) == 0 and target.stat().st_size > 100
    assert "30个 → 45个" in (folder / "versions.html").read_text(encoding="utf-8")
    assert cli.main(["compare", east, west, "--show", "align", "--indicator", "x"]) == 2
    assert cli.main(["compare", east, "-o", str(folder / "x.doc")]) == 2
    assert cli.main(["compare", east, str(folder / "none.txt"), "--indicator", "养老护理员"]) in (1, 2)
    capsys.readouterr()
    assert cli.main(["compare", east, west, "-q"]) == 0 and "松坞市" in capsys.readouterr().out


def test_records_and_files_give_one_matrix(folder: Path) -> None:
    """Lines of `extract` and the files themselves compare alike."""
    lines = folder / "records.jsonl"
    assert cli.main(["extract", str(folder / "east.txt"), str(folder / "west.txt"), "-o", str(lines), "-q"]) == 0
    for source, name in ((lines, "a.csv"), (folder / "east.txt", "b.csv")):
        extra = [] if source is lines else [str(folder / "west.txt")]
        assert cli.main(["compare", str(source), *extra, "-o", str(folder / name), "-q"]) == 0
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
