"""Hostile documents in the report: nothing in a text runs, hides or turns anything round; long ones open and scroll quickly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from browsing import Visit
from conftest import CORPUS

from policy_extract.extractor import Extractor
from policy_extract.report import document_page

ATTACKS = (
    "<script>window.owned=1</script>",
    "</script><script>window.owned=1</script>",
    "<!--<script>",
    "<img src=x onerror=window.owned=1>",
    "<svg/onload=window.owned=1>",
    "[详见](javascript:window.owned=1)",
    "<a href=\"javascript:window.owned=1\" onclick='window.owned=1'>",
    "</style><style>*{display:none}",
    "\u202e下倒来过\u202c",
    "\u2066隔离",
    "零\u200b宽",
    "𠮷野家😀",
    "&lt;&amp;&#x3c;",
    "\\u003cscript>",
    "=HYPERLINK(\"http://x\")",
)  # fmt: skip
PAGE_CHARACTERS = 600
"""Characters of a printed page of a plan."""


def hostile_text() -> str:
    """A plan whose every sentence holds an attack in title, heading, indicator and body."""
    lines = [f"{ATTACKS[0]}关于印发{ATTACKS[3]}方案的通知", f"一、{ATTACKS[1]}主要目标"]
    lines += [f"（{n}）到2027年，{attack}建成公园{n + 2}个，{attack}覆盖率达到{40 + n}%以上。（责任单位：市{attack}园林局）"
              for n, attack in enumerate(ATTACKS)]  # fmt: skip
    return "\n".join(lines) + "\n"


def written(folder: Path, text: str) -> tuple[str, int]:
    """The address of the report of a text, and its size in bytes."""
    page = document_page([Extractor().extract_text(text, "恶意.txt")]).encode()
    target = folder / "page.html"
    target.write_bytes(page)
    assert len(page) < 3 * len(text.encode()) + 400_000
    return target.as_uri(), len(page)


def test_attacks_show_as_text_and_nothing_runs(browser: Any, tmp_path: Path) -> None:
    text = hostile_text()
    address, _ = written(tmp_path, text)
    with Visit(browser, address) as view:
        whole = view.value("[...document.querySelectorAll('#text .block')].map(e => e.textContent).join('\\n')")
        assert whole == text.rstrip("\n")
        assert view.value("document.querySelectorAll('#text img, #text svg, #text a, #text script, #text style').length") == 0
        codes = view.value(
            "[...new Set([...document.querySelectorAll('#text .unseen-character')].map(e => e.dataset.code))].sort()"
        )
        assert codes == ["U+200B", "U+202C", "U+202E", "U+2066"]
        rows = int(view.page.get_attribute("#grid", "aria-rowcount")) - 1
        assert rows >= len(ATTACKS)
        for row in range(rows):
            view.value("number => document.getElementById('grid').focus()", row)
            view.page.keyboard.press("ArrowDown")
        view.page.click("#language")
        assert view.value("window.owned") is None
        assert view.faults == [] and view.asked == [address]


def test_marks_stay_on_their_words_behind_characters_of_two_units(browser: Any, tmp_path: Path) -> None:
    address, _ = written(tmp_path, "😀𠮷𠮷方案\n到2027年，😀建成公园7个，𠮷绿地率达到42%以上。\n")
    with Visit(browser, address) as view:
        assert view.value("[...document.querySelectorAll('#text mark.quantity')].map(e => e.textContent)") == ["7个", "42%以上"]
        assert view.value("[...document.querySelectorAll('#text mark.time')].map(e => e.textContent)") == ["到2027年"]


def test_the_policy_stops_what_is_put_in_later(browser: Any, tmp_path: Path) -> None:
    address, _ = written(tmp_path, "方案\n到2027年，建成公园7个。\n")
    with Visit(browser, address) as view:
        refused = view.value("""async () => {
          const out = [];
          try { document.body.innerHTML = '<img src=x onerror="window.owned=1">'; }
          catch { out.push('no markup'); }
          const made = document.createElement('script');
          try { made.textContent = 'window.owned=1'; document.body.append(made); } catch { out.push('no script'); }
          try { await fetch('http://127.0.0.1:9/'); out.push('net'); } catch { out.push('no net'); }
          return [...out, window.owned === undefined]; }""")
        assert refused[0] == "no markup" and refused[-2:] == ["no net", True]


def test_a_line_of_ten_megabytes_shows_and_scrolls(browser: Any, tmp_path: Path) -> None:
    line = "“" + "山水林田" * 825_000
    text = f"<b>方案\n一、目标\n到2027年，建成公园3个。\n{line}\n"
    assert len(text.encode()) > 9_900_000
    address, _ = written(tmp_path, text)
    with Visit(browser, address) as view:
        view.page.wait_for_selector("#grid-body [data-row]")
        assert (
            view.value("[...document.querySelectorAll('#text .block')].reduce((sum, e) => sum + e.textContent.length, 0)")
            == len(text) - 4
        )
        view.page.fill("#find", "公园")
        view.page.click("#find-next")
        assert view.text("#find-count") == "1/1"
        view.value("() => { document.getElementById('text').scrollTop = 1e6; }")
        assert busy_per_step(view, 10) < 0.2


def busy_per_step(view: Visit, steps: int) -> float:
    """Seconds of its own time that the page is busy for each turn of a wheel (240 px) over source and table together."""
    session = view.context.new_cdp_session(view.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(item["value"]) for item in metrics if item["name"] == "TaskDuration")

    before = busy()
    view.value(
        """async (steps) => { for (let step = 0; step < steps; step += 1) {
      for (const id of ['grid', 'text']) { const e = document.getElementById(id); e.scrollTop += 240; }
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); } }""",
        steps,
    )
    return (busy() - before) / steps


def plan_of(pages: int) -> str:
    """A plan of so many printed pages, out of the sample corpus."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt")))
    wanted = pages * PAGE_CHARACTERS
    return (texts * (wanted // len(texts) + 1))[:wanted]


def test_a_plan_of_a_hundred_pages_opens_and_scrolls_quickly(browser: Any, tmp_path: Path) -> None:
    address, size = written(tmp_path, plan_of(100))
    session_seconds, wall = [], []
    for _ in range(3):
        with Visit(browser, "about:blank") as view:
            session = view.context.new_cdp_session(view.page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            view.page.goto(address)
            view.page.wait_for_selector("#grid-body [data-row]")
            metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
            session_seconds.append(metrics["TaskDuration"])
            wall.append(view.value("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
            rows = int(view.page.get_attribute("#grid", "aria-rowcount"))
            drawn = len(view.rows())
    with Visit(browser, address) as view:
        step = busy_per_step(view, 40)
    print(f"{size} bytes, {rows} rows; opens in {min(wall):.2f} s by the clock, {min(session_seconds):.2f} s of work")
    print(f"{step * 1000:.0f} ms a step of scrolling")
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert rows > 500 and drawn < 60
    assert min(session_seconds) < 2.0 and min(wall) < 2.0 * crowd
    assert step < 0.05
