"""A page that needs nothing from elsewhere: its styles and scripts put in, data that cannot break out, and a strict policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from policy_extract import rows

ASSETS = Path(__file__).parent / "assets"
BREAKING = re.compile(rb"<(?=/?script|!--)", re.IGNORECASE)
"""What could end or open a script element inside one."""
LANGUAGES = ("zh", "en")


def asset(name: str) -> str:
    """The text of a file of the page."""
    return (ASSETS / name).read_text(encoding="utf-8")


def spoken(language: str) -> dict[str, Any]:
    """What a page holds to speak both languages, and the one in which it opens."""
    return {"language": language, "interface": {name: json.loads(asset(f"words.{name}.json")) for name in LANGUAGES}}


def script(names: Sequence[str]) -> str:
    """Script files as one, closed off from the page's global names."""
    parts = [f"// {name}\n{asset(name)}" for name in names]
    return "\n".join(['(() => {\n"use strict";', *parts, "})();\n"])


def embedded(value: Any) -> str:
    """Plain values as JSON that may stand inside a script element, whatever their texts hold."""
    return BREAKING.sub(rb"\\u003c", rows.encode(value)).decode("utf-8")


def digest(text: str) -> str:
    """The source expression by which a policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def policy(scripts: Sequence[str], style: str) -> str:
    """The Content-Security-Policy of a page: its own scripts and style, nothing else; no markup out of strings."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(map(digest, scripts)),
        "style-src": digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def page(template: str, title: str, data: Any, scripts: Sequence[str], styles: Sequence[str], language: str) -> str:
    """A page out of a template of the package.

    The template names `$title`, `$language`, `$policy`, `$style`, `$script` and `$data`; `scripts` and `styles` are files of
    the package, in order.
    """
    code, style = script(scripts), "\n".join(asset(name) for name in styles)
    return Template(asset(template)).substitute(
        title=escape(title),
        language="zh-CN" if language == "zh" else "en",
        policy=escape(policy([code], style)),
        style=style,
        script=code,
        data=embedded(data),
    )
