"""What a job cost before it paid, in months of its own pay: the recruitment cost indicator of SDG 10.7.1.

The cost is everything that was paid once to get the job; the pay is that of the same people at the same job, by the
month, as earned and as kept. Nobody's cost is divided by another's pay: where the same observation states no pay, no
months are told. What is paid by the month, out of income on the side, or to stay on is no price of getting the job: it
stands apart, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import EntryView, LineView
from ledger.measure.paired import Amounts, at_least, bounded, cases_of, in_case, plus
from ledger.measure.recruitment_pay import ONCE, Pay, pay_of
from ledger.measure.shares import TAKERS, Interval, hull
from ledger.values.cases import Case, joined
from ledger.values.periods import Period

NO_KEPT = "what was kept of the pay is not stated"
NO_EARNED = "what was earned is not stated"
NOTHING_KEPT = "nothing was kept: no number of months pays it back"
NOTHING_EARNED = "nothing was earned: no number of months pays it back"
NO_COST = "what was paid is named without a figure"
NOT_TO_GET_IT = "nothing of it was paid to get the job"
TWO_CURRENCIES = "the cost and the pay are in different currencies: convert them with -X"
NOT_CONVERTED = "the cost or the pay is not converted"
_TO_STAY = re.compile(r"extension|extend|renewal|renew", re.IGNORECASE)

Convert = Callable[[int, str, Period], Fraction | None]  # into minor units of one currency; None: not converted


@dataclass(frozen=True)
class Item:
    """One line of what was paid. `reason` says why it is no price of the job; None when it is."""

    entry: EntryView
    line: LineView
    reason: str | None = None


@dataclass(frozen=True)
class Months:
    """Months of pay by case, or the reason why none are told."""

    cases: dict[Case, Interval]
    reason: str | None = None

    @property
    def interval(self) -> Interval | None:
        """From the smallest to the largest number of months; None where none are told."""
        return hull(list(self.cases.values())) if self.cases else None


@dataclass(frozen=True)
class Recruitment:
    """One documented recruitment; `cost` is by currency."""

    items: tuple[Item, ...]
    apart: tuple[Item, ...]
    cost: dict[str, Amounts]
    pay: Pay | None
    earned: Months
    kept: Months

    @property
    def entry(self) -> EntryView:
        """The first entry of what was paid."""
        return min((item.entry for item in (*self.items, *self.apart)), key=lambda entry: entry.id)

    @property
    def origin(self) -> str:
        """Whoever ultimately knows."""
        return self.entry.source.origin

    @property
    def order(self) -> tuple[str, str, int]:
        """By time, then by observation."""
        first = self.entry.period.earliest or self.entry.period.latest
        return (first.isoformat() if first else "", self.entry.observation or "", self.entry.id)


def recruitments(entries: Iterable[EntryView], convert: Convert | None = None) -> list[Recruitment]:
    """Every observation in which a recruiter was paid, in order of time; reversed entries are left out."""
    groups: dict[tuple[object, ...], list[EntryView]] = {}
    for entry in entries:
        if not entry.is_void:
            told = entry.observation or entry.placement.subject
            groups.setdefault((entry.placement.id, entry.source.origin, told), []).append(entry)
    made = [_recruitment(sorted(members, key=lambda e: e.id), convert) for members in groups.values()]
    return sorted((each for each in made if each is not None), key=lambda each: each.order)


def _recruitment(members: Sequence[EntryView], convert: Convert | None) -> Recruitment | None:
    every = [item for entry in members for item in _items(entry)]
    if not every:
        return None
    items = tuple(item for item in every if item.reason is None)
    cost = _cost(items)
    pay, reason = pay_of(members)
    if not cost:
        pay, reason = None, NO_COST if items else NOT_TO_GET_IT
    return Recruitment(
        items=items,
        apart=tuple(item for item in every if item.reason is not None),
        cost=cost,
        pay=pay,
        earned=Months({}, reason) if pay is None else _months(items, cost, pay, pay.earned, _EARNED, convert),
        kept=Months({}, reason) if pay is None else _months(items, cost, pay, pay.kept, _KEPT, convert),
    )


_EARNED = (NO_EARNED, NOTHING_EARNED)
_KEPT = (NO_KEPT, NOTHING_KEPT)


def _items(entry: EntryView) -> list[Item]:
    """All that was taken in an entry of kind fee, and what a broker took of any other but a transfer of money home."""
    if entry.kind == "remittance":
        return []
    parties = TAKERS if entry.kind == "fee" else ("broker",)
    return [Item(entry, line, _apart(entry, line)) for line in entry.lines if line.party in parties]


def _apart(entry: EntryView, line: LineView) -> str | None:
    if entry.kind == "fee" and any(each.party == "other" for each in entry.lines):
        return "paid out of income on the side"
    if entry.per not in ONCE:
        return f"by the {entry.per}, not once"
    if line.currency == "XXX":
        return "stated in percent alone"
    if line.label and _TO_STAY.search(line.label):
        return "paid to stay on, after the job was got"
    if entry.kind in ("levy", "accrual", "settlement"):
        return "nobody says that it was paid to get the job"
    return None


def _cost(items: Sequence[Item]) -> dict[str, Amounts]:
    """The sum by currency; at least so much where something is named without a figure."""
    priced = [item.line for item in items if item.line.amounts]
    cost = {
        currency: plus(*(line.amounts for line in priced if line.currency == currency))
        for currency in dict.fromkeys(line.currency for line in priced)
    }
    return {currency: at_least(side) for currency, side in cost.items()} if len(priced) < len(items) else dict(cost)


def _months(
    items: Sequence[Item],
    cost: dict[str, Amounts],
    pay: Pay,
    side: Amounts,
    words: tuple[str, str],
    convert: Convert | None,
) -> Months:
    """The cost over one month's pay: low end over low end, high end over high end."""
    if not side:
        return Months({}, words[0])
    found: dict[Case, Interval] = {}
    for case in cases_of(*cost.values(), side):
        amount = in_case(side, case)
        if amount.value <= 0:
            return Months({}, words[1])
        top, bottom = _in_one_currency(items, cost, pay, amount.value, case, convert)
        if top is None or bottom is None or bottom <= 0:
            return Months({}, TWO_CURRENCIES if convert is None else NOT_CONVERTED)
        bound = joined([in_case(each, case).bound for each in cost.values()])
        found[case] = bounded(Fraction(top * pay.months, bottom), bound, amount.bound)
    return Months(found)


def _in_one_currency(
    items: Sequence[Item], cost: dict[str, Amounts], pay: Pay, amount: int, case: Case, convert: Convert | None
) -> tuple[Fraction | None, Fraction | None]:
    """The cost and the pay: in their own currency where it is one, else each converted at its own time."""
    if set(cost) == {pay.currency}:
        return Fraction(in_case(cost[pay.currency], case).value), Fraction(amount)
    if convert is None:
        return None, None
    lines = [(item.line, item.entry.period) for item in items if item.line.amounts]
    worth = [convert(in_case(line.amounts, case).value, line.currency, period) for line, period in lines]
    known = [each for each in worth if each is not None]
    total = sum(known, Fraction(0)) if len(known) == len(worth) else None
    return total, convert(amount, pay.currency, pay.entries[0].period)
