"""Fixtures that several tests share: the sample corpus, texts of other people when present, and a document made by hand."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import browsing
import pytest
from hypothesis import HealthCheck, settings

from policy_extract import patterns
from policy_extract.extractor import Extractor
from policy_extract.model import (
    Document,
    Heading,
    Issue,
    Meta,
    Quantity,
    Responsibility,
    Statement,
    Status,
    Time,
)
from policy_extract.result import DocumentResult
from policy_extract.text import Source, View

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"


@functools.cache
def built_in() -> patterns.Pack:
    """The built-in pattern pack, loaded once for all tests."""
    return patterns.load()


# A busy machine is no finding: how long an example takes is tested where time is the subject, side by side.
BUSY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("here", **BUSY)
settings.register_profile("ci", derandomize=True, **BUSY)
settings.load_profile("ci" if os.environ.get("CI") else "here")

HAND_TEXT = (
    "松塔市養老服务方案\n"
    "一、主要目标\n"
    "到2026年底前,护理床位由1200张增至2000张以上,家庭病床与机构床位之比达到1:4。(责任单位:市民政局)\n"
    "2023年,已建成养老驿站35个。\n"
)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """One extractor with the built-in patterns for all tests: it keeps nothing of what it has read."""
    return Extractor()


@pytest.fixture(scope="session")
def corpus_files() -> list[Path]:
    """The documents of the sample corpus."""
    files = sorted(path for path in CORPUS.iterdir() if path.suffix in {".txt", ".md", ".html"})
    assert files, "the sample corpus is empty"
    return files


@pytest.fixture(scope="session")
def shared_root() -> Path:
    """The folder of texts beside the repository; tests that need it are skipped without it and in CI."""
    if os.environ.get("CI"):
        pytest.skip("texts beside the repository are not used in CI")
    if not (SHARED / "corpus").is_dir():
        pytest.skip("no folder ../shared with further texts beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running Chromium; tests that need it are skipped without one, and fail with POLICY_EXTRACT_SERVERS=1."""
    with browsing.started() as found:
        yield found


def place(words: str, text: str = HAND_TEXT) -> tuple[int, int]:
    """Span of the first place of some words."""
    start = text.index(words)
    return start, start + len(words)


def hand_document(shift: int = 0, text: str = HAND_TEXT) -> Document:
    """A document with one of everything; `shift` moves all offsets."""

    def at(words: str) -> tuple[int, int]:
        start, end = place(words, text)
        return start + shift, end + shift

    goal, bracket = at("到2026年底前,护理床位由1200张增至2000张以上,家庭病床与机构床位之比达到1:4。"), at("(责任单位:市民政局)")
    past = at("2023年,已建成养老驿站35个。")
    year = Time(*at("到2026年底前"), "by", end_date=dt.date(2026, 12, 31), granularity="year", rule="times.by_year")
    level = Quantity(
        *at("2000张以上"), value=Decimal("2E+3"), unit="张", comparator="ge", measure="level", direction="up",
        indicator="护理床位", indicator_span=at("护理床位"), phase="planned", baseline_value=Decimal("1200.0"),
        baseline_unit="张", when=year, rules=["quantities.number"],
    )  # fmt: skip
    ratio = Quantity(*at("1:4"), ratio="1:4", measure="ratio", phase="planned", indicator="家庭病床与机构床位之比", when=year)
    built = Quantity(*at("35个"), value=Decimal("35.50"), unit="个", phase="achieved", indicator="养老驿站", scope="全市")
    name = Quantity(*at("一"), value=Decimal(1), phase="none")
    title = at(text.split("\n")[0])
    section_end = len(text) + shift
    return Document(
        shift,
        section_end,
        Meta(
            title=text.split("\n")[0],
            title_span=title,
            issued_on=dt.date(2024, 1, 2),
            period_text="“十四五”",
            genre="plan",
            year=2024,
        ),
        [
            Heading(*title, "", 0, text.split("\n")[0], section_end=section_end),
            Heading(*at("一、主要目标"), "一、", 1, "主要目标", 0, section_end, "goals", 2026, rule="headings.chinese"),
        ],
        [
            Statement(*goal, 1, 3, 3, "goal", "require", ["kinds.goal"]),
            Statement(*bracket, 1, 3, 3, "assignment"),
            Statement(*past, 1, 4, 4, "achievement"),
        ],
        [level, ratio, built, name],
        [year, Time(*at("2023年"), "past", deadline=False)],
        [Responsibility(*at("市民政局"), "市民政局", "responsible", covers=(goal[0], bracket[0]), rule="roles.bracket")],
        [Status(*at("已建成"), "done", covers=past, as_of=dt.date(2023, 12, 31))],
        [Issue(*at("養"), "lost_characters", "traditional form")],
    )


def hand_result(document: Document | None = None, text: str = HAND_TEXT, name: str = "hand.txt") -> DocumentResult:
    """The result of a document made by hand."""
    return DocumentResult(document or hand_document(text=text), View.plain(text), Source(text, name), 1, 1, built_in())
