"""Who opens a session, for what, and on which day: what every reading is decided by, and every writing signed with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

UNNAMED = "unnamed"
_PLACE = "wage_ledger_visit"


@dataclass(frozen=True)
class Visit:
    """One use of the book.

    `scope` is the purpose (see words.SCOPES): workers without a live consent for it are not there for this session.
    None has no purpose, and for it there are no workers at all. `actor` is the user's own pseudonym, never a name.
    """

    scope: str | None = None
    actor: str = UNNAMED
    command: str = ""
    today: date = field(default_factory=date.today)


def visit_of(session: Session) -> Visit:
    """The visit of the session; one without a purpose when nobody said."""
    found = session.info.get(_PLACE)
    return found if isinstance(found, Visit) else Visit()


def begin_visit(session: Session, visit: Visit | None) -> None:
    """Say who uses the session and for what. It is said once."""
    session.info[_PLACE] = visit or Visit()
