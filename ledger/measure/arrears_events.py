"""The timeline of held wages: what was earned, written down and settled, one after the other, with the balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.measure.settled import floored, in_cases, less, plus, settled
from ledger.measure.sums import Counted, Figure, summed
from ledger.values.cases import CASES, Amount, Case
from ledger.values.periods import Period

What = Literal["earned", "written", "settled", "paid", "taken", "short_paid", "forfeited"]
PARTS: tuple[What, ...] = ("paid", "taken", "short_paid", "forfeited")


@dataclass(frozen=True)
class Event:
    """One step. `balance` is what is written down and not cleared after it, never below nothing; empty: not told.

    `per` is None for what counts in sums. The parts of a settlement follow it, without a balance of their own.
    """

    entry: int
    period: Period
    per: str | None
    what: What
    amount: Figure
    balance: Figure


def events(
    currency: str,
    added: Sequence[Counted],
    apart: Sequence[tuple[Period, str, Sequence[Counted]]],
    told_by_settlement: Figure | None,
) -> tuple[Event, ...]:
    """The steps by their last day. `told_by_settlement` is what was written down where no accrual says so."""
    ordered = sorted(added, key=_when)
    cases = summed(currency, ordered, ordered).cases if ordered else CASES
    written, cleared = told_by_settlement or {}, Figure()
    made: list[Event] = []
    for member in ordered:
        single = summed(currency, [member], [member])
        written = _more(written, in_cases(single.held, cases), cases)
        cleared = _more(cleared, in_cases(single.settled, cases), cases)
        is_closing = bool(single.settled) and settled(currency, [member], cases).is_closed
        made += _steps(currency, member, None, cases, _balance(written, cleared, cases, is_closing=is_closing))
    for _, per, members in apart:
        for member in sorted(members, key=_when):
            made += _steps(currency, member, per, CASES, {})
    return tuple(made)


def _steps(currency: str, member: Counted, per: str | None, cases: Sequence[Case], balance: Figure) -> list[Event]:
    entry = member.entry
    if entry.kind == "settlement":
        end = settled(currency, [member], cases)
        parts: list[tuple[What, Figure]] = [(what, getattr(end, what)) for what in PARTS]
        first = [Event(entry.id, entry.period, per, "settled", end.settled, balance if end.cleared else {})]
        return [*first, *(Event(entry.id, entry.period, per, what, f, {}) for what, f in parts if f)]
    single = summed(currency, [member], [member])
    steps: list[tuple[What, Figure, Figure]] = [("earned", single.earned, {}), ("written", single.held, balance)]
    return [Event(entry.id, entry.period, per, what, f, left) for what, f, left in steps if f]


def _more(sum_so_far: Figure, figure: Figure, cases: Sequence[Case]) -> Figure:
    return plus(sum_so_far, figure, cases) if figure else sum_so_far


def _balance(written: Figure, cleared: Figure, cases: Sequence[Case], *, is_closing: bool) -> Figure:
    if not written:
        return {}
    if is_closing and written == cleared:
        return {case: Amount(0) for case in cases}
    left = less(written, cleared, cases)
    return {case: floored(amount) for case, amount in left.items()}


def _when(member: Counted) -> tuple[date, date, bool, int]:
    period = member.entry.period
    is_last = member.entry.kind == "settlement"
    return period.latest or date.max, period.earliest or date.min, is_last, member.entry.id
