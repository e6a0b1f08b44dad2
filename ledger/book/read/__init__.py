"""The reader: hands out frozen values, in few queries, and never a row. See `allowed` for what may be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.book.read.allowed import is_placement_withheld, is_withheld, may_read
from ledger.book.read.apart import held_of_workers, observations_of_workers, of_cohorts
from ledger.book.read.counts import counts, of_workers
from ledger.book.read.entries import each_entry, entries, entry, listed
from ledger.book.read.evidence import claims, conditions, promises, rates, stated
from ledger.book.read.people import placement, placements, subject_id, workers

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.book.cells import Cells

__all__ = [
    "cells",
    "claims",
    "conditions",
    "counts",
    "each_entry",
    "entries",
    "entry",
    "held_of_workers",
    "is_placement_withheld",
    "is_withheld",
    "listed",
    "may_read",
    "observations_of_workers",
    "of_cohorts",
    "of_workers",
    "placement",
    "placements",
    "promises",
    "rates",
    "stated",
    "subject_id",
    "workers",
]


def cells(
    session: Session,
    *,
    since: date | None = None,
    until: date | None = None,
    country: str | None = None,
    is_each: bool = False,
) -> Cells:
    """The valid wages as columns: see `wages`."""
    from ledger.book.read import wages  # noqa: PLC0415  # numpy takes longer to load than most readings

    return wages.cells(session, since=since, until=until, country=country, is_each=is_each)
