"""Rooms that can be compiled: no name becomes a word that C compilers keep for themselves."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = frozenset(
    {
        "alignof", "asm", "attribute", "auto_type", "complex", "const", "extension", "func", "imag", "inline", "label", "real",
        "restrict", "signed", "thread", "typeof", "volatile",
    }
)  # fmt: skip
"""With two underscores before them these are words of C; the compiler puts one before the name of an attribute."""


def compiled() -> list[Path]:
    """The modules that the compiled build takes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]
    return sorted(path for pattern in hook["include"] for path in ROOT.glob(pattern.lstrip("/")) if path.name != "__init__.py")


def kept(source: str) -> set[str]:
    """The attributes of a module whose names are words of C with another underscore before them."""
    attributes = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    return {name for name in attributes if name.startswith("_") and name[1:] in KEPT}


@pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="needs the checkout")
def test_no_attribute_is_a_word_of_c() -> None:
    modules = compiled()
    assert len(modules) > 50
    assert {path.name: kept(path.read_text(encoding="utf-8")) for path in modules} == {path.name: set() for path in modules}


def test_such_a_name_is_seen() -> None:
    assert kept("self._attribute = other.volatile + other._label_of") == {"_attribute"}
