"""The figures of a recruitment in words: what was paid, what the pay was, how many months of it."""

from __future__ import annotations

from fractions import Fraction

from ledger.measure.over_origins import Spread
from ledger.measure.recruitment import Item, Months, Recruitment
from ledger.measure.shares import Interval
from ledger.measure.spread import LEAST_FOR_QUARTILES
from ledger.publish.remittance_words import amounts_text
from ledger.publish.visible import visible
from ledger.publish.wording import counted, interval_text
from ledger.values.percent import percent_text

_HUNDREDTH = Fraction(1, 100)  # a number with two decimals is printed by what prints percentages


def name_of(found: Recruitment) -> str:
    """The code of the observation, cleaned; else the number of its entry."""
    entry = found.entry
    return visible(entry.observation) if entry.observation else f"entry {entry.id}"


def months_data(months: Fraction | None) -> str | None:
    """Two decimals, rounded half up; None where it is not known."""
    return None if months is None else percent_text(months * _HUNDREDTH)


def months_text(months: Months) -> str:
    """`2.00 months of pay`, `at least 1.50 to 2.00`; or the reason why none are told."""
    found = months.interval
    return f"not told: {months.reason}" if found is None else f"{span_text(found)} months"


def span_text(found: Interval) -> str:
    """An interval of months: `1.50 to 2.00`, `at least 1.50`."""
    low, high = (None if end is None else end * _HUNDREDTH for end in (found.low, found.high))
    return interval_text(Interval(low, high))


def spread_text(spread: Spread | None, origins: int) -> str:
    """Median and quartiles over the origins; how many there are where they are too few."""
    if spread is None or spread.summary.quartiles is None:
        told = f"told by {counted(origins, 'origin')}" if origins else "told by no origin"
        return f"{told}; fewer than {LEAST_FOR_QUARTILES} make no median"
    summary = spread.summary
    first, third = spread.summary.quartiles
    text = f"median {span_text(summary.median)}, quartiles {span_text(first)} and {span_text(third)} months; "
    text += counted(summary.origins, "origin")
    if summary.bounds:
        text += f", {summary.bounds:,} of them {'is a bound' if summary.bounds == 1 else 'are bounds'}"
    return text


def cost_text(found: Recruitment) -> str:
    """The sum by currency, and what it was paid for."""
    if not found.items:
        return "nothing that was paid to get the job"
    names = ", ".join(dict.fromkeys(visible(item.line.label or item.line.account) for item in found.items))
    sums = " and ".join(amounts_text(side, currency) for currency, side in found.cost.items())
    return f"{sums or 'named without a figure'}: {names}"


def item_text(item: Item) -> str:
    """`1,000.00 USD, bribe_for_extension: paid to stay on`."""
    amount = amounts_text(item.line.amounts, item.line.currency) if item.line.amounts else "no figure"
    per = "" if item.entry.per in ("once", "total") else f" a {item.entry.per}"
    name = visible(item.line.label or item.line.account)
    return f"{amount}{per}, {name}{': ' + item.reason if item.reason else ''}"


def pay_text(found: Recruitment, side: str) -> str:
    """The pay of the same people, in as many months as it is stated for."""
    if found.pay is None:
        return "not used" if not found.cost else "not stated by the month"
    amounts = found.pay.earned if side == "earned" else found.pay.kept
    if not amounts:
        return "not stated"
    months = found.pay.months
    return f"{amounts_text(amounts, found.pay.currency)} {'a month' if months == 1 else f'in {months:,} months'}"
