"""Which wages may have been changed into another currency, and the rates that speak of them.

A rate speaks of an entry when its period overlaps the entry's, or when the entry's own source prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.terms import RateView
from ledger.book.views import EntryView, LineView, SourceView, StatedView
from ledger.measure.prices import one_side
from ledger.values.money import exponent
from ledger.values.periods import Period


@dataclass(frozen=True)
class Pay:
    """A wage and a currency in which it may have been given, with the rates that speak of it.

    `given` is what was given in that currency, in major units; None where nobody says. `forced` are rates of takers.
    """

    entry: EntryView
    gross: LineView
    quote: str
    given: Fraction | None
    market: Sequence[RateView]
    forced: Sequence[RateView]


def pays(entries: Sequence[EntryView], stated: Sequence[StatedView], rates: Sequence[RateView]) -> Iterator[Pay]:
    """The wages of one observation for which a market rate is known, one for each other currency."""
    wages = [e for e in entries if not e.is_void and e.kind == "wage"]
    for entry in wages:
        gross = next((line for line in entry.lines if line.party == "employer" and line.amounts), None)
        if gross is None:
            continue
        for quote in dict.fromkeys(rate.quote for rate in rates if rate.base == gross.currency):
            market = _fitting(entry, rates, gross.currency, quote, ("market",))
            if not market:
                continue
            given = _pay_in(wages, stated, quote)
            forced = _fitting(entry, rates, gross.currency, quote, ("imposed", "official"))
            if given is None:  # nothing says that the pay was exchanged, unless the same source prints the rate
                forced = [rate for rate in forced if is_same(rate.source, entry.source)]
            yield Pay(entry, gross, quote, given or None, market, forced)


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
    usable = [r for r in usable if one_side(entry.period, r.period)]
    own = [r for r in usable if is_same(r.source, entry.source)]
    return own or [r for r in usable if _overlap(entry.period, r.period)]


def is_same(one: SourceView, other: SourceView) -> bool:
    """True for one page; pages without an address are the same only as one source of the book."""
    return one.url == other.url if one.url or other.url else one.id == other.id


def _overlap(one: Period, other: Period) -> bool:
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return False
    return one.earliest <= other.latest and other.earliest <= one.latest
