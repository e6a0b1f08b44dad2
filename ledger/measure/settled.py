"""What settlements come to: where the money went that they gave, and how much of it had been held in the book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import EntryView, LineView
from ledger.measure.shares import NAMED, NEAREST
from ledger.measure.sums import Counted, Figure, Item, summed
from ledger.values.cases import CASES, REVERSED, Amount, Bound, Case, joined

SHORT = "unexplained:difference"
Shares = dict[Case, tuple[Fraction, Bound | None]]


@dataclass(frozen=True)
class Settled:
    """Figures in the cases that were asked for; empty: not stated. `named` are lines without an amount.

    `settled` = paid + taken + short_paid + forfeited. `is_closed`: some settlement accounts for all that it clears, to
    the last unit; `is_all_held`: everything that was settled had been held in the book.
    """

    cleared: Figure
    settled: Figure
    paid: Figure
    taken: Figure
    short_paid: Figure
    forfeited: Figure
    named: tuple[Item, ...]
    is_closed: bool
    is_all_held: bool


def settled(currency: str, members: Sequence[Counted], cases: Sequence[Case]) -> Settled:
    """What these settlements come to. They clear what is held once, and are no second earning."""
    whole = summed(currency, members, members)
    lost = [m for m in members if is_forfeit(m.entry, currency)]
    kept = [m for m in members if not is_forfeit(m.entry, currency)]
    given = [m.entry for m in members]
    named = tuple(item for item in whole.named if item.account != "worker:held")
    taken = in_cases(_of(whole.taken_lines, NAMED, whole.cases), cases)
    if any(item.account.partition(":")[0] in NAMED for item in named):
        taken = {case: Amount(a.value, joined([a.bound, "at_least"])) for case, a in taken.items()}
    paid = in_cases(whole.paid, cases)
    short, forfeited = (in_cases(_missing(currency, its), cases) for its in (kept, lost))
    found: Figure = {}
    for part in (paid, taken, short, forfeited):
        found = plus(found, part, cases) if found and part else found or part
    return Settled(
        cleared=in_cases(whole.settled, cases),
        settled=found,
        paid=paid,
        taken=taken,
        short_paid=short,
        forfeited=forfeited,
        named=named,
        is_closed=any(_line(entry, currency, SHORT) for entry in given),
        is_all_held=bool(whole.settled) and not any(_line(e, currency, "unstated:gross") for e in given),
    )


def is_forfeit(entry: EntryView, currency: str) -> bool:
    """True when the source says that what was held is gone: nothing in the hand, stated as nothing, and no taker."""
    lines = [line for line in entry.lines if line.currency == currency]
    hand = [line for line in lines if line.account == "worker:hand"]
    is_cleared = any(line.account == "worker:held" and line.amounts for line in lines)
    is_nothing = bool(hand) and all(line.amounts and not any(_known(line)) for line in hand)
    return is_cleared and is_nothing and not any(line.party in NAMED for line in lines)


def in_cases(figure: Figure, cases: Sequence[Case]) -> Figure:
    """The figure in these cases; the nearest it has where it has no such case. Empty stays empty."""
    if not figure:
        return {}
    near = {case: next((figure[c] for c in NEAREST[case] if c in figure), None) for case in cases}
    return {case: amount for case, amount in near.items() if amount is not None}


def plus(a: Figure, b: Figure, cases: Sequence[Case]) -> Figure:
    """The one and the other, case by case; what is not stated counts as nothing."""
    pairs = {case: (a.get(case, Amount(0)), b.get(case, Amount(0))) for case in cases}
    return {case: Amount(x.value + y.value, joined([x.bound, y.bound])) for case, (x, y) in pairs.items()}


def less(whole: Figure, part: Figure, cases: Sequence[Case]) -> Figure:
    """The one without the other, case by case; what is not stated counts as nothing."""
    return plus(whole, {case: Amount(-a.value, REVERSED[a.bound]) for case, a in part.items()}, cases)


def floored(amount: Amount) -> Amount:
    """Nothing in place of less than nothing; what is at most less than nothing is nothing."""
    if amount.value >= 0:
        return amount
    return Amount(0, None if amount.bound == "at_most" else amount.bound)


def share_of(part: Figure, base: Figure) -> Shares:
    """The part's share of the base, by case; empty where one is not stated or the base is nothing in some case."""
    if not part or not base or any(amount.value <= 0 for amount in base.values()):
        return {}
    shares = {case: Fraction(part[case].value, amount.value) for case, amount in base.items()}
    return {case: (share, joined([part[case].bound, REVERSED[base[case].bound]])) for case, share in shares.items()}


def total_of(figures: Sequence[Figure]) -> Figure:
    """The sum of these figures, those that are stated; in the cases that all of them have, or the nearest of each."""
    stated = [figure for figure in figures if figure]
    present = {case for figure in stated for case in figure}
    cases = [c for c in CASES if c in present and (c != "best" or all("best" in figure for figure in stated))]
    total: Figure = {}
    for figure in stated:
        total = plus(total, in_cases(figure, cases), cases)
    return total


def _missing(currency: str, members: Sequence[Counted]) -> Figure:
    if not members:
        return {}
    found = summed(currency, members, members)
    return _of(found.taken_lines, ("unexplained",), found.cases)


def _of(items: Iterable[Item], parties: Sequence[str], cases: Sequence[Case]) -> Figure:
    found = [item.amounts for item in items if item.account.partition(":")[0] in parties]
    total: Figure = {}
    for amounts in found:
        total = plus(total, amounts, cases)
    return total


def _known(line: LineView) -> list[bool]:
    return [bool(amount.value or amount.bound) for amount in line.amounts.values()]


def _line(entry: EntryView, currency: str, account: str) -> bool:
    return any(line.account == account and line.currency == currency and line.amounts for line in entry.lines)
