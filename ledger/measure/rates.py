"""Which rate is the price of a day: the nearest at or before it, market before official, and never a guess.

The day of a rate is the last of its period; a rate whose period holds the day is of that day. Where it speaks of a
longer time than may be looked back (of a year), a nearer one goes before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.measure.prices import RULES, Price, Prices, Rule
from ledger.values.periods import Period

_NO_PIVOT = ("KPW", "XXX")  # two prices in won make no price of the dollar in yuan


@dataclass(frozen=True)
class Leg:
    """One rate as it was used: `rate` units of `quote` for 1 `base`, as its source prints it.

    Amounts in `base` are multiplied by it; `is_inverted` ones are in `quote` and divided. `days_before` is how much
    earlier than the wanted day it is; `beside` says what other rates there were of the same time, or nothing.
    """

    base: str
    quote: str
    rate: Fraction
    rule: Rule
    view: RateView
    is_inverted: bool
    days_before: int
    beside: str = ""

    def convert(self, amount: Fraction) -> Fraction:
        """The amount (major units) in the leg's other currency."""
        return Fraction(amount, self.rate) if self.is_inverted else amount * self.rate

    @property
    def price(self) -> str:
        """`6.4917 CNY for 1 USD`."""
        return f"{self.view.rate} {self.quote} for 1 {self.base}"

    @property
    def terms(self) -> str:
        """`market, Pyongyang, Daily NK, 2016-03-31, 0 days earlier`. Holds text of the source: clean it to print it."""
        says = [self.rule, self.view.place, self.view.source.publisher or self.view.source.title, self.view.period.text]
        says += ["1 day earlier" if self.days_before == 1 else f"{self.days_before} days earlier", self.beside]
        return ", ".join(part for part in says if part)

    @property
    def says(self) -> str:
        """The rate with its rule and its source, for a trace. Holds text of the source: clean it to print it."""
        words = f" ({self.view.words})" if self.view.words and self.view.words != self.view.kind else ""
        where = f"; {self.view.source.title}" if self.view.source.publisher else ""
        return f"{self.price}{words}: {self.terms}{where}"


@dataclass(frozen=True)
class _Asked:
    """A day and the oldest one allowed, as numbers; the period of the amount, and the kinds that may value it."""

    day: int
    oldest: int
    period: Period
    rules: Sequence[Rule]


@dataclass(frozen=True)
class _Route:
    """Legs, with how near they are: the less the distance, the nearer."""

    distance: tuple[bool, int, int]
    legs: tuple[Leg, ...]


def route(prices: Prices, start: str, wanted: str, day: date, days: int, period: Period) -> tuple[Leg, ...]:
    """One leg, or two through one common currency; none where the rules give no price.

    Market rates alone before any official one; then the nearest, then the one of the shortest time, then the direct
    one. `period` is that of the amount: with the won of North Korea it and the rate lie on one side of 2009-11-30.
    """
    pivots = sorted(prices.common(start, wanted).difference(_NO_PIVOT), key=_pivot_order)
    for rules in (RULES[:1], RULES):
        asked = _Asked(day.toordinal(), day.toordinal() - days, period, rules)
        routes = [_direct(prices, start, wanted, asked), *(_through(prices, start, p, wanted, asked) for p in pivots)]
        found = [one for one in routes if one is not None]
        if found:
            return min(found, key=lambda one: (one.distance, len(one.legs))).legs
    return ()


def _direct(prices: Prices, start: str, wanted: str, asked: _Asked) -> _Route | None:
    for rule in asked.rules:
        found = list(prices.within((start, wanted), rule, asked.day, asked.oldest, asked.period))
        if found:
            distance = min(one for one, _ in found)
            same = sorted((price for one, price in found if one == distance), key=Price.order)
            view = same[0].view
            leg = Leg(view.base, view.quote, same[0].rate, rule, view, same[0].is_inverted, distance[1], _others(same))
            return _Route(distance, (leg,))
    return None


def _through(prices: Prices, start: str, pivot: str, wanted: str, asked: _Asked) -> _Route | None:
    """Both legs at the day of the older of them: prices of two days make a price of no day."""
    pairs = ((start, pivot), (pivot, wanted))
    first = [_direct(prices, *pair, asked) for pair in pairs]
    if None in first:
        return None
    older = max(one.legs[0].days_before for one in first if one is not None)
    then = replace(asked, day=asked.day - older)
    again = [_direct(prices, *pair, then) for pair in pairs]
    found = [one for one in again if one is not None]
    if len(found) < 2:
        return None
    is_long, days, length = max(one.distance for one in found)
    legs = tuple(replace(leg, days_before=leg.days_before + older) for one in found for leg in one.legs)
    return _Route((is_long, days + older, length), legs)


def _pivot_order(currency: str) -> tuple[bool, bool, str]:
    return currency != "EUR", currency != "USD", currency


def _others(same: Sequence[Price]) -> str:
    """What else there is of the same time, as printed: `the first by place of 3 from 8,025 to 8,200`."""
    alike = [price for price in same if price.is_inverted == same[0].is_inverted]
    if len({price.rate for price in alike}) < 2:
        return ""
    low, high = (end(alike, key=lambda price: price.rate).view.rate for end in (min, max))
    return f"the first by place of {len(alike)} from {low} to {high}"
