"""Two on one server who write down the same, or who stand in each other's way: one row, or one honest refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.erase import erase
from ledger.book.errors import AlreadyReversed
from ledger.book.log.append import append
from ledger.book.log.heads import heads, sign_head
from ledger.book.post import post
from ledger.book.register import (
    Mark,
    PlacementDraft,
    SourceDraft,
    add_cohort,
    add_organisation,
    add_origin,
    add_placement,
    add_source,
    add_worker,
    mark,
)
from ledger.book.session import Visit, reading
from ledger.book.session import session as writing
from ledger.store.errors import BookLocked, ChangedMeanwhile
from ledger.store.opening import opened
from ledger.store.where import PostgresPlace
from tests.book.making import TODAY, a_wage


@pytest.fixture
def engine(postgres_place: PostgresPlace) -> Iterator[Engine]:
    with opened(postgres_place, None) as found:
        yield found


class Other:
    """Somebody else, who does one thing in a session of their own and commits; how it ended is in `result`."""

    def __init__(self, engine: Engine, work: Callable[[Session], Any]) -> None:
        self.engine, self.work, self.result = engine, work, None
        self._thread = threading.Thread(target=self._do)
        self._thread.start()

    def _do(self) -> None:
        try:
            with writing(self.engine, Visit(scope="record")) as book:
                done = self.work(book)
                book.commit()
            self.result = done
        except Exception as trouble:
            self.result = trouble

    def waits(self) -> None:
        """Return when they wait for a lock."""
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while self._thread.is_alive() and not connection.scalar(waiting):
                self._thread.join(0.01)

    def ended(self) -> Any:
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.result


WRITES: dict[str, Callable[[Session], int]] = {
    "origin": lambda s: add_origin(s, "a witness"),
    "source": lambda s: add_source(s, SourceDraft("a paper", "document", "What it printed")),
    "subject": lambda s: add_cohort(s, "cz-garment", "seamstresses", (8, 12)),
    "organisation": lambda s: add_organisation(s, "employer", "Sewing Factory", "CZ"),
}


@pytest.mark.parametrize("noun", WRITES)
def test_the_same_written_down_by_two_is_one_row_for_both(engine: Engine, noun: str) -> None:
    with writing(engine) as book:
        mine = WRITES[noun](book)
        other = Other(engine, WRITES[noun])
        other.waits()
        book.commit()
    assert other.ended() == mine
    with reading(engine) as book:
        assert book.scalar(text(f"SELECT count(*) FROM {noun}")) == 1
        assert check(book) == []


@pytest.mark.parametrize("noun", WRITES)
def test_what_one_takes_back_the_other_writes_down(engine: Engine, noun: str) -> None:
    with writing(engine) as book:
        WRITES[noun](book)
        other = Other(engine, WRITES[noun])
        other.waits()
        book.rollback()
    number = other.ended()
    with reading(engine) as book:
        assert book.scalars(text(f"SELECT id FROM {noun}")).all() == [number]
        assert check(book) == []


def test_of_two_who_correct_an_entry_the_second_is_told(engine: Engine) -> None:
    with writing(engine, Visit(scope="record")) as book:
        number = post(book, a_wage(book), today=TODAY)
        book.commit()
        made = correct(book, number, None, date.today())
        other = Other(engine, lambda s: correct(s, number, None, date.today()))
        other.waits()
        book.commit()
    told = other.ended()
    assert isinstance(told, AlreadyReversed)
    assert str(made.reversal) in str(told)


def test_of_two_who_take_in_the_same_rows_the_second_takes_in_nothing(engine: Engine) -> None:
    def take_in(book: Session) -> None:
        add_source(book, SourceDraft("a paper", "document", str(threading.get_ident())))
        mark(book, "observations", [Mark("f" * 64, 1, "observation:x")])

    with writing(engine) as book:
        take_in(book)
        other = Other(engine, take_in)
        other.waits()
        book.commit()
    assert isinstance(other.ended(), ChangedMeanwhile)
    with reading(engine) as book:
        assert book.scalar(text("SELECT count(*) FROM source")) == 1
        assert check(book) == []


def test_of_two_who_wait_for_each_other_one_goes_on_and_one_is_told(engine: Engine) -> None:
    steps = threading.Barrier(2, timeout=10)

    def both(first: str, second: str) -> Callable[[Session], None]:
        def work(book: Session) -> None:
            add_origin(book, first)
            steps.wait()
            add_origin(book, second)

        return work

    ended = [each.ended() for each in (Other(engine, both("x", "y")), Other(engine, both("y", "x")))]
    assert sorted(type(each).__name__ for each in ended) == ["BookLocked", "NoneType"]
    assert {str(each) for each in ended} == {"None", BookLocked.message}
    with reading(engine) as book:
        assert book.scalar(text("SELECT count(*) FROM origin")) == 2
        assert check(book) == []


def test_an_erasure_begins_when_nobody_else_is_at_the_end_of_the_log(engine: Engine) -> None:
    """It says after which leaf it begins: a leaf that came between would have it refused."""
    with writing(engine, Visit(scope="record")) as book:
        worker = add_worker(book, "0A1B-2C3D")
        post(book, a_wage(book, placement_id=add_placement(book, PlacementDraft(worker, "logging", "RU"))), today=TODAY)
        book.commit()
        add_origin(book, "meanwhile")
        add_source(book, SourceDraft("meanwhile", "document", "What it printed"))
        append(book)
        other = Other(engine, lambda s: erase(s, worker))
        other.waits()
        begun = text("SELECT count(*) FROM pg_locks WHERE relation = 'erasing'::regclass AND mode = 'RowExclusiveLock'")
        assert book.scalar(begun) == 0
        book.commit()
    assert other.ended().rows["entry"] == 1
    with reading(engine) as book:
        assert check(book) == []


def test_heads_that_two_sign_at_once_follow_each_other(engine: Engine) -> None:
    with writing(engine) as book:
        add_origin(book, "before")
        add_source(book, SourceDraft("before", "document", "What it printed"))
        book.commit()
        sign_head(book)

        def write_and_sign(s: Session) -> int:
            add_source(s, SourceDraft("after", "document", "What it printed then"))
            return sign_head(s).size

        other = Other(engine, write_and_sign)
        other.waits()
        book.commit()
    assert other.ended() == 2
    with reading(engine) as book:
        assert [head.size for head in heads(book)] == [1, 2]
        assert check(book) == []
