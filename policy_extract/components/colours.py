"""A colour for each label of our spans (配色); a module of its own, because displaCy loads it for everybody's pictures."""

from __future__ import annotations

COLOURS = {
    "goal": "#9ec5fe", "task": "#a3cfbb", "assignment": "#d3d3a8", "problem": "#f1aeb5", "achievement": "#d0d0d0",
    "background": "#eeeeee", "section": "#e2d9f3", "statement": "#eeeeee", "quantity": "#ffda6a", "planned": "#ffda6a",
    "achieved": "#c8c8c8", "condition": "#ead9b0", "reference": "#e0e0e0", "by": "#a6e9d5", "during": "#a6e9d5",
    "from": "#a6e9d5", "to": "#a6e9d5", "recurring": "#79dfc1", "relative": "#a6e9d5", "ongoing": "#c9efe4",
    "immediate": "#c9efe4", "vague": "#c9efe4", "past": "#d0d0d0", "lead": "#f7a6c4", "responsible": "#f3c1d6",
    "cooperate": "#f8dbe7", "guide": "#f8dbe7", "supervise": "#f8dbe7", "implement": "#f3c1d6", "done": "#75b798",
    "partial": "#d5d98a", "not_started": "#e5a0a0", "undone": "#ea868f",
}  # fmt: skip
"""Colours by label, also found by displaCy itself through the entry point `spacy_displacy_colors`."""
