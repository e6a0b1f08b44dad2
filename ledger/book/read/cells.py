"""The book's wages as columns, in two queries: what measures work on when they need no page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.book.cells import BOUND_BITS, ENTRY_KEYS, Cells, coded, column
from ledger.book.read import allowed
from ledger.book.read.entries import placed_where, within
from ledger.book.rows import Entry, Organisation, Origin, Placement, Posting, Source, Subject

CASES = ("low", "best", "high")


def cells(
    session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
) -> Cells:
    """The valid wages inside [since, until) and of the country, by number; the filters are those of `entries`."""
    reversing = aliased(Entry)
    is_reversed = select(reversing.reverses).where(reversing.reverses.is_not(None))
    where = [
        allowed.placed(session, Entry.placement_id),
        Entry.kind == "wage",
        Entry.reverses.is_(None),
        Entry.id.not_in(is_reversed),
        *within(since, until),
        *placed_where(country, None, None),
    ]
    employer, sending = aliased(Organisation), aliased(Organisation)
    heads = (
        select(
            Entry.id,
            Origin.code.label("origin"),
            Subject.pseudonym,
            Subject.code,
            Subject.kind.label("subject_kind"),
            Subject.headcount_high,
            Placement.country,
            Placement.sector,
            employer.name.label("employer"),
            sending.name.label("sending"),
            Entry.basis,
            Entry.per,
            Entry.period,
            Entry.reliability,
            Entry.credibility,
            Source.verification,
            Source.seen_via.label("via"),
            Source.kind.label("source"),
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
            Posting.low,
            Posting.best,
            Posting.high,
            Posting.low_bound,
            Posting.best_bound,
            Posting.high_bound,
            Posting.label,
        )
        .join(Entry, Entry.id == Posting.entry_id)
        .where(*where)
        .order_by(Posting.entry_id, Posting.line)
    )
    connection = session.connection()
    return columns(connection.execute(heads).all(), connection.execute(lines).all())


def columns(heads: Iterable[Any], lines: Iterable[Any]) -> Cells:
    """The rows of both queries as columns."""
    found = {name: list[Any]() for name in ("id", "heads", *ENTRY_KEYS)}
    for row in heads:
        found["id"].append(row.id)
        found["heads"].append(-1 if row.headcount_high is None else row.headcount_high)
        found["subject"].append(row.pseudonym or row.code)
        found["grade"].append(f"{row.reliability}{row.credibility}")
        for name in ENTRY_KEYS:
            if name not in ("subject", "grade"):
                found[name].append(getattr(row, name))
    entry = column(found["id"])
    parts = list(zip(*lines, strict=True)) or [()] * 11
    numbers, accounts, currencies, modes, low, best, high, low_bound, best_bound, high_bound, labels = parts
    at = np.searchsorted(entry, column(numbers)).astype(np.int64)
    ends = (low, best, high)
    account = coded(accounts)
    derived = [i for i, word in enumerate(account.words) if word.partition(":")[0] in ("unexplained", "unstated")]
    return Cells(
        entry=entry,
        keys={name: coded(found[name]) for name in ENTRY_KEYS},
        heads=column(found["heads"]),
        at=at,
        account=account,
        currency=coded(currencies),
        mode=coded(modes),
        amounts=np.stack([column(0 if v is None else v for v in end) for end in ends], axis=1),
        is_stated=np.stack([np.array([v is not None for v in end], dtype=np.bool_) for end in ends], axis=1),
        bounds=np.stack([column(BOUND_BITS[b] for b in end) for end in (low_bound, best_bound, high_bound)], axis=1),
        is_rest=np.isin(account.codes, derived) & np.array([label is None for label in labels], dtype=np.bool_),
    )
