"""No error of the database carries the text of a row, on either engine."""

from __future__ import annotations

import logging
import traceback

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.book.making import a_placement, a_workers_placement
from tests.book.raw import raw_entry, run

CANARY = "CANARY-7f3a"
WRONG = {
    "a broken rule": "INSERT INTO organisation (kind, name) VALUES ('person', :said)",
    "a key that is there": "INSERT INTO subject (kind, code) VALUES ('cohort', :said)",
    "a key that is not there": "INSERT INTO account (code, party, kind, side) VALUES (:said, 'state', 'x', 'taken')",
    "a value of another type": "INSERT INTO seal (entry_id) VALUES (cast(:said AS TEXT))",
}


@pytest.mark.parametrize("statement", WRONG.values(), ids=WRONG.keys())
def test_a_refusal_does_not_quote_the_row(
    session: Session, statement: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    a_placement(session, CANARY)
    with pytest.raises(DBAPIError) as refused:
        run(session, statement, said=CANARY)
    said = "".join(traceback.format_exception(refused.value)) + caplog.text + "".join(capfd.readouterr())
    assert CANARY not in said


def test_a_unique_pseudonym_is_not_quoted(session: Session) -> None:
    a_workers_placement(session)
    with pytest.raises(DBAPIError) as refused:
        run(session, "INSERT INTO subject (kind, pseudonym) VALUES ('worker', '7K3M-Q9TZ')")
    assert "7K3M" not in str(refused.value.orig)


def test_an_entry_that_cannot_be_committed_is_not_quoted(session: Session) -> None:
    raw_entry(session, 1, words=CANARY)
    with pytest.raises(DBAPIError) as refused:
        session.commit()
    assert CANARY not in "".join(traceback.format_exception(refused.value))
