"""Chinese government plan texts → structured task records, each tied to the exact words of its source.

    from policy_extract import extract
    for result in extract(Path("方案.txt")):
        for task in result.tasks:
            print(task.kind, task.quote, task.quantities, task.responsibilities)

Names are loaded when first used, so that `import policy_extract` is quick.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_extract.version import VERSION as __version__

if TYPE_CHECKING:
    from policy_extract.components.loading import load
    from policy_extract.errors import PatternError, PolicyExtractError, ReadError, UsageError
    from policy_extract.extractor import Extractor
    from policy_extract.finder import find_mentions
    from policy_extract.records import (
        AchievementRecord,
        DocumentRecord,
        IssueRecord,
        ItemRecord,
        Mention,
        QuantityRecord,
        ResponsibilityRecord,
        SectionRecord,
        StatusRecord,
        TaskRecord,
        TimeRecord,
    )
    from policy_extract.result import DocumentResult

__all__ = [
    "AchievementRecord",
    "DocumentRecord",
    "DocumentResult",
    "Extractor",
    "IssueRecord",
    "ItemRecord",
    "Mention",
    "PatternError",
    "PolicyExtractError",
    "QuantityRecord",
    "ReadError",
    "ResponsibilityRecord",
    "SectionRecord",
    "StatusRecord",
    "TaskRecord",
    "TimeRecord",
    "UsageError",
    "__version__",
    "extract",
    "find_mentions",
    "load",
]

_HOMES = {"DocumentResult": "result", "Extractor": "extractor", "find_mentions": "finder", "load": "components.loading"}


def __getattr__(name: str) -> Any:
    """Load a public name from its room on first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES.get(name) or ("errors" if name.endswith("Error") else "records")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)


def extract(source: Path | str | bytes, name: str = "", patterns: Sequence[Path | str] = ()) -> list[DocumentResult]:
    """Extract every document of a file (`Path`), of a decoded text (`str`) or of the bytes of a file (`bytes`).

    A one-line `str` that names an existing file or ends like a file name (`plan.txt`) is taken as a path.
    `patterns` are packs layered over the built-in patterns: folders, archives or names of installed ones. For many documents
    keep one `Extractor`. Raises ReadError when a file cannot be read and PatternError when a pack is wrong.
    """
    from policy_extract.extractor import Extractor

    extractor = Extractor(patterns)
    if isinstance(source, bytes):
        return extractor.extract_bytes(source, name)
    if isinstance(source, str) and not _is_path(source):
        return extractor.extract_text(source, name)
    return extractor.extract_file(source)


def _is_path(text: str) -> bool:
    """Whether a text is meant as the name of a file; no sentence ends in a suffix."""
    from policy_extract.reading.formats import FOLDER_SUFFIXES

    if len(text) > 1000 or "\n" in text or "\0" in text or not text.strip():
        return False
    try:
        return text.lower().endswith(FOLDER_SUFFIXES) or Path(text).is_file()
    except OSError:
        return False
