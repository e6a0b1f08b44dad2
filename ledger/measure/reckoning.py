"""One piece of arithmetic beside an observation, and how its figures are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.measure.shares import Interval
from ledger.values.cases import Bound, Case
from ledger.values.money import exponent, format_grouped, rounded
from ledger.values.percent import percent_text

BOUND_WORDS: dict[Bound | None, str] = {None: "", "at_least": "at least ", "at_most": "at most ", "either": "about "}


@dataclass(frozen=True)
class Reckoning:
    """One piece of arithmetic. `figures` are decimal texts by name; the names are stable."""

    key: str
    says: str
    figures: dict[str, str]


def told(interval: Interval | None) -> str:
    """The interval in words, in percent: one figure, two, or "at least" and "at most" so much."""
    if interval is None:
        return "not stated"
    if interval.low is None and interval.high is None:
        return "not known"
    if interval.low is None or interval.high is None:
        end = interval.high if interval.low is None else interval.low
        return f"{'at most' if interval.low is None else 'at least'} {percent_text(end or Fraction(0))}"
    return joined_text([percent_text(interval.low), percent_text(interval.high)])


def span(figures: dict[str, str], cases: Sequence[Case], name: str) -> str:
    """The figures of that name over the cases, as one text."""
    return joined_text([figures[f"{case}_{name}"] for case in cases if f"{case}_{name}" in figures])


def joined_text(texts: Iterable[str]) -> str:
    """The first and the last of these texts, once where they are the same."""
    found = list(dict.fromkeys(texts))
    return found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}"


def money(amount: Fraction, currency: str) -> str:
    """An exact amount in major units, rounded half up to the currency's minor unit, as text."""
    return format_grouped(rounded(amount * 10 ** exponent(currency)), currency)
