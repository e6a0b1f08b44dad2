"""What was promised to the worker, beside what reached the hand: another base than any gross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ledger.book.terms import PromiseView
from ledger.measure.intervals import intervals
from ledger.measure.settled import Shares, floored, in_cases, less, share_of
from ledger.measure.sums import Counted, Figure, summed
from ledger.values.cases import Amount, Stated, at, columns, joined
from ledger.values.periods import Period


@dataclass(frozen=True)
class Promised:
    """One promise. `times` is how many intervals it is counted for; None: it stands for one interval, not added up.

    `paid` is what reached the hand of wages and settlements for the same time, without income from outside the wage;
    empty where nobody said, or where the times of the two are not the same. `short` is never below nothing.
    """

    promise: int
    per: str
    times: int | None
    figure: Figure
    paid: Figure
    short: Figure
    share: Shares
    operator: str | None


def promised(
    promise: PromiseView, added: Sequence[Counted], apart: Sequence[tuple[str, Sequence[Counted]]]
) -> Promised:
    """The promise against the entries that can be added up, else against one interval that stands apart."""
    said = Stated(promise.low, promise.best, promise.high)
    times = _times(promise.per, added)
    alike = [members for per, members in apart if per == promise.per]
    if times is not None:
        return _against(promise, said, times, added, times)
    if len(alike) == 1:
        return _against(promise, said, 1, alike[0], None)
    return _against(promise, said, 1, (), None)


def _against(
    promise: PromiseView, said: Stated, factor: int, members: Sequence[Counted], times: int | None
) -> Promised:
    cases, paid = columns([said]), Figure()
    if members and said.is_priced:
        found = summed(promise.currency, members, members)
        cases, paid = found.cases or cases, found.paid
        for item in found.outside:
            paid = less(paid, item.amounts, found.cases) if paid else {}
        if paid and any(item.account.startswith("other:") for item in found.named):
            paid = {case: Amount(a.value, joined([a.bound, "at_most"])) for case, a in paid.items()}
    figure = {case: Amount(at(said, case).value * factor, at(said, case).bound) for case in cases}
    if not said.is_priced or any(amount.value <= 0 for amount in figure.values()):
        return Promised(promise.id, promise.per, times, {}, {}, {}, {}, promise.operator)
    paid = in_cases(paid, cases)
    short = less(figure, paid, cases) if paid else {}
    return Promised(
        promise=promise.id,
        per=promise.per,
        times=times,
        figure=figure,
        paid=paid,
        short={case: floored(amount) for case, amount in short.items()},
        share=share_of(paid, figure),
        operator=promise.operator,
    )


def _times(per: str, members: Sequence[Counted]) -> int | None:
    """How many intervals lie in the time of wages and accruals (of settlements, where there is nothing else).

    None where a period does not say so exactly, or where two of them overlap.
    """
    if not members:
        return None
    if per in ("once", "total"):
        return 1
    before = [m.entry.period for m in members if m.entry.kind != "settlement"]
    periods = sorted({p.text: p for p in before or [m.entry.period for m in members]}.values(), key=_first)
    if any(_first(b) <= _last(a) for a, b in pairwise(periods)):
        return None
    counts = [intervals(per, period) for period in periods]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _first(period: Period) -> date:
    return period.earliest or date.min


def _last(period: Period) -> date:
    return period.latest or date.max
