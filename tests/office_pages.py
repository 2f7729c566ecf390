"""Renders texts to PDF as an office prints them: LibreOffice over a flat ODT file made here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
FONT = "Noto Serif CJK SC"
STYLES = {
    "official": ('fo:text-indent="32pt" fo:line-height="28pt" fo:text-align="justify"', "16pt"),
    "ragged": ('fo:margin-bottom="8pt" fo:line-height="130%" fo:text-align="start"', "11pt"),
    "bare": ('fo:text-align="justify"', "12pt"),
}


def soffice() -> str:
    """LibreOffice's program; the test is skipped without it, except in CI, where it must be there."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: install libreoffice-writer and fonts-noto-cjk")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def flat_odt(paragraphs: list[str], style: str = "official", head: str = "", tables: dict[int, str] | None = None) -> str:
    """A flat ODT of paragraphs, the first one centred as a title; `tables`: markup to put before a paragraph's number."""
    form, size = STYLES[style]
    rows = []
    for number, paragraph in enumerate(paragraphs):
        rows.append((tables or {}).get(number, ""))
        name = "title" if number == 0 else "body"
        rows.append(f'<text:p text:style-name="{name}">{marked_up(paragraph)}</text:p>')
    rows.append((tables or {}).get(len(paragraphs), ""))
    fonts = f'style:font-name="F" style:font-name-asian="F" fo:font-size="{size}" style:font-size-asian="{size}"'
    language = 'fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"'
    header = f'<style:header><text:p text:style-name="edge">{escape(head)}</text:p></style:header>' if head else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'{FONT}\'"/></office:font-face-decls>'
        f'<office:styles><style:default-style style:family="paragraph"><style:text-properties {fonts} {language}/>'
        "</style:default-style></office:styles><office:automatic-styles>"
        f'<style:style style:name="body" style:family="paragraph"><style:paragraph-properties {form} '
        # Hanging punctuation: LibreOffice 7.4 leaves such a comma out of the PDF altogether.
        'style:punctuation-wrap="simple"/></style:style>'
        '<style:style style:name="title" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
        '<style:text-properties fo:font-size="22pt" style:font-size-asian="22pt"/></style:style>'
        '<style:style style:name="edge" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
        '<style:text-properties fo:font-size="9pt" style:font-size-asian="9pt"/></style:style>'
        '<style:style style:name="cell" style:family="paragraph"><style:text-properties fo:font-size="10.5pt" '
        'style:font-size-asian="10.5pt"/></style:style>'
        '<style:style style:name="box" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" '
        'fo:padding="3pt"/></style:style>'
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="595pt" fo:page-height="842pt" '
        'fo:margin-top="70pt" fo:margin-bottom="60pt" fo:margin-left="76pt" fo:margin-right="76pt"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="20pt" fo:margin-bottom="10pt"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="20pt" fo:margin-top="10pt"/></style:footer-style>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="page">{header}<style:footer>'
        '<text:p text:style-name="edge">— <text:page-number text:select-page="current"/> —</text:p></style:footer>'
        f"</style:master-page></office:master-styles><office:body><office:text>{''.join(rows)}</office:text></office:body>"
        "</office:document>"
    )


def marked_up(words: str) -> str:
    """Words as ODT markup, several blanks kept."""
    text = escape(words).replace("\t", "<text:tab/>")
    while "  " in text:
        text = text.replace("  ", ' <text:s text:c="1"/>', 1)
    return text


def ruled_table(rows: list[list[str]], spans: dict[tuple[int, int], int] | None = None, header: int = 1) -> str:
    """ODT markup of a table with all lines drawn; `spans`: rows that a cell (row, column) spans."""
    width = len(rows[0])
    covered = {(r + k, c): True for (r, c), n in (spans or {}).items() for k in range(1, n)}
    parts = [f'<table:table><table:table-column table:number-columns-repeated="{width}"/>']
    for number, row in enumerate(rows):
        if header and number == 0:
            parts.append("<table:table-header-rows>")
        parts.append("<table:table-row>")
        for column, words in enumerate(row):
            if (number, column) in covered:
                parts.append("<table:covered-table-cell/>")
                continue
            span = (spans or {}).get((number, column), 1)
            more = f' table:number-rows-spanned="{span}" table:number-columns-spanned="1"' if span > 1 else ""
            lines = "".join(f'<text:p text:style-name="cell">{marked_up(line)}</text:p>' for line in words.split("\n"))
            parts.append(f'<table:table-cell table:style-name="box"{more}>{lines}</table:table-cell>')
        parts.append("</table:table-row>")
        if header and number == header - 1:
            parts.append("</table:table-header-rows>")
    return "".join(parts) + "</table:table>"


def render(documents: dict[str, str], folder: Path) -> dict[str, bytes]:
    """PDFs of flat ODT documents, all in one run of LibreOffice."""
    program = soffice()
    for name, content in documents.items():
        (folder / f"{name}.fodt").write_text(content, encoding="utf-8")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, *(str(folder / f"{name}.fodt") for name in documents)], check=True, capture_output=True, timeout=300
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in documents}
