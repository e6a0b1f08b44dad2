"""Amounts come to one interval exactly, or stay where they are: nothing is rounded on the way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.cells import INTERVALS
from ledger.intake.intervals import MONTHS, common, converted, is_convertible
from ledger.values.cases import Stated

RATIO = {"month": 1, "quarter": 3, "year": 12}  # months in each; a day, a week and an hour have no fixed ratio to them


def test_the_intervals_with_a_fixed_ratio_are_these_three():
    assert MONTHS == RATIO


@pytest.mark.parametrize(
    ("amount", "per", "into", "told"),
    [
        (12_000, "year", "month", 1_000),
        (1_000, "month", "year", 12_000),
        (300, "quarter", "month", 100),
        (100, "quarter", "year", 400),
        (0, "year", "month", 0),
        (-1_200, "year", "month", -100),
        (100, "day", "day", 100),
        (100, "year", "month", None),
        (100, "day", "month", None),
        (100, "week", "month", None),
        (100, "hour", "day", None),
        (100, "once", "month", None),
        (100, "month", "once", None),
    ],
)
def test_an_amount_told_in_another_interval(amount, per, into, told):
    assert converted(Stated(best=amount), per, into) == (None if told is None else Stated(best=told))


def test_a_range_is_told_only_when_both_ends_are_whole():
    assert converted(Stated(low=1_200, high=2_400), "year", "month") == Stated(low=100, high=200)
    assert converted(Stated(low=1_200, high=2_401), "year", "month") is None


def test_a_plan_a_year_that_does_not_divide_by_twelve_is_told_per_year():
    """7,000 to 8,000 a year (700,000 to 800,000 cents) is 58,333.3 to 66,666.7 a month: the year is used for all."""
    assert common("month", [("year", Stated(low=700_000, high=800_000)), ("month", Stated(best=10_000))]) == "year"
    assert common("month", [("year", Stated(low=720_000, high=840_000))]) == "month"


def test_lines_without_a_ratio_do_not_decide():
    assert common("month", [("day", Stated(best=100)), ("once", Stated(best=1)), ("month", Stated(best=7))]) == "month"
    assert common("day", [("year", Stated(best=1))]) == "day"


AMOUNTS = st.integers(-(10**12), 10**12)
TRIPLES = st.lists(AMOUNTS, min_size=3, max_size=3).map(lambda v: Stated(*sorted(v)))
STATED = TRIPLES | st.builds(Stated, best=AMOUNTS)
LONG = st.sampled_from(sorted(RATIO))
ANY = st.sampled_from(INTERVALS)


def ends(stated: Stated) -> list[int]:
    return [v for v in (stated.low, stated.best, stated.high) if v is not None]


@given(STATED, ANY, ANY)
def test_what_is_told_is_exact_and_comes_back(amount, per, into):
    told = converted(amount, per, into)
    if told is None:
        return
    assert is_convertible(per, into)
    assert converted(told, into, per) == amount
    ratio = Fraction(RATIO.get(into, 1), RATIO.get(per, 1))
    assert [Fraction(v) * ratio for v in ends(amount)] == ends(told)


@given(LONG, st.lists(st.tuples(LONG, STATED), max_size=5))
def test_in_the_common_interval_every_line_and_the_gross_are_whole(home, lines):
    per = common(home, lines)
    assert RATIO[per] >= RATIO[home]
    assert all(converted(amount, line, per) is not None for line, amount in lines)
    assert converted(Stated(best=1), home, per) is not None


@given(ANY, st.lists(st.tuples(ANY, STATED), max_size=5))
def test_the_common_interval_is_home_unless_a_line_would_be_rounded(home, lines):
    if all(converted(a, per, home) is not None for per, a in lines if is_convertible(per, home)):
        assert common(home, lines) == home
