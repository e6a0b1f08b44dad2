"""What an amount is worth in one currency at the rates of a day: exact, with the rates used, or not converted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.measure.prices import RULES, Prices, is_year_known, side
from ledger.measure.rates import Leg, route
from ledger.values.money import exponent, format_grouped
from ledger.values.periods import Period

WHEN = ("then", "end", "now")  # or a day


@dataclass(frozen=True)
class Valued:
    """An amount in the wanted currency, exact in its minor units; it is rounded only where it is printed.

    `legs` are the rates in the order they were used; none for an amount that already was in that currency. `says` and
    the legs hold text of sources: clean them to print them.
    """

    minor: Fraction
    currency: str
    legs: tuple[Leg, ...]
    says: str


@dataclass(frozen=True)
class NotConverted:
    """An amount for which the rules give no rate. `says` names the pair, the day, the days allowed and what to do.

    `why` is the same without the amount, for a row that shows it already: `not converted: no market or ...`.
    """

    minor: int
    currency: str
    wanted: str
    day: date | None
    says: str
    why: str = ""


class Valuer:
    """Values amounts in the currency `wanted` at the rates of `when`: then, end, now, or a day (2016-03-31).

    `then` is the last day of each amount's own period, `now` is `today`, `end` is the day of that name: hand it in, or
    see `ending`. A rate may be up to `days` earlier. Raises ValueError for a `when` that is no day.
    """

    def __init__(
        self,
        rates: Sequence[RateView],
        wanted: str,
        when: str = "then",
        *,
        days: int,
        today: date,
        end: date | None = None,
    ) -> None:
        self.wanted = wanted
        self.when = when
        self.days = days
        self.today = today
        self.end = end
        self._day = None if when in WHEN else date.fromisoformat(when)
        self._prices = Prices(rates)
        self._found: dict[tuple[str, date, str | None], tuple[Leg, ...]] = {}

    def ending(self, periods: Iterable[Period]) -> Valuer:
        """The same, with `end` the last known day of these periods unless it is set already.

        Hand in what the report shows and nothing else: the day is printed.
        """
        if self.when != "end" or self.end is not None:
            return self
        known = [p.latest for p in periods if p.latest is not None and is_year_known(p)]
        made = copy(self)  # the rates stay one index
        made.end = max(known, default=None)
        return made

    def value(self, amount: int, currency: str, period: Period) -> Valued | NotConverted:
        """What the amount (minor units of the currency) of that period is worth."""
        shown = f"{format_grouped(amount, currency)} {currency}"
        if currency == "XXX":
            return self._not(amount, currency, period, None, "percentages are never converted.")
        if currency == self.wanted:
            return Valued(Fraction(amount), currency, (), shown)
        day = self.day(period)
        if day is None:
            return self._not(amount, currency, period, None, self._no_day())
        key = (currency, day, side(period))
        if key not in self._found:
            self._found[key] = route(self._prices, currency, self.wanted, day, self.days, period)
        legs = self._found[key]
        if not legs:
            return self._not(amount, currency, period, day, self._no_rate(currency, day, period))
        worth = Fraction(amount, 10 ** exponent(currency))
        for leg in legs:
            worth = leg.convert(worth)
        return Valued(worth * 10 ** exponent(self.wanted), self.wanted, legs, f"{shown} at {priced(legs)}")

    def day(self, period: Period) -> date | None:
        """The day whose rates value an amount of that period; None where it is not known."""
        if self.when == "now":
            return self.today
        if self.when == "end":
            return self.end
        if self.when == "then":
            return period.latest if is_year_known(period) else None
        return self._day

    def _no_day(self) -> str:
        if self.when == "end":
            return "nothing in this report has a known end. Give a day: --value 2016-03-31."
        return "the end of its period is not known. Give a day: --value 2016-03-31."

    def _no_rate(self, currency: str, day: date, period: Period) -> str:
        within = {0: "", 1: " or on the day before"}.get(self.days, f" or in the {self.days} days before")
        notes = [f"no market or official rate for {currency} to {self.wanted} on {day.isoformat()}{within}"]
        pair = (currency, self.wanted)
        before = self._prices.last_before(pair, day.toordinal(), period)
        if "KPW" in pair and side(period) != side(Period("", day, day)):
            notes.append("nothing is valued across 2009-11-30, when the won of North Korea was replaced")
        elif before is not None:
            days = day.toordinal() - before.last
            older = "1 day" if days == 1 else f"{days:,} days"
            notes.append(f"the nearest earlier one is of {before.view.period.text}, {older} before")
        kinds = {_why_no_price(view) for view in self._prices.no_prices(pair)}
        if kinds:
            notes.append(f"not used as a price: {', '.join(sorted(kinds))}")
        return "; ".join(notes) + ". Import a rate, or allow more days with --days."

    def _not(self, amount: int, currency: str, period: Period, day: date | None, why: str) -> NotConverted:
        says = f"{format_grouped(amount, currency)} {currency} of {period.text} is not converted: {why}"
        return NotConverted(amount, currency, self.wanted, day, says, why)


def _why_no_price(view: RateView) -> str:
    if view.kind not in RULES:
        return f"{view.kind} rates"
    return f"{view.kind} rates {'with one end alone' if view.rate is None else 'of no known day'}"


def priced(legs: Sequence[Leg]) -> str:
    """`6.4917 CNY for 1 USD (market, ..., 2016-03-31, 0 days earlier)`; legs of the same terms share them."""
    if len({leg.terms for leg in legs}) == 1:
        return f"{' and '.join(leg.price for leg in legs)} ({legs[0].terms})"
    return " and ".join(f"{leg.price} ({leg.terms})" for leg in legs)
