"""One worker's own account: what was earned, taken, held, paid, sent home and is still owed, by period and in all.

Sums keep to one currency and never cross cases: low with low, high with high. What nobody said is an empty figure,
never zero, and makes the sums it belongs to "at least". The words mean:

- `taken`: everything on the accounts of takers; what was taken from money on its way home is told apart;
- `kept`: what reached the hand, less what was given up again afterwards (surrenders, fees);
- `owed`: the balance of what is written down as the worker's and not paid. A settlement clears it once; what it pays
  beyond that is `paid_beyond`, and nobody owes it back.

So, as long as everything is stated: earned + outside = taken + owed + kept.

Amounts for an interval (300 a month) are multiplied only where the period says exactly how many there are
(2016-01/2016-12: twelve months); otherwise they stand apart and are in no sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.book.views import EntryView
from ledger.measure.intervals import intervals
from ledger.measure.sums import Counted, Figure, Sums, summed

PERCENT = "XXX"  # percent of a base of 100.00: no money, so in no sum


@dataclass(frozen=True)
class Account:
    """One worker's account. `apart` holds what is in no sum; `corrected` how many entries were reversed."""

    worker: str
    periods: tuple[Sums, ...]
    in_all: tuple[Sums, ...]
    apart: tuple[Sums, ...]
    corrected: int


def account(worker: str, entries: Iterable[EntryView]) -> Account:
    """The account of one worker. Raises ValueError when an entry is of somebody else."""
    theirs = list(entries)
    if any(entry.placement.subject != worker for entry in theirs):
        raise ValueError("an entry of somebody else")
    valid = sorted((entry for entry in theirs if not entry.is_void), key=_when)
    added: dict[str, list[Counted]] = {}
    by_period: dict[tuple[str, str], list[Counted]] = {}
    alone: dict[tuple[str, str, str], list[Counted]] = {}
    for entry in valid:
        times = intervals(entry.per, entry.period)
        for currency in _currencies(entry):
            if times is None or currency == PERCENT:
                alone.setdefault((entry.period.text, currency, entry.per), []).append(Counted(entry, 1))
            else:
                added.setdefault(currency, []).append(Counted(entry, times))
                by_period.setdefault((entry.period.text, currency), []).append(Counted(entry, times))
    periods, so_far = [], dict[str, list[Counted]]()
    for (_, currency), members in by_period.items():
        so_far.setdefault(currency, []).extend(members)
        periods.append(summed(currency, members, so_far[currency], period=members[0].entry.period))
    return Account(
        worker=worker,
        periods=tuple(periods),
        in_all=tuple(summed(currency, members, members) for currency, members in added.items()),
        apart=tuple(
            summed(currency, members, members, period=members[0].entry.period, per=per)
            for (_, currency, per), members in alone.items()
        ),
        corrected=sum(entry.reversed_by is not None for entry in theirs),
    )


def held(entries: Iterable[EntryView], currency: str) -> Figure:
    """What is written down as the worker's and not paid, in that currency; empty when nothing was ever written down."""
    valid = [entry for entry in entries if not entry.is_void and currency in _currencies(entry)]
    counted = [Counted(entry, times) for entry in valid if (times := intervals(entry.per, entry.period)) is not None]
    return summed(currency, counted, counted).owed if counted else {}


def _when(entry: EntryView) -> tuple[date, date, int]:
    return entry.period.earliest or date.min, entry.period.latest or date.max, entry.id


def _currencies(entry: EntryView) -> list[str]:
    """The currencies of the entry: those with amounts, or all when it has no amount at all."""
    priced = dict.fromkeys(line.currency for line in entry.lines if line.amounts)
    return list(priced or dict.fromkeys(line.currency for line in entry.lines))
