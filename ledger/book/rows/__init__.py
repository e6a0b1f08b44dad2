"""The tables of the book. Rules live here and in the triggers of the migrations; nothing is ever changed or deleted."""

from __future__ import annotations

from ledger.book.rows.base import Row
from ledger.book.rows.entries import Entry, Posting, Seal
from ledger.book.rows.evidence import Claim, Condition, Intake, Promise, Rate, StatedFigure
from ledger.book.rows.fixed import Account, Currency, Indicator
from ledger.book.rows.people import Organisation, Origin, Placement, Source, Subject

__all__ = [
    "Account",
    "Claim",
    "Condition",
    "Currency",
    "Entry",
    "Indicator",
    "Intake",
    "Organisation",
    "Origin",
    "Placement",
    "Posting",
    "Promise",
    "Rate",
    "Row",
    "Seal",
    "Source",
    "StatedFigure",
    "Subject",
]
