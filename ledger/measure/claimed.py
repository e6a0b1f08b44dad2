"""What a published share says exactly: which computed shares agree with it, of what it is a share, and of whom.

Everything is told as a share taken, of 1. A share kept of so much is a share taken of the rest: its stretch is turned
round. The rules, one an operator, are the manual's (help claims):

- no operator: from the lowest to the highest printed figure, each with half of its last printed digit (90 is 89.5 to
  90.5, 66.7 is 66.65 to 66.75);
- about: five points to either side; nearly (and almost): from five points below to the figure;
- up to: the figure or anything below it; at least: the figure or anything above it; where the source prints the other
  end as well, no further than that;
- less than, more than: below, or above, and not the figure itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import ClaimView
from ledger.measure.shares import Interval
from ledger.values.percent import PPM_WHOLE, format_ppm

TOLERANCE = Fraction(5, 100)
CEILINGS = ("up to", "less than")
FLOORS = ("at least", "more than")
STRICT = ("less than", "more than")
PAY = "pay"
# Bases that are no gross. What is not said is taken for pay: it is what a share is usually of.
_OTHER_BASES = (("promised", re.compile(r"\bpromis")), ("revenue", re.compile(r"\brevenue|\bturnover|\bproceeds")))


@dataclass(frozen=True)
class Stretch:
    """The shares taken that agree. None is no end on that side; an end that is open does not agree itself.

    `below` and `above` are how far the ends reach beyond the printed figures.
    """

    low: Fraction | None
    high: Fraction | None
    is_low_open: bool = False
    is_high_open: bool = False
    below: Fraction = Fraction(0)
    above: Fraction = Fraction(0)

    def meets(self, found: Interval) -> bool:
        """True when some share between the ends of `found` agrees; an end that is not known may be anywhere."""
        is_below = self.low is not None and found.high is not None and _before(found.high, self.low, self.is_low_open)
        is_above = self.high is not None and found.low is not None and _before(self.high, found.low, self.is_high_open)
        return not (is_below or is_above)

    def holds(self, found: Interval) -> bool:
        """True when every share between the ends of `found` agrees."""
        low = self.low is None or (found.low is not None and not _before(found.low, self.low, self.is_low_open))
        high = self.high is None or (found.high is not None and not _before(self.high, found.high, self.is_high_open))
        return low and high

    def is_above(self, found: Interval) -> bool:
        """True when every share that agrees is more than all of `found`."""
        return self.low is not None and found.high is not None and _before(found.high, self.low, self.is_low_open)

    def gap(self, found: Interval) -> Fraction:
        """How far `found` is from the printed figures; nothing where it meets what agrees with them."""
        if self.meets(found):
            return Fraction(0)
        if self.is_above(found):
            return (self.low or Fraction(0)) + self.below - (found.high or Fraction(0))
        return (found.low or Fraction(0)) - (self.high or Fraction(0)) + self.above

    def on(self, side: str) -> Interval:
        """Its ends as shares taken, or as shares kept."""
        ends = self if side == "taken" else _turned(self)
        return Interval(ends.low, ends.high)


def accepted(claim: ClaimView) -> Stretch:
    """The shares taken that agree with the claim. Raises ValueError for a claim without a figure."""
    printed = [v for v in (claim.low, claim.best, claim.high) if v is not None]
    return stretch(claim.side, printed, operator_of(claim))


def operator_of(claim: ClaimView) -> str | None:
    """The printed hedge; that of a claim with one end alone where none is printed."""
    if claim.operator is None and claim.best is None and (claim.low is None) != (claim.high is None):
        return "up to" if claim.low is None else "at least"
    return claim.operator


def stretch(side: str, ppm: list[int], operator: str | None) -> Stretch:
    """The shares taken that agree with these printed figures under their operator. Raises ValueError for no figure."""
    if not ppm:
        raise ValueError("a claim without a figure")
    least, most, is_one = min(ppm), max(ppm), min(ppm) == max(ppm)
    below, above = _rounding(least), _rounding(most)
    if operator in ("about", "nearly"):
        below = TOLERANCE
        above = TOLERANCE if operator == "about" else above
    if operator in STRICT:
        below = above = Fraction(0)
    low: Fraction | None = Fraction(least, PPM_WHOLE) - below
    high: Fraction | None = Fraction(most, PPM_WHOLE) + above
    if operator in CEILINGS and is_one:
        low = None
    if operator in FLOORS and is_one:
        high = None
    found = Stretch(low, high, operator == "more than", operator == "less than", below, above)
    return found if side == "taken" else _turned(found)


def base_of(basis: str | None, words: str | None = None) -> str:
    """Of what a share is: `promised`, `revenue`, or `pay` for every kind of gross and where nobody says."""
    for base, pattern in _OTHER_BASES:
        if basis == base or pattern.search((words or "").lower()):
            return base
    return PAY


def _turned(kept: Stretch) -> Stretch:
    low = None if kept.high is None else 1 - kept.high
    high = None if kept.low is None else 1 - kept.low
    return Stretch(low, high, kept.is_high_open, kept.is_low_open, kept.above, kept.below)


def _before(one: Fraction, other: Fraction, is_open: bool) -> bool:
    return one < other or (is_open and one == other)


def _rounding(ppm: int) -> Fraction:
    """Half of the last printed digit, as a share of 1."""
    decimals = len(format_ppm(ppm).partition(".")[2])
    return Fraction(1, 200 * 10**decimals)
