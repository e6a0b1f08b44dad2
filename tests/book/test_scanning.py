"""The entries of a book added up in one reading: what they come to is what posting added up, figure by figure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.drafts import PostingDraft
from ledger.book.post import post_all
from ledger.book.stored import stored
from ledger.book.sums import rebuild, scanning, write_down
from ledger.book.sums.adding import Added
from ledger.book.sums.cells import Numbered
from tests.book.making import TODAY
from tests.book.raw import run
from tests.book.test_check import defenceless
from tests.book.test_sums import a_draft, a_month, book, books, three_workers

__all__ = ["book", "defenceless"]


def both(session: Session, placements: list[int]) -> list[Any]:
    """The cells and counts of these placements, by the one reading and as posting adds them."""
    connection = session.connection()
    scanned = scanning.Scanned(connection, set(placements), stored(connection))
    added = scanning.one_by_one(connection, set(placements))
    assert isinstance(added, Added)
    return [
        (Numbered(connection, cells).of(placements), counts, large)
        for cells, counts, large in (
            (scanned.of(placements), scanned.placements, scanned.large),
            (added, added.placements, added.large),
        )
    ]


def same(session: Session, placements: list[int]) -> None:
    one, other = both(session, placements)
    assert one[1:] == other[1:]
    assert one[0].keys() == other[0].keys()
    for cell, summed in one[0].items():
        its = other[0][cell]
        assert (summed.entries, summed.entry_id, summed.is_sound) == (its.entries, its.entry_id, its.is_sound)
        if summed.is_sound:
            assert summed.packed() == its.packed()


@given(books(), st.sampled_from([1, 2**39, 2**40, 2**41]))
@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_it_comes_to_what_posting_adds_up(book: Session, made: list[Any], factor: int) -> None:
    try:
        placements, sources = three_workers(book)
        numbers = post_all(book, [a_draft(placements[p], sources[s], said) for p, s, said, _ in made], today=TODAY)
        for number, (*_, is_wrong) in zip(numbers, made, strict=True):
            if is_wrong:
                correct(book, number, None, TODAY)
        write_down(book)  # the kinds of lines and entries have their numbers now
        if factor > 1:
            run(book, "DROP TRIGGER posting_refuses_update")
            run(book, f"UPDATE posting SET low = low * {factor}, best = best * {factor}, high = high * {factor}")
        same(book, sorted(placements))
    finally:
        book.rollback()


def test_a_count_below_zero_is_found_and_spoils_no_other(defenceless: Session) -> None:
    placements = [row[0] for row in run(defenceless, "SELECT DISTINCT placement_id FROM entry ORDER BY 1")]
    run(defenceless, "UPDATE entry SET observation = NULL")
    run(defenceless, "UPDATE posting SET account = 'unexplained:difference' WHERE line = 2")
    run(defenceless, "UPDATE posting SET label = NULL WHERE entry_id = 2")
    same(defenceless, placements)
    (cells, *_), _ = both(defenceless, placements)
    assert any(sums[0] < 0 for summed in cells.values() for sums in summed.lines.values())


LARGE = 2**41


@pytest.fixture
def mixed(session: Session) -> list[int]:
    """Three placements with entries of usual amounts; the second has a large one among them."""
    placements, sources = three_workers(session)
    much = (PostingDraft("employer:wage", "USD", best=-LARGE), PostingDraft("worker:hand", "USD", best=LARGE))
    for month in (1, 2, 3):
        post_all(session, [a_month(number, sources[month - 1], month) for number in placements])
    post_all(session, [a_month(placements[1], sources[0], 4, postings=much)])
    session.commit()
    return placements


def test_a_large_amount_is_added_up_among_small_ones(session: Session, mixed: list[int]) -> None:
    assert check(session) == []
    same(session, sorted(mixed))


def test_what_is_built_anew_is_what_posting_kept(session: Session, mixed: list[int]) -> None:
    tables = ("sum_placement", "sum_cell", "sum_line", "sum_class")
    kept = {name: run(session, f"SELECT * FROM {name} ORDER BY 1, 2").all() for name in tables}
    run(session, "UPDATE sum_cell SET entry_id = entry_id + 1")
    run(session, "UPDATE sum_placement SET is_whole = 0")
    assert [each.ref for each in check(session, ["sums"])] == [f"placement {number}" for number in sorted(mixed)]
    assert rebuild(session) == 3
    assert {name: run(session, f"SELECT * FROM {name} ORDER BY 1, 2").all() for name in tables} == kept


def test_placements_are_compared_some_at_a_time(
    session: Session, mixed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.book.sums.rebuilding._AT_ONCE", 1)
    assert check(session, ["sums"]) == []
    run(session, f"UPDATE sum_cell SET entry_id = 99 WHERE placement_id = {mixed[1]}")
    assert [each.ref for each in check(session, ["sums"])] == [f"placement {mixed[1]}"]
