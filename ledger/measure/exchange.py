"""What pay is worth at the market, and what an exchange at another rate takes. Exact fractions; no rate is made up.

Only market rates value anything, and only those that speak of the entry's own time (their period overlaps its period)
or that the entry's own source prints beside it. A rate that a taker applied is evidence of a taking, never a price.
Nothing is valued across 2009-11-30, when the North Korean won was redenominated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ledger.book.terms import RateView
from ledger.book.views import EntryView, LineView, StatedView
from ledger.measure.columns import cells_of
from ledger.measure.exchange_pay import Pay, is_same, pays
from ledger.measure.reckoning import Reckoning, money
from ledger.measure.shares import Interval, Unit, hull, windows
from ledger.measure.split import NAMED
from ledger.measure.units import units_in
from ledger.values.cases import Case
from ledger.values.money import exponent, format_grouped, rounded
from ledger.values.percent import percent_text


@dataclass(frozen=True)
class GivenIn:
    """Pay that was given in another currency, told at one market rate of its time. `value` is in minor units."""

    entry: int
    case: Case
    currency: str
    gross: int
    quote: str
    paid: Fraction
    market: RateView
    value: Fraction

    @property
    def kept(self) -> Interval:
        """The share of the gross that was kept at market value."""
        share = Fraction(self.value, self.gross)
        return Interval(share, share)


@dataclass(frozen=True)
class Exchange:
    """Pay that was changed at a rate of the taker's, told at one market rate. Amounts in minor units of `currency`.

    `paid` is what was left to be changed, `kept` what it is worth at the market after the change, `lost` the rest.
    `left` is `paid` as a share of the gross, with the bounds of its figures.
    """

    entry: int
    case: Case
    currency: str
    gross: int
    quote: str
    paid: int
    left: Interval
    applied: RateView
    market: RateView
    kept: Fraction
    lost: Fraction

    @property
    def loss_share(self) -> Interval:
        """What the exchange took, of the gross; negative where the taker's rate was the better one."""
        return _times(self.left, Fraction(self.lost, self.paid))

    @property
    def kept_share(self) -> Interval:
        """What was kept at market value, of the gross."""
        return _times(self.left, Fraction(self.kept, self.paid))


@dataclass(frozen=True)
class ExchangeShares:
    """Of one entry's gross, over its cases and the market rates that fit: what the exchange took, and what was kept.

    `loss` is None where pay was given in another currency and nobody says at what rate. `found` is what they rest on.
    """

    loss: Interval | None
    kept: Interval
    found: tuple[Exchange | GivenIn, ...]


def exchange_shares(
    entries: Iterable[EntryView], stated: Iterable[StatedView], rates: Sequence[RateView]
) -> dict[int, ExchangeShares]:
    """By number of entry; entries without an exchange, or without a market rate that fits, are left out.

    Entries and printed figures may be of many observations: those of one are looked at together.
    """
    printed: dict[str, list[StatedView]] = {}
    for figure in stated:
        if figure.observation is not None:
            printed.setdefault(figure.observation, []).append(figure)
    together: dict[str | int, list[EntryView]] = {}
    for entry in entries:
        together.setdefault(entry.observation or entry.id, []).append(entry)
    wages = [
        pay
        for key, members in together.items()
        for pay in pays(members, printed.get(key, ()) if isinstance(key, str) else (), rates)
    ]
    found: dict[int, list[Exchange | GivenIn]] = {}
    for one in _told(wages):
        found.setdefault(one.entry, []).append(one)
    return {number: _shares(of_entry) for number, of_entry in found.items()}


def exchanges(entries: Sequence[EntryView], stated: Sequence[StatedView], rates: Sequence[RateView]) -> list[Exchange]:
    """The exchanges of one observation's pay at a taker's rate: one for each case and market rate that fits."""
    return [one for one in _told(list(pays(entries, stated, rates))) if isinstance(one, Exchange)]


def reckon_exchange(
    entries: Sequence[EntryView], stated: Sequence[StatedView], rates: Sequence[RateView]
) -> list[Reckoning]:
    """What the rates say of one observation's pay; empty where no market rate fits."""
    told = _told(list(pays(entries, stated, rates)))
    found = [_lost(one) if isinstance(one, Exchange) else _valued(one, stated) for one in told]
    return list({reckoning.says: reckoning for reckoning in found}.values())


def _told(wages: Sequence[Pay]) -> Iterator[Exchange | GivenIn]:
    single = _units({pay.entry.id: pay.entry for pay in wages if pay.forced})
    for pay in wages:
        if pay.given is not None:
            yield from _given_in(pay.entry, pay.gross, pay.given, pay.market, pay.quote)
        unit = single.get(pay.entry.id)
        if unit is not None:
            yield from _exchanged(pay.entry, unit, pay.given is not None, pay.forced, pay.market)


def _units(entries: dict[int, EntryView]) -> dict[int, Unit]:
    """Each entry as a unit of its own, all worked out at once; without those of which no share can be told."""
    cells = cells_of(entries.values())
    each = np.arange(len(cells), dtype=np.int64)
    return {unit.entries[0]: unit for unit in windows(units_in(cells, each, each))}


def _given_in(
    entry: EntryView, gross: LineView, paid: Fraction, market: Sequence[RateView], quote: str
) -> Iterator[GivenIn]:
    for case, amount in gross.amounts.items():
        if amount.value >= 0:
            continue  # a gross of nothing has no shares
        for rate in market:
            value = Fraction(paid, _rate(rate)) * 10 ** exponent(gross.currency)
            yield GivenIn(entry.id, case, gross.currency, -amount.value, quote, paid, rate, value)


def _exchanged(
    entry: EntryView, unit: Unit, is_given_in: bool, forced: Sequence[RateView], market: Sequence[RateView]
) -> Iterator[Exchange]:
    """What a conversion at the taker's rate takes: of all that the named lines leave, or of what is in the hand."""
    for case in unit.cases:
        gross = unit.gross[case].value
        paid = gross - sum(unit.parts[part][case].value for part in NAMED)
        paid = paid if is_given_in else unit.parts["hand"][case].value
        if paid <= 0 or gross <= 0:
            continue
        left = _left(unit, case, Fraction(paid, gross)) if is_given_in else unit.share("hand", case)
        if left is None:
            continue
        for rate in forced:
            beside = [p for p in market if is_same(p.source, rate.source) or p.place == rate.place]
            for price in beside or market:
                kept = Fraction(paid * _rate(rate), _rate(price))
                yield Exchange(
                    entry=entry.id,
                    case=case,
                    currency=rate.base,
                    gross=gross,
                    quote=rate.quote,
                    paid=paid,
                    left=left,
                    applied=rate,
                    market=price,
                    kept=kept,
                    lost=paid - kept,
                )


def _left(unit: Unit, case: Case, share: Fraction) -> Interval:
    """What the named lines leave, of the gross; at most so much where one of them has no figure."""
    named = unit.share("named", case)
    if named is None:
        return Interval(None if unit.unpriced.intersection(NAMED) else share, share)
    low, high = (None if end is None else 1 - end for end in (named.high, named.low))
    return Interval(low, high)


def _shares(found: Sequence[Exchange | GivenIn]) -> ExchangeShares:
    """Where a rate was applied it says what was kept, so that the shares make a whole; else what was given does."""
    changed = [one for one in found if isinstance(one, Exchange)]
    if changed:
        return ExchangeShares(hull([x.loss_share for x in changed]), hull([x.kept_share for x in changed]), (*changed,))
    return ExchangeShares(None, hull([one.kept for one in found if isinstance(one, GivenIn)]), tuple(found))


def _valued(given: GivenIn, stated: Sequence[StatedView]) -> Reckoning:
    """Pay that was given in another currency, at a market rate of its time."""
    value = Fraction(given.value, 10 ** exponent(given.currency))
    figures = {
        "paid": money(given.paid, given.quote),
        "rate": given.market.rate or "",
        "value": money(value, given.currency),
        "share": percent_text(Fraction(given.value, given.gross)),
    }
    says = (
        f"{figures['paid']} {given.quote} at the market rate of {given.market.rate} ({_where(given.market)}) is "
        f"{figures['value']} {given.currency}: {figures['share']} % of the gross, {given.case} case"
    )
    for figure in stated:
        base = figure.amount_best if (figure.flow, figure.currency) == ("base_wage", given.currency) else None
        if base is not None and Fraction(base) > 0:
            figures["share_of_base_wage"] = percent_text(Fraction(value, Fraction(base)))
            says += f", {figures['share_of_base_wage']} % of the base wage of {base}"
    return Reckoning("market-value", f"{says}.", figures)


def _lost(found: Exchange) -> Reckoning:
    """What a conversion at the taker's rate takes, told at the market rate."""
    currency, quote, paid, kept = found.currency, found.quote, found.paid, found.kept
    major = 10 ** exponent(currency)
    figures = {
        "paid": format_grouped(paid, currency),
        "given": money(Fraction(paid * _rate(found.applied), major), quote),
        "worth": money(Fraction(paid * _rate(found.market), major), quote),
        "applied_rate": found.applied.rate or "",
        "market_rate": found.market.rate or "",
        "kept": format_grouped(rounded(kept), currency),
        "kept_share": percent_text(Fraction(kept, found.gross)),
        "lost": format_grouped(rounded(found.lost), currency),
        "lost_share_of_paid": percent_text(Fraction(found.lost, paid)),
        "lost_share": percent_text(Fraction(found.lost, found.gross)),
        "not_reaching": percent_text(1 - Fraction(kept, found.gross)),
    }
    says = (
        f"{figures['paid']} {currency} exchanged at {found.applied.rate} ({found.applied.words or found.applied.kind}) "
        f"is {figures['given']} {quote}, "
        f"at the market's {found.market.rate} {figures['worth']}: a loss of {figures['lost_share_of_paid']} %. "
        f"Kept at market value {figures['kept']} {currency}, {figures['kept_share']} % of the gross; "
        f"{figures['not_reaching']} % did not reach the worker ({found.case} case)."
    )
    return Reckoning("exchange-loss", says, figures)


def _times(share: Interval, factor: Fraction) -> Interval:
    ends = (None if share.low is None else share.low * factor, None if share.high is None else share.high * factor)
    return Interval(*ends) if factor >= 0 else Interval(ends[1], ends[0])


def _rate(rate: RateView) -> Fraction:
    return Fraction(rate.rate or "0")


def _where(rate: RateView) -> str:
    return ", ".join(part for part in (rate.place, rate.period.text) if part)
