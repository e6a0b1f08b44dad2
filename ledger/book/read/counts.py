"""How many of each thing the book holds."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ledger.book.read.entries import valid
from ledger.book.rows import (
    Claim,
    Condition,
    Entry,
    Intake,
    Origin,
    Placement,
    Posting,
    Promise,
    Rate,
    Row,
    Seal,
    Source,
    StatedFigure,
    Subject,
    SumPlacement,
)
from ledger.book.terms import Counts, OfWorkers


def counts(session: Session) -> Counts:
    """How many of each thing the book holds."""

    def number(row: type[Row], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(row).where(*where)) or 0

    return Counts(
        entries=number(Entry),
        reversals=number(Entry, Entry.reverses.is_not(None)),
        postings=number(Posting),
        origins=number(Origin),
        sources=number(Source),
        workers=number(Subject, Subject.kind == "worker"),
        cohorts=number(Subject, Subject.kind == "cohort"),
        placements=number(Placement),
        promises=number(Promise),
        stated=number(StatedFigure),
        claims=number(Claim),
        rates=number(Rate),
        conditions=number(Condition),
        intake=number(Intake),
    )


def are_complete(session: Session) -> bool:
    """True when something is kept, and every entry is counted in the sums or is of a placement of which none are kept.

    Three counts over narrow columns: it costs milliseconds where reading the entries costs seconds.
    """
    counted = session.scalar(select(func.sum(SumPlacement.entries)))
    if not counted:
        return False
    beside = select(Placement.id).where(Placement.id.not_in(select(SumPlacement.placement_id)))
    others = session.scalar(select(func.count(Entry.id)).where(Entry.placement_id.in_(beside))) or 0
    return bool(session.scalar(select(func.count()).select_from(Seal)) == counted + others)


def of_workers(session: Session) -> OfWorkers:
    """How much of the whole book is of workers: the same whatever a report was asked for, so that it tells no place."""
    theirs = select(Placement.id).join(Subject).where(Subject.kind == "worker")
    kept = (0, 0)
    among = theirs
    if are_complete(session):
        sums = session.execute(select(func.sum(SumPlacement.valid), func.sum(SumPlacement.wages))).one()
        kept = (int(sums[0]), int(sums[1]))
        among = theirs.where(Placement.id.not_in(select(SumPlacement.placement_id)))
    is_valid = (Entry.placement_id.in_(among), *valid())

    def number(row: type[Row], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(row).where(*where)) or 0

    return OfWorkers(
        entries=kept[0] + number(Entry, *is_valid),
        wages=kept[1] + number(Entry, *is_valid, Entry.kind == "wage"),
        claims=number(Claim, Claim.placement_id.in_(theirs)),
        promises=number(Promise, Promise.placement_id.in_(theirs)),
    )
