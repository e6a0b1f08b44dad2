"""Money: integers in a currency's minor unit, read from text and written to text without a float in between.

12.50 USD is 1250, 2.5 KWD is 2500, 300 KRW is 300. The exponents are those of ISO 4217.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.values import numerals
from ledger.values.currencies import ACTIVE, HISTORIC
from ledger.values.problems import BadValue

# XXX is ISO 4217's "no currency", to which the standard gives no minor unit. The books use it where a source gives
# percentages and no money: amounts in XXX are percent of a base of 100.00, so two decimals are ours.
EXPONENT: dict[str, int] = {**ACTIVE, **HISTORIC, "XXX": 2}

_PPM_WHOLE = 1_000_000


def exponent(code: str) -> int:
    """How many decimals the currency has (ISO 4217). Raises BadValue for a code that is not in the table."""
    places = EXPONENT.get(code)
    if places is None:
        raise BadValue(
            "not a currency code of ISO 4217",
            "write three capital letters such as USD or KWD; XXX where there are percentages and no money",
        )
    return places


def parse_minor(text: str, currency: str) -> int:
    """Minor units of the currency: "12.5" USD is 1250.

    Raises BadValue, with its reason and never the text, for anything but plain digits with a point, for more decimals
    than the currency has (zeros are dropped) and for more than 18 digits; TypeError for anything but text.
    """
    return numerals.scaled(text, exponent(currency), of=currency)


def format_minor(minor: int, currency: str) -> str:
    """All decimals, no grouping: "1234.50". `parse_minor` reads it back. Raises TypeError for anything but an int."""
    return numerals.plain(minor, exponent(currency))


def format_grouped(minor: int, currency: str) -> str:
    """For people to read: "1,234.50". It is not read back. Raises TypeError for anything but an int."""
    return numerals.plain(minor, exponent(currency), grouped=True)


def part(minor: int, ppm: int) -> int:
    """That many parts per million of the amount, in minor units, halves away from zero; exact integers throughout.

    1 % is 10,000 ppm. Shares above the whole and negative amounts are valid. Raises TypeError for anything but ints.
    """
    product = numerals.exact(minor) * numerals.exact(ppm)
    size = (2 * abs(product) + _PPM_WHOLE) // (2 * _PPM_WHOLE)
    return -size if product < 0 else size


def rounded(exact: Fraction) -> int:
    """Whole minor units of an exact amount, halves away from zero."""
    size = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return size if exact >= 0 else -size
