"""What is of published cohorts and what is of workers, read apart: the same entries that the whole reading has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.correct import correct
from ledger.book.drafts import PostingDraft
from ledger.book.post import post, post_all
from ledger.book.read import apart
from ledger.values.periods import parse_period
from tests.book.making import a_placement, a_wage, a_workers_placement

HELD = (PostingDraft("employer:wage", "USD", best=-100), PostingDraft("worker:held", "USD", best=100))
WORKERS = ("7K3M-Q9TZ", "7K3M-Q9T2", "7K3M-Q9T3")
NARROWED: list[dict[str, Any]] = [
    {},
    {"country": "KW"},
    {"country": "CZ"},
    {"since": date(2003, 1, 1)},
    {"until": date(2003, 1, 1)},
    {"since": date(2003, 1, 1), "until": date(2020, 1, 1), "country": "KW"},
]


@pytest.fixture
def book(session: Session) -> Session:
    """Two cohorts' entries and three workers', with something held at two of the workers' placements."""
    a_placement(session)
    places = [a_workers_placement(session, worker) for worker in WORKERS]
    period = parse_period("2012-05")
    post_all(session, [a_wage(session), a_wage(session, period=period, observation=None)])
    made = [
        {"placement_id": places[0], "postings": HELD, "observation": "of-one"},
        {"placement_id": places[0], "observation": None},
        {"placement_id": places[1], "observation": "of-one", "period": period},
        {"placement_id": places[2], "observation": "of-three", "postings": HELD, "period": period},
    ]
    post_all(session, [a_wage(session, **each) for each in made])
    return session


@pytest.mark.parametrize("narrowed", NARROWED)
def test_the_entries_of_cohorts_are_those_of_the_whole_reading(book: Session, narrowed: dict[str, Any]) -> None:
    whole = read.entries(book, **narrowed)
    assert read.of_cohorts(book, **narrowed) == tuple(e for e in whole if e.placement.subject_kind == "cohort")
    theirs = {e.observation for e in whole if e.placement.subject_kind == "worker"} - {None}
    assert read.observations_of_workers(book, **narrowed) == theirs


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_all_entries_of_a_placement_with_something_held_come_together(
    book: Session, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(apart, "AT_ONCE", at_once)
    lots = list(read.held_of_workers(book))
    assert len(lots) == (2 if at_once == 1 else 1)
    whole = [e for e in read.entries(book) if e.placement.subject in (WORKERS[0], WORKERS[2])]
    assert sorted((e for lot in lots for e in lot), key=lambda e: e.id) == whole
    met = [{e.placement.id for e in lot} for lot in lots]
    assert sum(map(len, met)) == len(set().union(*met))


def test_what_was_settled_without_being_held_is_read_too(book: Session) -> None:
    place = read.placements(book, subject=WORKERS[1])[0].id
    lines = (PostingDraft("unstated:gross", "USD", best=-5), PostingDraft("worker:hand", "USD", best=5))
    number = post(book, a_wage(book, placement_id=place, kind="settlement", basis=None, postings=lines))
    assert number in {e.id for lot in read.held_of_workers(book) for e in lot}


def test_a_corrected_entry_comes_with_its_correction(book: Session) -> None:
    first = next(e for e in read.entries(book) if e.observation == "of-three")
    correct(book, first.id, None, date(2026, 3, 1))
    its = [e for lot in read.held_of_workers(book) for e in lot if e.placement.subject == WORKERS[2]]
    assert [e.is_void for e in its] == [True, True]
