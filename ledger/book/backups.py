"""Which backups were made, and until when each is to be kept: what erasure cannot reach has to be named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Attachment, Backup
from ledger.book.rows.base import added
from ledger.book.visit import visit_of


@dataclass(frozen=True)
class BackupView:
    """A backup: the day it was made, and the last day on which it may be kept."""

    made_on: date
    expires_on: date


def record_backup(session: Session, made_on: date, expires_on: date) -> int:
    """Write down that a backup is being made."""
    return added(
        session,
        Backup,
        expires_on=expires_on.isoformat(),
        actor=visit_of(session).actor,
        recorded_on=made_on.isoformat(),
    )


def backups(session: Session, *, since: date | None = None) -> tuple[BackupView, ...]:
    """The backups that are to be kept beyond that day, or all, by the day on which they expire."""
    query = select(Backup.recorded_on, Backup.expires_on).order_by(Backup.expires_on, Backup.id)
    if since is not None:
        query = query.where(Backup.expires_on >= since.isoformat())
    found = session.connection().execute(query)
    return tuple(BackupView(date.fromisoformat(made), date.fromisoformat(expires)) for made, expires in found)


def stored_attachments(session: Session) -> set[str]:
    """The opaque names of the files that the book has attachments in."""
    found = session.connection().execute(select(Attachment.stored, Attachment.working))
    return {name for pair in found for name in pair if name is not None}
