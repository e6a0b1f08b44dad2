"""Sums over entries of one currency, case by case: what they come to for the worker whose entries they are.

What nobody said is an empty figure, never zero, and makes the sums it belongs to "at least".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.book.views import EntryView, LineView
from ledger.measure.shares import NEAREST, TAKERS, is_hand_stated
from ledger.values.cases import CASES, REVERSED, Amount, Bound, Case, joined
from ledger.values.periods import Period

Figure = dict[Case, Amount]  # one amount a case; empty: not stated

GIVEN_UP = ("surrender", "fee", "levy")
HOW = ("wage", "levy", "surrender", "fee", "settlement", "remittance")


@dataclass(frozen=True)
class Item:
    """One account, under one name. `how` is the kind of its entries. Empty amounts: named alone."""

    how: str
    account: str
    label: str | None
    amounts: Figure


@dataclass(frozen=True)
class Sums:
    """What some entries of one currency come to. `period` None: all of them. `per`: for one interval, not added up.

    `owed` in a period is what is owed at its end.
    """

    currency: str
    period: Period | None
    per: str | None
    entries: tuple[int, ...]
    cases: tuple[Case, ...]
    has_wage: bool
    earned: Figure
    outside: tuple[Item, ...]
    taken: Figure
    taken_lines: tuple[Item, ...]
    not_said: Figure
    held: Figure
    settled: Figure
    owed: Figure
    paid_beyond: Figure
    paid: Figure
    surrendered: Figure
    kept: Figure
    sent: Figure
    taken_on_the_way: Figure
    taken_in_all: Figure
    on_the_way_lines: tuple[Item, ...]
    exchanged: Figure
    arrival_not_said: Figure
    received: Figure
    named: tuple[Item, ...]

    def of_100(self, figure: Figure) -> dict[Case, tuple[Fraction, Bound | None]]:
        """The figure's share of what was earned, by case; empty where either is not stated or nothing was earned."""
        if not figure or any(amount.value <= 0 for amount in self.earned.values()):
            return {}
        return {
            case: (Fraction(figure[case].value, earned.value), joined([figure[case].bound, REVERSED[earned.bound]]))
            for case, earned in self.earned.items()
        }


@dataclass(frozen=True)
class Counted:
    """An entry with how often its amounts count."""

    entry: EntryView
    times: int


def summed(
    currency: str,
    members: Sequence[Counted],
    so_far: Sequence[Counted],
    *,
    period: Period | None = None,
    per: str | None = None,
) -> Sums:
    """What the entries come to; `so_far` are all that count for what is owed at the end of them."""
    book = _Book(currency, members)
    until = book if so_far is members else _Book(currency, so_far)
    paid, surrendered = book.paid(), book.given_up()
    taken, on_the_way = book.taken(), book.total(_is_taken_on_the_way, 1)
    return Sums(
        currency=currency,
        period=period,
        per=per,
        entries=tuple(member.entry.id for member in members),
        cases=book.cases,
        has_wage=any(member.entry.kind == "wage" for member in members),
        earned=book.earned(),
        outside=book.items(_is_outside, -1),
        taken=taken,
        taken_lines=book.items(_is_taken, 1),
        not_said=book.total(_is_remainder, 1),
        held=book.held(),
        settled=book.total(_is_settled, -1),
        owed=until.owed(),
        paid_beyond=until.paid_beyond(),
        paid=paid,
        surrendered=surrendered,
        kept=book.less(paid, surrendered) if paid else {},
        sent=book.total(_is_sent, -1),
        taken_on_the_way=on_the_way,
        taken_in_all=book.plus(taken, on_the_way) if taken or on_the_way else {},
        on_the_way_lines=book.items(_is_taken_on_the_way, 1),
        exchanged=book.total(_is_exchanged, 1),
        arrival_not_said=book.total(_is_arrival_unsaid, 1),
        received=book.total(_is_received, 1),
        named=book.named(),
    )


def held_in(currency: str, members: Sequence[Counted]) -> tuple[Figure, tuple[Case, ...]]:
    """What these entries write down as held, and the cases that all of them have: two fields of their Sums."""
    book = _Book(currency, members)
    return book.held(), book.cases


Test = Callable[[EntryView, LineView], bool]


class _Book:
    """Entries of one currency, set side by side in the cases that all of them have."""

    def __init__(self, currency: str, members: Sequence[Counted]) -> None:
        self.currency = currency
        self.members = members
        self._lines = [
            (member.entry, member.times, line)
            for member in members
            for line in member.entry.lines
            if line.currency == currency
        ]
        priced = [line for _, _, line in self._lines if line.amounts]
        present = {case for line in priced for case in line.amounts}
        has_best = all("best" in line.amounts for line in priced)
        self.cases: tuple[Case, ...] = tuple(c for c in CASES if c in present and (c != "best" or has_best))

    def total(self, test: Test, sign: int) -> Figure:
        """The sum of the lines that pass; empty when none has an amount. A line named without one makes it at least."""
        found = [(times, line) for entry, times, line in self._lines if test(entry, line)]
        priced = [(times, line) for times, line in found if line.amounts]
        if not priced:
            return {}
        extra: list[Bound | None] = ["at_least"] if len(priced) < len(found) else []
        return {case: self._sum(priced, case, sign, extra) for case in self.cases}

    def _sum(
        self, priced: Sequence[tuple[int, LineView]], case: Case, sign: int, extra: Sequence[Bound | None]
    ) -> Amount:
        amounts = [(times, next(line.amounts[c] for c in NEAREST[case] if c in line.amounts)) for times, line in priced]
        value = sum(sign * times * amount.value for times, amount in amounts)
        return Amount(value, joined([*(amount.bound for _, amount in amounts), *extra]))

    def items(self, test: Test, sign: int) -> tuple[Item, ...]:
        """The lines that pass, by account and name, those with amounts."""
        groups: dict[tuple[str, str, str | None], list[tuple[int, LineView]]] = {}
        for entry, times, line in self._lines:
            if line.amounts and test(entry, line):
                groups.setdefault((entry.kind, line.account, line.label), []).append((times, line))
        return tuple(
            Item(how, name, label, {case: self._sum(lines, case, sign, []) for case in self.cases})
            for (how, name, label), lines in sorted(groups.items(), key=_in_order)
        )

    def named(self) -> tuple[Item, ...]:
        """The lines that are named without an amount."""
        found = {(entry.kind, line.account, line.label): None for entry, _, line in self._lines if not line.amounts}
        return tuple(Item(how, name, label, {}) for how, name, label in found)

    def earned(self) -> Figure:
        """What the employer gave; at least that, when a wage does not say its gross."""
        wages = [member.entry for member in self.members if member.entry.kind == "wage"]
        without = [entry for entry in wages if not _has_gross(entry, self.currency)]
        return _at_least_if(bool(without), self.total(lambda _, line: line.party == "employer", -1))

    def taken(self) -> Figure:
        """All takers; at least that, when a wage leaves open where its rest went. Nothing, where nothing was taken."""
        wages = [member.entry for member in self.members if member.entry.kind == "wage"]
        is_open = not all(self._is_determined(entry) for entry in wages)
        found = self._taken_sum()
        if not found and wages and not is_open:
            return {case: Amount(0) for case in self.cases}
        return _at_least_if(is_open, found)

    def _taken_sum(self) -> Figure:
        lines = [(entry, times, line) for entry, times, line in self._lines if _is_taken(entry, line)]
        priced = [(times, line) for _, times, line in lines if line.amounts]
        if not priced:
            return {}
        # A taker named without an amount is inside the difference, where gross and hand are both stated.
        loose = any(not line.amounts and not self._is_determined(entry) for entry, _, line in lines)
        extra: list[Bound | None] = ["at_least"] if loose else []
        return {case: self._sum(priced, case, 1, extra) for case in self.cases}

    def _is_determined(self, entry: EntryView) -> bool:
        if entry.kind != "wage" or not _has_gross(entry, self.currency):
            return False
        if is_hand_stated(entry, self.currency):
            return True
        rest = [line for line in entry.lines if line.account == "unstated:remainder" and line.currency == self.currency]
        return not any(amount.value or amount.bound for line in rest for amount in line.amounts.values())

    def held(self) -> Figure:
        """What was written down as the worker's, and not paid."""
        return self.total(lambda entry, line: line.account == "worker:held" and not _is_settlement(entry), 1)

    def owed(self) -> Figure:
        """What was written down, less what was settled of it; nothing where more was paid. Nobody owes it back."""
        balance = self._balance()
        return {case: amount if amount.value >= 0 else _nothing(amount.bound) for case, amount in balance.items()}

    def paid_beyond(self) -> Figure:
        """What was paid beyond what was written down; empty where there is no such thing in any case."""
        balance = self._balance()
        if all(amount.value >= 0 for amount in balance.values()):
            return {}
        over = {case: Amount(-amount.value, REVERSED[amount.bound]) for case, amount in balance.items()}
        return {case: amount if amount.value >= 0 else _nothing(amount.bound) for case, amount in over.items()}

    def _balance(self) -> Figure:
        written, settled = self.held(), self.total(_is_settled, -1)
        return self.less(written, settled) if written or settled else {}

    def paid(self) -> Figure:
        """What reached the hand; at least that, when a wage does not say its hand."""
        wages = [member.entry for member in self.members if member.entry.kind == "wage"]
        without = [entry for entry in wages if not is_hand_stated(entry, self.currency)]
        return _at_least_if(bool(without), self.total(_is_paid, 1))

    def given_up(self) -> Figure:
        """What was in the hand and was given up again."""
        return self.total(lambda entry, line: line.account == "worker:hand" and entry.kind in GIVEN_UP, -1)

    def plus(self, a: Figure, b: Figure) -> Figure:
        """The one and the other, case by case."""
        pairs = {case: (a.get(case, Amount(0)), b.get(case, Amount(0))) for case in self.cases}
        return {case: Amount(x.value + y.value, joined([x.bound, y.bound])) for case, (x, y) in pairs.items()}

    def less(self, whole: Figure, part: Figure) -> Figure:
        """The one without the other, case by case. Nothing stated counts as nothing to take off."""
        made: Figure = {}
        for case in self.cases:
            a, b = whole.get(case, Amount(0)), part.get(case, Amount(0))
            made[case] = Amount(a.value - b.value, joined([a.bound, REVERSED[b.bound]]))
        return made


def _at_least_if(is_open: bool, figure: Figure) -> Figure:
    if not is_open:
        return figure
    return {case: Amount(amount.value, joined([amount.bound, "at_least"])) for case, amount in figure.items()}


def _nothing(bound: Bound | None) -> Amount:
    """Zero in place of less than zero: an "at most" below it is exact, an "at least" is still one."""
    return Amount(0, None if bound == "at_most" else bound)


def _in_order(group: tuple[tuple[str, str, str | None], object]) -> tuple[int, int]:
    """Withheld before surrendered before settled; the state before the others."""
    how, account, _ = group[0]
    party = account.partition(":")[0]
    return HOW.index(how) if how in HOW else 0, TAKERS.index(party) if party in TAKERS else 0


def _is_settlement(entry: EntryView) -> bool:
    return entry.kind == "settlement"


def _has_gross(entry: EntryView, currency: str) -> bool:
    return any(line.party == "employer" and line.amounts and line.currency == currency for line in entry.lines)


def _is_outside(entry: EntryView, line: LineView) -> bool:
    return line.party == "other"


def _is_taken(entry: EntryView, line: LineView) -> bool:
    return line.party in TAKERS and entry.kind != "remittance"


def _is_taken_on_the_way(entry: EntryView, line: LineView) -> bool:
    return line.party in TAKERS and entry.kind == "remittance"


def _is_remainder(entry: EntryView, line: LineView) -> bool:
    return line.account == "unstated:remainder" and entry.kind != "remittance"


def _is_settled(entry: EntryView, line: LineView) -> bool:
    return line.account == "worker:held" and _is_settlement(entry)


def _is_paid(entry: EntryView, line: LineView) -> bool:
    return line.account == "worker:hand" and entry.kind not in (*GIVEN_UP, "remittance")


def _is_sent(entry: EntryView, line: LineView) -> bool:
    return line.account == "worker:hand" and entry.kind == "remittance"


def _is_received(entry: EntryView, line: LineView) -> bool:
    return line.account == "home:received"


def _is_exchanged(entry: EntryView, line: LineView) -> bool:
    return line.account == "unstated:remainder" and entry.kind == "remittance" and _has_arrived_as_other(entry, line)


def _is_arrival_unsaid(entry: EntryView, line: LineView) -> bool:
    is_rest = line.account == "unstated:remainder" and entry.kind == "remittance"
    return is_rest and not _has_arrived_as_other(entry, line)


def _has_arrived_as_other(entry: EntryView, line: LineView) -> bool:
    return any(o.account == "home:received" and o.amounts and o.currency != line.currency for o in entry.lines)
