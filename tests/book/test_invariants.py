"""Whatever is drawn: what balances is posted and reads back the same, what does not is refused twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from ledger.book import read
from ledger.book.check import check
from ledger.book.correct import correct
from ledger.book.drafts import PostingDraft
from ledger.book.errors import MixedCases, Unbalanced
from ledger.book.post import post
from ledger.book.session import session as writing
from ledger.values.cases import CASES, Amount
from tests.book.making import TODAY, a_wage
from tests.book.raw import raw_post

ACCOUNTS = ("state:plan", "company:commission", "living:food", "worker:hand", "worker:held", "unexplained:difference")
AMOUNTS = st.integers(-(10**12), 10**12)
BOUNDS = st.sampled_from([None, "at_least", "at_most", "either"])
# One engine serves all examples of a test; each example rolls back what it wrote.
SHARED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def balanced(draw: st.DrawFn) -> tuple[PostingDraft, ...]:
    """Lines in one or two currencies, each with its own cases, that sum to zero in each; some are not priced."""
    lines: list[PostingDraft] = []
    for currency in draw(st.lists(st.sampled_from(["USD", "KWD", "KRW", "XXX"]), min_size=1, max_size=2, unique=True)):
        cases = draw(st.lists(st.sampled_from(CASES), min_size=1, max_size=3, unique=True))
        takers = draw(st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=4))
        amounts = [{case: draw(AMOUNTS) for case in cases} for _ in takers]
        for account, priced in zip(takers, amounts, strict=True):
            bounds = {f"{case}_bound": draw(BOUNDS) for case in cases}
            lines.append(PostingDraft(account, currency, **priced, **bounds))  # type: ignore[arg-type]
        rest = {case: -sum(priced[case] for priced in amounts) for case in cases}
        lines.append(PostingDraft("employer:wage", currency, **rest))  # type: ignore[arg-type]
        if draw(st.booleans()):
            lines.append(PostingDraft("state:loyalty", currency))
    return tuple(draw(st.permutations(lines)))


@pytest.fixture
def shared(engine: Engine) -> Engine:
    return engine


@SHARED
@given(lines=balanced())
def test_what_balances_is_posted_and_reads_back_the_same(shared: Engine, lines: tuple[PostingDraft, ...]) -> None:
    with writing(shared) as session:
        found = read.entry(session, post(session, a_wage(session, postings=lines)))
        assert found is not None
        for line, drafted in zip(found.lines, lines, strict=True):
            assert (line.account, line.currency) == (drafted.account, drafted.currency)
            assert line.amounts == {
                case: Amount(getattr(drafted, case), getattr(drafted, f"{case}_bound"))
                for case in CASES
                if getattr(drafted, case) is not None
            }


@SHARED
@given(lines=balanced())
def test_what_was_posted_can_be_corrected_and_passes_every_check(
    shared: Engine, lines: tuple[PostingDraft, ...]
) -> None:
    with writing(shared) as session:
        draft = a_wage(session, postings=lines)
        correct(session, post(session, draft), draft, TODAY)
        assert check(session, ["sealed", "balance", "cases", "reversals", "words", "rules"]) == []


@SHARED
@given(lines=balanced(), data=st.data(), off=AMOUNTS.filter(bool))
def test_what_is_off_is_refused_by_the_write_path_and_by_the_database(
    shared: Engine, lines: tuple[PostingDraft, ...], data: st.DataObject, off: int
) -> None:
    spoilt = data.draw(st.sampled_from([n for n, line in enumerate(lines) if line.is_priced]))
    case = data.draw(st.sampled_from(CASES))
    before = getattr(lines[spoilt], case) or 0
    changed = [
        PostingDraft(line.account, line.currency, **{c: before + off if (n, c) == (spoilt, case) else getattr(line, c)
                                                     for c in CASES})
        for n, line in enumerate(lines)
    ]  # fmt: skip
    with writing(shared) as session, pytest.raises((Unbalanced, MixedCases)):
        post(session, a_wage(session, postings=tuple(changed)))
    with writing(shared) as session, pytest.raises(IntegrityError, match=r"does not balance|same cases"):
        raw_post(session, 1, [(line.account, line.currency, line.low, line.best, line.high) for line in changed])
