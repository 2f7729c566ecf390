"""The component: takes a Doc through the steps of the line and writes what was found onto it."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from spacy.tokens import Doc

from policy_extract import patterns, reading
from policy_extract.components.annotation import KEY, annotate
from policy_extract.components.kept import STAGES, Kept, Stored, keep
from policy_extract.errors import PatternError
from policy_extract.extractor import Draft, Extractor
from policy_extract.text import Source
from policy_extract.version import VERSION

SOURCE = "policy_extract.source"
"""Key of `doc.user_data`: what the reader of a file knew beside the text (blocks, tables), as JSON."""
SAVED = "component.msgpack"
_SOURCES = msgspec.json.Decoder(Source)


class Saved(msgspec.Struct):
    """A component on disk or in bytes: the user's own pattern folders whole, and a hash of all patterns it ran with."""

    version: str
    pack: str
    folders: list[dict[str, bytes]]
    """File name and content of each folder that is layered over the built-in patterns."""


class PolicyComponent:
    """One component for all steps; `until` says which step it takes a Doc to.

    A Doc that another component of the same patterns has taken part of the way goes on from there, any other starts anew, so
    each component works alone as well.
    """

    def __init__(self, name: str, until: str, folders: Sequence[str] = (), scorer: Callable[..., Any] | None = None) -> None:
        """`folders` are layered over the built-in patterns.

        Raises PatternError for a wrong folder; a missing one is forgiven until the first Doc comes, because a pipeline that is
        read from disk brings its folders itself.
        """
        self.name = name
        self.until = until
        self.scorer = scorer
        self._folders = tuple(Path(folder).resolve() for folder in folders)
        self._here: tempfile.TemporaryDirectory[str] | None = None
        self._extractor = Extractor(self._folders) if all(folder.is_dir() for folder in self._folders) else None

    @property
    def extractor(self) -> Extractor:
        """The extractor behind the component. Raises PatternError when a pattern folder is missing."""
        if self._extractor is None:
            self._extractor = Extractor(self._folders)
        return self._extractor

    def __call__(self, doc: Doc) -> Doc:
        """Take a Doc to the component's step. Raises ReadError for a text that cannot be worked on (one endless line)."""
        extractor = self.extractor
        draft, reached = self._taken(doc)
        for stage in STAGES[reached : STAGES.index(self.until) + 1]:
            if stage == "mentions":
                extractor.find(draft)
            elif stage == "tasks":
                extractor.link(draft)
        stored = keep(extractor.results(draft), draft, self.until, extractor.pack.hash, len(doc.text))
        kept: Kept = stored.kept  # type: ignore[assignment]
        annotate(doc, stored, kept)
        return doc

    def _taken(self, doc: Doc) -> tuple[Draft, int]:
        """The line's objects for a Doc and how many steps they have gone: those of the component before, else new ones."""
        before = doc.user_data.get(KEY)
        if isinstance(before, Stored) and before.kept is not None and before.draft is not None:
            reached = STAGES.index(before.kept.stage) + 1
            if before.kept.pack == self.extractor.pack.hash and reached <= STAGES.index(self.until):
                draft, before.draft = before.draft, None
                return draft, reached
        if SOURCE in doc.user_data:
            source = _SOURCES.decode(doc.user_data[SOURCE])
            source.text = doc.text
        else:
            source = reading.read_text(doc.text)
        return self.extractor.structure(source), 1

    def score(self, examples: Iterable[Any], **settings: Any) -> dict[str, Any]:
        """Scores of examples that the pipeline has predicted; empty without a scorer."""
        return dict(self.scorer(examples, **settings)) if self.scorer is not None else {}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The component with the user's pattern folders."""
        folders = [
            {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in {".yaml", ".csv"}}
            for folder in self._folders
        ]
        return msgspec.msgpack.encode(Saved(VERSION, self.extractor.pack.hash, folders))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> PolicyComponent:
        """Take over what was saved; warns when the built-in patterns are others than then. Raises PatternError."""
        try:
            saved = msgspec.msgpack.decode(data, type=Saved)
        except msgspec.DecodeError as error:
            raise PatternError(f"{self.name}: not a saved component ({error}); save the pipeline again") from error
        if saved.folders and (self._extractor is None or self._extractor.pack.hash != saved.pack):
            self._here = tempfile.TemporaryDirectory(prefix="policy-extract-")
            self._unpack(saved, Path(self._here.name))
        return self._checked(saved)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the component into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / SAVED).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> PolicyComponent:
        """Read the component from a folder. Raises PatternError."""
        file = Path(path) / SAVED
        if not file.is_file():
            raise PatternError(f"{file}: the saved component is missing; save the pipeline again")
        return self.from_bytes(file.read_bytes())

    def _unpack(self, saved: Saved, place: Path) -> None:
        """Put saved pattern folders into a place and layer them."""
        folders = []
        for number, files in enumerate(saved.folders):
            folder = place / str(number)
            folder.mkdir()
            for name, content in files.items():
                if Path(name).name != name or "\\" in name:
                    raise PatternError(f"{self.name}: saved pattern file {name!r} is no plain file name; save the pipeline again")
                (folder / name).write_bytes(content)
            folders.append(folder)
        self._folders = tuple(folders)
        # Layered by its own Pack: the cache of `patterns.load` would outlive the folder.
        self._extractor = Extractor.with_pack(patterns.Pack((patterns.builtin_folder(), *folders)))

    def _checked(self, saved: Saved) -> PolicyComponent:
        """Warn when the records may differ from those of the saved pipeline."""
        if self.extractor.pack.hash != saved.pack:
            warnings.warn(
                f"{self.name}: saved with patterns {saved.pack} of policy-extract {saved.version}, runs with "
                f"{self.extractor.pack.hash} of {VERSION}: records may differ; install that version or save the pipeline again",
                stacklevel=3,
            )
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_here": None}
