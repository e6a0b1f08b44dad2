"""What makes a draft an entry: lines on known accounts, priced in the same cases, that sum to zero in each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.book import words
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.errors import MixedCases, NoPostings, Unbalanced, UnknownAccount, UnknownCurrency, UnknownWord
from ledger.values.cases import CASES


def refuse_wrong(
    draft: EntryDraft, accounts: Collection[str], currencies: Collection[str], *, number: int = 1, of: int = 1
) -> None:
    """Raise the error of the first thing that is wrong. `number` and `of` say which draft of how many this is."""
    if not draft.postings:
        raise NoPostings(number, of)
    if any(line.account not in accounts for line in draft.postings):
        raise UnknownAccount(number, of)
    if any(line.currency not in currencies for line in draft.postings):
        raise UnknownCurrency(number, of)
    _refuse_unknown_words(draft, number, of)
    for currency in dict.fromkeys(line.currency for line in draft.postings):
        _refuse_unbalanced([line for line in draft.postings if line.currency == currency], currency, number, of)


def _refuse_unbalanced(lines: Sequence[PostingDraft], currency: str, number: int, of: int) -> None:
    priced = [line for line in lines if line.is_priced]
    for case in CASES:
        amounts = [getattr(line, case) for line in priced]
        stated = [amount for amount in amounts if amount is not None]
        if any(type(amount) is not int for amount in stated):
            raise TypeError("an amount is a whole number of minor units")
        if stated and len(stated) < len(amounts):
            raise MixedCases(number, of, currency)
        if sum(stated) != 0:
            raise Unbalanced(number, of, currency, case)


def _refuse_unknown_words(draft: EntryDraft, number: int, of: int) -> None:
    if draft.kind not in words.ENTRY_KINDS:
        raise UnknownWord(number, of, "kind")
    if draft.basis is not None and draft.basis not in words.BASES:
        raise UnknownWord(number, of, "basis")
    if draft.per not in words.INTERVALS:
        raise UnknownWord(number, of, "interval")
    if draft.reliability not in words.RELIABILITIES or draft.credibility not in range(1, 7):
        raise UnknownWord(number, of, "grade")
    for line in draft.postings:
        if line.mode is not None and line.mode not in words.MODES:
            raise UnknownWord(number, of, "mode")
