from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.correct import correct
from ledger.book.errors import AlreadyReversed, IsReversal, NoEntry
from ledger.book.post import post
from tests.book.making import TODAY, a_wage

LATER = date(2026, 4, 2)


def test_a_correction_turns_the_entry_back_and_posts_it_anew(session: Session) -> None:
    draft = a_wage(session)
    number = post(session, draft, today=TODAY)
    made = correct(session, number, replace(draft, page="p. 5"), LATER)
    assert made.replacement is not None
    old, turned, new = read.entries(session, ids=[number, made.reversal, made.replacement])
    assert (old.reversed_by, turned.reverses, new.page) == (made.reversal, number, "p. 5")
    assert (old.is_void, turned.is_void, new.is_void) == (True, True, False)


def test_the_reversal_is_effective_at_the_original_period_and_recorded_now(session: Session) -> None:
    number = post(session, a_wage(session), today=TODAY)
    old, turned = read.entries(session, ids=[number, correct(session, number, None, LATER).reversal])
    assert (turned.period, turned.placement, turned.source, turned.kind) == (
        old.period,
        old.placement,
        old.source,
        old.kind,
    )
    assert (old.recorded_on, turned.recorded_on) == ("2026-03-01", "2026-04-02")


def test_entry_and_reversal_sum_to_zero_line_by_line(session: Session) -> None:
    number = post(session, a_wage(session))
    old, turned = read.entries(session, ids=[number, correct(session, number, None, LATER).reversal])
    for was, now in zip(old.lines, turned.lines, strict=True):
        assert (was.account, was.currency, was.mode, was.amounts.keys()) == (
            now.account,
            now.currency,
            now.mode,
            now.amounts.keys(),
        )
        assert all(was.amounts[case].value + now.amounts[case].value == 0 for case in was.amounts)
        assert all(was.amounts[case].bound == now.amounts[case].bound for case in was.amounts)


def test_without_a_draft_the_entry_is_only_turned_back(session: Session) -> None:
    number = post(session, a_wage(session))
    assert correct(session, number, None, LATER).replacement is None


def test_an_entry_is_corrected_once(session: Session) -> None:
    number = post(session, a_wage(session))
    made = correct(session, number, None, LATER)
    with pytest.raises(AlreadyReversed, match=f"Entry {number} was reversed already, by entry {made.reversal}"):
        correct(session, number, None, LATER)


def test_a_reversal_is_not_corrected(session: Session) -> None:
    number = post(session, a_wage(session))
    with pytest.raises(IsReversal):
        correct(session, correct(session, number, None, LATER).reversal, None, LATER)


def test_there_must_be_an_entry(session: Session) -> None:
    with pytest.raises(NoEntry, match="There is no entry 99"):
        correct(session, 99, None, LATER)


def test_a_correction_can_be_corrected(session: Session) -> None:
    draft = a_wage(session)
    made = correct(session, post(session, draft), draft, LATER)
    assert made.replacement is not None
    again = correct(session, made.replacement, draft, LATER)
    assert again.replacement is not None
