"""Puts pages right for the site, called by MkDocs (站点页面处理).

Links: on the site a link to NAME.md leads to the page in the language of the reader, as it should. Links that mean the other
language (to NAME.zh.md, or from NAME.zh.md to its own NAME.md) work in a view of the files and are put right here.
Line ends: between two Chinese characters a line end of the file is no space.
"""

from __future__ import annotations

import re
from typing import Any

TO_CHINESE = re.compile(r"\[([^\]]+)\]\((\w+)\.zh\.md\)")
LINK = r"\[([^\]]+)\]\({}\.md\)"
FENCED = re.compile(r"(^ *```.*?^ *``` *$)", re.M | re.S)
LINE_END = re.compile(r"(?<=[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef—…“”]) *\n(?:> ?| *)(?=[\u4e00-\u9fff《（“])")


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The text of a page with its links to the other language as HTML, and Chinese lines joined."""
    name, _, suffix = page.file.src_uri.removesuffix(".md").rpartition(".")
    if suffix != "zh":
        return TO_CHINESE.sub(r'<a href="zh/\2.html">\1</a>', markdown)
    linked = re.sub(LINK.format(re.escape(name)), rf'<a href="../{name}.html">\1</a>', markdown)
    return "".join(part if part.lstrip().startswith("```") else LINE_END.sub("", part) for part in FENCED.split(linked))
