"""Fetters of the child process (读取隔离): bounded memory and time, no network, no programs but two, no files outside its folder.

The audit hook stops Python code and the libraries that go through Python; it is a second wall behind readers that
check their input, no cage for native code.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import Any

PROGRAMS = frozenset({"soffice", "soffice.bin", "soffice.exe", "libreoffice", "tesseract", "tesseract.exe"})
"""Programs that readers may start, with their own time-outs."""
PROGRAM_MEMORY = 6 * 1024**3
"""Address space of a program that a reader starts; LibreOffice maps far more than it uses."""
LARGEST_FILE = 1024**3
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = frozenset(
    {"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"}
    | {"os.utime", "os.setxattr", "os.removexattr", "shutil.chown", "shutil.make_archive", "shutil.unpack_archive"}
)
"""Events that change files; their first argument, and for some the second, is a path."""
REFUSED = frozenset(
    {"os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"}
    | {"os.kill", "os.killpg", "ftplib.connect", "http.client.connect", "smtplib.connect", "urllib.Request", "webbrowser.open"}
    | {"syslog.syslog", "winreg.CreateKey", "winreg.SetValue", "winreg.DeleteKey"}
)


class Guard:
    """The fetters of this process; put on once, before any document is looked at."""

    def __init__(self, folder: str) -> None:
        """Bind this process to a private folder."""
        self._folder = os.path.realpath(folder)
        self._limits = _resource()
        if self._limits is not None:
            resource = self._limits
            _lower(resource, resource.RLIMIT_CORE, 0)
            _lower(resource, resource.RLIMIT_FSIZE, LARGEST_FILE)
        sys.addaudithook(self._audit)

    def limit(self, seconds: float, memory: int) -> None:
        """Bound the memory, and the processor time from now on."""
        resource = self._limits
        if resource is not None:
            _lower(resource, resource.RLIMIT_AS, memory)
            _lower(resource, resource.RLIMIT_CPU, int(time.process_time() + seconds) + 2)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse what a reader has no need of. Raises PermissionError."""
        if event == "open":
            self._check_open(arguments)
        elif event.startswith("socket.") or event in REFUSED:
            raise PermissionError(f"a reader may not do this: {event}")
        elif event == "subprocess.Popen":
            self._check_program(arguments)
        elif event in CHANGES:
            for path in arguments[:2] if event in ("os.rename", "os.link", "os.symlink") else arguments[:1]:
                self._check_path(path)

    def _check_open(self, arguments: tuple[Any, ...]) -> None:
        """Files may be read anywhere and written in the private folder only."""
        path, mode, flags = arguments[0], arguments[1], arguments[2]
        writing = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & WRITING)
        # What goes to the null device is gone; to remove or replace the device itself is another matter.
        if writing and not isinstance(path, int) and os.fsdecode(path) != os.devnull:
            self._check_path(path)

    def _check_path(self, path: Any) -> None:
        """Raise PermissionError for a path outside the private folder."""
        if isinstance(path, int):
            return
        place = os.path.realpath(os.fsdecode(path))
        if place != self._folder and not place.startswith(self._folder + os.sep):
            raise PermissionError(f"a reader may not write outside its folder: {place}")

    def _check_program(self, arguments: tuple[Any, ...]) -> None:
        """Only the programs of readers may be started; they get the address space that they need."""
        executable, words = arguments[0], arguments[1]
        program = os.path.basename(os.fsdecode(executable or words[0]))
        if program not in PROGRAMS:
            raise PermissionError(f"a reader may not start {program}")
        if self._limits is not None:
            _lower(self._limits, self._limits.RLIMIT_AS, PROGRAM_MEMORY)


def _resource() -> Any:
    """The module `resource` where the platform has it."""
    try:
        import resource
    except ImportError:
        return None
    return resource


def _lower(resource: Any, kind: int, value: int) -> None:
    """Set a soft limit, which may be raised again for a larger document; never above the hard one."""
    hard = resource.getrlimit(kind)[1]
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, hard))


def resident_memory() -> int:
    """Bytes of memory that this process holds at the moment, 0 where the platform does not tell."""
    try:
        with open("/proc/self/statm", "rb") as counts:
            return int(counts.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
