"""One order in time: by the first possible day, the same whatever came first; and which rates are worth a line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.terms import RateView
from ledger.measure.rate_changes import rate_changes
from ledger.measure.timeline import KINDS, Happening, happenings, merged, natural
from ledger.values.periods import parse_period
from tests.measure.made_up import claim, source

DATES = (
    "1994~",
    "2003",
    "2012-06-24",
    "201X",
    "201X-03",
    "202X",
    "2016-08",
    "2021-05/..",
    "../2021",
    "../..",
    "2008/2010",
)


def happening(text, kind="claims", ref="1"):
    return Happening(kind, ref, parse_period(text), None)


def rate(number, text, value, **more):
    fields = {"base": "USD", "quote": "KPW", "kind": "market", "words": "market", "place": "Pyongyang", "low": None}
    fields |= more
    low = fields.pop("low")
    return RateView(
        id=number, rate=value, rate_low=low, rate_high=None, period=parse_period(text), source=source("o", "t"),
        note=None, **fields,
    )  # fmt: skip


def moved(*rates):
    return [(c.rate.id, c.before and c.before.id, c.change) for c in rate_changes(rates)]


def test_things_stand_at_their_first_possible_day():
    found = merged(happening(text, ref=text) for text in ("202X", "2019-12/2020-07", "201X-03", "2020-06", "2010"))
    assert [h.period.text for h in found.dated] == ["2010", "201X-03", "2019-12/2020-07", "202X", "2020-06"]


def test_what_has_no_first_day_stands_apart():
    found = merged(happening(text, ref=text) for text in ("../..", "../2021", "2021-05/..", "../2019"))
    assert [h.period.text for h in found.dated] == ["2021-05/.."]
    assert [h.period.text for h in found.undated] == ["../2019", "../2021", "../.."]


def test_on_one_day_the_shorter_period_is_first_then_the_kinds_in_their_order():
    days = [("2020", "levies"), ("2020-01", "claims"), ("2020-01", "levies"), ("2020/..", "levies")]
    found = merged(happening(text, kind, str(n)) for n, (text, kind) in enumerate(days))
    assert [h.ref for h in found.dated] == ["2", "1", "0", "3"]


def test_c9_is_before_c10_and_no_text_breaks_the_order():
    found = merged(happening("2020", "conditions", code) for code in ("C10", "C9"))
    assert [h.ref for h in found.dated] == ["C9", "C10"]
    codes = ["C10", "S1", "C9", "²", "٣", "", "9", "10", "C"]
    assert sorted(codes, key=natural) == ["", "C", "C9", "C10", "S1", "²", "٣", "9", "10"]


@given(st.lists(st.tuples(st.sampled_from(DATES), st.sampled_from(KINDS)), max_size=12), st.randoms())
def test_every_thing_is_there_once_in_an_order_of_its_own(things, random):
    made = [happening(text, kind, str(n)) for n, (text, kind) in enumerate(things)]
    found = merged(made)
    assert sorted([*found.dated, *found.undated], key=lambda h: int(h.ref)) == made
    assert [h.period.earliest for h in found.dated] == sorted(h.period.earliest for h in found.dated)
    assert all(h.period.earliest is None for h in found.undated)
    random.shuffle(made)
    assert merged(made) == found


def test_every_kind_has_its_own_name():
    made = list(
        happenings(rates=rate_changes([rate(3, "2020", "8000", kind="official")]), claims=[claim(best=90, number=3)])
    )
    assert [(h.kind, h.ref) for h in made] == [("rates", "3"), ("claims", "3")]


# --- rates ------------------------------------------------------------------------------------------------------------


def test_a_tenth_is_a_move_and_less_is_none():
    """8000 to 8800 is exactly a tenth; 8800 to 9679 is 9.99 %; 9679 to 8000 is -17.35 %."""
    rates = [rate(1, "2020", "8000"), rate(2, "2021", "8800"), rate(3, "2022", "9679"), rate(4, "2023", "8000")]
    assert moved(*rates) == [(2, 1, Fraction(1, 10)), (4, 3, Fraction(8000 - 9679, 9679))]


def test_only_the_same_pair_and_place_is_compared():
    others = [{"place": "Hyesan"}, {"place": None}, {"base": "CNY"}, {"quote": "KRW"}, {"kind": "other"}]
    assert moved(rate(1, "2020", "8000"), *(rate(n, "2021", "9999", **o) for n, o in enumerate(others, 2))) == []


def test_the_rate_before_is_the_last_that_ended_before():
    rates = [rate(1, "2020", "100"), rate(2, "2021-01", "200"), rate(3, "2021", "300"), rate(4, "2021-06", "400")]
    assert moved(*rates) == [(2, 1, Fraction(1)), (3, 1, Fraction(2)), (4, 2, Fraction(1))]


def test_nothing_is_compared_across_the_redenomination():
    assert moved(rate(1, "2008-12~", "3200"), rate(2, "2013-11", "7000")) == []
    assert moved(rate(1, "2009", "3200"), rate(2, "2013-11", "7000")) == []
    in_roubles = [rate(1, "2008-12", "28", quote="RUB"), rate(2, "2013-11", "33", quote="RUB")]
    assert moved(*in_roubles) == [(2, 1, Fraction(5, 28))]


def test_a_bound_and_an_open_date_are_not_compared():
    assert moved(rate(1, "2020", None, low="100"), rate(2, "2021", "400")) == []
    assert moved(rate(1, "2020/..", "100"), rate(2, "2021", "400")) == []
    assert moved(rate(1, "2020", "100"), rate(2, "../2021", "400")) == []


def test_the_first_imposed_and_official_rate_of_each_kind_is_told_once():
    rates = [
        rate(1, "2024", "900", kind="official", words="official"),
        rate(2, "2016", "170", kind="official", words="official"),
        rate(3, "2025", "18200", kind="official", words="official_exchange_office"),
        rate(4, "2023", "500", kind="imposed", words="forced_on_return"),
        rate(5, "2020", "500", kind="implied", words="implied_by_source"),
    ]
    assert sorted(moved(*rates)) == [(2, None, None), (3, None, None), (4, None, None)]


@pytest.mark.parametrize("rates", [[], [rate(1, "2020", "8000")]])
def test_nothing_moves_alone(rates):
    assert rate_changes(rates) == ()
