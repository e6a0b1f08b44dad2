"""Corrections: nothing is edited. An entry is turned back at its own period, and the right one is posted anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.errors import AlreadyReversed, IsReversal, NoEntry
from ledger.book.post import post_all
from ledger.book.read import entry as read_entry
from ledger.book.rows import Entry
from ledger.book.views import EntryView, LineView
from ledger.store.transactions import one_at_a_time
from ledger.values.cases import Bound, Case


@dataclass(frozen=True)
class Correction:
    """The number of the reversal, and of the entry that came in its place, if one did."""

    reversal: int
    replacement: int | None = None


def correct(session: Session, entry_id: int, draft: EntryDraft | None, today: date) -> Correction:
    """Reverse the entry and, where a draft is given, post it anew. Raises NoEntry, AlreadyReversed or IsReversal."""
    wrong = _correctable(session, entry_id)
    drafts = [reversal(wrong)] + ([draft] if draft is not None else [])
    return Correction(*post_all(session, drafts, today=today))


def reversal(entry: EntryView) -> EntryDraft:
    """The exact negative of the entry. Its bounds stay, because they speak of the amount without its sign."""
    return EntryDraft(
        placement_id=entry.placement.id,
        source_id=entry.source.id,
        kind=entry.kind,
        per=entry.per,
        period=entry.period,
        postings=tuple(_turned(line) for line in entry.lines),
        basis=entry.basis,
        reliability=entry.reliability,
        credibility=entry.credibility,
        page=entry.page,
        observation=entry.observation,
        words=entry.words,
        reverses=entry.id,
    )


def _correctable(session: Session, entry_id: int) -> EntryView:
    found = read_entry(session, entry_id)
    if found is None:
        raise NoEntry(entry_id)
    if found.reverses is not None:
        raise IsReversal(entry_id)
    one_at_a_time(session.connection(), "correction", entry_id)
    by = session.scalar(select(Entry.id).where(Entry.reverses == entry_id))
    if by is not None:
        raise AlreadyReversed(entry_id, by)
    return found


def _turned(line: LineView) -> PostingDraft:
    values: dict[Case, int] = {case: -amount.value for case, amount in line.amounts.items()}
    bounds: dict[Case, Bound | None] = {case: amount.bound for case, amount in line.amounts.items()}
    return PostingDraft(
        account=line.account,
        currency=line.currency,
        low=values.get("low"),
        best=values.get("best"),
        high=values.get("high"),
        low_bound=bounds.get("low"),
        best_bound=bounds.get("best"),
        high_bound=bounds.get("high"),
        mode=line.mode,
        label=line.label,
        operator=line.operator,
        note=line.note,
    )
