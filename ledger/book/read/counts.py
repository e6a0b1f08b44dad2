"""How many of each thing the book holds."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

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
    Source,
    StatedFigure,
    Subject,
)
from ledger.book.terms import Counts


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
