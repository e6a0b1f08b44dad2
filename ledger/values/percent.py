"""Percentages as integers of parts per million: 1 % is 10,000 ppm, so four decimals of a percent are exact."""

from __future__ import annotations

from fractions import Fraction

from ledger.values import numerals

PPM_WHOLE = 1_000_000  # 100 %
_PLACES = 4  # decimals of a percent that a ppm can hold


def parse_ppm(text: str) -> int:
    """Parts per million from a percentage without its sign: "66.7" is 667,000. Above 100 and below 0 are valid.

    Raises BadValue, never quoting the text, as `parse_minor` does and for more than four decimals; TypeError for
    anything but text.
    """
    return numerals.scaled(text, _PLACES, of="a percentage")


def format_ppm(ppm: int) -> str:
    """The percentage without its sign and without idle zeros: "66.7". `parse_ppm` reads it back."""
    return numerals.plain(ppm, _PLACES).rstrip("0").rstrip(".")


def percent_text(share: Fraction) -> str:
    """An exact share as a percentage with two decimals, halves away from zero: 2/3 is "66.67".

    Raises TypeError for a float: a share is a Fraction of integers.
    """
    if not isinstance(share, Fraction):
        raise TypeError(f"a share is an exact Fraction, not {type(share).__name__}")
    hundredths = (2 * 10_000 * abs(share.numerator) + share.denominator) // (2 * share.denominator)
    return numerals.plain(-hundredths if share < 0 else hundredths, 2)
