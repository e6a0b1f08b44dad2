"""What was taken in already: each row of a file by its fingerprint, and which occurrence of it this was.

A file that has the same row twice means it twice; the same file a second time means nothing new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Intake
from ledger.book.rows.base import day, table

AT_ONCE = 5000


@dataclass(frozen=True)
class Mark:
    """One row of a file: its fingerprint, which occurrence of it, and what it became (entry:12, observation:CODE)."""

    fingerprint: str
    occurrence: int
    what: str


def seen(session: Session, fmt: str, fingerprints: Collection[str]) -> dict[tuple[str, int], str]:
    """Which of these were taken in before: (fingerprint, occurrence) and what it became."""
    wanted = sorted(set(fingerprints))
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Intake.fingerprint, Intake.occurrence, Intake.what).where(
            Intake.fmt == fmt, Intake.fingerprint.in_(wanted[start : start + AT_ONCE])
        )
        found |= {(row[0], row[1]): row[2] for row in session.connection().execute(query)}
    return found


def mark(session: Session, fmt: str, marks: Sequence[Mark], *, today: date | None = None) -> None:
    """Write down that these rows were taken in."""
    if marks:
        rows = [asdict(mark) | {"fmt": fmt, "recorded_on": day(today)} for mark in marks]
        session.connection().execute(table(Intake).insert(), rows)
