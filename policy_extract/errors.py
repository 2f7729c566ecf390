"""The exceptions of the package: one root, one subclass for each kind of trouble."""

from __future__ import annotations


class PolicyExtractError(Exception):
    """Root of all errors raised by this package; the message names the file, the place and the remedy."""


class ReadError(PolicyExtractError):
    """A document could not be read; `reason` is one word a program can count, the message is for a person."""

    def __init__(self, message: str, reason: str = "damaged", reader: str = "") -> None:
        """`reason`: `missing`, `empty`, `damaged`, `encrypted`, `needs_ocr`, `unsupported`, `too_large`, `timeout`,
        `memory` or `missing_tool`; `reader`: the reader that was tried, empty when none was."""
        super().__init__(message)
        self.reason = reason
        self.reader = reader


class PatternError(PolicyExtractError):
    """A pattern file is wrong; the message starts with `file:line`."""


class RuleTimeout(PatternError):
    """A rule of a pack took too long on a text; the message names the rule. Only that document fails."""


class UsageError(PolicyExtractError):
    """The caller asked for something that does not exist (unknown format, no input)."""


class BusyError(UsageError):
    """Another run works in the same folder."""


class RunError(PolicyExtractError):
    """A run over many documents had to stop; what was committed stands, and the message says how to go on."""


class FeedError(PolicyExtractError):
    """A tracking system cannot be fed; the message names the target, what is wrong and the remedy."""
