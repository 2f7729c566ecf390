"""Started by test_portability: loads the package as Windows would, without the modules and calls that only POSIX systems have.

Libraries are loaded before, because they look at the name of the platform and not at what is there.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import sys
import types

HIDDEN_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty")
HIDDEN_CALLS = ("fork", "forkpty", "getuid", "geteuid", "killpg", "register_at_fork", "setsid", "sysconf", "wait3", "wait4")
HIDDEN_SIGNALS = ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU")
LOCKED: list[int] = []


def load_all() -> list[str]:
    """Import every module of the package; names those that need a library which is not installed."""
    import policy_extract

    missing = []
    for module in pkgutil.walk_packages(policy_extract.__path__, "policy_extract."):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] in {"policy_extract", *HIDDEN_MODULES}:
                raise
            missing.append(module.name)
    return missing


def hide() -> None:
    """Take away what Windows does not have and put in the lock that it has."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "policy_extract"]:
        del sys.modules[name]
    for name in HIDDEN_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for call in HIDDEN_CALLS:
        if hasattr(os, call):
            delattr(os, call)
    for number in HIDDEN_SIGNALS:
        if hasattr(signal, number):
            delattr(signal, number)
    windows = types.ModuleType("msvcrt")
    windows.LK_NBLCK = 2  # type: ignore[attr-defined]
    windows.locking = lambda handle, mode, count: LOCKED.append(os.lseek(handle, 0, os.SEEK_CUR))  # type: ignore[attr-defined]
    sys.modules["msvcrt"] = windows


def main() -> None:
    """Load everything twice, the second time without POSIX, then extract and lock."""
    before = load_all()
    hide()
    assert load_all() == before, "another module cannot be loaded without POSIX"
    from pathlib import Path

    from policy_extract import Extractor
    from policy_extract.locking import Lock

    (result,) = Extractor().extract_text("到2027年，建成公园3个。")
    assert result.tasks[0].quantities[0].value == 3
    for _ in range(2):
        lock = Lock(Path(sys.argv[1], "lock"))
        lock.release()
    assert Path(sys.argv[1], "lock").read_bytes() == str(os.getpid()).encode()
    assert len(LOCKED) == 2 and LOCKED[0] == LOCKED[1] > 100, f"locked at {LOCKED}: two holders must want the same byte"
    print("loaded; without their libraries:", ", ".join(before) or "none")


if __name__ == "__main__":
    main()
