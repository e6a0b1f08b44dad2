"""Which public keys open the book, kept in the book itself: a new key of the book is wrapped for all of them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.book.rows import KeyChange
from ledger.book.rows.base import added
from ledger.book.visit import visit_of


def record_key_change(session: Session, action: str, slot: str, public_key: str | None = None) -> int:
    """Write down that a way to open the book was added, removed or changed, or that the book's key was rotated."""
    visit = visit_of(session)
    return added(
        session,
        KeyChange,
        action=action,
        slot=slot,
        public_key=public_key,
        actor=visit.actor,
        recorded_on=visit.today.isoformat(),
    )


def public_keys(session: Session) -> tuple[str, ...]:
    """The public keys that were added and not removed since, in the order in which they came."""
    found: dict[str, None] = {}
    changes = select(KeyChange.action, KeyChange.public_key).where(KeyChange.public_key.is_not(None))
    for action, public_key in session.connection().execute(changes.order_by(KeyChange.id)):
        if action == "added" and public_key is not None:
            found[public_key] = None
        elif action == "removed" and public_key is not None:
            found.pop(public_key, None)
    return tuple(found)
