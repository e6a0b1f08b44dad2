"""Why the book does not take something. Arguments are numbers and codes of currencies, never words of a source."""

from __future__ import annotations

from ledger.values.errors import LedgerError


class NoPostings(LedgerError):
    """An entry without lines."""

    message = "Entry {} of {} has no postings."
    advice = "An entry needs at least one line; a line that is named without an amount is one."


class Unbalanced(LedgerError):
    """Money that comes from nowhere or goes nowhere."""

    message = "Entry {} of {} does not balance in {}, {} case."
    advice = "What goes out and what comes in must sum to zero. Post the rest to unexplained:difference or unstated."


class MixedCases(LedgerError):
    """Lines that cannot be set side by side."""

    message = "Entry {} of {} has lines in {} that are not priced in the same cases."
    advice = "Every priced line of an entry has a figure in each of the entry's cases: low, best, high."


class UnknownAccount(LedgerError):
    """A line on an account that the book does not have."""

    message = "Entry {} of {} has a line on an account that the book does not have."
    advice = "Accounts are party:kind, such as state:plan; list them with: wage-ledger show accounts"


class UnknownCurrency(LedgerError):
    """A line in a currency that the book does not have."""

    message = "Entry {} of {} has a line in a currency that the book does not have."
    advice = "Currencies are codes of ISO 4217, such as USD; XXX where there are percentages and no money."


class UnknownWord(LedgerError):
    """A kind, basis, interval, grade or mode outside its list."""

    message = "Entry {} of {} has an unknown {}."
    advice = "See the list of words in: wage-ledger help"


class NoEntry(LedgerError):
    """There is no entry of this number."""

    message = "There is no entry {}."
    advice = "List the entries with: wage-ledger show entries"


class AlreadyReversed(LedgerError):
    """The entry was corrected before."""

    message = "Entry {} was reversed already, by entry {}."
    advice = "Correct the entry that came in its place."


class IsReversal(LedgerError):
    """A reversal is final."""

    message = "Entry {} is itself a reversal."
    advice = "Post the entry anew instead."


class PseudonymTaken(LedgerError):
    """The pseudonym is in use."""

    message = "This pseudonym is in the book already."
    advice = "Draw another one; a pseudonym is never given twice."


class CodeTaken(LedgerError):
    """A code that stands for something else already."""

    message = "This code is in the book already, for another {}."
    advice = "Use another code, or the same description as before."
