"""Without its trigger each attack succeeds: so it is the trigger that refuses, and the tests of refusal can fail."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.book.making import a_placement
from tests.book.raw import BALANCED, NEGATIVE, raw_entry, raw_lines, raw_post, raw_seal, run


def drop(session: Session, table: str, *triggers: str) -> None:
    tail = f" ON {table}" if session.connection().dialect.name == "postgresql" else ""
    for trigger in triggers:
        run(session, f"DROP TRIGGER IF EXISTS {trigger}{tail}")


def test_without_the_proof_an_unbalanced_entry_is_sealed(session: Session) -> None:
    drop(session, "seal", "seal_proves_entry")
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
def test_on_postgresql_without_the_guard_a_line_may_name_any_account(session: Session) -> None:
    raw_entry(session, 1)
    drop(session, "posting", "posting_needs_open_entry")
    raw_lines(session, 1, [("state:quota", "ZZZ", None, 0, None)])
    raw_seal(session, 1)
    session.commit()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_on_postgresql_the_guard_needs_no_foreign_key_to_miss_an_entry(session: Session) -> None:
    run(session, "ALTER TABLE posting DROP CONSTRAINT fk_posting_entry_id_entry")
    with pytest.raises(IntegrityError, match="sealed, or there is none"):
        raw_lines(session, 99, BALANCED)


def test_without_its_guard_the_log_takes_any_leaf(session: Session) -> None:
    drop(session, "log_leaf", "log_leaf_takes")
    leaf = {"hash": b"h" * 32}
    run(session, "INSERT INTO log_leaf VALUES (7, '2026-03-01', 'rate', 'local', 'c', :hash, 'rate', 1)", **leaf)
    session.commit()


def test_without_the_proof_what_is_reversed_may_be_unfinished(session: Session) -> None:
    placement = a_placement(session)
    raw_entry(session, 1, placement_id=placement)
    raw_lines(session, 1, BALANCED)
    drop(session, "seal", "seal_proves_reversed", "seal_proves_entry")
    raw_post(session, 2, NEGATIVE, reverses=1, placement_id=placement)
    raw_lines(session, 1, BALANCED, first=3)
    raw_seal(session, 1)
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
