"""Programs of other makers that some tests need: a test is skipped without them, but fails in CI, where they must be there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRED = bool(os.environ.get("POLICY_EXTRACT_SERVERS"))
"""Set by `.ci/run`: whatever does not start is a failure."""


def unavailable(reason: str) -> NoReturn:
    """Skip the test that needs a program, or fail it where the program must be there."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(f"{reason}; POLICY_EXTRACT_SERVERS=1 makes this a failure")


def need_servers() -> None:
    """Skip a test that starts servers unless that is asked for: they take long and much memory."""
    if not REQUIRED:
        pytest.skip("starts servers on this machine; set POLICY_EXTRACT_SERVERS=1 to run it")
