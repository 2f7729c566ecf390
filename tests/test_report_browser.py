"""The report of a document in a real browser: every control is used, with mouse, with keyboard alone, on a phone, in print."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from browsing import WIDTHS, Visit, pictures, serious
from conftest import CORPUS

from policy_extract import rows
from policy_extract.export import phrasing
from policy_extract.extractor import Extractor
from policy_extract.report import document_page
from policy_extract.result import DocumentResult
from policy_extract.text import Unread

PLAN = "qiwu-15fyp-outline-2026.txt"
SCAN = "damaged-scan-plan.txt"
RECTIFIED = "rectification-2025.txt"
ASSIGNED = "work-points-2025.txt"
COLLECTION = "plan-collection.txt"


@pytest.fixture(scope="module")
def extracted() -> dict[str, list[DocumentResult]]:
    """Some documents of the sample corpus, extracted once."""
    extractor = Extractor()
    return {name: extractor.extract_file(CORPUS / name) for name in (PLAN, SCAN, RECTIFIED, COLLECTION, ASSIGNED)}


@pytest.fixture(scope="module")
def address(extracted: dict[str, list[DocumentResult]], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The address of the report of a document."""
    folder = tmp_path_factory.mktemp("pages")
    for name, results in extracted.items():
        (folder / f"{name}.html").write_text(document_page([results]), encoding="utf-8")
    return lambda name: (folder / f"{name}.html").as_uri()


@pytest.fixture
def visit(browser: Any, address: Callable[[str], str]) -> Iterator[Callable[..., Visit]]:
    """Opens reports; at the end no page may have had an error or asked for anything but itself."""
    opened: list[Visit] = []

    def go(name: str, width: int = 1440, **context: Any) -> Visit:
        opened.append(Visit(browser, address(name), width, **context))
        return opened[-1]

    yield go
    for one in opened:
        assert one.faults == []
        assert all(asked.startswith(("file:", "blob:")) for asked in one.asked) and len(one.asked) >= 1
        one.context.close()


def statements(results: list[DocumentResult]) -> list[rows.TaskRow | rows.AchievementRow]:
    """All records of a file in the order of the page."""
    return [row for result in results for row in result.rows[1]]


def shown(view: Visit) -> int:
    """How many rows the page says it shows."""
    return int(view.page.get_attribute("#grid", "aria-rowcount") or 0) - 1


def test_every_mark_stands_on_its_words_and_the_text_is_whole(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    for name in (PLAN, COLLECTION, RECTIFIED):
        view, results = visit(name), extracted[name]
        text = results[0].text
        assert view.value("[...document.querySelectorAll('#text .block')].map(e => e.textContent).join('\\n')") == text.rstrip(
            "\n"
        )
        pieces = view.value("""() => { const found = {};
          for (const e of document.querySelectorAll('#text [data-mark]'))
            (found[e.classList[0]] ??= {})[e.dataset.mark] = (found[e.classList[0]][e.dataset.mark] || '') + e.textContent;
          return Object.fromEntries(Object.entries(found).map(([k, v]) => [k, Object.values(v).sort()])); }""")
        quantities = {(q.start, q.end): q.quote for row in statements(results) for q in row.quantities}
        bodies = {(b.start, b.end): b.quote for row in statements(results) for b in row.responsibilities}
        quotes = {(row.start, row.end): row.quote for row in statements(results)}
        for family, spans in {"quantity": quantities, "body": bodies, "statement": quotes}.items():
            wanted = sorted(quote.replace("\n", "") for quote in spans.values())
            assert pieces.get(family, []) == wanted, (name, family)


def test_a_row_leads_to_its_words_and_a_mark_to_its_row(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    view, all_rows = visit(PLAN), statements(extracted[PLAN])
    view.page.click('#grid-body [data-row="5"]')
    chosen = view.value("[...document.querySelectorAll('.statement.chosen')].map(e => e.textContent).join('')")
    assert chosen == all_rows[5].quote.replace("\n", "")
    linked = view.value("[...document.querySelectorAll('mark.quantity.linked')].map(e => e.textContent)")
    assert linked == [q.quote for q in all_rows[5].quantities] and linked
    assert view.text("#detail blockquote") == all_rows[5].quote
    wanted = next(at for at, row in enumerate(all_rows) if at > 15 and row.quantities)
    view.page.get_by_text(all_rows[wanted].quantities[0].quote, exact=True).first.click()
    row = int(view.page.get_attribute('#grid-body [aria-selected="true"]', "data-row") or -1)
    assert all_rows[wanted].quantities[0].quote in [q.quote for q in all_rows[row].quantities]


def test_a_mark_of_several_rows_leads_from_one_to_the_next(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    view, all_rows = visit(ASSIGNED), statements(extracted[ASSIGNED])
    first = next(row.responsibilities[0] for row in all_rows if row.responsibilities)
    answering = [at for at, row in enumerate(all_rows) if any(b.start == first.start for b in row.responsibilities)]
    assert len(answering) > 2
    met = []
    for _ in answering:
        view.page.locator("#text mark.body").first.click()
        met.append(int(view.page.get_attribute('#grid-body [aria-selected="true"]', "data-row") or -1))
    assert met == answering


def test_each_filter_shows_the_rows_that_fit(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, all_rows = visit(RECTIFIED), statements(extracted[RECTIFIED])
    body = next(b.name for row in all_rows for b in row.responsibilities)
    wanted: dict[tuple[str, str], Callable[[rows.StatementRow], bool]] = {
        ("kind", "achievement"): lambda row: row.kind == "achievement",
        ("modality", "require"): lambda row: row.modality == "require",
        ("phase", "achieved"): lambda row: any(q.phase == "achieved" for q in row.quantities),
        ("status", "done"): lambda row: any(s.state == "done" for s in row.statuses),
        ("body", body): lambda row: any(b.name == body for b in row.responsibilities),
    }
    for (name, value), fits in wanted.items():
        count = sum(map(fits, all_rows))
        assert 0 < count < len(all_rows), name
        view.page.select_option(f"#filter-{name}", value)
        assert shown(view) == count, name
        view.page.click(".reset")
    section = view.page.locator("#filter-section option").nth(3)
    view.page.select_option("#filter-section", section.get_attribute("value"))
    assert section.inner_text().endswith(f"({shown(view)})")
    view.page.click(".reset")
    view.page.fill("#filter-most", "0.5")
    assert shown(view) == sum(row.confidence <= 0.5 for row in all_rows)
    view.page.click(".reset")
    view.page.fill("#filter-search", all_rows[7].quote[:6])
    assert shown(view) == sum(all_rows[7].quote[:6] in row.quote for row in all_rows)
    view.page.fill("#filter-search", "没有这样的字句")
    assert shown(view) == 0 and view.page.is_visible("#nothing")


def test_deadlines_filter_by_date_and_by_bar(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, all_rows = visit(PLAN), statements(extracted[PLAN])
    days = [phrasing.deadline(row) for row in all_rows]
    view.page.fill("#filter-from", "2027-01-01")
    view.page.fill("#filter-to", "2028-12-31")
    assert shown(view) == sum("2027-01-01" <= day <= "2028-12-31" for day in days) > 0
    view.page.click(".reset")
    view.page.check("#filter-undated")
    assert shown(view) == days.count("")
    view.page.click(".reset")
    view.page.locator("#timeline button").filter(has_text="2030").click()
    assert shown(view) == sum(day.startswith("2030") for day in days) > 0
    assert view.page.get_attribute('#timeline [aria-pressed="true"]', "aria-label") == f"2030年：{shown(view)} 条"
    view.page.locator("#timeline [aria-pressed='true']").click()
    assert shown(view) == len(all_rows)


def test_columns_sort_both_ways(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, all_rows = visit(PLAN), statements(extracted[PLAN])
    order = sorted(range(len(all_rows)), key=lambda at: (all_rows[at].confidence, at))
    view.page.click("#grid-titles .confidence button")
    assert view.rows()[:5] == order[:5]
    assert view.page.get_attribute("#grid-titles .confidence", "aria-sort") == "ascending"
    view.page.click("#grid-titles .confidence button")
    assert view.rows()[0] == max(range(len(all_rows)), key=lambda at: (all_rows[at].confidence, -at))


def test_sections_and_issues_lead_to_their_place(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, result = visit(SCAN), extracted[SCAN][0]
    view.page.locator("#tree .section-title").filter(has_text="抓水质").click()
    rows_below = [row for row in result.rows[1] if any("抓水质" in title for title in row.section_path)]
    assert shown(view) == len(rows_below) > 0
    assert view.value("(() => { const e = document.querySelector('.heading.level-2'); return !!e; })()")
    view.page.locator("#issues button").nth(1).click()
    assert view.value("document.activeElement.textContent") == result.rows[0].issues[1].quote
    assert "缺字" in view.page.locator("#issues button").nth(1).inner_text()
    view.page.locator("#tree details").nth(1).locator(":scope > summary").click()
    assert view.page.locator("#tree details:not([open])").count() >= 1


def test_words_are_found_in_the_source(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, text = visit(PLAN), extracted[PLAN][0].text
    view.page.fill("#find", "农村")
    count = text.count("农村")
    assert view.text("#find-count") == f"0/{count}" and count > 2
    assert view.value("CSS.highlights.get('hits').size") == count
    view.page.click("#find-next")
    view.page.press("#find", "Enter")
    assert view.text("#find-count") == f"2/{count}"
    assert view.value("[...CSS.highlights.get('hit')][0].toString()") == "农村"
    view.page.click("#find-previous")
    view.page.press("#find", "Shift+Enter")
    assert view.text("#find-count") == f"{count}/{count}"
    view.page.fill("#find", "5g(")
    assert view.text("#find-count") == "0/0"


def test_the_legend_hides_each_sort_of_mark(visit: Callable[..., Visit]) -> None:
    view = visit(PLAN)
    style = "getComputedStyle(document.querySelector('#text mark.quantity.planned')).backgroundColor"
    before = view.value(style)
    for family in ("quantity", "achieved", "time", "body", "status", "issue"):
        view.page.uncheck(f'#legend [data-family="{family}"]')
        assert view.value(f"document.getElementById('text').classList.contains('hide-{family}')")
    assert view.value(style) == "rgba(0, 0, 0, 0)" != before
    view.page.check('#legend [data-family="quantity"]')
    assert view.value(style) == before


def saved(view: Visit, button: str) -> tuple[str, bytes]:
    """Name and bytes of the file that a button saves."""
    with view.page.expect_download() as waiting:
        view.page.click(button)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_filtered_rows_are_saved_as_csv_and_workbook(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    view, all_rows = visit(PLAN), statements(extracted[PLAN])
    view.page.select_option("#filter-kind", "goal")
    goals = [row for row in all_rows if row.kind == "goal"]
    name, content = saved(view, "#save-csv")
    assert name.endswith(".csv") and content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [entry["任务内容 quote"].lstrip("'") for entry in lines] == [row.quote for row in goals]
    assert lines[0]["计划指标 planned"].split("; ") == [
        phrasing.quantity_text(q) for q in goals[0].quantities if q.phase == "planned"
    ]
    name, content = saved(view, "#save-xlsx")
    assert name.endswith(".xlsx") and zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = list(sheet.iter_rows(values_only=True))
    titles = [str(title) for title in cells[0]]
    assert [dict(zip(titles, line, strict=True))["任务内容 quote"] for line in cells[1:]] == [row.quote for row in goals]
    assert [dict(zip(titles, line, strict=True))["起 start"] for line in cells[1:]] == [row.start for row in goals]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref


def test_a_citation_names_words_document_and_place(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    view, row = visit(PLAN), statements(extracted[PLAN])[4]
    view.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.page.click('#grid-body [data-row="4"]')
    view.page.click("#detail .copy")
    view.page.wait_for_selector(".copy-note")
    copied = view.value("navigator.clipboard.readText()")
    assert row.quote.replace("\n", "") in copied and "栖梧县" in copied and f"{row.start}:{row.end}]" in copied
    view.context.clear_permissions()
    view.value(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false; }"
    )
    view.page.click("#detail .copy")
    view.page.wait_for_selector(".copy-note textarea")
    assert view.page.input_value(".copy-note textarea") == copied
    view.page.click("#detail .close")
    assert view.page.is_hidden("#detail")


def test_keyboard_alone_reaches_everything(visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]) -> None:
    view, all_rows = visit(PLAN), statements(extracted[PLAN])
    keys = view.page.keyboard
    assert view.value("document.activeElement.id") == "grid"
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        keys.press(key)
    assert view.page.get_attribute("#grid", "aria-activedescendant") == "row-1"
    keys.press("End")
    assert view.page.get_attribute("#grid", "aria-activedescendant") == f"row-{len(all_rows) - 1}"
    assert view.page.locator(f"#row-{len(all_rows) - 1}").is_visible()
    keys.press("PageUp")
    keys.press("Home")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert view.value("document.activeElement.tagName") == "MARK"
    first = view.value("Number(document.activeElement.dataset.mark)")
    keys.press("ArrowRight")
    second = view.value("Number(document.activeElement.dataset.mark)")
    keys.press("ArrowLeft")
    assert view.value("Number(document.activeElement.dataset.mark)") == first < second
    assert "条记录" in view.text("#say")
    for _ in range(12):
        keys.press("ArrowRight")
    keys.press("Enter")
    assert view.value("document.activeElement.id") == "grid"
    assert view.page.get_attribute("#grid", "aria-activedescendant") != "row-1"
    keys.press("/")
    assert view.value("document.activeElement.id") == "find"
    keys.press("Escape")
    assert view.value("document.activeElement.id") == "grid"
    reached = set()
    for _ in range(120):
        keys.press("Shift+Tab")
        reached.add(view.value("document.activeElement.id || document.activeElement.className"))
    assert {"language", "find", "filter-section", "filter-most", "save-csv", "save-xlsx", "text", "section-title"} <= reached


def test_the_interface_speaks_both_languages(visit: Callable[..., Visit]) -> None:
    view = visit(RECTIFIED)
    view.page.select_option("#filter-kind", "task")
    view.page.locator("#grid-body [data-row]").first.click()
    before = shown(view)
    view.page.click("#language")
    assert view.value("document.documentElement.lang") == "en" and shown(view) == before
    assert view.text("#save-csv") == "Save CSV" and "task" in view.text("#grid-body") and "Show in source" in view.text("#detail")
    assert view.page.get_attribute("#grid", "aria-label") == "Tasks and achievements"
    view.page.click(".help summary")
    assert "asks no network" in view.text("#made-by")
    view.page.click("#language")
    assert view.text("#save-csv") == "导出 CSV"


def test_print_holds_the_whole_text_and_every_row(
    visit: Callable[..., Visit], extracted: dict[str, list[DocumentResult]]
) -> None:
    view = visit(PLAN)
    assert len(view.rows()) < len(statements(extracted[PLAN]))
    view.page.emulate_media(media="print")
    # The page hears of the change of medium a moment after it has happened.
    wanted = len(statements(extracted[PLAN]))
    view.page.wait_for_function("wanted => document.querySelectorAll('#grid-body [data-row]').length >= wanted", arg=wanted)
    assert view.rows() == list(range(wanted))
    assert view.page.is_hidden("#filters") and view.page.is_visible("#text")
    assert view.page.pdf().startswith(b"%PDF")
    view.page.emulate_media(media="screen")
    view.page.wait_for_function("wanted => document.querySelectorAll('#grid-body [data-row]').length < wanted", arg=wanted)


def test_a_phone_shows_one_pane_at_a_time(visit: Callable[..., Visit]) -> None:
    view = visit(PLAN, 390)
    assert view.page.is_visible("#grid") and view.page.is_hidden("#text") and view.page.is_hidden("#tree")
    assert view.value("document.documentElement.scrollWidth") <= 390
    view.page.locator("#grid-body [data-row]").nth(1).click()
    view.page.click("#detail .open")
    assert view.page.is_visible("#text") and view.page.locator(".statement.chosen").first.is_visible()
    view.page.locator("#text mark.quantity").nth(3).click()
    assert view.page.is_visible("#grid")
    view.page.click('[data-view="outline"]')
    assert view.page.is_visible("#tree")
    view.page.locator("#tree .section-title").nth(1).click()
    assert view.page.is_visible("#text")


def test_several_files_in_one_page(browser: Any, extracted: dict[str, list[DocumentResult]], tmp_path: Path) -> None:
    page = tmp_path / "archive.html"
    unread = [Unread("空.docx", "empty", "archive.zip/空.docx: the file is empty", ["archive.zip"])]
    page.write_text(document_page([extracted[PLAN], extracted[COLLECTION]], unread, "en"), encoding="utf-8")
    with Visit(browser, page.as_uri()) as view:
        assert "the file is empty" in view.text("#notices")
        assert shown(view) == len(statements(extracted[PLAN]))
        view.page.select_option("#source-select", "1")
        assert shown(view) == len(statements(extracted[COLLECTION])) and len(extracted[COLLECTION]) > 1
        assert view.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_looks_and_axe_at_three_widths(visit: Callable[..., Visit], width: int, tmp_path: Path) -> None:
    folder = pictures(tmp_path)
    view = visit(SCAN, width)
    view.page.screenshot(path=folder / f"document-{width}.png")
    view.page.locator("#grid-body [data-row]").nth(3).click()
    view.page.screenshot(path=folder / f"document-{width}-chosen.png")
    assert serious(view.page) == []
    assert view.value("document.documentElement.scrollWidth") <= width
    if width < 1000:
        for pane in ("source", "outline"):
            view.page.click(f'[data-view="{pane}"]')
            view.page.screenshot(path=folder / f"document-{width}-{pane}.png")
            assert serious(view.page) == []
    assert os.path.getsize(folder / f"document-{width}.png") > 10_000
