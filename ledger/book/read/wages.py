"""The book's wages as columns: what measures work on when they need no page.

Of workers the kept sums are read, a cell for all entries that are alike (see book/sums), as long as they are complete
and the question does not cut through a cell; all others are read entry by entry. Rows come from the driver as they are,
a block at a time, and each column is made in one pass, so that no row is ever an object of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, case, func, select, union_all
from sqlalchemy.orm import Session

from ledger.book.cells import BOUND_BITS, ENTRY_KEYS, Cells, Coded, Column, column
from ledger.book.read import allowed
from ledger.book.read.blocks import Words, blocks, mapped, together, unbounded
from ledger.book.read.counts import are_complete
from ledger.book.read.entries import placed_where, valid, within
from ledger.book.read.kept import kept_cells
from ledger.book.rows import Entry, Organisation, Origin, Placement, Posting, Source, Subject, SumPlacement
from ledger.book.rows.base import aliased

_FROM = ("unexplained", "unstated")  # the parties of which a line without a name was worked out


def cells(
    session: Session,
    *,
    since: date | None = None,
    until: date | None = None,
    country: str | None = None,
    is_each: bool = False,
) -> Cells:
    """The valid wages inside [since, until) and of the country; the filters are those of `entries`.

    With `is_each` every row is one entry, by number.
    """
    asked = [*within(since, until), *placed_where(country, None, None)]
    is_kept = not is_each and _starts_a_year(since) and _starts_a_year(until) and are_complete(session)
    if not is_kept:
        return _scanned(session, asked)
    whole = select(SumPlacement.placement_id).where(SumPlacement.is_whole == 1)
    others = select(Placement.id).where(Placement.id.not_in(whole))
    one_by_one = union_all(
        select(Entry.id).where(Entry.placement_id.in_(others)),
        select(Entry.id).where(Entry.observation >= ""),
    )
    found = _scanned(session, [*asked, Entry.id.in_(one_by_one)])
    return _joined(found, kept_cells(session, since=since, until=until, country=country))


def _starts_a_year(day: date | None) -> bool:
    """True when no cell is cut there: a cell's entries lie in one year, or have the same period."""
    return day is None or (day.month, day.day) == (1, 1)


def _scanned(session: Session, asked: Iterable[ColumnElement[bool]]) -> Cells:
    """The wages for which this holds, a row each, by number."""
    where = [allowed.placed(session, Entry.placement_id), Entry.kind == "wage", *valid(), *asked]
    employer, sending = aliased(Organisation), aliased(Organisation)
    heads = (
        select(
            Entry.id,
            func.coalesce(Subject.headcount_high, -1),
            Origin.code,
            func.coalesce(Subject.pseudonym, Subject.code),
            Subject.kind,
            Placement.country,
            Placement.sector,
            employer.name,
            sending.name,
            Entry.basis,
            Entry.per,
            Entry.period,
            Entry.reliability,
            Entry.credibility,
            Source.verification,
            Source.seen_via,
            Source.kind,
            Entry.observation,
        )
        .join(Placement, Placement.id == Entry.placement_id)
        .join(Subject, Subject.id == Placement.subject_id)
        .join(Source, Source.id == Entry.source_id)
        .join(Origin, Origin.id == Source.origin_id)
        .outerjoin(employer, employer.id == Placement.employer_id)
        .outerjoin(sending, sending.id == Placement.sending_id)
        .where(*where)
        .order_by(Entry.id)
    )
    lines = (
        select(
            Posting.entry_id,
            Posting.account,
            Posting.currency,
            Posting.mode,
            func.coalesce(Posting.low, 0),
            func.coalesce(Posting.best, 0),
            func.coalesce(Posting.high, 0),
            case((Posting.low.is_(None), 0), else_=1),
            case((Posting.best.is_(None), 0), else_=1),
            case((Posting.high.is_(None), 0), else_=1),
            Posting.low_bound,
            Posting.best_bound,
            Posting.high_bound,
            case((Posting.label.is_(None), 1), else_=0),
        )
        .join(Entry, Entry.id == Posting.entry_id)
        .where(*where)
        .order_by(Posting.entry_id, Posting.line)
    )
    connection = session.connection()
    return _columns(connection, heads, lines)


def _columns(connection: Connection, heads: Select[*tuple[Any, ...]], lines: Select[*tuple[Any, ...]]) -> Cells:
    """The rows of both queries as columns."""
    words = {name: Words() for name in ENTRY_KEYS}
    text = [name for name in ENTRY_KEYS if name != "grade"]
    numbers: list[Column] = []
    people: list[Column] = []
    for block in blocks(connection, heads):
        of, stated, *said = zip(*block, strict=True)
        grades = map("{}{}".format, *(said.pop(10) for _ in range(2)))
        numbers.append(column(of))
        people.append(column(stated))
        for name, values in zip(text, said, strict=True):
            words[name].add(values)
        words["grade"].add(list(grades))
    entry = together(numbers)
    account, currency, mode = Words(), Words(), Words()
    ats, amounts, bounds = ([_NOTHING] for _ in range(3))
    states, unnamed = ([_NOTHING.astype(np.bool_)] for _ in range(2))
    for block in blocks(connection, lines):
        of, accounts, currencies, modes, *rest, no_label = zip(*block, strict=True)
        ats.append(np.searchsorted(entry, column(of)).astype(np.int64))
        for kept, values in ((account, accounts), (currency, currencies), (mode, modes)):
            kept.add(values)
        amounts.append(np.stack([column(values) for values in rest[:3]], axis=1))
        states.append(np.stack([np.array(values, dtype=np.bool_) for values in rest[3:6]], axis=1))
        bits = np.stack([mapped(BOUND_BITS.__getitem__, values) for values in rest[6:]], axis=1)
        bounds.append(bits if bits.any() else unbounded(len(bits)))
        unnamed.append(np.array(no_label, dtype=np.bool_))
    accounts_made = account.made()
    derived = [i for i, word in enumerate(accounts_made.words) if word.partition(":")[0] in _FROM]
    return Cells(
        entry=entry,
        count=np.ones(len(entry), dtype=np.int64),
        keys={name: each.made() for name, each in words.items()},
        heads=together(people),
        at=together(ats),
        account=accounts_made,
        currency=currency.made(),
        mode=mode.made(),
        amounts=together(amounts, 3),
        is_stated=np.concatenate([each.reshape(-1, 3) for each in states]),
        bounds=together(bounds, 3) if any(each.any() for each in bounds) else unbounded(len(accounts_made.codes)),
        is_rest=np.isin(accounts_made.codes, derived) & np.concatenate(unnamed),
    )


_NOTHING = np.zeros(0, dtype=np.int64)


def _joined(one: Cells, other: Cells) -> Cells:
    """The rows of both, the first before the second."""
    if not len(one) or not len(other):
        return other if len(other) else one
    return Cells(
        entry=np.concatenate([one.entry, other.entry]),
        count=np.concatenate([one.count, other.count]),
        keys={name: _both(one.keys[name], other.keys[name]) for name in ENTRY_KEYS},
        heads=np.concatenate([one.heads, other.heads]),
        at=np.concatenate([one.at, other.at + len(one)]),
        account=_both(one.account, other.account),
        currency=_both(one.currency, other.currency),
        mode=_both(one.mode, other.mode),
        amounts=np.concatenate([one.amounts, other.amounts]),
        is_stated=np.concatenate([one.is_stated, other.is_stated]),
        bounds=np.concatenate([one.bounds, other.bounds]),
        is_rest=np.concatenate([one.is_rest, other.is_rest]),
    )


def _both(one: Coded, other: Coded) -> Coded:
    words = tuple(dict.fromkeys((*one.words, *other.words)))
    number = {word: i for i, word in enumerate(words)}
    turned = column([*(number[word] for word in other.words), -1])  # the last is what -1 finds: stays unsaid
    return Coded(np.concatenate([one.codes, turned[other.codes]]), words)
