"""Held wages as states over time: worked out by hand, and what holds for every order and every settlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.compose import Line, paid_from, passed_on
from ledger.book.terms import PromiseView
from ledger.book.views import LineView
from ledger.measure.arrears import Standing, arrears, standing
from ledger.measure.overdue import Part, left_of, months_and_days, overdue
from ledger.values.cases import CASES, Amount
from ledger.values.periods import parse_period
from tests.measure.made_up import entry, stated


def views(drafts):
    made = []
    for number, draft in enumerate(drafts):
        ends = (draft.low, draft.best, draft.high)
        bounds = (draft.low_bound, draft.best_bound, draft.high_bound)
        amounts = {c: Amount(v, b) for c, v, b in zip(CASES, ends, bounds, strict=True) if v is not None}
        made.append(LineView(number, draft.account, draft.currency, amounts))
    return tuple(made)


def accrual(figure, period="2015", *, per="once", currency="USD", subject="s", **more):
    """So much is written down; in no gross."""
    lines = views(paid_from(currency, "unstated:gross", [Line("worker:held", stated=stated(figure))]))
    made = entry(number=more.pop("number", None), kind="accrual", per=per, period=period, subject=subject, **more)
    return replace(made, lines=lines)


def settlement(
    of=None, paid=None, levy=None, *, period="2016", currency="USD", subject="s", source="worker:held", **more
):
    """Of so much was paid and taken; `of` None: what is paid and taken clears what is held, and no more is said."""
    given = [("worker:hand", paid), ("state:levy", levy)]
    lines = [Line(account, stated=stated(figure)) for account, figure in given if figure is not None]
    if of is None:
        drafts = paid_from(currency, source, lines)
    else:
        drafts = passed_on(currency, [Line(source, stated=stated(of))], lines, "unexplained:difference")
    made = entry(number=more.pop("number", None), kind="settlement", per="once", period=period, subject=subject, **more)
    return replace(made, lines=views(drafts))


def promise(best, per="month", *, low=None, high=None, currency="USD", subject="s"):
    its = entry(subject=subject)
    ends = [None if v is None else v * 100 for v in (low, best, high)]
    return PromiseView(7, its.placement, its.source, currency, per, *ends, None, None)


def one(entries, promises=()):
    (row,) = arrears(entries, promises)
    return row


def plain(figure):
    """Whole units of the figure by case, with its bound where it has one."""
    return {c: (a.value // 100, a.bound) if a.bound else a.value // 100 for c, a in figure.items()}


def test_what_is_written_down_and_never_settled_is_outstanding():
    state = one([accrual(300), accrual(200, "2016")]).whole
    assert (plain(state.written), plain(state.outstanding)) == ({"best": 500}, {"best": 500})
    assert (state.cleared, state.settled, state.paid, state.paid_beyond, state.earned) == ({}, {}, {}, {}, {})


def test_a_settlement_parts_into_hand_takers_and_what_is_missing():
    """1,400 is written down; 900 is paid, 200 taken on return, 300 nobody explains."""
    state = one([accrual(1400), settlement(of=1400, paid=900, levy=200)]).whole
    assert plain(state.cleared) == plain(state.settled) == {"best": 1400}
    assert (plain(state.paid), plain(state.taken), plain(state.short_paid)) == (
        {"best": 900},
        {"best": 200},
        {"best": 300},
    )
    assert plain(state.outstanding) == {"best": 0}
    assert (plain(state.not_paid), state.forfeited) == ({"best": 500}, {})
    assert state.paid_share == {"best": (Fraction(9, 14), None)}


def test_part_of_it_may_be_settled_and_the_rest_stays_outstanding():
    state = one([accrual(1400), settlement(paid=900)]).whole
    assert (plain(state.outstanding), plain(state.not_paid), state.short_paid) == ({"best": 500}, {"best": 500}, {})


def test_what_was_paid_beyond_is_told_apart_and_nothing_is_owed_back():
    state = one([accrual(300), settlement(paid=500)]).whole
    assert (plain(state.outstanding), plain(state.paid_beyond)) == ({"best": 0}, {"best": 200})


def test_a_bounded_figure_that_is_written_down_and_settled_is_one_figure():
    """A12: above 5,000 in the ledger; 2,000 paid."""
    state = one([accrual((5000, None)), settlement(of=(5000, None), paid=2000)]).whole
    assert plain(state.written) == plain(state.cleared) == {"low": (5000, "at_least")}
    assert (plain(state.short_paid), plain(state.not_paid)) == (
        {"low": (3000, "at_least")},
        {"low": (3000, "at_least")},
    )
    assert state.paid_share == {"low": (Fraction(2, 5), "at_most")}
    assert plain(state.outstanding) == {"low": 0}


def test_two_bounded_figures_that_differ_leave_something_unknown():
    state = one([accrual((5000, None)), settlement(paid=2000)]).whole
    assert plain(state.outstanding) == {"low": (3000, "at_least")}


def test_a_settlement_without_an_accrual_says_itself_what_was_written_down():
    state = one([settlement(of=(5000, None), paid=2000)]).whole
    assert state.is_told_by_settlement
    assert plain(state.written) == {"low": (5000, "at_least")}
    assert (plain(state.not_paid), plain(state.outstanding)) == ({"low": (3000, "at_least")}, {"low": 0})


def test_a_payment_of_held_money_without_more_leaves_open_how_much_there_was():
    state = one([settlement(paid=2000)]).whole
    assert (plain(state.written), plain(state.outstanding)) == ({"best": (2000, "at_least")}, {"best": (0, "at_least")})


def test_a_settlement_of_what_the_book_never_held_writes_nothing_down():
    """B14: 1,000 saved, half of it due on return."""
    state = one([settlement(paid=500, levy=500, source="unstated:gross")]).whole
    assert (state.written, state.cleared, state.outstanding) == ({}, {}, {})
    assert (plain(state.settled), plain(state.paid), plain(state.taken)) == (
        {"best": 1000},
        {"best": 500},
        {"best": 500},
    )
    assert state.paid_share == {"best": (Fraction(1, 2), None)}


def test_forfeited_is_what_a_source_says_will_never_come():
    state = one([accrual(700), settlement(of=700, paid=0)]).whole
    assert (plain(state.forfeited), state.short_paid, plain(state.outstanding)) == ({"best": 700}, {}, {"best": 0})


@pytest.mark.parametrize("paid", [None, "?", (0, 10), 1])
def test_nothing_is_forfeited_by_silence(paid):
    state = one([accrual(700), settlement(of=700, paid=paid)]).whole
    assert (state.forfeited, bool(state.short_paid)) == ({}, True)


def test_a_taker_named_without_an_amount_may_have_it_so_nothing_is_forfeited():
    state = one([accrual(700), settlement(of=700, paid=0, levy="?")]).whole
    assert (state.forfeited, plain(state.short_paid)) == ({}, {"best": 700})
    assert [item.account for item in state.named] == ["state:levy"]


def test_low_stays_with_low_and_high_with_high():
    state = one([accrual((700, 1000)), settlement(paid=(200, 600))]).whole
    assert plain(state.outstanding) == {"low": 500, "high": 400}


def test_due_and_received_are_kept_apart():
    """A5: 2,500 to 2,800 earned; 700 to 1,000 due; nothing received."""
    wage = entry((2500, 2800), subject="s", period="2023-01/2023-02", company=1000, living=800, held=(700, 1000))
    state = one([wage]).whole
    assert plain(state.earned) == {"low": 5000, "high": 5600}
    assert {c: share for c, (share, _) in state.hand_and_held.items()} == {
        "low": Fraction(7, 25),
        "high": Fraction(5, 14),
    }
    assert {share for share, _ in state.in_hand.values()} == {Fraction(0)}


def test_a_month_that_nobody_counts_stands_apart_and_leaves_the_sums_open():
    monthly = entry(1000, subject="s", period="2015~", company=300, held=700)
    row = one([monthly, settlement(paid=2000)])
    (apart,) = row.apart
    assert (apart.per, plain(apart.outstanding)) == ("month", {"best": 700})
    assert plain(row.whole.outstanding) == {"best": (0, "at_least")}
    assert (row.whole.paid_beyond, [part.per for part in row.parts]) == ({}, ["month"])


def test_a_sum_beside_a_month_that_nobody_counts_is_at_least():
    monthly = entry(1000, subject="s", period="2015~", company=300, held=700)
    state = one([monthly, accrual(100), settlement(paid=40)]).whole
    assert plain(state.written) == {"best": (100, "at_least")}
    assert plain(state.outstanding) == {"best": (60, "at_least")}


def test_percent_is_no_money_and_is_added_to_nothing():
    row = one([entry(100, subject="s", currency="XXX", per="once", held=40, state=60)])
    assert row.whole is None
    assert plain(row.apart[0].outstanding) == {"best": 40}


def test_currencies_and_placements_have_rows_of_their_own():
    rows = arrears([accrual(1), accrual(2, currency="CNY"), accrual(3, subject="t")])
    assert [(r.placement.subject, r.currency) for r in rows] == [("s", "CNY"), ("s", "USD"), ("t", "USD")]


def test_what_is_neither_held_settled_nor_promised_has_no_row():
    assert arrears([entry(100, subject="s", state=40, hand=60)]) == ()


def test_reversed_entries_are_nothing():
    assert arrears([accrual(5, void=True)]) == ()


# --- promises ---------------------------------------------------------------------------------------------------------


def test_a_promise_by_the_month_is_counted_where_the_months_are_known():
    """A12: 100 a month for exactly five years is 6,000; 2,000 is a third of it."""
    five = "2019-05/2024-04"
    row = one([accrual((5000, None), five), settlement(of=(5000, None), paid=2000, period=five)], [promise(100)])
    (said,) = row.promised
    assert (said.times, plain(said.figure), plain(said.short)) == (60, {"low": 6000}, {"low": 4000})
    assert said.share == {"low": (Fraction(1, 3), None)}


@pytest.mark.parametrize("period", ["2019~", "2019/2024-05", "2019/..", "201X"])
def test_a_promise_is_not_multiplied_by_a_guess(period):
    (said,) = one([accrual(5000, period)], [promise(100)]).promised
    assert (said.times, plain(said.figure), said.paid) == (None, {"best": 100}, {})


def test_months_that_overlap_are_not_counted_twice():
    (said,) = one([accrual(10, "2015-01/2015-06"), accrual(10, "2015-06/2015-12")], [promise(100)]).promised
    assert said.times is None
    (said,) = one([accrual(10, "2015-01/2015-06"), accrual(10, "2015-07/2015-12")], [promise(100)]).promised
    assert said.times == 12


def test_a_month_is_set_beside_a_month():
    (said,) = one([entry(subject="s", period="1996/1997", hand=0)], [promise(120)]).promised
    assert (said.times, plain(said.figure), plain(said.paid), plain(said.short)) == (
        None, {"best": 120}, {"best": 0}, {"best": 120},
    )  # fmt: skip


def test_tips_are_no_part_of_what_was_promised():
    wage = entry(100, subject="s", period="2015-01/2015-02", tips=30, state=50, hand=80)
    (said,) = one([wage], [promise(100)]).promised
    assert (plain(said.paid), plain(said.short)) == ({"best": 100}, {"best": 100})


def test_a_promise_alone_has_a_row():
    row = one([], [promise(100)])
    assert (row.whole, row.entries, plain(row.promised[0].figure)) == (None, (), {"best": 100})


# --- over time --------------------------------------------------------------------------------------------------------


def test_the_timeline_has_every_step_and_the_balance_after_it():
    row = one([settlement(paid=350, period="2016"), accrual(200, "2015"), accrual(300, "2014"), accrual(50, "2017")])
    told = [(e.period.text, e.what, plain(e.amount), plain(e.balance)) for e in row.events]
    assert told == [
        ("2014", "written", {"best": 300}, {"best": 300}),
        ("2015", "written", {"best": 200}, {"best": 500}),
        ("2016", "settled", {"best": 350}, {"best": 150}),
        ("2016", "paid", {"best": 350}, {}),
        ("2017", "written", {"best": 50}, {"best": 200}),
    ]
    assert [(p.period.text, plain(p.figure)) for p in row.parts] == [("2015", {"best": 150}), ("2017", {"best": 50})]


def test_the_oldest_is_cleared_first_case_by_case():
    row = one([accrual((100, 300), "2014"), accrual(100, "2015"), settlement(paid=150)])
    assert [plain(p.figure) for p in row.parts] == [{"low": 0, "high": 150}, {"low": 50, "high": 100}]


def test_a_bounded_payment_leaves_bounded_parts():
    parts = [
        Part(1, parse_period("2014"), None, {"best": Amount(100)}),
        Part(2, parse_period("2015"), None, {"best": Amount(100)}),
    ]
    left = left_of(parts, {"best": Amount(50, "at_least")}, ("best",))
    assert [p.figure["best"] for p in left] == [Amount(50, "at_most"), Amount(100, "at_most")]
    left = left_of(parts, {"best": Amount(50, "at_most")}, ("best",))
    assert [p.figure["best"] for p in left] == [Amount(50, "at_least"), Amount(100)]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2023, 12, 31), date(2024, 2, 29), (2, 0)),
        (date(2023, 12, 31), date(2024, 2, 28), (1, 28)),
        (date(2024, 2, 29), date(2025, 2, 28), (12, 0)),
        (date(2020, 5, 10), date(2020, 5, 10), (0, 0)),
        (date(2020, 5, 10), date(2021, 5, 9), (11, 29)),
    ],
)
def test_whole_months_and_the_days_beyond(first, last, found):
    assert months_and_days(first, last) == found


@pytest.mark.parametrize(
    ("period", "sure", "months", "band"),
    [
        ("2019-05/2024-04", "exact", 20, "1-2"),
        ("2025-01-01", "exact", 12, "1-2"),
        ("2025-01-02", "exact", 11, "under-1"),
        ("2021", "exact", 48, "2-5"),
        ("2020", "exact", 60, "over-5"),
        ("../2020", "exact", 60, "over-5"),
        ("2023~", "about", 24, "2-5"),
        ("2023?", "about", 24, "2-5"),
        ("201X", "at_least", 72, "over-5"),
        ("2019/..", "at_most", 84, "unknown"),
        ("2026", "running", None, "unknown"),
        ("202X", "unknown", None, "unknown"),
        ("2027/..", "unknown", None, "unknown"),
        ("../..", "unknown", None, "unknown"),
    ],
)
def test_how_long_is_told_as_exactly_as_the_period_is(period, sure, months, band):
    found = overdue(parse_period(period), date(2026, 1, 1))
    assert (found.sure, found.months, found.band) == (sure, months, band)


# --- invariants -------------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, 50)
FIGURES = st.one_of(WHOLE, st.tuples(WHOLE, WHOLE).map(lambda ends: tuple(sorted(ends))), st.tuples(WHOLE, st.none()))
PERIODS = st.sampled_from(["2014", "2015-03", "2016~", "201X", "2017/..", "../2013"])
ACCRUALS = st.builds(accrual, FIGURES, PERIODS)
SETTLEMENTS = st.builds(
    settlement, of=st.one_of(st.none(), FIGURES), paid=FIGURES, levy=st.one_of(st.none(), WHOLE), period=PERIODS
)
WAGES = st.builds(lambda held, period: entry(100, subject="s", period=period, per="once", held=held), FIGURES, PERIODS)
ENTRIES = st.lists(st.one_of(ACCRUALS, SETTLEMENTS, WAGES), min_size=1, max_size=8)


@given(ENTRIES)
def test_written_down_is_cleared_and_outstanding_less_what_was_beyond_in_every_case(entries):
    for row in arrears(entries):
        state = row.whole
        nothing = Amount(0)
        for case in state.written:
            cleared, beyond = state.cleared.get(case, nothing), state.paid_beyond.get(case, nothing)
            outstanding = state.outstanding[case]
            assert state.written[case].value == cleared.value + outstanding.value - beyond.value
            assert outstanding.value >= 0
            assert beyond.value >= 0
            if not state.is_told_by_settlement:
                assert sum(p.figure[case].value for p in row.parts if p.per is None) == outstanding.value
        for case in state.settled:
            parts = (state.paid, state.taken, state.short_paid, state.forfeited)
            assert state.settled[case].value == sum(part.get(case, nothing).value for part in parts)


@given(ENTRIES, SETTLEMENTS)
def test_a_settlement_is_never_a_second_earning(entries, more):
    before, after = arrears(entries), arrears([*entries, more])
    assert [row.whole.earned for row in after] == ([row.whole.earned for row in before] or [{}])


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(entries, chance):
    mixed = list(entries)
    chance.shuffle(mixed)
    assert arrears(mixed) == arrears(entries)


@given(ENTRIES)
def test_the_last_balance_is_what_is_outstanding(entries):
    for row in arrears(entries):
        steps = [event for event in row.events if event.balance]
        if steps and not row.whole.is_told_by_settlement:
            assert {c: a.value for c, a in steps[-1].balance.items()} == {
                c: a.value for c, a in row.whole.outstanding.items()
            }


MONTHLY = st.builds(accrual, FIGURES, PERIODS, per=st.sampled_from(["month", "once"]), subject=st.sampled_from("st"))
UNPRICED = st.builds(lambda made: replace(made, lines=tuple(replace(x, amounts={}) for x in made.lines)), ACCRUALS)
EURO = st.builds(accrual, FIGURES, PERIODS, currency=st.just("EUR"), subject=st.sampled_from("st"))


@given(st.lists(st.one_of(ACCRUALS, SETTLEMENTS, WAGES, MONTHLY, UNPRICED, EURO), max_size=10))
def test_what_goes_into_a_sum_of_many_is_what_the_rows_say(entries):
    entries = [replace(made, id=number) for number, made in enumerate(entries)]
    assert list(standing(entries)) == [
        Standing(
            row.placement.subject,
            row.currency,
            row.origins,
            tuple(its.id for its in row.entries),
            row.whole.outstanding if row.whole else {},
            row.has_unpriced or any(part.per is not None for part in row.parts),
        )
        for row in arrears(entries)
    ]
