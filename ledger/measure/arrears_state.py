"""What some entries of one row come to: earned, written down, settled, outstanding; see arrears.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.measure.settled import Settled, Shares, floored, less, plus, settled, share_of
from ledger.measure.shares import is_hand_stated
from ledger.measure.sums import Counted, Figure, Item, summed
from ledger.values.cases import REVERSED, Amount, Bound, Case, joined
from ledger.values.periods import Period


@dataclass(frozen=True)
class State:
    """What some entries come to. `per` and `period` None: the sum of all that can be added up.

    `in_hand` is the share of what was earned that reached the hand, `hand_and_held` that with what is held;
    `paid_share` is the share that was paid of `written`, or of what was settled where nothing was written down.
    """

    per: str | None
    period: Period | None
    entries: tuple[int, ...]
    earned: Figure
    hand_and_held: Shares
    in_hand: Shares
    written: Figure
    is_told_by_settlement: bool
    cleared: Figure
    settled: Figure
    paid: Figure
    taken: Figure
    short_paid: Figure
    forfeited: Figure
    named: tuple[Item, ...]
    not_paid: Figure
    paid_share: Shares
    outstanding: Figure
    paid_beyond: Figure


@dataclass(frozen=True)
class Balance:
    """What was written down, what settlements made of it, and what is left: as the State has it."""

    written: Figure
    is_told_by_settlement: bool
    end: Settled
    outstanding: Figure
    paid_beyond: Figure


def state_of(
    currency: str,
    members: Sequence[Counted],
    *,
    per: str | None = None,
    period: Period | None = None,
    is_open: bool = False,
) -> State:
    """`is_open`: something that was written down stands apart, so there was more than these entries say."""
    whole = summed(currency, members, members)
    before = [m for m in members if m.entry.kind != "settlement"]
    balance = balance_of(currency, members, whole.held, whole.cases, is_open=is_open)
    written, end = balance.written, balance.end
    base = _base(written, end)
    hand_and_held, in_hand = _of_earned(currency, before)
    return State(
        per=per,
        period=period,
        entries=whole.entries,
        earned=summed(currency, before, before).earned if before else {},
        hand_and_held=hand_and_held,
        in_hand=in_hand,
        written=written,
        is_told_by_settlement=balance.is_told_by_settlement,
        cleared=end.cleared,
        settled=end.settled,
        paid=end.paid,
        taken=end.taken,
        short_paid=end.short_paid,
        forfeited=end.forfeited,
        named=end.named,
        not_paid={c: floored(a) for c, a in less(base, end.paid, whole.cases).items()} if base and end.settled else {},
        paid_share=share_of(end.paid, base),
        outstanding=balance.outstanding,
        paid_beyond=balance.paid_beyond,
    )


def balance_of(
    currency: str, members: Sequence[Counted], held: Figure, cases: Sequence[Case], *, is_open: bool
) -> Balance:
    """The balance of these entries, of which `held` is what they write down. `is_open` as in `state_of`."""
    end = settled(currency, [m for m in members if m.entry.kind == "settlement"], cases)
    open_end: list[Bound | None] = ["at_least"] if is_open else []
    is_told_by_settlement = not held and bool(end.cleared)
    if is_told_by_settlement and not end.is_closed:
        open_end.append("at_least")
    written = _bounded(end.cleared if is_told_by_settlement else held, open_end)
    outstanding, beyond = _balance(written, end, cases)
    return Balance(written, is_told_by_settlement, end, outstanding, beyond)


def _base(written: Figure, end: Settled) -> Figure:
    """What the settlements are measured against: what was written down, else what they gave, if not all to the hand."""
    if end.is_all_held:
        return written
    is_parted = end.taken or end.short_paid or end.forfeited
    return end.settled if is_parted and not written else {}


def _balance(written: Figure, end: Settled, cases: Sequence[Case]) -> tuple[Figure, Figure]:
    """What is outstanding, and what was cleared beyond what was written down; empty where there is no such thing.

    "More than 5,000" written down and settled by a source that accounts for all of it is one figure said twice: nothing
    is left of it, whatever it was.
    """
    if not written:
        return {}, {}
    if end.is_closed and written == end.cleared:
        return {case: Amount(0) for case in cases}, {}
    left = less(written, end.cleared, cases)
    outstanding = {case: floored(amount) for case, amount in left.items()}
    if all(amount.value >= 0 for amount in left.values()):
        return outstanding, {}
    return outstanding, {case: floored(Amount(-a.value, REVERSED[a.bound])) for case, a in left.items()}


def _of_earned(currency: str, members: Sequence[Counted]) -> tuple[Shares, Shares]:
    """What the worker has of 100 earned, with what is held and without; told where the hand is stated in full."""
    wages = [m for m in members if m.entry.kind == "wage"]
    if not wages or not all(is_hand_stated(m.entry, currency) for m in wages):
        return {}, {}
    its = summed(currency, wages, wages)
    if not its.held or its.outside:
        return {}, {}
    hand = its.paid or {case: Amount(0) for case in its.cases}
    return its.of_100(plus(hand, its.held, its.cases)), its.of_100(hand)


def _bounded(figure: Figure, bounds: Sequence[Bound | None]) -> Figure:
    return {case: Amount(amount.value, joined([amount.bound, *bounds])) for case, amount in figure.items()}
