"""What the tests of the spaCy components share: a short plan, plans of the corpus, and whether the entry points are installed."""

from __future__ import annotations

import importlib.metadata
import os
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLAN = (
    "松塔市2026年养老服务工作方案\n"
    "一、主要目标\n"
    "到2026年底前,护理床位由1200张增至2000张以上。(责任单位:市民政局、财政局)\n"
    "二、工作进展\n"
    "2025年,已建成养老驿站35个。\n"
)
GROUPS = ("spacy_factories", "spacy_tokenizers", "spacy_scorers", "spacy_displacy_colors")


def declared() -> dict[str, dict[str, str]]:
    """The entry points for spaCy that pyproject.toml declares."""
    found: dict[str, dict[str, str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "entry-points"
    ]
    return {group: found[group] for group in GROUPS}


def need_entry_points() -> None:
    """Skip where the installed package is older than pyproject.toml; in CI, where it never is, fail."""
    for group, names in declared().items():
        installed = {entry.name for entry in importlib.metadata.entry_points(group=group)}
        if not set(names) <= installed:
            message = f"entry points of {group} are not installed; run: pip install --no-deps -e ."
            assert not os.environ.get("CI"), message
            pytest.skip(message)
