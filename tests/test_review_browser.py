"""The review desk as people use it: the command serves it, Chromium works at it, and strangers are refused."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDTHS, Visit, pictures, serious

from policy_extract.review.desk import Desk
from policy_extract.review.figures import disputed

TEXT = (
    "<script>window.owned=1</script>松塔市养老服务方案\n一、主要目标\n"
    "到2027年，护理床位达到2000张以上。<img src=x onerror=window.owned=1>家庭病床建成300张。（责任单位：市民政局）\n"
    "二、主要任务\n推进社区食堂建设，新建老年食堂40个。\n鼓励😀社会力量兴办养老机构。\n养老护理员轮训也不能少\n"
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hostile plan."""
    path = tmp_path_factory.mktemp("desk") / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


class Served:
    """A desk that the command serves, for one reviewer."""

    def __init__(self, plan: Path, desk: Path, reviewer: str) -> None:
        """Start the command and read its address."""
        command = [sys.executable, "-m", "policy_extract", "review", str(plan), "--desk", str(desk), "--reviewer", reviewer]
        self.process = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/[\w-]{40,}/", self.address), self.process.communicate(timeout=20)
        self.wait()

    def wait(self) -> None:
        """Wait until the desk answers; the socket is open before the address is printed, so that nothing is lost."""
        assert self.ask("")[0] == 200

    def ask(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and headers of an answer; `path` begins behind the token, or with a slash at the root."""
        root = self.address.rsplit("/", 2)[0]
        request = urllib.request.Request(root + path if path.startswith("/") else self.address + path, headers=headers)
        request.data = b"verdict=accept" if headers.get("Way") == "POST" else None
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers

    def stop(self) -> int:
        """End the command as a person does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


@pytest.fixture
def served(plan: Path, tmp_path: Path) -> Iterator[Served]:
    """A desk for 甲."""
    found = Served(plan, tmp_path / "desk.sqlite", "甲")
    yield found
    if found.process.poll() is None:
        found.stop()


def test_strangers_are_refused(served: Served) -> None:
    own = served.address.rsplit("/", 2)[0]
    assert served.ask("record/1")[0] == 200
    assert served.ask("/")[0] == 403 and served.ask("/wrong-token/")[0] == 403 and served.ask("/record/1")[0] == 403
    assert served.ask("record/1", Host="evil.example")[0] == 403
    assert served.ask("record/1", Host="evil.example:80")[0] == 403
    assert served.ask("record/1", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", ""):
        assert served.ask("record/1", Way="POST", Origin=origin)[0] == 403, origin
    assert served.ask("record/1", Way="POST")[0] == 403
    assert served.ask("record/1", Way="POST", Origin=own)[0] == 200
    status, headers = served.ask("figures")
    assert status == 200 and "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"] and headers["referrer-policy"] == "no-referrer"
    assert headers.get("access-control-allow-origin") is None and headers.get("set-cookie") is None
    assert (
        served.ask("record/999")[0] == 422
        and served.ask("export/nothing")[0] == 404
        and served.ask("asset/..%2Fdesk.py")[0] == 404
    )
    assert served.stop() in (0, 130, -signal.SIGINT)


def select(view: Visit, words: str) -> None:
    """Select words of the source as a mouse would."""
    view.value("""words => { const pane = document.getElementById('text');
      const whole = pane.textContent; const at = whole.indexOf(words); const range = document.createRange();
      const point = wanted => { let left = wanted; const walk = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
        for (let n = walk.nextNode(); n; n = walk.nextNode()) { if (left <= n.length) return [n, left]; left -= n.length; } };
      range.setStart(...point(at)); range.setEnd(...point(at + words.length));
      getSelection().removeAllRanges(); getSelection().addRange(range); }""", words)  # fmt: skip


def test_a_review_by_keyboard_and_selection(browser: Any, served: Served, tmp_path: Path) -> None:
    desk_file = tmp_path / "desk.sqlite"
    with Visit(browser, served.address) as view:
        keys = view.page.keyboard
        assert "<script>" in view.text("h1") and view.value("window.owned") is None
        order = list(Desk(desk_file).undecided("甲"))
        assert view.page.url.endswith(f"record/{order[0]}")
        keys.press("a")
        view.page.wait_for_url(f"**/record/{order[1]}")
        keys.press("s")
        view.page.wait_for_url(f"**/record/{order[2]}")
        keys.press("r")
        view.page.wait_for_url(lambda url: not url.endswith(f"record/{order[2]}"))
        target = next(e for e in Desk(desk_file).entries() if "老年食堂40个" in e.row["quote"])
        view.page.goto(f"{served.address}record/{target.record}")
        keys.press("c")
        assert view.value("document.activeElement.name") == "kind"
        view.page.fill('[name="quantity.0.number"]', "45")
        view.page.fill('[name="quantity.0.indicator"]', "社区老年食堂")
        keys.press("Escape")
        select(view, "社会力量")
        keys.press("2")
        assert view.page.input_value('[name="body.0.name"]') == "社会力量"
        keys.press("Escape")
        keys.press("1")
        assert "选中" in view.text("#say")
        view.page.click('button[value="correct"]')
        view.page.wait_for_url(lambda url: not url.endswith(f"record/{target.record}"))
        decision = Desk(desk_file).standing()[target.record]["甲"]
        assert decision.row is not None and decision.verdict == "correct" and decision.at.endswith("+00:00")
        assert (decision.row["quantities"][0]["value"], decision.row["quantities"][0]["indicator"]) == (45, "社区老年食堂")
        body = decision.row["responsibilities"][0]
        assert TEXT[body["start"] : body["end"]] == body["quote"] == "社会力量"
        view.page.goto(f"{served.address}record/{target.record}")
        assert view.page.input_value('[name="quantity.0.number"]') == "45" and "correct" in view.text("main")
        view.page.fill('[name="quantity.0.number"]', "许多")
        view.page.press('[name="quantity.0.number"]', "Enter")
        assert "is no number" in view.text("[role=alert]")
        view.page.go_back()
        select(view, "养老护理员轮训也不能少")
        view.page.keyboard.press("m")
        view.page.wait_for_url(lambda url: "record" in url and not url.endswith(f"record/{target.record}"))
        assert "由人补录 甲" in view.text("main")
        added = [e for e in Desk(desk_file).entries() if e.added_by]
        assert [e.row["quote"] for e in added] == ["养老护理员轮训也不能少"] and added[0].row["section_path"] == ["二、主要任务"]
        assert view.faults == [
            "Failed to load resource: the server responded with a status of 422 (Unprocessable Content)"
        ] or all("422" in fault for fault in view.faults)
        assert all(asked.startswith(served.address) for asked in view.asked)


def test_two_reviewers_samples_and_export(browser: Any, plan: Path, tmp_path: Path) -> None:
    desk_file = tmp_path / "desk.sqlite"
    for reviewer, last in (("甲", "a"), ("乙", "r")):
        served = Served(plan, desk_file, reviewer)
        with Visit(browser, f"{served.address}?mode=sample") as view:
            order = list(Desk(desk_file).undecided(reviewer, 100))
            for number, record in enumerate(order):
                view.page.wait_for_url(f"**/record/{record}?mode=sample")
                view.page.keyboard.press(last if number == len(order) - 1 else "a")
            view.page.wait_for_selector("text=没有待复核的记录")
            if reviewer == "乙":
                assert disputed(Desk(desk_file)) == [order[-1]]
                view.page.click("nav >> text=分歧")
                view.page.click(".disputes a")
                assert "裁定" in view.text("main") and "甲" in view.text("main ul")
                view.page.keyboard.press("a")
                view.page.wait_for_selector("text=没有未裁定的分歧")
                view.page.click("nav >> text=统计与导出")
                assert f"共同复核 {len(order)}, 一致 {len(order) - 1}" in view.text(".agreement")
                assert f"({len(order)}/{len(order)};" in view.text("#real")
                view.page.click("text=查遗漏")
                select(view, "养老护理员轮训")
                view.page.keyboard.press("m")
                view.page.wait_for_url("**/record/*")
                view.page.goto(f"{served.address}figures")
                view.page.click("text=查遗漏")
                view.page.keyboard.press("a")
                view.page.wait_for_url("**/figures")
                assert f"({len(order)}/{len(order) + 1};" in view.text("#recall")
                with view.page.expect_download() as waiting:
                    view.page.click("text=ledger.csv")
                lines = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8-sig"))))
                assert "养老护理员轮训" in {line["任务内容 quote"] for line in lines}
            assert view.faults == [] and view.value("window.owned") is None
        served.stop()


@pytest.mark.parametrize("width", WIDTHS)
def test_looks_and_axe_of_the_desk(browser: Any, served: Served, tmp_path: Path, width: int) -> None:
    folder = pictures(tmp_path)
    with Visit(browser, served.address, width) as view:
        view.page.screenshot(path=folder / f"review-{width}.png")
        assert serious(view.page) == [] and view.value("document.documentElement.scrollWidth") <= width
        view.page.goto(f"{served.address}figures")
        view.page.screenshot(path=folder / f"review-figures-{width}.png")
        assert serious(view.page) == []
    assert os.path.getsize(folder / f"review-{width}.png") > 5000
