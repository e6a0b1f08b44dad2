"""The small language of figures: every form it has, every form it refuses, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.amounts import Said, format_said, parse_said
from ledger.values.cases import Stated
from ledger.values.money import EXPONENT
from ledger.values.problems import BadValue


def refusal(text: str) -> BadValue:
    with pytest.raises(BadValue) as caught:
        parse_said(text, currency="USD")
    return caught.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("300", Said(Stated(best=30_000))),
        ("0", Said(Stated(best=0))),
        ("-100", Said(Stated(best=-10_000))),
        ("~300", Said(Stated(best=30_000), operator="about")),
        ("<=50", Said(Stated(high=5_000), operator="at most")),
        (">=50", Said(Stated(low=5_000), operator="at least")),
        ("170..200", Said(Stated(low=17_000, high=20_000))),
        ("~170..200", Said(Stated(low=17_000, high=20_000), operator="about")),
        ("100..150..200", Said(Stated(10_000, 15_000, 20_000))),
        ("-10..5", Said(Stated(low=-1_000, high=500))),
        ("5..5", Said(Stated(low=500, high=500))),
        ("12.5..13.75", Said(Stated(low=1_250, high=1_375))),
        ("40%", Said(Stated(best=400_000), is_percent=True)),
        ("30%..40%", Said(Stated(low=300_000, high=400_000), is_percent=True)),
        ("~66.7%", Said(Stated(best=667_000), is_percent=True, operator="about")),
        ("<=90%", Said(Stated(high=900_000), is_percent=True, operator="at most")),
        (">=0.5%", Said(Stated(low=5_000), is_percent=True, operator="at least")),
        ("?", Said(Stated(), is_unknown=True)),
        ("", Said(Stated())),
        ("  ", Said(Stated())),
        (" 300 ", Said(Stated(best=30_000))),
        ("~ 300", Said(Stated(best=30_000), operator="about")),
        ("170 .. 200", Said(Stated(low=17_000, high=20_000))),
        ("40 %", Said(Stated(best=400_000), is_percent=True)),
    ],
)
def test_every_form(text, said):
    assert parse_said(text, currency="USD") == said


def test_amounts_take_the_exponent_of_their_currency():
    assert parse_said("2.5", currency="KWD").stated.best == 2_500
    assert parse_said("250000", currency="KRW").stated.best == 250_000


def test_asked_and_not_known_is_kept_apart_from_not_asked_and_from_nothing():
    unknown, blank, zero = (parse_said(t, currency="USD") for t in ("?", "", "0"))
    assert (unknown.is_unknown, blank.is_unknown, zero.is_unknown) == (True, False, False)
    assert (unknown.stated.is_priced, blank.stated.is_priced, zero.stated.is_priced) == (False, False, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("30..40%", "percent and money in one text"),
        ("30%..40", "percent and money in one text"),
        ("200..170", "out of order"),
        ("100..90..200", "out of order"),
        ("40%..30%", "out of order"),
        ("1..2..3..4", "more than three figures"),
        ("170..", "an end missing"),
        ("..200", "an end missing"),
        ("170..?", "an end missing"),
        ("170..%", "an end missing"),
        ("170...200", "three points"),
        ("170\u2026200", "three points"),
        ("170-200", "joined by a dash"),
        ("170 \u2013 200", "joined by a dash"),
        ("170~200", "joined by a dash"),
        ("30%-40%", "joined by a dash"),
        ("<50", "not written <= or >="),
        (">50", "not written <= or >="),
        ("=<50", "not written <= or >="),
        ("\u226450", "not written <= or >="),
        ("<=50..60", "a bound in front of a range"),
        ("~", "a sign without a figure"),
        (">=", "a sign without a figure"),
        ("~~300", "two signs"),
        ("~<=300", "two signs"),
        ("<==5", "two signs"),
        ("~?", "not a plain number"),
        ("%", "no figure is written"),
        ("12,5", "a comma"),
        ("1,5%", "a comma"),
        ("$300", "a currency sign"),
        ("about 300", "a space"),
        ("unknown", "letters"),
        ("12.345", "more decimals"),
        ("40%%", "a percent sign"),
    ],
)
def test_each_bad_text_has_its_own_reason_and_a_way_out(text, says):
    bad = refusal(text)
    assert says in bad.says
    assert bad.advice
    assert len(text) < 4 or text not in bad.says + bad.advice


def test_an_unknown_currency_is_refused_where_there_is_money():
    with pytest.raises(BadValue, match="ISO 4217"):
        parse_said("300", currency="ABC")


SIZES = st.integers(-(10**17), 10**17)
SINGLE = st.builds(Stated, best=SIZES)
RANGES = st.lists(SIZES, min_size=2, max_size=2).map(lambda v: Stated(low=min(v), high=max(v)))
TRIPLES = st.lists(SIZES, min_size=3, max_size=3).map(lambda v: Stated(*sorted(v)))
PERCENT = st.booleans()
SAID = st.one_of(
    st.builds(Said, SINGLE | RANGES | TRIPLES, PERCENT, st.sampled_from([None, "about"])),
    st.builds(Said, st.builds(Stated, high=SIZES), PERCENT, st.just("at most")),
    st.builds(Said, st.builds(Stated, low=SIZES), PERCENT, st.just("at least")),
    st.builds(Said, st.just(Stated()), is_unknown=st.booleans()),
)


@given(SAID, st.sampled_from(sorted(EXPONENT)))
def test_what_is_written_is_read_back(said, currency):
    assert parse_said(format_said(said, currency), currency=currency) == said


PIECES = st.sampled_from(["1", "20", "3.5", "-4", "..", "...", "%", "~", "<=", ">=", "<", "?", " ", "-", ",", "x"])


@given(st.lists(PIECES, max_size=7).map("".join) | st.text(min_size=4))
def test_any_text_is_read_or_refused_and_what_is_read_is_in_order(text):
    try:
        said = parse_said(text, currency="USD")
    except BadValue:
        return
    stated = said.stated
    if stated.low is not None and stated.high is not None:
        assert stated.low <= stated.high
    assert parse_said(format_said(said, "USD"), currency="USD") == said


@pytest.mark.parametrize(
    "said",
    [
        Said(Stated(low=1, best=2)),
        Said(Stated(best=1, high=2)),
        Said(Stated(high=1)),
        Said(Stated(low=1), operator="at most"),
        Said(Stated(best=1), operator="at least"),
        Said(Stated(best=1), is_unknown=True),
        Said(Stated(), is_percent=True),
        Said(Stated(), operator="about"),
    ],
)
def test_what_the_language_cannot_say_is_not_written(said):
    with pytest.raises(ValueError, match="cannot be written"):
        format_said(said, "USD")
