"""The ways in for programs (入口): plans from files, and the comparisons over any iterable of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from policy_extract.compare.load import Plan, Unloaded, from_lines, from_results, holds_records
from policy_extract.compare.matrix import Matrix, build
from policy_extract.compare.mentions import MentionReader
from policy_extract.compare.selection import Holding
from policy_extract.compare.selection import hold as keep
from policy_extract.compare.targets import TargetReader
from policy_extract.errors import ReadError
from policy_extract.extractor import Extractor
from policy_extract.patterns import Pack, load
from policy_extract.reading.formats import FOLDER_SUFFIXES
from policy_extract.result import DocumentResult
from policy_extract.text import Unread


def plans(*sources: Path | str | DocumentResult, extractor: Extractor | None = None) -> Iterator[Plan]:
    """Plans out of files and folders, lines of `policy-extract extract`, and results at hand, one after another.

    Raises ReadError for a file that cannot be read: leave it out, or read it by itself to see the reason.
    """
    for source in sources:
        if isinstance(source, DocumentResult):
            yield from from_results([source])
            continue
        for path in _files(Path(source)):
            if holds_records(path):
                with path.open("rb") as stream:
                    yield from (_loaded(found) for found in from_lines(stream, str(path)))
                continue
            extractor = extractor or Extractor()
            for results in extractor.extract_files(path):
                if isinstance(results, Unread):
                    raise ReadError(results.message, results.reason, results.reader)
                yield from from_results(results)


def _loaded(found: Plan | Unloaded) -> Plan:
    """A plan; raises ReadError for the line of a failure."""
    if isinstance(found, Unloaded):
        raise ReadError(found.reason)
    return found


def _files(path: Path) -> list[Path]:
    """The files of a folder that are documents or records by their suffix, sorted; a file is itself."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name.lower().endswith(FOLDER_SUFFIXES))


def hold(plans: Iterable[Plan], pack: Pack | None = None) -> Iterator[Holding]:
    """What tables and pictures need of every plan: its targets and bare mentions; the rest is let go."""
    pack = pack or load()
    targets, mentions = TargetReader(pack), MentionReader(pack)
    for plan in plans:
        found = targets.read(plan)
        yield keep(plan, found, mentions.read(plan, found))


def target_matrix(
    plans: Iterable[Plan], indicators: Sequence[str] = (), by: str = "document", most: int = 0, pack: Pack | None = None
) -> Matrix:
    """Targets side by side; see `matrix.build`. Raises UsageError."""
    return build(hold(plans, pack), indicators, by, most, pack)
