"""Sources and placements, as frozen values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from ledger.book.read import allowed
from ledger.book.read.allowed import HIGHEST
from ledger.book.rows import Organisation, Origin, Placement, Source, Subject
from ledger.book.rows.base import aliased
from ledger.book.views import PlacementView, SourceView
from ledger.values.periods import Period, parse_period

AT_ONCE = 5000  # pseudonyms that are asked for together
period = lru_cache(maxsize=4096)(parse_period)


def maybe_period(text: str | None) -> Period | None:
    """The period of the text, None for None."""
    return None if text is None else period(text)


def placements(
    session: Session, *, subject: str | None = None, workers: Collection[str] | None = None
) -> tuple[PlacementView, ...]:
    """All placements that may be read, those of one subject (a pseudonym or a code), or those of these workers."""
    its = allowed.placements(session)
    if subject is not None:
        its = its.where(Placement.subject_id == subject_id(session, subject))
    if workers is not None:
        its = its.where(Subject.pseudonym.in_(workers))
    return tuple(by_placement(session, among=its).values())


def placement(session: Session, placement_id: int) -> PlacementView | None:
    """The placement of this number, if it may be read."""
    if not 0 < placement_id <= HIGHEST:
        return None
    its = select(Placement.id).where(Placement.id == placement_id, allowed.placed(session, Placement.id, are_few=True))
    return by_placement(session, among=its).get(placement_id)


def subject_id(session: Session, ref: str) -> int | None:
    """The number of the subject with this pseudonym or code, whether or not anything of it may be read."""
    return session.scalar(select(Subject.id).where(or_(Subject.pseudonym == ref, Subject.code == ref)))


def workers(session: Session, pseudonyms: Collection[str]) -> dict[str, tuple[int, bool]]:
    """The number of each of these workers who is in the book, and whether they may be read."""
    wanted, found = list(pseudonyms), dict[str, tuple[int, bool]]()
    columns = select(Subject.pseudonym, Subject.id, allowed.whose(session))
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.connection().execute(columns.where(Subject.pseudonym.in_(wanted[start : start + AT_ONCE])))
        found |= {str(name): (number, bool(may)) for name, number, may in rows}
    return found


def by_source(session: Session, *, among: Select[int]) -> Mapping[int, SourceView]:
    """The sources that the query names, by their numbers. The query is of what may be read."""
    query = select(Source, Origin.code.label("origin")).join(Origin, Origin.id == Source.origin_id).order_by(Source.id)
    query = query.where(Source.id.in_(among))
    return {row.id: _source(row) for row in session.connection().execute(query)}


def by_placement(session: Session, *, among: Select[int]) -> Mapping[int, PlacementView]:
    """The placements that the query names, by their numbers. The query is of what may be read."""
    employer, sending = aliased(Organisation), aliased(Organisation)
    query = (
        select(
            Placement,
            func.coalesce(Subject.pseudonym, Subject.code).label("subject"),
            Subject.kind,
            Subject.headcount_low,
            Subject.headcount_high,
            Subject.description,
            employer.name.label("employer"),
            sending.name.label("sending"),
        )
        .join(Subject, Subject.id == Placement.subject_id)
        .outerjoin(employer, employer.id == Placement.employer_id)
        .outerjoin(sending, sending.id == Placement.sending_id)
        .where(Placement.id.in_(among))
        .order_by(Placement.id)
    )
    return {row.id: _placement(row) for row in session.connection().execute(query)}


def _source(row: Any) -> SourceView:
    return SourceView(
        id=row.id,
        origin=row.origin,
        kind=row.kind,
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        published=row.published,
        attribution=row.attribution,
        verification=row.verification,
        seen_via=row.seen_via,
        also_at=tuple(row.also_at.split("|")) if row.also_at else (),
    )


def _placement(row: Any) -> PlacementView:
    return PlacementView(
        id=row.id,
        subject=row.subject,
        subject_kind=row.kind,
        headcount_low=row.headcount_low,
        headcount_high=row.headcount_high,
        description=row.description,
        country=row.country,
        sector=row.sector,
        employer=row.employer,
        sending=row.sending,
        begins=maybe_period(row.period),
    )
