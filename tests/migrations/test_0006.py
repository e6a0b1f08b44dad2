"""Schema 0006, up and down with rows: no row changes, and the rules are the same whichever way they are proved.

What could get past the proofs of statements is tried in tests/book/test_attack_statements.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.post import post, post_all
from ledger.book.rows import Row
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.store.schema import downgrade, schema, upgrade
from tests.book.making import TODAY, a_wage
from tests.book.raw import BALANCED, NEGATIVE, raw_entry, raw_lines, raw_post, raw_seal, run
from tests.migrations.shape import shape

SHARED = {"fk_posting_account_account": "account", "fk_posting_currency_currency": "currency"}
KEYS = "SELECT conname FROM pg_constraint WHERE conrelid = 'posting'::regclass AND contype = 'f' ORDER BY conname"


def kept(connection: Connection) -> dict[str, list[str]]:
    """Every row of every table."""
    return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in Row.metadata.tables}


@pytest.fixture
def before(full_engine: Engine) -> dict[str, list[str]]:
    """Every row of a book with a row in every table."""
    with full_engine.connect() as connection:
        return kept(connection)


def test_down_and_up_no_row_changes(full_engine: Engine, before: dict[str, list[str]]) -> None:
    with full_engine.connect() as connection:
        newest = shape(connection)
    downgrade(full_engine, to="0005")
    with full_engine.connect() as connection:
        assert (kept(connection), schema(connection)) == (before, "0005")
    upgrade(full_engine)
    with full_engine.connect() as connection:
        assert (kept(connection), shape(connection)) == (before, newest)
    with reading(full_engine) as session:
        assert check(session) == []


def test_an_upgraded_book_takes_entries_and_corrections_and_goes_down_with_them(full_engine: Engine) -> None:
    downgrade(full_engine, to="0005")
    upgrade(full_engine)
    with writing(full_engine, Visit(scope="record")) as session:
        number = post_all(session, [a_wage(session, observation=None)] * 3, today=TODAY)[1]
        session.commit()
        correct(session, number, None, TODAY)
        session.commit()
        assert check(session) == []
    downgrade(full_engine, to="0005")
    with writing(full_engine, Visit(scope="record")) as session:
        post(session, a_wage(session, observation=None), today=TODAY)
        session.commit()
    upgrade(full_engine)
    with reading(full_engine) as session:
        assert check(session) == []


@pytest.mark.parametrize("full_place", ["postgresql"], indirect=True)
def test_going_down_asks_again_for_every_account_and_currency(full_engine: Engine) -> None:
    with full_engine.connect() as connection:
        assert connection.scalars(text(KEYS)).all() == ["fk_posting_entry_id_entry"]
    downgrade(full_engine, to="0005")
    with full_engine.connect() as connection:
        assert {*SHARED, "fk_posting_entry_id_entry"} == set(connection.scalars(text(KEYS)))
    upgrade(full_engine)
    with full_engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM account WHERE code = 'worker:hand'"))
    with pytest.raises(IntegrityError, match="fk_posting_account_account"):
        downgrade(full_engine, to="0005")
    with full_engine.connect() as connection:
        assert schema(connection) == "0006"


def uneven(session: Session) -> None:
    raw_post(session, 901, BALANCED[:1])


def empty(session: Session) -> None:
    raw_post(session, 901, ())


def mixed(session: Session) -> None:
    raw_post(session, 901, [("worker:hand", "USD", 0, 0, None), ("employer:wage", "USD", None, 0, None)])


def late(session: Session) -> None:
    raw_post(session, 901, BALANCED)
    raw_lines(session, 901, BALANCED, first=3)


def no_account(session: Session) -> None:
    raw_entry(session, 901)
    raw_lines(session, 901, [("state:quota", "USD", None, 0, None)])


def no_currency(session: Session) -> None:
    raw_entry(session, 901)
    raw_lines(session, 901, [("worker:hand", "ZZZ", None, 0, None)])


def no_entry(session: Session) -> None:
    raw_seal(session, 999)


def not_turned(session: Session) -> None:
    raw_post(session, 901, BALANCED, placement_id=1)
    raw_post(session, 902, BALANCED, placement_id=1, reverses=901)


def gap_in_the_log(session: Session) -> None:
    run(session, "INSERT INTO log_leaf SELECT seq + 9000, day, action, actor, commitment, hash, noun, row_id + 9000"
                 " FROM log_leaf WHERE seq = 0")  # fmt: skip


def turned_too_soon(session: Session) -> None:
    raw_entry(session, 901, placement_id=1)
    raw_lines(session, 901, BALANCED)
    raw_post(session, 902, NEGATIVE, placement_id=1, reverses=901)


RULES = (uneven, empty, mixed, late, no_account, no_currency, no_entry, not_turned, gap_in_the_log)


def ended(engine: Engine, attempt: Callable[[Session], None]) -> str:
    """The SQLSTATE with which it is refused, the driver's error where there is none; or that it is taken."""
    with writing(engine) as session:
        try:
            attempt(session)
        except IntegrityError as refused:
            return str(getattr(refused.orig, "sqlstate", type(refused.orig).__name__))
    return "taken"


def test_each_rule_is_the_same_before_and_after(full_engine: Engine) -> None:
    found = [ended(full_engine, attempt) for attempt in RULES]
    assert "taken" not in found
    downgrade(full_engine, to="0005")
    assert [ended(full_engine, attempt) for attempt in RULES] == found


def test_from_here_on_what_is_reversed_is_sealed_first(full_engine: Engine) -> None:
    assert ended(full_engine, turned_too_soon) in {"23514", "IntegrityError"}
    downgrade(full_engine, to="0005")
    assert ended(full_engine, turned_too_soon) == "taken"
