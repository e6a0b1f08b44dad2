"""Claims, printed figures, rates, conditions and promises, as frozen values."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from ledger.book.read import allowed
from ledger.book.read.people import by_placement, by_source, period
from ledger.book.rows import Claim, Condition, Entry, Placement, Promise, Rate, StatedFigure
from ledger.book.rows.base import table
from ledger.book.terms import ConditionView, PromiseView, RateView
from ledger.book.views import ClaimView, StatedView

Where = list[ColumnElement[bool]]


def claims(
    session: Session, *, observation: str | None = None, country: str | None = None, placement_id: int | None = None
) -> tuple[ClaimView, ...]:
    """The published shares, or those of one observation, country or placement."""
    are_few = observation is not None or placement_id is not None
    where: Where = [allowed.placed(session, Claim.placement_id, are_few=are_few)]
    if observation is not None:
        where.append(Claim.observation == observation)
    if country is not None:
        where.append(Claim.placement_id.in_(select(Placement.id).where(Placement.country == country)))
    if placement_id is not None:
        where.append(Claim.placement_id == placement_id)
    placed = by_placement(session, among=select(Claim.placement_id).where(*where))
    said = by_source(session, among=select(Claim.source_id).where(*where))
    return tuple(
        ClaimView(
            id=row.id,
            source=said[row.source_id],
            placement=placed[row.placement_id],
            observation=row.observation,
            period=period(row.period),
            side=row.side,
            takers=row.takers,
            low=row.low,
            best=row.best,
            high=row.high,
            operator=row.operator,
            words=row.words,
            basis=row.basis,
            reliability=row.reliability,
            credibility=row.credibility,
        )
        for row in session.connection().execute(select(table(Claim)).where(*where).order_by(Claim.id))
    )


def stated(session: Session, *, observation: str | None = None, entry_id: int | None = None) -> tuple[StatedView, ...]:
    """The figures as printed: all, or those of one observation or entry."""
    are_few = observation is not None or entry_id is not None
    entry = exists().where(
        Entry.id == StatedFigure.entry_id, allowed.placed(session, Entry.placement_id, are_few=are_few)
    )
    where: Where = [
        or_(StatedFigure.placement_id.is_(None), allowed.placed(session, StatedFigure.placement_id, are_few=are_few)),
        or_(StatedFigure.entry_id.is_(None), entry),
    ]
    if observation is not None:
        where.append(StatedFigure.observation == observation)
    if entry_id is not None:
        where.append(StatedFigure.entry_id == entry_id)
    own = [
        table(StatedFigure).c[name] for name in StatedView.__dataclass_fields__ if name not in ("placement", "source")
    ]
    query = select(StatedFigure.placement_id, StatedFigure.source_id, *own).where(*where).order_by(StatedFigure.id)
    rows = session.connection().execute(query).all()
    if not rows:
        return ()
    its = select(Placement.id).where(Placement.id.in_(select(StatedFigure.placement_id).where(*where)))
    placed = by_placement(session, among=its)
    said = by_source(session, among=select(StatedFigure.source_id).where(*where))
    return tuple(StatedView(*(*figure, placed.get(place), said[source])) for place, source, *figure in rows)


def promises(session: Session, *, placement_id: int | None = None) -> tuple[PromiseView, ...]:
    """What was promised, in all or for one placement."""
    where: Where = [allowed.placed(session, Promise.placement_id)]
    if placement_id is not None:
        where.append(Promise.placement_id == placement_id)
    placed = by_placement(session, among=select(Promise.placement_id).where(*where))
    said = by_source(session, among=select(Promise.source_id).where(*where))
    return tuple(
        PromiseView(
            id=row.id,
            placement=placed[row.placement_id],
            source=said[row.source_id],
            currency=row.currency,
            per=row.per,
            low=row.low,
            best=row.best,
            high=row.high,
            operator=row.operator,
            words=row.words,
        )
        for row in session.connection().execute(select(table(Promise)).where(*where).order_by(Promise.id))
    )


def rates(session: Session, *, base: str | None = None, quote: str | None = None) -> tuple[RateView, ...]:
    """The exchange rates, or those of a pair."""
    where: Where = []
    if base is not None:
        where.append(Rate.base == base)
    if quote is not None:
        where.append(Rate.quote == quote)
    said = by_source(session, among=select(Rate.source_id).where(*where))
    return tuple(
        RateView(
            id=row.id,
            base=row.base,
            quote=row.quote,
            rate=row.rate,
            rate_low=row.rate_low,
            rate_high=row.rate_high,
            kind=row.kind,
            words=row.words,
            place=row.place,
            period=period(row.period),
            source=said[row.source_id],
            note=row.note,
        )
        for row in session.connection().execute(select(table(Rate)).where(*where).order_by(Rate.id))
    )


def conditions(session: Session, *, country: str | None = None) -> tuple[ConditionView, ...]:
    """The documented circumstances, or those of a country."""
    where: Where = [] if country is None else [Condition.country == country]
    said = by_source(session, among=select(Condition.source_id).where(*where))
    return tuple(
        ConditionView(
            id=row.id,
            code=row.code,
            indicator=row.indicator,
            source=said[row.source_id],
            period=period(row.period),
            country=row.country,
            place=row.place,
            sector=row.sector,
            state=row.state,
            paraphrase=row.paraphrase,
            verification=row.verification,
            reliability=row.reliability,
            credibility=row.credibility,
        )
        for row in session.connection().execute(select(table(Condition)).where(*where).order_by(Condition.id))
    )
