"""Links between the two languages of the site, called by MkDocs (站点链接).

On the site a link to NAME.md leads to the page in the language of the reader, as it should. Links that mean the other language
(to NAME.zh.md, or from NAME.zh.md to its own NAME.md) work in a view of the files, and are put right for the site here.
"""

from __future__ import annotations

import re
from typing import Any

TO_CHINESE = re.compile(r"\[([^\]]+)\]\((\w+)\.zh\.md\)")
LINK = r"\[([^\]]+)\]\({}\.md\)"


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The text of a page with its links to the other language as HTML."""
    name, _, suffix = page.file.src_uri.removesuffix(".md").rpartition(".")
    if suffix == "zh":
        return re.sub(LINK.format(re.escape(name)), rf'<a href="../{name}.html">\1</a>', markdown)
    return TO_CHINESE.sub(r'<a href="zh/\2.html">\1</a>', markdown)
