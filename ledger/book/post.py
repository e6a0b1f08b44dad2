"""The only way in for money: an entry is checked, written with its lines, and sealed. Never commits.

The checks here are the same as those of the database, but they speak first and say which entry and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from ledger.book.drafts import EntryDraft, ExactEntry, PostingDraft
from ledger.book.log.payloads import action_of, canonical, quoted
from ledger.book.proving import refuse_wrong
from ledger.book.rows import Account, Currency, Entry
from ledger.book.rows.base import day, period_columns, table
from ledger.book.rows.written import Said, free_numbers, note_said
from ledger.book.sums import keep
from ledger.store.many import insert_many
from ledger.values.periods import Period

BATCH = 5000
_LINE = tuple(PostingDraft.__dataclass_fields__)
_POSTING = ("entry_id", "line", *_LINE)


def post(session: Session, draft: EntryDraft, *, today: date | None = None) -> int:
    """Post one entry and return its number. Raises NoPostings, Unbalanced, MixedCases and their like."""
    return post_all(session, [draft], today=today)[0]


def post_all(session: Session, drafts: Sequence[EntryDraft | ExactEntry], *, today: date | None = None) -> list[int]:
    """Post many entries and return their numbers in order. All are checked before the first is written."""
    if not drafts:
        return []
    connection = session.connection()
    _refuse_wrong(connection, drafts)
    recorded_on = day(today)
    numbers = free_numbers(connection, "entry", len(drafts))
    pairs = zip(numbers, drafts, strict=True)
    while batch := list(islice(pairs, BATCH)):
        written = [_written(number, draft, recorded_on) for number, draft in batch]
        insert_many(connection, "entry", table(Entry).c.keys(), [each.row for each in written])
        insert_many(connection, "posting", _POSTING, [line for each in written for line in each.lines])
        insert_many(connection, "seal", ("entry_id",), [(number,) for number, _ in batch])
        note_said(session, "entry", {number: each.said for (number, _), each in zip(batch, written, strict=True)})
        keep(session, batch)
    return numbers


def _refuse_wrong(connection: Connection, drafts: Sequence[EntryDraft | ExactEntry]) -> None:
    """Raise the error of the first that is wrong. Of exact ones that differ in figures alone one is looked at whole."""
    accounts = frozenset(connection.scalars(select(Account.code)))
    currencies = frozenset(connection.scalars(select(Currency.code)))
    good: set[tuple[Any, ...]] = set()
    for number, draft in enumerate(drafts, start=1):
        if isinstance(draft, EntryDraft):
            refuse_wrong(draft, accounts, currencies, number=number, of=len(drafts))
            continue
        alike = (*draft[2:4], *draft[5:6], *draft[7:10], *((line[0], line[2]) for line in draft.lines))
        if alike in good and sum([line[1] for line in draft.lines]) == 0:
            continue
        refuse_wrong(draft.draft(), accounts, currencies, number=number, of=len(drafts))
        good.add(alike)


class _Written(NamedTuple):
    """An entry as the tables take it, and what the log says of it."""

    row: tuple[Any, ...]
    lines: list[tuple[Any, ...]]
    said: Said


def _written(number: int, draft: EntryDraft | ExactEntry, recorded_on: str) -> _Written:
    if isinstance(draft, EntryDraft):
        return _stated(number, draft, recorded_on)
    return _exact(number, draft, recorded_on)


def _stated(number: int, draft: EntryDraft, recorded_on: str) -> _Written:
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
    lines = [
        (number, line, *(getattr(posting, name) for name in _LINE))
        for line, posting in enumerate(draft.postings, start=1)
    ]
    told = [{k: v for k, v in zip(_POSTING, line, strict=True) if v is not None} for line in lines]
    payload = canonical({**columns, "noun": "entry", "postings": told})
    return _Written(
        tuple(columns[column.key] for column in table(Entry).c), lines, (action_of("entry", columns), payload)
    )


def _exact(number: int, entry: ExactEntry, recorded_on: str) -> _Written:
    """The same of an exact entry, its canonical JSON written out: that is most of the time of a large import."""
    placement, source, kind, per, period, currency, given, basis, reliability, credibility, page = entry
    first, last = _days(period)
    row = (
        *(number, placement, source, kind, basis, per, period.text, first, last, reliability, credibility, page),
        *(None, None, None, recorded_on),
    )
    lines: list[tuple[Any, ...]] = []
    told: list[str] = []
    for line, (account, amount, mode, label) in enumerate(given, start=1):
        lines.append((number, line, account, currency, None, amount, None, None, None, None, mode, label, None, None))
        named = "" if label is None else f'"label":{quoted(label)},'
        how = "" if mode is None else f',"mode":{quoted(mode)}'
        told.append(
            f'{{"account":{quoted(account)},"best":{amount},"currency":"{currency}","entry_id":{number},'
            f'{named}"line":{line}{how}}}'
        )
    payload = (
        f'{{"basis":{_or_null(basis)},"credibility":{credibility},"earliest":{_or_null(first)},"id":{number},'
        f'"kind":{quoted(kind)},"latest":{_or_null(last)},"noun":"entry","observation":null,"page":{_or_null(page)},'
        f'"per":{quoted(per)},"period":{quoted(period.text)},"placement_id":{placement},"postings":[{",".join(told)}],'
        f'"recorded_on":"{recorded_on}","reliability":{quoted(reliability)},"reverses":null,"source_id":{source},'
        f'"words":null}}'
    )
    return _Written(row, lines, ("entry", payload))


def _or_null(text: str | None) -> str:
    return "null" if text is None else quoted(text)


@lru_cache(maxsize=4096)
def _days(period: Period) -> tuple[str | None, str | None]:
    columns = period_columns(period)
    return columns["earliest"], columns["latest"]
