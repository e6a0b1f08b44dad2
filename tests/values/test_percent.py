"""Percentages are integers of ppm, and shares are exact fractions until they are printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.percent import PPM_WHOLE, format_ppm, parse_ppm, percent_text
from ledger.values.problems import BadValue


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("100", PPM_WHOLE),
        ("40", 400_000),
        ("66.7", 667_000),
        ("0.0001", 1),
        ("200", 2_000_000),
        ("-12.5", -125_000),
        ("33.30000", 333_000),
        ("0", 0),
    ],
)
def test_percentages_are_read_exactly(text, ppm):
    assert parse_ppm(text) == ppm


@pytest.mark.parametrize("text", ["", "66,7", "40%", "40 ", "1e1", "0.00001", "\u0664\u0660", "nan", "forty", "9" * 19])
def test_other_writings_are_refused(text):
    with pytest.raises(BadValue) as caught:
        parse_ppm(text)
    assert caught.value.advice


@given(st.integers(-(10**17), 10**17))
def test_what_is_written_is_read_back(ppm):
    assert parse_ppm(format_ppm(ppm)) == ppm


@pytest.mark.parametrize(
    ("ppm", "text"), [(667_000, "66.7"), (400_000, "40"), (1, "0.0001"), (-125_000, "-12.5"), (0, "0")]
)
def test_idle_zeros_are_left_out(ppm, text):
    assert format_ppm(ppm) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(2, 3), "66.67"),
        (Fraction(80, 150), "53.33"),  # A1
        (Fraction(170, 830), "20.48"),  # A2
        (Fraction(2), "200.00"),  # A9
        (Fraction(1, 80_000), "0.00"),
        (Fraction(1, 20_000), "0.01"),  # half a hundredth goes up
        (Fraction(-1, 20_000), "-0.01"),  # and away from zero
        (Fraction(-1, 80_000), "0.00"),  # no minus before nothing
        (Fraction(0), "0.00"),
    ],
)
def test_shares_are_printed_with_two_decimals_half_up(share, text):
    assert percent_text(share) == text


@given(st.fractions(min_value=-10, max_value=10))
def test_a_printed_share_is_never_more_than_half_a_hundredth_off(share):
    assert abs(Fraction(percent_text(share)) - 100 * share) <= Fraction(1, 200)
