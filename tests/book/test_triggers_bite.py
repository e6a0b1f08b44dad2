"""Without its trigger each attack succeeds: so it is the trigger that refuses, and the tests of refusal can fail."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.book.making import a_placement
from tests.book.raw import BALANCED, raw_entry, raw_lines, raw_post, raw_seal, run


def drop(session: Session, table: str, *triggers: str) -> None:
    tail = f" ON {table}" if session.connection().dialect.name == "postgresql" else ""
    for trigger in triggers:
        run(session, f"DROP TRIGGER IF EXISTS {trigger}{tail}")


def test_without_the_proof_an_unbalanced_entry_is_sealed(session: Session) -> None:
    drop(session, "seal", "seal_proves_entry")
    if session.connection().dialect.name == "postgresql":
        drop(session, "posting", "posting_balances_at_commit")
    raw_post(session, 1, [("worker:hand", "USD", None, 100, None)])
    session.commit()


def test_without_the_proof_a_reversal_may_be_anything(session: Session) -> None:
    placement = a_placement(session)
    raw_post(session, 1, BALANCED, placement_id=placement)
    drop(session, "seal", "seal_proves_reversal", "seal_proves_entry")
    raw_post(session, 2, BALANCED, reverses=1, placement_id=placement)
    session.commit()


def test_without_the_guard_a_sealed_entry_takes_postings(session: Session) -> None:
    raw_post(session, 1, BALANCED)
    drop(session, "posting", "posting_needs_open_entry")
    raw_lines(session, 1, BALANCED, first=3)
    session.commit()


def test_without_the_refusals_rows_change(full: Session) -> None:
    drop(full, "source", "source_refuses_update", "source_refuses_change")
    run(full, "UPDATE source SET title = 'altered'")
    full.commit()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_on_postgresql_the_last_proof_catches_what_the_others_let_through(session: Session) -> None:
    drop(session, "posting", "posting_needs_open_entry")
    raw_post(session, 1, BALANCED)
    raw_lines(session, 1, [("worker:hand", "USD", None, 1, None)], first=3)
    with pytest.raises(Exception, match="does not balance"):
        session.commit()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_one_statement_that_seals_and_posts_is_refused(session: Session) -> None:
    raw_entry(session, 1)
    raw_lines(session, 1, BALANCED)
    both = (
        "WITH sealed AS (INSERT INTO seal VALUES (1) RETURNING entry_id) INSERT INTO posting"
        " (entry_id, line, account, currency, best) SELECT entry_id, 3, 'worker:hand', 'USD', 1 FROM sealed"
    )
    with pytest.raises(IntegrityError, match="sealed"):
        run(session, both)


def test_a_temporary_table_of_the_same_name_is_not_believed(session: Session) -> None:
    raw_entry(session, 1)
    raw_lines(session, 1, [("worker:hand", "USD", None, 100, None)])
    run(
        session,
        "CREATE TEMPORARY TABLE posting (entry_id INTEGER, currency TEXT, low INTEGER, best INTEGER, high INTEGER)",
    )
    if session.connection().dialect.name == "postgresql":
        run(session, "SET LOCAL search_path = pg_temp, public")
    run(session, "INSERT INTO posting (entry_id, currency, best) VALUES (1, 'USD', 0)")
    with pytest.raises(Exception, match="does not balance"):
        raw_seal(session, 1)
