"""What the pattern pack knows about web pages, compiled for the page reader (网页用语)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import regex

from policy_extract import patterns

BLANK = r"\s{0,6}"
FOLD = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\xad\x00]+")


@dataclass(slots=True)
class PageWords:
    """The names and words by which the parts of a page are known."""

    main_marks: frozenset[str]
    title_marks: frozenset[str]
    noise_marks: re.Pattern[str]
    noise_words: re.Pattern[str]
    labels: dict[str, str]
    """Fact by label without blanks."""
    label_only: re.Pattern[str]
    label_value: re.Pattern[str]
    """A label with its value, up to the next label."""
    meta_names: dict[str, str]
    next_words: frozenset[str]
    onward_words: frozenset[str]
    doc_number: Any
    gone: Any
    date: Any
    file: Any
    script_pager: Any


def page_words() -> PageWords:
    """The words of the built-in pack, compiled once."""
    words: PageWords = patterns.load().cached("reading.pages", _compile)
    return words


def fold(text: str) -> str:
    """A text without blanks and invisible characters."""
    return FOLD.sub("", text)


def _compile(pack: patterns.Pack) -> PageWords:
    """Read the `pages` family."""
    family = pack.family("pages")
    labels = {str(label): str(fact) for label, fact in family.vocabularies["labels"].items()}
    spaced = "|".join(BLANK.join(map(re.escape, word)) for word in sorted(labels, key=len, reverse=True))
    others = "|".join(map(re.escape, family.words("other_labels")))
    stop = rf"(?=\s*(?:{spaced}|{others}){BLANK}[：:]|\s{{2,}}|[【|]|$)"
    rules = {
        name: regex.compile(family.rules[f"pages.{name}"].pattern or "")
        for name in ("doc_number", "date", "gone", "file", "script_pager")
    }
    return PageWords(
        main_marks=frozenset(word.lower() for word in family.words("main_marks")),
        title_marks=frozenset(family.words("title_marks")),
        noise_marks=re.compile("|".join(map(re.escape, family.words("noise_marks")))),
        noise_words=re.compile("|".join(map(re.escape, family.words("noise_words")))),
        labels=labels,
        label_only=re.compile(rf"[\[【]?(?P<label>{spaced}){BLANK}[\]】]?{BLANK}[：:]?"),
        label_value=re.compile(
            rf"(?:^|(?<=[\s|】]))[\[【]?(?P<label>{spaced}){BLANK}[\]】]?{BLANK}[：:]\s{{0,6}}(?!(?:{spaced}|{others}){BLANK}[：:])(?P<value>\S.{{0,198}}?){stop}"
        ),
        meta_names={str(name): str(fact) for name, fact in family.vocabularies["meta_names"].items()},
        next_words=frozenset(family.words("next_words")),
        onward_words=frozenset(family.words("onward_words")),
        **rules,
    )
