"""The only way in for money: an entry is checked, written with its lines, and sealed. Never commits.

The checks here are the same as those of the database, but they speak first and say which entry and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ledger.book.drafts import Alike, EntryDraft, ExactEntry, PostingDraft
from ledger.book.log.payloads import action_of, canonical, quoted
from ledger.book.proving import refuse_wrong
from ledger.book.rows import Account, Currency, Entry
from ledger.book.rows.base import day, period_columns, table
from ledger.book.rows.written import Said, free_numbers, note_said
from ledger.book.sums import keep
from ledger.store.many import insert_flat, insert_many
from ledger.values.periods import Period

BATCH = 5000
_LINE = tuple(PostingDraft.__dataclass_fields__)
_POSTING = ("entry_id", "line", *_LINE)
_EXACT_LINE = ("entry_id", "line", "account", "currency", "best", "mode", "label")
_PLACE = "wage_ledger_accounts_and_currencies"
_NUMBER = "\0"  # stands for the entry's number: JSON writes a NUL of a text in another way


def post(session: Session, draft: EntryDraft, *, today: date | None = None) -> int:
    """Post one entry and return its number. Raises NoPostings, Unbalanced, MixedCases and their like."""
    return post_all(session, [draft], today=today)[0]


def post_all(session: Session, drafts: Sequence[EntryDraft | ExactEntry], *, today: date | None = None) -> list[int]:
    """Post many entries and return their numbers in order. All are checked before the first is written."""
    if not drafts:
        return []
    connection = session.connection()
    _refuse_wrong(session, drafts)
    recorded_on = day(today)
    numbers = free_numbers(connection, "entry", len(drafts))
    pairs = zip(numbers, drafts, strict=True)
    while batch := list(islice(pairs, BATCH)):
        stated = [(number, draft) for number, draft in batch if isinstance(draft, EntryDraft)]
        exact = [(number, draft) for number, draft in batch if isinstance(draft, ExactEntry)]
        said = _write_exact(connection, exact, recorded_on) | _write_stated(connection, stated, recorded_on)
        insert_flat(connection, "seal", ("entry_id",), [number for number, _ in batch])
        note_said(session, "entry", {number: said[number] for number, _ in batch} if stated else said)
        keep(session, batch)
    return numbers


def _refuse_wrong(session: Session, drafts: Sequence[EntryDraft | ExactEntry]) -> None:
    """Raise the error of the first that is wrong. Of exact ones that are alike one is looked at whole."""
    accounts, currencies = _known(session)
    good: dict[Alike, int] = {}
    for number, draft in enumerate(drafts, start=1):
        if isinstance(draft, EntryDraft):
            refuse_wrong(draft, accounts, currencies, number=number, of=len(drafts))
        elif len(draft.amounts) != good.get(draft.alike) or sum(draft.amounts) != 0:
            refuse_wrong(draft.draft(), accounts, currencies, number=number, of=len(drafts))
            good[draft.alike] = len(draft.amounts)


def _known(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """The accounts and the currencies of the book, which no program adds to: read once for a session."""
    found: tuple[frozenset[str], frozenset[str]] | None = session.info.get(_PLACE)
    if found is None:
        accounts, currencies = session.scalars(select(Account.code)), session.scalars(select(Currency.code))
        found = session.info[_PLACE] = frozenset(accounts), frozenset(currencies)
    return found


def _write_stated(
    connection: Connection, drafts: Sequence[tuple[int, EntryDraft]], recorded_on: str
) -> dict[int, Said]:
    """Write these entries and their lines under these numbers. Returns what the log says of each."""
    rows: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    said: dict[int, Said] = {}
    for number, draft in drafts:
        columns = {
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
        its = [
            (number, line, *(getattr(posting, name) for name in _LINE))
            for line, posting in enumerate(draft.postings, start=1)
        ]
        told = [{k: v for k, v in zip(_POSTING, line, strict=True) if v is not None} for line in its]
        rows.append(tuple(columns[column.key] for column in table(Entry).c))
        lines += its
        said[number] = action_of("entry", columns), canonical({**columns, "noun": "entry", "postings": told})
    insert_many(connection, "entry", table(Entry).c.keys(), rows)
    insert_many(connection, "posting", _POSTING, lines)
    return said


def _write_exact(
    connection: Connection, entries: Sequence[tuple[int, ExactEntry]], recorded_on: str
) -> dict[int, Said]:
    """The same of exact entries, by what those that are alike have in common: most of a large import's time is here."""
    rows: list[Any] = []
    lines: list[Any] = []
    said: dict[int, Said] = {}
    for number, (placement, source, period, alike, amounts, page) in entries:
        first, last = _days(period)
        payload, its = _pattern(alike)
        rows += (
            *(number, placement, source, alike.kind, alike.basis, alike.per, period.text, first, last),
            *(alike.reliability, alike.credibility, page, recorded_on),
        )
        its = its.copy()
        its[::7] = [number] * len(amounts)
        its[4::7] = amounts
        lines += its
        told = payload % (
            *(_or_null(first), _or_null(last), _or_null(page), quoted(period.text), placement),
            *(*amounts, recorded_on, source),
        )
        said[number] = "entry", told.replace(_NUMBER, str(number))
    columns = (
        *("id", "placement_id", "source_id", "kind", "basis", "per", "period", "earliest", "latest"),
        *("reliability", "credibility", "page", "recorded_on"),
    )
    insert_flat(connection, "entry", columns, rows)
    insert_flat(connection, "posting", _EXACT_LINE, lines)
    return said


@lru_cache(maxsize=4096)
def _pattern(alike: Alike) -> tuple[str, list[Any]]:
    """The canonical JSON of entries that are alike, with places for what differs; and their lines as rows."""
    told: list[str] = []
    lines: list[Any] = []
    for line, (account, mode, label) in enumerate(alike.lines, start=1):
        lines += (None, line, account, alike.currency, None, mode, label)
        named = "" if label is None else f'"label":{_fixed(label)},'
        how = "" if mode is None else f',"mode":{_fixed(mode)}'
        told.append(
            f'{{"account":{_fixed(account)},"best":%d,"currency":{_fixed(alike.currency)},"entry_id":{_NUMBER},'
            f'{named}"line":{line}{how}}}'
        )
    payload = (
        f'{{"basis":{_fixed(alike.basis)},"credibility":{alike.credibility},"earliest":%s,"id":{_NUMBER},'
        f'"kind":{_fixed(alike.kind)},"latest":%s,"noun":"entry","observation":null,"page":%s,'
        f'"per":{_fixed(alike.per)},"period":%s,"placement_id":%d,"postings":[{",".join(told)}],'
        f'"recorded_on":"%s","reliability":{_fixed(alike.reliability)},"reverses":null,"source_id":%d,"words":null}}'
    )
    return payload, lines


def _fixed(text: str | None) -> str:
    """The text as JSON in a pattern, where a percent sign stands doubled."""
    return _or_null(text).replace("%", "%%")


def _or_null(text: str | None) -> str:
    return "null" if text is None else quoted(text)


@lru_cache(maxsize=4096)
def _days(period: Period) -> tuple[str | None, str | None]:
    columns = period_columns(period)
    return columns["earliest"], columns["latest"]
