"""Consent, decided in the query: every reading goes through here, and nothing goes around it.

A published cohort may always be read. A worker is there for a session only while the newest word on its purpose is
`granted` and has not expired; for a session without a purpose no worker is there. Each reader in this room narrows what
it selects by `placed` or `whose`; tests/book/test_consent.py takes the consent away and looks at all of them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from ledger.book.rows import Consent, Entry, Placement, Subject
from ledger.book.rows.base import aliased
from ledger.book.today import today_of
from ledger.book.visit import visit_of

HIGHEST = 2**31 - 1  # the highest number of a row that PostgreSQL can be asked for


def whose(session: Session, who: type[Subject] = Subject) -> ColumnElement[bool]:
    """What holds of a Subject in the query that may be read for the session's purpose."""
    visit = visit_of(session)
    if visit.scope is None:
        return who.kind == "cohort"
    newer, today = aliased(Consent), today_of(session).isoformat()
    is_newest = ~exists().where(
        newer.subject_id == Consent.subject_id, newer.scope == Consent.scope, newer.id > Consent.id
    )
    is_live = exists().where(
        Consent.subject_id == who.id,
        Consent.scope == visit.scope,
        Consent.state == "granted",
        Consent.expires_on >= today,
        is_newest,
    )
    return or_(who.kind == "cohort", is_live)


def placements(session: Session) -> Select[int]:
    """The numbers of the placements that may be read."""
    return select(Placement.id).join(Subject, Subject.id == Placement.subject_id).where(whose(session))


def placed(
    session: Session, column: ColumnElement[int] | ColumnElement[int | None], *, are_few: bool = False
) -> ColumnElement[bool]:
    """What holds of a row whose placement, which this column points at, may be read.

    Of few rows each is asked by itself, whatever the length of the book; else all placements are looked through once.
    """
    if not are_few:
        return column.in_(placements(session))
    place, who = aliased(Placement), aliased(Subject)
    return exists().where(place.id == column, who.id == place.subject_id, whose(session, who))


def is_withheld(session: Session, entry_id: int) -> bool:
    """True when the entry is there and may not be read for this purpose."""
    its = select(Entry.id).where(Entry.id == entry_id, ~placed(session, Entry.placement_id, are_few=True))
    return 0 < entry_id <= HIGHEST and session.scalar(its) is not None


def is_placement_withheld(session: Session, placement_id: int) -> bool:
    """True when the placement is there and may not be read for this purpose."""
    its = select(Placement.id).where(Placement.id == placement_id, ~placed(session, Placement.id, are_few=True))
    return 0 < placement_id <= HIGHEST and session.scalar(its) is not None


def may_read(session: Session, subject_id: int) -> bool:
    """True when this subject may be read for the session's purpose."""
    return session.scalar(select(Subject.id).where(Subject.id == subject_id, whose(session))) is not None
