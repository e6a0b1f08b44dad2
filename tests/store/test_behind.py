"""Long inserts run behind the program: in order, before whatever follows, and never past a failure."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from ledger.book.rows import Origin
from ledger.store import many
from ledger.store.behind import run_behind
from ledger.store.many import insert_flat, insert_many

COUNT = text("SELECT count(*) FROM origin")


def origins(*numbers: int) -> list[object]:
    return [value for number in numbers for value in (number, f"origin-{number}")]


def put(session: Session, *numbers: int) -> None:
    insert_flat(session.connection(), "origin", ("id", "code"), origins(*numbers))


def threads() -> int:
    return sum(thread.name.startswith("insert") for thread in threading.enumerate())


def test_what_follows_sees_all_that_was_handed_over(session):
    for start in range(0, 20_000, 1000):
        put(session, *range(start, start + 1000))
    assert session.scalar(COUNT) == 20_000
    session.commit()
    assert session.scalar(COUNT) == 20_000


@pytest.mark.parametrize("rows", [1, 3, many.FEW - 1, many.FEW, 2507])
def test_rows_of_any_number_are_all_written_once_and_in_their_columns(session, rows):
    put(session, *range(rows))
    found = session.execute(text("SELECT id, code FROM origin ORDER BY id")).all()
    assert [tuple(row) for row in found] == [(number, f"origin-{number}") for number in range(rows)]


def test_what_is_nowhere_stated_is_left_out(session):
    insert_many(session.connection(), "organisation", ("id", "kind", "name", "country"), [(1, "broker", "x", None)])
    insert_many(session.connection(), "organisation", ("id", "kind", "name", "country"), [])
    assert session.execute(text("SELECT kind, name, country FROM organisation")).all() == [("broker", "x", None)]


def test_what_is_rolled_back_is_gone_and_the_thread_with_it(session):
    put(session, *range(5000))
    session.rollback()
    assert session.scalar(COUNT) == 0
    assert threads() == 0


def test_the_thread_ends_with_the_commit(session):
    put(session, *range(5000))
    session.commit()
    assert threads() == 0


def test_a_refused_row_stops_the_commit(session):
    put(session, *range(1000), *range(1000))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.scalar(COUNT) == 0
    assert threads() == 0


def test_a_refused_row_stops_whatever_follows_until_the_rollback(session):
    put(session, *range(1000), *range(1000))
    for _ in range(2):
        with pytest.raises(IntegrityError) as caught:
            session.scalar(COUNT)
        assert "origin-" not in f"{caught.value} {caught.value.orig} {caught.value.__cause__}"
    with pytest.raises(IntegrityError):
        put(session, *range(2000, 3000))
    session.rollback()
    put(session, *range(1000))
    session.commit()
    assert session.scalar(COUNT) == 1000


def test_nothing_is_done_after_a_failure(session):
    done: list[int] = []
    connection, gate = session.connection(), threading.Event()

    def fail() -> None:
        gate.wait()
        raise ValueError("wrong")

    run_behind(connection, fail)
    for number in range(3):
        run_behind(connection, lambda number=number: done.append(number))
    gate.set()
    with pytest.raises(ValueError, match="wrong"):
        session.scalar(COUNT)
    session.rollback()
    assert done == []


def test_a_savepoint_is_set_after_all_that_was_handed_over(session):
    put(session, *range(1000))
    with session.begin_nested() as point:
        put(session, *range(1000, 2000))
        point.rollback()
    assert session.scalar(COUNT) == 1000
    assert session.get(Origin, 999) is not None


def test_a_transaction_after_a_failed_one_starts_anew(engine):
    for numbers, is_good in ((range(1000), True), (range(1000), False), (range(1000, 2000), True)):
        with Session(engine) as opened:
            put(opened, *numbers)
            if is_good:
                opened.commit()
            else:
                with pytest.raises(DBAPIError):
                    opened.commit()
    with Session(engine) as opened:
        assert opened.scalar(COUNT) == 2000
