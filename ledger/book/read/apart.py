"""Entries of published cohorts, and of workers what is held: for reports, which tell the two apart.

The first do not grow with the workers of a book; the second come some placements at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from ledger.book.compose import HELD
from ledger.book.read import allowed
from ledger.book.read.entries import matching, placed_where, within
from ledger.book.rows import Entry, Placement, Posting, Subject
from ledger.book.views import EntryView

AT_ONCE = 100  # placements
COHORT = "cohort"


def of_cohorts(
    session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
) -> tuple[EntryView, ...]:
    """The entries of published cohorts that fit every filter, by number: see `entries`."""
    its = Entry.placement_id.in_(_placements(Subject.kind == COHORT))
    return tuple(matching(session, [its, *within(since, until), *placed_where(country, None, None)]))


def observations_of_workers(
    session: Session, *, since: date | None = None, until: date | None = None, country: str | None = None
) -> frozenset[str]:
    """The observations that some entry of a worker names, of those that fit every filter and may be read."""
    query = select(Entry.observation).distinct().where(Entry.observation.is_not(None))
    where = [*within(since, until), *placed_where(country, None, None)]
    their = allowed.placed(session, Entry.placement_id, are_few=True)
    query = query.where(Entry.placement_id.in_(_placements(Subject.kind != COHORT)), their, *where)
    return frozenset(name for (name,) in session.connection().execute(query) if name is not None)


def held_of_workers(session: Session) -> Iterator[tuple[EntryView, ...]]:
    """The entries of each worker's placement at which something was held, or settled: of some placements together."""
    has_held = Entry.id.in_(select(Posting.entry_id).where(Posting.account == HELD))
    at = select(Entry.placement_id).where(or_(Entry.kind.in_(("accrual", "settlement")), has_held))
    those = _placements(Subject.kind != COHORT).where(Placement.id.in_(at), allowed.placed(session, Placement.id))
    numbers = list(session.scalars(those.order_by(Placement.id)))
    for start in range(0, len(numbers), AT_ONCE):
        yield tuple(matching(session, [Entry.placement_id.in_(numbers[start : start + AT_ONCE])]))


def _placements(condition: ColumnElement[bool]) -> Select[int]:
    return select(Placement.id).join(Subject, Subject.id == Placement.subject_id).where(condition)
