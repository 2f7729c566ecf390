"""A real browser for the tests: Chromium by way of Playwright, pages from files, and what they ask the network for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {1440: 900, 768: 1024, 390: 844}
"""Widths of a desk, a tablet and a phone with their heights, in pixels."""


def missing(reason: str) -> None:
    """Skip a test whose browser is missing, or fail it where everything must start."""
    if os.environ.get("POLICY_EXTRACT_SERVERS") == "1":
        pytest.fail(f"{reason}, and POLICY_EXTRACT_SERVERS=1 asks for it")
    pytest.skip(reason)


@contextmanager
def started() -> Iterator[Any]:
    """A running Chromium."""
    program = next((found for found in map(shutil.which, NAMES) if found), None)
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing("playwright is not installed (extra dev)")
    if program is None:
        missing("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """An open page with everything that went wrong on it and every address it asked for."""

    def __init__(self, browser: Any, address: str, width: int = 1440, **context: Any) -> None:
        """Open a page of this width."""
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, **context)
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda message: self.faults.append(message.text) if message.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def text(self, selector: str) -> str:
        """The text of an element."""
        return str(self.page.inner_text(selector))

    def value(self, code: str, given: Any = None) -> Any:
        """What a script gives back."""
        return self.page.evaluate(code, given)

    def rows(self) -> list[int]:
        """The numbers of the rows that are drawn."""
        return [
            int(row) for row in self.page.eval_on_selector_all("#grid-body [data-row]", "found => found.map(e => e.dataset.row)")
        ]


def serious(page: Any) -> list[str]:
    """What axe-core finds that keeps people out: violations that are serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {item['help']}: {item['nodes'][0]['html'][:200]}"
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


def pictures(fallback: Path) -> Path:
    """The folder for screenshots: POLICY_EXTRACT_SCREENSHOTS, to keep them and look, else a temporary one."""
    folder = Path(os.environ.get("POLICY_EXTRACT_SCREENSHOTS") or fallback)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
