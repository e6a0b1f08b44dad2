"""Errors about this run: one class, one sentence, one exit code.

An error never holds a name, a cell's text, a key or a passphrase; its arguments are refs, counts and numbers.
A problem about someone's data is a `Problem` (see problems.py), collected and not raised.
"""

from __future__ import annotations


class LedgerError(Exception):
    """The program cannot go on. `str()` says what happened; `advice` says what to do next."""

    message = "{}"
    advice = ""
    exit_code = 1

    def __str__(self) -> str:
        return self.message.format(*self.args)


class UsageError(LedgerError):
    """What was typed cannot be carried out; nothing was read or written."""

    exit_code = 2
