"""Consent is decided in every query: without a live word for that purpose a worker is not there, for any reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.attachments import AttachmentDraft, add_attachment, add_key, attachments
from ledger.book.consent import ConsentDraft, consents, latest_expiry, write_consent
from ledger.book.drafts import PostingDraft
from ledger.book.post import post
from ledger.book.register import (
    ClaimDraft,
    PlacementDraft,
    PromiseDraft,
    StatedDraft,
    add_claim,
    add_placement,
    add_promise,
    add_stated,
    add_worker,
)
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.book.today import today_of
from ledger.book.words import SCOPES
from ledger.store.where import Place
from ledger.values.periods import parse_period
from tests.book.making import WORKER, a_source, a_wage, agrees
from tests.conftest import ENGINES, filled

TODAY = date(2026, 11, 28)
# Every reader, and how many things of one worker it hands out when it may. A new reader fails until it stands here.
READERS: dict[str, Callable[[Session], int]] = {
    "cells": lambda s: len(read.cells(s)),
    "claims": lambda s: len(read.claims(s)),
    "each_entry": lambda s: len(list(read.each_entry(s))),
    "entries": lambda s: len(read.entries(s)),
    "held_of_workers": lambda s: sum(map(len, read.held_of_workers(s))),
    "observations_of_workers": lambda s: len(read.observations_of_workers(s)),
    "entry": lambda s: int(read.entry(s, 1) is not None),
    "listed": lambda s: len(read.listed(s, limit=9)),
    "placement": lambda s: int(read.placement(s, 1) is not None),
    "placements": lambda s: len(read.placements(s)),
    "promises": lambda s: len(read.promises(s)),
    "stated": lambda s: len(read.stated(s)),
    "workers": lambda s: sum(may for _, may in read.workers(s, [WORKER]).values()),
    "attachments": lambda s: len(attachments(s)),
}
# The same, asked of one thing alone: there each row is decided by itself.
FEW: dict[str, Callable[[Session], int]] = {
    "claims of one": lambda s: len(read.claims(s, placement_id=1)),
    "entries of one": lambda s: len(read.entries(s, subject=WORKER)),
    "placements of some": lambda s: len(read.placements(s, workers=[WORKER, "7K3M-Q9T2"])),
    "stated of one": lambda s: len(read.stated(s, entry_id=1)),
}
# What tells nothing of a worker, or only that there is one.
BLIND = {
    "conditions",
    "counts",
    "is_placement_withheld",
    "is_withheld",
    "may_read",
    "of_cohorts",
    "of_workers",
    "rates",
    "subject_id",
}


HELD = (PostingDraft("employer:wage", "USD", best=-15000), PostingDraft("worker:held", "USD", best=15000))


def never_asked(engine: Engine) -> int:
    """A worker with something for every reader to find, who was never asked."""
    with writing(engine) as session:
        number = add_worker(session, WORKER)
        placement = add_placement(session, PlacementDraft(number, "construction", "KW"))
        source = a_source(session, WORKER, "canary")
        post(session, a_wage(session, placement_id=placement, source_id=source, postings=HELD))
        period = parse_period("2016")
        add_claim(session, ClaimDraft(placement, source, period, "taken", "state", high=900_000))
        add_promise(session, PromiseDraft(placement, source, "USD", "month", low=100, high=100))
        add_stated(session, StatedDraft(source, "wage", "kept", "why", placement_id=placement, amount_low="7"))
        add_stated(session, StatedDraft(source, "wage", "kept", "why", entry_id=1, amount_low="7"))
        key = add_key(session, number, "age1x", "AGE-SECRET-KEY-1X")
        add_attachment(session, AttachmentDraft(source, key, "diary", "image/png", "a" * 64, 1, "b" * 32))
        session.commit()
    return number


@pytest.fixture(params=ENGINES)
def book(request: pytest.FixtureRequest) -> Iterator[tuple[Place, int]]:
    with filled(request, request.param, never_asked) as found:
        yield found


@pytest.fixture
def place(book: tuple[Place, int]) -> Place:
    return book[0]


@pytest.fixture
def subject(book: tuple[Place, int]) -> int:
    return book[1]


def seen(engine: Engine, scope: str | None, today: date = TODAY) -> dict[str, int]:
    """What each reader finds for that purpose. The published placement of `a_wage` is no worker's."""
    with reading(engine, Visit(scope=scope, today=today)) as session:
        return {name: count(session) for name, count in (READERS | FEW).items()}


def said(engine: Engine, subject: int, scope: str, state: str, **more: Any) -> None:
    draft: dict[str, Any] = {
        "language": "ko",
        "mode": "written",
        "explanation": "a text",
        "risks_explained": True,
        "understanding_checked": True,
        "expires_on": TODAY + timedelta(days=30) if state == "granted" else None,
    }
    today = more.pop("today", TODAY)
    with writing(engine, Visit(today=today)) as session:
        write_consent(session, ConsentDraft(subject, scope, state, **(draft | more)))
        session.commit()


def test_every_reader_stands_here() -> None:
    assert set(read.__all__) | {"attachments"} == READERS.keys() | BLIND


def test_who_was_never_asked_is_not_there_for_any_purpose(engine: Engine, subject: int) -> None:
    for scope in (None, *SCOPES):
        found = seen(engine, scope)
        assert found.pop("placements") == 1  # the published one
        assert set(found.values()) == {0}, scope


@pytest.mark.parametrize("scope", SCOPES)
def test_who_agreed_to_one_purpose_is_there_for_that_one_alone(engine: Engine, subject: int, scope: str) -> None:
    said(engine, subject, scope, "granted")
    found = seen(engine, scope)
    assert found.pop("stated") == found.pop("placements") == 2
    assert set(found.values()) == {1}
    at = SCOPES.index(scope)
    for other in (None, SCOPES[at - 1], SCOPES[(at + 1) % len(SCOPES)]):
        found = seen(engine, other)
        assert found.pop("placements") == 1
        assert set(found.values()) == {0}, other


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_the_newest_word_is_what_holds(engine: Engine, subject: int, state: str) -> None:
    said(engine, subject, "statement", "granted")
    said(engine, subject, "statement", state)
    assert seen(engine, "statement")["entries"] == 0
    said(engine, subject, "statement", "granted")
    assert seen(engine, "statement")["entries"] == 1


def test_consent_holds_on_its_last_day_and_not_after_it(engine: Engine, subject: int) -> None:
    said(engine, subject, "statement", "granted", expires_on=TODAY + timedelta(days=30))
    assert seen(engine, "statement", TODAY + timedelta(days=30))["entries"] == 1
    assert seen(engine, "statement", TODAY + timedelta(days=31))["entries"] == 0


def test_a_clock_that_is_set_back_does_not_bring_expired_consent_back(engine: Engine, subject: int) -> None:
    said(engine, subject, "statement", "granted", expires_on=TODAY + timedelta(days=30))
    said(engine, subject, "court-use", "refused", today=TODAY + timedelta(days=60))  # the log is that old now
    assert seen(engine, "statement", TODAY)["entries"] == 0


def test_after_a_clock_that_was_set_forward_a_new_yes_holds(engine: Engine, subject: int) -> None:
    said(engine, subject, "court-use", "refused", today=TODAY + timedelta(days=4000))  # by mistake
    with writing(engine, Visit(today=TODAY)) as session:
        agrees(session, subject, "statement", until=today_of(session) + timedelta(days=30))
        session.commit()
    assert seen(engine, "statement", TODAY)["entries"] == 1


def test_where_a_worker_stands_is_told_purpose_by_purpose(engine: Engine, subject: int) -> None:
    said(engine, subject, "statement", "granted")
    said(engine, subject, "record", "granted", expires_on=TODAY)
    said(engine, subject, "court-use", "refused")
    said(engine, subject, "share-lawyer", "granted")
    said(engine, subject, "share-lawyer", "withdrawn")
    with reading(engine, Visit(today=TODAY + timedelta(days=1))) as session:
        found = {each.scope: each.state for each in consents(session, subject)}
    assert list(found) == list(SCOPES)
    assert {scope: state for scope, state in found.items() if state != "not-asked"} == {
        "statement": "granted",
        "record": "expired",
        "court-use": "refused",
        "share-lawyer": "withdrawn",
    }


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"risks_explained": False}, "granted_is_informed"),
        ({"understanding_checked": False}, "granted_is_informed"),
        ({"expires_on": None}, "granted_expires"),
        ({"expires_on": TODAY - timedelta(days=1)}, "not_over_before_it_began"),
        ({"expires_on": latest_expiry(TODAY) + timedelta(days=1)}, "at_most_two_years"),
        ({"state": "refused"}, "granted_expires"),
        ({"state": "implied", "expires_on": None}, "state_known"),
        ({"scope": "state-of-origin"}, "scope_known"),
        ({"mode": "assumed"}, "mode_known"),
    ],
)
def test_the_database_takes_no_consent_that_is_none(
    engine: Engine, subject: int, changes: dict[str, Any], rule: str
) -> None:
    whole = {"scope": "statement", "state": "granted", "expires_on": TODAY} | changes
    scope, state = whole.pop("scope"), whole.pop("state")
    with pytest.raises(IntegrityError, match=rule):
        said(engine, subject, scope, state, **whole)


def test_consent_for_two_years_is_taken(engine: Engine, subject: int) -> None:
    leap = date(2028, 2, 29)
    assert latest_expiry(leap) == date(2030, 2, 28)
    said(engine, subject, "statement", "granted", today=leap, expires_on=latest_expiry(leap))
    said(engine, subject, "statement", "granted", today=TODAY, expires_on=latest_expiry(TODAY))


STATES = st.sampled_from(["granted", "refused", "withdrawn"])
WORDS = st.lists(st.tuples(st.sampled_from(SCOPES[:3]), STATES), max_size=6)


@pytest.mark.parametrize("book", ["sqlite"], indirect=True)
@given(history=WORDS, late=st.integers(0, 60))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_worker_is_there_exactly_while_the_newest_word_is_yes(
    engine: Engine, subject: int, history: list[tuple[str, str]], late: int
) -> None:
    with writing(engine, Visit(today=TODAY)) as session:
        for scope in SCOPES[:3]:  # examples share a book: each begins with a no to all
            write_consent(session, ConsentDraft(subject, scope, "refused", "ko", "written", "-", True, True))
        for scope, state in history:
            ends = TODAY + timedelta(days=30) if state == "granted" else None
            write_consent(session, ConsentDraft(subject, scope, state, "ko", "written", "-", True, True, ends))
        session.commit()
    newest = dict(history)
    for scope in SCOPES[:3]:
        expected = int(newest.get(scope) == "granted" and late <= 30)
        assert seen(engine, scope, TODAY + timedelta(days=late))["entries"] == expected


def test_those_who_agree_do_not_open_the_door_for_the_others(engine: Engine, subject: int) -> None:
    with writing(engine) as session:
        other = add_worker(session, "0A1B-2C3D")
        agrees(session, other)
        post(session, a_wage(session, placement_id=add_placement(session, PlacementDraft(other, "logging", "RU"))))
        session.commit()
    with reading(engine, Visit(scope="statement", today=date.today())) as session:
        assert {entry.placement.subject for entry in read.entries(session)} == {"0A1B-2C3D"}
        assert not read.may_read(session, subject)
        assert read.is_withheld(session, 1)
        assert not read.is_withheld(session, 999)
