"""The only way in for money: an entry is checked, written with its lines, and sealed. Never commits.

The checks here are the same as those of the database, but they speak first and say which entry and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.proving import refuse_wrong
from ledger.book.rows import Account, Currency, Entry, Posting, Seal
from ledger.book.rows.base import period_columns, table
from ledger.book.rows.written import free_numbers, note

BATCH = 5000


def post(session: Session, draft: EntryDraft, *, today: date | None = None) -> int:
    """Post one entry and return its number. Raises NoPostings, Unbalanced, MixedCases and their like."""
    return post_all(session, [draft], today=today)[0]


def post_all(session: Session, drafts: Sequence[EntryDraft], *, today: date | None = None) -> list[int]:
    """Post many entries and return their numbers in order. All are checked before the first is written."""
    if not drafts:
        return []
    connection = session.connection()
    accounts = frozenset(connection.scalars(select(Account.code)))
    currencies = frozenset(connection.scalars(select(Currency.code)))
    for number, draft in enumerate(drafts, start=1):
        refuse_wrong(draft, accounts, currencies, number=number, of=len(drafts))
    recorded_on = (today or date.today()).isoformat()
    numbers = free_numbers(connection, "entry", len(drafts))
    pairs = zip(numbers, drafts, strict=True)
    while batch := list(islice(pairs, BATCH)):
        connection.execute(table(Entry).insert(), [_entry(number, draft, recorded_on) for number, draft in batch])
        connection.execute(table(Posting).insert(), [line for number, draft in batch for line in _lines(number, draft)])
        connection.execute(table(Seal).insert(), [{"entry_id": number} for number, _ in batch])
    note(session, "entry", numbers)
    return numbers


def _entry(number: int, draft: EntryDraft, recorded_on: str) -> dict[str, Any]:
    return {
        "id": number,
        "placement_id": draft.placement_id,
        "source_id": draft.source_id,
        "kind": draft.kind,
        "basis": draft.basis,
        "per": draft.per,
        **period_columns(draft.period),
        "reliability": draft.reliability,
        "credibility": draft.credibility,
        "page": draft.page,
        "observation": draft.observation,
        "words": draft.words,
        "reverses": draft.reverses,
        "recorded_on": recorded_on,
    }


def _lines(number: int, draft: EntryDraft) -> Iterator[dict[str, Any]]:
    for line, posting in enumerate(draft.postings, start=1):
        yield {"entry_id": number, "line": line, **{name: getattr(posting, name) for name in _COLUMNS}}


_COLUMNS = tuple(PostingDraft.__dataclass_fields__)
