"""Comparisons as pages (网页): self-contained HTML, every number a link to the words it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from policy_extract.compare.ledger import part_of
from policy_extract.compare.matrix import Column, Matrix, Row
from policy_extract.compare.phrasing import HORIZONS, STATES, cell_text, column_title, number_text, plain
from policy_extract.compare.selection import Cell
from policy_extract.compare.sheets import Sheet, as_texts
from policy_extract.compare.targets import Target

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "WenQuanYi Micro Hei", \
SimHei, system-ui, sans-serif'
"""Fonts that hold Chinese characters on the usual systems, the first one at hand is taken."""
STYLE = f"""
body {{ font: 14px/1.5 {FONTS}; margin: 1.5em auto; max-width: 100em; padding: 0 1em; color: #222; background: #fff; }}
table {{ border-collapse: collapse; margin: 1em 0; }}
th, td {{ border: 1px solid #ccc; padding: .2em .5em; text-align: left; vertical-align: top; }}
thead th {{ background: #ddebf7; position: sticky; top: 0; }}
tbody th {{ background: #f5f9fd; white-space: nowrap; }}
.wide {{ overflow-x: auto; max-height: 85vh; }}
.picture {{ overflow-x: auto; }} td {{ min-width: 3.2em; }}
.conflict {{ background: #f8cbad; }} .unnumbered {{ background: #fff2cc; }} .other_form, .part, .other_time {{ color: #777; }}
.absent {{ color: #bbb; }} .rank {{ color: #888; font-size: 80%; }} mark {{ background: #ffe27a; }} a {{ color: inherit; }}
.gain {{ background: #e3f4e3; }} .loss {{ background: #fbe3e3; }} .change {{ background: #fdf5d9; }} .quiet {{ color: #666; }}
.note {{ background: #fff2cc; padding: .4em .8em; }} td {{ overflow-wrap: break-word; }}
.matrix td:nth-child(2) {{ white-space: nowrap; }} :target {{ outline: 2px solid #e08a00; }}
"""
PARTS = {"chosen": "取值", "contradicting": "文内另值", "within": "同义另值", "stretch": "力争值", "other": "参考"}


def html_page(title: str, body: Iterable[str]) -> str:
    """A whole page that needs nothing from elsewhere."""
    return "\n".join(
        ("<!doctype html>", '<html lang="zh"><head><meta charset="utf-8">', f"<title>{escape(title)}</title>",
         f"<style>{STYLE}</style></head><body>", f"<h1>{escape(title)}</h1>", *body, "</body></html>", "")
    )  # fmt: skip


def html_table(titles: Sequence[str], rows: Iterable[Sequence[str]], kinds: Iterable[str] = ()) -> Iterator[str]:
    """A table of cells that are HTML already; `kinds` gives the rows classes."""
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>'
    classes = iter(kinds)
    for row in rows:
        kind = next(classes, "")
        opening = f'<tr class="{kind}">' if kind else "<tr>"
        yield opening + "".join(f"<td>{each}</td>" for each in row) + "</tr>"
    yield "</tbody></table></div>"


def sheets_page(title: str, sheets: Iterable[Sheet], pictures: Iterable[str] = ()) -> str:
    """A page of pictures and plain tables."""
    body = [f'<div class="picture">{picture}</div>' for picture in pictures]
    for sheet in sheets:
        body.append(f'<h2>{escape(sheet.title)} <span class="quiet">{len(sheet.rows)}</span></h2>')
        body += html_table(sheet.columns, ([escape(text) for text in row] for row in as_texts(sheet.rows)), sheet.kinds)
    return html_page(title, body)


def matrix_page(matrix: Matrix, pictures: Iterable[str] = ()) -> str:
    """The page of a matrix: the table, pictures, ranks and spread, then every number in its sentence."""
    drawn = [f'<div class="picture">{picture}</div>' for picture in pictures]
    return html_page("指标对比", [*_notes(matrix), *_table(matrix), *drawn, *_spreads(matrix), *_details(matrix)])


def _notes(matrix: Matrix) -> Iterator[str]:
    """What the reader must know first."""
    for note in matrix.notes:
        yield f'<p class="note">{escape(note)}</p>'
    counts = "，".join(f"{STATES[state]} {matrix.count(state)}" for state in STATES if matrix.count(state))
    yield f'<p class="quiet">{len(matrix.rows)} 行，{len(matrix.columns)} 个指标；{counts}。'
    yield "≥ 以上，≤ 以内，≈ 左右，↓ 下降，⚠ 文内另有不同数值，（ ）不是本期本级的数值，"
    yield "○ 提及未量化，— 未提及；小字为同年位次。</p>"
    if matrix.left_out:
        yield f'<p class="quiet">另有 {matrix.left_out} 个指标未列。</p>'


def _table(matrix: Matrix) -> Iterator[str]:
    """The matrix itself: rows of plans, or for `year` rows of places under each indicator with years as columns."""
    if matrix.by == "year":
        yield from _years(matrix)
        return
    head = "".join(f"<th>{escape(column_title(column.name, column.form))}</th>" for column in matrix.columns)
    yield f'<div class="wide matrix"><table><thead><tr><th>地区</th><th>年份</th>{head}</tr></thead><tbody>'
    for index, row in enumerate(matrix.rows):
        cells = "".join(_cell(matrix, index, position) for position in range(len(matrix.columns)))
        named = escape("; ".join(holding.title or holding.name for holding in row.holdings), quote=True)
        yield f'<tr><th title="{named}">{escape(row.place)}</th><td>{row.year or ""}</td>{cells}</tr>'
    yield "</tbody></table></div>"


def _years(matrix: Matrix) -> Iterator[str]:
    """A table for every indicator: places down, years across."""
    years = sorted({row.year or 0 for row in matrix.rows})
    places = list(dict.fromkeys(row.place for row in matrix.rows))
    index_of = {(row.place, row.year or 0): index for index, row in enumerate(matrix.rows)}
    head = "".join(f"<th>{year or '—'}</th>" for year in years)
    for position, column in enumerate(matrix.columns):
        yield f"<h2>{escape(column_title(column.name, column.form))}</h2>"
        yield f'<div class="wide"><table><thead><tr><th>地区</th>{head}</tr></thead><tbody>'
        for place in places:
            found = [index_of.get((place, year)) for year in years]
            cells = "".join("<td></td>" if index is None else _cell(matrix, index, position) for index in found)
            yield f"<tr><th>{escape(place)}</th>{cells}</tr>"
        yield "</tbody></table></div>"


def _cell(matrix: Matrix, index: int, position: int) -> str:
    """One cell, leading to its words."""
    cell = matrix.rows[index].cells[position]
    text = escape(cell_text(cell))
    rank, of = matrix.ranks.get((index, position), (0, 0))
    tail = f' <span class="rank">{rank}/{of}</span>' if of > 1 else ""
    said = cell.targets[0].sentence if cell.targets else cell.mention.sentence if cell.mention else ""
    if said:
        text = f'<a href="#{_anchor(index, position)}" title="{escape(said[:300], quote=True)}">{text}</a>'
    return f'<td class="{cell.state}">{text}{tail}</td>'


def _anchor(index: int, position: int) -> str:
    """Name of the place where the words of a cell stand."""
    return f"r{index}c{position}"


def _spreads(matrix: Matrix) -> Iterator[str]:
    """Lowest, middle and highest target by indicator and year."""
    if not matrix.spreads:
        return
    yield "<h2>离散情况</h2>"
    rows = []
    for spread in matrix.spreads:
        column = matrix.columns[spread.column]
        numbers = [plain(number) for number in (spread.lowest, spread.middle, spread.highest)]
        ends = ["、".join(places[:6]) for places in (spread.lowest_places, spread.highest_places)]
        title = column_title(column.name, column.form)
        rows.append([escape(text) for text in (title, str(spread.year or ""), str(spread.count), *numbers, spread.unit, *ends)])
    yield from html_table(("指标", "年份", "可比数", "最低", "中位", "最高", "单位", "最低地区", "最高地区"), rows)


def _details(matrix: Matrix) -> Iterator[str]:
    """Every number in its sentence."""
    yield "<h2>出处</h2>"
    for index, row in enumerate(matrix.rows):
        yield f'<h3>{escape(row.label)} <span class="quiet">{escape(_names(row))}</span></h3><ul>'
        for position, column in enumerate(matrix.columns):
            yield from _detail(row.cells[position], column, _anchor(index, position))
        yield "</ul>"


def _names(row: Row) -> str:
    """The sources of a row."""
    return "; ".join(holding.name for holding in row.holdings)


def _detail(cell: Cell, column: Column, anchor: str) -> Iterator[str]:
    """The words of one cell."""
    title = escape(column_title(column.name, column.form))
    place = f' id="{anchor}"'
    for number, target in enumerate(cell.targets):
        what = PARTS[part_of(cell, number)]
        remarks = " · ".join(filter(None, (what, _time(target), target.scope, target.section, target.locator)))
        yield (
            f"<li{place}><b>{title}</b> {escape(number_text(target))} "
            f'<span class="quiet">{escape(remarks)} [{target.start}–{target.end}]</span><br>{marked(target)}</li>'
        )
        place = ""
    if not cell.targets and cell.mention is not None:
        mention = cell.mention
        yield (
            f'<li{place}><b>{title}</b> ○ <span class="quiet">{escape(mention.section)} [{mention.start}–{mention.end}]</span>'
            f"<br>{escape(mention.sentence)}</li>"
        )


def _time(target: Target) -> str:
    """For when a target is."""
    return f"{HORIZONS[target.horizon]}{' ' + str(target.year) if target.year else ''}"


def marked(target: Target) -> str:
    """The sentence of a target as HTML with its number marked."""
    before, found, behind = target.sentence.partition(target.quote)
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(behind)}"
