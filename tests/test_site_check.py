"""What docs/check_site.py finds in a built site (站点检查)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def load(name: str) -> ModuleType:
    """A module of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_site, site_hooks = load("check_site"), load("site_hooks")


@pytest.fixture()
def site(tmp_path: Path) -> Path:
    """A small site as it should be."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "search").mkdir()
    (tmp_path / "index.html").write_text('<html lang="en"><img src="a.svg"><a href="https://x.y">x</a></html>', encoding="utf-8")
    (tmp_path / "zh" / "index.html").write_text('<html lang="zh"></html>', encoding="utf-8")
    chinese = "责任\u200b范围 管辖\u200b时间 置信度" + "\u200b" * 1000
    entries = [{"location": "a.html", "title": "baseline", "text": "comparator"}]
    entries.append({"location": "zh/a.html", "title": "概念", "text": chinese})
    (tmp_path / "search" / "search_index.json").write_text(json.dumps({"docs": entries}), encoding="utf-8")
    return tmp_path


def test_a_good_site_has_no_faults(site: Path) -> None:
    assert check_site.faults(site) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<img src=//x.example/a.png>",
        '<link rel="stylesheet" href="https://x.example/f.css">',
    ],
)
def test_what_comes_from_elsewhere_is_seen(site: Path, text: str) -> None:
    (site / "zh" / "page.html").write_text(text, encoding="utf-8")
    assert len(check_site.faults(site)) == 1


def test_chinese_that_cannot_be_searched_is_seen(site: Path) -> None:
    path = site / "search" / "search_index.json"
    path.write_text(path.read_text(encoding="utf-8").replace("\\u200b", ""), encoding="utf-8")
    assert check_site.faults(site) == ["search: Chinese text is not cut into words; is jieba installed?"]


class Page:
    """A page as MkDocs hands it over."""

    def __init__(self, name: str) -> None:
        """A page of this file."""
        self.file = self
        self.src_uri = name


def test_links_to_the_other_language() -> None:
    text = "[中文](start.zh.md) [English](start.md) [概念](concepts.md)"
    english = site_hooks.on_page_markdown(text, Page("start.md"), None, None)
    chinese = site_hooks.on_page_markdown(text, Page("start.zh.md"), None, None)
    assert english == '<a href="zh/start.html">中文</a> [English](start.md) [概念](concepts.md)'
    assert chinese == '[中文](start.zh.md) <a href="../start.html">English</a> [概念](concepts.md)'


def test_a_line_end_between_chinese_characters_is_no_space() -> None:
    text = "虚构的，\n文件见 [甲](a.md)\nabc\n\n# 标题\n\n- 一项\n  续行\n- 二项\n\n> 引文。\n> 续文\n\n"
    text += "```python\n甲\n乙\n```\n丙，\n丁\n"
    joined = site_hooks.on_page_markdown(text, Page("a.zh.md"), None, None)
    assert "虚构的，文件见" in joined and "一项续行\n- 二项" in joined and "引文。续文" in joined and "丙，丁" in joined
    assert "\n\n# 标题\n\n" in joined and "甲\n乙\n```" in joined
    assert site_hooks.on_page_markdown("甲，\n乙", Page("a.md"), None, None) == "甲，\n乙"
