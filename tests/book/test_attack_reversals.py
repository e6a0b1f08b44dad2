"""A reversal is the exact negative of one entry, once; the database sees to it."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.book.post import post
from tests.book.making import a_placement, a_wage
from tests.book.raw import BALANCED, NEGATIVE, Line, raw_entry, raw_lines, raw_post, raw_seal, run

WRONG: dict[str, tuple[Line, ...]] = {
    "the same again": BALANCED,
    "half of it": (("employer:wage", "USD", None, 50, None), ("worker:hand", "USD", None, -50, None)),
    "another account": (("employer:wage", "USD", None, 100, None), ("worker:held", "USD", None, -100, None)),
    "another currency": (("employer:wage", "EUR", None, 100, None), ("worker:hand", "EUR", None, -100, None)),
    "another case": (("employer:wage", "USD", 100, None, None), ("worker:hand", "USD", -100, None, None)),
    "a line more": (*NEGATIVE, ("state:plan", "USD", None, 0, None)),
    "an unpriced line more": (*NEGATIVE, ("state:plan", "USD", None, None, None)),
    "lines in another order": NEGATIVE[::-1],
}


@pytest.fixture
def book(session: Session) -> tuple[Session, int]:
    placement = a_placement(session)
    raw_post(session, 1, BALANCED, placement_id=placement)
    session.commit()
    return session, placement


def test_the_exact_negative_is_taken(book: tuple[Session, int]) -> None:
    session, placement = book
    raw_post(session, 2, NEGATIVE, reverses=1, placement_id=placement)
    session.commit()


@pytest.mark.parametrize("lines", WRONG.values(), ids=WRONG.keys())
def test_anything_else_is_refused(book: tuple[Session, int], lines: tuple[Line, ...]) -> None:
    session, placement = book
    with pytest.raises(IntegrityError, match="exact negative"):
        raw_post(session, 2, lines, reverses=1, placement_id=placement)


@pytest.mark.parametrize("changes", [{"period": "2011"}, {"kind": "levy"}, {"per": "year"}, {"basis": "wage"}])
def test_the_negative_of_another_event_is_refused(book: tuple[Session, int], changes: dict[str, str]) -> None:
    session, placement = book
    with pytest.raises(IntegrityError, match="same event"):
        raw_post(session, 2, NEGATIVE, reverses=1, placement_id=placement, **changes)


def test_the_negative_in_another_placement_is_refused(book: tuple[Session, int]) -> None:
    session, _ = book
    with pytest.raises(IntegrityError, match="same event"):
        raw_post(session, 2, NEGATIVE, reverses=1, placement_id=a_placement(session, "other"))


def test_an_entry_is_reversed_once(book: tuple[Session, int]) -> None:
    session, placement = book
    raw_post(session, 2, NEGATIVE, reverses=1, placement_id=placement)
    with pytest.raises(IntegrityError):
        raw_post(session, 3, NEGATIVE, reverses=1, placement_id=placement)


def test_a_reversal_is_not_reversed(book: tuple[Session, int]) -> None:
    session, placement = book
    raw_post(session, 2, NEGATIVE, reverses=1, placement_id=placement)
    with pytest.raises(IntegrityError, match="same event"):
        raw_post(session, 3, BALANCED, reverses=2, placement_id=placement)


def test_an_entry_does_not_reverse_itself_or_nothing(session: Session) -> None:
    placement = a_placement(session)
    for number, turned in ((5, 5), (6, 77)):
        with pytest.raises(IntegrityError), session.begin_nested():
            raw_post(session, number, NEGATIVE, reverses=turned, placement_id=placement)


def test_an_entry_is_reversed_only_when_it_is_whole(session: Session) -> None:
    """Lines that came to it after its reversal was sealed would be turned by nothing."""
    placement = a_placement(session)
    raw_entry(session, 1, placement_id=placement)
    raw_lines(session, 1, BALANCED)
    raw_entry(session, 2, placement_id=placement, reverses=1)
    raw_lines(session, 2, NEGATIVE)
    with pytest.raises(IntegrityError, match="reversed is not sealed"), session.begin_nested():
        raw_seal(session, 2)
    raw_seal(session, 1)
    raw_seal(session, 2)
    session.commit()


def test_a_reversal_with_other_bounds_is_refused(session: Session) -> None:
    number = post(session, a_wage(session))
    head = dict(run(session, "SELECT * FROM entry WHERE id = :n", n=number).mappings().one())
    head |= {"id": number + 1, "reverses": number}
    names = ", ".join(head)
    run(session, f"INSERT INTO entry ({names}) VALUES ({', '.join(':' + name for name in head)})", **head)
    run(
        session,
        "INSERT INTO posting (entry_id, line, account, currency, low, best, high, low_bound, mode)"
        " SELECT entry_id + 1, line, account, currency, -low, -best, -high, NULL, mode FROM posting"
        " WHERE entry_id = :n",
        n=number,
    )
    with pytest.raises(IntegrityError, match="exact negative"):
        run(session, "INSERT INTO seal (entry_id) VALUES (:n)", n=number + 1)
