"""Entries with their lines. Two queries walk side by side, so that a hundred thousand entries take some seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_, select
from sqlalchemy.orm import Session

from ledger.book.read import allowed
from ledger.book.read.allowed import HIGHEST
from ledger.book.read.people import by_placement, by_source, period
from ledger.book.rows import Entry, Placement, Posting, Subject
from ledger.book.rows.base import aliased, table
from ledger.book.views import EntryView, LineView, ListedEntry, PlacementView, SourceView
from ledger.store.errors import DamagedBook
from ledger.values.cases import Amount, Case

FETCH = 2000
IDS_AT_ONCE = 5000


def entry(session: Session, entry_id: int) -> EntryView | None:
    """The entry of this number."""
    if not 0 < entry_id <= HIGHEST:
        return None
    return next(iter(entries(session, ids=[entry_id])), None)


def entries(
    session: Session,
    *,
    since: date | None = None,
    until: date | None = None,
    country: str | None = None,
    placement_id: int | None = None,
    subject: str | None = None,
    observation: str | None = None,
    ids: Collection[int] | None = None,
) -> tuple[EntryView, ...]:
    """The entries that fit every filter, by number. Reversed ones and reversals are among them, and say so.

    An entry is inside [since, until) when some day of its period may be; an open end may be any day. `subject` is a
    pseudonym or a code.
    """
    return tuple(
        each_entry(
            session,
            since=since,
            until=until,
            country=country,
            placement_id=placement_id,
            subject=subject,
            observation=observation,
            ids=ids,
        )
    )


def each_entry(
    session: Session,
    *,
    since: date | None = None,
    until: date | None = None,
    country: str | None = None,
    placement_id: int | None = None,
    subject: str | None = None,
    observation: str | None = None,
    ids: Collection[int] | None = None,
) -> Iterator[EntryView]:
    """The same one by one, for a book that does not fit in memory. The session must stay open meanwhile."""
    are_few = any(each is not None for each in (placement_id, subject, observation, ids))
    where = [
        allowed.placed(session, Entry.placement_id, are_few=are_few),
        *within(since, until),
        *placed_where(country, placement_id, subject),
        *([Entry.observation == observation] if observation is not None else []),
    ]
    if ids is None:
        yield from matching(session, where)
        return
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), IDS_AT_ONCE):
        yield from matching(session, [*where, Entry.id.in_(wanted[start : start + IDS_AT_ONCE])])


def listed(session: Session, *, after: int = 0, limit: int) -> list[ListedEntry]:
    """The first `limit` entries with a higher number than `after`: it costs the same in a book of any length."""
    turning = aliased(Entry)
    is_turned = exists().where(turning.reverses == Entry.id)
    query = (
        select(Entry.id, Entry.kind, Entry.period, Entry.placement_id, or_(Entry.reverses.is_not(None), is_turned))
        .where(Entry.id > after, allowed.placed(session, Entry.placement_id, are_few=True))
        .order_by(Entry.id)
        .limit(limit)
    )
    return [ListedEntry(*row[:4], bool(row[4])) for row in session.connection().execute(query)]


def valid() -> Iterator[ColumnElement[bool]]:
    """What holds of entries that are neither reversed nor a reversal."""
    turning = aliased(Entry)
    # Wrapped, so that no index is asked for it: nearly all entries reverse nothing.
    yield func.coalesce(Entry.reverses, 0) == 0
    yield Entry.id.not_in(select(turning.reverses).where(turning.reverses.is_not(None)))


def within(since: date | None, until: date | None) -> Iterator[ColumnElement[bool]]:
    """What holds of entries some day of which may be inside [since, until)."""
    if since is not None:
        yield or_(Entry.latest.is_(None), Entry.latest >= since.isoformat())
    if until is not None:
        yield or_(Entry.earliest.is_(None), Entry.earliest < until.isoformat())


def placed_where(country: str | None, placement_id: int | None, subject: str | None) -> Iterator[ColumnElement[bool]]:
    """What holds of entries in that country, at that placement and of that subject, as far as each is asked for."""
    if placement_id is not None:
        yield Entry.placement_id == placement_id
    if country is not None:
        yield Entry.placement_id.in_(select(Placement.id).where(Placement.country == country))
    if subject is not None:
        whose = or_(Subject.pseudonym == subject, Subject.code == subject)
        yield Entry.placement_id.in_(select(Placement.id).join(Subject).where(whose))


def matching(session: Session, where: list[ColumnElement[bool]]) -> Iterator[EntryView]:
    """The entries of which all this holds, by number. Whoever asks has made sure that they may be read."""
    connection = session.connection()
    placed = by_placement(session, among=select(Entry.placement_id).where(*where))
    said = by_source(session, among=select(Entry.source_id).where(*where))
    reversals = select(Entry.id, Entry.reverses).where(Entry.reverses.is_not(None))
    reversals = reversals.where(Entry.reverses.in_(select(Entry.id).where(*where)))
    turned = {row[1]: row[0] for row in connection.execute(reversals)}
    these = select(*_HEAD).where(*where).order_by(Entry.id)
    their = select(*_LINE).order_by(Posting.entry_id, Posting.line)
    their = their.join(Entry, Entry.id == Posting.entry_id).where(*where)
    with (
        connection.execute(these.execution_options(yield_per=FETCH)) as heads,
        connection.execute(their.execution_options(yield_per=FETCH)) as lines,
    ):
        for head, (number, its) in zip(heads, groupby(lines, key=itemgetter(0)), strict=True):
            if head.id != number:
                raise DamagedBook
            yield _entry(head, tuple(map(_line, its)), placed[head.placement_id], said[head.source_id], turned)


def _entry(
    head: Row[*tuple[Any, ...]],
    lines: tuple[LineView, ...],
    placement: PlacementView,
    source: SourceView,
    turned: dict[int | None, int],
) -> EntryView:
    return EntryView(
        id=head.id,
        kind=head.kind,
        basis=head.basis,
        per=head.per,
        period=period(head.period),
        placement=placement,
        source=source,
        reliability=head.reliability,
        credibility=head.credibility,
        page=head.page,
        observation=head.observation,
        words=head.words,
        recorded_on=head.recorded_on,
        lines=lines,
        reverses=head.reverses,
        reversed_by=turned.get(head.id),
    )


def _line(row: Row[*tuple[Any, ...]]) -> LineView:
    _, line, account, currency, low, best, high, low_bound, best_bound, high_bound, mode, label, operator, note = row
    amounts: dict[Case, Amount] = {}
    if low is not None:
        amounts["low"] = Amount(low, low_bound)
    if best is not None:
        amounts["best"] = Amount(best, best_bound)
    if high is not None:
        amounts["high"] = Amount(high, high_bound)
    return LineView(line, account, currency, amounts, mode, label, operator, note)


_HEAD = tuple(table(Entry).columns)
_LINE = tuple(table(Posting).columns)
