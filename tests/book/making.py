"""Made-up rows for the tests of the book."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.register import PlacementDraft, SourceDraft, add_cohort, add_placement, add_source, add_worker
from ledger.book.words import SCOPES
from ledger.values.periods import parse_period

TODAY = date(2026, 3, 1)
WORKER = "7K3M-Q9TZ"


def a_source(session: Session, origin: str = "a-witness", title: str = "What a witness said") -> int:
    return add_source(session, SourceDraft(origin=origin, kind="testimony", title=title), today=TODAY)


def a_placement(session: Session, code: str = "cz-garment", country: str | None = "CZ") -> int:
    return add_placement(
        session, PlacementDraft(add_cohort(session, code, "seamstresses", (8, 12)), "garment", country)
    )


def a_workers_placement(session: Session, pseudonym: str = WORKER) -> int:
    """Of a worker who agreed to everything."""
    subject = add_worker(session, pseudonym)
    agrees(session, subject)
    return add_placement(session, PlacementDraft(subject, "construction", "KW"))


def agrees(session: Session, subject: int, *scopes: str, until: date | None = None) -> None:
    """Write down that the worker agrees to these purposes, or to all, for a year from today."""
    ends = until or date.today() + timedelta(days=365)
    for scope in scopes or SCOPES:
        said = ConsentDraft(subject, scope, "granted", "ko", "written", "a text", True, True, expires_on=ends)
        write_consent(session, said)


def a_wage(session: Session, **changes: object) -> EntryDraft:
    """150.00 earned, 75.00 to 80.00 to the state, the rest to the hand: paired ends."""
    said = {
        "placement_id": a_placement(session),
        "source_id": a_source(session),
        "kind": "wage",
        "per": "month",
        "period": parse_period("2000/2003"),
        "basis": "wage",
        "postings": (
            PostingDraft("employer:wage", "USD", low=-15000, high=-15000),
            PostingDraft("state:plan", "USD", low=7500, high=8000, low_bound="at_least", label="planned sum"),
            PostingDraft("worker:hand", "USD", low=7500, high=7000, mode="in-kind", operator="about"),
            PostingDraft("state:loyalty", "USD", note="named, not priced"),
        ),
        "reliability": "B",
        "credibility": 2,
        "page": "p. 4",
        "observation": "cz-garment-2000",
        "words": "about 150 dollars a month",
    }
    return EntryDraft(**(said | changes))  # type: ignore[arg-type]
