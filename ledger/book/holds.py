"""Legal holds: while one is open on a worker's record, nothing of it is erased, and the hold is told to who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import Hold
from ledger.book.rows.base import added
from ledger.book.visit import visit_of
from ledger.values.errors import LedgerError


class AlreadySo(LedgerError):
    """The hold is open already, or there is none to lift."""

    message = "The legal hold of this worker is {} already; nothing was changed."
    advice = "See it with: wage-ledger consent show WORKER"


@dataclass(frozen=True)
class HoldView:
    """The open hold of a worker: since when, why, and by whom."""

    since: date
    reason: str
    actor: str


def open_hold(session: Session, subject_id: int) -> HoldView | None:
    """The hold that is open on the worker, or None."""
    its = select(Hold).where(Hold.subject_id == subject_id).order_by(Hold.id.desc()).limit(1)
    last = session.execute(its).one_or_none()
    if last is None or last.state != "open":
        return None
    return HoldView(date.fromisoformat(last.recorded_on), last.reason, last.actor)


def set_hold(session: Session, subject_id: int, *, is_open: bool, reason: str) -> int:
    """Open or lift the hold. Raises AlreadySo when there is nothing to change."""
    state = "open" if is_open else "lifted"
    if (open_hold(session, subject_id) is not None) == is_open:
        raise AlreadySo(state)
    visit = visit_of(session)
    return added(
        session,
        Hold,
        subject_id=subject_id,
        state=state,
        reason=reason,
        actor=visit.actor,
        recorded_on=visit.today.isoformat(),
    )
