"""The rates that may value an amount, sorted by pair and day. What a taker imposed, what a source's sums imply and what
kiosks and foreigners are given is no price, and nothing is valued across the redenomination of the North Korean won.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ledger.book.terms import RateView
from ledger.values.periods import Period

REDENOMINATION = date(2009, 11, 30)
Rule = Literal["market", "official"]
RULES: tuple[Rule, ...] = ("market", "official")


@dataclass(frozen=True)
class Price:
    """A rate that may value, with its first and last day as numbers; `is_inverted` amounts are divided by it."""

    view: RateView
    rate: Fraction
    first: int
    last: int
    is_inverted: bool

    def distance(self, day: int, oldest: int) -> tuple[bool, int, int]:
        """The less, the nearer: those of no longer time than may be looked back, then by days, then by length."""
        length = self.last - self.first
        return length > day - oldest, max(0, day - self.last), length

    def order(self) -> tuple[bool, str, str, Fraction, int]:
        """Which of several of the same time is taken: direct before inverted, then by place and source."""
        source = self.view.source
        return self.is_inverted, self.view.place or "", source.publisher or source.title, self.rate, self.view.id


class Prices:
    """The rates of a book by pair; a pair is sorted when it is first asked for."""

    def __init__(self, rates: Iterable[RateView]) -> None:
        self._views: dict[tuple[str, str], list[RateView]] = {}
        for view in rates:
            self._views.setdefault((view.base, view.quote), []).append(view)
        self._near: dict[str, set[str]] = {}
        for base, quote in self._views:
            self._near.setdefault(base, set()).add(quote)
            self._near.setdefault(quote, set()).add(base)
        self._sorted: dict[tuple[str, str, str], tuple[list[Price], list[Price]]] = {}

    def common(self, start: str, wanted: str) -> set[str]:
        """The currencies to which both have rates."""
        return self._near.get(start, set()) & self._near.get(wanted, set())

    def within(
        self, pair: tuple[str, str], rule: Rule, day: int, oldest: int, period: Period
    ) -> Iterator[tuple[tuple[bool, int, int], Price]]:
        """The prices of the pair whose last day is in these days, or whose time holds the day, with their distances."""
        of_a_day, of_a_time = self._of(pair, rule)
        first, after = bisect_left(of_a_day, oldest, key=_last), bisect_right(of_a_day, day, key=_last)
        found = [*of_a_day[first:after], *(p for p in of_a_time if p.first <= day and p.last >= oldest)]
        return ((p.distance(day, oldest), p) for p in found if _may_value(p.view, period))

    def last_before(self, pair: tuple[str, str], day: int, period: Period) -> Price | None:
        """The nearest earlier price of the pair, however old."""
        every = (price for rule in RULES for held in self._of(pair, rule) for price in held)
        return max((p for p in every if p.last < day and _may_value(p.view, period)), key=_last, default=None)

    def no_prices(self, pair: tuple[str, str]) -> Sequence[RateView]:
        """The rates of the pair that value nothing: of other kinds, with ends alone, or of no known day."""
        views = (*self._views.get(pair, ()), *self._views.get(pair[::-1], ()))
        return [view for view in views if _price(view, is_inverted=False) is None]

    def _of(self, pair: tuple[str, str], rule: Rule) -> tuple[list[Price], list[Price]]:
        """Those of one day, and those of a longer time, by their last days."""
        key = (*pair, rule)
        if key not in self._sorted:
            both = ((pair, False), (pair[::-1], True))
            views = ((view, inverted) for way, inverted in both for view in self._views.get(way, ()))
            found = [_price(view, is_inverted=inverted) for view, inverted in views if view.kind == rule]
            prices = sorted((price for price in found if price is not None), key=_last)
            self._sorted[key] = ([p for p in prices if p.first == p.last], [p for p in prices if p.first < p.last])
        return self._sorted[key]


def one_side(one: Period, other: Period) -> bool:
    """True when both periods lie on the same side of the redenomination of the North Korean won."""
    return side(one) is not None and side(one) == side(other)


def side(period: Period) -> str | None:
    """`before` or `after` the redenomination; None for a period that may be both."""
    if period.latest is not None and period.latest < REDENOMINATION:
        return "before"
    return "after" if period.earliest is not None and period.earliest >= REDENOMINATION else None


def is_year_known(period: Period) -> bool:
    """False for 201X and its like: its last day may be in any of ten years."""
    return not any("X" in end[:4] for end in period.text.split("/"))


def _price(view: RateView, *, is_inverted: bool) -> Price | None:
    """The rate as a price; None for one that values nothing."""
    if view.kind not in RULES or view.rate is None or (days := _days(view.period)) is None:
        return None
    rate = Fraction(view.rate)
    return Price(view, rate, *days, is_inverted) if rate > 0 else None


def _days(period: Period) -> tuple[int, int] | None:
    """First and last day as numbers. A rate since a day (2001-07/..) holds on; None where its day is not known."""
    first, last = period.earliest, period.latest
    if first is not None and first == last:
        return (number := first.toordinal()), number
    if last is None and period.text.endswith("/.."):
        last = date.max
    if last is None or not is_year_known(period):
        return None
    return (first or last).toordinal(), last.toordinal()  # with no known beginning the last day alone is sure


def _may_value(view: RateView, period: Period) -> bool:
    return "KPW" not in (view.base, view.quote) or one_side(view.period, period)


def _last(price: Price) -> int:
    return price.last
