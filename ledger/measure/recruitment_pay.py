"""The pay beside a recruitment: that of the same people at the same job, by the month, as earned and as kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.book.views import EntryView, LineView
from ledger.measure.intervals import intervals
from ledger.measure.paired import Amounts, added, at_most, given, less
from ledger.measure.pools import APART
from ledger.values.periods import MONTHS

ONCE = ("once", "total")
NO_PAY = "pay is not stated"
NO_MONTHLY_PAY = "pay is not stated by the month"
PERCENT_PAY = "pay is stated in percent alone"
NOT_EARNED = "pay is stated as promised or as revenue, not as earned"
SEVERAL_PAYS = "several pays are stated, and it is not said which is the first"


@dataclass(frozen=True)
class Pay:
    """What is stated of the pay in so many `months`. `earned` and `kept` are empty where nobody says."""

    entries: tuple[EntryView, ...]
    currency: str
    months: int
    earned: Amounts
    kept: Amounts


def pay_of(members: Sequence[EntryView]) -> tuple[Pay | None, str | None]:
    """The first pay that these entries state; or the reason why there is none by which a cost can be divided."""
    wages = [entry for entry in members if entry.kind == "wage"]
    money = [entry for entry in wages if any(line.currency != "XXX" for line in entry.lines)]
    earned = [entry for entry in money if entry.basis not in APART]
    monthly = [(entry, months) for entry in earned if (months := _months_of(entry)) is not None]
    if not monthly:
        reasons = ((wages, NO_PAY), (money, PERCENT_PAY), (earned, NOT_EARNED))
        return None, next((reason for found, reason in reasons if not found), NO_MONTHLY_PAY)
    starts = [entry.period.earliest for entry, _ in monthly if entry.period.earliest is not None]
    is_open = len(starts) < len(monthly) and len({entry.period.text for entry, _ in monthly}) > 1
    first = [(e, months) for e, months in monthly if not starts or e.period.earliest == min(starts)]
    ways = {(entry.period.text, entry.basis, months, currency_of(entry)) for entry, months in first}
    if is_open or len(ways) > 1:
        return None, SEVERAL_PAYS
    currency, paid = currency_of(first[0][0]), [entry for entry, _ in first]
    return Pay(tuple(paid), currency, first[0][1], _earned(paid, currency), _kept(paid, members, currency)), None


def currency_of(entry: EntryView) -> str:
    """That of the gross, else of the hand, else of the first line."""
    lines = sorted(entry.lines, key=lambda line: (line.party != "employer", line.account != "worker:hand", line.line))
    return lines[0].currency


def _months_of(entry: EntryView) -> int | None:
    """How many months' pay the entry states; None where that is not said exactly."""
    return MONTHS.get(entry.per) or (intervals("month", entry.period) if entry.per in ONCE else None)


def _earned(wages: Sequence[EntryView], currency: str) -> Amounts:
    gross = [[x for x in e.lines if x.party == "employer" and x.currency == currency] for e in wages]
    if not all(any(line.amounts for line in lines) for lines in gross):
        return {}
    return given(line for lines in gross for line in lines)


def _kept(wages: Sequence[EntryView], members: Sequence[EntryView], currency: str) -> Amounts:
    """What was in hand, without income from outside the wage and less what was given up; else at most the rest."""
    lines = [line for entry in wages for line in entry.lines if line.currency == currency]
    hands = [[x for x in e.lines if x.account == "worker:hand" and x.currency == currency] for e in wages]
    outside = [line for line in lines if line.party == "other"]
    rest = [line for line in lines if line.account == "unstated:remainder" and line.amounts]
    if any(not line.amounts for line in outside):
        return {}  # the hand holds income from outside the wage, and nobody says how much
    if all(own and all(line.amounts for line in own) for own in hands):
        kept: Amounts = added(line for own in hands for line in own)
        kept = less(kept, given(outside)) if outside else kept
    elif rest and not outside:
        kept = at_most(added([*rest, *(line for own in hands for line in own if line.amounts)]))
    else:
        return {}
    return _without(kept, wages[0], [e for e in members if e.kind == "surrender" and e.per not in ONCE], currency)


def _without(kept: Amounts, wage: EntryView, surrenders: Sequence[EntryView], currency: str) -> Amounts:
    """Less what was given up at the same times; nothing is known of it where the times are others."""
    if any((entry.per, entry.period.text) != (wage.per, wage.period.text) for entry in surrenders):
        return {}
    lines: list[LineView] = [line for entry in surrenders for line in entry.lines]
    taken = given(line for line in lines if line.account == "worker:hand" and line.currency == currency)
    kept = less(kept, taken) if taken else kept
    return at_most(kept) if any(not line.amounts for line in lines) else kept
