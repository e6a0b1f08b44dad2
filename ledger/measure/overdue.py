"""For how long money that was written down has not been paid, and which of it a settlement cleared.

A settlement clears what was written down first: first in, first out, in each case by itself. What is left of each
accrual keeps the period of its accrual, and is counted from the last day of that period to a stated day; so a part of
the money is older than the figure says. A period whose days are not known gives no exact time: `2019~` is about,
`201X` at least, `2019/..` at most so long.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.measure.sums import Figure
from ledger.values.cases import Amount, Bound, Case, joined
from ledger.values.periods import Period

Sure = Literal["exact", "about", "at_least", "at_most", "running", "unknown"]
Band = Literal["under-1", "1-2", "2-5", "over-5", "unknown"]
BANDS: tuple[Band, ...] = ("under-1", "1-2", "2-5", "over-5", "unknown")
_YEARS: tuple[tuple[int, Band], ...] = ((1, "under-1"), (2, "1-2"), (5, "2-5"))


@dataclass(frozen=True)
class Overdue:
    """Whole months, and the days beyond them. `running`: the period ends after the day; `unknown`: nobody can say."""

    months: int | None
    days: int | None
    sure: Sure

    @property
    def band(self) -> Band:
        """Where it belongs by its whole years; `unknown` where it may belong in any band below or in none."""
        if self.months is None or self.sure == "at_most":
            return "unknown"
        return next((band for years, band in _YEARS if self.months < 12 * years), "over-5")


@dataclass(frozen=True)
class Part:
    """What is not paid of one accrual. `per` is None for an amount that counts in sums, else what it speaks for."""

    entry: int
    period: Period
    per: str | None
    figure: Figure


def overdue(period: Period, as_of: date) -> Overdue:
    """From the last day of the period to that day."""
    has_unknown_digits = "X" in period.text
    if period.latest is None:
        if period.earliest is None or period.earliest > as_of:
            return Overdue(None, None, "unknown")
        return Overdue(*months_and_days(period.earliest, as_of), "at_most")
    if period.latest > as_of:
        return Overdue(None, None, "unknown" if has_unknown_digits else "running")
    sure: Sure = "about" if period.is_approximate or period.is_uncertain else "exact"
    if has_unknown_digits:
        sure = "about" if sure == "about" else "at_least"
    return Overdue(*months_and_days(period.latest, as_of), sure)


def months_and_days(first: date, last: date) -> tuple[int, int]:
    """Whole months from the one day to the other, and the days left. A month from the 31st ends on the month's last."""
    months = 12 * (last.year - first.year) + last.month - first.month
    if _months_later(first, months) > last:
        months -= 1
    return months, (last - _months_later(first, months)).days


def left_of(accruals: Sequence[Part], cleared: Figure, cases: Sequence[Case]) -> tuple[Part, ...]:
    """What is left of the accruals, the oldest cleared first; each has a figure in every one of these cases."""
    queue = sorted(accruals, key=_by_end)
    made: list[dict[Case, Amount]] = [{} for _ in queue]
    for case in cases:
        ours = [part.figure[case] for part in queue]
        gone = cleared.get(case, Amount(0))
        for left, amount in zip(made, _left(ours, gone), strict=True):
            left[case] = amount
    kept = zip(queue, made, strict=True)
    return tuple(
        Part(part.entry, part.period, part.per, figure)
        for part, figure in kept
        if any(amount.value > 0 for amount in figure.values())
    )


def _left(written: Sequence[Amount], cleared: Amount) -> list[Amount]:
    """One case: what is left of each, in order. A negative accrual takes off what was written down, as a payment does.

    More may be left of one than it says itself where less was cleared before it; less, where more was.
    """
    gone = cleared.value - sum(amount.value for amount in written if amount.value < 0)
    is_less: list[Bound | None] = ["at_most"] if cleared.bound in ("at_least", "either") else []
    is_more: list[Bound | None] = ["at_least"] if cleared.bound in ("at_most", "either") else []
    found: list[Amount] = []
    for amount in written:
        size = max(0, amount.value)
        here = min(size, gone)
        gone -= here
        is_less += ["at_most"] if amount.bound in ("at_most", "either") else []
        is_more += ["at_least"] if amount.bound in ("at_least", "either") else []
        if here == size and size:
            found.append(Amount(0))
        elif here:
            found.append(Amount(size - here, joined([*is_less, *is_more])))
        else:
            found.append(Amount(size, joined([amount.bound, *is_less])))
    return found


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _by_end(part: Part) -> tuple[date, date, int]:
    return part.period.latest or date.max, part.period.earliest or date.min, part.entry
