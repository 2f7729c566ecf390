"""What spaCy finds by entry points: the factories of the components, and the attributes registered once.

spaCy imports this module whenever a pipeline is made, also one that has nothing to do with us: patterns and extractor are
loaded only when a component is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language

from policy_extract.components import extensions

SCORER = "policy_extract.scorer.v1"
DOCUMENT, TASKS = "doc._.policy_document", "doc._.policy_tasks"


def _component(until: str) -> Callable[..., Any]:
    """A factory of components that go to a step."""

    def make(
        nlp: Language, name: str, patterns: list[str] | None = None, scorer: Callable[..., Any] | None = None
    ) -> Callable[..., Any]:
        """The component; `patterns` are folders layered over the built-in patterns."""
        from policy_extract.components.component import PolicyComponent

        return PolicyComponent(name, until, patterns or (), scorer)

    return make


make_structure = _component("structure")
make_mentions = _component("mentions")
make_tasks = _component("tasks")
make_all = _component("tasks")


def register() -> None:
    """Make components and attributes known to spaCy."""
    extensions.register()
    plain: dict[str, Any] = {"patterns": [], "scorer": None}
    scored = {"patterns": [], "scorer": {"@scorers": SCORER}}
    spans = ["doc.spans", DOCUMENT]
    weights: dict[str, float | None] = {"policy_headline": 1.0}
    Language.factory("policy_structure", default_config=plain, assigns=spans, func=make_structure)
    Language.factory("policy_mentions", default_config=plain, assigns=spans, func=make_mentions)
    for name, make in (("policy_tasks", make_tasks), ("policy_extract", make_all)):
        Language.factory(name, default_config=scored, assigns=[*spans, TASKS], default_score_weights=weights, func=make)


register()
