"""Why an export is not read: it is of another book, or the book has gone on without it."""

from __future__ import annotations

from ledger.values.errors import LedgerError

_AGAIN = "Delete the export and export again: wage-ledger export parquet"


class ForeignExport(LedgerError):
    """The export was made of another book, of an older copy of this one, or by another version of this program."""

    message = "The export is not of this book: {}."
    advice = _AGAIN


class StaleExport(LedgerError):
    """The book is no longer what was exported, and what is in the export may no longer be told."""

    message = "The export is older than the book: {}."
    advice = _AGAIN


class BadAnswer(LedgerError):
    """An engine's answer that cannot be right."""

    message = "The engine's answer does not fit together, so nothing of it is used."
    advice = _AGAIN


class NothingToExport(LedgerError):
    """An export of nothing."""

    message = "There is no wage in the book that may be exported, so nothing was written."
    advice = "Workers are exported when they agree to be counted among others; see: wage-ledger help consent"
