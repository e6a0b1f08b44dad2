"""Claims, printed figures, rates, conditions and promises, as frozen values."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.read.people import by_placement, by_source, period
from ledger.book.rows import Claim, Condition, Promise, Rate, StatedFigure
from ledger.book.rows.base import table
from ledger.book.terms import ConditionView, PromiseView, RateView
from ledger.book.views import ClaimView, StatedView


def claims(
    session: Session, *, observation: str | None = None, country: str | None = None, placement_id: int | None = None
) -> tuple[ClaimView, ...]:
    """The published shares, or those of one observation, country or placement."""
    query = select(table(Claim)).order_by(Claim.id)
    if observation is not None:
        query = query.where(Claim.observation == observation)
    if placement_id is not None:
        query = query.where(Claim.placement_id == placement_id)
    placed, said = by_placement(session), by_source(session)
    found = (
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
        for row in session.connection().execute(query)
    )
    return tuple(claim for claim in found if country is None or claim.placement.country == country)


def stated(session: Session, *, observation: str | None = None, entry_id: int | None = None) -> tuple[StatedView, ...]:
    """The figures as printed: all, or those of one observation or entry."""
    query = select(*(table(StatedFigure).c[name] for name in StatedView.__dataclass_fields__)).order_by(StatedFigure.id)
    if observation is not None:
        query = query.where(StatedFigure.observation == observation)
    if entry_id is not None:
        query = query.where(StatedFigure.entry_id == entry_id)
    return tuple(StatedView(*row) for row in session.connection().execute(query))


def promises(session: Session, *, placement_id: int | None = None) -> tuple[PromiseView, ...]:
    """What was promised, in all or for one placement."""
    query = select(table(Promise)).order_by(Promise.id)
    if placement_id is not None:
        query = query.where(Promise.placement_id == placement_id)
    placed, said = by_placement(session), by_source(session)
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
        for row in session.connection().execute(query)
    )


def rates(session: Session, *, base: str | None = None, quote: str | None = None) -> tuple[RateView, ...]:
    """The exchange rates, or those of a pair."""
    query = select(table(Rate)).order_by(Rate.id)
    if base is not None:
        query = query.where(Rate.base == base)
    if quote is not None:
        query = query.where(Rate.quote == quote)
    said = by_source(session)
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
        for row in session.connection().execute(query)
    )


def conditions(session: Session, *, country: str | None = None) -> tuple[ConditionView, ...]:
    """The documented circumstances, or those of a country."""
    query = select(table(Condition)).order_by(Condition.id)
    if country is not None:
        query = query.where(Condition.country == country)
    said = by_source(session)
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
        )
        for row in session.connection().execute(query)
    )
