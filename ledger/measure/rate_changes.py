"""Which exchange rates are worth a line in a timeline: where a market price moved, and where a rate was imposed.

A market rate stands there when it is at least 10 % away from the market rate before it, of the same pair and the same
place, whose time ended before its own began. A rate that is only a bound is not compared. Nothing is compared across
2009-11-30, when the North Korean won was redenominated. Of imposed and official rates the first of each pair and kind
stands there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.measure.prices import one_side

LEAST = Fraction(1, 10)


@dataclass(frozen=True)
class RateChange:
    """A rate with the one before it and the change; both are None for the first of its kind."""

    rate: RateView
    before: RateView | None = None
    change: Fraction | None = None


def rate_changes(rates: Iterable[RateView]) -> tuple[RateChange, ...]:
    """The market rates that moved by a tenth or more, and the first imposed and official ones."""
    rates = list(rates)
    markets: dict[tuple[str, str, str | None], list[RateView]] = defaultdict(list)
    firsts: dict[tuple[str, str, str, str | None], RateView] = {}
    for rate in sorted(rates, key=_by_beginning):
        if rate.kind == "market" and rate.rate is not None:
            markets[rate.base, rate.quote, rate.place].append(rate)
        elif rate.kind in ("imposed", "official"):
            firsts.setdefault((rate.base, rate.quote, rate.kind, rate.words), rate)
    moved = [change for group in markets.values() for change in _moved(group)]
    return (*moved, *(RateChange(rate) for rate in firsts.values()))


def _moved(group: Sequence[RateView]) -> Iterable[RateChange]:
    ended = sorted((rate for rate in group if rate.period.latest is not None), key=_by_end)
    ends = [rate.period.latest for rate in ended]
    for rate in group:
        if rate.period.earliest is None:
            continue
        place = bisect_left(ends, rate.period.earliest, key=lambda end: end or date.max)
        before = ended[place - 1] if place else None
        if before is None or _is_across(before, rate):
            continue
        old, new = Fraction(before.rate or 0), Fraction(rate.rate or 0)
        if old > 0 and abs(Fraction(new - old, old)) >= LEAST:
            yield RateChange(rate, before, Fraction(new - old, old))


def _is_across(before: RateView, after: RateView) -> bool:
    """True when the won was redenominated between the two, or may have been."""
    return "KPW" in (after.base, after.quote) and not one_side(before.period, after.period)


def _by_beginning(rate: RateView) -> tuple[date, date, int]:
    return rate.period.earliest or date.max, rate.period.latest or date.max, rate.id


def _by_end(rate: RateView) -> tuple[date, date, int]:
    return rate.period.latest or date.max, rate.period.earliest or date.min, rate.id
