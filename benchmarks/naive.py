"""What a plain script would do: cut into sentences and run every pattern on every one of them. A yardstick of speed, no more.

It knows no sections, kinds, indicators, covers or dates, and is wrong where a sentence is not simple.
"""

from __future__ import annotations

import json
import re

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
PATTERNS = {
    name: re.compile(pattern)
    for name, pattern in {
        "heading_chapter": r"^第[一二三四五六七八九十百]+[章节条]",
        "heading_chinese": r"^[一二三四五六七八九十]+、",
        "heading_bracket": r"^（[一二三四五六七八九十]+）",
        "heading_arabic": r"^\d{1,2}[.、．](?!\d)",
        "by_year": r"(?:到|至)?(?:20\d{2})年(?:底|末)?(?:前)?",
        "by_month": r"(?:20\d{2}年)?\d{1,2}月(?:底|末|\d{1,2}日)?前",
        "year_range": r"20\d{2}年?[—–\-至到]20\d{2}年",
        "plan": r"[“\"]十[一二三四五]五[”\"](?:期间|时期|期末|末)?",
        "relative": r"(?:未来|今后|近)?[一二三四五六七八九十\d]+年(?:内|左右|时间)",
        "recurring": r"每(?:年|季度|月|周|半年)",
        "this_year": r"(?:今年|年内|年底前|上半年|下半年|一季度|二季度|三季度|四季度)",
        "per_cent": r"\d+(?:\.\d+)?(?:个百分点|%|％|‰)",
        "per_cent_words": r"百分之[一二三四五六七八九十百点]+",
        "money": r"\d+(?:\.\d+)?(?:万|亿|万亿|千万)?(?:元|美元)",
        "count": r"\d+(?:\.\d+)?[万亿]?(?:个|家|项|所|处|座|套|户|人|名|次|张|条|台|辆)",
        "length": r"\d+(?:\.\d+)?[万亿]?(?:公里|千米|米|亩|平方米|平方公里|公顷)",
        "mass": r"\d+(?:\.\d+)?[万亿]?(?:吨|公斤|千克|千瓦|千瓦时|立方米)",
        "at_least": r"(?:不低于|不少于|至少|超过|突破|达到)\d+(?:\.\d+)?",
        "at_most": r"(?:不超过|不高于|控制在|最高)\d+(?:\.\d+)?",
        "or_more": r"\d+(?:\.\d+)?[万亿]?\S{0,3}(?:以上|以下|以内|左右)",
        "times_as_much": r"(?:翻[一两]番|\d+(?:\.\d+)?倍)",
        "responsible": r"(?:责任单位|牵头单位|配合单位|责任部门)[:：]([^）)\n。]+)",
        "lead": r"由?([\u4e00-\u9fff]{2,12}(?:局|委|办|厅|部门))(?:牵头|负责|会同)",
        "verb": r"(?:建设|推进|完善|加强|开展|实施|建立|推动|提升|落实)[\u4e00-\u9fff]{2,20}",
        "done": r"(?:已|完成了|实现了|取得了)[\u4e00-\u9fff]{0,10}",
        "status": r"(?:已完成|基本完成|正在推进|持续推进|未完成)",
    }.items()
}


def extract(text: str) -> bytes:
    """JSON Lines: every sentence in which anything was found, with the spans by pattern."""
    lines = []
    for sentence in SENTENCE.finditer(text):
        words, start = sentence[0], sentence.start()
        found = {
            name: [(start + match.start(), start + match.end(), match[0]) for match in matches]
            for name, pattern in PATTERNS.items()
            if (matches := list(pattern.finditer(words)))
        }
        if found:
            lines.append(json.dumps({"start": start, "quote": words, "found": found}, ensure_ascii=False))
    return "\n".join(lines).encode()
