"""What an exchange at a taker's rate takes, entry by entry, and what is kept at the market."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import RateView
from ledger.measure.exchange import exchange_shares, exchanges
from ledger.measure.shares import Interval
from ledger.values.percent import percent_text
from ledger.values.periods import parse_period
from tests.measure.made_up import entry, source
from tests.measure.test_reckon import printed

PAGE = source("o1", "A page")  # the page of every made-up entry
ELSEWHERE = replace(PAGE, url="https://example.org/another")


def rate(price, kind="market", *, pair="CNY/KPW", at="2015", place=None, said=PAGE, number=1):
    base, quote = pair.split("/")
    period = parse_period(at)
    return RateView(number, base, quote, str(price), None, None, kind, None, place, period, said, None)


def percents(interval):
    return tuple(None if end is None else percent_text(end) for end in (interval.low, interval.high))


def test_a_forced_rate_takes_its_distance_from_the_market():
    """400 of 4,000 kept; 500 for 1 where the market gives 1,350: 252/4,000 is lost, 148.15 is kept."""
    earned = entry(4000, hand=400, currency="CNY")
    found = exchange_shares([earned], [], [rate(1350), rate(500, "imposed")])
    shares = found[earned.id]
    assert percents(shares.loss) == ("6.30", "6.30")
    assert percents(shares.kept) == ("3.70", "3.70")
    (one,) = shares.found
    assert (one.gross, one.paid, one.currency, one.quote) == (400000, 40000, "CNY", "KPW")
    assert one.lost == Fraction(40000 * 850, 1350)
    assert one.kept + one.lost == one.paid


def test_each_market_rate_that_fits_is_told_and_the_share_runs_over_them():
    """500 against 1,000, 1,250 and 2,000 keeps 50, 40 and 25 of each 100 that is left."""
    earned = entry(1000, hand=100, currency="CNY")
    rates = [rate(1250, place="B"), rate(1000, place="A"), rate(2000, place="C"), rate(500, "imposed")]
    shares = exchange_shares([earned], [], rates)[earned.id]
    assert [percent_text(one.kept_share.low) for one in shares.found] == ["4.00", "5.00", "2.50"]
    assert percents(shares.kept) == ("2.50", "5.00")
    assert percents(shares.loss) == ("5.00", "7.50")


def test_the_market_beside_the_applied_rate_goes_before_others_and_without_one_all_are_told():
    earned = entry(1000, hand=100, currency="CNY")
    there = rate(500, "imposed", place="border")
    far = [rate(1000, place="A", said=ELSEWHERE), rate(2000, place="B", said=ELSEWHERE)]
    page = replace(earned, source=ELSEWHERE)
    applied = rate(500, "imposed", place="border", said=ELSEWHERE)
    assert [one.market.place for one in exchanges([page], [], [*far, applied])] == ["A", "B"]
    assert [one.market.place for one in exchanges([earned], [], [rate(1250, place="border"), *far, there])] == [
        "border"
    ]
    given = [printed("paid_in_kpw", "1", currency="KPW")]
    apart = [replace(one, source=replace(ELSEWHERE, url=f"https://example.org/{one.place}")) for one in far]
    named = entry(1000, state=900, hand=100, currency="CNY", observation="s1", period="2015")
    elsewhere = replace(named, source=replace(PAGE, url="https://example.org/wage"))
    assert [one.market.place for one in exchanges([elsewhere], given, [*apart, there])] == ["A", "B"]


def test_the_ends_of_a_range_stay_paired():
    """300 of 3,000 and 500 of 4,000: 10 and 12.5 % before, half of it after."""
    earned = entry((3000, 4000), hand=(300, 500), currency="CNY")
    found = exchanges([earned], [], [rate(1000), rate(500, "imposed")])
    assert [(one.case, percents(one.kept_share)) for one in found] == [
        ("low", ("5.00", "5.00")),
        ("high", ("6.25", "6.25")),
    ]


def test_a_hand_of_at_most_keeps_at_most_and_loses_at_most():
    """At most 50 of 100 in the hand, half of it lost: at most 25 lost and at most 25 kept."""
    earned = entry(100, hand=(None, 50), currency="CNY")
    shares = exchange_shares([earned], [], [rate(1000), rate(500, "imposed")])[earned.id]
    assert percents(shares.loss) == (None, "25.00")
    assert percents(shares.kept) == (None, "25.00")


def test_pay_in_won_without_a_rate_applied_has_a_value_and_no_loss():
    """400,000 KPW at 8,000 is 50 of 100 USD; at what rate they were changed nobody says."""
    earned = entry(100, observation="s1")
    rates = [rate(8000, pair="USD/KPW", said=ELSEWHERE), rate(10000, pair="USD/KPW", said=ELSEWHERE)]
    shares = exchange_shares([earned], [printed("paid_in_kpw", "400000", currency="KPW")], rates)[earned.id]
    assert shares.loss is None
    assert percents(shares.kept) == ("40.00", "50.00")


def test_what_named_lines_leave_is_what_was_changed_when_pay_was_given_in_won():
    """58 less 17.40 is 40.60: at 140 instead of 2,800 66.50 % of the gross is lost, 3.50 % kept."""
    earned = entry(5800, state=1740, hand=200, observation="s1")
    rates = [rate(2800, pair="USD/KPW"), rate(140, "official", pair="USD/KPW")]
    shares = exchange_shares([earned], [printed("paid_in_kpw", "5600", currency="KPW")], rates)[earned.id]
    assert percents(shares.loss) == ("66.50", "66.50")
    assert percents(shares.kept) == ("3.50", "3.50")


def test_a_levy_without_a_figure_leaves_at_most():
    earned = entry(100, state="?", observation="s1", hand=5)
    rates = [rate(1000, pair="USD/KPW"), rate(500, "official", pair="USD/KPW")]
    shares = exchange_shares([earned], [printed("paid_in_kpw", "100", currency="KPW")], rates)[earned.id]
    assert shares.kept.high == Fraction(1, 2)
    assert shares.kept.low != shares.kept.high


def test_figures_of_another_observation_say_nothing_of_this_one():
    earned = entry(100, observation="s2")
    figures = [printed("paid_in_kpw", "400000", currency="KPW")]  # of s1
    assert exchange_shares([earned], figures, [rate(8000, pair="USD/KPW")]) == {}


def test_a_rate_of_another_page_takes_nothing_from_pay_that_nobody_says_was_changed():
    earned = entry(4000, hand=400, currency="CNY")
    rates = [rate(1350, said=ELSEWHERE), rate(500, "imposed", said=ELSEWHERE)]
    assert exchange_shares([earned], [], rates) == {}


def test_pages_without_an_address_are_not_one_page():
    """Nobody says that this pay was changed: that neither page is on the web does not make them one."""
    earned = entry(4000, hand=400, currency="CNY")
    mine, other = replace(PAGE, url=None), replace(PAGE, url=None, id=2)
    earned = replace(earned, source=mine)
    assert exchange_shares([earned], [], [rate(1350, said=other), rate(500, "imposed", said=other)]) == {}
    assert set(exchange_shares([earned], [], [rate(1350, said=mine), rate(500, "imposed", said=mine)])) == {earned.id}


def test_nothing_is_taken_across_the_redenomination():
    earned = entry(4000, hand=400, currency="CNY", period="2009-06")
    rates = [rate(1350, at="2010"), rate(500, "imposed", at="2009-06")]
    assert exchange_shares([earned], [], rates) == {}


@pytest.mark.parametrize("kind", ["implied", "other", "official", "imposed"])
def test_no_other_kind_is_a_market(kind):
    earned = entry(4000, hand=400, currency="CNY")
    assert exchange_shares([earned], [], [rate(1350, kind), rate(500, "imposed")]) == {}


def test_void_entries_have_no_exchange():
    earned = entry(4000, hand=400, currency="CNY", void=True)
    assert exchange_shares([earned], [], [rate(1350), rate(500, "imposed")]) == {}


def test_a_better_rate_than_the_market_is_a_negative_loss():
    earned = entry(100, hand=50, currency="CNY")
    shares = exchange_shares([earned], [], [rate(1000), rate(1500, "imposed")])[earned.id]
    assert percents(shares.loss) == ("-25.00", "-25.00")
    assert percents(shares.kept) == ("75.00", "75.00")


@given(
    gross=st.integers(1, 10**6),
    part=st.integers(0, 10**6),
    applied=st.integers(1, 10**5),
    market=st.integers(1, 10**5),
)
def test_what_is_lost_and_kept_is_what_was_in_the_hand(gross, part, applied, market):
    hand = min(part, gross)
    earned = entry(gross, hand=hand, currency="CNY")
    found = exchange_shares([earned], [], [rate(market), rate(applied, "imposed")])
    if not hand:
        assert found == {}
        return
    shares = found[earned.id]
    assert shares.loss.low + shares.kept.low == Fraction(hand, gross)
    assert shares.kept == Interval(Fraction(hand * applied, gross * market), Fraction(hand * applied, gross * market))
