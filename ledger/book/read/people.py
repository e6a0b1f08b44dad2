"""Sources and placements, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from ledger.book.rows import Organisation, Origin, Placement, Source, Subject
from ledger.book.views import PlacementView, SourceView
from ledger.values.periods import Period, parse_period

Among = Select[int] | None
HIGHEST = 2**31 - 1  # the highest number of a row that PostgreSQL can be asked for
period = lru_cache(maxsize=4096)(parse_period)


def maybe_period(text: str | None) -> Period | None:
    """The period of the text, None for None."""
    return None if text is None else period(text)


def sources(session: Session) -> tuple[SourceView, ...]:
    """All sources, in the order in which they came in."""
    return tuple(by_source(session).values())


def source(session: Session, source_id: int) -> SourceView | None:
    """The source of this number."""
    return by_source(session, among=select(Source.id).where(Source.id == source_id)).get(source_id)


def placements(session: Session, *, subject: str | None = None) -> tuple[PlacementView, ...]:
    """All placements, or those of one subject (a pseudonym or a code)."""
    if subject is None:
        return tuple(by_placement(session).values())
    its = select(Placement.id).where(Placement.subject_id == subject_id(session, subject))
    return tuple(by_placement(session, among=its).values())


def placement(session: Session, placement_id: int) -> PlacementView | None:
    """The placement of this number."""
    if not 0 < placement_id <= HIGHEST:
        return None
    return by_placement(session, among=select(Placement.id).where(Placement.id == placement_id)).get(placement_id)


def subject_id(session: Session, ref: str) -> int | None:
    """The number of the subject with this pseudonym or code."""
    return session.scalar(select(Subject.id).where(or_(Subject.pseudonym == ref, Subject.code == ref)))


def by_source(session: Session, *, among: Among = None) -> Mapping[int, SourceView]:
    """Sources by their numbers: all, or those that the query names."""
    query = select(Source, Origin.code.label("origin")).join(Origin, Origin.id == Source.origin_id).order_by(Source.id)
    if among is not None:
        query = query.where(Source.id.in_(among))
    return {row.id: _source(row) for row in session.connection().execute(query)}


def by_placement(session: Session, *, among: Among = None) -> Mapping[int, PlacementView]:
    """Placements by their numbers: all, or those that the query names."""
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
        .order_by(Placement.id)
    )
    if among is not None:
        query = query.where(Placement.id.in_(among))
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
