"""Structure room: a view of a source becomes documents with title block, headings, sections and statements."""

from __future__ import annotations

from policy_extract.structure.cleaning import make_view
from policy_extract.structure.documents import analyse

__all__ = ["analyse", "make_view"]
