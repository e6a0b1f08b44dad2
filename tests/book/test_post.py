from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ledger.book import read
from ledger.book.drafts import EntryDraft, PostingDraft
from ledger.book.errors import (
    MixedCases,
    NoPostings,
    Unbalanced,
    UnknownAccount,
    UnknownCurrency,
    UnknownWord,
)
from ledger.book.post import BATCH, post, post_all
from ledger.book.session import session as writing
from ledger.values.cases import Amount
from tests.book.making import TODAY, a_wage


def lines(*postings: PostingDraft) -> tuple[PostingDraft, ...]:
    return postings


def test_a_posted_entry_reads_back_as_it_was_drafted(session: Session) -> None:
    draft = a_wage(session)
    found = read.entry(session, post(session, draft, today=TODAY))
    assert found is not None
    for name in ("kind", "basis", "per", "period", "reliability", "credibility", "page", "observation", "words"):
        assert getattr(found, name) == getattr(draft, name)
    assert found.placement.id == draft.placement_id
    assert found.source.id == draft.source_id
    assert found.recorded_on == "2026-03-01"
    assert not found.is_void
    assert [line.account for line in found.lines] == ["employer:wage", "state:plan", "worker:hand", "state:loyalty"]
    assert found.lines[1].amounts == {"low": Amount(7500, "at_least"), "high": Amount(8000)}
    assert (found.lines[1].label, found.lines[2].mode, found.lines[2].operator) == ("planned sum", "in-kind", "about")
    assert found.lines[3].amounts == {}


def test_entries_are_numbered_in_the_order_of_their_drafts(session: Session) -> None:
    draft = a_wage(session)
    numbers = post_all(session, [replace(draft, page=str(n)) for n in range(BATCH + 3)])
    assert numbers == sorted(numbers)
    assert [found.page for found in read.entries(session, ids=numbers)] == [str(n) for n in range(BATCH + 3)]


def test_posting_nothing_posts_nothing(session: Session) -> None:
    assert post_all(session, []) == []


def test_post_never_commits(engine: Engine) -> None:
    with writing(engine) as first:
        post(first, a_wage(first))
    with writing(engine) as second:
        assert read.counts(second).entries == 0


def test_a_committed_entry_is_there_for_the_next_session(engine: Engine) -> None:
    with writing(engine) as first:
        number = post(first, a_wage(first))
        first.commit()
    with writing(engine) as second:
        assert read.entry(second, number) is not None


def test_an_entry_of_unpriced_lines_alone_is_taken(session: Session) -> None:
    number = post(session, a_wage(session, postings=lines(PostingDraft("state:plan", "USD"))))
    found = read.entry(session, number)
    assert found is not None
    assert found.lines[0].amounts == {}


def test_each_currency_balances_alone(session: Session) -> None:
    mixed = lines(PostingDraft("employer:wage", "USD", best=-100), PostingDraft("worker:hand", "EUR", best=100))
    with pytest.raises(Unbalanced):
        post(session, a_wage(session, postings=mixed))


def test_each_case_balances_alone(session: Session) -> None:
    crossed = lines(
        PostingDraft("employer:wage", "USD", low=-100, high=-200), PostingDraft("worker:hand", "USD", low=200, high=100)
    )
    with pytest.raises(Unbalanced) as refused:
        post(session, a_wage(session, postings=crossed))
    assert str(refused.value) == "Entry 1 of 1 does not balance in USD, low case."


def test_a_line_without_one_of_the_cases_is_refused(session: Session) -> None:
    ragged = lines(
        PostingDraft("employer:wage", "USD", low=-100, best=0),
        PostingDraft("worker:hand", "USD", low=100),
    )
    with pytest.raises(MixedCases):
        post(session, a_wage(session, postings=ragged))


def test_currencies_may_have_different_cases(session: Session) -> None:
    both = lines(
        PostingDraft("employer:wage", "USD", low=-100, high=-200),
        PostingDraft("worker:hand", "USD", low=100, high=200),
        PostingDraft("employer:bonus", "EUR", best=-5),
        PostingDraft("worker:hand", "EUR", best=5),
    )
    assert post(session, a_wage(session, postings=both))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"postings": ()}, NoPostings),
        ({"postings": lines(PostingDraft("state:quota", "USD"))}, UnknownAccount),
        ({"postings": lines(PostingDraft("state:plan", "ZZZ"))}, UnknownCurrency),
        ({"postings": lines(PostingDraft("state:plan", "USD", mode="stolen"))}, UnknownWord),
        ({"kind": "quota"}, UnknownWord),
        ({"basis": "guess"}, UnknownWord),
        ({"per": "fortnight"}, UnknownWord),
        ({"reliability": "G"}, UnknownWord),
        ({"credibility": 7}, UnknownWord),
    ],
)
def test_what_the_book_does_not_know_is_refused(
    session: Session, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        post(session, a_wage(session, **changes))


@pytest.mark.parametrize("amount", [1.0, True])
def test_only_whole_numbers_are_money(session: Session, amount: object) -> None:
    wrong = lines(PostingDraft("worker:hand", "USD", best=amount), PostingDraft("employer:wage", "USD", best=-1))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        post(session, a_wage(session, postings=wrong))


def test_one_wrong_draft_among_many_leaves_nothing(session: Session) -> None:
    good = a_wage(session)
    wrong = replace(good, postings=lines(PostingDraft("worker:hand", "USD", best=1)))
    with pytest.raises(Unbalanced, match=r"Entry 2 of 3 "):
        post_all(session, [good, wrong, good])
    assert read.counts(session).entries == 0


def test_the_day_of_recording_is_today_unless_it_is_said(session: Session) -> None:
    found = read.entry(session, post(session, a_wage(session)))
    assert found is not None
    assert abs((date.fromisoformat(found.recorded_on) - date.today()).days) <= 1


def test_a_draft_is_frozen() -> None:
    assert EntryDraft.__dataclass_params__.frozen  # type: ignore[attr-defined]
