"""Reads OFD files, the fixed-layout format of GB/T 33190-2016 (OFD 版式文档)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.layout import Page, Run
from policy_extract.reading.layout_document import compose
from policy_extract.reading.ofd_content import POINTS, Content
from policy_extract.reading.ofd_package import Element, Package, child, children, numbers, resolve
from policy_extract.text import Source

READER = f"ofd (lxml {etree.__version__})"
MOST_PAGES = 5000
MOST_CHARACTERS = 10_000_000
A4 = (210.0, 297.0)
MOST_DOCUMENTS = 50
PLACE = re.compile(r"page (\d+) object ([^\[\s]+)\[([\d:,]+)\]")
DETAILS = {"Title": "file_title", "Author": "file_author", "Subject": "file_subject", "DocUsage": "file_usage"}


@dataclass(slots=True)
class _Leaf:
    """A page with what is needed to read it (页)."""

    number: int
    path: str
    size: tuple[float, float]
    templates: dict[str, str]
    """Paths of the template pages of its document by id."""
    unit: Callable[[str], Element | None]


def read_ofd(data: bytes, name: str = "") -> Source:
    """The paragraphs and tables of an OFD file; seals and other annotations are left out.

    Raises ReadError: `damaged`, `encrypted`, `too_large`, or `needs_ocr` when its pages are pictures.
    """
    label = name or "<data>"
    package = Package(data, label, READER)
    source = Source("", name, media_type="application/ofd", reader=READER)
    pages: list[Page] = []
    pictures: list[int] = []
    broken: list[int] = []
    characters = 0
    for leaf in _leaves(package, label, source):
        try:
            page, seen = _page(package, leaf)
        except ReadError as error:
            if error.reason != "damaged":
                raise
            broken.append(leaf.number)
            continue
        characters += sum(len(run.text) for run in page.runs)
        if characters > MOST_CHARACTERS:
            raise ReadError(f"{label}: more than {MOST_CHARACTERS} characters; split the file", "too_large", READER)
        if seen and not page.runs:
            pictures.append(leaf.number)
        pages.append(page)
    _judge(pages, pictures, broken, label, source)
    compose(pages, source, locate)
    return source


def reread_ofd(data: bytes, locator: str) -> str:
    """The words at a locator, e.g. `page 2 object 35[0:20](72.0,90.0,523.0,108.0)`; several are joined by ` + `."""
    package = Package(data, "<data>", READER)
    leaves = {leaf.number: leaf for leaf in _leaves(package, "<data>", Source(""))}
    words: dict[int, dict[tuple[str, int], str]] = {}
    pieces = []
    for place in PLACE.finditer(locator):
        number = int(place[1])
        if number not in words:
            page, _ = _page(package, leaves[number])
            words[number] = {
                (run.origin, index): character
                for run in page.runs + page.furniture
                for index, character in zip(run.index, run.text, strict=True)
            }
        for span in place[3].split(","):
            start, end = (int(value) for value in span.split(":"))
            pieces += [words[number].get((place[2], index), "") for index in range(start, end)]
    return "".join(pieces)


def locate(runs: list[Run]) -> str:
    """Where some runs stand: page, object and numbers of the characters in it, box from the top left in points."""
    places = []
    start = 0
    for stop in range(1, len(runs) + 1):
        if stop == len(runs) or (runs[stop].page, runs[stop].origin) != (runs[start].page, runs[start].origin):
            own = runs[start:stop]
            box = (own[0].left[0], min(r.y - r.size for r in own), own[-1].right[-1], max(r.y + 0.2 * r.size for r in own))
            spans = ",".join(f"{run.index[0]}:{run.index[-1] + 1}" for run in own)
            corners = ",".join(f"{value:.1f}" for value in box)
            places.append(f"page {own[0].page} object {own[0].origin}[{spans}]({corners})")
            start = stop
    return " + ".join(places)


def _leaves(package: Package, label: str, source: Source) -> list[_Leaf]:
    """The pages of all documents in the file, numbered through; the title of the first goes into the facts."""
    root = package.xml("OFD.xml")
    leaves: list[_Leaf] = []
    bodies = children(root, "DocBody")[:MOST_DOCUMENTS]
    for number, body in enumerate(bodies):
        details = child(body, "DocInfo")
        for entry in details if details is not None and not number else []:
            key = DETAILS.get(etree.QName(entry).localname) if isinstance(entry.tag, str) else None
            if key and entry.text and entry.text.strip():
                source.facts[key] = entry.text.strip()[:2000]
        place = child(body, "DocRoot")
        if place is not None and place.text:
            _document(package, resolve("OFD.xml", place.text), leaves, label)
    if len(bodies) > 1:
        source.facts["documents"] = str(len(bodies))
    if not leaves:
        raise ReadError(f"{label}: the OFD names no page; get the file anew", "damaged", READER)
    return leaves


def _document(package: Package, path: str, leaves: list[_Leaf], label: str) -> None:
    """Add the pages of one document."""
    root = package.xml(path)
    common = child(root, "CommonData")
    size = _size(child(common, "PageArea") if common is not None else None, A4)
    templates: dict[str, str] = {}
    resources: list[str] = []
    if common is not None:
        for template in children(common, "TemplatePage"):
            templates[template.get("ID") or ""] = resolve(path, template.get("BaseLoc") or "")
        for name in ("PublicRes", "DocumentRes"):
            resources += [resolve(path, each.text) for each in children(common, name) if each.text]
    unit = _units(package, resources)
    pages = child(root, "Pages")
    for page in children(pages, "Page") if pages is not None else []:
        if len(leaves) >= MOST_PAGES:
            raise ReadError(f"{label}: more than {MOST_PAGES} pages; split the file", "too_large", READER)
        leaves.append(_Leaf(len(leaves) + 1, resolve(path, page.get("BaseLoc") or ""), size, templates, unit))


def _units(package: Package, resources: list[str]) -> Callable[[str], Element | None]:
    """Finds composite graphic units; the resources are only read when a page asks for one."""
    found: dict[str, Element] = {}
    waiting = list(resources)

    def unit(number: str) -> Element | None:
        while waiting:
            path = waiting.pop()
            if package.has(path):
                for each in package.xml(path).iter("{*}CompositeGraphicUnit"):
                    found[each.get("ID") or ""] = each
        return found.get(number)

    return unit


def _size(area: Element | None, usual: tuple[float, float]) -> tuple[float, float]:
    """Width and height in millimetres."""
    box = child(area, "PhysicalBox") if area is not None else None
    values = numbers(box.text) if box is not None else []
    return (values[2], values[3]) if len(values) == 4 and values[2] > 0 and values[3] > 0 else usual


def _page(package: Package, leaf: _Leaf) -> tuple[Page, bool]:
    """A page with its runs and ruled lines, those of its templates as furniture, and whether it shows pictures."""
    root = package.xml(leaf.path)
    width, height = _size(child(root, "Area"), leaf.size)
    page = Page(leaf.number, width * POINTS, height * POINTS)
    content = Content(leaf.number, leaf.unit)
    for layers in children(root, "Content"):
        content.read(layers)
    page.runs, page.rules = content.runs, content.rules
    for number, template in enumerate(children(root, "Template")):
        path = leaf.templates.get(template.get("TemplateID") or "")
        if path and package.has(path):
            behind = Content(leaf.number, leaf.unit)
            for layers in children(package.xml(path), "Content"):
                behind.read(layers, path=f"template{number + 1}/")
            page.furniture += behind.runs
            page.rules += behind.rules
    return page, content.pictures > 0


def _judge(pages: list[Page], pictures: list[int], broken: list[int], label: str, source: Source) -> None:
    """Refuse a file without text, warn of pages without it."""
    if not any(page.runs or page.furniture for page in pages):
        if broken:
            raise ReadError(f"{label}: no page can be read, the OFD is damaged; get the file anew", "damaged", READER)
        if pictures:
            raise ReadError(
                f"{label}: none of the {len(pages)} pages holds text, they are pictures; read it by OCR", "needs_ocr", READER
            )
        raise ReadError(f"{label}: all {len(pages)} pages are empty; check that it is the right file", "empty", READER)
    for kind, numbers_of in (
        ("needs_ocr: pages {} are pictures without text", pictures),
        ("damaged: pages {} cannot be read", broken),
    ):
        if numbers_of:
            source.status = "partial"
            source.warnings.append(kind.format(", ".join(map(str, numbers_of))))
