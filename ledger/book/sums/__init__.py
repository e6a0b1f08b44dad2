"""Sums beside the entries: what the write path adds up as it posts, so that a report reads a cell and not its entries.

A cell stands for the valid wages of one worker's placement that no measure can tell apart but by their amounts. Sums
are worked out from the entries and from nothing else: `check` proves them, `rebuild` makes them anew, and a reader that
finds them incomplete reads the entries instead.
"""

from __future__ import annotations

from ledger.book.sums.adding import Added
from ledger.book.sums.keeping import keep, let_go, set_aside, unwritten, write_down
from ledger.book.sums.kinds import ClassKind, LineKind, kept_period
from ledger.book.sums.rebuilding import Difference, differences, rebuild

__all__ = [
    "Added",
    "ClassKind",
    "Difference",
    "LineKind",
    "differences",
    "keep",
    "kept_period",
    "let_go",
    "rebuild",
    "set_aside",
    "unwritten",
    "write_down",
]
