"""Organisations, subjects and placements. A worker is a random pseudonym; nothing else about a person has a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ledger.book.errors import CodeTaken, PseudonymTaken
from ledger.book.rows import Organisation, Placement, Subject
from ledger.book.rows.base import added, added_all, added_once, period_columns
from ledger.store.transactions import one_at_a_time
from ledger.values.periods import Period
from ledger.values.refs import is_pseudonym


@dataclass(frozen=True)
class PlacementDraft:
    """One subject at one job, by their numbers. `period` is when the job ran, as far as it is known."""

    subject_id: int
    sector: str
    country: str | None = None
    employer_id: int | None = None
    sending_id: int | None = None
    period: Period | None = None


def add_organisation(session: Session, kind: str, name: str, country: str | None = None) -> int:
    """The number of the organisation of this kind, name and country, written down if it is new."""
    same = [Organisation.kind == kind, Organisation.name == name, _same(Organisation.country, country)]
    its = select(Organisation.id).where(*same).order_by(Organisation.id).limit(1)
    found = session.scalar(its)
    if found is None:
        one_at_a_time(session.connection(), "organisation", kind, name, country)
        found = session.scalar(its)
    return found if found is not None else added(session, Organisation, kind=kind, name=name, country=country)


def add_worker(session: Session, pseudonym: str) -> int:
    """A new worker under this pseudonym. Raises PseudonymTaken, and ValueError for what is no pseudonym."""
    if not is_pseudonym(pseudonym):
        raise ValueError("a worker is a random pseudonym and nothing else")
    if session.scalar(select(Subject.id).where(Subject.pseudonym == pseudonym)) is not None:
        raise PseudonymTaken
    return added(session, Subject, kind="worker", pseudonym=pseudonym)


def add_workers(session: Session, pseudonyms: Sequence[str]) -> dict[str, int]:
    """New workers under these pseudonyms, with their numbers; those that are taken are left out.

    Raises ValueError for what is no pseudonym.
    """
    if not all(map(is_pseudonym, pseudonyms)):
        raise ValueError("a worker is a random pseudonym and nothing else")
    taken = set(session.scalars(select(Subject.pseudonym).where(Subject.pseudonym.in_(pseudonyms))))
    free = [pseudonym for pseudonym in dict.fromkeys(pseudonyms) if pseudonym not in taken]
    rows = [{"kind": "worker", "pseudonym": pseudonym} for pseudonym in free]
    return dict(zip(free, added_all(session, Subject, rows), strict=True))


def add_cohort(
    session: Session, code: str, description: str | None = None, headcount: tuple[int | None, int | None] = (None, None)
) -> int:
    """The number of the group of this code, written down if it is new. Raises CodeTaken when it says other things.

    `headcount` is the lowest and the highest number of people that it speaks for, None where nobody says.
    """
    said = {"description": description, "headcount_low": headcount[0], "headcount_high": headcount[1]}
    number = added_once(session, Subject, [Subject.code == code], kind="cohort", code=code, **said)
    found = session.execute(select(*(getattr(Subject, name) for name in said)).where(Subject.id == number)).one()
    if tuple(found) != tuple(said.values()):
        raise CodeTaken("group")
    return number


def add_placement(session: Session, draft: PlacementDraft) -> int:
    """A new placement."""
    return added(session, Placement, **_columns(draft))


def add_placements(session: Session, drafts: Sequence[PlacementDraft]) -> list[int]:
    """New placements, and their numbers in order."""
    return added_all(session, Placement, [_columns(draft) for draft in drafts])


def find_placement(session: Session, draft: PlacementDraft) -> int | None:
    """The number of a placement that says exactly this, or None."""
    same = [_same(getattr(Placement, name), value) for name, value in _columns(draft).items()]
    return session.scalar(select(Placement.id).where(*same).order_by(Placement.id).limit(1))


def _columns(draft: PlacementDraft) -> dict[str, int | str | None]:
    return {
        "subject_id": draft.subject_id,
        "sector": draft.sector,
        "country": draft.country,
        "employer_id": draft.employer_id,
        "sending_id": draft.sending_id,
        **period_columns(draft.period),
    }


def _same(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
