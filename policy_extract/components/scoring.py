"""Scores inside spaCy: gold annotations as Examples, and the project's own scorer as `policy_extract.scorer.v1`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from policy_extract import reading, rows
from policy_extract.components.annotation import label_of, make_group, stored_in
from policy_extract.components.kept import GROUPS, PREFIX, Kept
from policy_extract.errors import UsageError
from policy_extract.evaluation.gold import FILE_HASH, find_text, load_gold
from policy_extract.evaluation.matching import Item
from policy_extract.evaluation.scorer import Scores
from policy_extract.identity import text_hash
from policy_extract.standoff import compact, quantity_item, responsibility_item, status_item, time_item

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

GOLD = "policy_extract.gold"
"""Key of `doc.user_data`: the gold annotation of a reference Doc, as JSON."""
FIELDS = {
    "sections": "headings", "statements": "statements", "quantities": "quantities", "times": "times",
    "bodies": "responsibilities", "statuses": "statuses",
}  # fmt: skip
"""Lists of the stand-off form by group of spans."""
ITEMS: dict[str, Callable[[Any], Item]] = {
    "quantities": quantity_item, "times": time_item, "bodies": responsibility_item, "statuses": status_item,
}  # fmt: skip


def gold_examples(nlp: Language, folder: Path | str, texts: Path | None = None) -> list[Example]:
    """Examples of the gold annotations of a folder, for `nlp.evaluate`; their references fill a DocBin for `spacy evaluate`.

    Texts are looked for below `texts`, else below the folders above the gold. Raises UsageError and ReadError.
    """
    from spacy.training import Example

    found = []
    for gold in load_gold(Path(folder)):
        path = find_text(gold, Path(folder), texts)
        text = reading.read_file(path).text
        if gold.get("sha256", text_hash(text)) != text_hash(text):
            raise UsageError(f"{path}: not the text that {gold['name']} was made on (its hash differs); restore the file")
        found.append(Example(nlp.make_doc(text), reference(nlp.make_doc(text), gold)))
    return found


def reference(doc: Doc, gold: Item) -> Doc:
    """A Doc with the spans of a gold annotation in the stand-off form; the annotation goes along for the scorer."""
    doc.user_data[GOLD] = msgspec.json.encode({key: value for key, value in gold.items() if key != FILE_HASH}).decode()
    for group, field in FIELDS.items():
        items = [item for item in gold[field] if item.get("kind") != "heading"]
        doc.spans[PREFIX + group] = make_group(doc, group, [(i["start"], i["end"], label_of(group, i)) for i in items])
    return doc


def standoff(kept: Kept) -> Item:
    """What a Doc keeps, in the stand-off form that is scored: mentions of the running text."""
    whole: Item = {"headings": [], "statements": []}
    taken = {mark.start for mark in kept.statements}
    for section in kept.rows_of("sections"):
        place = {"start": section.start, "end": section.end}
        whole["headings"].append(place | {"number": section.number, "level": section.level, "title": section.title})
        if section.start not in taken:
            whole["statements"].append(place | {"kind": "heading"})
    for mark in kept.statements:
        said = {"start": mark.start, "end": mark.end, "kind": mark.kind or "other", "modality": mark.modality}
        whole["statements"].append(compact(said))
    whole["statements"].sort(key=lambda item: (item["start"], item["end"]))
    for group, make in ITEMS.items():
        running = kept.rows_of(group)[: len(kept.rows_of(group)) - kept.beside.get(group, 0)]
        whole[FIELDS[group]] = [make(row) for row in running]
    plain: Item = msgspec.json.decode(rows.encode(whole))
    return plain


def score(examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
    """Scores of predicted Docs.

    Where the reference carries a gold annotation: `policy_headline` and, for each field, `policy_quantity_strict_p`, `_r`, `_f`
    as in `policy-extract evaluate`. For each group of spans that a reference has: `spans_policy.quantities_p`, `_r`, `_f` and
    `_per_type`, over spans that agree in tokens and label.
    """
    examples = list(examples)
    return {**_strict(examples), **_spans(examples)}


def _strict(examples: list[Example]) -> dict[str, Any]:
    """The project's own figures over the Examples with a gold annotation."""
    scores, counted = Scores(), 0
    for example in examples:
        gold, stored = example.reference.user_data.get(GOLD), stored_in(example.predicted)
        if gold is not None and stored is not None and stored.kept is not None:
            scores.add(msgspec.json.decode(gold), standoff(stored.kept))
            counted += 1
    if not counted:
        return {}
    scores.finish()
    found: dict[str, Any] = {"policy_headline": scores.headline, "policy_kind_macro_f": scores.kind_macro_f1}
    for name, tally in sorted(scores.tallies.items()):
        key = "policy_" + name.replace(" ", "_").replace("-", "_").replace(":", "_")
        found |= {f"{key}_p": tally.precision, f"{key}_r": tally.recall, f"{key}_f": tally.f1}
    return found


def _spans(examples: list[Example]) -> dict[str, Any]:
    """spaCy's scores of spans, for the groups that any reference has; of a gold annotation only inside its windows."""
    from spacy.scorer import Scorer

    windows: dict[int, list[list[int]]] = {}
    for example in examples:
        if GOLD in example.reference.user_data:
            windows[id(example.predicted)] = msgspec.json.decode(example.reference.user_data[GOLD])["windows"]

    def spans(doc: Doc, attribute: str) -> list[Any]:
        """The spans of a group that count."""
        found, inside = doc.spans.get(attribute.removeprefix("spans_"), ()), windows.get(id(doc))
        return [span for span in found if inside is None or any(a <= span.start_char < b for a, b in inside)]

    found: dict[str, Any] = {}
    for group in GROUPS:
        having = [example for example in examples if PREFIX + group in example.reference.spans]
        if having:
            found |= Scorer.score_spans(having, f"spans_{PREFIX}{group}", getter=spans, allow_overlap=True)
    return found


def make_scorer() -> Callable[..., dict[str, Any]]:
    """What spaCy calls for `@scorers = "policy_extract.scorer.v1"`."""
    return score


def register() -> None:
    """Make the scorer known to spaCy, also where the entry points of the package are not installed."""
    from spacy.util import registry

    registry.scorers.register("policy_extract.scorer.v1", func=make_scorer)
