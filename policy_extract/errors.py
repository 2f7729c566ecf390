"""The exceptions of the package: one root, one subclass for each kind of trouble."""

from __future__ import annotations


class PolicyExtractError(Exception):
    """Root of all errors raised by this package; the message names the file, the place and the remedy."""


class ReadError(PolicyExtractError):
    """A document could not be read (missing, empty, binary, undecodable, too large)."""


class PatternError(PolicyExtractError):
    """A pattern file is wrong; the message starts with `file:line`."""


class UsageError(PolicyExtractError):
    """The caller asked for something that does not exist (unknown format, no input)."""
