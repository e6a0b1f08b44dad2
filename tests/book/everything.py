"""A book with at least one row in every table."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger.book.correct import correct
from ledger.book.post import post
from ledger.book.register import (
    ClaimDraft,
    ConditionDraft,
    Mark,
    PlacementDraft,
    PromiseDraft,
    RateDraft,
    StatedDraft,
    add_claim,
    add_cohort,
    add_condition,
    add_organisation,
    add_placement,
    add_promise,
    add_rate,
    add_stated,
    mark,
)
from ledger.values.periods import parse_period
from tests.book.making import TODAY, a_source, a_wage, a_workers_placement


def a_full_book(session: Session) -> int:
    """Fill the book; returns the number of its first entry, which is corrected by a second and a third."""
    draft = a_wage(session)
    number = post(session, draft, today=TODAY)
    correct(session, number, draft, TODAY)
    source = a_source(session)
    employer = add_organisation(session, "employer", "Sewing Factory", "CZ")
    sending = add_organisation(session, "sending", "Sending Company")
    period = parse_period("2000/2003")
    placement = add_placement(
        session, PlacementDraft(add_cohort(session, "cz-garment", "seamstresses", (8, 12)), "garment", "CZ",
                                employer, sending, period)
    )  # fmt: skip
    a_workers_placement(session)
    add_promise(session, PromiseDraft(placement, source, "USD", "month", low=20000, high=30000), today=TODAY)
    add_claim(
        session, ClaimDraft(placement, source, period, "taken", "state", high=900_000, operator="up to"), today=TODAY
    )
    add_stated(
        session,
        StatedDraft(source, "state_remittance", "posted", "It is in the entry.", amount_low="75", entry_id=number),
        today=TODAY,
    )
    add_rate(session, RateDraft(source, "USD", "KPW", "market", period, rate="8000.50"), today=TODAY)
    add_condition(
        session, ConditionDraft("C01", "FL08", source, period, "Pay is kept back.", country="CZ"), today=TODAY
    )
    mark(
        session, "observations", [Mark("f" * 64, 1, f"entry:{number}"), Mark("f" * 64, 2, "observation:x")], today=TODAY
    )
    return number
