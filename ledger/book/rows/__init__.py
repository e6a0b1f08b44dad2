"""The tables of the book. Rules live here and in the triggers of the migrations; nothing is ever changed."""

from __future__ import annotations

from ledger.book.rows.base import Row
from ledger.book.rows.entries import Entry, Posting, Seal
from ledger.book.rows.evidence import Claim, Condition, Intake, Promise, Rate, StatedFigure
from ledger.book.rows.fixed import Account, Currency, Indicator
from ledger.book.rows.log import (
    Erasing,
    Erasure,
    ErasureOutput,
    LogErased,
    LogHead,
    LogLeaf,
    LogNode,
    LogSalt,
    LogSigner,
    Never,
)
from ledger.book.rows.people import Organisation, Origin, Placement, Source, Subject
from ledger.book.rows.sums import SumCell, SumClass, SumLine, SumPlacement
from ledger.book.rows.trust import (
    Attachment,
    Backup,
    Consent,
    Custody,
    Hold,
    KeyChange,
    Output,
    OutputSubject,
    SubjectKey,
)

__all__ = [
    "Account",
    "Attachment",
    "Backup",
    "Claim",
    "Condition",
    "Consent",
    "Currency",
    "Custody",
    "Entry",
    "Erasing",
    "Erasure",
    "ErasureOutput",
    "Hold",
    "Indicator",
    "Intake",
    "KeyChange",
    "LogErased",
    "LogHead",
    "LogLeaf",
    "LogNode",
    "LogSalt",
    "LogSigner",
    "Never",
    "Organisation",
    "Origin",
    "Output",
    "OutputSubject",
    "Placement",
    "Posting",
    "Promise",
    "Rate",
    "Row",
    "Seal",
    "Source",
    "StatedFigure",
    "Subject",
    "SubjectKey",
    "SumCell",
    "SumClass",
    "SumLine",
    "SumPlacement",
]
