"""Recruitment cost in months of pay: of the same people alone, low end by low end, and what is no price of a job."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measure import recruitment as reasons
from ledger.measure import recruitment_pay as pays
from ledger.measure.recruitment import recruitments
from ledger.measure.shares import Interval
from tests.measure.made_up import entry
from tests.measure.money_home import fee

JOB = {"subject": "s", "job": 7}


def pay(gross=None, *, job=7, **more):
    """A wage at the same job, of the same observation."""
    made = entry(gross, **{"subject": "s", "country": "KR", **more})
    return replace(made, placement=replace(made.placement, id=job))


def one(*entries, convert=None):
    (found,) = recruitments(entries, convert)
    return found


def months(found):
    return None if found.interval is None else (found.interval.low, found.interval.high)


def test_a_cost_is_told_in_months_of_pay_as_earned_and_as_kept():
    """2,500 paid; 1,000 earned and 200 in hand a month: 2.5 months, and 12.5."""
    found = one(fee(2500, **JOB), pay(1000, state=800, hand=200))
    assert months(found.earned) == (Fraction(5, 2), Fraction(5, 2))
    assert months(found.kept) == (Fraction(25, 2), Fraction(25, 2))


def test_the_low_cost_is_divided_by_the_low_pay():
    found = one(fee((1000, 3000), **JOB), pay((500, 1000), hand=(100, 200)))
    assert found.earned.cases == {"low": Interval(Fraction(2), Fraction(2)), "high": Interval(Fraction(3), Fraction(3))}
    assert months(found.kept) == (10, 15)


def test_everything_paid_to_get_the_job_is_added():
    found = one(
        fee(1000, **JOB), fee(500, account="broker:bribe", **JOB), fee(300, account="living:medical", **JOB), pay(900)
    )
    assert months(found.earned) == (2, 2)


def test_something_named_without_a_figure_makes_it_at_least():
    found = one(fee(1000, **JOB), fee("?", account="living:medical", **JOB), pay(500))
    assert months(found.earned) == (2, None)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (None, pays.NO_PAY),
        (pay(1000, job=8), pays.NO_PAY),
        (pay(1000, origin="o2"), pays.NO_PAY),
        (pay(1000, observation="another"), pays.NO_PAY),
        (pay(1000, void=True), pays.NO_PAY),
        (pay(100, currency="XXX", state=40), pays.PERCENT_PAY),
        (pay(1000, basis="promised"), pays.NOT_EARNED),
        (pay(1000, basis="revenue"), pays.NOT_EARNED),
        (pay(1000, per="day"), pays.NO_MONTHLY_PAY),
        (pay(1000, per="total", period="2015~"), pays.NO_MONTHLY_PAY),
        (pay(1000, currency="EUR"), reasons.TWO_CURRENCIES),
    ],
)
def test_nobody_elses_pay_is_borrowed(other, reason):
    found = one(fee(2500, **JOB), *([other] if other else []))
    assert (months(found.earned), found.earned.reason) == (None, reason)
    assert found.kept.reason == reason


@pytest.mark.parametrize(
    ("per", "period", "earned"),
    [("year", "2015", 12000), ("quarter", "2015", 3000), ("total", "2015-01/2015-06", 6000)],
)
def test_pay_of_a_longer_time_is_told_by_the_month(per, period, earned):
    assert months(one(fee(2500, **JOB), pay(earned, per=per, period=period)).earned) == (Fraction(5, 2), Fraction(5, 2))


def test_the_first_pay_counts():
    found = one(fee(2500, **JOB), pay(2000, period="2016"), pay(1000, period="2015"))
    assert months(found.earned) == (Fraction(5, 2), Fraction(5, 2))


def test_where_several_pays_are_stated_none_is_chosen():
    found = one(fee(2500, **JOB), pay(1000), pay(2000, basis="contract"))
    assert found.earned.reason == pays.SEVERAL_PAYS


@pytest.mark.parametrize(
    ("wage", "kept"),
    [
        ({"state": 800}, (Fraction(25, 2), None)),  # at most 200 were kept
        ({"state": 800, "hand": 300, "tips": 100}, (Fraction(25, 2), Fraction(25, 2))),  # tips are no pay
        ({"hand": 300, "tips": "?"}, None),
        ({"hand": 0}, None),
        ({"hand": (None, 200)}, (Fraction(25, 2), None)),
        ({}, (Fraction(5, 2), None)),  # of 1,000 nobody says what was taken
    ],
)
def test_what_was_kept_is_bounded_by_what_is_said(wage, kept):
    assert months(one(fee(2500, **JOB), pay(1000, **wage)).kept) == kept


def test_what_was_given_up_after_receipt_was_not_kept():
    given_up = replace(pay(None, state=300), kind="surrender")
    lines = tuple(replace(x, account="worker:hand") if x.account == "unstated:gross" else x for x in given_up.lines)
    given_up = replace(given_up, lines=lines)
    assert months(one(fee(2500, **JOB), pay(1000, hand=800), given_up).kept) == (5, 5)
    elsewhere = replace(given_up, per="year")
    assert one(fee(2500, **JOB), pay(1000, hand=800), elsewhere).kept.reason == reasons.NO_KEPT


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (fee(900, per="month", **JOB), "by the month, not once"),
        (fee(900, source="other:side-work", **JOB), "paid out of income on the side"),
        (fee(900, label="bribe_for_extension", **JOB), "paid to stay on, after the job was got"),
        (fee(50, "XXX", **JOB), "stated in percent alone"),
        (pay(None, broker=900, kind="levy", per="once"), "nobody says that it was paid to get the job"),
    ],
)
def test_what_is_no_price_of_the_job_stands_apart(other, reason):
    found = one(fee(2500, **JOB), other, pay(1000))
    assert [item.reason for item in found.apart] == [reason]
    assert months(found.earned) == (Fraction(5, 2), Fraction(5, 2))
    alone = one(other, pay(1000))
    assert (alone.earned.interval, alone.earned.reason) == (None, reasons.NOT_TO_GET_IT)


def test_two_currencies_are_divided_when_both_are_converted():
    def twice(minor, currency, period):
        return Fraction(minor * 2 if currency == "EUR" else minor)

    entries = [fee(2500, **JOB), pay(1000, currency="EUR", hand=100)]
    found = one(*entries, convert=twice)
    assert (months(found.earned), months(found.kept)) == ((Fraction(5, 4), Fraction(5, 4)), (Fraction(25, 2),) * 2)
    assert one(*entries, convert=lambda *_: None).earned.reason == reasons.NOT_CONVERTED


def test_reversed_fees_and_brokers_of_transfers_are_no_recruitment():
    assert recruitments([fee(1000, void=True), pay(1000, kind="remittance", broker=300)]) == []


amounts = st.integers(1, 10**6)


@given(amounts, amounts, amounts, st.integers(2, 100))
def test_scaling_cost_and_pay_changes_no_month(cost, earned, kept, times):
    def found(n):
        return one(fee(cost * n, **JOB), pay((earned + kept) * n, hand=kept * n))

    assert (found(1).earned, found(1).kept) == (found(times).earned, found(times).kept)


@given(st.permutations([fee(1, **JOB), fee(2, **JOB), pay(3, hand=1), pay(4, period="2016"), fee(5), fee(6)]))
def test_the_order_of_entries_changes_nothing(entries):
    assert recruitments(entries) == recruitments(sorted(entries, key=lambda e: e.id))
