"""The reader: hands out frozen values, in few queries, and never a row. See `allowed` for what may be read."""

from __future__ import annotations

from ledger.book.read.allowed import is_placement_withheld, is_withheld, may_read
from ledger.book.read.cells import cells
from ledger.book.read.counts import counts, of_workers
from ledger.book.read.entries import each_entry, entries, entry, listed
from ledger.book.read.evidence import claims, conditions, promises, rates, stated
from ledger.book.read.people import placement, placements, subject_id, workers

__all__ = [
    "cells",
    "claims",
    "conditions",
    "counts",
    "each_entry",
    "entries",
    "entry",
    "is_placement_withheld",
    "is_withheld",
    "listed",
    "may_read",
    "of_workers",
    "placement",
    "placements",
    "promises",
    "rates",
    "stated",
    "subject_id",
    "workers",
]
