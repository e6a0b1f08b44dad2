"""Money is read and written exactly, and what could be read in two ways is refused with a reason."""

from fractions import Fraction
from string import ascii_letters, digits

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.currencies import ACTIVE, HISTORIC
from ledger.values.money import EXPONENT, exponent, format_grouped, format_minor, parse_minor, part
from ledger.values.problems import BadValue

MINOR = st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1)
CODES = st.sampled_from(sorted(EXPONENT))


def refusal(text: str, currency: str = "USD") -> BadValue:
    with pytest.raises(BadValue) as caught:
        parse_minor(text, currency)
    return caught.value


def test_every_active_code_has_the_exponent_of_the_library():
    theirs = {c.code: c.exponent for c in iso4217.Currency if c.exponent is not None}
    assert theirs == ACTIVE


def test_codes_without_a_minor_unit_are_absent_but_for_our_own_xxx():
    without = {c.code for c in iso4217.Currency if c.exponent is None}
    assert without & set(EXPONENT) == {"XXX"}


def test_historic_codes_are_not_active_ones():
    assert not set(HISTORIC) & {c.code for c in iso4217.Currency}
    assert set(EXPONENT) == set(ACTIVE) | set(HISTORIC) | {"XXX"}


@pytest.mark.parametrize(
    ("code", "places"),
    [("KWD", 3), ("KRW", 0), ("JPY", 0), ("KPW", 2), ("USD", 2), ("SUR", 2), ("BYR", 0), ("XXX", 2), ("CLF", 4)],
)
def test_exponents_that_matter_here(code, places):
    assert exponent(code) == places


@pytest.mark.parametrize("code", ["", "usd", "USDT", "$", "ABC", "XAU", "XTS"])
def test_an_unknown_currency_is_refused_without_being_quoted(code):
    with pytest.raises(BadValue) as caught:
        exponent(code)
    assert "ISO 4217" in caught.value.says
    assert "XXX" in caught.value.advice


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.5", "USD", 1250),
        ("12", "USD", 1200),
        ("0", "USD", 0),
        ("-0", "USD", 0),
        ("-10000", "RUB", -1_000_000),
        ("67.005", "KWD", 67_005),
        ("2.5", "KWD", 2_500),
        ("5684", "KPW", 568_400),
        ("300", "KRW", 300),
        ("300.00", "KRW", 300),
        ("17.4000", "USD", 1740),
        ("007.10", "USD", 710),
        ("66.67", "XXX", 6667),
        ("9999999999999999.99", "USD", 10**18 - 1),
        ("0000000000000000000000001", "USD", 100),
    ],
)
def test_plain_figures_are_read(text, currency, minor):
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no figure is written"),
        (" 12", "a space"),
        ("1 234", "a space"),
        ("1\u00a0234", "a space"),
        ("1\u202f234", "a space"),
        ("12\n", "a space"),
        ("NaN", "not a number"),
        ("-Infinity", "not a number"),
        ("\u0661\u0662", "digits of another script"),
        ("\uff11\uff12", "digits of another script"),
        ("1\u00b2", "digits of another script"),
        ("\u4e09\u767e", "digits of another script"),
        ("$12", "a currency sign"),
        ("12\u20ac", "a currency sign"),
        ("\u20a9300", "a currency sign"),
        ("40%", "a percent sign"),
        ("1e3", "exponent notation"),
        ("1.5E-2", "exponent notation"),
        ("12USD", "letters"),
        ("0x1F", "letters"),
        ("\uc6d0", "letters"),
        ("12,5", "a comma"),
        ("1,234", "a comma"),
        ("1,234.50", "a comma"),
        ("1.234,50", "a comma"),
        ("12\u066b5", "a comma"),
        ("1.234.567", "groups"),
        ("1_000", "groups"),
        ("1'000", "groups"),
        ("1\u2019000", "groups"),
        ("\u221212", "a dash that is not a minus sign"),
        ("\u201312", "a dash that is not a minus sign"),
        ("+12", "a plus sign"),
        ("(12)", "brackets"),
        (".5", "the point has no digit on one side"),
        ("5.", "the point has no digit on one side"),
        (".", "the point has no digit on one side"),
        ("-", "not a plain number"),
        ("--5", "not a plain number"),
        ("12.345", "more decimals than there are: USD has 2 decimals"),
        ("1" + "0" * 17, "more than 18 digits"),
        ("9" * 10_000, "more than 18 digits"),
    ],
)
def test_each_bad_figure_has_its_own_reason_and_a_way_out(text, says):
    bad = refusal(text)
    assert says in bad.says
    assert bad.advice
    assert len(text) < 4 or text not in bad.says + bad.advice


def test_a_decimal_comma_is_refused_with_the_right_writing():
    assert refusal("12,5").advice == "write 12.5 with a point, no thousands separators"


def test_won_have_no_decimals():
    assert "KRW has no decimals" in refusal("300.5", "KRW").says


def answer(text: str, currency: str) -> str:
    try:
        parse_minor(text, currency)
    except BadValue as bad:
        return bad.says + bad.advice
    return ""


@given(st.text(), CODES)
def test_any_text_is_read_or_refused(text, currency):
    try:
        minor = parse_minor(text, currency)
    except BadValue:
        return
    assert parse_minor(format_minor(minor, currency), currency) == minor


@given(st.text(st.characters(exclude_characters=ascii_letters + digits + " "), min_size=4), CODES)
def test_the_text_is_never_quoted(text, currency):
    assert text not in answer(text, currency)


@given(MINOR, CODES)
def test_what_is_written_is_read_back(minor, currency):
    assert parse_minor(format_minor(minor, currency), currency) == minor


@given(MINOR, CODES)
def test_grouping_only_adds_commas(minor, currency):
    assert format_grouped(minor, currency).replace(",", "") == format_minor(minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text", "grouped"),
    [
        (123450, "USD", "1234.50", "1,234.50"),
        (-5, "USD", "-0.05", "-0.05"),
        (67_005, "KWD", "67.005", "67.005"),
        (-1_234_567, "KRW", "-1234567", "-1,234,567"),
        (0, "USD", "0.00", "0.00"),
    ],
)
def test_writing(minor, currency, text, grouped):
    assert format_minor(minor, currency) == text
    assert format_grouped(minor, currency) == grouped


@pytest.mark.parametrize(
    ("minor", "ppm", "expected"),
    [
        (83_000, 400_000, 33_200),  # A2: 40 % of 830.00
        (5_800, 300_000, 1_740),  # A11: 30 % of 58.00
        (1, 500_000, 1),  # a half goes away from zero
        (-1, 500_000, -1),
        (1, 499_999, 0),
        (1_000_000, 2_000_000, 2_000_000),  # A9: 200 %
        (100, -250_000, -25),
        (0, 900_000, 0),
    ],
)
def test_a_part_is_exact_with_halves_away_from_zero(minor, ppm, expected):
    assert part(minor, ppm) == expected


@given(MINOR, st.integers(-3_000_000, 3_000_000))
def test_a_part_is_never_more_than_half_a_unit_off(minor, ppm):
    gap = part(minor, ppm) - Fraction(minor * ppm, 1_000_000)
    assert abs(gap) <= Fraction(1, 2)
    assert part(-minor, ppm) == -part(minor, ppm)
