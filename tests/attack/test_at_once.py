"""Two writers and a reader at once: nothing is lost, nothing is doubled, and the log has no gap."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import text

from ledger.book import read
from ledger.book.check import check
from ledger.book.post import post
from ledger.book.session import Visit, reading, session
from ledger.store.opening import opened
from ledger.store.where import FolderPlace, Place
from tests.book.making import a_placement, a_source, a_wage

SECONDS = 1.0
WRITERS = 2


class Crowd:
    """Threads with engines of their own on one book, and what each of them saw."""

    def __init__(self, place: Place, key: object, ids: tuple[int, int], seconds: float) -> None:
        self.place, self.key, self.ids, self.seconds = place, key, ids, seconds
        self.numbers: list[list[int]] = [[] for _ in range(WRITERS)]
        self.seen: list[int] = []
        self.troubles: list[BaseException] = []

    def go(self) -> None:
        """Let everybody write and read until the time is over."""
        jobs = [threading.Thread(target=self._told, args=(self._write, n)) for n in range(WRITERS)]
        jobs.append(threading.Thread(target=self._told, args=(self._read, 0)))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join(60)

    def _told(self, job: object, number: int) -> None:
        try:
            job(number)  # type: ignore[operator]
        except BaseException as trouble:
            self.troubles.append(trouble)

    def _write(self, number: int) -> None:
        placement, source = self.ids
        until = time.monotonic() + self.seconds
        with opened(self.place, self.key, patience_ms=20_000) as engine:  # type: ignore[arg-type]
            while time.monotonic() < until:
                with session(engine, Visit(scope="record")) as writing:
                    made = [
                        post(writing, a_wage(writing, placement_id=placement, source_id=source, observation=None))
                        for _ in range(3)
                    ]
                    if len(self.numbers[number]) % 5 == 4:
                        writing.rollback()  # what was taken back leaves nothing behind
                        made = [
                            post(writing, a_wage(writing, placement_id=placement, source_id=source, observation=None))
                        ]
                    writing.commit()
                self.numbers[number] += made

    def _read(self, _: int) -> None:
        until = time.monotonic() + self.seconds
        with opened(self.place, self.key) as engine:  # type: ignore[arg-type]
            while time.monotonic() < until:
                with reading(engine, Visit(scope="record")) as seen:
                    before = read.counts(seen).entries
                    leaves = seen.connection().scalar(text("SELECT count(*) FROM log_leaf WHERE noun = 'entry'"))
                    assert (before, leaves) == (read.counts(seen).entries, before), "one moment, wholly logged"
                    self.seen.append(before)


@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(20.0, marks=pytest.mark.attack)])
def test_two_writers_and_a_reader_lose_nothing_double_nothing_and_leave_no_gap(
    place: Place, request: pytest.FixtureRequest, seconds: float
) -> None:
    key = request.getfixturevalue("key") if isinstance(place, FolderPlace) else None
    with opened(place, key) as engine, session(engine, Visit(scope="record")) as first:
        ids = a_placement(first), a_source(first)
        first.commit()
    crowd = Crowd(place, key, ids, seconds)
    crowd.go()
    assert crowd.troubles == []
    assert all(crowd.numbers)
    written = sorted(number for numbers in crowd.numbers for number in numbers)
    assert len(set(written)) == len(written)
    assert crowd.seen == sorted(crowd.seen)
    with opened(place, key) as engine, reading(engine, Visit(scope="record")) as seen:
        assert sorted(each.id for each in read.entries(seen)) == written
        seqs = seen.connection().scalars(text("SELECT seq FROM log_leaf ORDER BY seq")).all()
        assert list(seqs) == list(range(len(seqs)))
        assert check(seen) == []
