"""What it costs to send money home, after the World Bank: the fee, and the margin of the exchange, in percent.

The fee is a share of what was sent. The margin is what the rate applied falls short of the market rate, both in units
received for one unit sent: (market - applied) : market. All in is fee and margin together. Where no market rate speaks
of the transfer's own time the margin is not known, and all in is at least the fee. Exact fractions; no rate is made up.

The applied rate is the one that the transfer's own source says was imposed; else what arrived for what was left after
the fee. Beside the sum of the two percentages stands the way of every 100 sent (fee, lost in the exchange, delivered),
which adds up to 100: there the margin counts on what was exchanged, not on what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.book.views import EntryView
from ledger.measure.paired import Amounts, cases_of, in_case, ratio, rest_of, sum_of
from ledger.measure.prices import one_side
from ledger.measure.shares import Interval, hull
from ledger.measure.transfers import NO_CURRENCY, Transfer
from ledger.values.cases import Amount, Case
from ledger.values.money import exponent
from ledger.values.periods import Period

WHOLE = Interval(Fraction(1), Fraction(1))
NONE = Interval(Fraction(0), Fraction(0))
REDENOMINATED = "KPW"


@dataclass(frozen=True)
class Used:
    """A rate as it was used: units received for one unit sent, and the rate it is from."""

    rate: Fraction
    view: RateView


@dataclass(frozen=True)
class Cost:
    """One case of a transfer. None is not known; an interval that lacks an end is a bound.

    `all_in` is fee and margin; or what did not arrive, where the fee is not stated and the rates tell what arrived.
    `exchange` and `delivered` are shares of what was sent, at the market.
    """

    fee: Interval | None = None
    applied: Fraction | None = None
    margin: Interval | None = None
    all_in: Interval | None = None
    exchange: Interval | None = None
    delivered: Interval | None = None


@dataclass(frozen=True)
class Costs:
    """A transfer with its costs by case, the market rates of its time, and the rate that was imposed, if one is."""

    transfer: Transfer
    cases: dict[Case, Cost]
    market: tuple[Used, ...]
    imposed: Used | None

    def over(self, name: str) -> Interval | None:
        """One of the shares over all cases, from the smallest to the largest; None where no case tells it."""
        found = [each for cost in self.cases.values() if (each := getattr(cost, name)) is not None]
        return hull(found) if found else None


def costs_of(transfer: Transfer, rates: Sequence[RateView]) -> Costs:
    """What the transfer costs, by what is stated of it and by the rates of its time."""
    pair = (transfer.currency, transfer.received_currency)
    market: tuple[Used, ...] = ()
    imposed: tuple[Used, ...] = ()
    if None not in pair and pair[0] != pair[1] and NO_CURRENCY not in pair:
        market = _fitting(transfer.entry, rates, pair, "market")
        own = [r for r in rates if r.source.url and r.source.url == transfer.entry.source.url]
        imposed = _fitting(transfer.entry, own, pair, "imposed")
    rate = imposed[0] if len({used.rate for used in imposed}) == 1 else None
    cases = cases_of(*(side for side in (transfer.sent, transfer.fee, transfer.received) if side))
    return Costs(transfer, {case: _cost(transfer, case, market, rate) for case in cases}, market, rate)


def _cost(transfer: Transfer, case: Case, market: Sequence[Used], imposed: Used | None) -> Cost:
    sent, received = _at(transfer.sent, case), _at(transfer.received, case)
    fee = _fee(transfer, case) if transfer.fee else None
    if fee is not None and fee == WHOLE:
        return Cost(fee, all_in=fee, exchange=NONE, delivered=NONE)  # nothing is left to exchange
    if transfer.currency == transfer.received_currency:  # nothing was exchanged
        delivered = None if sent is None or received is None else ratio(received, sent)
        return Cost(fee, margin=NONE if sent else None, all_in=fee, exchange=NONE if fee else None, delivered=delivered)
    applied = imposed.rate if imposed else _applied(transfer, sent, received, fee)
    margin = None
    if applied is not None and market:
        margins = [1 - Fraction(applied, used.rate) for used in market]
        margin = Interval(min(margins), max(margins))
    delivered = _delivered(transfer, sent, received, market)
    exchange = None
    if fee is not None and fee.is_exact and fee.low is not None and margin is not None:
        exchange = Interval(*((1 - fee.low) * end for end in (margin.low, margin.high) if end is not None))
        if delivered is None:
            delivered = rest_of(sum_of(fee, exchange))
    return Cost(fee, applied, margin, _all_in(fee, margin, delivered), exchange, delivered)


def _fee(transfer: Transfer, case: Case) -> Interval | None:
    """The fee's share of what was sent; a percentage of a bounded sum stays that percentage."""
    fee, sent, rest = (_at(side, case) for side in (transfer.fee, transfer.sent, transfer.rest))
    if fee is None or sent is None:
        return None
    moves = rest.bound if rest is not None else sent.bound if fee.value == sent.value else None
    if sent.bound is not None and fee.bound == sent.bound == moves:
        fee, sent = Amount(fee.value), Amount(sent.value)
    found = ratio(fee, sent)
    is_open = any(not line.amounts for line in transfer.takers)  # somebody took of it, nobody says how much
    return replace(found, high=None) if found is not None and is_open else found


def _applied(transfer: Transfer, sent: Amount | None, received: Amount | None, fee: Interval | None) -> Fraction | None:
    """What arrived for one unit that was left after the fee; None where one of the three is not stated exactly."""
    if sent is None or received is None or fee is None or not fee.is_exact or fee.low is None:
        return None
    left = sent.value * (1 - fee.low)
    if sent.bound or received.bound or left <= 0:
        return None
    return Fraction(_major(received.value, transfer.received_currency), _major(left, transfer.currency))


def _delivered(
    transfer: Transfer, sent: Amount | None, received: Amount | None, market: Sequence[Used]
) -> Interval | None:
    """The share of what was sent that arrived, at the market rates."""
    share = None if sent is None or received is None else ratio(received, sent)
    if share is None or not market:
        return None
    units = Fraction(10 ** exponent(transfer.currency or ""), 10 ** exponent(transfer.received_currency or ""))
    rates = [used.rate for used in market]
    low = None if share.low is None else Fraction(share.low * units, max(rates))
    return Interval(low, None if share.high is None else Fraction(share.high * units, min(rates)))


def _all_in(fee: Interval | None, margin: Interval | None, delivered: Interval | None) -> Interval | None:
    if fee is None and delivered is not None:
        return rest_of(delivered)
    if fee is None:
        return None if margin is None else Interval(margin.low, None)
    return Interval(fee.low, None) if margin is None else sum_of(fee, margin)


def _fitting(
    entry: EntryView, rates: Sequence[RateView], pair: tuple[str | None, str | None], kind: str
) -> tuple[Used, ...]:
    """The rates of that kind that speak of the entry: those of its own source, else those of its own time."""
    usable = [used for rate in rates if rate.kind == kind and (used := _used(rate, pair)) is not None]
    if REDENOMINATED in pair:
        usable = [used for used in usable if one_side(entry.period, used.view.period)]
    own = [used for used in usable if entry.source.url and used.view.source.url == entry.source.url]
    found = own or [used for used in usable if _overlap(entry.period, used.view.period)]
    return tuple(sorted(found, key=lambda used: (used.rate, used.view.place or "", used.view.id)))


def _used(rate: RateView, pair: tuple[str | None, str | None]) -> Used | None:
    if rate.rate is None or Fraction(rate.rate) <= 0:
        return None
    if (rate.base, rate.quote) == pair:
        return Used(Fraction(rate.rate), rate)
    return Used(Fraction(1, Fraction(rate.rate)), rate) if (rate.quote, rate.base) == pair else None


def _overlap(one: Period, other: Period) -> bool:
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _at(side: Amounts, case: Case) -> Amount | None:
    return in_case(side, case) if side else None


def _major(minor: int | Fraction, currency: str | None) -> Fraction:
    return Fraction(minor, 10 ** exponent(currency or ""))
