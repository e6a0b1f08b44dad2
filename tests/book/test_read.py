from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.cells import Cells, Coded
from ledger.book.gather import gather
from ledger.book.outputs import workers_of
from ledger.book.post import post, post_all
from ledger.book.read import blocks
from ledger.book.register import PlacementDraft, add_organisation, add_placement, add_worker
from ledger.book.session import reading
from ledger.book.session import session as writing
from ledger.measure.columns import cells_of
from ledger.values.periods import parse_period
from tests.book.everything import a_full_book
from tests.book.making import TODAY, WORKER, a_placement, a_wage, a_workers_placement, agrees

PERIODS = {1: "2003", 2: "2004-06", 3: "2004/..", 4: "../2002", 5: "2004-12-31", 6: "201X"}


@pytest.fixture
def dated(session: Session) -> Session:
    post_all(session, [a_wage(session, period=parse_period(text)) for text in PERIODS.values()])
    return session


@pytest.mark.parametrize(
    ("since", "until", "inside"),
    [
        (None, None, [1, 2, 3, 4, 5, 6]),
        ("2004-01-01", None, [2, 3, 5, 6]),
        (None, "2003-01-01", [4]),
        ("2003-12-31", "2004-01-01", [1]),
        ("2004-01-01", "2004-06-01", [3]),
        ("2004-06-30", "2004-07-01", [2, 3]),
        ("2004-12-31", "2005-01-01", [3, 5]),
        ("2019-12-31", "2020-01-01", [3, 6]),
        ("2002-12-31", "2003-01-02", [1, 4]),
    ],
)
def test_an_entry_is_inside_when_some_day_of_it_may_be(
    dated: Session, since: str | None, until: str | None, inside: list[int]
) -> None:
    found = read.entries(
        dated, since=since and date.fromisoformat(since), until=until and date.fromisoformat(until)  # type: ignore[arg-type]
    )  # fmt: skip
    assert [entry.id for entry in found] == inside


def test_entries_are_found_by_country_placement_subject_observation_and_number(session: Session) -> None:
    czech, gulf = a_placement(session), a_workers_placement(session)
    one = post(session, a_wage(session, placement_id=czech, observation="cz-1"))
    two = post(session, a_wage(session, placement_id=gulf, observation="kw-1"))

    def numbers(**where: object) -> list[int]:
        return [entry.id for entry in read.entries(session, **where)]  # type: ignore[arg-type]

    assert numbers(country="CZ") == numbers(placement_id=czech) == numbers(subject="cz-garment") == [one]
    assert numbers(country="KW") == numbers(subject=WORKER) == numbers(observation="kw-1") == [two]
    assert numbers(ids=[two, one, 99]) == [one, two]
    assert numbers(ids=[]) == numbers(country="PL") == numbers(subject="nobody") == []
    assert numbers(country="CZ", ids=[two]) == []


def test_a_missing_number_is_nothing(session: Session) -> None:
    assert read.entry(session, 1) is None
    assert read.placement(session, 1) is None
    assert read.subject_id(session, WORKER) is None


def test_a_placement_says_whose_and_where(session: Session) -> None:
    employer = add_organisation(session, "employer", "A Builder", "KW")
    sending = add_organisation(session, "sending", "A Company")
    subject = add_worker(session, WORKER)
    agrees(session, subject, "record")
    number = add_placement(
        session, PlacementDraft(subject, "construction", "KW", employer, sending, parse_period("2016/.."))
    )
    found = read.placement(session, number)
    assert found is not None
    assert (found.subject, found.subject_kind, found.headcount_low, found.description) == (WORKER, "worker", None, None)
    assert (found.country, found.sector, found.employer, found.sending) == (
        "KW",
        "construction",
        "A Builder",
        "A Company",
    )
    assert found.begins == parse_period("2016/..")
    assert read.placements(session, subject=WORKER) == (found,) == read.placements(session)
    assert read.placements(session, subject="nobody") == ()
    assert read.subject_id(session, WORKER) == subject


def test_a_full_book_reads_back(full: Session) -> None:
    (claim,), (rate,), (condition,) = read.claims(full), read.rates(full), read.conditions(full)
    (promise,), (stated,) = read.promises(full), read.stated(full)
    assert (claim.side, claim.takers, claim.low, claim.high, claim.operator) == (
        "taken",
        "state",
        None,
        900_000,
        "up to",
    )
    assert (rate.base, rate.quote, rate.rate, rate.kind, rate.period.text) == (
        "USD",
        "KPW",
        "8000.50",
        "market",
        "2000/2003",
    )
    assert (condition.code, condition.indicator, condition.country, condition.state) == ("C01", "FL08", "CZ", "present")
    assert (condition.reliability, condition.credibility, condition.grade) == ("F", 6, "F6")
    assert (promise.low, promise.best, promise.high, promise.currency, promise.per) == (
        20000,
        None,
        30000,
        "USD",
        "month",
    )
    assert (stated.flow, stated.amount_low, stated.treatment, stated.entry_id) == (
        "state_remittance",
        "75",
        "posted",
        1,
    )
    assert claim.placement == promise.placement
    assert claim.source.origin == "a-witness"


def test_evidence_is_found_by_what_it_is_about(full: Session) -> None:
    assert len(read.claims(full, country="CZ")) == len(read.rates(full, base="USD", quote="KPW")) == 1
    assert read.claims(full, country="KW") == read.claims(full, observation="x") == ()
    assert read.claims(full, placement_id=99) == read.promises(full, placement_id=99) == ()
    assert read.rates(full, base="EUR") == read.rates(full, quote="EUR") == read.conditions(full, country="KW") == ()
    assert len(read.stated(full, entry_id=1)) == 1
    assert read.stated(full, entry_id=99) == read.stated(full, observation="x") == ()


def test_everything_is_counted(full: Session) -> None:
    found = read.counts(full)
    assert (found.entries, found.reversals, found.postings) == (3, 1, 12)
    assert (found.origins, found.sources, found.workers, found.cohorts, found.placements) == (1, 1, 1, 1, 4)
    assert (found.promises, found.stated, found.claims, found.rates, found.conditions, found.intake) == (
        1,
        1,
        1,
        1,
        1,
        2,
    )


def test_reading_takes_the_same_few_queries_however_many_entries(engine: Engine) -> None:
    asked: list[str] = []
    with writing(engine) as session:
        post_all(session, [a_wage(session)] * 300)
        session.commit()
    with reading(engine) as session:
        event.listen(engine, "after_cursor_execute", lambda *args: asked.append(args[2]))
        assert len(read.entries(session)) == 300
    assert len([query for query in asked if query.startswith("SELECT")]) == 5


@pytest.mark.parametrize("name", ["1", "x"])
def test_a_trace_reads_what_belongs_to_it_and_no_whole_table(full_engine: Engine, name: str) -> None:
    asked: list[str] = []
    with writing(full_engine) as session:
        post(session, a_wage(session, observation="x"), today=TODAY)
        session.commit()
    with reading(full_engine) as session:
        event.listen(full_engine, "after_cursor_execute", lambda *args: asked.append(args[2]))
        assert gather(session, name).entries
    queries = [query for query in asked if query.startswith("SELECT")]
    assert [query for query in queries if "WHERE" not in query] == []
    assert len(queries) < 20


def test_a_reversal_is_known_however_its_entry_is_found(full: Session) -> None:
    (whole, *_), one = read.entries(full), read.entry(full, 1)
    assert one == whole
    assert one is not None
    assert one.reversed_by == 2


def test_an_abandoned_reading_leaves_the_session_usable(engine: Engine) -> None:
    with writing(engine) as session:
        post_all(session, [a_wage(session)] * 10)
        session.commit()
    with reading(engine) as session:
        walk = read.each_entry(session)
        assert next(walk).id == 1
        walk.close()  # type: ignore[attr-defined]
        assert read.counts(session).entries == 10


# --- columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen", [{}, {"country": "KW"}, {"country": "XK"}, {"since": date(2004, 1, 1)}, {"until": date(2004, 1, 1)}]
)
def test_columns_hold_what_the_entries_hold(dated: Session, chosen: dict[str, Any]) -> None:
    """The engine's columns are those of the entries read one by one, on SQLite and on PostgreSQL."""
    a_full_book(dated)
    assert same(read.cells(dated, **chosen), cells_of(read.entries(dated, **chosen)))


@pytest.mark.parametrize("size", [1, 3])
def test_columns_that_come_in_blocks_are_those_that_come_at_once(
    dated: Session, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    a_full_book(dated)
    agrees(dated, read.subject_id(dated, WORKER))
    placement = read.placements(dated, subject=WORKER)[0].id
    post_all(dated, [a_wage(dated, placement_id=placement, period=parse_period(f"{n}")) for n in range(2011, 2018)])
    dated.commit()
    found, each, some = (read.cells(dated), read.cells(dated, is_each=True), read.cells(dated, since=date(2014, 1, 1)))
    assert "worker" in found.keys["subject_kind"].words
    monkeypatch.setattr(blocks, "BLOCK", size)
    assert same(read.cells(dated), found)
    assert same(read.cells(dated, is_each=True), each)
    assert same(read.cells(dated, since=date(2014, 1, 1)), some)


@pytest.mark.parametrize("numbers", [[], [7], [3, 1, 3, 2], [0, 2**31 - 1, 0], [-1, 5, -1]])
def test_the_different_ones_of_numbers_and_their_places(numbers: list[int]) -> None:
    found, at = blocks.different(np.array(numbers, dtype=np.int64))
    assert found.tolist() == sorted(set(numbers))
    assert found[at].tolist() == numbers


def test_the_workers_of_entries_are_told_without_the_cohorts(session: Session) -> None:
    mine, theirs = a_workers_placement(session), a_placement(session)
    numbers = [post(session, a_wage(session, placement_id=which)) for which in (mine, theirs, mine)]
    assert workers_of(session, numbers) == {read.subject_id(session, WORKER)}
    assert workers_of(session, [*numbers[:1], 999_999]) == {read.subject_id(session, WORKER)}
    assert workers_of(session, numbers[1:2]) == workers_of(session, []) == set()


def test_the_columns_of_an_empty_book_are_empty(session: Session) -> None:
    assert same(read.cells(session), cells_of([]))


def same(one: Cells, other: Cells) -> bool:
    """True when two sets of columns say the same."""
    pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(Cells)]
    return all(_same(a, b) for a, b in pairs)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, Coded):
        return [a.words[c] if c >= 0 else None for c in a.codes] == [b.words[c] if c >= 0 else None for c in b.codes]
    return a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all())


def test_any_number_of_workers_is_asked_for_at_once(session: Session) -> None:
    number = add_worker(session, WORKER)
    asked = [f"{n // 10_000:04}-{n % 10_000:04}" for n in range(300_000)]
    assert read.workers(session, [*asked, WORKER]) == {WORKER: (number, False)}
