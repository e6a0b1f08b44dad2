"""The day on which a session counts: the clock's, but never one before the last leaf of the log."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import LogLeaf
from ledger.book.visit import visit_of


def today_of(session: Session) -> date:
    """Today, or the day of the log's last leaf if that is later.

    A clock that was set back brings no expired consent back; and after one that was set forward by mistake, what is
    agreed to now is counted from the day that the log has come to, so that it holds.
    """
    last = session.scalar(select(LogLeaf.day).order_by(LogLeaf.seq.desc()).limit(1))
    return max(visit_of(session).today, date.fromisoformat(last)) if last else visit_of(session).today
