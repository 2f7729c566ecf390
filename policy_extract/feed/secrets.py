"""Passwords and keys: from the environment, else from the keyring of the system; never from arguments (凭据)."""

from __future__ import annotations

import os

from policy_extract.errors import UsageError

SERVICE = "policy-extract"


def secret(variable: str, needed_for: str = "") -> str:
    """The value of an environment variable, else what the keyring holds under its name; empty when neither has it.

    Raises UsageError when it is `needed_for` something and missing. The value is never shown.
    """
    value = os.environ.get(variable) or _from_keyring(variable)
    if not value and needed_for:
        raise UsageError(
            f"{needed_for}: no secret; set the environment variable {variable}, or store it: keyring set {SERVICE} {variable}"
        )
    return value


def _from_keyring(name: str) -> str:
    """What the keyring holds; nothing where there is none."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        return ""
    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:
        return ""
