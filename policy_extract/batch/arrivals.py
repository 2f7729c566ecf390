"""Folders that are watched (监视新文件): new, changed and removed files go into a run folder as they come.

A file is taken when it has been left alone for a while, so that nothing half written is read. What came while no one watched
is found at the start. Needs watchfiles.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from policy_extract.batch.inputs import Inputs, Item
from policy_extract.batch.local import Settings, run
from policy_extract.batch.progress import Progress
from policy_extract.errors import BusyError, UsageError

TICK = 0.25
"""Seconds between two looks at files that wait to be left alone."""
GROUPED = 100
"""Milliseconds in which changes are taken together."""
BUSY_SECONDS = 5.0
"""Seconds until another try, when another run holds the run folder."""

Report = Callable[[Progress], None]


@dataclass(slots=True)
class Watching:
    """How folders are to be watched."""

    settle: float = 2.0
    """Seconds that a file must have been left alone before it is read."""
    rescan: float = 3600.0
    """Seconds between two looks at everything, for changes that the system did not tell; 0 for none."""
    poll: bool = False
    """Whether to look for changes instead of being told: for network drives."""


@dataclass(slots=True)
class Touched(Inputs):
    """Inputs of which something was heard: some files or folders below the watched folders."""

    paths: Sequence[str] = ()

    def count(self) -> int | None:
        """Folders among them hold any number of files."""
        return None

    def _all(self) -> Iterator[Item]:
        """The items of files that are there."""
        self.left_out = 0
        for name in self.paths:
            path, origin = Path(name), self.origin_of(name)
            if path.is_dir():
                for file in self._files_below(path, lambda error: None):
                    yield from self._file(file, origin)
            elif path.exists() and self._is_document(path.name):
                yield from self._file(path, origin)
        self.told.extend(self.paths)

    def origin_of(self, name: str) -> str:
        """The watched folder that a path lies in."""
        return max((folder for folder in self.arguments if is_below(name, folder)), key=len, default=str(self.arguments[0]))


def watch(
    folders: Sequence[str | Path],
    out: Path | str,
    settings: Settings | None = None,
    watching: Watching | None = None,
    report: Report | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Run over folders, then over whatever changes in them, until `stop` is set; `report` is called after every run.

    Raises UsageError, PatternError and RunError; the same call goes on after that as after a kill.
    """
    try:
        import watchfiles
    except ModuleNotFoundError as error:
        raise UsageError("watching needs the package watchfiles; install policy-extract[watch]") from error
    watching = watching or Watching()
    places = checked(folders, Path(out))
    watcher = Watcher(places, Path(out), replace(settings or Settings(), shard=None), watching, report or (lambda progress: None))
    changes = watchfiles.watch(
        *places, watch_filter=None, debounce=GROUPED, step=GROUPED // 2, rust_timeout=int(TICK * 1000), yield_on_timeout=True,
        stop_event=stop, force_polling=watching.poll or None,
    )  # fmt: skip
    for told in changes:
        # The first answer is empty and means that the system listens: from then on nothing is missed.
        watcher.hear(path for _, path in told)
        watcher.turn()


@dataclass(slots=True)
class Watcher:
    """What is known of the watched folders."""

    folders: list[str]
    out: Path
    settings: Settings
    watching: Watching
    report: Report
    pending: dict[str, tuple[object, float]] = field(default_factory=dict)
    """Paths that wait to be left alone, each with its looks and since when it has had them."""
    next_scan: float = 0.0
    not_before: float = 0.0

    def hear(self, paths: Iterable[str]) -> None:
        """Note paths of which the system told something."""
        for path in paths:
            inside = next((os.path.relpath(path, folder) for folder in self.folders if is_below(path, folder)), ".")
            # A watched folder that goes away as a whole is trouble with a drive, not a wish to lose its rows.
            if inside != "." and not any(part.startswith((".", "~$")) for part in Path(inside).parts):
                self.pending[path] = (looks(path), time.monotonic())

    def turn(self) -> None:
        """Run over everything when it is time for that, else over what has been left alone for long enough."""
        now = time.monotonic()
        if now < self.not_before:
            return
        if now >= self.next_scan:
            self._scan()
            return
        ready = []
        for path, (seen, since) in list(self.pending.items()):
            if (found := looks(path)) != seen:
                self.pending[path] = (found, now)
            elif now - since >= self.watching.settle:
                ready.append(path)
        if ready and self._run(Touched(self.folders, self.settings.ocr, paths=sorted(ready))):
            for path in ready:
                del self.pending[path]

    def _scan(self) -> None:
        """Run over everything but files that were written to a moment ago."""
        inputs = Inputs(self.folders, self.settings.ocr, may_be_empty=True)
        young = [path for path in inputs.files() if age(path) < self.watching.settle]
        self.hear(map(str, young))
        inputs.left_alone = frozenset(self.pending)
        if self._run(inputs):
            self.next_scan = time.monotonic() + (self.watching.rescan or float("inf"))

    def _run(self, inputs: Inputs) -> bool:
        """Do a run; returns whether it could be done."""
        try:
            progress = run(inputs, self.out, self.settings)
        except BusyError:
            self.not_before = time.monotonic() + BUSY_SECONDS
            return False
        self.report(progress)
        return True


def checked(folders: Sequence[str | Path], out: Path) -> list[str]:
    """The absolute paths of folders. Raises UsageError when one is none, or the run folder lies in it."""
    found = [os.path.abspath(folder) for folder in folders]
    if not found:
        raise UsageError("no folder to watch; give one or more")
    for folder in found:
        if not os.path.isdir(folder):
            raise UsageError(f"{folder}: not a folder; watch the folder that files arrive in")
        if is_below(os.path.abspath(out), folder):
            raise UsageError(f"{out}: lies in the watched folder {folder}; give a run folder outside of it")
    return found


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def looks(path: str) -> object:
    """What changes when a file is written to; none when it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def age(path: Path) -> float:
    """Seconds since a file was written to; long when that lies in the future, as clocks of other machines make it."""
    try:
        written = path.stat().st_mtime
    except OSError:
        return float("inf")
    since = time.time() - written
    return since if since >= 0 else float("inf")
