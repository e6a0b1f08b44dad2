"""The reader: hands out frozen values, in few queries, and never a row."""

from __future__ import annotations

from ledger.book.read.cells import cells
from ledger.book.read.counts import counts, of_workers
from ledger.book.read.entries import each_entry, entries, entry
from ledger.book.read.evidence import claims, conditions, promises, rates, stated
from ledger.book.read.people import placement, placements, source, sources, subject_id

__all__ = [
    "cells",
    "claims",
    "conditions",
    "counts",
    "each_entry",
    "entries",
    "entry",
    "of_workers",
    "placement",
    "placements",
    "promises",
    "rates",
    "source",
    "sources",
    "stated",
    "subject_id",
]
