"""`-X`, `--value` and `--days`: what they ask for, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.book.terms import RateView
from ledger.cli.refusals import BadFlag
from ledger.cli.report import valued as valued_options
from ledger.cli.report.valued import MOST_DAYS, unconverted, valued, valuer
from ledger.measure.valuation import WHEN, NotConverted, Valued
from ledger.publish.asked import DAYS, Asked
from ledger.values.periods import parse_period
from tests.measure.made_up import source
from tests.values.test_no_float import floats_in


def rate(pair, price, at):
    base, quote = pair.split("/")
    said = source("o1", "A page")
    return RateView(1, base, quote, price, None, None, "market", None, None, parse_period(at), said, None)


def test_without_a_currency_nothing_is_asked_and_nothing_is_valued():
    assert valued(None, None, None) == {}
    assert valuer([], Asked(), ["CNY"]) is None


def test_the_options_become_the_question():
    assert valued("usd", None, None) == {"currency": "USD", "value": "then", "days": 31}
    assert valued("EUR", "end", 0) == {"currency": "EUR", "value": "end", "days": 0}
    assert valued("EUR", "2016-03-31", 366)["value"] == "2016-03-31"


def test_now_is_written_down_as_its_day_so_that_an_id_keeps_it():
    before, asked, after = date.today(), valued("USD", "now", None)["value"], date.today()
    assert before.isoformat() <= asked <= after.isoformat()


@pytest.mark.parametrize(
    ("into", "value", "days", "flag"),
    [
        ("XXX", None, None, "-X"),
        ("BTC", None, None, "-X"),
        ("", None, None, "-X"),
        ("USD\x1b[31m", None, None, "-X"),
        ("USD", "later", None, "--value"),
        ("USD", "2016", None, "--value"),
        ("USD", "2016-02-30", None, "--value"),
        ("USD", None, -1, "--days"),
        ("USD", None, 367, "--days"),
        (None, "now", None, "--value"),
        (None, None, 5, "--days"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(into, value, days, flag):
    with pytest.raises(BadFlag) as refused:
        valued(into, value, days)
    assert str(refused.value).startswith(f"{flag}: ")
    assert refused.value.advice
    assert "\x1b" not in str(refused.value) + refused.value.advice


@pytest.mark.parametrize("periods", [None, [parse_period("2016-03")]])
def test_the_book_and_the_bank_value_together(periods):
    """400 CNY of March 2016 by the bank alone: 400 / 7.3514 * 1.1385; dinars into euro by the book and the bank."""
    made = valuer([], Asked(currency="USD"), ["CNY", "XXX", "USD"], periods)
    found = made.value(40000, "CNY", parse_period("2016-03"))
    assert isinstance(found, Valued)
    assert [leg.view.rate for leg in found.legs] == ["7.3514", "1.1385"]
    dinars = valuer([rate("KWD/USD", "3.31", "2016-03-31")], Asked(currency="EUR"), ["KWD"], periods)
    assert [leg.view.rate for leg in dinars.value(1000, "KWD", parse_period("2016-03")).legs] == ["3.31", "1.1385"]
    assert isinstance(dinars.value(1000, "KWD", parse_period("2015-03")), NotConverted)


def test_the_end_of_the_report_is_the_day_before_the_end_that_was_asked_for():
    asked = Asked(until=date(2016, 4, 1), currency="USD", value="end")
    found = valuer([], asked, ["CNY"]).value(40000, "CNY", parse_period("2011"))
    assert {leg.view.period.text for leg in found.legs} == {"2016-03-31"}


def test_a_fixed_day_and_no_currency_of_the_bank_read_next_to_nothing():
    made = valuer([], Asked(currency="USD", value="2016-03-31", days=3), ["KWD"])
    assert isinstance(made.value(1000, "KWD", parse_period("2011")), NotConverted)


@pytest.mark.parametrize(("count", "says"), [(1, "1 amount is not converted"), (1200, "1,200 amounts are not")])
def test_what_is_not_converted_is_counted(count, says):
    assert unconverted(count).startswith(says)


def test_no_float_is_written_where_the_options_are_read():
    assert floats_in(Path(valued_options.__file__).read_text(encoding="utf-8")) == []


def test_the_manual_tells_the_choices_and_the_days():
    text = (Path(valued_options.__file__).parents[2] / "help" / "valuation.md").read_text(encoding="utf-8")
    assert all(f"| `{word}` |" in text for word in WHEN)
    assert f"({DAYS} unless you" in text
    assert f"{MOST_DAYS} at most" in text
