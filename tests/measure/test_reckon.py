"""Figures of nothing are divided by nowhere: a trace of them is told without the shares that there are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.book.terms import RateView
from ledger.book.views import StatedView
from ledger.measure.exchange import reckon_exchange
from ledger.measure.reckon_claims import contract_a_head
from ledger.values.periods import parse_period
from tests.measure.made_up import entry, source

RATE = RateView(
    id=1,
    base="USD",
    quote="KPW",
    rate="8000",
    rate_low=None,
    rate_high=None,
    kind="market",
    words=None,
    place=None,
    period=parse_period("2015"),
    source=source("o9", "A market"),
    note=None,
)


def printed(flow, amount=None, *, currency="USD", per="month", unit="per_worker", percent=None, of=None):
    return StatedView(
        id=1,
        observation="s1",
        flow=flow,
        unit=unit,
        per=per,
        currency=currency,
        amount_low=None,
        amount_best=amount,
        amount_high=None,
        percent_low=None,
        percent_best=percent,
        percent_high=None,
        percent_of=of,
        note=None,
        treatment="kept",
        reason="a test",
        entry_id=None,
    )


@pytest.mark.parametrize(
    ("earned", "base_wage", "told"),
    [
        (100, "50", {"share": "50.00", "share_of_base_wage": "100.00"}),
        (100, "0", {"share": "50.00"}),
        (100, "0.00", {"share": "50.00"}),
        (0, "50", None),
    ],
)
def test_pay_in_won_is_a_share_of_what_is_more_than_nothing(earned, base_wage, told):
    """400,000 KPW at 8,000 is 50 USD: half of 100 earned, all of a base wage of 50, no share of nothing."""
    stated = [printed("paid_in_kpw", "400000", currency="KPW"), printed("base_wage", base_wage)]
    found = reckon_exchange([entry(earned)], stated, [RATE])
    shares = [{name: text for name, text in made.figures.items() if name.startswith("share")} for made in found]
    assert shares == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("cut", "a_day", "days"),
    [("40", "3", "200.0"), ("40", "0", None), ("40", "0.0", None), ("100.4", "8", "-0.5"), ("101.2", "8", "-1.5")],
)
def test_a_crews_contract_makes_days_of_pay(cut, a_day, days):
    """10,000 for ten is 1,000 a head; less 40 % 600, at 3 a day 200 days. A cut of more than all leaves less than 0."""
    stated = [
        printed("contract_total", "10000", unit="group_total", per=None),
        printed("company_cut", percent=cut, of="contract total"),
        printed("take_home", a_day, per="day"),
    ]
    (found,) = contract_a_head([entry(100, heads=10)], stated)
    assert found.figures.get("days") == days


def test_a_rate_of_another_currency_values_nothing():
    stated = [printed("paid_in_kpw", "400000", currency="KPW")]
    assert reckon_exchange([entry(100)], stated, [replace(RATE, base="EUR")]) == []
