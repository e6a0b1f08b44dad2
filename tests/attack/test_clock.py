"""A clock that goes backwards makes no leaf older than the one before it, and brings no consent back to life."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.consent import consents
from ledger.book.log.heads import heads, sign_head
from ledger.book.post import post
from ledger.book.read import entries, may_read
from ledger.book.session import Visit, reading, session
from tests.book.making import a_wage, a_workers_placement, agrees

DAYS = [date(2026, 3, 1), date(2027, 6, 1), date(2019, 1, 1), date(1970, 1, 1), date(2027, 5, 31), date(2028, 2, 29)]
LATE = date(2028, 1, 1)
EARLY = date(2027, 1, 1)


def written_on(engine: Engine, day: date) -> None:
    with session(engine, Visit(today=day)) as writing:
        post(writing, a_wage(writing), today=day)
        writing.commit()


def test_no_leaf_is_dated_before_the_one_in_front_of_it(engine: Engine) -> None:
    for day in DAYS:
        written_on(engine, day)
    with reading(engine) as seen:
        leaves = seen.connection().scalars(text("SELECT day FROM log_leaf ORDER BY seq")).all()
        assert list(leaves) == sorted(leaves)
        assert set(leaves) == {"2026-03-01", "2027-06-01", "2028-02-29"}
        assert check(seen) == []


def test_no_head_is_dated_before_the_leaves_that_it_signs(engine: Engine) -> None:
    for day in (date(2027, 6, 1), date(2019, 1, 1)):
        with session(engine, Visit(today=day)) as writing:
            post(writing, a_wage(writing), today=day)
            sign_head(writing)
            writing.commit()
    with reading(engine) as seen:
        assert [head.day for head in heads(seen)] == ["2027-06-01", "2027-06-01"]
        assert check(seen) == []


@pytest.fixture
def expired(engine: Engine) -> Engine:
    """A worker's consent that ended on a day of 2027, in a book that has seen 2028."""
    with session(engine, Visit(scope="record", today=EARLY)) as writing:
        placement = a_workers_placement(writing)
        agrees(writing, 1, "record", "statement", until=date(2027, 12, 31))
        post(writing, a_wage(writing, placement_id=placement), today=EARLY)
        writing.commit()
    with reading(engine, Visit(scope="record", today=EARLY)) as seen:
        assert read(seen) == 1
    written_on(engine, LATE)
    return engine


def read(seen: Session) -> int:
    """How many entries of workers there are for this session."""
    return sum(each.placement.subject_kind == "worker" for each in entries(seen))


@pytest.mark.parametrize("today", [EARLY, date(2027, 12, 31)])
def test_an_expired_consent_does_not_come_back_when_the_clock_is_set_back(expired: Engine, today: date) -> None:
    with reading(expired, Visit(scope="record", today=today)) as seen:
        assert read(seen) == 0
        assert not may_read(seen, 1)


@pytest.mark.parametrize("today", [EARLY])
def test_an_expired_consent_is_shown_as_expired_whatever_the_clock_says(expired: Engine, today: date) -> None:
    with reading(expired, Visit(scope="record", today=today)) as seen:
        assert {each.scope: each.state for each in consents(seen, 1)}["record"] == "expired"
