"""Counts the items of ordered lists: the numbers that a browser prints before them (自动编号)."""

from __future__ import annotations

import re

from policy_extract.reading.html_lines import Line
from policy_extract.reading.html_tree import Node, Tree

TYPED = re.compile(
    r"[（(〔\[]?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})[）)〕\]、.．，]|第[一二三四五六七八九十百\d]{1,4}[章节条项]|[①-⑳⑴-⒇]"
)
"""A number that the words begin with: such a list is styled to print none."""
NO_MARK = re.compile(r"list-style(?:-type)?\s{0,3}:[^;]{0,40}none", re.I)
CHINESE = re.compile(r"list-style(?:-type)?\s{0,3}:[^;]{0,40}(?:cjk-ideographic|chinese|cjk-decimal|japanese)", re.I)
DIGITS = "零一二三四五六七八九"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"))
SMALL_ROMAN = ((5, "v"), (4, "iv"), (1, "i"))


def item_labels(tree: Tree, lines: list[Line], places: list[int]) -> dict[int, str]:
    """The printed number with the blank behind it for the first line of each numbered item, by line index."""
    labels: dict[int, str] = {}
    counters: dict[int, int] = {}
    numbers: dict[int, str] = {}
    lists: dict[int, list[int]] = {}
    for node in tree.nodes:
        if node.tag == "li" and tree.nodes[node.parent].tag == "ol":
            around = tree.nodes[node.parent]
            given = node.attributes.get("value", "") if node.raw else ""
            first = around.attributes.get("start", "1") if around.raw else "1"
            before = counters.get(around.index, (int(first) if first.isdecimal() and len(first) < 6 else 1) - 1)
            counters[around.index] = int(given) if given.isdecimal() and len(given) < 6 else before + 1
            numbers[node.index] = _printed(around, counters[around.index])
    if not numbers:
        return labels
    seen: set[int] = set()
    for place in sorted(places):
        item = _item(tree, lines[place].node)
        if item in numbers and item not in seen:
            lists.setdefault(tree.nodes[item].parent, []).append(place)
            labels[place] = numbers[item]
        seen.add(item)
    for members in lists.values():
        if any(TYPED.match(lines[place].text) for place in members):
            for place in members:
                labels.pop(place)
    return {place: label for place, label in labels.items() if label}


def _item(tree: Tree, index: int) -> int:
    """The innermost list item around an element, 0 for none."""
    node = tree.nodes[index]
    while node.index and node.tag != "li":
        if node.tag in ("table", "ol", "ul"):
            return 0
        node = tree.nodes[node.parent]
    return node.index


def _printed(around: Node, number: int) -> str:
    """The number of an item in the style of its list, as a browser prints it."""
    style = around.raw
    if NO_MARK.search(style):
        return ""
    if CHINESE.search(style) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (
            ("" if not tens else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones or not tens else "") + "、"
        )
    kind = around.attributes.get("type", "1")
    if kind in ("a", "A") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return (letter if kind == "a" else letter.upper()) + ". "
    if kind in ("i", "I") and 0 < number < 1000:
        printed = ""
        for value, sign in ROMAN + SMALL_ROMAN:
            while number >= value:
                printed += sign
                number -= value
        return (printed if kind == "i" else printed.upper()) + ". "
    return f"{number}. "
