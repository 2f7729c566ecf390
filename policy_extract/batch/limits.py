"""Bounds and ends of processes (进程边界): address space, memory held, death with the parent, children of children.

All of it is for Linux; elsewhere the bounds are looser: time-outs hold, memory is what the system gives.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time

from policy_extract.processes import descendants

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl."""
LOOK_SECONDS = 1.0


def memory_of(process: int | str = "self") -> tuple[int, int]:
    """Bytes of address space and of memory held by a process; zeros where the system does not tell."""
    try:
        with open(f"/proc/{process}/statm", "rb") as counts:
            size, held = counts.read().split()[:2]
        return int(size) * PAGE, int(held) * PAGE
    except (OSError, ValueError):
        return 0, 0


def limit_address_space(extra: int) -> None:
    """Let this process grow by so many bytes and no further; children may raise their own bound again."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = memory_of()[0] + extra
        if wanted > extra:
            resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def die_with(parent: int) -> None:
    """End this process as soon as its parent has gone, however busy it is; on Windows when its input closes."""
    if os.name == "nt":
        # The python.exe of an environment starts the true one: its parent is never the process that asked for it.
        return
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_look_for, args=(parent,), daemon=True).start()


def _look_for(parent: int) -> None:
    """Where the system sends no signal: look now and then."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)


def kill_tree(process: int) -> None:
    """End a process and those that it started, in sessions of their own too."""
    below = descendants(process)
    for number in [process, *below]:
        with contextlib.suppress(OSError):
            os.kill(number, getattr(signal, "SIGKILL", signal.SIGTERM))
