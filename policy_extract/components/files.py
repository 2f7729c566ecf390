"""Docs of files: what a reader knows beside the text (tables, blocks, facts of the page) goes along with the Doc."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from policy_extract import reading
from policy_extract.components.component import SOURCE

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def read_doc(nlp: Language, path: Path | str, options: reading.Options | None = None) -> Doc:
    """The Doc of a file (docx, pdf, html, xlsx …), not yet processed: give it to `nlp(doc)` or `nlp.pipe(docs)`.

    The records are those of `Extractor.extract_file`. Raises ReadError naming file and remedy; an archive must be unpacked.
    """
    source = reading.read_file(Path(path), options)
    doc = nlp.make_doc(source.text)
    doc.user_data[SOURCE] = msgspec.json.encode(dataclasses.replace(source, text="")).decode()
    return doc
