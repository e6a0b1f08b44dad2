"""The database itself refuses money that does not add up, whoever writes the SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.post import post
from ledger.book.session import session as writing
from tests.book.making import a_wage
from tests.book.raw import BALANCED, Line, raw_entry, raw_lines, raw_post, raw_seal, run

NO_ENTRY = r"no such entry|fk_seal_entry_id_entry"  # on SQLite the proof speaks first, on PostgreSQL the foreign key
UNBALANCED: dict[str, tuple[Line, ...]] = {
    "off by one": (("employer:wage", "USD", None, -100, None), ("worker:hand", "USD", None, 99, None)),
    "one line": (("worker:hand", "USD", None, 1, None),),
    "one case only": (("employer:wage", "USD", -100, -150, -200), ("worker:hand", "USD", 100, 150, 201)),
    "across currencies": (("employer:wage", "USD", None, -100, None), ("worker:hand", "EUR", None, 100, None)),
    "across cases": (("employer:wage", "USD", -100, None, None), ("worker:hand", "USD", None, None, 100)),
    "a case with a hole": (
        ("employer:wage", "USD", -100, 0, None),
        ("worker:hand", "USD", 100, None, None),
    ),
    "holes that sum to zero": (
        ("employer:wage", "USD", -100, -5, None),
        ("worker:hand", "USD", 100, 5, None),
        ("state:plan", "USD", 0, None, None),
    ),
}


def test_a_balanced_entry_by_plain_sql_is_taken(session: Session) -> None:
    raw_post(session, 1, BALANCED)
    session.commit()
    assert read.entry(session, 1) is not None


@pytest.mark.parametrize("lines", UNBALANCED.values(), ids=UNBALANCED.keys())
def test_an_unbalanced_entry_cannot_be_sealed(session: Session, lines: tuple[Line, ...]) -> None:
    with pytest.raises(IntegrityError, match=r"does not balance|same cases"):
        raw_post(session, 1, lines)


def test_an_entry_cannot_be_committed_without_its_seal(engine: Engine) -> None:
    with writing(engine) as session:
        raw_entry(session, 1)
        raw_lines(session, 1, BALANCED)
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        assert read.counts(session).entries == 0


def test_a_refused_seal_leaves_an_entry_that_cannot_be_committed(engine: Engine) -> None:
    with writing(engine) as session:
        raw_entry(session, 1)
        raw_lines(session, 1, UNBALANCED["off by one"])
        with pytest.raises(IntegrityError), session.begin_nested():
            raw_seal(session, 1)
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        assert read.counts(session).entries == 0


def test_an_entry_without_postings_cannot_be_sealed(session: Session) -> None:
    with pytest.raises(IntegrityError, match="no postings"):
        raw_post(session, 1, ())


def test_a_seal_without_an_entry_is_refused(session: Session) -> None:
    with pytest.raises(IntegrityError, match=NO_ENTRY):
        raw_seal(session, 99)


def test_an_entry_is_sealed_once(session: Session) -> None:
    raw_post(session, 1, BALANCED)
    with pytest.raises(IntegrityError):
        raw_seal(session, 1)


def test_a_sealed_entry_takes_no_more_postings(session: Session) -> None:
    raw_post(session, 1, BALANCED)
    session.commit()
    with pytest.raises(IntegrityError, match="sealed"):
        raw_lines(session, 1, BALANCED, first=3)


def test_a_posted_entry_takes_no_more_postings_in_the_same_transaction(session: Session) -> None:
    number = post(session, a_wage(session))
    with pytest.raises(IntegrityError, match="sealed"):
        raw_lines(session, number, BALANCED, first=10)


def test_a_posting_needs_an_entry(session: Session) -> None:
    with pytest.raises(IntegrityError):
        raw_lines(session, 99, BALANCED)


@pytest.mark.parametrize("line", [("state:quota", "USD", None, 0, None), ("state:plan", "ZZZ", None, 0, None)])
def test_an_unknown_account_or_currency_is_refused(session: Session, line: Line) -> None:
    raw_entry(session, 1)
    with pytest.raises(IntegrityError):
        raw_lines(session, 1, [line])


@pytest.mark.parametrize("amount", ["'a lot'", "0.5"])
def test_an_amount_that_is_no_whole_number_is_refused_or_rounded_by_nobody(session: Session, amount: str) -> None:
    raw_entry(session, 1)
    statement = (
        "INSERT INTO posting (entry_id, line, account, currency, best)"
        f" VALUES (1, 1, 'state:plan', 'USD', {amount}), (1, 2, 'worker:hand', 'USD', 1)"
    )
    with pytest.raises(DBAPIError):
        _write_and_seal(session, statement)


def _write_and_seal(session: Session, statement: str) -> None:
    run(session, statement)
    raw_seal(session, 1)


def test_deferring_all_foreign_keys_does_not_let_a_seal_go_first(session: Session) -> None:
    deferring = {"sqlite": "PRAGMA defer_foreign_keys = ON", "postgresql": "SET CONSTRAINTS ALL DEFERRED"}
    run(session, deferring[session.connection().dialect.name])
    with pytest.raises(IntegrityError, match=NO_ENTRY):
        raw_seal(session, 1)
