"""A book with at least one row in every table."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger.book.attachments import AttachmentDraft, add_attachment, add_key
from ledger.book.backups import record_backup
from ledger.book.correct import correct
from ledger.book.erase import erase
from ledger.book.holds import set_hold
from ledger.book.keys import record_key_change
from ledger.book.log.heads import sign_head
from ledger.book.outputs import record_output
from ledger.book.post import post
from ledger.book.read import subject_id
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
    add_worker,
    mark,
)
from ledger.values.periods import parse_period
from tests.book.making import TODAY, WORKER, a_source, a_wage, agrees

OTHER = "0A1B-2C3D"  # is erased again


def a_full_book(session: Session) -> int:
    """Fill every table that can have rows; returns the number of its first entry, corrected by a second and a third."""
    number = a_book_of_0002(session)
    trusting(session, number)
    return number


def trusting(session: Session, number: int) -> None:
    """Consent, a hold, a key, an attachment, an output, a backup, a change of keys, an erasure, and a signed head."""
    subject = subject_id(session, WORKER)
    assert subject is not None
    agrees(session, subject)
    set_hold(session, subject, is_open=True, reason="labour court")
    key = add_key(session, subject, "age1public", "AGE-SECRET-KEY-1SECRET")
    draft = AttachmentDraft(
        1, key, "pay-slip", "image/png", "a" * 64, 12, "b" * 32, "c" * 32, "d" * 64, "EXIF", "sealed"
    )
    add_attachment(session, draft)
    record_output(session, subjects=[subject], entries=1)
    record_backup(session, TODAY, TODAY)
    record_key_change(session, "added", "0a1b2c3d4e5f", "age1public")
    other = add_worker(session, OTHER)
    erased = add_placement(session, PlacementDraft(other, "logging", "RU"))
    post(session, a_wage(session, placement_id=erased), today=TODAY)
    record_output(session, subjects=[other], entries=1)
    erase(session, other)
    sign_head(session)


def a_book_of_0002(session: Session) -> int:
    """Fill every table that schema 0002 has."""
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
    add_placement(session, PlacementDraft(add_worker(session, WORKER), "construction", "KW"))
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
