"""What can be wrong with what was typed. None of these quotes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ledger.values.errors import LedgerError, UsageError
from ledger.values.problems import BadValue

T = TypeVar("T")


class BadFlag(UsageError):
    """One option or argument that cannot be read. Its first argument is the option's name, never its value."""

    message = "{}: {}."

    def __init__(self, flag: str, says: str, advice: str = "") -> None:
        super().__init__(flag, says)
        self.advice = advice


class TwoKeys(UsageError):
    """More than one way to open the book was given."""

    message = "More than one key was given."
    advice = "Give one of --passphrase-file, --identity-file and WAGE_LEDGER_PASSPHRASE, and unset the others."


class NoPlacement(LedgerError):
    """There is no placement of this number."""

    message = "There is no placement {}."
    advice = "Make one with: wage-ledger placement new"


class NoWorker(LedgerError):
    """There is no worker of this pseudonym."""

    message = "There is no such worker in this book."
    advice = "Check the pseudonym, two groups of four such as 7K3M-Q9TZ; make a worker with: wage-ledger worker new"


class NotOverwritten(LedgerError):
    """A file is in the way."""

    message = "The file cannot be written."
    advice = "Check the folder and its permissions, or give another name after -o."


class Declined(LedgerError):
    """The person at the terminal said no."""

    message = "Nothing was written."


def read_flag(flag: str, read: Callable[[str], T], text: str) -> T:
    """What `read` makes of the text. Raises BadFlag with the reason, never the text."""
    try:
        return read(text)
    except BadValue as bad:
        raise BadFlag(flag, bad.says, bad.advice) from None
