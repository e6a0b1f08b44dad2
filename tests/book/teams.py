"""A team's book on a server, with workers whose every word is marked, and logins that have roles in it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from ledger.book.consent import ConsentDraft, write_consent
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.holds import set_hold
from ledger.book.post import post
from ledger.book.register import (
    ClaimDraft,
    PlacementDraft,
    PromiseDraft,
    SourceDraft,
    StatedDraft,
    add_claim,
    add_organisation,
    add_placement,
    add_promise,
    add_source,
    add_stated,
    add_worker,
)
from ledger.store.where import PostgresPlace
from ledger.values.periods import parse_period
from tests.book.everything import a_full_book
from tests.book.making import TODAY, agrees

CREW = tuple(f"0CRE-W0{n:02d}" for n in range(12))
REFUSED = "0REF-V5ED"
CANARY = "canary"
SECRET_PLACE = ("QA", "canary-sector", "Canary Employer")
SECRET_AMOUNT = 7_654_321


def a_team_book(session: Session) -> None:
    """A row in every table, twelve workers who agreed to statistics, and one who refused and has other figures."""
    a_full_book(session)
    for n, pseudonym in enumerate(CREW):
        subject = add_worker(session, pseudonym)
        agrees(session, subject, "record", "aggregate-statistics")
        _furnish(session, subject, pseudonym, 30_000 + 100 * n, ("KW", "construction", "Builders"))
    subject = add_worker(session, REFUSED)
    agrees(session, subject, "record", "aggregate-statistics")
    write_consent(
        session, ConsentDraft(subject, "aggregate-statistics", "refused", "ko", "written", "a text", True, True)
    )
    _furnish(session, subject, REFUSED, SECRET_AMOUNT, SECRET_PLACE)


def _furnish(session: Session, subject: int, pseudonym: str, gross: int, where: tuple[str, str, str]) -> None:
    country, sector, employer = where
    firm = add_organisation(session, "employer", employer, country)
    placement = add_placement(session, PlacementDraft(subject, sector, country, firm, period=parse_period("2021")))
    source = add_source(
        session,
        SourceDraft(
            pseudonym, "testimony", f"{CANARY} title", attribution=f"{CANARY} said", also_at=(f"{CANARY}.example",)
        ),
        today=TODAY,
    )
    said = {"placement_id": placement, "source_id": source, "per": "month", "period": parse_period("2021-03")}
    free = {"page": f"{CANARY} page", "words": f"{CANARY} words", "basis": "wage"}
    taken, held = gross // 2, gross // 4
    wage = (
        PostingDraft("employer:wage", "USD", best=-gross),
        PostingDraft("state:plan", "USD", best=taken, label=f"{CANARY} label", note=f"{CANARY} note"),
        PostingDraft("worker:held", "USD", best=held, mode="deferred"),
        PostingDraft("worker:hand", "USD", best=gross - taken - held),
    )
    number = post(session, EntryDraft(**said, **free, kind="wage", postings=wage), today=TODAY)  # type: ignore[arg-type]
    add_promise(
        session, PromiseDraft(placement, source, "USD", "month", best=gross, words=f"{CANARY} promise"), today=TODAY
    )
    add_claim(
        session,
        ClaimDraft(placement, source, parse_period("2021"), "taken", "state", best=gross, words=f"{CANARY} claim"),
        today=TODAY,
    )
    add_stated(
        session,
        StatedDraft(source, "gross", "posted", f"{CANARY} reason", entry_id=number, placement_id=placement,
                    currency="USD", amount_best=str(gross), note=f"{CANARY} figure"),
        today=TODAY,
    )  # fmt: skip
    set_hold(session, subject, is_open=True, reason=f"{CANARY} hold")


@contextmanager
def login(server: str, *roles: str) -> Iterator[str]:
    """The name of a login of the server that has these roles, for a while."""
    name, password = f"wl_{uuid.uuid4().hex[:12]}", os.environ.get("PGPASSWORD")
    by_password = f" PASSWORD '{password}'" if password else ""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN{by_password}"))
        for role in roles:
            connection.execute(text(f"GRANT wage_ledger_{role} TO {name}"))
    try:
        yield name
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP ROLE {name}"))
        admin.dispose()


def opened_by(place: PostgresPlace, name: str) -> PostgresPlace:
    """The same book, for this login."""
    return PostgresPlace(make_url(place.url).set(username=name).render_as_string(hide_password=False))
