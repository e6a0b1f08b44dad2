"""Which rate values an amount, and what is said where none may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import RateView
from ledger.measure.valuation import NotConverted, Valued, Valuer
from ledger.values.money import format_minor, rounded
from ledger.values.periods import parse_period
from tests.measure.made_up import source

TODAY = date(2026, 1, 31)
BANK = replace(source("bank", "Reference rates"), publisher="A bank")


def rate(pair, price, at, kind="market", place=None, *, high=None, number=1, said=BANK):
    base, quote = pair.split("/")
    text = None if price is None else str(price)
    return RateView(number, base, quote, text, None, high, kind, None, place, parse_period(at), said, None)


def worth(rates, amount, currency, period, *, into="USD", when="then", days=31, end=None):
    valuer = Valuer(rates, into, when, days=days, today=TODAY, end=end)
    return valuer.value(amount, currency, parse_period(period))


def money(found):
    assert isinstance(found, Valued), found.says
    return format_minor(rounded(found.minor), found.currency)


def used(found):
    assert isinstance(found, Valued), found.says
    return [(leg.view.rate, leg.days_before) for leg in found.legs]


def why_not(found):
    assert isinstance(found, NotConverted)
    return found.says


def test_an_amount_in_the_quoted_currency_is_divided():
    """400.00 at 6.4917 for 1 is 61.617..."""
    found = worth([rate("USD/CNY", "6.4917", "2016-03-31")], 40000, "CNY", "2016-03")
    assert found.minor == Fraction(40000 * 10000, 64917)
    assert found.says == "400.00 CNY at 6.4917 CNY for 1 USD (market, A bank, 2016-03-31, 0 days earlier)"
    assert [leg.is_inverted for leg in found.legs] == [True]


def test_an_amount_in_the_base_is_multiplied_with_the_decimals_of_both():
    """2.500 dinars at 3.25 are 8.125 dollars; 1.00 dollar at 0.308 is 0.308 dinars."""
    assert worth([rate("KWD/USD", "3.25", "2014-05-01")], 2500, "KWD", "2014-05-01").minor == Fraction("812.5")
    assert worth([rate("USD/KWD", "0.308", "2014-05-01")], 100, "USD", "2014-05-01", into="KWD").minor == 308
    assert worth([rate("USD/KRW", "1123", "2015-07-03")], 100, "USD", "2015-07-03", into="KRW").minor == 1123


def test_the_same_currency_needs_no_rate_and_not_even_a_day():
    found = worth([], 12345, "USD", "201X")
    assert (found.minor, found.legs, found.says) == (12345, (), "123.45 USD")


@pytest.mark.parametrize(
    ("at", "days", "earlier"),
    [
        ("2016-03-31", 0, 0),
        ("2016-03-30", 0, None),
        ("2016-03-30", 1, 1),
        ("2016-02-29", 31, 31),
        ("2016-02-28", 31, None),
        ("2016-04-01", 31, None),  # a later rate never
        ("2016-02", 31, 31),  # the day of a rate is the last of its period
        ("2016-03", 0, 0),
        ("2016", 0, 0),  # a time that holds the day is of that day
        ("2016-04/2016-05", 31, None),
        ("2010/..", 0, 0),  # a peg that still holds
        ("2010/", 31, None),  # nobody knows until when
        ("../2016-03-15", 31, 16),
        ("../2016-04-15", 31, None),  # since when is not known
        ("201X", 31, None),  # any of ten years
        ("../..", 31, None),
    ],
)
def test_the_rate_is_of_the_day_or_at_most_so_much_earlier(at, days, earlier):
    found = worth([rate("USD/CNY", "6.5", at)], 40000, "CNY", "2016-03", days=days)
    assert (used(found)[0][1] if isinstance(found, Valued) else None) == earlier


def test_the_nearest_earlier_rate_is_taken():
    days = ["2016-03-01", "2016-03-20", "2016-04-01", "2016-03-12"]
    rates = [rate("USD/CNY", number + 1, day) for number, day in enumerate(days)]
    assert used(worth(rates, 100, "CNY", "2016-03")) == [("2", 11)]


def test_a_rate_of_a_whole_year_gives_way_to_a_nearer_one():
    """14,040 is of some day of 2024; 17,900 of the day before."""
    year, day = rate("USD/KPW", 14040, "2024~"), rate("USD/KPW", 17900, "2024-11-24")
    assert used(worth([year, day], 100, "KPW", "2024-11-25")) == [("17900", 1)]
    assert used(worth([year, day], 100, "KPW", "2024-06-30")) == [("14040", 0)]


def test_of_the_same_day_the_rate_of_the_shorter_time_is_taken():
    rates = [rate("USD/CNY", 7, "2016-03"), rate("USD/CNY", 6, "2016-03-31")]
    assert used(worth(rates, 100, "CNY", "2016-03")) == [("6", 0)]


def test_market_goes_before_official_however_near():
    rates = [rate("USD/KPW", 8000, "2016-03-01"), rate("USD/KPW", 110, "2016-03-31", "official")]
    found = worth(rates, 800000, "KPW", "2016-03")
    assert (found.legs[0].rule, money(found)) == ("market", "1.00")
    alone = worth(rates[1:], 11000, "KPW", "2016-03")
    assert (alone.legs[0].rule, money(alone)) == ("official", "1.00")
    assert "(official, A bank" in alone.says


@pytest.mark.parametrize("kind", ["imposed", "implied", "other"])
def test_no_other_kind_ever_values_anything(kind):
    found = worth([rate("USD/KPW", 500, "2016-03-31", kind)], 40000, "KPW", "2016-03")
    assert f"not used as a price: {kind} rates" in why_not(found)


def test_an_end_alone_is_no_price():
    found = worth([rate("USD/KPW", None, "2021", high="4700")], 40000, "KPW", "2021")
    assert "not used as a price: market rates with one end alone" in why_not(found)


def test_several_places_of_one_day_are_named_by_the_first_with_their_span():
    prices = [("Sinuiju", 8200), ("Hyesan", 8025), ("Pyongyang", 8150)]
    rates = [rate("USD/KPW", price, "2015-06-18", place=place) for place, price in prices]
    found = worth(rates, 802500, "KPW", "2015-06-18")
    assert money(found) == "1.00"
    assert "Hyesan" in found.says
    assert "the first by place of 3 from 8025 to 8200" in found.says
    assert worth(rates[::-1], 802500, "KPW", "2015-06-18") == found


def test_places_that_agree_are_not_told_apart():
    rates = [rate("USD/KPW", 8200, "2015-06-18", place=place) for place in ("B", "A")]
    assert "first by place" not in worth(rates, 100, "KPW", "2015-06-18").says


EURO = [rate("EUR/CNY", "7.35", "2016-03-31"), rate("EUR/USD", "1.14", "2016-03-31")]


def test_two_legs_meet_in_one_common_currency():
    found = worth(EURO, 73500, "CNY", "2016-03")
    assert money(found) == "114.00"
    says = "735.00 CNY at 7.35 CNY for 1 EUR and 1.14 USD for 1 EUR (market, A bank, 2016-03-31, 0 days earlier)"
    assert found.says == says


def test_direct_goes_before_a_common_currency_of_the_same_day():
    assert used(worth([*EURO, rate("USD/CNY", 6, "2016-03-31")], 100, "CNY", "2016-03")) == [("6", 0)]


def test_a_nearer_common_currency_goes_before_an_older_direct_rate():
    found = worth([*EURO, rate("USD/CNY", 6, "2016-03-02")], 100, "CNY", "2016-03")
    assert [leg.view.rate for leg in found.legs] == ["7.35", "1.14"]


def test_a_way_over_two_rates_is_as_near_as_the_worse_of_them():
    year = rate("EUR/USD", "1.1", "2016")
    assert used(worth([EURO[0], year, rate("USD/CNY", 6, "2016-03-26")], 100, "CNY", "2016-03")) == [("6", 5)]


def test_two_market_rates_go_before_one_official_rate():
    official = rate("USD/CNY", 6, "2016-03-31", "official")
    assert {leg.rule for leg in worth([*EURO, official], 100, "CNY", "2016-03").legs} == {"market"}
    mixed = [EURO[0], rate("EUR/USD", "1.1", "2016-03-31", "official")]
    assert [leg.rule for leg in worth(mixed, 100, "CNY", "2016-03").legs] == ["market", "official"]


def test_two_legs_are_of_one_day():
    """Roubles end on the 1st; the dollar's rate of the 31st would make a price that there never was."""
    rates = [rate("EUR/RUB", 117, "2022-03-01"), rate("EUR/USD", "1.12", "2022-03-01")]
    rates.append(rate("EUR/USD", "1.11", "2022-03-31"))
    assert used(worth(rates, 11700, "RUB", "2022-03")) == [("117", 30), ("1.12", 30)]
    assert isinstance(worth([rates[0], rates[2]], 11700, "RUB", "2022-03"), NotConverted)


def test_there_is_no_third_leg():
    rates = [*EURO, rate("USD/KWD", "0.3", "2016-03-31")]
    assert isinstance(worth(rates, 100, "CNY", "2016-03", into="KWD"), NotConverted)
    assert money(worth(rates, 30, "KWD", "2016-03", into="EUR")) == "0.09"  # 0.1 USD, 0.0877 EUR


def test_two_prices_in_won_make_no_price_of_the_dollar_in_yuan():
    rates = [rate("USD/KPW", 8000, "2016-03-31"), rate("CNY/KPW", 1300, "2016-03-31")]
    assert isinstance(worth(rates, 100, "CNY", "2016-03"), NotConverted)


class TestTheWonOfNorthKoreaIsNotValuedAcrossItsReplacement:
    def test_an_amount_from_before_at_todays_rate(self):
        rates = [rate("USD/KPW", 8000, "2026-01-31"), rate("USD/KPW", 3200, "2008-12")]
        assert "across 2009-11-30" in why_not(worth(rates, 100, "KPW", "2008", when="now"))

    def test_an_amount_from_after_at_a_rate_from_before(self):
        rates = [rate("USD/KPW", 3200, "2009-11-29")]
        assert isinstance(worth(rates, 100, "KPW", "2009-12-10", days=366), NotConverted)

    def test_an_amount_that_may_be_of_both(self):
        rates = [rate("USD/KPW", 38, "2010-01-31")]
        assert "across 2009-11-30" in why_not(worth(rates, 100, "KPW", "2009-06/2010-01"))

    def test_a_rate_of_a_time_that_holds_both(self):
        assert isinstance(worth([rate("USD/KPW", 38, "2009")], 100, "KPW", "2009-12"), NotConverted)

    def test_dollars_into_won(self):
        rates = [rate("USD/KPW", 8000, "2026-01-31")]
        assert isinstance(worth(rates, 100, "USD", "2008", into="KPW", when="now"), NotConverted)
        assert money(worth(rates, 100, "USD", "2012", into="KPW", when="now")) == "8000.00"

    def test_either_side_by_itself(self):
        assert money(worth([rate("USD/KPW", 3200, "2008-12~")], 320000, "KPW", "2008-12")) == "1.00"
        assert money(worth([rate("USD/KPW", 38, "2009-12-01")], 3800, "KPW", "2009-12-01")) == "1.00"

    def test_other_currencies_know_nothing_of_it(self):
        assert money(worth(EURO, 735, "CNY", "2008", when="2016-03-31")) == "1.14"

    def test_an_amount_of_one_side_does_not_borrow_the_route_of_the_other(self):
        valuer = Valuer([rate("USD/KPW", 8000, "2016-03-31")], "USD", "2016-03-31", days=31, today=TODAY)
        assert isinstance(valuer.value(100, "KPW", parse_period("2015")), Valued)
        assert isinstance(valuer.value(100, "KPW", parse_period("2008")), NotConverted)


class TestWhen:
    rates = (rate("USD/CNY", 8, "2005-12-31"), rate("USD/CNY", 6, "2015-12-31"), rate("USD/CNY", 7, "2026-01-31"))

    @pytest.mark.parametrize(
        ("when", "period", "end", "rate_used"),
        [
            ("then", "2005", None, "8"),
            ("then", "2004/2005", None, "8"),
            ("then", "2015-12", None, "6"),
            ("now", "2005", None, "7"),
            ("now", "2005/..", None, "7"),
            ("2015-12-31", "2005", None, "6"),
            ("2016-01-10", "../..", None, "6"),
            ("end", "2005", date(2015, 12, 31), "6"),
        ],
    )
    def test_its_day(self, when, period, end, rate_used):
        assert [r for r, _ in used(worth(self.rates, 100, "CNY", period, when=when, end=end))] == [rate_used]

    @pytest.mark.parametrize("period", ["2005/..", "2005/", "201X", "200X/201X", "20XX", "../.."])
    def test_then_needs_a_known_end(self, period):
        says = why_not(worth(self.rates, 100, "CNY", period))
        assert "the end of its period is not known. Give a day: --value" in says

    def test_the_end_is_the_last_known_day_of_what_is_shown(self):
        valuer = Valuer(self.rates, "USD", "end", days=31, today=TODAY)
        assert "nothing in this report has a known end" in why_not(valuer.value(100, "CNY", parse_period("2005")))
        shown = [parse_period(text) for text in ("2005", "2015", "201X", "2020/..")]
        assert valuer.ending(shown).value(100, "CNY", shown[0]).legs[0].view.rate == "6"
        assert valuer.end is None

    def test_an_end_that_was_asked_for_stays(self):
        valuer = Valuer(self.rates, "USD", "end", days=31, today=TODAY, end=date(2006, 1, 1))
        assert valuer.ending([parse_period("2015")]).end == date(2006, 1, 1)

    def test_a_word_that_is_no_time_is_refused(self):
        with pytest.raises(ValueError, match="isoformat"):
            Valuer([], "USD", "later", days=31, today=TODAY)


def test_percentages_are_never_converted():
    assert "never converted" in why_not(worth([rate("USD/XXX", 2, "2016-03-31")], 100, "XXX", "2016-03"))


def test_what_is_not_converted_says_the_pair_the_day_the_days_and_what_to_do():
    found = worth([rate("USD/KWD", "0.29", "2013-01-15")], 40000, "KWD", "2014-05")
    assert (found.minor, found.currency, found.wanted, found.day) == (40000, "KWD", "USD", date(2014, 5, 31))
    assert found.says == (
        "40.000 KWD of 2014-05 is not converted: no market or official rate for KWD to USD on 2014-05-31 or in the 31 "
        "days before; the nearest earlier one is of 2013-01-15, 501 days before. Import a rate, or allow more days "
        "with --days."
    )
    assert found.says == f"40.000 KWD of 2014-05 is not converted: {found.why}"


@pytest.mark.parametrize("amount", [0, -2500, 10**17])
def test_any_amount_is_exact(amount):
    assert worth([rate("USD/CNY", "6.4917", "2016-03-31")], amount, "CNY", "2016-03").minor == Fraction(
        amount * 10000, 64917
    )


def test_an_empty_book_values_nothing_and_years_at_the_edge_break_nothing():
    assert isinstance(worth([], 100, "CNY", "2016-03"), NotConverted)
    assert isinstance(worth([rate("USD/CNY", 6, "2016")], 100, "CNY", "0001", days=366), NotConverted)
    assert isinstance(worth([rate("USD/CNY", 6, "2016")], 100, "CNY", "9999", days=366), NotConverted)


DAYS = st.integers(0, 400).map(lambda n: date(2015, 1, 1) + timedelta(days=n))


@given(
    have=st.lists(st.tuples(DAYS, st.integers(1, 10**6), st.sampled_from(["market", "official", "imposed"]))),
    day=DAYS,
    allowed=st.integers(0, 100),
)
def test_the_rate_used_is_the_nearest_of_the_best_kind_and_never_too_old(have, day, allowed):
    rates = [rate("USD/CNY", price, at.isoformat(), kind, number=n) for n, (at, price, kind) in enumerate(have)]
    found = worth(rates, 100, "CNY", day.isoformat(), days=allowed)
    usable = [(kind, (day - at).days) for at, _, kind in have if kind != "imposed" and 0 <= (day - at).days <= allowed]
    if isinstance(found, NotConverted):
        assert not usable
        return
    (leg,) = found.legs
    assert (leg.rule, leg.days_before) == min(usable)
    assert found.minor == Fraction(100, leg.rate)


@given(price=st.integers(1, 10**9), amount=st.integers(-(10**12), 10**12))
def test_there_and_back_is_the_same(price, amount):
    rates = [rate("USD/CNY", price, "2016-03-31")]
    there = worth(rates, amount, "CNY", "2016-03")
    (leg,) = there.legs
    assert replace(leg, is_inverted=False).convert(there.minor) == amount
