"""What pay is worth at the market, and what an exchange at another rate takes. Exact fractions; no rate is made up.

Only market rates value anything, and only those that speak of the entry's own time (their period overlaps its period)
or that the entry's own source prints beside it. A rate that a taker applied is evidence of a taking, never a price.
Nothing is valued across 2009-11-30, when the North Korean won was redenominated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.book.views import EntryView, StatedView
from ledger.measure.reckoning import Reckoning, money
from ledger.measure.shares import NAMED, unit_of
from ledger.values.cases import Case
from ledger.values.money import exponent, format_grouped, rounded
from ledger.values.percent import percent_text
from ledger.values.periods import Period

REDENOMINATION = date(2009, 11, 30)


def reckon_exchange(
    entries: Sequence[EntryView], stated: Sequence[StatedView], rates: Sequence[RateView]
) -> list[Reckoning]:
    """What the rates say of one observation's pay; empty where no market rate fits."""
    wages = [e for e in entries if not e.is_void and e.kind == "wage"]
    found: list[Reckoning] = []
    for entry in wages:
        unit = unit_of([entry])
        gross = [line for line in entry.lines if line.party == "employer" and line.amounts]
        if not gross:
            continue
        currency = gross[0].currency
        for quote in dict.fromkeys(rate.quote for rate in rates if rate.base == currency):
            market = _fitting(entry, rates, currency, quote, ("market",))
            in_quote = _pay_in(wages, stated, quote)
            forced = _fitting(entry, rates, currency, quote, ("imposed", "official"))
            if in_quote is None:  # nothing says that the pay was exchanged, unless the same source prints the rate
                forced = [rate for rate in forced if rate.source.url == entry.source.url]
            if not market:
                continue
            if in_quote:
                found += _valued(entry, in_quote, market, currency, quote, stated)
            if unit is None:
                continue
            for case in unit.cases:
                base = unit.gross[case].value
                left = base - sum(unit.parts[part][case].value for part in NAMED)
                paid = left if in_quote else unit.parts["hand"][case].value
                for rate in forced:
                    found += _lost(case, base, paid, rate, market, currency, quote)
    return _unique(found)


def _valued(
    entry: EntryView,
    paid: Fraction,
    market: Sequence[RateView],
    currency: str,
    quote: str,
    stated: Sequence[StatedView],
) -> Iterator[Reckoning]:
    """Pay that was given in another currency, at the market rates of its time."""
    gross = next(line for line in entry.lines if line.party == "employer" and line.amounts)
    for case, amount in gross.amounts.items():
        if amount.value >= 0:
            continue  # a gross of nothing has no shares
        for rate in market:
            value = Fraction(paid, _rate(rate))
            share = Fraction(value * 10 ** exponent(currency), -amount.value)
            figures = {
                "paid": money(paid, quote),
                "rate": rate.rate or "",
                "value": money(value, currency),
                "share": percent_text(share),
            }
            says = (
                f"{figures['paid']} {quote} at the market rate of {rate.rate} ({_where(rate)}) is {figures['value']} "
                f"{currency}: {figures['share']} % of the gross, {case} case"
            )
            for figure in stated:
                base = figure.amount_best if (figure.flow, figure.currency) == ("base_wage", currency) else None
                if base is not None and Fraction(base) > 0:
                    figures["share_of_base_wage"] = percent_text(Fraction(value, Fraction(base)))
                    says += f", {figures['share_of_base_wage']} % of the base wage of {base}"
            yield Reckoning("market-value", f"{says}.", figures)


def _lost(
    case: Case, gross: int, paid: int, rate: RateView, market: Sequence[RateView], currency: str, quote: str
) -> Iterator[Reckoning]:
    """What a conversion at the taker's rate takes, told at the market rate."""
    if paid <= 0 or gross <= 0:
        return
    for price in market:
        if price.source.url != rate.source.url and _place(price) != _place(rate) and len(market) > 1:
            continue
        given = Fraction(paid * _rate(rate), 10 ** exponent(currency))
        kept = Fraction(paid * _rate(rate), _rate(price))
        lost = paid - kept
        figures = {
            "paid": format_grouped(paid, currency),
            "given": money(given, quote),
            "worth": money(Fraction(paid * _rate(price), 10 ** exponent(currency)), quote),
            "applied_rate": rate.rate or "",
            "market_rate": price.rate or "",
            "kept": format_grouped(rounded(kept), currency),
            "kept_share": percent_text(Fraction(kept, gross)),
            "lost": format_grouped(rounded(lost), currency),
            "lost_share_of_paid": percent_text(Fraction(lost, paid)),
            "lost_share": percent_text(Fraction(lost, gross)),
            "not_reaching": percent_text(1 - Fraction(kept, gross)),
        }
        says = (
            f"{figures['paid']} {currency} exchanged at {rate.rate} ({rate.words or rate.kind}) is "
            f"{figures['given']} {quote}, "
            f"at the market's {price.rate} {figures['worth']}: a loss of {figures['lost_share_of_paid']} %. "
            f"Kept at market value {figures['kept']} {currency}, {figures['kept_share']} % of the gross; "
            f"{figures['not_reaching']} % did not reach the worker ({case} case)."
        )
        yield Reckoning("exchange-loss", says, figures)


def _pay_in(wages: Sequence[EntryView], stated: Sequence[StatedView], quote: str) -> Fraction | None:
    """What was paid to the worker in that currency, in major units, as posted or as printed."""
    for entry in wages:
        for line in entry.lines:
            if line.account == "worker:hand" and line.currency == quote and line.amounts:
                amount = line.amounts.get("best") or next(iter(line.amounts.values()))
                return Fraction(amount.value, 10 ** exponent(quote))
    for figure in stated:
        if figure.flow == "paid_in_kpw" and figure.currency == quote and figure.amount_best:
            return Fraction(figure.amount_best)
    return None


def _fitting(
    entry: EntryView, rates: Sequence[RateView], base: str, quote: str, kinds: Sequence[str]
) -> list[RateView]:
    """The rates of these kinds that speak of the entry: those of its own source, else those of its own time."""
    usable = [r for r in rates if (r.base, r.quote) == (base, quote) and r.kind in kinds and r.rate is not None]
    usable = [r for r in usable if _one_side(entry.period, r.period)]
    own = [r for r in usable if entry.source.url and r.source.url == entry.source.url]
    return own or [r for r in usable if _overlap(entry.period, r.period)]


def _overlap(one: Period, other: Period) -> bool:
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest


def _one_side(one: Period, other: Period) -> bool:
    """True when both periods lie on the same side of the redenomination."""
    sides = set()
    for period in (one, other):
        if period.latest is not None and period.latest < REDENOMINATION:
            sides.add("before")
        elif period.earliest is not None and period.earliest >= REDENOMINATION:
            sides.add("after")
        else:
            return False
    return len(sides) == 1


def _rate(rate: RateView) -> Fraction:
    return Fraction(rate.rate or "0")


def _where(rate: RateView) -> str:
    return ", ".join(part for part in (rate.place, rate.period.text) if part)


def _place(rate: RateView) -> str:
    return rate.place or ""


def _unique(found: Sequence[Reckoning]) -> list[Reckoning]:
    return list({r.says: r for r in found}.values())
